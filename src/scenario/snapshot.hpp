// Expected documents, for whoever keeps them up to date.
#pragma once

#include "base/source.hpp"

#include <cstdint>
#include <string>

namespace callflow::scenario {

// A document that was held against the file an expectation names.
struct Snapshot {
    enum class State : std::uint8_t { same, different, missing };
    std::string path; // of the file, from where the program runs
    std::string provider;
    std::string actual;   // the document that there is now
    std::string expected; // what the file has; empty where it is missing
    State state = State::same;
    base::Span where; // in the expectation
};

} // namespace callflow::scenario

// The how manieth number was tried of a contact.
#pragma once

#include "logs/cdr.hpp"

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace callflow::tracking {

class Attempts {
public:
    // So many contacts are remembered at most; then all are forgotten.
    explicit Attempts(std::size_t most = 2'000'000) : most_(most) {}
    // Gives a record its attempt, where it has a contact and no attempt: one more than the last record of that contact had. What it has
    // is believed.
    void number(logs::Cdr& cdr);

private:
    std::size_t most_;
    std::unordered_map<std::uint64_t, std::uint32_t> last_; // by source, campaign and contact
};

} // namespace callflow::tracking

// `numbers lookup`: whose call is this, and which flow takes it?
#pragma once

#include "cli/exit_status.hpp"
#include "cli/io.hpp"

#include <string>
#include <string_view>

namespace callflow::cli {

// What is asked, as options have it.
struct NumbersLookup {
    std::string_view number;
    std::string_view db;     // the store
    std::string_view at;     // a moment; empty: now
    std::string_view region; // of a number that does not say its country; may be empty
    std::string_view window = "30m";
    std::string_view format = "text"; // or `json`
};

// Writes the answer to io.out. `findings` where the number was nobody's, so that a script can ask; what cannot be asked is complained of
// in the name of `command`.
[[nodiscard]] ExitStatus numbers_lookup(const NumbersLookup& asked, std::string_view command, Io& io);

} // namespace callflow::cli

// The program below main(): from words to an exit status.
#pragma once

#include "cli/exit_status.hpp"
#include "cli/io.hpp"

#include <string_view>

namespace callflow::cli {

// Runs the command that io.args names. What it says is in io.out and io.err afterwards; nothing has
// been written. Does not throw except for lack of memory and mistakes of ours.
[[nodiscard]] ExitStatus main(Io& io);

// Says `callflow: message` or `callflow COMMAND: message` on stderr; control characters made
// visible.
void complain(Io& io, std::string_view command, std::string_view message);
// The same for an error; with a hint where to look after one of usage. Gives the status to end
// with.
ExitStatus complain(Io& io, std::string_view command, const base::Error& error);

} // namespace callflow::cli

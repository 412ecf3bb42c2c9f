// A log that is being written, by its name. Private to base.
#pragma once

#include "base/files.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace callflow::base {

// What the system says of a file that cannot be read; `error` as errno has it.
[[nodiscard]] tl::unexpected<Error> cannot_read(std::string_view name, int error);

// Reads an open file, which it owns and closes, and after it whichever files take its name.
[[nodiscard]] std::unique_ptr<ByteStream> follow_file(int number, std::string name, Following how);

} // namespace callflow::base

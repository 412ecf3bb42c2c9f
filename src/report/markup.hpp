// Texts in XML and HTML.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace callflow::report {

// What stands for a text there, in an attribute too; made printable first, which leaves at most `most` bytes of it.
[[nodiscard]] std::string markup(std::string_view text, std::size_t most);

} // namespace callflow::report

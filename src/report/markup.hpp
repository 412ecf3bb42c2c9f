// Texts in XML and HTML.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace callflow::report {

// What stands for a text there, in an attribute too; made printable first, which leaves at most `most` bytes of it.
[[nodiscard]] std::string markup(std::string_view text, std::size_t most);

// Rules of a page's style for paper: no dark colours, nothing that one would have to scroll to, no row on two sheets. Tables stand in a
// `div` of class `wide`.
inline constexpr std::string_view rules_for_paper =
    R"(@media print { :root { color-scheme: light; } body { max-width: none; padding: 0; font-size: 11px; } .wide { overflow-x: visible; }
  h2, caption { break-after: avoid; } tr { break-inside: avoid; } }
)";

} // namespace callflow::report

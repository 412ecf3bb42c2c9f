// Scalars as they are written, moved to another indentation. Internal to doc.
#pragma once

#include "doc/tree.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace callflow::doc {

// Appends the source of a scalar whose further lines are to begin at `indent`. Lines of plain and quoted scalars lose the blanks
// around them, which mean nothing; those of block scalars keep everything but their common indentation; `indent` is two at least.
void append_scalar(std::string& out, const Document& document, NodeId scalar, std::uint32_t indent);

// Appends a plain or single-quoted scalar in double quotes, with its line breaks.
void append_double_quoted(std::string& out, const Document& document, NodeId scalar, std::uint32_t indent);

// Whether blank lines after a block scalar belong to it (`|+`).
[[nodiscard]] bool keeps_breaks(const Document& document, NodeId scalar);

// Whether a line break after it would become part of a block scalar that ends the file without one.
[[nodiscard]] bool ends_unfinished(const Document& document, NodeId scalar);

} // namespace callflow::doc

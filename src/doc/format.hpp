// Canonical layout of YAML.
#pragma once

#include "base/result.hpp"
#include "doc/tree.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace callflow::doc {

// What only those know who know what a document means.
struct Wishes {
    // Plain and single-quoted scalars to write in double quotes. Others in the list are left as they are, and so are `~` and
    // `null`, which would become texts.
    std::vector<NodeId> quoted;
    // Collections whose entries stand apart: a blank line between two of them unless both take one line only. Collections
    // in brackets are left as they are.
    std::vector<NodeId> spaced;
};

// `document` in canonical layout: indentation by two, list items too; one blank between values, two before a comment; at most one
// blank line, none at the ends; line feeds, the last one included. Line breaks stay where they are, block scalars keep their
// text, and a column of comments stays one. The document must come from read_yaml() with `merge` off and without errors.
//
// The result is read again and must say the same: the same values, texts, anchors, aliases and comments in the same order, and no
// style but that of `quoted` changed. Where it does not, or where the text has a form that is not known here, the error is of kind
// internal. It is of kind unreadable where the result would be larger than what can be read.
[[nodiscard]] base::Result<std::string> format_yaml(const Document& document, const Wishes& wishes);

} // namespace callflow::doc

// A YAML text as a list of tokens, for its layout. Internal to doc.
#pragma once

#include "base/result.hpp"
#include "doc/tree.hpp"

#include <cstdint>
#include <vector>

namespace callflow::doc {

enum class TokenKind : std::uint8_t {
    scalar,    // with its quotes; a block scalar from its `|` to the end of its text
    alias,     // *name
    anchor,    // &name
    dash,      // - before an item
    question,  // ? before a key
    colon,     // : before a value
    comma,     // between what stands in brackets
    open,      // [ {
    close,     // ] }
    comment,   // to the end of its line
    marker,    // --- and ...
    directive, // %YAML 1.2
};

struct Token {
    TokenKind kind = TokenKind::scalar;
    bool first = false;        // of its line
    bool blank = false;        // a blank line stands before its line
    bool in_brackets = false;  // found by set_indents()
    bool continuation = false; // a comment right below another one behind code, in its column
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t column = 0; // bytes from the beginning of its line
    NodeId node = no_node;    // of a scalar
    // Found by set_indents(): where its line begins if it is the first, and where further lines of it do.
    std::uint32_t indent = 0;
    std::uint32_t inner = 0;
};

// The tokens of a document without errors, in order. The error, of kind internal, names an offset where something stands that
// is none.
[[nodiscard]] base::Result<std::vector<Token>> tokens_of(const Document& document);

// Sets `indent` and `inner` of all tokens, and `first` of what must leave the line of a `---`.
void set_indents(std::vector<Token>& tokens, const Document& document);

} // namespace callflow::doc

// From a scalar's source to its decoded text, piece by piece. Internal to doc.
//
// Quoted scalars are decoded here. Plain and block scalars are followed along the text that the parser made of them: where a
// block scalar ends and how far it is indented depends on what stands around it, but the text tells.
#pragma once

#include "doc/tree.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::doc {

// A run of decoded bytes and the source bytes it was made of.
struct Piece {
    std::uint32_t decoded = 0; // offset of the first byte in the decoded text
    std::uint32_t length = 0;  // decoded bytes; 0 for an escaped line break
    std::uint32_t begin = 0;   // source
    std::uint32_t end = 0;
    bool verbatim = false; // byte for byte the same
};

// Pieces in order; `text` is what the scalar was decoded to. Positions never decrease.
[[nodiscard]] std::vector<Piece> map_scalar(std::string_view source, base::Span span, Style style,
                                            std::string_view text);

// Decodes a quoted scalar from its opening to its closing quote. Unknown escapes stay as they are.
[[nodiscard]] std::string decode_quoted(std::string_view source, std::uint32_t begin, std::uint32_t end, Style style);

// Joins the lines of a plain scalar: what YAML makes of source[begin, end).
[[nodiscard]] std::string decode_plain(std::string_view source, std::uint32_t begin, std::uint32_t end);

// Offset after the closing quote of the scalar that opens at `begin`, or npos where the file ends first.
[[nodiscard]] std::size_t quoted_end(std::string_view source, std::size_t begin);

// End of the plain scalar at `begin` that reads `text`: after its last character.
[[nodiscard]] std::uint32_t plain_end(std::string_view source, std::uint32_t begin, std::string_view text);

// End of the block scalar whose `|` or `>` stands at `begin`: after the last line of its text, without that line's break; after
// the indicators where the text is empty.
[[nodiscard]] std::uint32_t block_end(std::string_view source, std::uint32_t begin, std::string_view text);

// Whether `text`, a block scalar that keeps its last line breaks (`>+`), has one less than stand there: yaml-cpp's folded ones do.
[[nodiscard]] bool lacks_break(std::string_view source, std::uint32_t begin, std::string_view text);

} // namespace callflow::doc

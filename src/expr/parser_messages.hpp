// What the parser says about a token that cannot stand where it stands. Private to expr.
#pragma once

#include "expr/lexer.hpp"

#include <span>
#include <string_view>

namespace callflow::expr {

enum class Expected : std::uint8_t {
    value,     // something that gives one
    operation, // an operator, a comma, a closing bracket or the end
    colon,     // of ?:
    map_colon, // of key: value
    name,
    field, // behind a dot
};

// `open` are the brackets around the place, innermost last.
[[nodiscard]] Problem describe_unexpected(std::string_view text, const Token& found, const Token& previous,
                                          Expected expected, std::span<const Token> open);

} // namespace callflow::expr

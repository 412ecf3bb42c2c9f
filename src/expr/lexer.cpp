#include "expr/lexer.hpp"

#include "base/ascii.hpp"
#include "base/codes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace callflow::expr {

namespace {

bool is_hex_digit(char c) { return base::hex_value(c) >= 0; }

bool is_word_start(char c) { return base::is_letter(c) || c == '_'; }

bool is_word_part(char c) { return is_word_start(c) || base::is_digit(c); }

constexpr std::array<std::string_view, 17> reserved_words = {
    "as",  "break", "const",   "continue",  "else",   "for", "function", "if",    "import",
    "let", "loop",  "package", "namespace", "return", "var", "void",     "while",
};

struct Mark {
    char first;
    char second; // '\0': a mark of one character
    TokenKind kind;
};

// Longer marks first.
constexpr std::array<Mark, 24> marks = {{
    {'<', '=', TokenKind::less_equal},    {'>', '=', TokenKind::greater_equal},  {'=', '=', TokenKind::equal},
    {'!', '=', TokenKind::not_equal},     {'&', '&', TokenKind::logical_and},    {'|', '|', TokenKind::logical_or},
    {'?', '\0', TokenKind::question},     {':', '\0', TokenKind::colon},         {',', '\0', TokenKind::comma},
    {'.', '\0', TokenKind::dot},          {'(', '\0', TokenKind::open_paren},    {')', '\0', TokenKind::close_paren},
    {'[', '\0', TokenKind::open_bracket}, {']', '\0', TokenKind::close_bracket}, {'{', '\0', TokenKind::open_brace},
    {'}', '\0', TokenKind::close_brace},  {'+', '\0', TokenKind::plus},          {'-', '\0', TokenKind::minus},
    {'*', '\0', TokenKind::star},         {'/', '\0', TokenKind::slash},         {'%', '\0', TokenKind::percent},
    {'!', '\0', TokenKind::bang},         {'<', '\0', TokenKind::less},          {'>', '\0', TokenKind::greater},
}};

} // namespace

Token Lexer::bad(Range where, std::string message, std::string help) {
    problem_ = {&base::codes::expression_syntax, where, std::move(message), std::move(help), {}};
    return {TokenKind::bad, where};
}

void Lexer::skip_blanks() {
    for (;;) {
        const char c = peek();
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            ++at_;
        } else if (c == '/' && peek(1) == '/') {
            while (at_ < text_.size() && peek() != '\n' && !(in_template_ && peek() == '}' && peek(1) == '}')) {
                ++at_;
            }
        } else {
            return;
        }
    }
}

Token Lexer::next() {
    skip_blanks();
    if (at_ >= text_.size()) {
        at_ = static_cast<std::uint32_t>(text_.size());
        return {TokenKind::end, {at_, at_}};
    }
    const char c = peek();
    if (base::is_digit(c) || (c == '.' && base::is_digit(peek(1)))) {
        return number();
    }
    if (c == '"' || c == '\'') {
        return string_literal(at_, false, false);
    }
    if (c == '`') {
        return quoted_name();
    }
    if (is_word_start(c)) {
        if (auto literal = prefixed_string()) {
            return *literal;
        }
        return word();
    }
    return punctuation();
}

Token Lexer::number() {
    const std::uint32_t begin = at_;
    TokenKind kind = TokenKind::integer;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && is_hex_digit(peek(2))) {
        at_ += 2;
        while (is_hex_digit(peek())) {
            ++at_;
        }
    } else {
        while (base::is_digit(peek())) {
            ++at_;
        }
        if (peek() == '.' && base::is_digit(peek(1))) {
            kind = TokenKind::real;
            ++at_;
            while (base::is_digit(peek())) {
                ++at_;
            }
        }
        const std::uint32_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
        if ((peek() == 'e' || peek() == 'E') && base::is_digit(peek(1 + sign))) {
            kind = TokenKind::real;
            at_ += 1 + sign;
            while (base::is_digit(peek())) {
                ++at_;
            }
        }
    }
    if (kind == TokenKind::integer && (peek() == 'u' || peek() == 'U')) {
        kind = TokenKind::unsigned_integer;
        ++at_;
    }
    if (is_word_part(peek())) {
        while (is_word_part(peek())) {
            ++at_;
        }
        const Range where{begin, at_};
        const auto found = text_.substr(begin, at_ - begin);
        return bad(where, "found " + base::quoted(found) + ", which is neither a number nor a name",
                   "a name begins with a letter or `_`; a text stands in quotes");
    }
    return token(kind, begin);
}

Token Lexer::quoted_name() {
    const std::uint32_t begin = at_++;
    while (at_ < text_.size() && peek() != '`' && peek() != '\n') {
        ++at_;
    }
    if (peek() != '`') {
        return bad({begin, begin + 1}, "this backtick is not closed",
                   "a text stands in \" or ' quotes; backticks quote the name of a field");
    }
    ++at_;
    return {TokenKind::quoted_name, {begin + 1, at_ - 1}};
}

std::optional<Token> Lexer::prefixed_string() {
    std::uint32_t length = 0;
    const bool bytes = peek() == 'b' || peek() == 'B';
    length += bytes ? 1 : 0;
    const bool raw = peek(length) == 'r' || peek(length) == 'R';
    length += raw ? 1 : 0;
    if (length == 0 || (peek(length) != '"' && peek(length) != '\'')) {
        return std::nullopt;
    }
    const std::uint32_t begin = at_;
    at_ += length;
    return string_literal(begin, raw, bytes);
}

Token Lexer::string_literal(std::uint32_t begin, bool raw, bool bytes) {
    const char quote = peek();
    const bool triple = peek(1) == quote && peek(2) == quote;
    const Range opening{begin, at_ + (triple ? 3 : 1)};
    at_ = opening.end;
    while (at_ < text_.size()) {
        const char c = peek();
        if (c == quote && (!triple || (peek(1) == quote && peek(2) == quote))) {
            at_ += triple ? 3 : 1;
            return token(bytes ? TokenKind::bytes : TokenKind::string, begin);
        }
        if (!triple && (c == '\n' || c == '\r')) {
            break;
        }
        const bool escape = c == '\\' && !raw && at_ + 1 < text_.size();
        at_ += escape ? 2 : 1;
    }
    const std::string mark(triple ? 3 : 1, quote);
    return bad(opening, "this text is not closed: " + mark + " is missing at its end",
               quote == '\'' ? "a text that has ' in it stands in \" quotes" : "");
}

Token Lexer::word() {
    const std::uint32_t begin = at_;
    while (is_word_part(peek())) {
        ++at_;
    }
    const auto text = text_.substr(begin, at_ - begin);
    if (text == "true") {
        return token(TokenKind::true_word, begin);
    }
    if (text == "false") {
        return token(TokenKind::false_word, begin);
    }
    if (text == "null") {
        return token(TokenKind::null_word, begin);
    }
    if (text == "in") {
        return token(TokenKind::in_word, begin);
    }
    const bool reserved = std::ranges::find(reserved_words, text) != reserved_words.end();
    return token(reserved ? TokenKind::reserved : TokenKind::name, begin);
}

Token Lexer::punctuation() {
    const std::uint32_t begin = at_;
    // `===`, `!==`, `=>` and the like begin with a mark of CEL's, so slips are tried first.
    const Token wrong = slip();
    if (wrong.kind != TokenKind::end) {
        return wrong;
    }
    for (const Mark& mark : marks) {
        if (peek() == mark.first && (mark.second == '\0' || peek(1) == mark.second)) {
            at_ += mark.second == '\0' ? 1 : 2;
            return token(mark.kind, begin);
        }
    }
    std::size_t end = begin;
    static_cast<void>(base::decode_utf8(text_, end));
    at_ = static_cast<std::uint32_t>(end);
    const auto found = text_.substr(begin, at_ - begin);
    return bad({begin, at_}, "found " + base::quoted(found) + ", which means nothing here",
               "texts stand in quotes: \"…\"");
}

std::string without_blanks(std::string_view text) {
    std::string out;
    Lexer lexer(text);
    for (Token token = lexer.next(); token.kind != TokenKind::end && token.kind != TokenKind::bad; token = lexer.next())
        out += text.substr(token.where.begin, token.where.end - token.where.begin);
    return out;
}

} // namespace callflow::expr

// Text -> tokens. Private to expr.
#pragma once

#include "base/diagnostic.hpp"
#include "expr/ast.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace callflow::expr {

enum class TokenKind : std::uint8_t {
    end,
    name,
    quoted_name, // `name-with-dashes`, only after a dot; the range leaves the backticks out
    reserved,    // a word that CEL keeps for itself
    integer,
    unsigned_integer,
    real,
    string,
    bytes,
    true_word,
    false_word,
    null_word,
    in_word,
    question,
    colon,
    comma,
    dot,
    open_paren,
    close_paren,
    open_bracket,
    close_bracket,
    open_brace,
    close_brace,
    plus,
    minus,
    star,
    slash,
    percent,
    bang,
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    logical_and,
    logical_or,
    slip, // no token of CEL: `=`, `&`, a typographic quote; describe_slip() says what is meant
    bad,  // the lexer's problem() says what is wrong
};

struct Token {
    TokenKind kind = TokenKind::end;
    Range where;
};

// Why a text is no expression.
struct Problem {
    const base::Code* code = nullptr;
    Range where;
    std::string message;
    std::string help;
    std::optional<std::string> replacement; // of `where`, where that mends it
};

// Reads one token after the other. Bounded by the text, without allocation but for a problem.
class Lexer {
public:
    // With `in_template` a comment ends at `}}` too. `offset` is where to begin.
    explicit Lexer(std::string_view text, bool in_template = false, std::uint32_t offset = 0)
        : text_(text), at_(offset), in_template_(in_template) {}

    // The next token; `end` for ever after the last, `bad` with a problem() where there is none.
    [[nodiscard]] Token next();
    [[nodiscard]] const Problem& problem() const { return problem_; }
    [[nodiscard]] std::uint32_t offset() const { return at_; } // behind the last token

private:
    [[nodiscard]] char peek(std::uint32_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    void skip_blanks();
    Token number();
    Token quoted_name();
    Token string_literal(std::uint32_t begin, bool raw, bool bytes);
    std::optional<Token> prefixed_string();
    Token word();
    Token punctuation();
    Token slip();
    Token token(TokenKind kind, std::uint32_t begin) const { return {kind, {begin, at_}}; }
    Token bad(Range where, std::string message, std::string help = {});

    std::string_view text_;
    std::uint32_t at_ = 0;
    bool in_template_ = false;
    Problem problem_;
};

// What was probably meant by a slip's text, or by a word that another language has for an operator
// (`and`, `not`).
struct Slip {
    std::string_view text;
    std::string_view instead; // what CEL writes; empty where nothing replaces it
    std::string_view help;
};
[[nodiscard]] const Slip* find_slip(std::string_view text);

// The text's tokens with nothing between them: `math . abs` is math.abs.
[[nodiscard]] std::string without_blanks(std::string_view text);

} // namespace callflow::expr

#include "expr/parser_messages.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"

namespace callflow::expr {

namespace {

struct Place {
    std::string_view text;
    const Token& found;
    const Token& previous;
    Expected expected;
    std::span<const Token> open;

    [[nodiscard]] std::string_view word(const Token& token) const {
        return text.substr(token.where.begin, token.where.end - token.where.begin);
    }
    // A text has its own quotes.
    [[nodiscard]] std::string shown(const Token& token) const {
        const bool text_itself = token.kind == TokenKind::string || token.kind == TokenKind::bytes;
        return text_itself ? base::printable(word(token), 40) : base::quoted(word(token), 40);
    }
};

bool begins_value(TokenKind kind) {
    switch (kind) {
    case TokenKind::name:
    case TokenKind::integer:
    case TokenKind::unsigned_integer:
    case TokenKind::real:
    case TokenKind::string:
    case TokenKind::bytes:
    case TokenKind::true_word:
    case TokenKind::false_word:
    case TokenKind::null_word:
    case TokenKind::open_paren:
    case TokenKind::open_brace:
    case TokenKind::bang: return true;
    default: return false;
    }
}

Problem problem(Range where, std::string message, std::string help = {}) {
    return {&base::codes::expression_syntax, where, std::move(message), std::move(help), {}};
}

Problem slip_at(const Place& place, const Token& token, const Slip& slip) {
    if (place.expected == Expected::map_colon && place.word(token) == "=") {
        Problem colon = problem(token.where, "found '=', expected ':'", "a key and its value are parted by `:`");
        colon.replacement = ":";
        return colon;
    }
    Problem out = problem(token.where, "found " + place.shown(token), std::string(slip.help));
    if (slip.instead.empty()) {
        out.message += ", which is not of this language";
    } else {
        out.message += ", expected " + base::quoted(slip.instead);
        out.replacement = std::string(slip.instead);
    }
    return out;
}

// A word or mark of another language, here or just before.
const Token* find_slip_token(const Place& place) {
    const bool word = place.found.kind == TokenKind::name || place.found.kind == TokenKind::reserved;
    const bool here = place.found.kind == TokenKind::slip ||
                      (word && place.expected != Expected::field && find_slip(place.word(place.found)) != nullptr);
    if (here) return &place.found;
    // `not vip`: the parser took the word for a name, and stumbles over what follows.
    if (place.expected == Expected::operation && place.previous.kind == TokenKind::name &&
        begins_value(place.found.kind) && find_slip(place.word(place.previous)) != nullptr)
        return &place.previous;
    return nullptr;
}

std::string_view closing_of(const Token& bracket) {
    switch (bracket.kind) {
    case TokenKind::open_paren: return ")";
    case TokenKind::open_bracket: return "]";
    default: return "}";
    }
}

std::string expectation(const Place& place) {
    switch (place.expected) {
    case Expected::value: return "a value";
    case Expected::colon: return "':' and what holds otherwise";
    case Expected::map_colon: return "':' and the key's value";
    case Expected::name: return "a name";
    case Expected::field: return "the name of a field";
    case Expected::operation: break;
    }
    if (place.open.empty()) return "an operator or the end";
    const Token& bracket = place.open.back();
    const bool may_go_on = bracket.kind != TokenKind::open_paren;
    return (may_go_on ? "an operator, ',' or " : "an operator or ") + base::quoted(closing_of(bracket));
}

Problem at_end(const Place& place) {
    if (base::trim(place.text).empty())
        return problem(place.found.where, "the expression is empty", "write `true` for what always holds");
    if (place.expected == Expected::operation && !place.open.empty()) {
        const Token& bracket = place.open.back();
        return problem(bracket.where, place.shown(bracket) + " is not closed",
                       "add " + base::quoted(closing_of(bracket)));
    }
    return problem(place.found.where,
                   "the expression ends behind " + place.shown(place.previous) + ", expected " + expectation(place));
}

std::string help_for(const Place& place) {
    const TokenKind found = place.found.kind;
    const TokenKind previous = place.previous.kind;
    if (place.expected == Expected::operation) {
        const bool apostrophe = previous == TokenKind::string && found == TokenKind::name &&
                                place.found.where.begin == place.previous.where.end &&
                                place.word(place.previous).ends_with('\'');
        if (apostrophe) return "a text that has ' in it stands in \" quotes";
        const bool words = found == TokenKind::name || found == TokenKind::reserved;
        if (words && (previous == TokenKind::name || previous == TokenKind::reserved))
            return "a text stands in quotes: \"" + std::string(place.word(place.previous)) + " " +
                   std::string(place.word(place.found)) + "\"";
        if (found == TokenKind::string) return previous == TokenKind::string ? "texts are joined with `+`" : "";
        if (found == TokenKind::close_paren || found == TokenKind::close_bracket || found == TokenKind::close_brace)
            return "nothing is open here that it could close";
    }
    if (found == TokenKind::reserved) return "CEL keeps this word for itself; no name may be called so";
    if (found == TokenKind::quoted_name) return "a text stands in \" or ' quotes";
    if (place.expected == Expected::field && begins_value(found))
        return "an index stands in brackets: x[0], x[\"key\"]";
    if (place.expected == Expected::colon && found == TokenKind::question) return "put the inner `?:` in parentheses";
    if (place.expected == Expected::value && found == previous &&
        (found == TokenKind::logical_and || found == TokenKind::logical_or))
        return "one operator is enough";
    return {};
}

} // namespace

Problem describe_unexpected(std::string_view text, const Token& found, const Token& previous, Expected expected,
                            std::span<const Token> open) {
    const Place place{text, found, previous, expected, open};
    if (const Token* token = find_slip_token(place)) return slip_at(place, *token, *find_slip(place.word(*token)));
    if (found.kind == TokenKind::end) return at_end(place);
    return problem(found.where, "found " + place.shown(found) + ", expected " + expectation(place), help_for(place));
}

} // namespace callflow::expr

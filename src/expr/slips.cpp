// What people write by habit of another language, and what CEL writes instead.
#include "expr/lexer.hpp"

#include <algorithm>
#include <array>

namespace callflow::expr {

namespace {

constexpr std::string_view text_quotes = "a text stands in straight quotes: \"…\" or '…'";
constexpr std::string_view no_assignment = "an expression compares with `==`; `set:` assigns";
constexpr std::string_view changes_nothing = "an expression changes nothing; `set:` assigns";
constexpr std::string_view use_conditional = "write `condition ? this : that`";
constexpr std::string_view plain_blank = "this blank is a special one; write an ordinary blank";

// Longest first among those that begin alike: they are tried in this order.
constexpr std::array<Slip, 44> marks = {{
    {"===", "==", "`==` compares"},
    {"&&&", "&&", "both is `&&`"},
    {"|||", "||", "one of them is `||`"},
    {"+=", "", changes_nothing},
    {"-=", "", changes_nothing},
    {"*=", "", changes_nothing},
    {"/=", "", changes_nothing},
    {"!==", "!=", "`!=` compares"},
    {"=>", ">=", "greater or equal is `>=`"},
    {"=<", "<=", "less or equal is `<=`"},
    {"=~", "", "patterns are tried with `text.matches(\"…\")`"},
    {"!~", "", "patterns are tried with `!text.matches(\"…\")`"},
    {"<>", "!=", "unequal is `!=`"},
    {":=", "==", no_assignment},
    {"??", "", "write `default(value, otherwise)`"},
    {"**", "", "CEL has no power operator"},
    {"++", "", "write `x + 1`"},
    {"#", "", "a comment in an expression begins with `//`"},
    {";", "", "an expression has no statements; it ends where its text ends"},
    {"$", "", "names stand alone, without `$`"},
    {"@", "", "names stand alone, without `@`"},
    {"~", "", "CEL has no `~`"},
    {"^", "", "CEL has no `^`"},
    {"\\", "", "a backslash stands only inside quotes"},
    {"\u201c", "\"", text_quotes},
    {"\u201d", "\"", text_quotes},
    {"\u201e", "\"", text_quotes},
    {"\u00ab", "\"", text_quotes},
    {"\u00bb", "\"", text_quotes},
    {"\u2018", "'", text_quotes},
    {"\u2019", "'", text_quotes},
    {"\u201a", "'", text_quotes},
    {"\u2260", "!=", "unequal is `!=`"},
    {"\u2264", "<=", "less or equal is `<=`"},
    {"\u2265", ">=", "greater or equal is `>=`"},
    {"\u2227", "&&", "both is `&&`"},
    {"\u2228", "||", "one of them is `||`"},
    {"\u00ac", "!", "not is `!`"},
    {"\u00d7", "*", "times is `*`"},
    {"\u00f7", "/", "divided by is `/`"},
    {"\u2013", "-", "minus is `-`"},
    {"\u2212", "-", "minus is `-`"},
    {"\u00a0", " ", plain_blank},
    {"\ufeff", "", plain_blank},
}};

// Tried only when the doubled mark does not stand there.
constexpr std::array<Slip, 3> single_marks = {{
    {"=", "==", "`==` compares"},
    {"&", "&&", "both is `&&`"},
    {"|", "||", "one of them is `||`"},
}};

constexpr std::array<Slip, 24> words = {{
    {"and", "&&", "both is `&&`"},
    {"AND", "&&", "both is `&&`"},
    {"or", "||", "one of them is `||`"},
    {"OR", "||", "one of them is `||`"},
    {"xor", "!=", "one of two but not both is `!=`"},
    {"not", "!", "not is `!`"},
    {"NOT", "!", "not is `!`"},
    {"is", "==", "`==` compares"},
    {"isnt", "!=", "`!=` compares"},
    {"eq", "==", "`==` compares"},
    {"ne", "!=", "`!=` compares"},
    {"lt", "<", "less is `<`"},
    {"gt", ">", "greater is `>`"},
    {"le", "<=", "less or equal is `<=`"},
    {"ge", ">=", "greater or equal is `>=`"},
    {"mod", "%", "the remainder is `%`"},
    {"div", "/", "divided by is `/`"},
    {"if", "", use_conditional},
    {"then", "", use_conditional},
    {"else", "", use_conditional},
    {"elsif", "", use_conditional},
    {"elif", "", use_conditional},
    {"elseif", "", use_conditional},
    {"unless", "", "write `!condition`, or the key `unless:` beside the transition"},
}};

} // namespace

Token Lexer::slip() {
    // Most marks begin no slip, and long texts have many.
    constexpr std::string_view innocent = "(){}[],.%>";
    if (innocent.find(text_[at_]) != std::string_view::npos) return {};
    const auto rest = text_.substr(at_);
    const auto take = [this](std::string_view text) {
        const std::uint32_t begin = at_;
        at_ += static_cast<std::uint32_t>(text.size());
        return token(TokenKind::slip, begin);
    };
    for (const Slip& slip : marks) {
        if (rest.starts_with(slip.text)) {
            return take(slip.text);
        }
    }
    for (const Slip& slip : single_marks) {
        if (rest.starts_with(slip.text) && !rest.starts_with(slip.instead)) {
            return take(slip.text);
        }
    }
    return {};
}

const Slip* find_slip(std::string_view text) {
    const auto find = [text](const auto& table) -> const Slip* {
        const auto found = std::ranges::find(table, text, &Slip::text);
        return found == table.end() ? nullptr : &*found;
    };
    if (const Slip* slip = find(marks)) {
        return slip;
    }
    if (const Slip* slip = find(single_marks)) {
        return slip;
    }
    return find(words);
}

} // namespace callflow::expr

#include "expr/literals.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace callflow::expr {

namespace {

Value refuse(Problem& problem, Range where, std::string message, std::string help = {}) {
    problem = {&base::codes::expression_syntax, where, std::move(message), std::move(help), {}};
    return {};
}

Value read_integer(std::string_view digits, const Token& token, bool negative, Problem& problem) {
    const bool is_unsigned = token.kind == TokenKind::unsigned_integer;
    if (is_unsigned) digits.remove_suffix(1);
    const bool hex = digits.starts_with("0x") || digits.starts_with("0X");
    if (hex) digits.remove_prefix(2);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
    constexpr std::uint64_t beyond_int = std::uint64_t{1} << 63;
    if (is_unsigned) {
        if (error != std::errc{}) return refuse(problem, token.where, "this number is too large for a uint (64 bits)");
        return Value::unsigned_integer(value);
    }
    if (error != std::errc{} || value > beyond_int || (value == beyond_int && !negative)) {
        return refuse(problem, token.where, "this number is too large for an int (64 bits)",
                      "a phone number or an identifier is a text: put it in quotes");
    }
    // Two's complement: the negation of 2^63 is the smallest int.
    return Value::integer(static_cast<std::int64_t>(negative ? ~value + 1 : value));
}

Value read_real(std::string_view digits, const Token& token, bool negative, Problem& problem) {
    const auto value = base::parse_double(digits);
    if (!value) return refuse(problem, token.where, "this number is too large for a double");
    return Value::real(negative ? -*value : *value);
}

// Reads the inside of a quoted text.
class Unquoter {
public:
    Unquoter(std::string_view text, std::uint32_t begin, std::uint32_t end, bool bytes)
        : text_(text.substr(0, end)), at_(begin), bytes_(bytes) {}

    bool run(std::string& out, Problem& problem) {
        while (at_ < text_.size()) {
            if (text_[at_] != '\\') {
                out.push_back(text_[at_++]);
            } else if (!escape(out, problem)) {
                return false;
            }
        }
        return true;
    }

private:
    bool escape(std::string& out, Problem& problem) {
        const std::uint32_t begin = at_;
        constexpr std::string_view from = "abfnrtv\\?\"'`";
        constexpr std::string_view to = "\a\b\f\n\r\t\v\\?\"'`";
        const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        at_ += 2;
        if (const auto simple = from.find(c); simple != std::string_view::npos && c != '\0') {
            out.push_back(to[simple]);
            return true;
        }
        if (c == 'x' || c == 'X') return code(out, problem, begin, 2, 16);
        if (c >= '0' && c <= '3') {
            --at_;
            return code(out, problem, begin, 3, 8);
        }
        if (c == 'u' && !bytes_) return code(out, problem, begin, 4, 16);
        if (c == 'U' && !bytes_) return code(out, problem, begin, 8, 16);
        std::size_t end = begin + 1;
        if (end < text_.size()) static_cast<void>(base::decode_utf8(text_, end));
        const Range where{begin, static_cast<std::uint32_t>(end)};
        const auto shown = base::quoted(text_.substr(begin, end - begin));
        if (bytes_ && (c == 'u' || c == 'U')) {
            static_cast<void>(refuse(problem, where, "found " + shown + ", which stands only in texts",
                                     "in bytes write the character itself or its octets: \\xHH"));
        } else {
            static_cast<void>(refuse(problem, where, "found " + shown + ", which is no escape",
                                     "a backslash itself is \\\\; in a pattern write r\"…\" and it stays as it is"));
        }
        return false;
    }

    // `digits` digits to a code point; in bytes to an octet.
    bool code(std::string& out, Problem& problem, std::uint32_t begin, std::uint32_t digits, int base) {
        std::uint32_t value = 0;
        const auto rest = text_.substr(at_, digits);
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value, base);
        const auto read = static_cast<std::uint32_t>(end - rest.data());
        if (error != std::errc{} || read != digits) {
            const Range where{begin, at_ + read};
            static_cast<void>(refuse(problem, where,
                                     "this escape needs " + std::to_string(digits) +
                                         (base == 8 ? " octal digits" : " hexadecimal digits")));
            return false;
        }
        at_ += digits;
        if (bytes_) {
            out.push_back(static_cast<char>(static_cast<unsigned char>(value)));
            return true;
        }
        if (digits == 4) value = with_low_surrogate(value);
        if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
            static_cast<void>(refuse(problem, {begin, at_}, "this escape is no Unicode character"));
            return false;
        }
        base::append_utf8(out, value);
        return true;
    }

    // Beyond the 16 bits that \u has, a character is written as two halves.
    std::uint32_t with_low_surrogate(std::uint32_t high) {
        const auto rest = text_.substr(at_);
        if (high < 0xd800 || high > 0xdbff || rest.size() < 6 || !rest.starts_with("\\u")) return high;
        std::uint32_t low = 0;
        const auto [end, error] = std::from_chars(rest.data() + 2, rest.data() + 6, low, 16);
        if (error != std::errc{} || end != rest.data() + 6 || low < 0xdc00 || low > 0xdfff) return high;
        at_ += 6;
        return 0x10000 + ((high - 0xd800) << 10u) + (low - 0xdc00);
    }

    std::string_view text_;
    std::uint32_t at_;
    bool bytes_;
};

Value read_text(std::string_view text, const Token& token, Problem& problem) {
    const bool bytes = token.kind == TokenKind::bytes;
    std::uint32_t begin = token.where.begin + (bytes ? 1 : 0);
    const bool raw = text[begin] == 'r' || text[begin] == 'R';
    begin += raw ? 1 : 0;
    const auto rest = text.substr(begin, token.where.end - begin);
    const bool triple = rest.size() >= 6 && rest[1] == rest[0] && rest[2] == rest[0];
    const std::uint32_t quotes = triple ? 3 : 1;
    begin += quotes;
    const std::uint32_t end = token.where.end - quotes;
    std::string out;
    if (raw)
        out = text.substr(begin, end - begin);
    else if (!Unquoter(text, begin, end, bytes).run(out, problem))
        return {};
    return bytes ? Value::bytes(out) : Value::string(out);
}

} // namespace

Value read_literal(std::string_view text, const Token& token, bool negative, Problem& problem) {
    const auto digits = text.substr(token.where.begin, token.where.end - token.where.begin);
    switch (token.kind) {
    case TokenKind::integer:
    case TokenKind::unsigned_integer: return read_integer(digits, token, negative, problem);
    case TokenKind::real: return read_real(digits, token, negative, problem);
    default: return read_text(text, token, problem);
    }
}

} // namespace callflow::expr

// text.format([…])
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "expr/calls.hpp"
#include "expr/compare.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace callflow::expr::calls {

namespace {

constexpr int usual_precision = 6;
constexpr int greatest_precision = 1000;

// `%.2f`: what stands between the percent sign and its letter, and the letter.
struct Clause {
    char letter = '\0';
    std::optional<int> precision;
};

double as_double(const Value& number) {
    if (number.kind() == Kind::integer) return static_cast<double>(number.as_integer());
    if (number.kind() == Kind::unsigned_integer) return static_cast<double>(number.as_unsigned());
    return number.as_real();
}

// NaN, Infinity, -Infinity; false where the number is finite.
bool append_not_finite(std::string& out, double number) {
    if (std::isfinite(number)) return false;
    out += std::isnan(number) ? "NaN" : number < 0 ? "-Infinity" : "Infinity";
    return true;
}

// In base 10 without an exponent, the fewest digits that read back as the same number.
void append_decimal(std::string& out, double number) {
    if (append_not_finite(out, number)) return;
    std::array<char, 400> buffer{}; // the smallest double has 324 zeros behind its point
    const auto [end, error] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed);
    out.append(buffer.data(), end);
}

// Bytes as text; each run of what is none becomes one U+FFFD.
void append_bytes(std::string& out, std::string_view bytes) {
    bool broken = false;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = base::utf8::sequence_length(bytes, at);
        if (length == 0 && !broken) base::append_utf8(out, 0xfffd);
        broken = length == 0;
        out += bytes.substr(at, length);
        at += std::max<std::size_t>(length, 1);
    }
}

// Builds the text up to the first error.
class Formatter {
public:
    Formatter(std::string_view format, std::span<const Value> arguments) : format_(format), arguments_(arguments) {}

    Value run() {
        for (std::size_t at = 0; at < format_.size() && error_.empty();) {
            const std::size_t percent = std::min(format_.find('%', at), format_.size());
            out_ += format_.substr(at, percent - at);
            at = percent;
            if (at < format_.size()) at = clause(at + 1);
            if (out_.size() > max_text_bytes) return too_long();
        }
        return error_.empty() ? Value::string(out_) : Value::error("format(): " + error_);
    }

private:
    // Reads what follows a percent sign; where it ends.
    std::size_t clause(std::size_t at) {
        Clause clause;
        if (at < format_.size() && format_[at] == '.') at = precision(at + 1, clause);
        if (at >= format_.size()) {
            fail("the text ends behind a `%`");
            return at;
        }
        if (!error_.empty()) return at;
        clause.letter = format_[at];
        if (clause.letter == '%' && !clause.precision) {
            out_.push_back('%');
        } else if (std::string_view("sdfeboxX").find(clause.letter) == std::string_view::npos) {
            const std::size_t end = next_code_point(format_, at);
            fail("there is no clause `%" + base::printable(format_.substr(at, end - at)) + "`");
        } else if (next_ == arguments_.size()) {
            fail("there are more clauses than values, " + std::to_string(next_));
        } else {
            value(clause, arguments_[next_++]);
        }
        return at + 1;
    }

    std::size_t precision(std::size_t at, Clause& clause) {
        int digits = 0;
        const char* const begin = format_.data() + at;
        const auto [end, error] = std::from_chars(begin, format_.data() + format_.size(), digits);
        if (end == begin || digits < 0)
            fail("a precision has digits, as in `%.2f`");
        else if (error != std::errc{} || digits > greatest_precision)
            fail("a precision is at most " + std::to_string(greatest_precision));
        clause.precision = digits;
        return at + static_cast<std::size_t>(end - begin);
    }

    void fail(std::string why) {
        if (error_.empty()) error_ = std::move(why);
    }
    void refuse(const Clause& clause, const Value& value) {
        fail("`%" + std::string(1, clause.letter) + "` takes no " + std::string(to_string(value.kind())));
    }

    void value(const Clause& clause, const Value& value) {
        const bool scientific = clause.letter == 'e';
        if (clause.precision && clause.letter != 'f' && !scientific)
            return fail("`%" + std::string(1, clause.letter) + "` has no precision");
        switch (clause.letter) {
        case 's': return text(clause, value);
        case 'd': return decimal(clause, value);
        case 'f':
        case 'e': return real(clause, value, scientific);
        case 'b': return whole(clause, value, 2);
        case 'o': return whole(clause, value, 8);
        default: return hexadecimal(clause, value);
        }
    }

    void text(const Clause& clause, const Value& value) {
        switch (value.kind()) {
        case Kind::null: out_ += "null"; return;
        case Kind::bytes: return append_bytes(out_, value.as_string());
        case Kind::real: return append_decimal(out_, value.as_real());
        case Kind::list: return list(clause, value);
        case Kind::map: return map(clause, value);
        case Kind::absent:
        case Kind::error: return refuse(clause, value);
        default: return value.append_text(out_);
        }
    }

    // Lists and maps nest at most max_value_depth deep.
    void list(const Clause& clause, const Value& value) {
        out_.push_back('[');
        bool first = true;
        for (const Value& item : value.as_list()) {
            if (out_.size() > max_text_bytes) return; // said by run()
            if (!first) out_ += ", ";
            first = false;
            text(clause, item);
        }
        out_.push_back(']');
    }

    // Sorted by what the keys are written as.
    void map(const Clause& clause, const Value& value) {
        std::vector<std::pair<std::string, const Value*>> entries;
        for (const auto& [key, held] : value.as_map()) entries.emplace_back(key.to_text(), &held);
        std::ranges::stable_sort(entries, {}, &std::pair<std::string, const Value*>::first);
        out_.push_back('{');
        bool first = true;
        for (const auto& [key, held] : entries) {
            if (out_.size() > max_text_bytes) return; // said by run()
            if (!first) out_ += ", ";
            first = false;
            out_ += key;
            out_ += ": ";
            text(clause, *held);
        }
        out_.push_back('}');
    }

    void decimal(const Clause& clause, const Value& value) {
        if (!is_number(value.kind())) return refuse(clause, value);
        text(clause, value);
    }

    void real(const Clause& clause, const Value& value, bool scientific) {
        if (!is_number(value.kind())) return refuse(clause, value);
        const double number = as_double(value);
        if (append_not_finite(out_, number)) return;
        const int digits = clause.precision.value_or(usual_precision);
        std::array<char, 320 + greatest_precision> buffer{}; // the greatest double has 309 digits
        const auto [end, error] =
            std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                          scientific ? std::chars_format::scientific : std::chars_format::fixed, digits);
        out_.append(buffer.data(), end);
    }

    void whole(const Clause& clause, const Value& value, int base) {
        std::uint64_t number = 0;
        if (value.kind() == Kind::boolean && base == 2) {
            number = value.as_boolean() ? 1 : 0;
        } else if (value.kind() == Kind::unsigned_integer) {
            number = value.as_unsigned();
        } else if (value.kind() == Kind::integer) {
            // The smallest int has no positive twin in 64 bits.
            number = static_cast<std::uint64_t>(value.as_integer());
            if (value.as_integer() < 0) {
                out_.push_back('-');
                number = 0 - number;
            }
        } else {
            return refuse(clause, value);
        }
        std::array<char, 64> digits{};
        const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number, base);
        if (clause.letter == 'X') std::transform(digits.data(), end, digits.data(), upper);
        out_.append(digits.data(), end);
    }

    void hexadecimal(const Clause& clause, const Value& value) {
        if (value.kind() != Kind::string && value.kind() != Kind::bytes) return whole(clause, value, 16);
        constexpr std::string_view hex = "0123456789abcdef";
        for (const char c : value.as_string()) {
            const auto byte = static_cast<unsigned char>(c);
            for (const char digit : {hex[byte >> 4u], hex[byte & 15u]})
                out_.push_back(clause.letter == 'X' ? upper(digit) : digit);
        }
    }

    static char upper(char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; }

    std::string_view format_;
    std::span<const Value> arguments_;
    std::size_t next_ = 0;
    std::string out_;
    std::string error_;
};

} // namespace

Value format(Arguments arguments) { return Formatter(arguments[0]->as_string(), arguments[1]->as_list()).run(); }

} // namespace callflow::expr::calls

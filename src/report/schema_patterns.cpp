// Patterns of numbers within their bounds, for values that an editor takes for texts.
#include "report/schema_parts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace callflow::report {
namespace {

// A pattern of the numbers from one to another, both of as many digits: `05` to `12`.
std::string between(std::string_view from, std::string_view to) {
    if (from.empty()) return {};
    const std::string_view from_rest = from.substr(1);
    const std::string_view to_rest = to.substr(1);
    if (from[0] == to[0]) return from[0] + between(from_rest, to_rest);
    std::string out;
    const auto add = [&](char low, char high, const std::string& rest) {
        if (low > high) return;
        out += out.empty() ? "" : "|";
        out += low == high ? std::string(1, low) : fmt::format("[{}-{}]", low, high);
        out += rest;
    };
    const bool whole_low = from_rest.find_first_not_of('0') == std::string_view::npos;
    const bool whole_high = to_rest.find_first_not_of('9') == std::string_view::npos;
    const std::string any = from_rest.empty() ? "" : fmt::format("[0-9]{{{}}}", from_rest.size());
    if (!whole_low) add(from[0], from[0], between(from_rest, std::string(from_rest.size(), '9')));
    add(whole_low ? from[0] : static_cast<char>(from[0] + 1), whole_high ? to[0] : static_cast<char>(to[0] - 1), any);
    if (!whole_high) add(to[0], to[0], between(std::string(to_rest.size(), '0'), to_rest));
    return fmt::format("(?:{})", out);
}

// A pattern of the whole numbers that are allowed, without a sign; zeros may stand before.
std::string digits_in(std::int64_t least, std::int64_t most) {
    if (most == INT64_MAX) return least == 1 ? "0*[1-9][0-9]*" : "[0-9]+";
    // Those of one digit, of two, and so on.
    std::vector<std::string> lengths;
    std::int64_t from = std::max<std::int64_t>(least, 0);
    for (std::int64_t power = 10; from <= most; power *= 10) {
        if (from >= power) continue;
        lengths.push_back(between(fmt::format("{}", from), fmt::format("{}", std::min(most, power - 1))));
        from = power;
    }
    return fmt::format("0*(?:{})", fmt::join(lengths, "|"));
}

} // namespace

std::string integer_pattern(const flow::AttributeSpec& spec) {
    if (spec.minimum == INT64_MIN) return "^[+-]?[0-9]+$";
    return fmt::format("^[+]?(?:{})$", digits_in(spec.minimum, spec.maximum));
}

// Seconds, with a fraction where they are below the most; lengths of time are not compared.
std::string seconds_pattern(const flow::AttributeSpec& spec) {
    constexpr std::string_view lengths = "^[+]?(?:(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:h|ms|m|s|us|ns))+$";
    std::string number = spec.minimum <= 0 ? "[.][0-9]+|" : "";
    if (spec.maximum == INT64_MAX) {
        number += fmt::format("{}(?:[.][0-9]*)?", digits_in(spec.minimum, spec.maximum));
    } else {
        number += fmt::format("{}(?:[.][0-9]*)?|0*{}[.]?0*", digits_in(spec.minimum, spec.maximum - 1), spec.maximum);
    }
    return fmt::format("^[+]?(?:{})$|^[+]?[0-9.]+[eE][+-]?[0-9]+$|{}", number, lengths);
}

} // namespace callflow::report

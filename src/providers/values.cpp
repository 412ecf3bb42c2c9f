#include "providers/values.hpp"

#include "base/edit_distance.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <vector>

namespace callflow::providers {

namespace {

using flow::AttributeSpec;
using flow::AttributeType;
using Problem = std::optional<ValueProblem>;

std::string range_of(const AttributeSpec& spec) {
    if (spec.minimum == INT64_MIN && spec.maximum == INT64_MAX) return {};
    if (spec.maximum == INT64_MAX) return fmt::format(" from {}", spec.minimum);
    return fmt::format(" from {} to {}", spec.minimum, spec.maximum);
}

Problem number(const AttributeSpec& spec, std::string_view value) {
    const bool whole = spec.type == AttributeType::integer;
    const std::optional<double> number = base::parse_double(value);
    const bool fits = number && std::isfinite(*number) && *number >= static_cast<double>(spec.minimum) &&
                      *number <= static_cast<double>(spec.maximum);
    if (fits && (!whole || base::parse_int(value))) return {};
    std::string words;
    for (const std::string_view word : spec.values) words += fmt::format(" or {}", word);
    return ValueProblem{fmt::format("is a {}{}{}, not {}",
                                    whole                                 ? "whole number"
                                    : spec.type == AttributeType::seconds ? "number of seconds"
                                                                          : "number",
                                    range_of(spec), words, base::quoted(value)),
                        {}};
}

std::string all_of(std::span<const std::string_view> words) {
    constexpr std::size_t most = 12;
    if (words.size() > most) return {};
    return fmt::format("it can be {}", fmt::join(words, ", "));
}

Problem one_word(const AttributeSpec& spec, std::string_view value, bool several) {
    if (flow::is_value(spec, value)) return {};
    const std::string_view near = base::nearest(value, spec.values);
    std::string help = near.empty() ? all_of(spec.values) : fmt::format("did you mean {}?", base::quoted(near));
    std::string message = several            ? fmt::format("cannot hold {}", base::quoted(value))
                          : spec.open_values ? fmt::format("has an unknown value {}", base::quoted(value))
                                             : fmt::format("cannot be {}", base::quoted(value));
    return ValueProblem{std::move(message), std::move(help)};
}

Problem words(const AttributeSpec& spec, std::string_view value) {
    std::string_view rest = base::trim(value);
    if (rest.empty()) return ValueProblem{"has no value", all_of(spec.values)};
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
        std::string_view word = rest.substr(0, end);
        if (word.ends_with(',')) {
            return ValueProblem{fmt::format("is a list with blanks, not {}", base::quoted(value)), {}};
        }
        if (Problem problem = one_word(spec, word, true)) return problem;
        rest = base::trim(rest.substr(end));
    }
    return {};
}

Problem only(std::string_view value, std::string_view allowed, std::string_view what) {
    const std::size_t bad = value.find_first_not_of(allowed);
    if (bad == std::string_view::npos) return {};
    return ValueProblem{fmt::format("holds {}, not {}", what, base::quoted(value)), {}};
}

} // namespace

std::optional<ValueProblem> check_value(const flow::AttributeSpec& spec, std::string_view value) {
    const bool listed = spec.type == AttributeType::choice || spec.type == AttributeType::choices;
    if (!listed && flow::is_value(spec, value)) return {};
    switch (spec.type) {
    case AttributeType::boolean:
        if (value == "true" || value == "false") return {};
        return ValueProblem{fmt::format("is true or false, not {}", base::quoted(value)), {}};
    case AttributeType::integer:
    case AttributeType::decimal:
    case AttributeType::seconds: return number(spec, base::trim(value));
    case AttributeType::key_set: return only(value, "0123456789ABCD*#", "keys (0-9 A-D * #)");
    case AttributeType::dtmf: return only(value, "0123456789ABCD*#wW", "keys (0-9 A-D * #) and pauses (w W)");
    case AttributeType::choice: return one_word(spec, value, false);
    case AttributeType::choices: return words(spec, value);
    default: break;
    }
    if (spec.maximum != INT64_MAX && length_of(value) > static_cast<std::uint64_t>(spec.maximum)) {
        return ValueProblem{fmt::format("has {} characters, {} is the most", length_of(value), spec.maximum), {}};
    }
    return {};
}

std::size_t length_of(std::string_view text) {
    const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; };
    return static_cast<std::size_t>(std::ranges::count_if(text, begins));
}

bool lacks_scheme(std::string_view address) {
    const std::string_view host = address.substr(0, address.find_first_of("/?#"));
    if (host.empty() || host.find_first_of(":@{}<> %") != std::string_view::npos) return false;
    if (host.starts_with("www.")) return true;
    // `menu.xml` is a file; `example.com/menu` and `voice.example.com` are hosts.
    constexpr auto ends = std::to_array<std::string_view>({".com", ".org", ".net", ".io", ".co", ".example", ".test"});
    return std::ranges::any_of(ends,
                               [&](std::string_view end) { return host.size() > end.size() && host.ends_with(end); });
}

} // namespace callflow::providers

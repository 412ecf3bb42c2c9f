// Lengths of time and shares as pool files and options write them.
#include "base/text.hpp"
#include "tracking/pools/pool_file.hpp"

#include <cmath>
#include <fmt/format.h>

namespace callflow::tracking {
namespace {

struct Unit {
    std::string_view name;
    Millis length;
};
constexpr std::array<Unit, 6> units{
    {{"w", 7 * one_day}, {"d", one_day}, {"h", one_hour}, {"ms", 1}, {"m", one_minute}, {"s", 1000}}};
constexpr Millis longest = 36'525 * one_day;

// The first hour is midnight, UTC. Each is the mean of 1 - 0.8 cos over it: least at three in the morning, most at three in the afternoon.
constexpr std::array<double, 24> day_curve{0.3671, 0.2630, 0.2091, 0.2091, 0.2630, 0.3671, 0.5144, 0.6947,
                                           0.8959, 1.1041, 1.3053, 1.4856, 1.6329, 1.7370, 1.7909, 1.7909,
                                           1.7370, 1.6329, 1.4856, 1.3053, 1.1041, 0.8959, 0.6947, 0.5144};

} // namespace

std::optional<Millis> parse_length(std::string_view text, Millis unit) {
    text = base::trim(text);
    if (const auto number = base::parse_double(text); number && (unit != 0 || *number == 0)) {
        const double length = *number * static_cast<double>(unit);
        if (!(length >= 0) || length > static_cast<double>(longest)) return std::nullopt;
        return static_cast<Millis>(std::floor(length + 0.5));
    }
    Millis out = 0;
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        const std::size_t size = text.find_first_not_of("0123456789.");
        const auto number = base::parse_double(text.substr(0, size));
        if (size == std::string_view::npos || !number) return std::nullopt;
        text.remove_prefix(size);
        const Unit* found = nullptr;
        for (const Unit& one : units)
            if (found == nullptr && text.starts_with(one.name)) found = &one;
        if (found == nullptr) return std::nullopt;
        text.remove_prefix(found->name.size());
        const double length = *number * static_cast<double>(found->length);
        if (!(length <= static_cast<double>(longest))) return std::nullopt;
        out += static_cast<Millis>(std::floor(length + 0.5));
        if (out > longest) return std::nullopt;
        while (text.starts_with(' ')) text.remove_prefix(1);
    }
    return out;
}

std::optional<std::pair<Millis, Millis>> parse_length_range(std::string_view text, Millis unit) {
    const std::size_t dots = text.find("..");
    const auto least = parse_length(text.substr(0, dots), unit);
    const auto most = dots == std::string_view::npos ? least : parse_length(text.substr(dots + 2), unit);
    if (!least || !most || *most < *least) return std::nullopt;
    return std::pair(*least, *most);
}

std::string format_length(Millis length) {
    static constexpr std::array<Unit, 5> shown{
        {{"d", one_day}, {"h", one_hour}, {"m", one_minute}, {"s", 1000}, {"ms", 1}}};
    if (length < 0) return "-" + format_length(-length);
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const Millis whole = length / shown[i].length;
        if (whole == 0) continue;
        const Millis rest = length % shown[i].length;
        const Millis next = i + 1 < shown.size() ? rest / shown[i + 1].length : 0;
        if (next == 0) return fmt::format("{}{}", whole, shown[i].name);
        return fmt::format("{}{} {}{}", whole, shown[i].name, next, shown[i + 1].name);
    }
    return "0s";
}

std::optional<double> parse_share(std::string_view text) {
    text = base::trim(text);
    const bool percent = text.ends_with('%');
    if (percent) text.remove_suffix(1);
    const auto number = base::parse_double(base::trim(text));
    if (!number) return std::nullopt;
    const double share = percent ? *number / 100 : *number;
    if (!(share >= 0 && share <= 1)) return std::nullopt;
    return share;
}

std::optional<std::array<double, 24>> curve_named(std::string_view name) {
    if (name == "day") return day_curve;
    if (name != "flat") return std::nullopt;
    std::array<double, 24> flat{};
    flat.fill(1);
    return flat;
}

} // namespace callflow::tracking

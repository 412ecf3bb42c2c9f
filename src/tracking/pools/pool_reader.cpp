#include "tracking/pools/pool_reader.hpp"

#include "base/ascii.hpp"
#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/moment.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <vector>

namespace callflow::tracking {
namespace {

using doc::View;

std::string shown(View value) {
    return value.is_scalar() ? base::quoted(value.text()) : std::string("a list or mapping");
}

} // namespace

void PoolValues::wrong(View value, std::string message, std::string help) {
    diagnostics_.report(base::codes::bad_value, value.span(), std::move(message)).help = std::move(help);
}

void PoolValues::missing(View value, std::string message, std::string help) {
    diagnostics_.report(base::codes::missing_key, value.span(), std::move(message)).help = std::move(help);
}

void PoolValues::expected(View value, std::string_view what) {
    if (value.is_scalar())
        wrong(value, fmt::format("{} was expected, not {}", what, shown(value)));
    else
        diagnostics_.report(base::codes::wrong_type, value.span(), fmt::format("{} was expected here", what));
}

bool PoolValues::mapping(View value, std::string_view what) {
    if (value.is_mapping()) return true;
    diagnostics_.report(base::codes::wrong_type, value.span(), fmt::format("{} is a mapping", what));
    return false;
}

bool PoolValues::mapping(View value, std::string_view what, std::span<const std::string_view> known) {
    if (!mapping(value, what)) return false;
    for (const doc::Entry entry : doc::entries(value)) {
        if (std::ranges::find(known, entry.key.text()) != known.end()) continue;
        const std::string_view near = base::nearest(entry.key.text(), known);
        diagnostics_
            .report(base::codes::unknown_key, entry.key.span(),
                    fmt::format("{} has no {}", what, base::quoted(entry.key.text())))
            .help =
            near.empty() ? fmt::format("it has {}", fmt::join(known, ", ")) : fmt::format("did you mean {}?", near);
    }
    return true;
}

bool PoolValues::list(View value, std::string_view what) {
    if (value.is_sequence()) return true;
    diagnostics_.report(base::codes::wrong_type, value.span(), fmt::format("{} is a list", what));
    return false;
}

void PoolValues::text(View value, std::string& into) {
    if (value.is_scalar() && !base::trim(value.text()).empty())
        into = value.text();
    else
        expected(value, "a text");
}

void PoolValues::flag(View value, bool& into) {
    if (value.is_plain() && (value.text() == "true" || value.text() == "false"))
        into = value.text() == "true";
    else
        expected(value, "true or false");
}

void PoolValues::count(View value, std::uint32_t least, std::uint32_t most, std::uint32_t& into,
                       std::string_view or_word) {
    if (!or_word.empty() && value.is_scalar() && value.text() == or_word) {
        into = unlimited;
        return;
    }
    const auto number = value.is_plain() ? base::parse_int(value.text()) : std::nullopt;
    if (number && *number >= least && *number <= most)
        into = static_cast<std::uint32_t>(*number);
    else
        expected(value,
                 fmt::format("a whole number from {} to {}{}{}", least, most, or_word.empty() ? "" : ", or ", or_word));
}

void PoolValues::number(View value, double least, double most, double& into) {
    const auto number = value.is_plain() ? base::parse_double(value.text()) : std::nullopt;
    if (number && *number >= least && *number <= most)
        into = *number;
    else
        expected(value, fmt::format("a number from {:g} to {:g}", least, most));
}

void PoolValues::share(View value, double& into) {
    const auto share = value.is_scalar() ? parse_share(value.text()) : std::nullopt;
    if (share)
        into = *share;
    else
        expected(value, "a share such as 3% or 0.03");
}

void PoolValues::length(View value, Millis least, Millis& into) {
    const auto length = value.is_scalar() ? parse_length(value.text()) : std::nullopt;
    if (length && *length >= least)
        into = *length;
    else
        expected(value, least == 0 ? std::string("a length of time such as 14d or 20m")
                                   : fmt::format("a length of time, {} or more", format_length(least)));
}

void PoolValues::moment(View value, Millis& into) {
    std::string text(value.is_scalar() ? base::trim(value.text()) : std::string_view());
    if (text.size() == 10) text += "T00:00:00Z";
    const auto moment = base::parse_moment(text);
    if (moment && moment->seconds > 0 && moment->seconds < 7'258'118'400) // before 2200
        into = moment->seconds * 1000 + moment->nanoseconds / 1'000'000;
    else
        expected(value, "a day or moment such as 2026-01-05 or 2026-01-05T09:00:00Z");
}

// Up to six digits behind the point, no floating point on the way.
void PoolValues::money(View value, std::int64_t& into) {
    const std::string_view text = value.is_scalar() ? base::trim(value.text()) : std::string_view();
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view whole = text.substr(0, point);
    std::string part(text.substr(std::min(point + 1, text.size())));
    const auto digits = [](std::string_view all) { return std::ranges::all_of(all, base::is_digit); };
    if (whole.empty() || whole.size() > 9 || part.size() > 6 || !digits(whole) || !digits(part))
        return expected(value, "an amount such as 1.15");
    part.resize(6, '0');
    into = *base::parse_int(whole) * 1'000'000 + *base::parse_int(part);
}

std::optional<std::size_t> PoolValues::word(View value, std::span<const std::string_view> words) {
    const auto found = std::ranges::find(words, value.is_scalar() ? value.text() : std::string_view());
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    const std::string_view near = value.is_scalar() ? base::nearest(value.text(), words) : std::string_view();
    wrong(value, fmt::format("one of {} was expected, not {}", fmt::join(words, ", "), shown(value)),
          near.empty() ? std::string() : fmt::format("did you mean {}?", near));
    return std::nullopt;
}

std::optional<std::uint32_t> PoolValues::name(View value, std::string_view what,
                                              std::span<const std::string_view> names) {
    const auto found = std::ranges::find(names, value.is_scalar() ? value.text() : std::string_view());
    if (found != names.end()) return static_cast<std::uint32_t>(found - names.begin());
    const std::string_view near = value.is_scalar() ? base::nearest(value.text(), names) : std::string_view();
    wrong(value, fmt::format("there is no {} {}", what, shown(value)),
          near.empty() ? fmt::format("there is {}", fmt::join(names, ", ")) : fmt::format("did you mean {}?", near));
    return std::nullopt;
}

} // namespace callflow::tracking

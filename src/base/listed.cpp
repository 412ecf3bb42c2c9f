#include "base/listed.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::base {

std::string shortened(std::string text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    constexpr unsigned lead = 0xc0U;
    constexpr unsigned continued = 0x80U;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & lead) == continued) --bytes;
    text.resize(bytes);
    return text + "…";
}

QuotedPair quoted_apart(std::string_view left, std::string_view right, std::size_t limit) {
    const auto parted = std::ranges::mismatch(left, right);
    auto same = static_cast<std::size_t>(parted.in1 - left.begin());
    if (same < limit * 3 / 4) return {quoted(left, limit), quoted(right, limit)};
    same -= limit / 4; // of what is alike, to recognise the place by
    while (same > 0 && (static_cast<unsigned char>(left[same]) & 0xc0U) == 0x80U) --same; // not within a character
    const auto end_of = [&](std::string_view text) { return quoted("…" + std::string(text.substr(same)), limit); };
    return {end_of(left), end_of(right)};
}

std::string listed(std::span<const std::string> texts, std::size_t most) {
    if (texts.size() <= most) return fmt::format("{}", fmt::join(texts, ", "));
    return fmt::format("{} and {} more", fmt::join(texts.first(most), ", "), texts.size() - most);
}

} // namespace callflow::base

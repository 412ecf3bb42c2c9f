#include "base/listed.hpp"

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

std::string listed(std::span<const std::string> texts, std::size_t most) {
    if (texts.size() <= most) return fmt::format("{}", fmt::join(texts, ", "));
    return fmt::format("{} and {} more", fmt::join(texts.first(most), ", "), texts.size() - most);
}

} // namespace callflow::base

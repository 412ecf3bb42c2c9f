#include "providers/emulate/lengths.hpp"

namespace callflow::providers::emulate {

namespace {

// `*` is anything, also nothing; everything else is itself. Linear but for what a star has to give back.
bool fits(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

} // namespace

Millis spoken_length(std::string_view text) {
    Millis words = 0;
    bool inside = false;
    for (const char c : text) {
        const bool blank = is_blank(c);
        if (!blank && !inside) ++words;
        inside = !blank;
    }
    return words * word_length;
}

bool fits_address(std::string_view pattern, std::string_view address) {
    if (pattern.find('?') != std::string_view::npos && pattern == address) return true;
    const std::string_view whole = address.substr(0, address.find_first_of("?#"));
    if (fits(pattern, whole)) return true;
    return pattern.find("://") == std::string_view::npos && fits("*" + std::string(pattern), whole);
}

Recording Media::find(std::string_view address) const {
    for (const auto& [pattern, recording] : patterns_) {
        if (fits_address(pattern, address)) return recording;
    }
    return {};
}

} // namespace callflow::providers::emulate

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

Recording Media::find(std::string_view address) const {
    const std::string_view whole = address.substr(0, address.find_first_of("?#"));
    for (const auto& [pattern, recording] : patterns_) {
        const bool anywhere = pattern.find("://") == std::string::npos;
        if (fits(pattern, whole) || (anywhere && fits("*" + pattern, whole))) return recording;
    }
    return {};
}

} // namespace callflow::providers::emulate

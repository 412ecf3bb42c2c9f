#include "report/masking.hpp"

#include <algorithm>

namespace callflow::report {

std::string mask_number(std::string text) {
    std::size_t digits = 0;
    for (const char c : text) digits += c >= '0' && c <= '9' ? 1 : 0;
    for (char& c : text) {
        if (c < '0' || c > '9') continue;
        if (digits-- > 4) c = '*';
    }
    return text;
}

std::string mask_numbers(std::string text) {
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
        const bool inside =
            at > 0 && ((text[at - 1] >= 'a' && text[at - 1] <= 'z') ||
                       (text[at - 1] >= 'A' && text[at - 1] <= 'Z' && !(at > 2 && text[at - 3] == '%')));
        if (end - at >= 7 && !inside)
            for (std::size_t i = at; i + 4 < end; ++i) text[i] = '*';
        at = std::max(end, at + 1);
    }
    return text;
}

} // namespace callflow::report

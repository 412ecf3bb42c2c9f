#include "report/masking.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

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

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Whether a member of a JSON text that ends in front of `at`, `"started_at":`, is named like a time.
bool named_like_a_time(std::string_view text, std::size_t at) {
    text = base::trim(text.substr(0, at));
    if (!text.ends_with(':')) return false;
    text = base::trim(text.substr(0, text.size() - 1));
    if (!text.ends_with('"')) return false;
    text.remove_suffix(1);
    std::string name(text.substr(text.rfind('"') + 1));
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    constexpr std::string_view whole[] = {"t", "ts", "at", "when", "epoch", "start", "end", "begin"};
    constexpr std::string_view inside[] = {"time", "date", "stamp", "_at", "_ts"};
    return std::ranges::find(whole, name) != std::end(whole) ||
           std::ranges::any_of(inside, [&](std::string_view one) { return name.find(one) != std::string::npos; });
}

// Seconds or milliseconds since 1970, of this time.
bool may_be_a_time(std::string_view digits) {
    return (digits.size() == 10 || digits.size() == 13) && digits.front() == '1';
}

std::string masked(std::string text, bool line) {
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && is_digit(text[end])) ++end;
        const bool inside =
            at > 0 && ((text[at - 1] >= 'a' && text[at - 1] <= 'z') ||
                       (text[at - 1] >= 'A' && text[at - 1] <= 'Z' && !(at > 2 && text[at - 3] == '%')));
        const bool time = line && at < end && may_be_a_time(std::string_view(text).substr(at, end - at)) &&
                          named_like_a_time(text, at);
        if (end - at >= 7 && !inside && !time)
            for (std::size_t i = at; i + 4 < end; ++i) text[i] = '*';
        at = std::max(end, at + 1);
    }
    return text;
}

} // namespace

std::string mask_numbers(std::string text) { return masked(std::move(text), false); }
std::string mask_line(std::string text) { return masked(std::move(text), true); }

} // namespace callflow::report

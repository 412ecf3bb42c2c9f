#include "report/masking.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace callflow::report {

std::string mask_number(std::string text) {
    std::size_t digits = 0;
    for (const char c : text) digits += base::is_digit(c) ? 1U : 0U;
    for (char& c : text) {
        if (c < '0' || c > '9') continue;
        if (digits-- > 4) c = '*';
    }
    return text;
}

namespace {

// Whether a member of a JSON text that ends in front of `at`, `"started_at":`, is named like a time.
bool named_like_a_time(std::string_view text, std::size_t at) {
    text = base::trim(text.substr(0, at));
    if (!text.ends_with(':')) return false;
    text = base::trim(text.substr(0, text.size() - 1));
    if (!text.ends_with('"')) return false;
    text.remove_suffix(1);
    std::string name = base::lowered(text.substr(text.rfind('"') + 1));
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
        while (end < text.size() && base::is_digit(text[end])) ++end;
        const bool inside = at > 0 && (base::is_lower(text[at - 1]) ||
                                       (base::is_upper(text[at - 1]) && !(at > 2 && text[at - 3] == '%')));
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

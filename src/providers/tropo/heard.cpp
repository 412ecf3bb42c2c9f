#include "providers/tropo/heard.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <vector>

namespace callflow::providers::tropo {

namespace {

bool is_key(std::string_view word) {
    return !word.empty() && word.find_first_not_of("0123456789*#") == std::string_view::npos;
}

// `[4 DIGITS]`, `[3-5 DIGITS]`: the greatest number in it, and whether fewer than that or the first are refused.
Heard heard_in_brackets(std::string_view inside) {
    Heard out;
    std::size_t number = 0;
    std::size_t least = 0;
    for (const char c : inside) {
        if (base::is_digit(c)) {
            number = std::min<std::size_t>(number * 10 + static_cast<std::size_t>(c - '0'), 1000);
        } else {
            if (c == '-' || c == ' ') {
                least = least == 0 ? number : least;
                out.digits = std::max(out.digits, number);
                number = 0;
            }
        }
    }
    out.digits = std::max(out.digits, number);
    if (inside.find("ANY") != std::string_view::npos || inside.find("any") != std::string_view::npos) {
        out.lost = "a text of any kind is what the conversation brings next on Twilio";
    } else if (least > 1) {
        out.lost = "Twilio takes fewer digits too, after a pause";
    }
    return out;
}

// The words of a list, without the concepts around them.
std::vector<std::string_view> words_of(std::string_view grammar) {
    std::vector<std::string_view> out;
    while (!grammar.empty()) {
        const std::size_t end = std::min(grammar.find_first_of(",()"), grammar.size());
        const std::string_view word = base::trim(grammar.substr(0, end));
        const bool concept_name = end < grammar.size() && grammar[end] == '(';
        if (!word.empty() && !concept_name) out.push_back(word);
        grammar.remove_prefix(std::min(end + 1, grammar.size()));
    }
    return out;
}

} // namespace

Heard heard_of(std::string_view grammar, std::string_view input) {
    grammar = base::trim(grammar);
    const bool speech = input.find("speech") != std::string_view::npos;
    if (grammar.starts_with('[')) {
        Heard digits = heard_in_brackets(grammar);
        if (speech && digits.lost.empty()) digits.lost = "Twilio takes whatever is said, not only digits";
        return digits;
    }
    Heard out;
    if (grammar.find("://") != std::string_view::npos) {
        out.lost = "a grammar in a file of its own is lost: Twilio takes whatever is said";
        return out;
    }
    const bool keys = input.find("dtmf") != std::string_view::npos;
    bool has_keys = false;
    std::size_t longest = 0;
    for (const std::string_view word : words_of(grammar)) {
        if (is_key(word)) {
            has_keys = true;
            longest = std::max(longest, word.size());
        }
        if (!speech) continue;
        out.words += out.words.empty() ? "" : ", ";
        out.words += word;
    }
    if (keys && has_keys) out.digits = longest;
    out.lost = "Twilio takes whatever is typed or said; which of it is wanted the application finds out";
    return out;
}

std::int64_t attempts_of(const flow::ResolvedVerb& ask) {
    const std::string* given = ask.find("attempts");
    const auto number = given == nullptr ? std::nullopt : base::parse_double(*given);
    return number ? static_cast<std::int64_t>(std::clamp(*number, 1.0, static_cast<double>(most_attempts))) : 1;
}

std::vector<const flow::ResolvedVerb*> said_after_silence(const flow::ResolvedVerb& ask, std::int64_t failed) {
    const auto is_for = [&](std::string_view events) {
        while (!events.empty()) {
            const std::size_t end = std::min(events.find(' '), events.size());
            const std::string_view event = events.substr(0, end);
            events.remove_prefix(std::min(end + 1, events.size()));
            if (event == "timeout" || event == fmt::format("timeout:{}", failed)) return true;
        }
        return false;
    };
    std::vector<const flow::ResolvedVerb*> out;
    for (const bool plain : {false, true}) {
        for (const flow::ResolvedVerb& one : ask.children) {
            const std::string_view name = one.spec->name;
            const std::string* event = one.find("event");
            const bool without = event == nullptr || event->empty();
            if ((name == "say" || name == "play") && without == plain && (plain || is_for(*event))) out.push_back(&one);
        }
    }
    return out;
}

} // namespace callflow::providers::tropo

#include "providers/tropo/emulate/choices.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "providers/tropo/emulate/page.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

namespace callflow::providers::tropo::emulate {

namespace {

constexpr std::size_t most_digits = 1000;
constexpr std::size_t most_words = 10'000;

bool is_key(char c) { return base::is_digit(c) || c == '*' || c == '#'; }

// Lower case, one blank between words, no stops.
std::string plain(std::string_view text) {
    std::string out;
    bool blank = false;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '.' || c == ',' || c == '!' || c == '?') {
            blank = true;
            continue;
        }
        if (blank && !out.empty()) out += ' ';
        blank = false;
        out += base::to_lower(c);
    }
    return out;
}

// The keys that a word is typed with; empty where it cannot be.
std::string keys_of(std::string_view word) {
    std::string keys;
    for (const char c : word) {
        if (c == ' ') continue;
        if (!is_key(c)) return {};
        keys += c;
    }
    return keys;
}

// What somebody says who reads digits out: words or digits; empty where something else is said.
std::string spoken_digits(std::string_view said) {
    static constexpr std::pair<std::string_view, char> names[] = {
        {"zero", '0'}, {"oh", '0'},   {"o", '0'},   {"one", '1'},   {"two", '2'},   {"three", '3'},
        {"four", '4'}, {"five", '5'}, {"six", '6'}, {"seven", '7'}, {"eight", '8'}, {"nine", '9'}};
    std::string digits;
    while (!said.empty()) {
        const std::size_t end = std::min(said.find(' '), said.size());
        const std::string_view word = said.substr(0, end);
        said.remove_prefix(std::min(end + 1, said.size()));
        const auto* name = std::ranges::find(names, word, &std::pair<std::string_view, char>::first);
        if (name != std::end(names)) {
            digits += name->second;
        } else if (std::ranges::all_of(word, base::is_digit)) {
            digits += word;
        } else {
            return {};
        }
    }
    return digits;
}

std::optional<std::size_t> count_of(std::string_view text) {
    const auto number = base::parse_int(base::trim(text));
    if (!number || *number < 1) return std::nullopt;
    return std::min(static_cast<std::size_t>(*number), most_digits);
}

// What stands between brackets.
bool read_bracket(std::string_view inside, Choices& out) {
    const std::string lower = plain(inside);
    const std::string_view text = lower;
    if (text == "any") {
        out.kind = Choices::Kind::any;
        return true;
    }
    const std::size_t blank = text.find_last_of(' ');
    const std::string_view unit = blank == std::string_view::npos ? text : text.substr(blank + 1);
    if (unit != "digits" && unit != "digit") return false;
    out.kind = Choices::Kind::digits;
    if (blank == std::string_view::npos) {
        out.most = most_digits;
        return true;
    }
    const std::string_view count = text.substr(0, blank);
    const std::size_t dash = count.find('-');
    const auto least = count_of(count.substr(0, dash));
    const auto most = dash == std::string_view::npos ? least : count_of(count.substr(dash + 1));
    if (!least || !most || *least > *most) return false;
    out.least = *least;
    out.most = *most;
    return true;
}

void add_word(Choices& out, std::string_view text, std::string_view idea) {
    std::string word = plain(text);
    if (word.empty() || out.words.size() >= most_words) return;
    std::string keys = keys_of(word);
    out.words.push_back({std::move(word), std::move(keys), std::string(base::trim(idea))});
}

// `red, blue`, `sales(1, inside sales), support(2)`: a concept, and in parentheses what means it.
bool read_list(std::string_view text, Choices& out) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(",("), text.size());
        const std::string_view idea = text.substr(0, end);
        if (end == text.size() || text[end] == ',') {
            add_word(out, idea, idea);
            text.remove_prefix(std::min(end + 1, text.size()));
            continue;
        }
        const std::size_t close = text.find(')', end);
        if (close == std::string_view::npos) return false;
        std::string_view inside = text.substr(end + 1, close - end - 1);
        while (!inside.empty()) {
            const std::size_t comma = std::min(inside.find(','), inside.size());
            add_word(out, inside.substr(0, comma), idea);
            inside.remove_prefix(std::min(comma + 1, inside.size()));
        }
        text.remove_prefix(close + 1);
        const std::size_t next = text.find_first_not_of(" \t\r\n");
        text.remove_prefix(std::min(next, text.size()));
        if (!text.empty() && text[0] != ',') return false;
        if (!text.empty()) text.remove_prefix(1);
    }
    return !out.words.empty();
}

} // namespace

Choices::Typed Choices::typed(std::string_view typed_keys) const {
    Typed out;
    switch (kind) {
    case Kind::digits:
        if (!std::ranges::all_of(typed_keys, base::is_digit)) return {};
        out.fits = typed_keys.size() >= least && typed_keys.size() <= most;
        out.may_grow = typed_keys.size() < most;
        return out;
    case Kind::address: return {.fits = true, .may_grow = typed_keys.size() < most_digits};
    case Kind::any: return {};
    case Kind::list:
        for (const Word& word : words) {
            if (word.keys.empty() || !word.keys.starts_with(typed_keys)) continue;
            (word.keys.size() == typed_keys.size() ? out.fits : out.may_grow) = true;
        }
    }
    return out;
}

Meant Choices::by_keys(std::string_view typed_keys, bool spaced) const {
    Meant out;
    out.interpretation = typed_keys;
    for (const char key : typed_keys) {
        if (spaced && !out.utterance.empty()) out.utterance += ' ';
        out.utterance += key;
    }
    out.value = typed_keys;
    if (kind != Kind::list) return out;
    const auto word = std::ranges::find(words, typed_keys, &Word::keys);
    if (word != words.end()) out.value = out.idea = word->idea;
    return out;
}

std::optional<Meant> Choices::by_words(std::string_view said) const {
    const std::string_view heard = base::trim(said);
    Meant out;
    out.interpretation = out.utterance = out.value = heard;
    if (kind == Kind::any || kind == Kind::address) return out;
    const std::string words_said = plain(heard);
    if (kind == Kind::digits) {
        out.interpretation = spoken_digits(words_said);
        if (out.interpretation.size() < least || out.interpretation.size() > most) return std::nullopt;
        return out;
    }
    auto word = std::ranges::find(words, words_said, &Word::text);
    if (word == words.end()) {
        // a digit of the list, read out
        const std::string digits = spoken_digits(words_said);
        if (!digits.empty()) word = std::ranges::find(words, digits, &Word::keys);
        if (word == words.end()) return std::nullopt;
    }
    out.value = out.idea = word->idea;
    return out;
}

std::optional<Choices> read_choices(doc::View choices, std::string& problem) {
    Choices out;
    const std::string_view text = base::trim(text_in(choices, "value"));
    const std::string_view mode = text_in(choices, "mode", "any");
    out.keys = mode != "speech";
    out.speech = mode != "dtmf";
    const std::string_view terminator = text_in(choices, "terminator");
    if (terminator.size() == 1) out.terminator = terminator[0];
    bool read = false;
    if (text.find("://") != std::string_view::npos || text.starts_with('<')) {
        out.kind = Choices::Kind::address;
        read = true;
    } else if (text.starts_with('[')) {
        read = text.ends_with(']') && read_bracket(text.substr(1, text.size() - 2), out);
    } else {
        read = read_list(text, out);
    }
    if (read) return out;
    problem = fmt::format("the choices cannot be understood: {}", base::quoted(text));
    return std::nullopt;
}

} // namespace callflow::providers::tropo::emulate

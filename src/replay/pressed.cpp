#include "replay/pressed.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "flow/responses.hpp"
#include "replay/account.hpp"

#include <algorithm>
#include <string>

namespace callflow::replay {
namespace {

bool is_key(char c) {
    const char letter = base::to_lower(c);
    return base::is_digit(c) || c == '*' || c == '#' || c == ' ' || (letter >= 'a' && letter <= 'd');
}

// Programs that keep logs clean write brackets, a row of one sign, or say so.
bool is_masked(std::string_view text) {
    if (text.front() == hidden_key || std::string_view("([<{").find(text.front()) != std::string_view::npos)
        return true;
    if (text.find("***") != std::string_view::npos) return true;
    constexpr std::string_view signs[] = {"*", "x", "X", "-", ".", "\u2022", "\u25cf", "\u2217"};
    for (const std::string_view sign : signs) {
        std::string_view rest = text;
        while (rest.starts_with(sign)) rest.remove_prefix(sign.size());
        if (rest.empty() && text.size() > sign.size()) return true;
    }
    constexpr std::string_view words[] = {"redacted", "filtered", "masked", "hidden", "removed", "sensitive", "secret"};
    const auto same = [&](std::string_view one) { return std::ranges::equal(one, text, {}, {}, base::to_lower); };
    return std::ranges::any_of(words, same);
}

} // namespace

Pressed pressed(std::string_view text) {
    text = base::trim(text);
    if (text.empty()) return Pressed::words;
    if (is_masked(text)) return Pressed::masked;
    return std::ranges::all_of(text, is_key) ? Pressed::keys : Pressed::words;
}

bool asks_for_words(const flow::Flow& flow) {
    bool out = false;
    const auto look = [&](const flow::Verb& verb) {
        if (verb.spec == nullptr) return;
        out = out || verb.spec->name == "choices";
        for (const flow::Attribute& one : verb.attributes)
            out = out || (one.spec->name == "input" && one.value.text().find("speech") != std::string::npos) ||
                  one.spec->name == "choices";
        for (const flow::ProviderAttributes& one : verb.overrides)
            for (const flow::Attribute& attribute : one.attributes)
                out = out || attribute.spec->name == "choices" || attribute.spec->name == "input";
    };
    for (const flow::State& state : flow.states) {
        if (state.menu) out = out || !state.menu->words.empty() || state.menu->own_grammar;
        flow::each_verb(state.response, look);
    }
    return out;
}

} // namespace callflow::replay

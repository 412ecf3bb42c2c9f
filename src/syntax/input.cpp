#include "syntax/input.hpp"

#include "base/edit_distance.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace {

constexpr std::size_t few_keys = 13;

std::vector<std::string_view> names_of(const MappingSpec& mapping) {
    std::vector<std::string_view> names;
    for (const KeySpec& key : mapping.keys) {
        names.push_back(key.name);
    }
    return names;
}

// Where else a word is a key: `a state`; empty for nowhere. What a part has is a flow's.
std::string elsewhere(std::string_view word) {
    std::vector<std::string_view> titles;
    for (const MappingSpec& mapping : mappings()) {
        if (mapping.mapping != Mapping::part && find_key(mapping, word) != nullptr) {
            titles.push_back(mapping.title);
        }
    }
    return listed(titles);
}

} // namespace

std::string listed(std::span<const std::string_view> words, std::string_view last) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        text += i == 0 ? "" : i + 1 == words.size() ? last : ", ";
        text += words[i];
    }
    return text;
}

std::string_view describe(View value) {
    switch (value.kind()) {
    case doc::Kind::null: return "nothing";
    case doc::Kind::scalar: return "a text";
    case doc::Kind::sequence: return "a list";
    case doc::Kind::mapping: return "a mapping";
    }
    return "";
}

base::Diagnostic& Input::report(const base::Code& code, Span where, std::string message) {
    if (full()) {
        dropped_ = {};
        dropped_.code = &code;
        return dropped_;
    }
    base::Diagnostic& found = diagnostics_.report(code, where, std::move(message));
    if (!full()) return found;
    // An error, whatever the ones before were: the rest of the flow is not looked at.
    found.code = &base::codes::too_many_findings;
    found.severity = base::Severity::error;
    found.message = fmt::format("more than {} findings; the rest is not listed", max_findings);
    return dropped_;
}

bool Input::may_search(std::size_t candidates) {
    searched_ += candidates;
    return searched_ <= max_searched && !full();
}

std::string_view Input::nearest(std::string_view word, std::span<const std::string_view> candidates) {
    return may_search(candidates.size()) ? base::nearest(word, candidates) : std::string_view();
}

bool Input::offer(base::Diagnostic& found, View word, std::span<const std::string_view> candidates,
                  std::string_view prefix) {
    const std::string_view near = nearest(word.text(), candidates);
    if (near.empty()) return false;
    found.help = fmt::format("did you mean `{}{}`?", prefix, near);
    if (word.is_plain() && prefix.empty()) found.edits.push_back({word.span(), std::string(near)});
    return true;
}

void Input::unknown_key(View key, const MappingSpec& mapping) {
    const std::string_view word = key.text();
    base::Diagnostic& found = report(base::codes::unknown_key, key.span(),
                                     fmt::format("{} has no key {}", mapping.title, base::quoted(word)));
    constexpr std::string_view doing[] = {"do", "action", "actions", "enter", "entry", "on_enter", "onentry"};
    if (mapping.mapping == Mapping::state && std::ranges::find(doing, word) != std::end(doing)) {
        found.help = "what is done whenever the call comes here stands in a list under `before:` or `after:`";
        return;
    }
    if (const std::string places = elsewhere(word); !places.empty()) {
        found.help = fmt::format("`{}` is a key of {}", word, places);
        return;
    }
    const std::vector<std::string_view> names = names_of(mapping);
    if (offer(found, key, names)) {
        return;
    }
    if (const flow::VerbSpec* verb = flow::find_verb(word); verb != nullptr && verb->in_response) {
        found.help = fmt::format("`{}` is a verb: it stands in the list of a state's `response`", word);
    } else if (names.size() <= few_keys) {
        found.help = fmt::format("its keys are {}", listed(names, " and "));
    } else {
        found.help = "a key that begins with `x-` is ignored";
    }
}

const KeySpec* Input::known_key(const doc::Entry& entry, const MappingSpec& spec, std::uint64_t& seen) {
    if (!entry.key.is_scalar()) {
        return nullptr; // reported when the document was read
    }
    const std::string_view word = entry.key.text();
    const KeySpec* key = find_key(spec, word);
    if (key == nullptr) {
        if (!word.starts_with("x-") && !is_cut_off(entry.key)) {
            unknown_key(entry.key, spec);
        }
        return nullptr;
    }
    const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(key - spec.keys.data());
    if ((seen & bit) != 0) {
        return nullptr; // reported when the document was read
    }
    seen |= bit;
    return key;
}

void Input::missing_keys(const MappingSpec& spec, std::uint64_t seen, Span owner) {
    for (std::size_t i = 0; i < spec.keys.size(); ++i) {
        if (spec.keys[i].required && (seen >> i & 1U) == 0) {
            report(base::codes::missing_key, owner, fmt::format("{} needs the key `{}`", spec.title, spec.keys[i].name))
                .help = fmt::format("`{}` is {}", spec.keys[i].name, spec.keys[i].summary);
        }
    }
}

} // namespace callflow::syntax

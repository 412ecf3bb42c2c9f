// `did you mean …?` for words on the command line.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

// `, did you mean '--format'?`, or nothing where no candidate is near. A word that only one
// candidate begins with is near too.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

// `text, concise or json`.
[[nodiscard]] std::string one_of(std::span<const std::string_view> words);

// One name of everything in a range: `names_of(flow.states, &flow::State::name)`.
template <class Range, class Name> [[nodiscard]] std::vector<std::string_view> names_of(const Range& range, Name name) {
    std::vector<std::string_view> names;
    names.reserve(std::size(range));
    for (const auto& one : range) names.push_back(std::invoke(name, one));
    return names;
}

} // namespace callflow::cli

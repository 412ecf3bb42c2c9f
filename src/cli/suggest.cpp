#include "cli/suggest.hpp"

#include "base/edit_distance.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace callflow::cli {

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
    std::string_view found = base::nearest(word, candidates);
    if (found.empty() && !word.empty()) {
        const auto begins = [&](std::string_view one) { return one.starts_with(word); };
        if (std::count_if(candidates.begin(), candidates.end(), begins) == 1)
            found = *std::find_if(candidates.begin(), candidates.end(), begins);
    }
    if (found.empty()) return {};
    return ", did you mean " + base::quoted(found) + "?";
}

std::string one_of(std::span<const std::string_view> words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
        text += words[i];
    }
    return text;
}

} // namespace callflow::cli

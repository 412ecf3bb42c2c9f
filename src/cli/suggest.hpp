// `did you mean …?` for words on the command line.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace callflow::cli {

// `, did you mean '--format'?`, or nothing where no candidate is near. A word that only one
// candidate begins with is near too.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

// `text, concise or json`.
[[nodiscard]] std::string one_of(std::span<const std::string_view> words);

} // namespace callflow::cli

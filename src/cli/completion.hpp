// Shell completions made from the records.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace callflow::cli {

[[nodiscard]] std::string bash_completion();
[[nodiscard]] std::string zsh_completion();
[[nodiscard]] std::string fish_completion();

// What the three have in common.

// Words with blanks between; none of ours needs quoting (asserted).
[[nodiscard]] std::string word_list(std::span<const std::string_view> words);
// A record's text in single quotes, as all three shells read it; without its backquotes.
[[nodiscard]] std::string shell_quoted(std::string_view text);

} // namespace callflow::cli

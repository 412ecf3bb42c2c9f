// A call in the terminal: what is heard appears, what is typed is done.
#pragma once

#include "cli/io.hpp"
#include "scenario/session.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace callflow::cli {

// The next line without its end, after showing `prompt` where somebody sees it; nullopt when there is none.
using NextLine = std::function<std::optional<std::string>(std::string_view prompt)>;

// Lines of stdin, as they come: for pipes and files. An error where stdin has been read already.
[[nodiscard]] base::Result<NextLine> plain_lines(Io& io);

// Plays a call until there are no more lines or `/quit`. `scenario` says what is given; its steps are played first. `flow` is the
// path that a saved scenario names. What is heard goes to Io::out, flushed after each line.
void interact(Io& io, const scenario::SessionSetting& setting, scenario::Scenario scenario, std::string_view flow,
              const NextLine& next_line);

} // namespace callflow::cli

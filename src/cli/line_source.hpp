// Where the lines of a conversation come from: a pipe, a plain terminal, one on which lines are edited.
#pragma once

#include "cli/io.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

// What somebody is asked for a line.
struct Asked {
    std::string prompt;
    bool secret = false;              // what is typed is not to stay on the screen, nor be kept
    std::vector<std::string> lines{}; // whole lines that Tab may complete what is typed to, `/callee answer`
};

// What came of it.
struct Typed {
    enum class End { line, interrupt, end }; // Enter; Ctrl-C, which drops what stood there; no more lines
    End end = End::line;
    std::string text{}; // UTF-8, as far as what came was; without its end
};

class LineSource {
public:
    virtual ~LineSource() = default;
    [[nodiscard]] virtual Typed next(const Asked& asked) = 0;
    // The lines that have been entered and may be kept, the oldest first; none where there is no history.
    [[nodiscard]] virtual std::vector<std::string> entered() const { return {}; }
};

// What Tab makes of a line: what is to be added to it and, where that is nothing, what could come next. `lines` are all that it
// may become; of those that are longer only what reaches to the next blank is offered.
struct Completion {
    std::string added;
    std::vector<std::string> choices;
};
[[nodiscard]] Completion complete(std::string_view line, const std::vector<std::string>& lines);

// Whether a line may be kept although something secret was asked for.
using Harmless = std::function<bool(std::string_view line)>;

// Lines of stdin as they come, for pipes and files; nothing is asked. An error where stdin has been read already.
[[nodiscard]] base::Result<std::unique_ptr<LineSource>> plain_lines(Io& io);
// Lines of a terminal that can do nothing but write on: the prompt is shown, what is secret is not echoed.
[[nodiscard]] std::unique_ptr<LineSource> terminal_lines();
// Lines of a terminal on which they can be edited, with `history` (the oldest first) to go back to. The terminal is as it was
// found whenever next() has come back, and when the process is stopped or ended while it waits. Null where the terminal does
// not take part.
[[nodiscard]] std::unique_ptr<LineSource> edited_lines(const std::vector<std::string>& history, Harmless harmless);

} // namespace callflow::cli

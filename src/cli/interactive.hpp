// A call in the terminal: what is heard appears, what is typed is done.
#pragma once

#include "cli/command.hpp"
#include "cli/io.hpp"
#include "cli/line_source.hpp"
#include "scenario/session.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

// What can be typed besides keys.
inline constexpr Entry talk_words[] = {
    {"/say", "WORDS", "say something: what is asked for, or a message after the beep"},
    {"/silence", "", "say nothing until the next document"},
    {"/hangup", "", "hang up"},
    {"/wait", "30s", "let time pass"},
    {"/callee", "WORD", "whom the call has led to does this: answer, busy, no_answer, reject, voicemail, hang_up"},
    {"/state", "", "the state, and the vars"},
    {"/doc", "", "the document"},
    {"/back", "[STATE]", "take the last thing back, or all since the call was in a state"},
    {"/save", "FILE", "write the call down as a scenario; `/save!` replaces a file"},
    {"/save!", "FILE", ""},
    {"/help", "", "this list"},
    {"/quit", "", "end"},
};

// How a conversation ended.
struct Talked {
    bool interrupted = false;   // by Ctrl-C, when the call was over
    bool unsaved = false;       // the last /save could not be done
    bool misunderstood = false; // a line was nothing that can be done
    scenario::Trace trace{};    // of the whole call, without what is sensitive
};

// What a saved scenario needs to know of where the call came from.
struct TalkOrigin {
    std::string flow;   // the flow's path; empty: there is none
    std::string folder; // that the paths in the scenario given are relative to
    std::string body;   // `--flow`; empty: none
};

// Plays a call until there are no more lines or `/quit`. `scenario` says what is given; its steps are played first. What is heard
// goes to Io::out, flushed after each line.
[[nodiscard]] Talked interact(Io& io, const scenario::SessionSetting& setting, scenario::Scenario scenario,
                              const TalkOrigin& origin, LineSource& lines);

// Whether a line gives away nothing that somebody was asked for: a command other than `/say`.
[[nodiscard]] bool says_nothing(std::string_view line);

} // namespace callflow::cli

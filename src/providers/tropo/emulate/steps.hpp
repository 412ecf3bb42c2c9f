// What the steps of a document do. Each runs on the clock until it is done; `value` is what the document says under the action's
// name, and lives as long as the document.
#pragma once

#include "providers/tropo/emulate/lines.hpp"

namespace callflow::providers::tropo::emulate {

// Something to be heard.
struct Prompt {
    Sound sound = Sound::speech;
    std::string text = {};
    Millis length = 0;
    bool missing = false; // a file that cannot be had
};
// A say's, with its media where messages are written. Nothing of an empty text.
void add_prompt(World& world, const Line& line, doc::View say, std::vector<Prompt>& out);
// All of a `say`, in any spelling, that are for no event.
[[nodiscard]] std::vector<Prompt> prompts_of(World& world, const Line& line, doc::View says);
// Those of an ask or record's attempt, from 1: first what is for the failure of the one before, then what is for none.
[[nodiscard]] std::vector<Prompt> attempt_prompts(World& world, const Line& line, doc::View says, std::int64_t attempt,
                                                  std::string_view failure);

// Plays them to the end. `action` is whose signals count (none: none does); keys are lost, or kept for an ask that follows.
[[nodiscard]] Task<Outcome> play_all(Session& session, Line& line, std::vector<Prompt> prompts, doc::View action);

[[nodiscard]] Task<Outcome> run_say(Session& session, doc::View value);
[[nodiscard]] Task<Outcome> run_wait(Session& session, Line& line, doc::View value);
// On any line: the callee's, too. Adds an entry to `entries`.
[[nodiscard]] Task<Outcome> run_ask(Session& session, Line& line, doc::View value, std::vector<Entry>& entries);
[[nodiscard]] Task<Outcome> run_record(Session& session, doc::View value);
[[nodiscard]] Task<Outcome> run_call(Session& session, doc::View value);
[[nodiscard]] Task<Outcome> run_message(Session& session, doc::View value);
[[nodiscard]] Task<Outcome> run_transfer(Session& session, doc::View value);
[[nodiscard]] Task<Outcome> run_conference(Session& session, doc::View value);

// A machine, or a human, is told apart: takes its time, ends early with the line. Hands back the userType; empty: the line went.
[[nodiscard]] Task<std::string> detect(Session& session, Line& line, doc::View wish);
// Whether an action asks for that.
[[nodiscard]] bool wants_detection(doc::View action);

// The whole of a session, from its first request to its last.
[[nodiscard]] Task<void> run_session(Session& session);

} // namespace callflow::providers::tropo::emulate

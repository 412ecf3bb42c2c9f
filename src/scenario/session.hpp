// A scenario that is made while it is played: one step after the other, as somebody thinks of them.
#pragma once

#include "scenario/run.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::scenario {

// What the setting of a session is made from; all of it must outlive the session.
struct SessionSetting {
    const engine::Machine* machine = nullptr;
    RunOptions options = {}; // its first provider counts, else the scenario's
    base::FileStore* files = nullptr;
    std::string folder = {}; // that paths in the scenario are relative to
    base::Sources* sources = nullptr;
    base::Diagnostics* diagnostics = nullptr;
};

// A run that stays open. Nothing here takes real time.
class Session {
public:
    // Begins with the scenario's steps, which are played; its calls, given values, mocks and so on hold throughout.
    Session(const SessionSetting& setting, Scenario scenario);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // Plays one more step. What came of it stands in the trace's rows from the number handed back on.
    std::size_t play(Step step);
    // Takes the last `steps` back: all before them is played again. Likewise hands back the first row; all rows are new.
    std::size_t back(std::size_t steps);

    [[nodiscard]] const Scenario& scenario() const;
    // What has happened so far, with the ends of what was heard as far as they have come.
    [[nodiscard]] const Trace& trace() const;
    // Of the first call: the state it is in with those around it (empty with a stranger's application), whether it is over at the provider, and what it waits for
    // (keys, speech, message).
    [[nodiscard]] std::string state() const;
    [[nodiscard]] bool over() const;
    // Whether the flow has been asked anything of it: a call that a SIP server refuses never gets that far.
    [[nodiscard]] bool reached() const;
    [[nodiscard]] std::vector<std::string> asks() const;
    // Whether what a caller types or says in that state is sensitive; whether somebody's phone rings that it has led to.
    [[nodiscard]] bool asks_secret() const;
    [[nodiscard]] bool rings() const;
    // The vars of the first call with their values as JSON, without what is sensitive.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> vars() const;
    // The document that was last answered with, without what is sensitive; empty where there was none.
    [[nodiscard]] std::string document() const;
    // The trace as it is handed out, without what is sensitive. The last thing that is asked of a session.
    [[nodiscard]] Trace end();

private:
    struct Inner;
    void begin();
    std::unique_ptr<Inner> inner_;
};

// The scenario as a file: what a session was given and did. `flow` is the path that stands in it.
[[nodiscard]] std::string write_scenario(const Scenario& scenario, std::string_view flow);

} // namespace callflow::scenario

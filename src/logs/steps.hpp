// Records that others say more of: whose call a step is, when the session began that it counts from. Private to logs.
#pragma once

#include "logs/event.hpp"
#include "logs/sessions.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace callflow::logs {

// Writes them as translated.hpp's lines. One whose session has not come yet waits for it, and is in its place then.
class Steps {
public:
    // `at_once`: somebody waits for what is written, so that nothing is kept to put it in order.
    Steps(std::shared_ptr<Sessions> sessions, bool at_once) : sessions_(std::move(sessions)), at_once_(at_once) {}

    void take(const Event& event, const CallFacts& facts, std::string& out);
    // Others may have learnt meanwhile what is waited for.
    void look_again(std::string& out);
    // What still waits comes as far as it is known: with the call that it names, and with the time of the record before it.
    void finish(std::string& out);

private:
    struct Step {
        std::string link, session, call;
        Millis time = no_time, offset = no_time;
        Millis before = no_time; // when the record before it was
        std::int64_t sequence = 0;
        bool borrowed = false;                   // the time is not its own
        std::string what;                        // append_what()
        [[nodiscard]] std::size_t bytes() const; // about
    };
    [[nodiscard]] std::string missing(Step& step) const;
    void hold(Step step, std::string what_for, std::string& out);
    void release(const std::string& what_for, std::string& out);
    void give_up(std::string& out);
    void write(const Step& step, std::string& out);
    void put_due(Millis time, std::string line);
    void write_due(Millis until, std::string& out);

    std::shared_ptr<Sessions> sessions_;
    bool at_once_;
    std::map<std::uint64_t, Step> held_; // in the order in which they came
    std::unordered_map<std::string, std::vector<std::uint64_t>> waits_;
    std::multimap<Millis, std::string> due_; // lines that were held, until the others have come so far
    std::uint64_t count_ = 0;
    std::size_t bytes_ = 0; // of what is held or due, about
    Millis last_ = no_time, first_ = no_time;
};

} // namespace callflow::logs

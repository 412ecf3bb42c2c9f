// Records of legs that are over, gathered to calls: when each began, was answered and ended, and how. Private to logs.
#pragma once

#include "logs/event.hpp"
#include "logs/outcomes.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

namespace callflow::logs {

class Legs {
public:
    // `codes`: null: the table's alone. `code_decides`: a length may be that of a call that nobody took.
    Legs(std::shared_ptr<const Codes> codes, bool code_decides)
        : codes_(std::move(codes)), code_decides_(code_decides) {}

    // False: nothing says when the leg was.
    [[nodiscard]] bool add(const Event& event, const CallFacts& facts);
    // Writes calls as translated.hpp's lines in order of time until at most `left` are left, those that ended first, and none that ended
    // after `until`.
    void hand_on(std::size_t left, Millis until, std::string& out);
    // When the last of them ended; no_time where there are none.
    [[nodiscard]] Millis latest() const { return latest_; }
    [[nodiscard]] std::size_t size() const { return calls_.size(); }

private:
    // What all legs of a call say together.
    struct Call {
        std::string id;
        Millis start = no_time, answer = no_time, end = no_time;
        Outcome outcome = Outcome::unknown;
        bool own = false;         // the outcome is that of the leg with the call's own id
        bool goes_on = false;     // that leg's records say so, and none that it is over
        bool over = false;        // one of them does
        std::uint64_t number = 0; // in the order in which they came
    };

    std::shared_ptr<const Codes> codes_;
    bool code_decides_;
    std::unordered_map<std::string, Call> calls_;
    std::uint64_t count_ = 0;
    Millis latest_ = no_time;
};

} // namespace callflow::logs

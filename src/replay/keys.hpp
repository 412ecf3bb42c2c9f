// What a flow makes of the keys that were pressed in a set of states. Private to replay.
#pragma once

#include "engine/machine.hpp"
#include "replay/places.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::replay {

// Of one set of states, by its text; the machine has to outlive it.
class Keys {
public:
    Keys(const engine::Machine& machine, const std::string& set);
    // Nothing of them is shown.
    [[nodiscard]] bool secret() const { return secret_; }
    // Whether anything there may take keys: what comes beside them else, such as the key that ended a talk, is no answer.
    [[nodiscard]] bool asks() const { return asks_; }
    // Events as which keys come back.
    [[nodiscard]] bool asked(const std::string& event) const;
    [[nodiscard]] bool gathers() const { return !events_.empty(); }
    // What is wrong here may be another state's secret.
    [[nodiscard]] bool careful() const { return careful_; }
    // Whether the flow does with some keys what it does not do with others.
    [[nodiscard]] bool tells_apart() const { return !menu_.empty() || after({}) != nowhere_; }
    [[nodiscard]] bool wrong(const std::string& keys) const;

private:
    [[nodiscard]] bool may_ask(const flow::State& state) const;
    void add_event(const flow::EventReference& event);
    // `keys` empty: nobody knows.
    [[nodiscard]] std::vector<engine::Configuration> after(std::string_view keys) const;

    const engine::Machine& machine_;
    std::vector<Member> members_;
    std::set<std::string, std::less<>> menu_;
    std::set<flow::EventId> events_;
    std::vector<engine::Configuration> nowhere_;
    bool asks_ = false;
    bool secret_ = false;
    bool careful_ = false;
};

struct ShownKeys {
    std::string text;
    bool wrong = false;
};
// More different ones than that are numbers of people, however the flow tells them apart: then `many`.
inline constexpr std::size_t many_keys = 1'000;
// As a report shows them: `1`, `(6 keys)`, `(secret)`. Takes what put_away() made as well.
[[nodiscard]] ShownKeys shown(const Keys& keys, std::string_view text, bool many = false);
// The same as one text, for accounts.
[[nodiscard]] std::string put_away(const Keys& keys, std::string_view text, bool many = false);

} // namespace callflow::replay

// What a flow makes of the keys that were pressed in a set of states. Private to replay.
#pragma once

#include "engine/machine.hpp"
#include "replay/places.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
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
    // In whichever of the states the call is, keys are waited for; what other machines are in does not count.
    [[nodiscard]] bool gathers() const { return gathers_; }
    // What is wrong here may be another state's secret.
    [[nodiscard]] bool careful() const { return careful_; }
    // Whether the flow does with some keys what it does not do with others.
    [[nodiscard]] bool tells_apart() const;
    // Of keys that no state of the set has a use for. `right`: those of all states that have one, instead, as CarefulKeys::right() says.
    [[nodiscard]] bool wrong(const std::string& keys) const;
    [[nodiscard]] bool wrong_but_in(std::string_view right) const;

private:
    struct Asked { // in one state
        engine::Configuration at = flow::none;
        std::set<std::string, std::less<>> menu;
        std::set<flow::EventId> events;
        std::vector<engine::Configuration> nowhere; // where keys lead that nobody expects
        bool tells_apart = false;
    };
    [[nodiscard]] bool may_ask(const flow::State& state) const;
    static void add_event(const engine::Machine& machine, const flow::EventReference& event, Asked& into);
    // `keys` empty: nobody knows.
    [[nodiscard]] std::vector<engine::Configuration> after(const Asked& one, std::string_view keys) const;

    const engine::Machine& machine_;
    std::vector<Asked> states_;
    bool asks_ = false;
    bool gathers_ = false;
    bool secret_ = false;
    bool careful_ = false;
};

// In a flow with secrets: what of keys may be said where nobody knows yet where they were pressed. Belongs to one thread; the machine
// has to outlive it.
class CarefulKeys {
public:
    explicit CarefulKeys(const engine::Machine& machine) : machine_(machine) {}
    // One key alone; or several that the flow itself spells, for a state that asks for no secret, come with an event that no secret comes
    // with.
    [[nodiscard]] bool plain(const Name& event, const std::string& keys);
    // The states that have a use for them, as a set's text.
    [[nodiscard]] std::string right(const std::string& keys);

private:
    const engine::Machine& machine_;
    std::map<std::string, bool> secret_events_;
    std::optional<std::set<std::string>> spelt_;
    std::vector<std::pair<std::string, Keys>> waiting_; // by path
};

struct ShownKeys {
    std::string text;
    bool wrong = false;
};
// More different ones than that are numbers of people, however the flow tells them apart: then `many`.
inline constexpr std::size_t many_keys = 1'000;
// As a report shows them: `1`, `(6 keys)`, `(secret)`. Takes what put_away() made as well.
[[nodiscard]] ShownKeys shown(const Keys& keys, std::string_view text, bool many = false);
// Their number alone, `(6 keys)`, as put_away() has it.
[[nodiscard]] std::string count_alone(const Keys& keys, std::size_t number, bool wrong);
// The same as one text, for accounts.
[[nodiscard]] std::string put_away(const Keys& keys, std::string_view text, bool many = false);

} // namespace callflow::replay

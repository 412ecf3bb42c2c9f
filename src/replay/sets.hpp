// Where a call can be, as far as a log tells: sets of configurations, numbered, and what an event makes of them.
#pragma once

#include "engine/machine.hpp"
#include "logs/event.hpp"
#include "replay/names.hpp"
#include "replay/step.hpp"
#include "replay/texts.hpp"

#include <absl/container/flat_hash_map.h>
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::replay {

// Marks a configuration in which the caller hung up and nobody minded: no event moves the call again.
inline constexpr engine::Configuration closed = 0x8000'0000u;

// Adds `input.NAME` or a var's name with its value to what is known; neither may hold a control character.
void append_known(std::string& out, std::string_view name, std::string_view value);

// Sets and steps are worked out once each. Belongs to one thread.
class Sets {
public:
    Sets(const engine::Machine& machine, const Names& names, By by);

    // Where a call begins.
    [[nodiscard]] SetId beginning() const { return beginning_; }
    // The same, where the log says in which state; a call may have begun in another one, as those of scenarios do.
    SetId beginning_in(std::string_view state);
    // The step of an event, logged with these texts. By event alone, a state that is given only tells which of the possible ones it is.
    StepId step(SetId from, NameId name, TextId state, TextId digits) {
        const Key key{from, name, state, digits};
        Recent& recent = recent_[(from * 31 + name + key.state * 17 + digits * 7) % recent_.size()];
        if (!(recent.key == key)) {
            const auto found = memo_.find(key);
            recent = {key, found != memo_.end() ? found->second : make_step(key)};
        }
        return recent.id;
    }
    // What a record knows beside its event, as the text of a step: the keys that were pressed, and other input fields and vars, as
    // append_known() wrote them, as far as conditions ask for them. Empty: nothing that anybody asks for.
    std::string knowledge(std::string_view digits, std::string_view others);
    // The number of knowledge(), of keys alone or of decisions() for a step from there. Where there are many, they are known by what
    // they lead to: then it is that of another text which says the same there.
    TextId said(SetId from, NameId name, std::string_view text) {
        constexpr std::size_t many = 20'000;
        const TextId id =
            texts.of(text, text.starts_with('\x1d') ? Texts::longest_decision : Texts::longest_text, many);
        return id != 0 || text.empty() ? id : says_the_same(from, name, text);
    }
    // The number of a logged state's name. Beyond a bound those that the flow does not have are one.
    TextId state(std::string_view name);
    // What the conditions of an event's transitions come to with keys and what else is known (append_known()), to be used instead of
    // them: a text for `digits` of step() that tells nothing else of them. Empty where they decide nothing.
    std::string decisions(NameId name, std::string_view digits, std::string_view others);
    // Whether the keys that were pressed can decide what an event does in a set.
    bool asks_digits(SetId from, NameId name);
    [[nodiscard]] const Step& operator[](StepId id) const { return steps_[id]; }
    [[nodiscard]] std::size_t steps() const { return steps_.size(); }
    [[nodiscard]] std::size_t size() const { return sets_.size(); }

    // Every configuration in it is final, or the caller has gone and nobody minds: nothing can come any more.
    [[nodiscard]] bool over(SetId id) const { return sets_[id].over; }
    // One of them is: it may be a whole call.
    [[nodiscard]] bool may_be_over(SetId id) const { return sets_[id].may_be_over; }
    // People talk, wherever in it the call is.
    [[nodiscard]] bool talks(SetId id) const { return sets_[id].talks; }
    // In some of it they do.
    [[nodiscard]] bool may_talk(SetId id) const { return sets_[id].may_talk; }
    // The configurations, sorted, each once; those that a hang-up has ended are none of the machine's numbers.
    [[nodiscard]] std::span<const engine::Configuration> members(SetId id) const { return sets_[id].members; }
    // How a step that ends in a member of its set may have gone through a state that this one stands in, or is.
    struct Through {
        bool stayed = false;  // the call may have been in it all the time
        bool entered = false; // it may have come into it
    };
    [[nodiscard]] Through through(const Step& step, engine::Configuration level, engine::Configuration to) const;
    // By which transitions an event may have moved a call from each member of the step's first set, as far as keys and vars do not rule
    // them out. Valid until another step is asked for.
    [[nodiscard]] const std::vector<std::vector<engine::Passage>>& ways_of(const Step& step) const;
    // `greeting`, or `routing | voicemail`: the paths of the states, sorted; with ` (hung up)` where nobody minded.
    [[nodiscard]] std::string text(SetId id) const;
    // The same with what is known of tries, `greeting#2`, for find().
    [[nodiscard]] std::string kept(SetId id) const;
    // The set with that text; the beginning for a text that is none.
    SetId find(std::string_view text);

    Texts texts;

private:
    struct Key {
        SetId from;
        NameId name;
        TextId state, digits;
        bool operator==(const Key&) const = default;
        template <class H> friend H AbslHashValue(H h, const Key& key) {
            return H::combine(std::move(h), key.from, key.name, key.state, key.digits);
        }
    };
    using Members = std::vector<engine::Configuration>;
    using Places = std::vector<engine::CountedPlace>;
    struct Set {
        Members members; // with `closed` in those that a hang-up has ended
        Places places;   // the same, once for each number of tries
        bool over = false;
        bool may_be_over = false;
        bool talks = false;
        bool may_talk = false;
    };
    // The expressions that an event's transitions go by, in any state, sorted by their texts.
    struct Asked {
        std::map<std::string, const expr::Expression*, std::less<>> conditions;
        std::map<std::string, std::pair<const expr::Expression*, std::set<std::string>>, std::less<>>
            switches; // with the values of their cases
    };
    // What a step's text says is known. Known refers to it, and to the text.
    struct Heard {
        std::vector<std::pair<std::string_view, expr::Value>> input, vars;
        engine::Decided decided;
        [[nodiscard]] engine::Known known() const {
            const bool any = !decided.conditions.empty() || !decided.switches.empty();
            return {input, vars, any ? &decided : nullptr};
        }
    };

    struct Ways { // ways_of() the step that was asked for last
        SetId from = flow::none;
        NameId name = 0;
        TextId digits = 0;
        std::vector<std::vector<engine::Passage>> of;
    };

    StepId make_step(const Key& key);
    TextId says_the_same(SetId from, NameId name, std::string_view text);
    void look_at_way(Step& step) const;
    Step work_out(const Key& key);
    // Where the event can lead each member; empty where it is not allowed.
    [[nodiscard]] Places after(SetId from, NameId name, std::string_view said) const;
    void hear(const Name& name, std::string_view said, Heard& out) const;
    [[nodiscard]] const Asked& asked_by(flow::EventId event) const;
    [[nodiscard]] std::string text_of(std::span<const engine::Configuration> members) const;
    // Whether a log names the state of a request, or one in which nobody waits, that leads to some of the members.
    [[nodiscard]] bool is_on_the_way(std::string_view logged, const Places& members) const;
    // Whether an event says how a state's request ended, which this call had gone through before it was logged.
    [[nodiscard]] bool tells_outcome(const Name& name) const;
    SetId intern(Places places);
    [[nodiscard]] bool is_over(engine::Configuration one) const;
    [[nodiscard]] bool talks_in(engine::Configuration one) const; // it, or a state around it
    [[nodiscard]] bool is_main(engine::Configuration one) const;
    [[nodiscard]] std::uint32_t machine_of(const Name& name) const; // that the event goes to

    const engine::Machine& machine_;
    const Names& names_;
    engine::Counting counting_;
    By by_;
    std::vector<Set> sets_;
    std::vector<Step> steps_;
    absl::flat_hash_map<Key, StepId> memo_;
    struct Recent { // what was asked for lately, found without a hash
        Key key{flow::none, 0, 0, 0};
        StepId id = 0;
    };
    std::array<Recent, 512> recent_{};
    TextMap<SetId> ids_;   // by the bytes of the members
    TextMap<TextId> same_; // by a set, a name, and where what was said leads from there
    absl::flat_hash_map<std::uint64_t, bool> asks_;
    std::set<std::string, std::less<>> asked_; // `input.dial_status`, `open`: what conditions of transitions read
    bool asked_known_ = false;
    SetId beginning_ = 0;
    mutable std::map<flow::EventId, Asked> asked_by_; // once decisions() were asked for
    mutable Ways ways_;
};

} // namespace callflow::replay

// Where a flow asks callers to press something, and what becomes of each key: what several rules look at, gathered once.
#pragma once

#include "flow/guards.hpp"
#include "flow/model.hpp"
#include "flow/uses.hpp"
#include "lint/spoken.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace callflow::lint {

// A key, or several in a row, that a handler tells from others.
struct KeyChoice {
    std::string text;
    flow::StateId target = flow::none; // the state itself for `same`; none where guards decide
    base::Span where;
};

// A text that callers hear before they press.
struct Heard {
    std::string_view text; // as it is written, `{{ }}` included; lives as long as the flow
    base::Span where;
    std::vector<Offer> offers;
};

// One gather of a response, and the handler of its own state that takes what is typed.
struct Asking {
    flow::StateId state = flow::none;
    const flow::Verb* gather = nullptr;
    const flow::Handler* handler = nullptr; // null where it stands elsewhere, or in several places
    bool menu = false;
    bool takes_keys = true; // what the gather's `input` says
    bool takes_speech = false;
    std::vector<KeyChoice> keys;
    bool tells_apart = false;   // the handler asks what `input.digits` is,
    bool understood = false;    // in no other ways than `switch`, `==` and `in`,
    bool takes_others = false;  // and takes whatever else is pressed, too
    bool guards_others = false; // or where guards hold that are about something else
    std::vector<Heard> heard;   // before the gather and in its prompt
    bool heard_all = true;      // no file, no value that only a call knows, is among what is heard
    bool hears_before = false;  // something stands before the gather
};

// Verbs of all responses, nouns and prompts included, with the state that they stand in, and all askings.
class Survey {
public:
    explicit Survey(const flow::Flow& flow);

    struct Placed {
        flow::StateId state = flow::none;
        const flow::Verb* verb = nullptr;
    };
    [[nodiscard]] const std::vector<Asking>& askings() const { return askings_; }
    [[nodiscard]] const std::vector<Placed>& verbs() const { return verbs_; }
    // What flow::each_use, each_setting and each_reference visit.
    [[nodiscard]] const std::vector<flow::Use>& uses() const { return uses_.uses; }
    [[nodiscard]] const std::vector<flow::Setting>& settings() const { return uses_.settings; }
    [[nodiscard]] const std::vector<flow::Named>& references() const { return uses_.references; }
    // What flow::each_guarded visits, as far as conditions decide about it, and every condition once.
    [[nodiscard]] const std::vector<flow::Guarded>& guarded() const { return guards_.guarded(); }
    [[nodiscard]] const std::vector<flow::Guards::Placed>& conditions() const { return guards_.conditions(); }
    // flow::sent_from_outside
    [[nodiscard]] const std::vector<flow::EventId>& outside() const { return outside_; }
    // Per state: it may be entered by `same`.
    [[nodiscard]] const std::vector<bool>& repeats() const { return repeats_; }

private:
    void look_for_askings();
    void look_for_repeats();
    void response(flow::StateId state, const std::vector<flow::Verb>& verbs);

    const flow::Flow& flow_;
    std::vector<Asking> askings_;
    std::vector<Placed> verbs_;
    flow::Uses uses_;
    flow::Guards guards_;
    std::vector<flow::EventId> outside_;
    std::vector<bool> repeats_;
};

// The word by which the gather seems to ask for a secret (`pin`, `card number`), in what is heard or in its state's name;
// empty where there is none.
[[nodiscard]] std::string_view secret_asked_for(const Asking& asking, std::string_view state);

// Every text that a say speaks, with its place: its own, or those of the prompt it names. Templates as they are written.
[[nodiscard]] std::vector<std::pair<std::string_view, base::Span>> texts_of(const flow::Flow& flow,
                                                                            const flow::Verb& say);

// Seconds that a text takes, as simulations count: 0.4 for a word.
[[nodiscard]] inline double seconds_of(std::uint32_t words) { return 0.4 * words; }

} // namespace callflow::lint

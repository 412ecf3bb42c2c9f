// Other flows that calls are handed to in the same run: each answers where a dialplan says that it does, on a platform of its own,
// and all of them live on one clock. Internal to scenario.
#pragma once

#include "scenario/emulation.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::scenario {

using emulate::LegId;

// A flow at work for one call. It plays itself: whatever is done there is done by the steps of the scenario that has it.
struct Guest {
    std::string name; // of the flow
    std::string as;   // how the dialplan calls it: its name, or its file
    Scenario scenario = {};
    RunOptions options = {};
    std::unique_ptr<Run> run = nullptr;
    Run* by = nullptr;                    // whose leg rings it
    LegId line = emulate::no_leg;         // that leg
    std::vector<std::size_t> behind = {}; // per row of its trace: how many the scenario's run had then
    std::size_t joined = 0;               // rows that are in that one's trace
};

// A leg, and the run that has it.
struct Spot {
    Run* run = nullptr;
    LegId leg = emulate::no_leg;
};

class Guests {
public:
    // `root` is the run of the scenario, and outlives this.
    explicit Guests(Run& root) : root_(root) {}

    // Lets calls begin at flows that are rung, and tells both sides of each what has become of the other.
    void follow();
    // As Timeline::advance, for the timelines of all runs: what is due first, wherever that is. `until` is on the clock of `of`.
    bool advance(Run& of, emulate::Millis until);
    // The flow that answers a leg of the run; null where a person does.
    [[nodiscard]] Guest* at_line(const Run& run, LegId leg);
    [[nodiscard]] std::deque<Guest>& all() { return guests_; }

    // A step begins, or is over: then what went wrong at the flows is a failure. True where the step is about one of them
    // (`flow:`), so that its expectation has been looked at.
    void begin_step(base::Span where);
    bool end_step(const Step& step);
    // Those that a call has come to, in that order.
    [[nodiscard]] std::vector<Guest*> of_call(Run& run, const OpenCall& open);
    // A step about a call's caller has been accounted for: what he hears from now on belongs to the next one.
    void have_heard(Run& run, const OpenCall& open);
    // Puts what they have done so far into the trace of the scenario's run, where it belongs in time.
    void join();

private:
    struct Meant { // who answers a leg
        flow::BodyId body = flow::none;
        std::string flow, platform;
        base::Span where;
    };
    [[nodiscard]] std::vector<Run*> runs();
    bool look_at(Run& run);
    [[nodiscard]] std::optional<Meant> meant(const Run& run, LegId leg) const;
    [[nodiscard]] std::size_t rounds_of(const Run& by, LegId line, const Meant& meant) const;
    void begin(Run& by, LegId line, const Meant& meant);
    const engine::Machine* machine_of(Run& by, const Meant& meant);
    flow::Flow* load(Run& by, const Meant& meant);
    bool connect(Guest& guest);
    bool pass_on_refer(Run& run, LegId child);
    void tell();
    void mark();

    Run& root_;
    std::deque<Guest> guests_;
    std::map<const Run*, LegId> seen_;                         // legs that have been looked at
    std::map<std::string, std::unique_ptr<flow::Flow>> flows_; // by path; null: it cannot be had, which was reported
    std::map<const flow::Flow*, std::unique_ptr<engine::Machine>> machines_;
    std::map<const Step*, Expect> expects_; // of steps about flows of other files
    Expect nothing_;
    // What has become of the REFERs that flows have sent back to the server that rang them.
    struct Told {
        Guest* guest = nullptr;
        LegId child = emulate::no_leg; // what the flow's platform has made of it
        emulate::Act what = {};
    };
    std::vector<Told> told_;
    bool following_ = false, too_many_ = false;
};

// Of a run in which calls may be handed to other flows; null for any other.
[[nodiscard]] std::shared_ptr<Guests> guests_for(Run& run);
// Those of the run, or of the run that has it as one; null where there are none.
[[nodiscard]] Guests* guests_of(const Run& run);
// Where somebody on a leg is heard: there, or at the flow that he is connected to, and on from there.
[[nodiscard]] Spot spot_of(Run& run, LegId leg);
// Who is connected to a leg in the end, by however many flows in between: a flow where nobody is behind it.
[[nodiscard]] std::vector<Spot> parties_of(Run& run, LegId leg);
// Whom an expectation is about: who did something in the step, at whichever flow, else the call's own leg.
[[nodiscard]] Spot heard_spot(Run& run, const OpenCall& open, bool whole);
// What such a leg began to hear since the step that was about it last (`whole`: since it began); a call's, wherever it was.
[[nodiscard]] std::vector<std::string> heard_anywhere(Run& run, const OpenCall& open, const Spot& who, bool whole);

} // namespace callflow::scenario

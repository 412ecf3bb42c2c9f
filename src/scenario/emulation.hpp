// Calls on a pretend provider: the flow is its application, and the flow's timers run on its clock. Internal to scenario.
#pragma once

#include "providers/emulate/emulator.hpp"
#include "providers/provider.hpp"
#include "scenario/runner.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::sip {
class Side;
}

namespace callflow::scenario {

namespace emulate = providers::emulate;
class FlowRouter;

// What the pretend provider asks: the run's flow, in the order of the requests.
class FlowApplication final : public emulate::Application {
public:
    explicit FlowApplication(Run& run) : run_(run) {}
    emulate::Answer answer(const emulate::Request& request) override;
    emulate::Answer finish(const emulate::Request& request) override;

private:
    emulate::Answer answer_now(OpenCall& open, std::size_t first, bool steers, bool waits);
    emulate::Answer adopt(OpenCall& open);
    Run& run_;
};

// Likewise where that is somebody else's: each request is a row of the trace with what came back.
class StrangerApplication final : public emulate::Application {
public:
    explicit StrangerApplication(Run& run) : run_(run) {}
    emulate::Answer answer(const emulate::Request& request) override;

private:
    Run& run_;
};

// What goes wrong on the way, as the scenario or chance has it.
class FaultPlan final : public emulate::Faults {
public:
    explicit FaultPlan(Run& run);
    emulate::Fault strike(const emulate::Request& request) override;
    // What the first strike was that nobody has asked for yet: `lost`, `late by 5s`.
    [[nodiscard]] std::string take_description();
    // Per fault of the scenario: whether there was a request that it could have struck. Chance may have passed it by.
    [[nodiscard]] const std::vector<bool>& met() const { return met_; }

private:
    emulate::Fault choose(const emulate::Request& request);
    // Whether the fault is about the request, and whether it strikes one that it is about.
    bool fits(const FaultSpec& spec, const emulate::Request& request, const std::string& event) const;
    bool strikes(std::size_t index);
    Run& run_;
    std::vector<std::uint32_t> struck_; // per fault: how often
    std::vector<bool> met_;             // per fault: whether anything came that it is about
    std::uint64_t drawn_ = 0;
    std::string last_;
    std::deque<std::string> described_;  // of each that did something
    std::vector<emulate::LegId> behind_; // legs of which a request waits for the next one
    bool is_overtaking_ = false;         // the present one is such a next one
};

// An emulator on whose clock the flow's timers run, too, and to which what the flow does to live calls is carried over.
class Timeline final : public emulate::Emulator {
public:
    Timeline(Run& run, std::unique_ptr<emulate::Emulator> inner) : run_(run), inner_(std::move(inner)) {}

    emulate::LegId place(const emulate::CallOptions& options) override { return inner_->place(options); }
    [[nodiscard]] base::Result<void> act(emulate::LegId leg, const emulate::Act& act) override;
    [[nodiscard]] base::Result<void> update(emulate::LegId leg, const emulate::Update& update) override;
    // Also those of all flows of the run, each of which has a timeline.
    bool advance(emulate::Millis until) override;
    [[nodiscard]] emulate::Millis next_due() const override { return inner_->next_due(); }
    [[nodiscard]] emulate::Millis now() const override { return inner_->now(); }
    [[nodiscard]] std::size_t leg_count() const override { return inner_->leg_count(); }
    [[nodiscard]] const emulate::Leg& leg(emulate::LegId id) const override { return inner_->leg(id); }
    [[nodiscard]] std::span<const emulate::Moment> moments() const override { return inner_->moments(); }
    [[nodiscard]] const std::string& cut_off() const override { return inner_->cut_off(); }

    // The first person on a line hangs up, and nobody does anything after that; false when nobody is on a line.
    bool hang_up_now();
    // After anything has happened: the run's clock follows, what the flow wanted of live calls is done, and the trace has it all.
    void settle();

    // What is due next on this one alone, if not later than `until`; see advance().
    bool step(emulate::Millis until);
    // When that is, of the emulator or of the flow's timers, on the run's clock; the largest value when nothing is.
    [[nodiscard]] engine::Time due() const;

private:
    bool hang_up_on_time(emulate::Millis until, emulate::Millis timer);
    Run& run_;
    std::unique_ptr<emulate::Emulator> inner_;
};

// Something that the flow wants of the provider, done when the provider is not in the middle of a request.
struct Wanted {
    std::size_t call = 0; // index of the open call
    std::optional<emulate::Update> update = {};
    std::optional<emulate::CallOptions> place = {};
};

struct Emulation {
    Emulation(Run& run, const providers::Provider& of);
    ~Emulation();

    const providers::Provider& provider;
    std::unique_ptr<emulate::Application> application;
    FaultPlan faults;
    std::shared_ptr<FlowRouter> router = {}; // where the flow has dialplans; then `side` is the timeline's emulator
    providers::sip::Side* side = nullptr;
    Timeline timeline;
    engine::Time base = 0; // the run's clock when the emulator's was 0
    std::vector<Wanted> wanted = {};
    std::size_t shown = 0;                                          // moments that the trace has
    std::vector<std::pair<std::size_t, std::size_t>> sounding = {}; // moment and row of what is heard and has not ended
    base::Span where = {};                                          // the present step
    std::uint32_t step_number = 0;
    const emulate::Act* acting = nullptr;        // what a person is doing
    bool hung_up = false;                        // RunOptions::hang_up_at or hang_up_before has come
    bool missed = false;                         // it has come when nobody was on a line
    engine::Time hung_up_at = 0;                 // since the run began
    base::Span hung_up_where = {};               // the step in which it came
    std::vector<emulate::LegId> unanswered = {}; // ringing, and nobody will come
    bool said_unheard = false;                   // that a hang-up went to where the call goes on
    bool stopped = false;                        // something has gone so wrong that nothing more happens
};

// Providers ask addresses with a host, whatever host a flow is served at; traces and expectations go without it.
inline constexpr std::string_view site = "https://app.example.com";
[[nodiscard]] std::string on_site(std::string address);
[[nodiscard]] std::string off_site(std::string address, std::string_view own = site);
// Without that of the run: this one, or a stranger's own.
[[nodiscard]] std::string off_site(const Run& run, std::string address);
// The emulation of a run, begun where there is none yet; null, and a failed run, where the provider has no emulator.
Emulation* emulation_of(Run& run, base::Span where);
// Begins a call at the provider, unless it has begun. A call to which something has happened, or that has been given a state, goes
// on where it is.
void place_call(Run& run, OpenCall& open);
// A step of kind person.
void play_person(Run& run, OpenCall& open, const Step& step);
// Whether a step's person is who makes the call, as opposed to those whom it leads to.
[[nodiscard]] bool is_caller(const Run& run, const PersonAct& person);
// Everybody who is on a line still hangs up, and what follows of that happens.
void leave_calls(Run& run);
// A moment of the run's clock in the emulator's time; what falls between two milliseconds is the later one.
[[nodiscard]] emulate::Millis millis_of(const Emulation& on, engine::Time time);
// Lets time pass on the provider's clock.
void pass_time(Run& run, engine::Time until);
// The open call that a leg belongs to: its own, or that whose document has dialled it. Null where there is none.
OpenCall* call_of(Run& run, emulate::LegId leg);
// Whose leg it is: the name of a call, else `callee`.
[[nodiscard]] std::string name_of_leg(Run& run, emulate::LegId leg);
// What the provider is told when the application moves a live call: the address of an event's response, and its signal.
[[nodiscard]] std::optional<emulate::Update> update_to(const Run& run, const OpenCall& open, std::string_view event);
// What the scenario's `documents:` say that an address answers; nothing where they do not name it.
[[nodiscard]] std::optional<emulate::Answer> foreign_answer(Run& run, const std::string& url);
// What an address of somebody else's answers of which nothing is said: by its name a sound file, or nobody knows what.
[[nodiscard]] emulate::Answer unknown_answer(std::string_view url);
// What redirect and originate effects of the rows from `first` on want of live calls, and of calls that the scenario has people for.
void want_effects(Run& run, std::size_t first);
// Takes over into the trace what has happened since it was asked last.
void show_moments(Run& run);
// The end of what was heard, in the rows that tell of its beginning.
void close_sounds(Run& run);

// The number of the first moment that an expectation about a leg is about: the first one since the step that was about it last.
[[nodiscard]] std::size_t heard_from(const Run& run, emulate::LegId leg, bool whole);
// A step that was about the leg is over.
void has_heard(Run& run, emulate::LegId leg);
// What a leg began to hear from a moment on: words said, files played.
[[nodiscard]] std::vector<std::string> heard_since(const Run& run, emulate::LegId leg, std::size_t moment);
// Minutes of all legs so far, each rounded up.
[[nodiscard]] std::int64_t billed_minutes(const Run& run);

} // namespace callflow::scenario

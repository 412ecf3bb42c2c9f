// What every emulator stands in: the clock, the wire to the application, and the record of what happened. For emulators only;
// emulator.hpp is what others use.
#pragma once

#include "providers/emulate/emulator.hpp"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::emulate {

class World {
public:
    World(const Setup& setup, std::span<const AssumptionSpec> assumptions);

    [[nodiscard]] const Setup& setup() const { return setup_; }
    [[nodiscard]] Millis now() const { return scheduler_.now(); }
    [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
    // The present moment in milliseconds since 1970.
    [[nodiscard]] std::int64_t wall() const { return setup_.epoch + now(); }

    // Adds to the record. The reference lasts until the next call.
    Moment& note(Moment::Kind kind, LegId leg, std::string text = {});
    // Somebody begins to hear something; hands back a number for `fell_silent`.
    std::size_t hears(LegId leg, Sound sound, std::string text);
    // What was heard has ended or was cut at the present moment; the first end counts.
    void fell_silent(std::size_t heard);
    // An error (`stops`: the document goes no further) or warning of the provider's.
    void error(LegId leg, std::string code, std::string text, bool stops);
    // The value that an uncertain fact is taken to have; the first use is recorded.
    [[nodiscard]] std::string_view assume(LegId leg, std::string_view name);
    [[nodiscard]] Millis assume_length(LegId leg, std::string_view name);
    [[nodiscard]] std::int64_t assume_number(LegId leg, std::string_view name);
    // The value of one, without the record: for a bound, whose use is recorded (assume) once it is reached.
    [[nodiscard]] std::string_view peek(std::string_view name) const { return assumptions_.peek(name); }
    [[nodiscard]] Millis peek_length(std::string_view name) const;

    // Asks the application and waits for its answer, at most `patience` long: what takes longer has failed by a time-out. Faults
    // strike here. The record has the request and the answer.
    [[nodiscard]] Task<Answer> ask(Request request, Millis patience);
    // Tells the application something after `in`; nobody waits for it. `patience` as before. What the provider makes of a bad
    // answer is up to `judge`, which may be null.
    using Judge = void (*)(World& world, const Request& request, const Answer& answer);
    void tell(Request request, Millis patience, Millis in = 0, Judge judge = nullptr);

    // An id as providers have them: the prefix and 32 hexadecimal digits, made from the seed, each once in a run.
    [[nodiscard]] std::string make_id(std::string_view prefix);

    // Runs what is due next, see Emulator::advance.
    bool advance(Millis until);
    [[nodiscard]] Millis next_due() { return cut_off_.empty() ? scheduler_.next_due() : never; }
    // Ends the run where it stands: nothing is due any more.
    void cut(std::string why);
    [[nodiscard]] const std::string& cut_off() const { return cut_off_; }
    [[nodiscard]] std::span<const Moment> moments() const { return moments_; }

private:
    // A request that waits until the next one of its leg has arrived.
    struct Held {
        Held(Scheduler& scheduler, LegId of) : leg(of), box(scheduler) {}
        LegId leg;
        Mailbox<bool> box;
        bool waits = true;
    };
    void let_go(LegId leg);
    Task<void> deliver(Request request, Millis patience, Millis in, Judge judge);
    Answer reach(const Request& request, const Fault& fault, Millis patience);
    Task<Answer> outlast(Request request, Answer answer, Millis patience);
    Task<void> finish_unheard(Request request, Millis in);

    Setup setup_;
    Assumptions assumptions_;
    std::vector<Moment> moments_;
    std::string cut_off_;
    std::uint32_t requests_ = 0;
    std::uint64_t ids_ = 0;
    std::deque<Held> held_; // all there ever were: boxes stay where they are
    Scheduler scheduler_;
};

// The parts of Emulator that are the same for all. The last member of a provider's emulator should be nothing that tasks refer
// to: the world goes first, and all tasks with it, when `stop` is called by the derived destructor.
class Stage : public Emulator {
public:
    bool advance(Millis until) final { return world_->advance(until); }
    [[nodiscard]] Millis next_due() const final { return world_->next_due(); }
    [[nodiscard]] Millis now() const final { return world_->now(); }
    [[nodiscard]] std::span<const Moment> moments() const final { return world_->moments(); }
    [[nodiscard]] const std::string& cut_off() const final { return world_->cut_off(); }

protected:
    Stage(const Setup& setup, std::span<const AssumptionSpec> assumptions)
        : world_(std::make_unique<World>(setup, assumptions)) {}
    [[nodiscard]] World& world() { return *world_; }
    // Ends all tasks; derived destructors call it before anything that tasks refer to goes.
    void stop() { world_.reset(); }

private:
    std::unique_ptr<World> world_;
};

} // namespace callflow::providers::emulate

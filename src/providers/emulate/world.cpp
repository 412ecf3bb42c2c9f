#include "providers/emulate/world.hpp"

#include "base/random.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cassert>
#include <fmt/format.h>

namespace callflow::providers::emulate {

World::World(const Setup& setup, std::span<const AssumptionSpec> assumptions)
    : setup_(setup), assumptions_(assumptions) {
    assert(setup_.application != nullptr);
    constexpr std::size_t usual = 64; // of a short call
    moments_.reserve(usual);
    for (const auto& [name, value] : setup_.assume) {
        const auto set = assumptions_.set(name, value);
        assert(set);
        static_cast<void>(set);
    }
}

Moment& World::note(Moment::Kind kind, LegId leg, std::string text) {
    if (moments_.size() >= setup_.limits.moments)
        cut(fmt::format("more than {} things happened", setup_.limits.moments));
    Moment& moment = moments_.emplace_back();
    moment.kind = kind;
    moment.at = now();
    moment.leg = leg;
    moment.text = std::move(text);
    return moment;
}

std::size_t World::hears(LegId leg, Sound sound, std::string text) {
    note(Moment::Kind::heard, leg, std::move(text)).sound = sound;
    return moments_.size() - 1;
}

void World::fell_silent(std::size_t heard) {
    if (moments_[heard].until == never) moments_[heard].until = now();
}

void World::error(LegId leg, std::string code, std::string text, bool stops) {
    Moment& moment = note(Moment::Kind::error, leg, std::move(text));
    moment.code = std::move(code);
    moment.stops = stops;
}

std::string_view World::assume(LegId leg, std::string_view name) {
    const std::string_view value = assumptions_.get(name);
    for (auto& [used, its] : assumptions_.take_used()) note(Moment::Kind::assumed, leg, its).code = used;
    return value;
}

Millis World::assume_length(LegId leg, std::string_view name) {
    static_cast<void>(assume(leg, name));
    return assumptions_.length(name);
}

std::int64_t World::assume_number(LegId leg, std::string_view name) {
    static_cast<void>(assume(leg, name));
    return assumptions_.number(name);
}

Millis World::peek_length(std::string_view name) const {
    constexpr std::int64_t nanoseconds = 1'000'000;
    return base::parse_duration(assumptions_.peek(name)).value_or(0) / nanoseconds;
}

std::string World::make_id(std::string_view prefix) {
    const std::uint64_t high = base::mix_seed(base::mix_seed(setup_.seed, prefix), ++ids_);
    return fmt::format("{}{:016x}{:016x}", prefix, high, base::mix_seed(high, ids_));
}

// What comes back of one request, faults and the limit of patience considered.
Answer World::reach(const Request& request, const Fault& fault, Millis patience) {
    Answer answer;
    if (fault.failure != Answer::Failure::none) {
        answer.failure = fault.failure;
    } else if (fault.status != 0) {
        answer.status = fault.status;
        answer.content_type = "text/plain";
    } else {
        for (std::uint32_t copy = 0; copy < std::max(fault.copies, 1u); ++copy)
            answer = setup_.application->answer(request);
    }
    if (answer.later) return answer;
    if (answer.failure == Answer::Failure::none && answer.took > patience) answer.failure = Answer::Failure::timeout;
    if (answer.failure == Answer::Failure::timeout) answer.took = patience;
    if (answer.failure != Answer::Failure::none) {
        answer.status = 0;
        answer.body.clear();
    }
    return answer;
}

// The application is busy until its answer turns out; patience may end before.
Task<Answer> World::outlast(Request request, Answer answer, Millis patience) {
    const Millis until = now() + patience;
    while (answer.later && answer.took <= until - now()) {
        co_await scheduler_.sleep(answer.took);
        answer = setup_.application->finish(request);
    }
    if (answer.later) scheduler_.spawn(finish_unheard(std::move(request), answer.took));
    if (answer.took <= until - now() && !answer.later) co_return answer;
    answer = {};
    answer.failure = Answer::Failure::timeout;
    answer.status = 0;
    answer.took = until - now();
    co_return answer;
}

// What the application does when nobody waits for it any more.
Task<void> World::finish_unheard(Request request, Millis in) {
    Answer answer;
    do {
        co_await scheduler_.sleep(in);
        answer = setup_.application->finish(request);
        in = answer.took;
    } while (answer.later);
}

Task<Answer> World::ask(Request request, Millis patience) {
    Fault fault;
    if (setup_.faults != nullptr) fault = setup_.faults->strike(request);
    if (!fault.harmless()) note(Moment::Kind::fault, request.leg, request.kind);
    if (fault.late > 0) co_await scheduler_.sleep(fault.late);
    if (++requests_ > setup_.limits.requests) {
        cut(fmt::format("more than {} requests were made", setup_.limits.requests));
        co_await scheduler_.sleep(never);
    }
    request.at = now();
    request.patience = patience;
    note(Moment::Kind::request, request.leg).request = request;
    Answer answer = reach(request, fault, patience);
    if (answer.later) answer = co_await outlast(request, std::move(answer), patience);
    co_await scheduler_.sleep(answer.took);
    note(Moment::Kind::answer, request.leg).answer = answer;
    co_return answer;
}

// Those that wait for one of this leg arrive behind what is due now.
void World::let_go(LegId leg) {
    for (Held& one : held_) {
        if (!one.waits || one.leg != leg) continue;
        one.waits = false;
        one.box.post(true);
    }
}

Task<void> World::deliver(Request request, Millis patience, Millis in, Judge judge) {
    if (in > 0) co_await scheduler_.sleep(in);
    Fault fault;
    if (setup_.faults != nullptr) fault = setup_.faults->strike(request);
    if (!fault.harmless()) note(Moment::Kind::fault, request.leg, request.kind);
    if (fault.lost) co_return;
    if (fault.late > 0) co_await scheduler_.sleep(fault.late);
    if (fault.behind) {
        Held& held = held_.emplace_back(scheduler_, request.leg);
        const Millis until = now() + patience;
        const auto next = co_await held.box.next(until);
        held.waits = false;
        static_cast<void>(next);
    }
    if (++requests_ > setup_.limits.requests) {
        cut(fmt::format("more than {} requests were made", setup_.limits.requests));
        co_return;
    }
    request.at = now();
    request.patience = patience;
    note(Moment::Kind::request, request.leg).request = request;
    Answer answer = reach(request, fault, patience);
    if (!fault.behind) let_go(request.leg);
    if (answer.later) answer = co_await outlast(request, std::move(answer), patience);
    if (answer.took > 0) co_await scheduler_.sleep(answer.took);
    note(Moment::Kind::answer, request.leg).answer = answer;
    if (judge != nullptr) judge(*this, request, answer);
}

void World::tell(Request request, Millis patience, Millis in, Judge judge) {
    request.steers = false;
    scheduler_.spawn(deliver(std::move(request), patience, in, judge));
}

bool World::advance(Millis until) {
    if (!cut_off_.empty()) return false;
    const Millis due = scheduler_.next_due();
    if (due != never && due <= until && due > setup_.limits.time) {
        cut("it lasted longer than a run may");
        return false;
    }
    return scheduler_.run_next(until);
}

void World::cut(std::string why) {
    if (cut_off_.empty()) cut_off_ = std::move(why);
}

} // namespace callflow::providers::emulate

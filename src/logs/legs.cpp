#include "logs/legs.hpp"

#include "logs/translated.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace callflow::logs {
namespace {

bool was_taken(Outcome outcome) { return outcome == Outcome::answered || outcome == Outcome::voicemail; }

void earlier(Millis& into, Millis time) {
    if (time != no_time && (into == no_time || time < into)) into = time;
}

} // namespace

bool Legs::add(const Event& event, const CallFacts& facts) {
    if (facts.start == no_time && facts.end == no_time) return false; // one that has not begun
    const std::string id(facts.group.empty() ? event.call : facts.group);
    const auto [at, fresh] = calls_.try_emplace(id);
    Call& call = at->second;
    if (fresh) {
        call.id = id;
        call.number = ++count_;
    }
    earlier(call.start, facts.start);
    call.end = std::max({call.end, facts.end, facts.start}); // no_time is the smallest
    latest_ = std::max(latest_, call.end);
    const Outcome outcome =
        heard_by(outcome_of(codes_.get(), {facts.code, facts.cause, facts.answered, code_decides_}), facts.answered_by);
    // what says that it was busy has lengths, too
    if (!code_decides_ || was_taken(outcome)) earlier(call.answer, facts.answer);
    const bool own = event.call == id;
    if (own) {
        const bool goes_on = is_under_way(facts.code) && (codes_ == nullptr || !codes_->own(facts.code));
        call.over = call.over || !goes_on;
        call.goes_on = !call.over;
    }
    if (outcome == Outcome::unknown) return true;
    if (was_taken(call.outcome) && !was_taken(outcome)) return true;
    if (was_taken(outcome) || own || !call.own) {
        call.outcome = outcome;
        call.own = own;
    }
    return true;
}

void Legs::hand_on(std::size_t left, Millis until, std::string& out) {
    std::vector<const Call*> over;
    for (const auto& [id, call] : calls_)
        if (call.end <= until) over.push_back(&call);
    std::ranges::sort(over, {}, [](const Call* one) { return std::pair(one->end, one->number); });
    over.resize(over.size() - std::min(left, over.size()));
    struct Step {
        const Call* call;
        Millis time;
        int number;
        std::string_view signal;
        OfRecord part;
    };
    std::vector<Step> steps;
    for (const Call* one : over) {
        int number = 0;
        const auto add = [&](Millis time, std::string_view signal, OfRecord part) {
            steps.push_back({one, time, ++number, signal, part});
        };
        add(one->start, {}, OfRecord::begins);
        // a machine's answer is nobody's
        const bool machine = one->outcome == Outcome::voicemail;
        if (one->answer != no_time) add(one->answer, {}, machine ? OfRecord::begins : OfRecord::answered);
        if (machine) add(one->answer != no_time ? one->answer : one->end, signal_of(one->outcome), OfRecord::begins);
        if (one->goes_on) continue;
        add(one->end, signal_of(was_taken(one->outcome) ? Outcome::answered : one->outcome), OfRecord::ends);
    }
    std::ranges::sort(steps, {}, [](const Step& one) { return std::tuple(one.time, one.call->number, one.number); });
    for (const Step& one : steps) {
        Event event;
        event.call = one.call->id;
        event.time = one.time;
        event.sequence = one.number;
        event.signal = one.signal;
        event.of_record = one.part;
        append_event(out, event);
    }
    for (std::size_t i = 0; i < over.size(); ++i) {
        const std::string id = over[i]->id;
        calls_.erase(id);
    }
}

} // namespace callflow::logs

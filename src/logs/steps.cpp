#include "logs/steps.hpp"

#include "logs/translated.hpp"

#include <limits>
#include <utility>

namespace callflow::logs {
namespace {

// So much may wait; then all comes as it is.
constexpr std::size_t most_bytes = std::size_t{64} << 20;
constexpr std::size_t bytes_beside = 250; // what a step takes beside its texts

} // namespace

// Fills in what is known by now. What is not: what its session is waited for under; empty where nothing is missing.
std::string Steps::missing(Step& step) const {
    if (!step.link.empty()) {
        auto call = sessions_->call_of(step.link);
        if (!call) return "k" + step.link;
        if (step.session.empty()) step.session = *call;
        step.call = std::move(*call);
        step.link.clear();
    }
    if (step.offset == no_time || step.time != no_time) return {};
    const auto begins = sessions_->begin_of(step.session);
    if (!begins) return "s" + step.session;
    step.time = *begins + step.offset;
    return {};
}

void Steps::take(const Event& event, const CallFacts& facts, std::string& out) {
    Step step;
    step.link = facts.link;
    step.session = facts.session;
    if (step.session.empty() && step.link.empty()) step.session = event.call;
    step.call = event.call;
    step.time = event.time;
    step.offset = facts.offset;
    step.before = last_;
    step.sequence = event.sequence;
    if (facts.begins != no_time) {
        sessions_->begin(step.session, facts.begins);
        if (step.time == no_time) step.time = facts.begins;
        if (facts.offset != no_time) step.time = facts.begins + facts.offset;
    }
    append_what(step.what, event);
    const std::string what_for = missing(step);
    if (!what_for.empty()) return hold(std::move(step), what_for, out);
    const bool named =
        !facts.key.empty() && facts.link.empty(); // a record that refers to one has a key of its own table
    if (named) sessions_->name(facts.key, step.call);
    write(step, out);
    if (held_.empty()) return;
    if (named) release("k" + std::string(facts.key), out);
    if (facts.begins != no_time) release("s" + step.session, out);
}

std::size_t Steps::Step::bytes() const { return what.size() + call.size() + session.size() + bytes_beside; }

void Steps::hold(Step step, std::string what_for, std::string& out) {
    if (step.time != no_time) last_ = step.time;
    waits_[std::move(what_for)].push_back(++count_);
    bytes_ += held_.emplace(count_, std::move(step)).first->second.bytes();
    if (bytes_ > most_bytes) give_up(out);
}

void Steps::release(const std::string& what_for, std::string& out) {
    const auto waiting = waits_.extract(what_for);
    if (waiting.empty()) return;
    for (const std::uint64_t number : waiting.mapped()) {
        const auto at = held_.find(number);
        if (at == held_.end()) continue;
        bytes_ -= at->second.bytes(); // before it is filled in
        const std::string next = missing(at->second);
        if (!next.empty()) {
            bytes_ += at->second.bytes();
            waits_[next].push_back(number);
            continue;
        }
        const auto step = held_.extract(at);
        if (at_once_) {
            write(step.mapped(), out);
            continue;
        }
        std::string line;
        append_event(line, {step.mapped().time, step.mapped().sequence, step.mapped().call, false}, step.mapped().what);
        put_due(step.mapped().time, std::move(line));
    }
}

void Steps::put_due(Millis time, std::string line) {
    bytes_ += line.size() + bytes_beside;
    due_.emplace(time, std::move(line));
}

void Steps::look_again(std::string& out) {
    std::vector<std::string> all;
    for (const auto& [what_for, numbers] : waits_) all.push_back(what_for);
    for (const std::string& one : all) release(one, out);
}

void Steps::give_up(std::string& out) {
    waits_.clear();
    for (auto& [number, step] : std::exchange(held_, {})) {
        bytes_ -= step.bytes();
        if (!step.link.empty()) step.call = step.link;
        step.borrowed = step.time == no_time;
        if (step.borrowed) step.time = step.before != no_time ? step.before : first_;
        std::string line;
        append_event(line, {step.time, step.sequence, step.call, step.borrowed}, step.what);
        if (at_once_)
            out += line;
        else
            put_due(step.time, std::move(line));
    }
    write_due(last_, out);
}

void Steps::finish(std::string& out) {
    look_again(out);
    give_up(out);
    write_due(std::numeric_limits<Millis>::max(), out);
}

void Steps::write_due(Millis until, std::string& out) {
    const auto end = due_.upper_bound(until);
    for (auto at = due_.begin(); at != end; ++at) {
        out += at->second;
        bytes_ -= at->second.size() + bytes_beside;
    }
    due_.erase(due_.begin(), end);
}

void Steps::write(const Step& step, std::string& out) {
    if (step.time != no_time) {
        if (first_ == no_time) first_ = step.time;
        last_ = step.time;
        if (!due_.empty()) write_due(step.time, out);
    }
    append_event(out, {step.time, step.sequence, step.call, step.borrowed}, step.what);
}

} // namespace callflow::logs

#include "replay/worker.hpp"

#include "base/hash.hpp"
#include "flow/secrets.hpp"
#include "replay/places.hpp"
#include "replay/pressed.hpp"

#include <algorithm>

namespace callflow::replay {
namespace {

Verdict verdict_of(Fit fit) {
    switch (fit) {
    case Fit::unknown_event: return Verdict::unknown_event;
    case Fit::not_allowed: return Verdict::not_allowed;
    case Fit::after_end: return Verdict::after_end;
    case Fit::wrong_state: return Verdict::wrong_state;
    case Fit::moved:
    case Fit::ignored: break;
    }
    return Verdict::ok;
}

std::uint64_t pair_of(std::uint32_t high, std::uint32_t low) { return std::uint64_t{high} << 32 | low; }

template <class T> T& grown(std::vector<T>& all, std::size_t at) {
    if (at >= all.size()) all.resize(at + 1);
    return all[at];
}

} // namespace

Worker::Worker(const engine::Machine& machine, const WorkerOptions& options)
    : machine_(machine), options_(options), names_(machine), sets_(machine, names_, options.by),
      timers_(machine, names_, sets_, options.timer_tolerance),
      anybody_talks_(std::ranges::any_of(machine.flow().states, &flow::State::talk)),
      asks_for_words_(asks_for_words(machine.flow())) {
    if (flow::has_secrets(machine.flow())) careful_.emplace(machine);
}

void Worker::replay(const Record& record, std::size_t order) {
    order_ = order;
    ++totals_.records;
    if (record.time != 0) { // else nobody knows when it was, nor of one beside it
        if (totals_.first == logs::no_time || record.time < totals_.first) totals_.first = record.time;
        if (record.time > totals_.last) totals_.last = record.time;
    }
    OpenCall* open = calls_.find(record.call);
    if (open == nullptr) {
        EndedCalls::Found ended = ended_.find(record.call);
        if (!ended.there && ended_before_) ended = ended_before_->find(record.call);
        if (ended.there) return after_end(record, ended);
        open = &calls_.make(record.call, record.id);
        begin(*open, record);
        // what a first record is the event of has begun before it
        timers_.begin(open->hash, open->set, record.time, record.name->event.empty());
    }
    OpenCall& call = *open;
    call.last = record.time;
    ++call.events;
    take_record_of_call(call, record);
    const NameId name = name_of(record);
    if (name == nameless) {
        // Nothing was fired yet that could contradict it: a scenario may begin elsewhere, and so does a log that was rotated.
        if (call.events == 1 && !record.state.empty()) {
            const SetId usual = std::exchange(call.set, sets_.beginning_in(record.state));
            timers_.begin(call.hash, call.set, record.time, call.set == usual);
        }
        TextId answered = 0;
        if (record.extra != nullptr && !record.extra->document.empty())
            answered = check_answer(call, record, sets_.step(call.set, nameless, 0, 0), call.set);
        if (options_.seen != nullptr)
            show(record, sets_.step(call.set, nameless, 0, 0), answered == 0 ? Verdict::ok : Verdict::wrong_document,
                 call.since, answered);
        return;
    }
    if (!options_.brief) call.way = variants_.go_on(call.way, name);
    const TextId state = state_of(record);
    // what stands there instead of keys decides nothing, nor do words where nobody asks for any
    const Pressed keys = record.digits.empty() ? Pressed::masked : pressed(record.digits);
    const bool known = keys == Pressed::keys || (keys == Pressed::words && asks_for_words_);
    const bool asks = known && sets_.asks_digits(call.set, name);
    const bool more = record.extra != nullptr && !record.extra->known.empty();
    const bool decided = record.extra != nullptr && !record.extra->decided.empty();
    const std::string_view asked = asks ? record.digits : std::string_view();
    const TextId digits = decided ? sets_.said(call.set, name, record.extra->decided)
                          : more  ? sets_.said(call.set, name, sets_.knowledge(asked, record.extra->known))
                          : asks  ? sets_.said(call.set, name, asked)
                                  : 0;
    const StepId id = sets_.step(call.set, name, state, digits);
    ++grown(steps_, id);
    const Step step = sets_[id];
    if (!options_.brief && !record.digits.empty()) {
        const bool hidden = record.digits.front() == hidden_key; // another part has masked them, and left their number
        const std::string_view counted = known || hidden                                             ? record.digits
                                         : keys == Pressed::masked && record.digits != words_instead ? masked_keys
                                                                                                     : words_instead;
        const bool alone = asks && !more && !decided && sets_.texts[digits] == record.digits;
        ++digits_[pair_of(id, alone                ? digits
                              : hidden && careful_ ? count_hidden(record, step)
                                                   : count_as(counted, step))];
    }
    move(call, record, id, step);
}

// A record that came behind later ones, and after a while, is late where one of them is of its own call: in a log that is in order
// call by call none is. Of calls that have ended nobody knows when, and what is said of them is on the safe side.
void Worker::replay_late(const Record& record, std::size_t order) {
    Record own = record;
    own.time = record.extra->own_time;
    const OpenCall* const open = calls_.find(own.call);
    const bool ended =
        open == nullptr && (ended_.find(own.call).there || (ended_before_ && ended_before_->find(own.call).there));
    if (ended || (open != nullptr && own.time < open->last)) ++totals_.late;
    replay(own, order);
}

TextId Worker::state_of(const Record& record) {
    const bool counts = options_.by != By::event || (record.extra != nullptr && record.extra->state_counts);
    return counts ? sets_.state(record.state) : 0;
}

const Keys& Worker::keys_of(const Step& step) {
    std::unique_ptr<Keys>& known = keys_[pair_of(step.from, step.name)];
    if (!known) known = std::make_unique<Keys>(machine_, handling(machine_, sets_.text(step.from), names_[step.name]));
    return *known;
}

// Of more keys than a report is about those that a caller's number may be are no longer told apart.
TextId Worker::count_as(std::string_view keys, const Step& step) {
    const TextId id = sets_.texts.of(keys);
    if (id != 0 || keys.empty()) return id;
    const Keys& known = keys_of(step);
    if (careful_) return sets_.texts.keep(put_carefully(known, names_[step.name], std::string(keys)));
    return sets_.texts.keep(put_away(known, keys, true));
}

// Of keys that another part has hidden their number and who has a use for them are left.
TextId Worker::count_hidden(const Record& record, const Step& step) {
    const Keys& known = keys_of(step);
    const bool wrong = known.wrong_but_in(record.extra != nullptr ? record.extra->right : std::string_view());
    return sets_.texts.keep(count_alone(known, record.digits.size(), wrong));
}

// In a flow with secrets several keys are counted as they are where they would be in a part, and nowhere else.
std::string Worker::put_carefully(const Keys& keys, const Name& name, const std::string& text) {
    if (text.starts_with('(') || careful_->plain(name, text)) return text;
    return count_alone(keys, text.size(), keys.wrong(text));
}

NameId Worker::named(const Record& record, bool& fires) {
    fires = !record.name->event.empty();
    if (fires) return names_.of(*record.name);
    if (record.extra == nullptr) return nameless;
    fires = record.extra->request;
    return fires ? nameless : names_.of_request(record.extra->address, record.extra->signal, fires);
}

NameId Worker::name_of(const Record& record) {
    bool fires = false;
    const NameId out = named(record, fires);
    ++(fires ? totals_.events : totals_.nameless);
    return out;
}

void Worker::begin(OpenCall& call, const Record& record) {
    ++totals_.calls;
    call.first = call.since = record.time;
    call.set = sets_.beginning();
    call.way = options_.brief ? Variants::lost : Variants::begin;
}

void Worker::after_end(const Record& record, const EndedCalls::Found& ended) {
    const NameId name = name_of(record);
    if (name == nameless) return;
    const StepId id = sets_.step(ended.set, name, 0, 0);
    ++grown(steps_, id);
    Verdict verdict = verdict_of(sets_[id].fit);
    if (options_.seen != nullptr) show(record, id, verdict, record.time);
    if (verdict == Verdict::ok || !ended.ok) return;
    --totals_.verdicts[static_cast<std::size_t>(Verdict::ok)];
    ++totals_.verdicts[static_cast<std::size_t>(verdict)];
    ended_.spoil(record.call);
    if (ended_before_) ended_before_->spoil(record.call);
    note(id, verdict, record, 0);
}

// People talk from then on.
void Worker::answer(OpenCall& call, Millis at) {
    call.answered = true;
    totals_.answers.add(at - call.first);
}

void Worker::move(OpenCall& call, const Record& record, StepId id, const Step& step) {
    Verdict verdict = verdict_of(step.fit);
    if (verdict == Verdict::ok && timers_.any() && !call.summary) verdict = timers_.judge(call.hash, id, record.time);
    TextId answered = 0;
    if (verdict != Verdict::ok)
        fault(call, verdict, record, id);
    else if (record.extra != nullptr && !record.extra->document.empty())
        answered = check_answer(call, record, id, step.to);
    if (answered != 0) verdict = Verdict::wrong_document;
    if (options_.seen != nullptr) show(record, id, verdict, call.since, answered);
    // the event tells where the call had been
    if (!call.answered && step.was != step.from && step.fit == Fit::moved && sets_.talks(step.was))
        answer(call, call.since);
    const bool hangup = names_[step.name].hangup && step.fit == Fit::moved;
    if (hangup) {
        if (!call.answered && !call.left && !call.summary)
            ++(sets_.may_talk(step.was) ? totals_.unclear : totals_.abandoned);
        call.left = true;
        call.hung_up = call.hung_up || names_[step.name].signal != nullptr;
        if (!options_.brief && !call.summary) hangups_[id].add(record.time - call.since);
    }
    if (timers_.any()) timers_.move(call.hash, id, record.time);
    if (step.to == step.from && !step.anew) return;
    call.set = step.to;
    if (step.beside) return; // the call itself stays where it is
    if (!options_.brief && !call.summary) grown(stays_, step.was).add(record.time - call.since);
    call.since = record.time;
    if (!call.answered && sets_.talks(step.to)) answer(call, record.time);
    if (sets_.over(step.to)) end(call);
}

TextId Worker::check_answer(OpenCall& call, const Record& record, StepId id, SetId to) {
    const bool first = call.events == 1 && sets_[id].name == nameless;
    const std::string answered =
        wrong_answer(record, id, call.set, to, first || (names_[sets_[id].name].heard && !sets_[id].beside));
    if (answered.empty()) return 0;
    const TextId text = sets_.texts.of_or(answered, "another one");
    fault(call, Verdict::wrong_document, record, id, text);
    return text;
}

void Worker::fault(OpenCall& call, Verdict verdict, const Record& record, StepId step, TextId answered) {
    if (call.verdict != Verdict::ok) return; // the first one counts
    call.verdict = verdict;
    note(step, verdict, record, call.events, answered);
}

void Worker::note(StepId step, Verdict verdict, const Record& record, std::uint32_t at, TextId answered) {
    Deviation& one = deviations_[pair_of(step, answered << 8 | static_cast<std::uint32_t>(verdict))];
    ++one.count;
    if (one.first == logs::no_time || record.time < one.first) one.first = record.time;
    one.last = std::max(one.last, record.time);
    if (one.examples.size() < max_examples || record.call < one.examples.back().hash)
        keep_smallest(one.examples, {record.call, std::string(record.id), record.time});
    if (options_.faults)
        faults_.push_back(
            {order_, {std::string(record.id), verdict, at, record.time, key_of(step, verdict, answered)}});
}

void Worker::show(const Record& record, StepId id, Verdict verdict, Millis since, TextId answered) const {
    const Step& step = sets_[id];
    StepKey key = key_of(id, verdict, answered);
    key.to = sets_.text(step.to);
    (*options_.seen)({record.id, record.time, since, std::move(key), record.state, record.digits,
                      record.extra != nullptr ? record.extra->document : std::string_view()});
}

void Worker::end(OpenCall& call) {
    ++totals_.verdicts[static_cast<std::size_t>(call.verdict)];
    totals_.lengths.add(call.last - call.first);
    if (!options_.brief) {
        variants_.count(call.way, call.hash, call.verdict);
        ++ends_[call.set];
        if (variants_.full()) variants_.thin_out([&](auto visit) { calls_.each(visit); });
    }
    ended_.add(call.hash, call.verdict == Verdict::ok, call.set);
    if (options_.partial) {
        ended_lately_.push_back({call.last, call.hash, call.set});
        forget(call.last - options_.linger);
    }
    timers_.end(call.hash);
    calls_.erase(call);
}

// A call that no event has ended is counted as it stands.
void Worker::close(OpenCall& call, Millis live_after) {
    if (call.verdict == Verdict::ok && !call.hung_up && !sets_.may_be_over(call.set))
        call.verdict = live_after != logs::no_time && call.last >= live_after ? Verdict::live : Verdict::unfinished;
    ++totals_.verdicts[static_cast<std::size_t>(call.verdict)];
    totals_.lengths.add(call.last - call.first);
    if (!options_.brief) {
        variants_.count(call.way, call.hash, call.verdict);
        ++ends_[call.set];
    }
    if (call.verdict == Verdict::live && options_.faults && options_.seen != nullptr) { // no fault, but what came of it
        Fault one{std::string(calls_.id_of(call)), Verdict::live, call.events, call.last, {}};
        one.step.from = sets_.text(call.set);
        one.step.kind = Verdict::live;
        faults_.push_back({order_, std::move(one)});
    }
    if (call.verdict != Verdict::unfinished) return;
    Record record;
    record.call = call.hash;
    record.id = calls_.id_of(call);
    record.time = call.last;
    note(sets_.step(call.set, nameless, 0, 0), Verdict::unfinished, record, call.events);
}

void Worker::sweep(Millis now) {
    constexpr Millis often = 60'000;
    const Millis shortest = std::max(
        often, std::min(options_.idle > 0 ? options_.idle : now, options_.linger > 0 ? options_.linger : now) / 4);
    if (swept_ != logs::no_time && now < swept_ + shortest) return;
    swept_ = now;
    if (options_.idle > 0) {
        std::vector<OpenCall*> idle;
        calls_.each([&](OpenCall& call) {
            if (call.last < now - options_.idle) idle.push_back(&call);
        });
        std::ranges::sort(idle, {}, [](const OpenCall* one) { return one->hash; });
        for (OpenCall* one : idle) {
            close(*one, logs::no_time);
            timers_.end(one->hash);
            calls_.erase(*one);
        }
    }
    if (options_.linger > 0 && !options_.partial && (turned_ == logs::no_time || now >= turned_ + options_.linger)) {
        ended_before_ = std::make_unique<EndedCalls>(std::exchange(ended_, EndedCalls()));
        turned_ = now;
    }
}

void Worker::finish(Millis live_after) {
    order_ = 0;
    calls_.each([&](OpenCall& call) { close(call, live_after); });
    std::ranges::sort(faults_, {},
                      [](const Noted& one) { return std::pair(base::stable_hash(one.fault.call), one.fault.call); });
}

StepKey Worker::key_of(StepId id, Verdict verdict, TextId answered) const {
    const Step& step = sets_[id];
    StepKey key;
    key.from = sets_.text(step.from);
    key.event = step.name == nameless ? std::string() : names_[step.name].text;
    key.kind = verdict;
    if (verdict == Verdict::ok || verdict == Verdict::wrong_document) key.to = sets_.text(step.to);
    if (verdict == Verdict::wrong_document) key.logged = sets_.texts[answered];
    const bool contradicts = verdict == Verdict::wrong_state || verdict == Verdict::not_allowed;
    if (contradicts && options_.by != By::event) key.logged = sets_.texts[step.state];
    return key;
}

void Worker::account(Account& into) {
    Account out = totals_;
    for (StepId id = 0; id < steps_.size(); ++id) {
        if (steps_[id] == 0) continue;
        StepCount& one = out.steps[key_of(id, verdict_of(sets_[id].fit))];
        one.count += steps_[id];
        if (sets_[id].anew) one.anew += steps_[id];
        const auto hangup = hangups_.find(id);
        if (hangup == hangups_.end()) continue;
        one.hangup = true;
        one.before.add(hangup->second);
    }
    for (SetId id = 0; id < stays_.size(); ++id)
        if (stays_[id].count() != 0) out.stays[sets_.text(id)].add(stays_[id]);
    // Steps that differ only in what was known of the record have one key.
    for (const auto& [key, one] : deviations_)
        add(out.deviations[key_of(static_cast<StepId>(key >> 32), static_cast<Verdict>(key & 0xff),
                                  static_cast<TextId>(key >> 8 & 0xff'ffff))],
            one);
    absl::flat_hash_map<std::uint64_t, std::string> where; // by set and name: who took the event was asked for the keys
    for (const auto& [key, count] : digits_) {
        const Step& step = sets_[static_cast<StepId>(key >> 32)];
        const auto [known, fresh] = where.try_emplace(pair_of(step.from, step.name));
        if (fresh) known->second = handling(machine_, sets_.text(step.from), names_[step.name]);
        const std::string& text = sets_.texts[static_cast<TextId>(key)];
        out.digits[{known->second, careful_ ? put_carefully(keys_of(step), names_[step.name], text) : text}] += count;
    }
    for (const auto& [set, count] : ends_) out.ends[sets_.text(set)] += count;
    for (const Variants::Counted& one : variants_.all()) {
        VariantKey key{{}, one.verdict, one.level};
        for (const NameId name : one.names) key.events.push_back(names_[name].text);
        out.variants[std::move(key)] += one.count;
    }
    out.variant_level = variants_.level();
    into.add(out);
}

} // namespace callflow::replay

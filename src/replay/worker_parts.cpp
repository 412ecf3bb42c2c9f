// What a worker takes over from other parts of the logs, and leaves to them.
#include "base/hash.hpp"
#include "flow/secrets.hpp"
#include "replay/documents.hpp"
#include "replay/places.hpp"
#include "replay/pressed.hpp"
#include "replay/worker.hpp"

#include <algorithm>

namespace callflow::replay {

namespace {

// Whether guards may leave the call where it is, which is then asked for its response again. Not where nothing takes the event: there
// the call has not been.
bool may_refuse(const engine::Machine& machine, engine::Configuration at, flow::EventId event) {
    bool takes = false;
    for (; at != flow::none; at = machine.outer(at))
        for (const engine::Candidate& one : machine.candidates(at, event)) {
            const bool guarded = one.handler != nullptr && !one.handler->conditions.empty();
            if (!guarded && one.branch->conditions.empty() && one.branch->choose.empty()) return false;
            takes = true;
        }
    return takes;
}

} // namespace

// Whether what the log says was answered can be what the state did answer; empty where it can, else what it was.
// `heard`: the caller hears the answer. What others are answered may be anything that says nothing to them.
std::string Worker::wrong_answer(const Record& record, StepId id, SetId from, SetId to, bool heard) {
    if (record.extra == nullptr || record.extra->document.empty()) return {};
    const auto answer = read_answer(record.extra->document);
    if (!answer) return heard ? std::string(not_a_document(record.extra->document)) : std::string();
    if (answer->parts.empty() && !heard) return {};
    const Step& step = sets_[id];
    const bool launched = step.name == nameless && !answer->parts.empty() && answer->parts.front().verb == "call";
    if (launched) return {}; // a session that somebody has originated: its first document calls them
    const bool left = heard && step.fit == Fit::moved && from != to;
    std::vector<const flow::State*> states; // where the call may be
    for (const SetId set : {to, from}) {
        for (const engine::Configuration member : sets_.members(set)) {
            if (set == from && left && !may_refuse(machine_, member, names_[step.name].event)) continue;
            if (member >= machine_.configurations()) return {}; // nobody hears it any more
            for (engine::Configuration at = member; at != flow::none; at = machine_.outer(at))
                states.push_back(&machine_.flow().states[machine_.state_of(at)]);
        }
    }
    const auto fits = [&](const Answer& one) {
        return std::ranges::any_of(states,
                                   [&](const flow::State* state) { return may_answer(machine_.flow(), *state, one); });
    };
    if (fits(*answer)) return {};
    return describe(*answer) + other_words(*answer, fits);
}

Worker::Beginning Worker::begins_a_call(const Record& record) {
    bool fires = false;
    const NameId name = named(record, fires);
    if (name == nameless) return Beginning::early;
    if (sets_[sets_.step(sets_.beginning(), name, state_of(record), 0)].fit != Fit::moved) return Beginning::none;
    const Name& what = names_[name];
    const flow::EventId start = machine_.flow().start;
    if (start != flow::none) return what.event == start ? Beginning::early : Beginning::late;
    return what.hangup || what.signal != nullptr || what.event == flow::next_event ? Beginning::late : Beginning::early;
}

// Whether a record belongs to a call that may have begun before this part of the logs: its first one is no beginning, or comes so
// early that what came before it may stand in another part. What long talks and messages end with is early for longer.
bool Worker::carry(const Record& record) {
    auto found = carried_.find(record.call);
    if (found == carried_.end()) {
        if (calls_.find(record.call) != nullptr || ended_.find(record.call).there) return false;
        const bool certain = record.time >= certain_from_;
        const Beginning begins = certain ? begins_a_call(record) : Beginning::late;
        if (begins == Beginning::early) return false;
        const bool long_ago = options_.linger > 0 && record.time >= certain_from_ + options_.linger;
        if (begins == Beginning::late && certain && long_ago) return false;
        if (begins == Beginning::none) ++adrift_;
        found = carried_.emplace(record.call, std::vector<CarriedRecord>()).first;
    }
    keep(record, found->second);
    return true;
}

void Worker::keep(const Record& record) { keep(record, carried_[record.call]); }

void Worker::keep(const Record& record, std::vector<CarriedRecord>& all) {
    CarriedRecord& one = all.emplace_back();
    one.order = all.size();
    const bool late = record.extra != nullptr && record.extra->own_time != logs::no_time;
    one.own_time = late ? record.extra->own_time : logs::no_time;
    one.chain = certain_from_;
    one.call = record.id;
    one.time = record.time;
    one.sequence = record.sequence;
    one.state = record.state;
    one.actor = record.name->actor;
    one.event = record.name->event;
    bool fires = false;
    const NameId name = named(record, fires);
    if (record.name->event.empty()) {
        // of an address the event alone is of use: the rest of it may be what the caller typed
        if (name != nameless) one.event = names_[name].text;
        one.request = fires && name == nameless;
    }
    if (record.extra != nullptr && !flow::has_secrets(machine_.flow())) {
        one.document = record.extra->document;
        one.known = record.extra->known;
    }
    if (record.extra != nullptr) one.state_counts = record.extra->state_counts;
    if (record.extra != nullptr) one.of_record = static_cast<std::uint32_t>(record.extra->of_record);
    one.digits = record.digits;
    if (careful_) keep_carefully(record, name, one);
}

// Whatever the event is called: a secret is longer than a key, and may come with any. What else is known may tell of it, too.
void Worker::keep_carefully(const Record& record, NameId name, CarriedRecord& one) {
    const Pressed keys = one.digits.empty() ? Pressed::masked : pressed(one.digits);
    const bool several = keys != Pressed::masked && one.digits.size() > 1;
    if (several && one.digits.size() > Texts::longest_text) one.digits.resize(Texts::longest_text);
    const bool counts = keys == Pressed::keys || (keys == Pressed::words && asks_for_words_);
    const bool more = record.extra != nullptr && !record.extra->known.empty();
    if (more || (several && counts))
        one.decided = sets_.decisions(name, counts ? std::string_view(one.digits) : std::string_view(),
                                      more ? record.extra->known : std::string_view());
    if (!several || careful_->plain(names_[name], one.digits)) return;
    if (!counts) { // nobody asks for words, whatever they are
        one.digits = words_instead;
        return;
    }
    one.right = careful_->right(one.digits);
    one.digits.assign(one.digits.size(), hidden_key);
}

// The record of a call that is over says when it was answered, and that it is over; nothing of the states it was in.
void Worker::take_record_of_call(OpenCall& call, const Record& record) {
    const logs::OfRecord part = record.extra != nullptr ? record.extra->of_record : logs::OfRecord::none;
    call.summary = part != logs::OfRecord::none && (call.events == 1 || call.summary);
    if (part == logs::OfRecord::answered && !call.answered && anybody_talks_) answer(call, record.time);
    if (part != logs::OfRecord::ends) return;
    call.hung_up = true;
    if (call.answered || !call.summary || record.extra->signal != "canceled") return;
    ++totals_.abandoned; // the caller gave up
    call.left = true;
}

void Worker::forget(Millis before) {
    while (!ended_lately_.empty() && ended_lately_.front().time < before) ended_lately_.pop_front();
}

void Worker::adopt(const OpenPart& open) {
    const std::uint64_t hash = base::stable_hash(open.call);
    OpenCall* const there = calls_.find(hash);
    OpenCall& call = there != nullptr ? *there : calls_.make(hash, open.call);
    call.first = open.first;
    call.last = open.last;
    call.since = open.since;
    call.set = sets_.find(open.set);
    call.way = Variants::lost;
    if (!options_.brief && open.counted) {
        call.way = Variants::begin;
        for (const std::string& event : open.way) call.way = variants_.go_on(call.way, names_.of({}, event));
    }
    call.verdict = open.verdict;
    call.events = open.events;
    call.hung_up = open.hung_up;
    call.left = open.left;
    call.answered = open.answered;
    call.summary = open.summary;
    timers_.adopt(call.hash, open.timers);
}

void Worker::adopt(const EndedPart& ended) { ended_.add(ended.hash, ended.ok, sets_.find(ended.set)); }

void Worker::leave(Partial& into) {
    calls_.each([&](const OpenCall& call) {
        OpenPart& one = into.open.emplace_back();
        one.call = calls_.id_of(call);
        one.first = call.first;
        one.last = call.last;
        one.since = call.since;
        one.set = sets_.kept(call.set);
        one.counted = call.way != Variants::lost;
        for (const NameId name : variants_.names(call.way)) one.way.push_back(names_[name].text);
        one.verdict = call.verdict;
        one.events = call.events;
        one.hung_up = call.hung_up;
        one.left = call.left;
        one.answered = call.answered;
        one.summary = call.summary;
        one.timers = timers_.leave(call.hash);
    });
    for (auto& [hash, records] : carried_)
        for (CarriedRecord& one : records) into.carried.push_back(std::move(one));
    if (totals_.last != logs::no_time) forget(totals_.last - options_.linger);
    for (const Left& one : ended_lately_)
        into.ended.push_back({one.hash, ended_.find(one.hash).ok, sets_.kept(one.set), one.time});
    std::ranges::sort(into.open);
    std::ranges::sort(into.carried);
    std::ranges::sort(into.ended);
    PartNote& note = into.parts.emplace_back();
    note.first = totals_.first;
    note.last = totals_.last;
    for (const CarriedRecord& one : into.carried) {
        if (note.first == logs::no_time || one.time < note.first) note.first = one.time;
        note.last = std::max(note.last, one.time);
    }
    note.calls = totals_.calls + carried_.size();
    note.adrift = adrift_;
}

} // namespace callflow::replay

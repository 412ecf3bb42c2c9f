// Call detail records as calls of visitors.
#include "tracking/attribution/loader_put.hpp"

#include <algorithm>

namespace callflow::tracking {
namespace {

Answered answered_of(logs::Outcome outcome) {
    if (outcome == logs::Outcome::unknown) return Answered::unknown;
    return outcome == logs::Outcome::answered ? Answered::yes : Answered::no;
}

} // namespace

// Legs of a call: it was answered if one of them was, people talked as long as on the longest one.
void Loader::merge_leg(const Call& leg, Id place) {
    Call& there = data_.calls[place];
    there.start = std::min(there.start, leg.start);
    there.end = std::max(there.end, leg.end);
    there.talk = std::max(there.talk, leg.talk);
    if (there.from == 0) there.from = leg.from;
    if (there.number == no_id) there.number = leg.number;
    if (leg.answered == Answered::yes || there.answered == Answered::unknown) there.answered = leg.answered;
    ++intake(Table::calls).joined;
}

std::string_view Loader::take(const logs::Cdr& cdr) {
    if (cdr.direction == "outbound") {
        ++others_;
        return {};
    }
    Intake& of = intake(Table::calls);
    ++of.read;
    const auto refuse = [&](std::string_view why) {
        malformed(Table::calls, why);
        return why;
    };
    if (!is_usable(cdr.start)) return refuse("nothing says when it began");
    if (is_later(Table::calls, cdr.start)) return {};
    Call out;
    out.start = cdr.start;
    out.end = cdr.end == no_time && cdr.duration != no_time ? cdr.start + cdr.duration : cdr.end;
    if (!is_usable(out.end) || out.end < out.start) out.end = no_time;
    out.answered = cdr.abandoned == logs::Told::yes ? Answered::no : answered_of(cdr.outcome);
    // An exchange answers before its menu does: what it calls talk counts menu and queue, unless it says how long these were.
    const bool whole = cdr.source == "asterisk-cdr";
    if (out.answered == Answered::no)
        out.talk = 0;
    else if (cdr.talk != no_time && !whole)
        out.talk = cdr.talk;
    else if (cdr.talk != no_time && cdr.ivr != no_time && cdr.hold != no_time)
        out.talk = std::max<Millis>(0, cdr.talk - cdr.ivr - cdr.hold);
    out.from = phone(Table::calls, cdr.client);
    out.number = place_of_phone(phone(Table::calls, cdr.dialler));
    bool added = false;
    const Id place = data_.call_ids.add(cdr.group.empty() ? cdr.call : cdr.group, added);
    if (!added) {
        merge_leg(out, place);
        return {};
    }
    data_.calls.push_back(out);
    ++of.used;
    return {};
}

std::string_view Loader::take(std::string_view id, Call call, std::string_view from, std::string_view to) {
    ++intake(Table::calls).read;
    if (!is_usable(call.start) || (call.end != no_time && !is_usable(call.end))) {
        malformed(Table::calls, "nothing says when it began");
        return "nothing says when it began";
    }
    if (is_later(Table::calls, call.start)) return {};
    call.from = phone(Table::calls, from);
    call.number = place_of_phone(phone(Table::calls, to));
    known_ = no_time;
    put(Table::calls, data_.calls, data_.call_ids, data_.call_ids.key(id), call);
    return {};
}

} // namespace callflow::tracking

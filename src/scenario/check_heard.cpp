// What only an emulated call can be expected to have come to.
#include "base/codes.hpp"
#include "base/listed.hpp"
#include "base/text.hpp"
#include "providers/tropo/requests.hpp"
#include "scenario/guests.hpp"
#include "scenario/sip_side.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {

using emulate::Leg;
using emulate::LegId;
using emulate::no_leg;

namespace {

using Texts = std::vector<std::string>;

std::string list(const Texts& texts) {
    if (texts.empty()) return "nothing";
    Texts shown;
    for (const std::string& one : texts) shown.push_back(base::quoted(one, 200));
    return base::listed(shown);
}

void wrong(Run& run, const Expect& expect, std::string_view key, std::string message) {
    run.failed(base::codes::expectation_failed, place_of(expect, key), std::move(message));
}

// A file is known by its address, or by the end of it.
bool is_item(const std::string& expected, const std::string& actual) {
    return expected == actual || (actual.find("://") != std::string::npos && actual.ends_with("/" + expected));
}

// What was expected, as the key has it: all of it in order, or what must be among it; of that only what is not.
std::string wanted(const ExpectedTexts& expected, const Texts& actual) {
    if (expected.exact) {
        // Where one long text differs in its end, that is what is shown.
        if (expected.texts.size() == 1 && actual.size() == 1)
            return base::quoted_apart(expected.texts[0], actual[0], 200).left;
        return list(expected.texts);
    }
    Texts missing;
    for (const std::string& text : expected.texts) {
        if (std::ranges::none_of(actual, [&](const std::string& one) { return one.find(text) != std::string::npos; }))
            missing.push_back(text);
    }
    return list(missing);
}
std::string got(const ExpectedTexts& expected, const Texts& actual) {
    if (expected.exact && expected.texts.size() == 1 && actual.size() == 1)
        return base::quoted_apart(expected.texts[0], actual[0], 200).right;
    return list(actual);
}

bool matches(const ExpectedTexts& expected, const Texts& actual) {
    if (expected.exact)
        return std::ranges::equal(expected.texts, actual, [](const auto& a, const auto& b) { return is_item(a, b); });
    return std::ranges::all_of(expected.texts, [&](const std::string& text) {
        return std::ranges::any_of(actual, [&](const std::string& one) { return one.find(text) != std::string::npos; });
    });
}

void check_hears(Run& run, const Expect& expect, const OpenCall& open, const Spot& who, bool whole) {
    if (!expect.hears) return;
    const Texts heard = heard_anywhere(run, open, who, whole);
    if (matches(*expect.hears, heard)) return;
    wrong(run, expect, "hears",
          fmt::format("expected to hear {}, what was heard is {}", wanted(*expect.hears, heard),
                      got(*expect.hears, heard)));
}

void check_asks(Run& run, const Expect& expect, const Spot& who) {
    if (!expect.asks) return;
    const Spot spot = who.leg == no_leg ? Spot() : spot_of(*who.run, who.leg);
    const Leg leg = spot.leg == no_leg ? Leg() : spot.run->emulation->timeline.leg(spot.leg);
    Texts asked;
    if (leg.takes_keys) asked.emplace_back("keys");
    if (leg.takes_speech) asked.emplace_back("speech");
    if (leg.takes_message) asked.emplace_back("message");
    if (matches(*expect.asks, asked)) return;
    wrong(run, expect, "asks",
          fmt::format("expected it to ask for {}, the call asks for {}", wanted(*expect.asks, asked), list(asked)));
}

// The names under which a request may be expected, and how it is shown.
struct Asked {
    std::string event, kind, url;
    [[nodiscard]] bool is(const std::string& name) const { return name == event || name == kind || name == url; }
    [[nodiscard]] std::string text() const { return event.empty() ? kind : fmt::format("{} ({})", event, kind); }
};

std::string wanted_requests(const Expect& expect) {
    if (expect.requests) return list(expect.requests->texts);
    Texts counts;
    if (expect.request_counts->all) counts.push_back(std::to_string(*expect.request_counts->all));
    for (const auto& [name, count] : expect.request_counts->named)
        counts.push_back(fmt::format("{} {}", count, base::quoted(name)));
    return base::listed(counts);
}

void check_requests(Run& run, const Expect& expect, const OpenCall& open, bool whole) {
    if (!expect.requests && !expect.request_counts) return;
    std::vector<Asked> asked;
    Texts shown;
    for (std::size_t i = whole ? 0 : run.step.first_trace; i < run.trace.steps.size(); ++i) {
        const TraceStep& row = run.trace.steps[i];
        if (row.kind != "callback" || row.decoded.empty() || row.request.empty() || row.call != open.spec->name)
            continue;
        asked.push_back({row.event, row.decoded.front().kind, row.request.front().url});
        shown.push_back(asked.back().text());
    }
    bool right = true;
    if (expect.requests) {
        const Texts& names = expect.requests->texts;
        right = expect.requests->exact
                    ? std::ranges::equal(asked, names, [](const Asked& one, const auto& name) { return one.is(name); })
                    : std::ranges::all_of(names, [&](const std::string& name) {
                          return std::ranges::any_of(asked, [&](const Asked& one) { return one.is(name); });
                      });
    }
    if (expect.request_counts) {
        const auto& counts = *expect.request_counts;
        right = !counts.all || *counts.all == static_cast<std::int64_t>(asked.size());
        for (const auto& [name, count] : counts.named) {
            const auto found = std::ranges::count_if(asked, [&](const Asked& one) { return one.is(name); });
            right = right && found == count;
        }
    }
    if (!right)
        wrong(run, expect, "requests",
              fmt::format("expected {}, the requests were {}", wanted_requests(expect), list(shown)));
}

Texts legs_on_line(Run& run) {
    Texts legs;
    if (!run.emulation) return legs;
    const Timeline& timeline = run.emulation->timeline;
    for (LegId id = 0; id < timeline.leg_count(); ++id) {
        const Leg& leg = timeline.leg(id);
        if (leg.phase == Leg::Phase::ended || leg.of_refer) continue;
        const std::string name = name_of_leg(run, id);
        legs.push_back(name == "callee" ? leg.to : name);
    }
    if (!run.guests) return legs;
    for (Guest& guest : run.guests->all()) { // whoever they have called
        if (!guest.run->emulation) continue;
        const Timeline& there = guest.run->emulation->timeline;
        for (LegId id = 0; id < there.leg_count(); ++id)
            if (there.leg(id).phase != Leg::Phase::ended && !there.leg(id).of_refer &&
                id != guest.run->calls.front().leg && run.guests->at_line(*guest.run, id) == nullptr)
                legs.push_back(there.leg(id).to);
    }
    return legs;
}

void check_legs(Run& run, const Expect& expect) {
    if (!expect.legs && !expect.leg_counts) return;
    const Texts legs = legs_on_line(run);
    const bool right =
        expect.legs ? matches(*expect.legs, legs) : *expect.leg_counts->all == static_cast<std::int64_t>(legs.size());
    if (!right)
        wrong(run, expect, "legs",
              fmt::format("expected {} on the line, there is {}{}",
                          expect.legs ? wanted(*expect.legs, legs) : std::to_string(*expect.leg_counts->all),
                          list(legs), run.emulation ? "" : "; a call begins with what somebody does: `caller: dial`"));
}

// One who is among them, or a list of all of them.
void check_party(Run& run, const Expect& expect, const Spot& of) {
    if (!expect.party) return;
    const std::vector<Spot> parties = parties_of(*of.run, of.leg);
    const auto is = [&](const Spot& one, const std::string& text) {
        const Leg& other = one.run->emulation->timeline.leg(one.leg);
        Guests* const guests = guests_of(run);
        const Guest* const guest = guests == nullptr ? nullptr : guests->at_line(*one.run, one.leg);
        if (guest != nullptr && (text == guest->name || text == guest->as)) return true;
        return text == name_of_leg(*one.run, one.leg) || text == other.to || text == other.from;
    };
    const auto is_one = [&](const std::string& text) {
        return std::ranges::any_of(parties, [&](const Spot& one) { return is(one, text); });
    };
    Texts wanted = expect.party->texts;
    std::erase(wanted, std::string());
    const auto is_wanted = [&](const Spot& one) {
        return std::ranges::any_of(wanted, [&](const std::string& text) { return is(one, text); });
    };
    const bool all = expect.party->exact || wanted.empty();
    if (std::ranges::all_of(wanted, is_one) && (!all || std::ranges::all_of(parties, is_wanted))) return;
    Texts names;
    for (const Spot& one : parties) {
        const std::string name = name_of_leg(*one.run, one.leg);
        names.push_back(base::quoted(name == "callee" ? one.run->emulation->timeline.leg(one.leg).to : name));
    }
    wrong(run, expect, "party",
          fmt::format("expected it to be connected to {}, the call is connected to {}",
                      wanted.empty() ? "nobody" : list(wanted), names.empty() ? "nobody" : base::listed(names)));
}

// Per platform: how long its legs were connected, altogether.
void check_connected(Run& run, const Expect& expect) {
    for (const auto& [platform, wanted] : expect.connected) {
        const std::int64_t time = connected_time(run, platform);
        if (time == wanted) continue;
        wrong(run, expect, "connected",
              fmt::format("legs of {} were connected for {}", platform, base::format_duration(time)));
    }
}

void check_left(Run& run, const Expect& expect, const Leg& leg) {
    if (!expect.left) return;
    const std::string left = off_site(run, leg.left);
    if (*expect.left == left || (!left.empty() && *expect.left == left.substr(0, left.find_first_of("?#")))) return;
    wrong(run, expect, "left",
          fmt::format("expected the call to have gone on at {}, {}", base::quoted(*expect.left, 200),
                      left.empty() ? "it has not at any address of others"
                                   : fmt::format("it has at {}", base::quoted(left, 200))));
}

// Tropo's words for what a call has come to, and for what a dialled leg has, as requests are read.
std::string common_status(const Leg& leg) {
    const std::string& status = leg.status;
    if (status == "FAILED" && leg.ended_by == "busy") return "busy";
    if (status == "FAILED" && leg.ended_by == "no_answer") return "no-answer";
    namespace tropo = providers::tropo;
    for (const auto words : {tropo::states(), tropo::dispositions()})
        if (const tropo::Meaning* meaning = tropo::find_meaning(words, status)) return std::string(meaning->meaning);
    return status;
}

// Of a call that no person makes it is what its requests have said.
std::string status_of(const Run& run, const OpenCall& open) {
    if (open.leg != no_leg) return common_status(run.emulation->timeline.leg(open.leg));
    const expr::Value* told = providers::find_field(open.info, "status");
    return told == nullptr ? std::string() : told->to_text();
}

void check_status(Run& run, const Expect& expect, const OpenCall& open) {
    if (!expect.status) return;
    const std::string status = status_of(run, open);
    if (status == *expect.status) return;
    const bool redirected = open.leg != no_leg && !run.emulation->timeline.leg(open.leg).redirected.empty();
    wrong(run, expect, "status",
          fmt::format("expected status {}, it is {}{}", base::quoted(*expect.status), base::quoted(status),
                      redirected ? ": the platform has redirected the call, and hears nothing of what becomes of "
                                   "it; `party` and `legs` tell"
                                 : ""));
}

} // namespace

void check_heard(Run& run, const Expect& expect, const OpenCall& open, bool whole) {
    check_status(run, expect, open);
    if (expect.billed && billed_minutes(run) != *expect.billed)
        wrong(run, expect, "billed",
              fmt::format("expected {} billed minutes, there are {}", *expect.billed, billed_minutes(run)));
    const Spot who = heard_spot(run, open, whole);
    const Spot now = who.run == &run && who.leg == open.leg ? Spot{&run, present_leg(run, open)} : who;
    const Leg nobody;
    const Leg& leg = who.leg == no_leg ? nobody : who.run->emulation->timeline.leg(who.leg);
    check_hears(run, expect, open, who, whole);
    check_asks(run, expect, now);
    check_requests(run, expect, open, whole);
    check_legs(run, expect);
    check_party(run, expect, now);
    check_connected(run, expect);
    check_left(run, expect, leg);
}

} // namespace callflow::scenario

#include "base/text.hpp"
#include "flow/alone.hpp"
#include "flow/graph.hpp"
#include "flow/responses.hpp"
#include "flow/sip_address.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <fmt/format.h>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::lint::rules {
namespace {

// A flow, or one of those below `flows:`.
struct Place {
    const flow::Flow* flow = nullptr;
    flow::BodyId body = flow::none;
    bool operator==(const Place&) const = default;
};

// A call that is handed, without anybody doing anything, to another flow: by an entry of a dialplan, or where that flow answers.
struct HandOff {
    Place from, to;
    std::string dialplan, destination; // the dialplan is empty where its address was called
    base::Span where, entry;
};

class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : context_(context), page_(page), diagnostics_(diagnostics) {}

    void run() {
        const flow::Flow& flow = context_.flow;
        for (flow::BodyId body = 0; body < flow.bodies.size(); ++body)
            if (flow.bodies[body].role != flow::BodyRole::machine)
                if (const auto way = round({&flow, body}); !way.empty()) tell(way);
    }

private:
    struct Known {
        Place place;
        std::vector<HandOff> hand_offs;
        bool leaves = false; // a call may come to its end there, wait for somebody, or be handed to a phone
    };

    // What calls that begin there come to while nobody types or says anything; looked at once.
    const Known& from(const Place& place) {
        const auto known = std::ranges::find(known_, place, &Known::place);
        if (known != known_.end()) return *known;
        Known found{.place = place, .hand_offs = {}};
        walk(place, [&](const flow::State& state) {
            for (const flow::Transfer& one : calls_of(state)) transfer(place, one, found.hand_offs);
            return true;
        });
        bool elsewhere = false;
        const bool stays = walk(place, [&](const flow::State& state) {
            std::vector<HandOff> there;
            for (const flow::Transfer& one : calls_of(state))
                if (transfer(place, one, there) && is_come_to(state, one)) return false;
            elsewhere = elsewhere || !there.empty();
            return true;
        });
        found.leaves = stays || elsewhere;
        return known_.emplace_back(std::move(found));
    }

    // Sees the states that a call comes to by itself; goes no further behind those for which `see` says so. Whether it may stay in one
    // of the others.
    template <class See> bool walk(const Place& place, const See& see) {
        const flow::Flow& flow = *place.flow;
        const flow::Alone& alone = alone_.try_emplace(&flow, flow).first->second;
        std::vector<flow::StateId> open = begins(place);
        std::vector<bool> seen(flow.states.size());
        bool stays = false;
        while (!open.empty()) {
            const flow::StateId id = open.back();
            open.pop_back();
            if (id == flow::none || seen[id]) continue;
            seen[id] = true;
            const flow::State& state = flow.states[id];
            if (!see(state)) continue;
            for (const flow::LoneMove& move : alone[id].moves) open.push_back(move.to);
            const bool runs_out = speaks_only(state);
            stays = stays || state.final || (!runs_out && alone[id].may_rest);
            if (!runs_out && !may_be_silent(state)) continue;
            flow::each_branch(state.next, [&](const flow::Branch& branch) {
                if (branch.kind == flow::Branch::Kind::state) open.push_back(branch.target);
            });
        }
        return stays;
    }

    // Whether the verb is come to whatever the caller does and conditions say.
    static bool is_come_to(const flow::State& state, const flow::Transfer& transfer) {
        if (transfer.via == flow::Via::http) return true; // asked on entering
        for (const flow::Verb& verb : state.response.verbs) {
            if (verb.where == transfer.where) return verb.conditions.empty();
            if (verb.spec != nullptr && (verb.spec->waits_for_caller || verb.spec->ends_document)) return false;
        }
        return false;
    }

    // Where a call that comes begins: in the initial state, and where the event `start` leads from there.
    static std::vector<flow::StateId> begins(const Place& place) {
        const flow::Flow& flow = *place.flow;
        const flow::Body& body = flow.bodies[place.body];
        if (place.body != 0 || flow.start == flow::none || body.initial == flow::none) return {body.initial};
        std::vector<flow::StateId> out;
        bool always = false;
        const auto targets = [&](const std::vector<flow::Handler>& on) {
            for (const flow::Handler& one : on) {
                if (one.event != flow.start) continue;
                flow::each_branch(one.branches, [&](const flow::Branch& branch) {
                    out.push_back(branch.kind == flow::Branch::Kind::state ? branch.target : body.initial);
                });
                always = always || flow::takes_always(one);
            }
        };
        targets(flow.states[body.initial].on);
        if (out.empty()) targets(body.on);
        if (!always) out.push_back(body.initial);
        return out;
    }

    // Whether the response runs out whatever the caller does.
    static bool speaks_only(const flow::State& state) {
        return state.has_next && std::ranges::none_of(state.response.verbs, [](const flow::Verb& verb) {
                   return verb.spec != nullptr && (verb.spec->waits_for_caller || verb.spec->ends_document);
               });
    }

    // Whether the response runs out where the caller says nothing; where they do it is left.
    static bool may_be_silent(const flow::State& state) {
        return state.has_next && std::ranges::none_of(state.response.verbs, [](const flow::Verb& verb) {
                   return verb.spec != nullptr && (verb.spec->ends_document || verb.spec->name == "record");
               });
    }

    // Whom a dial calls, by their addresses; an empty one for who has none, or is called under a condition.
    static std::vector<expr::Template> called_by(const flow::Verb& dial) {
        std::vector<expr::Template> to;
        const auto add = [&](const flow::Verb& verb) {
            const auto address = std::ranges::find_if(verb.attributes, [](const flow::Attribute& one) {
                return one.spec->name == "number" || one.spec->name == "uri";
            });
            if (address == verb.attributes.end()) return false;
            to.push_back(address->value);
            return true;
        };
        add(dial);
        for (const flow::Verb& noun : dial.children) {
            if (noun.spec == nullptr || noun.spec->name == "on") continue; // what is heard meanwhile
            bool known = add(noun);
            for (const flow::Verb& inner : noun.children) known = add(inner) || known; // several addresses of one party
            if (!known || !noun.conditions.empty()) to.emplace_back();
        }
        return to;
    }

    // Its transfers, and dials, which are bridges.
    static std::vector<flow::Transfer> calls_of(const flow::State& state) {
        std::vector<flow::Transfer> calls = state.transfers;
        const auto look = [&](const std::vector<flow::Verb>& verbs) {
            for (const flow::Verb& verb : verbs) {
                const bool expanded = std::ranges::any_of(
                    state.transfers, [&](const flow::Transfer& one) { return one.where == verb.where; });
                if (expanded || verb.spec == nullptr || verb.spec->name != "dial") continue;
                flow::Transfer made;
                made.where = verb.where;
                made.to = called_by(verb);
                calls.push_back(std::move(made));
            }
        };
        look(state.response.verbs);
        for (const flow::ProviderResponse& one : state.response.by_provider) look(one.verbs);
        return calls;
    }

    // Whether only flows are called, whatever conditions say.
    bool transfer(const Place& place, const flow::Transfer& transfer, std::vector<HandOff>& found) {
        // It goes to the server by which the call came, whatever flow it has come to since.
        const bool moves = transfer.via != flow::Via::bridge;
        const flow::Dialplan* const plan = moves ? context_.flow.find_dialplan(flow::dialplan_transfer) : nullptr;
        if (plan != nullptr) {
            if (transfer.to.empty() || !transfer.to.front().is_literal()) return false;
            const std::string& to = transfer.to.front().literal();
            const bool by_address = transfer.via == flow::Via::refer || transfer.via == flow::Via::redirect;
            const std::string_view dialled = by_address ? flow::sip_user(to) : std::string_view(to);
            bool flows = true;
            for (const flow::DialEntry& entry : plan->entries) {
                if (!takes(entry, dialled)) continue;
                for (const flow::DialTarget& target : entry.to)
                    flows = lead(&context_.flow, target,
                                 {place, {}, plan->name, std::string(dialled), transfer.where, entry.where}, found) &&
                            flows;
                if (takes_always(entry)) return flows;
            }
            return false;
        }
        const auto is_flow = [&](const expr::Template& to) { return answers(place, to, transfer.where, found); };
        const auto flows = std::ranges::count_if(transfer.to, is_flow); // of a bridge there may be several
        return flows != 0 && flows == std::ssize(transfer.to);
    }

    // Whether a flow answers at an address, as a dialplan says.
    bool answers(const Place& place, const expr::Template& called, base::Span where, std::vector<HandOff>& found) {
        if (!called.is_literal() || called.literal().empty()) return false;
        for (const flow::Dialplan& one : place.flow->dialplans)
            for (const flow::DialEntry& entry : one.entries)
                for (const flow::DialTarget& target : entry.to)
                    if (target.address.is_literal() && target.address.literal() == called.literal())
                        return lead(place.flow, target, {place, {}, {}, called.literal(), where, target.where}, found);
        return false;
    }

    // Whether it leads to a flow.
    bool lead(const flow::Flow* by, const flow::DialTarget& target, HandOff made, std::vector<HandOff>& found) {
        if (target.body != flow::none) {
            made.to = {by, target.body};
        } else if (!target.flow.empty() && context_.neighbours != nullptr) {
            made.to = {context_.neighbours->flow_of(target), 0};
        }
        const bool leads = made.to.flow != nullptr;
        if (leads) found.push_back(std::move(made));
        return leads;
    }

    static bool takes(const flow::DialEntry& entry, std::string_view dialled) {
        if (!entry.exact.empty() && std::ranges::find(entry.exact, dialled) == entry.exact.end()) return false;
        return entry.match.empty() || (entry.match.front().pattern && entry.match.front().pattern->matches(dialled));
    }

    // Whether it asks for nothing but what is dialled.
    static bool takes_always(const flow::DialEntry& entry) {
        return entry.from.empty() && entry.headers.empty() && !entry.timed && entry.conditions.empty();
    }

    // Whether a call that begins there may get out of being handed on and on.
    bool gets_out(const Place& begin) {
        std::vector<Place> reached = {begin};
        for (std::size_t next = 0; next < reached.size(); ++next) {
            const Known& here = from(reached[next]);
            if (here.leaves) return true;
            for (const HandOff& one : here.hand_offs) {
                if (reached.size() >= most_places) return true;
                if (std::ranges::find(reached, one.to) == reached.end()) reached.push_back(one.to);
            }
        }
        return false;
    }

    static const std::string& name_of(const Place& place) {
        return place.body == 0 ? place.flow->name : place.flow->bodies[place.body].name;
    }

    // The shortest way back to where it began; nothing where there is none.
    std::vector<HandOff> round(const Place& begin) {
        std::vector<std::pair<HandOff, std::size_t>> reached; // and by which of them it was
        constexpr std::size_t start = static_cast<std::size_t>(-1);
        Place here = begin;
        for (std::size_t by = start, next = 0;; by = next++) {
            if (by != start) here = reached[by].first.to;
            for (const HandOff& one : from(here).hand_offs) {
                if (one.to != begin) {
                    const bool seen =
                        std::ranges::any_of(reached, [&](const auto& at) { return at.first.to == one.to; });
                    if (!seen && reached.size() < most_places) reached.emplace_back(one, by);
                    continue;
                }
                std::vector<HandOff> way = {one};
                for (std::size_t at = by; at != start; at = reached[at].second) way.push_back(reached[at].first);
                std::ranges::reverse(way);
                return way;
            }
            if (next >= reached.size()) return {};
        }
    }

    void tell(const std::vector<HandOff>& way) {
        // Told once, where the first of this file's flows hands over.
        const Place& begin = way.front().from;
        if (std::ranges::any_of(
                way, [&](const HandOff& one) { return one.from.flow == begin.flow && one.from.body < begin.body; }))
            return;
        std::string path = name_of(begin);
        for (const HandOff& one : way)
            path += fmt::format(" -> {}{} -> {}", one.dialplan.empty() ? "" : one.dialplan + " ", one.destination,
                                name_of(one.to));
        const bool may = gets_out(begin);
        auto& finding = diagnostics_.report(
            page_, way.front().where,
            fmt::format("the call {} handed to and fro: {}, and nobody on the way has to do anything",
                        may ? "may be" : "is", base::printable(path, 1000)));
        if (may) finding.severity = base::Severity::warning;
        for (const HandOff& one : way) {
            const bool elsewhere = one.from.flow != &context_.flow;
            if (elsewhere) finding.notes.push_back({one.where, "here it is handed on"});
            finding.notes.push_back(
                {one.entry, one.dialplan.empty() ? "there this flow answers" : "this entry hands it on"});
        }
        finding.help =
            may ? "be sure that what is decided on the way leads out of it the second time; else let the entry lead "
                  "to a phone, or ask the caller before the transfer"
                : "let the entry lead to a phone, or ask the caller before the transfer";
    }

    static constexpr std::size_t most_places = 1000;

    const Context& context_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    std::deque<Known> known_;
    std::map<const flow::Flow*, flow::Alone> alone_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    if (!context.flow.dialplans.empty()) Search(context, page, diagnostics).run();
}

} // namespace

extern const Rule hand_off_loop;
const Rule hand_off_loop{
    .page =
        {.code = "CF3061",
         .name = "hand_off_loop",
         .severity = base::Severity::error,
         .summary = "Transfers that hand a call to and fro",
         .why =
             "A transfer asks the SIP side, whose dialplan `transfer` leads back to the flow that has asked, by "
             "itself or through others, of this file or of the files that it names; or a call is dialled to an address where the same flow answers, "
             "also where a caller has said nothing when asked. Each round is answered and billed, and the caller never gets anywhere. "
             "Neither platform sees the circle: to each it is a new call. Where something is decided on the way, by a condition, the "
             "time or the outcome of a request, it may lead out of the circle: that is a warning, and an error where nothing is.",
         .bad = R"(callflow: 1
name: shop
initial: greeting
dialplan:
  in: [{dialled: "232", to: {flow: shop, at: "sip:999@sip.example.com"}}]
  transfer: [{match: "^2", to: {flow: shop, at: "sip:999@sip.example.com"}}]
states:
  greeting: {response: [say: One moment.], next: move}
  move:
    response:
      - transfer: {to: "232", url: "https://sip.example.com/blindtransfer", user: joe, callid: "{{ call.id }}"}
      - pause: {length: 30}
    on: {success: done, failure: done}
    next: done
  done: {final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: greeting
dialplan:
  in: [{dialled: "232", to: {flow: shop, at: "sip:999@sip.example.com"}}]
  transfer: [{match: "^2", to: "sip:desk@sip.example.com"}]
states:
  greeting: {response: [say: One moment.], next: move}
  move:
    response:
      - transfer: {to: "232", url: "https://sip.example.com/blindtransfer", user: joe, callid: "{{ call.id }}"}
      - pause: {length: 30}
    on: {success: done, failure: done}
    next: done
  done: {final: true}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: greeting
dialplan:
  in: [{dialled: "232", to: {flow: shop, at: "sip:999@sip.example.com"}}]
  transfer: [{match: "^2", to: {flow: shop, at: "sip:999@sip.example.com"}}]
states:
  greeting:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press 1 to hear this again.]}]
    on: {chose: move}
    next: done
  move:
    response:
      - transfer: {to: "232", url: "https://sip.example.com/blindtransfer", user: joe, callid: "{{ call.id }}"}
      - pause: {length: 30}
    on: {success: done, failure: done}
    next: done
  done: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules

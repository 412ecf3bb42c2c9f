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
    // What calls that begin there come to while nobody types or says anything; looked at once.
    const std::vector<HandOff>& from(const Place& place) {
        const auto known = std::ranges::find(known_, place, &Known::place);
        if (known != known_.end()) return known->hand_offs;
        std::vector<HandOff> found;
        const flow::Flow& flow = *place.flow;
        const flow::Alone& alone = alone_.try_emplace(&flow, flow).first->second;
        std::vector<flow::StateId> open = begins(place);
        std::vector<bool> seen(flow.states.size());
        while (!open.empty()) {
            const flow::StateId id = open.back();
            open.pop_back();
            if (id == flow::none || seen[id]) continue;
            seen[id] = true;
            const flow::State& state = flow.states[id];
            for (const flow::Transfer& one : state.transfers) transfer(place, one, found);
            for (const flow::LoneMove& move : alone[id].moves) open.push_back(move.to);
            if (!speaks_only(state)) continue;
            flow::each_branch(state.next, [&](const flow::Branch& branch) {
                if (branch.kind == flow::Branch::Kind::state) open.push_back(branch.target);
            });
        }
        return known_.emplace_back(place, std::move(found)).hand_offs;
    }

    // Where a call that comes begins: in the initial state, and where the event `start` leads from there.
    static std::vector<flow::StateId> begins(const Place& place) {
        const flow::Flow& flow = *place.flow;
        const flow::Body& body = flow.bodies[place.body];
        std::vector<flow::StateId> out = {body.initial};
        if (place.body != 0 || flow.start == flow::none || body.initial == flow::none) return out;
        const auto targets = [&](const std::vector<flow::Handler>& on) {
            for (const flow::Handler& one : on)
                if (one.event == flow.start)
                    flow::each_branch(one.branches, [&](const flow::Branch& branch) {
                        if (branch.kind == flow::Branch::Kind::state) out.push_back(branch.target);
                    });
        };
        targets(flow.states[body.initial].on);
        if (out.size() == 1) targets(body.on);
        return out;
    }

    // Whether the response runs out whatever the caller does.
    static bool speaks_only(const flow::State& state) {
        return state.has_next && std::ranges::none_of(state.response.verbs, [](const flow::Verb& verb) {
                   return verb.spec != nullptr && (verb.spec->waits_for_caller || verb.spec->ends_document);
               });
    }

    void transfer(const Place& place, const flow::Transfer& transfer, std::vector<HandOff>& found) {
        if (transfer.to.empty() || !transfer.to.front().is_literal()) return;
        const std::string& to = transfer.to.front().literal();
        const std::string_view dialled = transfer.via == flow::Via::refer ? flow::sip_user(to) : std::string_view(to);
        // It goes to the server by which the call came, whatever flow it has come to since.
        const bool moves = transfer.via == flow::Via::http || transfer.via == flow::Via::refer;
        const flow::Dialplan* const plan = moves ? context_.flow.find_dialplan(flow::dialplan_transfer) : nullptr;
        if (plan != nullptr) {
            for (const flow::DialEntry& entry : plan->entries) {
                if (!takes(entry, dialled)) continue;
                for (const flow::DialTarget& target : entry.to)
                    lead(&context_.flow, target,
                         {place, {}, plan->name, std::string(dialled), transfer.where, entry.where}, found);
                return;
            }
            return;
        }
        for (const flow::Dialplan& one : place.flow->dialplans)
            for (const flow::DialEntry& entry : one.entries)
                for (const flow::DialTarget& target : entry.to) {
                    if (!target.address.is_literal() || target.address.literal() != to) continue;
                    lead(place.flow, target, {place, {}, {}, to, transfer.where, target.where}, found);
                    return;
                }
    }

    void lead(const flow::Flow* by, const flow::DialTarget& target, HandOff made, std::vector<HandOff>& found) {
        if (target.body != flow::none) {
            made.to = {by, target.body};
        } else if (!target.flow.empty() && context_.neighbours != nullptr) {
            made.to = {context_.neighbours->flow_of(target), 0};
        }
        if (made.to.flow != nullptr) found.push_back(std::move(made));
    }

    static bool takes(const flow::DialEntry& entry, std::string_view dialled) {
        if (!entry.exact.empty() && std::ranges::find(entry.exact, dialled) == entry.exact.end()) return false;
        return entry.match.empty() || (entry.match.front().pattern && entry.match.front().pattern->matches(dialled));
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
            for (const HandOff& one : from(here)) {
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
        auto& finding = diagnostics_.report(
            page_, way.front().where,
            fmt::format("the call is handed to and fro: {}, and nobody on the way has to do anything",
                        base::printable(path, 1000)));
        for (const HandOff& one : way) {
            const bool elsewhere = one.from.flow != &context_.flow;
            if (elsewhere) finding.notes.push_back({one.where, "here it is handed on"});
            finding.notes.push_back(
                {one.entry, one.dialplan.empty() ? "there this flow answers" : "this entry hands it on"});
        }
        finding.help = "let the entry lead to a phone, or ask the caller before the transfer";
    }

    static constexpr std::size_t most_places = 1000;
    struct Known {
        Place place;
        std::vector<HandOff> hand_offs;
    };

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
             "itself or through others, of this file or of the files that it names. Each round is answered and billed, and the caller never gets anywhere. "
             "Neither platform sees the circle: to each it is a new call.",
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

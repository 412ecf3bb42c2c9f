#include "base/text.hpp"
#include "flow/alone.hpp"
#include "flow/graph.hpp"
#include "flow/responses.hpp"
#include "flow/sip_address.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::lint::rules {
namespace {

// A call in a flow that is handed, without anybody doing anything, to a dialplan's entry that leads to a flow.
struct HandOff {
    flow::BodyId from = flow::none, to = flow::none;
    std::string destination;
    base::Span where, entry;
};

class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : flow_(context.flow), page_(page), diagnostics_(diagnostics), alone_(context.flow) {}

    void run() {
        plan_ = flow_.find_dialplan(flow::dialplan_transfer);
        if (plan_ == nullptr) return;
        for (flow::BodyId body = 0; body < flow_.bodies.size(); ++body)
            if (flow_.bodies[body].role != flow::BodyRole::machine) look_at(body);
        for (const HandOff& one : hand_offs_) follow(one);
    }

private:
    // All states that a call comes to from the beginning while nobody types or says anything.
    void look_at(flow::BodyId body) {
        std::vector<flow::StateId> open = {flow_.bodies[body].initial};
        std::vector<bool> seen(flow_.states.size());
        while (!open.empty()) {
            const flow::StateId id = open.back();
            open.pop_back();
            if (id == flow::none || seen[id]) continue;
            seen[id] = true;
            const flow::State& state = flow_.states[id];
            for (const flow::Transfer& one : state.transfers) transfer(body, one);
            for (const flow::LoneMove& move : alone_[id].moves) open.push_back(move.to);
            if (!speaks_only(state)) continue;
            flow::each_branch(state.next, [&](const flow::Branch& branch) {
                if (branch.kind == flow::Branch::Kind::state) open.push_back(branch.target);
            });
        }
    }

    // Whether the response runs out whatever the caller does.
    static bool speaks_only(const flow::State& state) {
        return state.has_next && std::ranges::none_of(state.response.verbs, [](const flow::Verb& verb) {
                   return verb.spec != nullptr && (verb.spec->waits_for_caller || verb.spec->ends_document);
               });
    }

    void transfer(flow::BodyId body, const flow::Transfer& transfer) {
        const bool moves = transfer.via == flow::Via::http || transfer.via == flow::Via::refer;
        if (!moves || transfer.to.empty() || !transfer.to.front().is_literal()) return;
        const std::string& to = transfer.to.front().literal();
        const std::string_view dialled = transfer.via == flow::Via::refer ? flow::sip_user(to) : std::string_view(to);
        for (const flow::DialEntry& entry : plan_->entries) {
            if (!takes(entry, dialled)) continue;
            for (const flow::DialTarget& target : entry.to)
                if (target.body != flow::none)
                    hand_offs_.push_back({body, target.body, std::string(dialled), transfer.where, entry.where});
            return;
        }
    }

    static bool takes(const flow::DialEntry& entry, std::string_view dialled) {
        if (!entry.exact.empty() && std::ranges::find(entry.exact, dialled) == entry.exact.end()) return false;
        return entry.match.empty() || (entry.match.front().pattern && entry.match.front().pattern->matches(dialled));
    }

    [[nodiscard]] std::string name_of(flow::BodyId body) const {
        return body == 0 ? flow_.name : flow_.bodies[body].name;
    }

    // The first way back to where it began; each flow once.
    void follow(const HandOff& begin) {
        std::vector<const HandOff*> way = {&begin};
        while (way.back()->to != begin.from) {
            const auto next = std::ranges::find_if(hand_offs_, [&](const HandOff& one) {
                return one.from == way.back()->to &&
                       std::ranges::none_of(way, [&](const HandOff* before) { return before->from == one.from; });
            });
            if (next == hand_offs_.end()) return;
            way.push_back(&*next);
        }
        // Told once, where the first of its flows hands over.
        if (std::ranges::any_of(way, [&](const HandOff* one) { return one->from < begin.from; })) return;
        std::string path = name_of(begin.from);
        for (const HandOff* one : way)
            path += fmt::format(" -> {} {} -> {}", plan_->name, one->destination, name_of(one->to));
        auto& finding = diagnostics_.report(
            page_, begin.where,
            fmt::format("the call is handed to and fro: {}, and nobody on the way has to do anything",
                        base::printable(path, 1000)));
        for (const HandOff* one : way) finding.notes.push_back({one->entry, "this entry hands it on"});
        finding.help = "let the entry lead to a phone, or ask the caller before the transfer";
    }

    const flow::Flow& flow_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    flow::Alone alone_;
    const flow::Dialplan* plan_ = nullptr;
    std::vector<HandOff> hand_offs_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    if (!context.flow.dialplans.empty()) Search(context, page, diagnostics).run();
}

} // namespace

extern const Rule hand_off_loop;
const Rule hand_off_loop{
    .page = {.code = "CF3061",
             .name = "hand_off_loop",
             .severity = base::Severity::error,
             .summary = "Transfers that hand a call to and fro",
             .why = "A transfer asks the SIP side, whose dialplan `transfer` leads back to the flow that has asked, by "
                    "itself or through others. Each round is answered and billed, and the caller never gets anywhere. "
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

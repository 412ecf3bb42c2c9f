#include "base/text.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace callflow::lint::rules {
namespace {

bool says_something(const flow::State& state) {
    bool any = false;
    flow::each_verb(state.response, [&](const flow::Verb&) { any = true; });
    return any;
}

// The states that a call can come through before its first document is sent, from where it begins.
class FirstRequest {
public:
    explicit FirstRequest(const flow::Flow& flow) : flow_(flow), met_(flow.states.size()) {
        const flow::StateId initial = flow.bodies.front().initial;
        if (initial == flow::none) return;
        meet(initial);
        if (flow.start != flow::none) { // that is what the first request is
            for (const flow::Handler& one : flow.states[initial].on)
                if (one.event == flow.start) follow(one.branches);
        } else {
            pass(initial);
        }
        for (std::size_t i = 1; i < states.size(); ++i) pass(states[i]);
    }

    std::vector<flow::StateId> states; // as they are met, the initial one first

private:
    void meet(flow::StateId id) {
        if (id >= met_.size() || met_[id]) return;
        met_[id] = true;
        states.push_back(id);
    }
    void follow(const std::vector<flow::Branch>& branches) {
        flow::each_branch(branches, [&](const flow::Branch& one) {
            if (one.kind == flow::Branch::Kind::state) meet(one.target);
        });
    }
    // What it leaves without waiting for anybody.
    void pass(flow::StateId id) {
        const flow::State& state = flow_.states[id];
        if (!says_something(state)) follow(state.next);
        if (!state.request) return;
        for (const flow::Handler& one : state.on) {
            const flow::Event& event = flow_.events[one.event];
            if (event.actor.empty() && (event.name == "success" || event.name == "failure")) follow(one.branches);
        }
    }

    const flow::Flow& flow_;
    std::vector<bool> met_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    const auto asks = [](const flow::State& state) {
        return std::ranges::find(state.transfers, flow::Via::http, &flow::Transfer::via);
    };
    if (std::ranges::none_of(flow.states, [&](const auto& one) { return asks(one) != one.transfers.end(); })) return;
    for (const flow::StateId id : FirstRequest(flow).states) {
        const flow::State& state = flow.states[id];
        const auto transfer = asks(state);
        if (transfer == state.transfers.end()) continue;
        diagnostics
            .report(
                page, transfer->where,
                fmt::format("a call can come into state {} before it is answered, and the SIP side finds none to move",
                            base::quoted(state.name)))
            .help = "ask the caller something first, in a state of its own, or transfer with `via: redirect` on Tropo";
    }
}

} // namespace

extern const Rule early_hand_off;
const Rule early_hand_off{
    .page = {.code = "CF6030",
             .name = "early_hand_off",
             .severity = base::Severity::warning,
             .summary = "The SIP side is asked to move a call that is not answered yet",
             .why =
                 "A transfer over HTTP is asked for while the state's document is made. While that is the call's first "
                 "one, the platform has not answered: to the SIP side the call is no dialogue that could be moved, "
                 "and it answers that it was not found.",
             .bad = R"(callflow: 1
name: shop
initial: move
states:
  move:
    response:
      - transfer: {to: "507", url: "https://sip.example.com/blindtransfer", user: joe, callid: "{{ call.id }}"}
      - say: One moment please.
    on: {success: done, failure: done}
    next: done
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: asked
states:
  asked:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press 1 to be put through.]}]
    on: {chose: move}
    next: done
  move:
    response:
      - transfer: {to: "507", url: "https://sip.example.com/blindtransfer", user: joe, callid: "{{ call.id }}"}
      - say: One moment please.
    on: {success: done, failure: done}
    next: done
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeted
states:
  greeted: {response: [say: Hello], next: move}
  move:
    response:
      - transfer: {to: "507", url: "https://sip.example.com/blindtransfer", user: joe, callid: "{{ call.id }}"}
      - say: One moment please.
    on: {success: done, failure: done}
    next: done
  done: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules

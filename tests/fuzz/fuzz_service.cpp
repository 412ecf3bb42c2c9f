// Requests of strangers to a flow that is served: each line of the input is one, `POST target body`. Whatever comes, the call is
// answered, may be kept and recalled, and nothing that was typed where it is sensitive stands in what is stored of it.
#include "doc/read.hpp"
#include "service/desk.hpp"
#include "service/kept_call.hpp"
#include "service/masking.hpp"
#include "syntax/read_flow.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace callflow;

namespace {

constexpr std::string_view text = R"(callflow: 1
name: served
initial: ask
defer_callbacks: true
signals: {hangup: caller.hangs_up, error: broken}
actors: {caller: {}, bot: {}}
vars: {pin: {type: string, default: "", sensitive: true}, tries: 0, found: {type: dyn, default: null}}
on: {caller.hangs_up: gone, broken: gone}
after: [log: "{{ transition.from }} {{ transition.to }}"]
states:
  ask:
    response: [gather: {numDigits: 4, sensitive: true, action: caller.typed, prompt: [say: "Your number {{ params.Name }}"]}]
    timers: {late: 30s}
    on: {caller.typed: {to: look, set: {pin: input.digits}}, late: ask}
    next: ask
  look:
    request: {url: "https://api.example.com/{{ pin }}", save: found}
    on: {success: menu, failure: ask}
  menu:
    response: [say: "{{ found.name }}", gather: {numDigits: 1, action: caller.chosen}]
    on: {caller.chosen: [{to: rate, if: 'input.digits == "1"'}, {to: menu, set: {tries: tries + 1}}]}
    next: menu
  rate: {flow: rating, on: {good: menu, bad: gone}}
  gone: {final: true}
flows:
  rating:
    initial: first
    states:
      first:
        response: [gather: {numDigits: 1, action: caller.rated}]
        on: {caller.rated: [{to: fine, if: 'input.digits > "3"'}, poor]}
        next: poor
      fine: {final: good}
      poor: {final: bad}
machines:
  bot:
    initial: idle
    states: {idle: {on: {bot.wakes: busy}}, busy: {timers: {tired: 5s}, on: {tired: idle}}}
)";

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

struct Flow {
    Flow() {
        base::Sources sources;
        base::Diagnostics found;
        const auto document = doc::read_yaml(sources, sources.add("flow.yaml", std::string(text)), found);
        require(document.has_value(), "the flow is a document");
        flow = syntax::read_flow(*document, found);
        require(flow && !found.has_errors(), "the flow is sound");
        machine = std::make_unique<engine::Machine>(*flow);
        desk = std::make_unique<service::Desk>(*machine, service::DeskOptions{});
        keeper = std::make_unique<service::CallKeeper>(*machine);
        masking = std::make_unique<service::Masking>(*flow);
    }
    std::unique_ptr<flow::Flow> flow;
    std::unique_ptr<engine::Machine> machine;
    std::unique_ptr<service::Desk> desk;
    std::unique_ptr<service::CallKeeper> keeper;
    std::unique_ptr<service::Masking> masking;
};

void check_kept(const Flow& flow, const engine::Call& call) {
    std::string kept, again;
    flow.keeper->keep(call, kept);
    const auto recalled = flow.keeper->recall(kept);
    require(recalled.has_value(), "a call that was kept is recalled");
    flow.keeper->keep(*recalled, again);
    require(kept == again, "a recalled call is the same");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Flow flow;
    std::string_view left(reinterpret_cast<const char*>(data), size); // NOLINT: bytes seen as characters
    (void)flow.keeper->recall(left);
    service::OpenCall open;
    bool known = false;
    engine::Time now = 0;
    for (int count = 0; count < 40 && !left.empty(); ++count) {
        const std::size_t end = left.find('\n');
        std::string_view line = left.substr(0, end);
        left = end == std::string_view::npos ? std::string_view() : left.substr(end + 1);
        const std::size_t first = line.find(' ');
        const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
        const service::Incoming incoming{
            .method = line.substr(0, first),
            .target = first == std::string_view::npos ? std::string_view() : line.substr(first + 1, second - first - 1),
            .body = second == std::string_view::npos ? std::string_view() : line.substr(second + 1)};
        const auto taken = flow.desk->read(incoming);
        if (!taken) {
            require(!taken.error().message.empty(), "refused without a reason");
            continue;
        }
        now += 7'000'000'000;
        service::Turn turn;
        if (!known) open = flow.desk->begin(*taken, now, size, turn);
        const engine::Call before = open.call;
        flow.desk->take(open, *taken, incoming.target, now, std::exchange(known, true), turn);
        for (int asked = 0; turn.waits; ++asked) {
            require(asked < 200, "a turn ends");
            check_kept(flow, open.call);
            flow.desk->resume(open, {.status = asked % 2 == 0 ? 200 : 500}, now, turn);
        }
        require(turn.status >= 200 && turn.status < 600, "a status");
        check_kept(flow, open.call);
        const auto masked =
            service::Masking::mask(flow.masking->secrets_of(flow.machine->state_of(before.configuration), turn.event,
                                                            before, open.call, taken->decoded),
                                   taken->decoded, incoming.target, incoming.body);
        const bool secret = flow.machine->path(before.configuration) == "ask" && masked.digits.size() >= 3;
        require(!secret || masked.digits == "(sensitive)", "what was typed is hidden");
        std::vector<engine::StepResult> results;
        flow.machine->advance(open.call, now + 1'000'000'000, results);
    }
    return 0;
}

// What steps and responses cost, per core: no input or output, no traces.
#include "doc/read.hpp"
#include "engine/machine.hpp"
#include "providers/provider.hpp"
#include "syntax/read_flow.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using namespace callflow;

namespace {

std::unique_ptr<flow::Flow> read(const std::string& text) {
    base::Sources sources;
    base::Diagnostics diagnostics;
    const base::FileId file = sources.add("flow.yaml", text);
    const auto document = doc::read_yaml(sources, file, diagnostics);
    std::unique_ptr<flow::Flow> flow;
    if (document) flow = syntax::read_flow(*document, diagnostics);
    if (flow && !diagnostics.has_errors()) return flow;
    for (const base::Diagnostic& one : diagnostics.items()) std::fprintf(stderr, "%s\n", one.message.c_str());
    std::exit(1);
}

// The best of many short trials, in nanoseconds: the others were disturbed.
template <class Work> double nanoseconds(int trials, int rounds, Work work) {
    double best = 1e18;
    for (int trial = 0; trial < trials; ++trial) {
        const auto began = std::chrono::steady_clock::now();
        for (int i = 0; i < rounds; ++i) work();
        const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
        best = std::min(best, took.count() / rounds);
    }
    return best;
}

void per_second(const char* name, double ns, const char* budget) {
    std::printf("%s\t%.2f\tM/s\t%s\n", name, 1e3 / ns, budget);
}

// Fires events in turn.
double steps(const engine::Machine& machine, const std::vector<std::string>& events) {
    engine::Call call = machine.new_call("CA0123456789abcdef0123456789abcdef", {}, 0);
    engine::StepResult result;
    machine.start(call, result);
    std::vector<engine::Request> requests;
    for (const std::string& event : events) {
        requests.push_back(machine.request(event));
        requests.back().input = {{"digits", expr::Value::string("1")}};
    }
    std::size_t at = 0;
    return nanoseconds(200, 10'000, [&] {
        machine.step(call, requests[at], result);
        if (result.outcome != engine::Outcome::moved) std::abort();
        if (++at == requests.size()) at = 0;
    });
}

constexpr const char* table = R"(
callflow: 1
name: table
initial: a
actors: {customer: {}}
states:
  a: {response: [say: x], on: {go: b, stop: c}}
  b: {response: [say: x], on: {customer.go: c}}
  c: {response: [say: x], on: {go: d}}
  d: {response: [say: x], on: {back: a}}
)";

constexpr const char* working = R"(
callflow: 1
name: working
initial: menu
vars: {tries: 0, vip: false, last: ""}
after: [count_step]
states:
  menu:
    response: [say: x]
    on:
      pressed:
        - {to: sales, if: 'vip && input.digits == "9"'}
        - {to: support, if: 'input.digits == "1"', set: {tries: tries + 1, last: input.digits}}
        - same
    before: [log_start_event]
    after: [notify_browser, {run: notify_failed, when: failure}]
  support:
    response: [say: x]
    on:
      done: {switch: input.digits, case: {"1": menu, "2": sales}, else: sales}
    before: [log_start_event]
    after: [{run: notify_browser, unique: true}]
  sales: {response: [say: x], on: {done: menu}}
)";

constexpr const char* document = R"(
callflow: 1
name: document
initial: a
actors: {customer: {url: "/voice/flow?event={{ event }}&actor={{ actor }}&call_id={{ call.id }}"}}
vars: {name: Ann}
states:
  a:
    response:
      - gather: {numDigits: 1, action: customer.pressed, prompt: [say: "Hello {{ name }}, press one"]}
      - say: Nothing was pressed
      - redirect: customer.again
    on: {pressed: same, again: same}
)";

void measure_steps() {
    const auto flow = read(table);
    const engine::Machine all(*flow);
    const std::vector<std::string> events = {"go", "customer.go", "go", "back"};
    per_second("engine_table_steps_all_names", steps(all, events), "every name kept up");
    const engine::Machine machine(*flow, {.only_names_read = true});
    per_second("engine_table_steps", steps(machine, events), ">= 20");
    const auto work = read(working);
    const engine::Machine worker(*work);
    per_second("engine_steps", steps(worker, {"pressed", "done"}), ">= 1 with guards and callbacks");
    std::size_t sum = 0;
    engine::Configuration at = 0;
    const double ns = nanoseconds(200, 10'000, [&] {
        at = (at + 1) & 3;
        sum += machine.candidates(at, 1).size();
    });
    per_second("engine_candidates", ns, sum != 0 ? "look-up alone" : "");
}

void measure_responses() {
    const auto flow = read(document);
    const engine::Machine machine(*flow);
    engine::Call call = machine.new_call("CA0123456789abcdef0123456789abcdef", {}, 0);
    engine::StepResult result;
    machine.start(call, result);
    flow::ResolvedResponse response;
    const auto respond = [&] {
        if (!machine.respond(call, "twilio", response)) std::abort();
    };
    per_second("engine_respond", nanoseconds(200, 2'000, respond), "gather with prompt, say, redirect");
    const providers::Provider* twilio = providers::find_provider("twilio");
    if (twilio == nullptr) return;
    std::string out;
    const double ns = nanoseconds(200, 2'000, [&] {
        respond();
        out.clear();
        twilio->render(response, out, nullptr);
    });
    per_second("engine_respond_and_render", ns, ">= 0.4");
}

void measure_compiling() {
    for (const int count : {1'000, 10'000}) {
        std::string text = "callflow: 1\nname: big\ninitial: s0\non: {help: s0, customer.stop: s0}\nstates:\n";
        for (int index = 0; index < count; ++index) {
            text += "  s" + std::to_string(index) + ": {response: [say: x], on: {go: s" +
                    std::to_string((index * 7 + 1) % count) + ", stop: same, e" + std::to_string(index % 200) +
                    ": same}, next: s0}\n";
        }
        text.replace(text.find("\non:"), 1, "\nactors: {customer: {}}\n");
        const auto flow = read(text);
        const double ns = nanoseconds(10, 1, [&] {
            const engine::Machine machine(*flow);
            if (machine.configurations() == 0) std::abort();
        });
        std::printf("engine_compile_%d\t%.0f\tns/state\tlinear\n", count, ns / count);
    }
}

} // namespace

int main() {
    measure_steps();
    measure_responses();
    measure_compiling();
}

#include "service/served.hpp"

#include "doc/read.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>

namespace service_test {

using namespace callflow;

Served::Served(const std::string& text) {
    base::Sources sources;
    base::Diagnostics found;
    const base::FileId file = sources.add("flow.yaml", text);
    const auto document = doc::read_yaml(sources, file, found);
    REQUIRE(document);
    flow_ = syntax::read_flow(*document, found);
    for (const base::Diagnostic& one : found.items())
        if (one.severity == base::Severity::error)
            FAIL_CHECK(one.message + " in line " << sources[file].position(one.where.begin).line);
    REQUIRE(flow_);
    REQUIRE_FALSE(found.has_errors());
    machine_ = std::make_unique<engine::Machine>(*flow_);
    desk_ = std::make_unique<service::Desk>(*machine_, service::DeskOptions{});
}

const std::string_view everything = R"(callflow: 1
name: everything
initial: menu
defer_callbacks: true
actors: {customer: {}, agent: {}, bot: {}}
signals: {hangup: customer.hangs_up}
vars:
  tries: 0
  share: {type: double, default: 0.5}
  names: {type: list, default: [a, "b"]}
  seen: {type: map, default: {}}
  since: {type: timestamp, default: "2000-01-01T00:00:00Z"}
  left: {type: duration, default: 90s}
  pin: {type: string, default: "", sensitive: true}
  flag: true
on: {customer.hangs_up: gone}
after: [log: "{{ transition.from }} -> {{ transition.to }}"]
states:
  menu:
    response: [gather: {numDigits: 1, action: customer.pressed, prompt: [say: "Hello {{ tries }}"]}]
    timers: {late: 40s}
    on:
      customer.pressed:
        - {to: survey, if: 'input.digits == "1"', set: {tries: tries + 1, seen: '{"x": 1, "y": [1.5, null, "z"]}'}}
        - {to: look, if: 'input.digits == "2"', set: {since: now, left: 'left + duration("1ms")', share: share / 3.0}}
        - {to: menu, set: {tries: tries + 1, names: 'names + [input.digits]'}}
      late: menu
    next: menu
  survey: {flow: rating, on: {good: menu, bad: gone}}
  look:
    request: {url: "https://api.example.com/{{ tries }}", query: {a: "{{ inputs.menu.digits }}"}, timeout: 5s}
    on: {success: {to: menu, set: {flag: "!flag"}}, failure: menu}
  gone: {final: lost}
flows:
  rating:
    initial: ask
    states:
      ask:
        response: [gather: {numDigits: 1, action: customer.rated, prompt: [say: "Rate us, {{ attempt }}"]}]
        timers: {slow: 20s}
        on: {customer.rated: [{to: fine, if: 'input.digits > "3"'}, {to: ask, if: attempt < 3}, poor], slow: poor}
        next: poor
      fine: {final: good}
      poor: {final: bad}
machines:
  bot:
    initial: idle
    states:
      idle: {on: {bot.wakes: busy}}
      busy: {timers: {tired: 30s}, on: {tired: idle, bot.sleeps: idle}}
)";

} // namespace service_test

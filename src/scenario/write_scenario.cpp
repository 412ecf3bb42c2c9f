// A scenario as a file.
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "scenario/paths/paths.hpp"
#include "scenario/session.hpp"

#include <fmt/format.h>

namespace callflow::scenario {
namespace {

using providers::emulate::Act;

constexpr std::int64_t millisecond = 1'000'000;

// Double-quoted texts mean the same in YAML as in JSON.
std::string text(std::string_view value) {
    std::string out;
    base::append_json_string(out, value);
    return out;
}

// A name without quotes where YAML takes it for a text.
std::string word(std::string_view value) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    for (const std::string_view other : {"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
        if (value == other) return text(value);
    const bool plain = !value.empty() && letters.find(value.front()) != std::string_view::npos &&
                       value.find_first_not_of("./-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") ==
                           std::string_view::npos;
    return plain ? std::string(value) : text(value);
}

std::string value_of(const PlainValue& plain) {
    return plain.unquoted ? (plain.value.kind() == expr::Kind::string ? text(plain.text) : plain.text)
                          : plain.value.to_json();
}

// `{a: 1, b: "x"}`
std::string values(const Values& all) {
    std::vector<std::string> entries;
    for (const PlainValue& one : all) entries.push_back(fmt::format("{}: {}", word(one.name), value_of(one)));
    return fmt::format("{{{}}}", fmt::join(entries, ", "));
}

std::string duration(std::int64_t nanoseconds) { return base::format_duration(nanoseconds); }

std::string act_of(const PersonAct& person) {
    const Act& act = person.act;
    const std::string name(act_name(act.kind));
    std::string done = name + ": true";
    if (act.kind == Act::Kind::press || act.kind == Act::Kind::speak || act.kind == Act::Kind::refer ||
        !act.text.empty())
        done = name + ": " + text(act.text);
    else if (act.length)
        done = name + ": " + duration(*act.length * millisecond);
    std::vector<std::string> entries = {done};
    if (act.length && done.find(text(act.text)) != std::string::npos && !act.text.empty())
        entries.push_back("lasts: " + duration(*act.length * millisecond));
    if (act.after) entries.push_back("after: " + duration(*act.after * millisecond));
    if (act.confidence) entries.push_back(fmt::format("confidence: {}", *act.confidence));
    if (!act.meaning.empty()) entries.push_back("meaning: " + text(act.meaning));
    if (!act.beep) entries.emplace_back("beep: false");
    if (!person.line.empty()) entries.push_back("to: " + text(person.line));
    if (entries.size() == 1 && done == name + ": true") return name;
    return fmt::format("{{{}}}", fmt::join(entries, ", "));
}

std::string body_of(const CallbackBody& body) {
    return body.file.empty() ? values(body.fields) : fmt::format("{{file: {}}}", text(body.file));
}

std::string callback_of(const Step& step) {
    if (step.callbacks.size() == 1 && step.callbacks.front().provider.empty()) return body_of(step.callbacks.front());
    std::vector<std::string> entries;
    for (const CallbackBody& one : step.callbacks) entries.push_back(one.provider + ": " + body_of(one));
    return fmt::format("{{{}}}", fmt::join(entries, ", "));
}

std::string effect_of(const ExpectedEffect& effect) {
    if (effect.kind == "run") return word(effect.hook);
    return fmt::format("{{{}: {}}}", effect.kind, values(effect.fields));
}

std::string sends_of(const ExpectedRequests& sends) {
    std::vector<std::string> requests;
    for (const ExpectedRequest& one : sends.requests)
        requests.push_back(one.fields.empty() ? text(one.text) : values(one.fields));
    const std::string all = fmt::format("{}", fmt::join(requests, ", "));
    return sends.exact ? fmt::format("[{}]", all) : all;
}

std::string expect_of(const Expect& expect) {
    std::vector<std::string> entries;
    const auto add = [&](std::string_view key, const std::string& what) {
        entries.push_back(fmt::format("{}: {}", key, what));
    };
    if (expect.state) add("state", word(*expect.state));
    if (expect.refused) add("refused", *expect.refused ? "true" : "false");
    if (expect.any_error) add("error", *expect.any_error ? "true" : "false");
    if (expect.ended) add("ended", *expect.ended ? "true" : "false");
    if (expect.outcome) add("outcome", word(*expect.outcome));
    if (!expect.vars.empty()) add("vars", values(expect.vars));
    if (expect.effects) {
        std::vector<std::string> effects;
        for (const ExpectedEffect& one : *expect.effects) effects.push_back(effect_of(one));
        add("effects", fmt::format("[{}]", fmt::join(effects, ", ")));
    }
    if (expect.sends) add("sends", sends_of(*expect.sends));
    std::vector<std::string> documents;
    for (const ExpectedDocument& one : expect.response)
        documents.push_back(one.provider.empty() ? word(one.path)
                                                 : fmt::format("{}: {}", one.provider, word(one.path)));
    if (!documents.empty()) {
        const std::string all = fmt::format("{}", fmt::join(documents, ", "));
        add("response", expect.response.front().provider.empty() ? all : "{" + all + "}");
    }
    if (!expect.check.empty())
        add("check",
            expect.check.find_first_of(":,#{}[]\"'\\\n") == std::string::npos ? expect.check : text(expect.check));
    return fmt::format("{{{}}}", fmt::join(entries, ", "));
}

// What stands behind `- `, a line for each part where something is expected; empty where nothing is and nothing is done.
std::string step_text(const Step& step) {
    std::vector<std::string> entries;
    const auto add = [&](std::string_view key, const std::string& what) {
        entries.push_back(fmt::format("{}: {}", key, what));
    };
    if (!step.call.empty()) add("call", text(step.call));
    switch (step.kind) {
    case Step::Kind::event: add("event", word(step.event)); break;
    case Step::Kind::redirect: add("redirect", word(step.event)); break;
    case Step::Kind::callback: add("callback", callback_of(step)); break;
    case Step::Kind::person: add(step.person.who, act_of(step.person)); break;
    case Step::Kind::set: add("set", values(step.set)); break;
    case Step::Kind::wait: add("wait", duration(step.wait)); break;
    case Step::Kind::flush: add("flush", step.group); break;
    case Step::Kind::expect:
        if (!step.expect.present) return {};
        break;
    }
    if (!step.input.empty()) add("input", values(step.input));
    if (!step.url.empty()) add("url", text(step.url));
    if (!step.flow.empty()) add("flow", step.flow);
    if (step.expect.present) {
        add("expect", expect_of(step.expect));
        return fmt::format("{}", fmt::join(entries, "\n    "));
    }
    return entries.size() == 1 ? entries.front() : fmt::format("{{{}}}", fmt::join(entries, ", "));
}

std::string mock_text(const MockAnswer& answer) {
    std::vector<std::string> entries;
    if (!answer.fail.empty()) return fmt::format("{{fail: {}}}", answer.fail);
    entries.push_back(fmt::format("status: {}", answer.status));
    if (!answer.json.is_absent()) entries.push_back("json: " + answer.json.to_json());
    if (answer.body) entries.push_back("body: " + text(*answer.body));
    return fmt::format("{{{}}}", fmt::join(entries, ", "));
}

std::string document_text(const ForeignAnswer& answer) {
    std::vector<std::string> entries;
    if (!answer.fail.empty()) return fmt::format("{{fail: {}}}", answer.fail);
    if (!answer.file.empty()) entries.push_back("file: " + text(answer.file));
    if (answer.body) entries.push_back("body: " + text(*answer.body));
    if (!answer.type.empty()) entries.push_back("type: " + text(answer.type));
    if (answer.status != 200) entries.push_back(fmt::format("status: {}", answer.status));
    return fmt::format("{{{}}}", fmt::join(entries, ", "));
}

std::string fault_text(const FaultSpec& fault) {
    std::vector<std::string> entries = {fmt::format("{}: {}", fault_name(fault.what), text(fault.of))};
    if (fault.what == FaultSpec::What::late) entries.push_back("by: " + duration(fault.by));
    if (fault.what == FaultSpec::What::error) entries.push_back(fmt::format("status: {}", fault.status));
    if (fault.step) entries.push_back(fmt::format("step: {}", *fault.step));
    if (fault.times) entries.push_back(fmt::format("times: {}", *fault.times));
    if (fault.chance) entries.push_back(fmt::format("chance: {}", *fault.chance));
    return fmt::format("{{{}}}", fmt::join(entries, ", "));
}

std::string call_text(const CallSpec& call) {
    std::vector<std::string> entries = {"id: " + text(call.id), "from: " + text(call.from), "to: " + text(call.to)};
    if (call.channel != "voice") entries.push_back("channel: " + call.channel);
    if (call.direction != "inbound") entries.push_back("direction: " + call.direction);
    if (!call.dialplan.empty()) entries.push_back("dialplan: " + text(call.dialplan));
    if (!call.account.empty()) entries.push_back("account: " + text(call.account));
    if (!call.headers.empty()) entries.push_back("headers: " + values(call.headers));
    if (!call.state.empty()) entries.push_back("state: " + text(call.state));
    if (!call.vars.empty()) entries.push_back("vars: " + values(call.vars));
    if (!call.params.empty()) entries.push_back("params: " + values(call.params));
    return fmt::format("{}: {{{}}}", text(call.name), fmt::join(entries, ", "));
}

// The call that a scenario has which names none.
bool is_usual(const CallSpec& call) {
    const CallSpec usual;
    return call.name == "caller" && call.id == made_id(call.name) && call.from == usual.from && call.to == usual.to &&
           call.channel == usual.channel && call.direction == usual.direction && call.dialplan.empty() &&
           call.account.empty() && call.state.empty() && call.vars.empty() && call.params.empty() &&
           call.headers.empty();
}

void write_settings(const Scenario& scenario, std::string& out) {
    const auto line = [&](std::string_view key, const std::string& what) { out += fmt::format("{}: {}\n", key, what); };
    const auto list = [&](std::string_view key, const std::vector<std::string>& entries) {
        if (!entries.empty()) line(key, fmt::format("{{{}}}", fmt::join(entries, ", ")));
    };
    if (!scenario.given.empty()) line("given", values(scenario.given));
    std::vector<std::string> calls, media, documents, assume, mocks;
    for (const CallSpec& one : scenario.calls)
        if (scenario.calls.size() > 1 || !is_usual(one)) calls.push_back(call_text(one));
    list("calls", calls);
    for (const Mock& mock : scenario.mocks) {
        std::vector<std::string> answers;
        for (const MockAnswer& answer : mock.answers) answers.push_back(mock_text(answer));
        const std::string all = fmt::format("{}", fmt::join(answers, ", "));
        mocks.push_back(fmt::format("{}: {}", word(mock.state), mock.in_turn ? "[" + all + "]" : all));
    }
    list("mocks", mocks);
    for (const auto& [pattern, length] : scenario.media)
        media.push_back(fmt::format("{}: {}", text(pattern), duration(length)));
    list("media", media);
    for (const ForeignDocument& one : scenario.documents) {
        std::vector<std::string> answers;
        for (const ForeignAnswer& answer : one.answers) answers.push_back(document_text(answer));
        documents.push_back(fmt::format("{}: [{}]", text(one.pattern), fmt::join(answers, ", ")));
    }
    list("documents", documents);
    for (const Assumed& one : scenario.assume) assume.push_back(fmt::format("{}: {}", one.name, text(one.value)));
    list("assume", assume);
    if (scenario.now) line("now", base::format_timestamp(*scenario.now));
    if (scenario.seed) line("seed", fmt::format("{}", *scenario.seed));
    if (!scenario.faults.empty()) out += "faults:\n";
    for (const FaultSpec& one : scenario.faults) out += "  - " + fault_text(one) + "\n";
}

// All but the version.
std::string write_body(const Scenario& scenario, std::string_view flow) {
    std::string out;
    if (!flow.empty()) out += fmt::format("flow: {}\n", text(flow));
    if (!scenario.name.empty()) out += fmt::format("name: {}\n", text(scenario.name));
    if (scenario.providers.size() > 1)
        out += fmt::format("provider: [{}]\n", fmt::join(scenario.providers, ", "));
    else
        out += fmt::format("provider: {}\n", scenario.providers.empty() ? "twilio" : scenario.providers.front());
    write_settings(scenario, out);
    std::string steps;
    for (const Step& step : scenario.steps) {
        if (const std::string one = step_text(step); !one.empty()) steps += "  - " + one + "\n";
    }
    out += steps.empty() ? "steps: []\n" : "steps:\n" + steps;
    if (scenario.expect.present) out += fmt::format("expect: {}\n", expect_of(scenario.expect));
    return out;
}

} // namespace

std::string write_scenario(const Scenario& scenario, std::string_view flow) {
    return "callflow-scenario: 1\n" + write_body(scenario, flow);
}

std::string write_expecting(const Scenario& scenario) { return write_scenario(scenario, scenario.flow); }

std::string write_expecting(const std::vector<Scenario>& scenarios) {
    std::string out = "callflow-scenario: 1\nscenarios:\n";
    for (const Scenario& one : scenarios) {
        std::string body = write_body(one, one.flow);
        std::string_view rest = body;
        for (bool first = true; !rest.empty(); first = false) {
            const std::size_t end = rest.find('\n');
            out += fmt::format("{}{}\n", first ? "  - " : "    ", rest.substr(0, end));
            rest.remove_prefix(end + 1);
        }
    }
    return out;
}

} // namespace callflow::scenario

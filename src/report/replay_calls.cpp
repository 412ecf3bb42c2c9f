#include "report/replay_calls.hpp"

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "flow/responses.hpp"
#include "report/masking.hpp"
#include "report/replay.hpp"
#include "report/replay_rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace callflow::report {

const replay::Explanation& FaultWriter::explain(const replay::StepKey& step) {
    const auto found = known_.find(step);
    return found != known_.end() ? found->second : known_.emplace(step, explainer_.explain(step)).first->second;
}

std::string FaultWriter::shown(const std::string& text) const { return show_numbers_ ? text : mask_numbers(text); }

void FaultWriter::write_line(std::string& out, const replay::Fault& fault) {
    const replay::Explanation& why = explain(fault.step);
    base::JsonWriter json(out);
    json.begin_object().member("call", fault.call).member("verdict", replay::to_string(fault.verdict)).key("at");
    if (fault.at == 0) // of calls that are over nobody counts
        json.null();
    else
        json.value(fault.at);
    json.key("time");
    if (fault.time == logs::no_time)
        json.null();
    else
        json.value(time_text(fault.time));
    json.member("event", shown(fault.step.event)).member("state", fault.step.from);
    if (!fault.step.logged.empty()) json.member("logged", shown(fault.step.logged));
    if (why.place.line != 0) json.member("file", why.place.file).member("line", why.place.line);
    json.member("why", shown(why.why)).key("instead").begin_array();
    for (const std::string& one : why.instead) json.value(one);
    json.end_array().end_object();
    out += '\n';
}

Table FaultWriter::empty_table() {
    return {{"call", "verdict", "at", "time", "state", "event", "logged", "file", "line", "why", "instead"}, {}};
}

void FaultWriter::add_row(Table& table, const replay::Fault& fault) {
    const replay::Explanation& why = explain(fault.step);
    table.rows.push_back({fault.call, std::string(replay::to_string(fault.verdict)),
                          fault.at == 0 ? Cell() : Cell(static_cast<std::int64_t>(fault.at)),
                          fault.time == logs::no_time ? Cell() : Cell(time_text(fault.time)), fault.step.from,
                          shown(fault.step.event), shown(fault.step.logged), why.place.file,
                          why.place.line == 0 ? Cell() : Cell(static_cast<std::int64_t>(why.place.line)),
                          shown(why.why), fmt::format("{}", fmt::join(why.instead, " "))});
    make_printable(table.rows.back());
}

namespace {

const flow::State* state_of(const engine::Machine& machine, const std::string& set) {
    const std::string row = replay::row_of(machine, set);
    const auto members = replay::members_of(machine, row);
    return members.size() != 1 ? nullptr : &machine.flow().states[machine.state_of(members.front().at)];
}

std::string numbers_text(const std::string& text, const ShowOptions& options) {
    return options.show_numbers ? text : mask_numbers(text);
}

std::string digits_text(replay::ShownDigits& digits, const ShownStep& step, const ShowOptions& options) {
    auto careful = digits.text(step.step.from, step.step.event, step.digits);
    return careful ? std::move(*careful) : numbers_text(step.digits, options);
}

// `say: For sales press 1.`, with what it has inside behind it.
void add_verb(std::vector<std::string>& out, const flow::Flow& flow, const flow::Verb& verb, std::size_t depth) {
    std::string text(depth * 2, ' ');
    text += verb.spec->name;
    std::string content, rest;
    for (const flow::SpokenPrompt& one : verb.prompt)
        if (!flow.prompts[one.prompt].texts.empty()) content = flow.prompts[one.prompt].texts.front().text.text();
    for (const flow::Attribute& one : verb.attributes) {
        std::string value = one.value.text();
        for (const flow::EventReference& event : one.event)
            value = event.actor.empty() ? event.event : event.actor + "." + event.event;
        if (one.spec->name == verb.spec->content)
            content = value;
        else if (one.spec->name == "action" || one.spec->name == "url" || one.spec->name == "numDigits")
            rest += fmt::format(" {}={}", one.spec->name, base::printable(value, 80));
    }
    if (!content.empty()) text += ": " + base::printable(content, 160);
    if (!rest.empty()) text += " (" + rest.substr(1) + ")";
    if (!verb.conditions.empty()) {
        text += verb.conditions.front().negated ? "  unless " : "  if ";
        text += base::printable(verb.conditions.front().expression.text(), 80);
    }
    out.push_back(std::move(text));
    for (const flow::Verb& child : verb.children) add_verb(out, flow, child, depth + 1);
    for (const flow::Each& each : verb.each)
        for (const flow::Verb& child : each.body) add_verb(out, flow, child, depth + 1);
}

// With what the state answers that a call has come to; nothing where the log does not say which that is.
std::vector<std::string> verbs_of(const engine::Machine& machine, const std::string& set) {
    std::vector<std::string> out;
    const flow::State* const state = state_of(machine, set);
    if (state == nullptr) return out;
    const auto& verbs =
        state->response.by_provider.empty() ? state->response.verbs : state->response.by_provider.front().verbs;
    for (const flow::Verb& one : verbs) add_verb(out, machine.flow(), one, 0);
    return out;
}

bool comes_anew(const ShownStep& step) { return step.step.kind == replay::Verdict::ok; }

} // namespace

void write_call_text(std::string& out, const engine::Machine& machine, const base::Sources& sources,
                     const ShownCall& call, const ShowOptions& options) {
    const auto paint = [&](std::string_view text, std::string_view code) {
        return options.color ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
    };
    const replay::Verdict verdict = call.faults.empty() ? replay::Verdict::ok : call.faults.front().verdict;
    replay::Explainer explainer(machine, sources);
    replay::ShownDigits digits(machine);
    out +=
        paint(base::printable(call.call), "1") + ": " +
        paint(verdict_text(verdict), verdict == replay::Verdict::ok || verdict == replay::Verdict::live ? "32" : "31") +
        '\n';
    const auto verbs = [&](const std::string& set) {
        for (const std::string& one : verbs_of(machine, set))
            out += "                                    " + paint(one, "2") + '\n';
    };
    replay::Millis before = call.steps.front().time;
    for (const ShownStep& one : call.steps) {
        const bool timed = one.time != logs::no_time;
        out += fmt::format("{:<24}  {:>8}  ", time_text(one.time),
                           timed && before != logs::no_time
                               ? fmt::format("+{}", length_text(static_cast<std::uint64_t>(
                                                        std::max<replay::Millis>(0, one.time - before))))
                               : std::string());
        before = one.time;
        std::string what =
            one.step.event.empty() ? "(no event)" : base::printable(numbers_text(one.step.event, options));
        if (!one.digits.empty()) what += fmt::format(" [{}]", digits_text(digits, one, options));
        if (one.step.kind == replay::Verdict::ok) {
            out += fmt::format("{}: {}{}", paint(what, "1"), one.step.from,
                               one.step.event.empty()         ? std::string()
                               : one.step.from == one.step.to ? " again"
                                                              : " -> " + one.step.to);
        } else {
            out +=
                fmt::format("{}: {} in {}", paint(what, "1"), paint(verdict_text(one.step.kind), "31"), one.step.from);
            if (one.step.from != one.step.to) out += " -> " + one.step.to;
        }
        if (!one.logged.empty() && one.logged != one.step.to)
            out += fmt::format("  (the log says {})", base::printable(numbers_text(one.logged, options)));
        out += '\n';
        if (one.step.kind != replay::Verdict::ok) {
            const replay::Explanation why = explainer.explain(one.step);
            const std::string place = place_text(why.place);
            out += fmt::format("{:36}{}{}\n", "", numbers_text(why.why, options), place.empty() ? "" : "; " + place);
            if (!why.instead.empty())
                out += fmt::format(
                    "{:36}{}\n", "",
                    paint((one.step.kind == replay::Verdict::unknown_event ? "nearest: " : "handled there: ") +
                              list_text(why.instead, 8),
                          "2"));
        }
        if (comes_anew(one)) verbs(one.step.to);
    }
    if (verdict == replay::Verdict::unfinished) {
        const replay::Explanation why = explainer.explain(call.faults.front().step);
        out += fmt::format("{:36}{}\n", "", paint(numbers_text(why.why, options), "31"));
    }
}

void write_call_json(std::string& out, const engine::Machine& machine, const base::Sources& sources,
                     const ShownCall& call, const ShowOptions& options) {
    replay::Explainer explainer(machine, sources);
    replay::ShownDigits digits(machine);
    base::JsonWriter json(out, base::JsonWriter::Layout::rows);
    const replay::Verdict verdict = call.faults.empty() ? replay::Verdict::ok : call.faults.front().verdict;
    json.begin_object()
        .member("callflow_replay_call", 1)
        .member("call", call.call)
        .member("verdict", replay::to_string(verdict));
    json.key("steps").begin_array();
    for (const ShownStep& one : call.steps) {
        json.begin_object().key("time");
        if (one.time == logs::no_time)
            json.null();
        else
            json.value(time_text(one.time));
        json.member("event", numbers_text(one.step.event, options))
            .member("from", one.step.from)
            .member("to", one.step.to);
        json.member("verdict", replay::to_string(one.step.kind));
        if (!one.logged.empty()) json.member("logged", numbers_text(one.logged, options));
        if (!one.digits.empty()) json.member("digits", digits_text(digits, one, options));
        if (one.step.kind != replay::Verdict::ok)
            json.member("why", numbers_text(explainer.explain(one.step).why, options));
        json.key("answers").begin_array();
        if (comes_anew(one))
            for (const std::string& verb : verbs_of(machine, one.step.to)) json.value(verb);
        json.end_array().end_object();
    }
    json.end_array().end_object();
    out += '\n';
}

} // namespace callflow::report

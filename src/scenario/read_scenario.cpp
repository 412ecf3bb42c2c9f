#include "base/codes.hpp"
#include "base/text.hpp"
#include "flow/vocabulary.hpp"
#include "scenario/read_context.hpp"
#include "scenario/scenario.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace callflow::scenario {

std::string made_id(std::string_view name) {
    std::uint64_t hash = 1469598103934665603ull; // FNV-1a
    for (const char c : name) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 1099511628211ull;
    }
    return fmt::format("CA{:016x}{:016x}", hash, hash * 0x9e3779b97f4a7c15ull);
}

namespace {

void read_call_key(doc::Entry entry, CallSpec& call, ReadContext& context) {
    const std::string_view key = entry.key.text();
    const auto take = [&](std::string& into) {
        if (auto text = context.text(entry.value, key)) into = std::move(*text);
    };
    if (key == "id")
        take(call.id);
    else if (key == "from")
        take(call.from);
    else if (key == "to")
        take(call.to);
    else if (key == "channel") {
        take(call.channel);
        if (call.channel != "voice" && call.channel != "text") {
            context.bad_value(entry.value, fmt::format("there is no channel {}", base::quoted(call.channel)),
                              "channels are voice and text");
        }
    } else if (key == "direction") {
        take(call.direction);
        if (call.direction != "inbound" && call.direction != "outbound-api") {
            context.bad_value(entry.value, fmt::format("there is no direction {}", base::quoted(call.direction)),
                              "directions are inbound and outbound-api");
        }
    } else if (key == "dialplan")
        take(call.dialplan), call.dialplan_where = entry.value.span();
    else if (key == "account")
        take(call.account);
    else if (key == "state")
        take(call.state), call.state_where = entry.value.span();
    else if (key == "vars")
        call.vars = context.values(entry.value, "vars");
    else if (key == "headers")
        call.headers = context.values(entry.value, "headers");
    else if (key == "params")
        call.params = context.values(entry.value, "params");
    else
        context.other_key(entry.key, Mapping::call, "a call");
}

std::vector<CallSpec> read_calls(doc::View node, ReadContext& context) {
    std::vector<CallSpec> calls;
    if (!node.exists() || node.is_null() || !context.mapping(node, "calls")) return calls;
    for (const doc::Entry entry : doc::entries(node)) {
        CallSpec call;
        call.name = entry.key.text();
        call.where = entry.key.span();
        call.id = made_id(call.name);
        if (!entry.value.is_null() && context.mapping(entry.value, "a call")) {
            for (const doc::Entry inner : doc::entries(entry.value)) read_call_key(inner, call, context);
        }
        const auto twin = std::ranges::find(calls, call.id, &CallSpec::id);
        if (twin != calls.end()) {
            const doc::View id = entry.value.find("id");
            context.bad_value(id.exists() ? id : entry.key,
                              fmt::format("call {} has this id already", base::quoted(twin->name)),
                              "a provider's id is one call's");
        }
        calls.push_back(std::move(call));
    }
    return calls;
}

// The event of a step; left empty after a finding.
void read_event(doc::Entry entry, Step& step, ReadContext& context) {
    step.event_where = entry.value.span();
    if (entry.value.is_scalar() && !entry.value.is_plain() && entry.value.text().empty()) {
        context.bad_value(entry.value, "an event has a name", "write the word that the flow has: `event: pressed`");
    } else if (auto name = context.text(entry.value, entry.key.text())) {
        step.event = std::move(*name);
    } else if (const doc::View inner = entry.value.find("event"); inner && inner.is_scalar()) {
        context.diagnostics().items().back().help =
            fmt::format("write the event alone: `{}: {}`", entry.key.text(), base::printable(inner.text()));
    }
}

// The document's own depth bound keeps this recursion shallow.
void note_places(doc::View node, const std::string& way, std::vector<std::pair<std::string, base::Span>>& places) {
    if (!way.empty()) places.emplace_back(way, node.span());
    const std::string inside = way.empty() ? way : way + "/";
    for (const doc::Entry entry : doc::entries(node)) {
        note_places(entry.value, inside + std::string(entry.key.text()), places);
    }
    std::size_t index = 0;
    for (const doc::View item : doc::items(node)) note_places(item, inside + std::to_string(index++), places);
}

CallbackBody read_body(doc::View node, ReadContext& context) {
    CallbackBody body;
    body.where = node.span();
    const doc::View file = node.is_mapping() && node.size() == 1 ? node.find("file") : doc::View();
    if (file.exists()) {
        if (auto name = context.text(file, "file")) body.file = std::move(*name);
        body.where = file.span();
    } else {
        body.fields = context.values(node, "callback");
        note_places(node, {}, body.places);
    }
    return body;
}

// One request, or one for each provider.
void read_callback(doc::View node, Step& step, ReadContext& context) {
    const auto known = flow::provider_keys();
    bool each = node.is_mapping() && node.size() != 0;
    for (const doc::Entry entry : doc::entries(node))
        each = each && std::find(known.begin(), known.end(), entry.key.text()) != known.end();
    if (!each) {
        step.callbacks.push_back(read_body(node, context));
        return;
    }
    for (const doc::Entry entry : doc::entries(node)) {
        step.callbacks.push_back(read_body(entry.value, context));
        step.callbacks.back().provider = entry.key.text();
    }
}

// A step is of the kind that its key names; `input`, `expect` and `call` stand beside.
bool read_step_key(doc::Entry entry, Step& step, int& kinds, ReadContext& context) {
    const std::string_view key = entry.key.text();
    const doc::View value = entry.value;
    const auto kind = [&](Step::Kind which) {
        step.kind = which;
        ++kinds;
    };
    if (key == "event" || key == "redirect") {
        kind(key == "event" ? Step::Kind::event : Step::Kind::redirect);
        read_event(entry, step, context);
    } else if (key == "callback") {
        kind(Step::Kind::callback);
        read_callback(value, step, context);
    } else if (key == "caller" || key == "callee") {
        kind(Step::Kind::person);
        step.person = read_person(entry, context);
    } else if (key == "url") {
        if (auto address = context.text(value, "url")) step.url = std::move(*address);
        step.url_where = value.span();
    } else if (key == "set") {
        kind(Step::Kind::set);
        step.set = context.values(value, "set");
    } else if (key == "wait") {
        kind(Step::Kind::wait);
        if (const auto time = context.duration(value, "wait")) step.wait = *time;
    } else if (key == "flush") {
        kind(Step::Kind::flush);
        step.group = context.text(value, key).value_or("after");
        if (step.group != "before" && step.group != "after" && step.group != "failure")
            context.bad_value(value, fmt::format("there is no group {} of callbacks", base::quoted(step.group)),
                              "write `before`, `after` or `failure`");
    } else if (key == "input") {
        step.input = context.values(value, "input");
    } else if (key == "expect") {
        step.expect = read_expect(value, context);
    } else if (key == "call") {
        if (auto name = context.text(value, "call")) step.call = std::move(*name);
        step.call_where = value.span();
    } else if (key == "flow") {
        if (auto name = context.text(value, "flow")) step.flow = std::move(*name);
        step.flow_where = value.span();
    } else {
        return false;
    }
    return true;
}

Step read_step(doc::View node, ReadContext& context) {
    Step step;
    step.where = node.span();
    if (!context.mapping(node, "a step")) return step;
    int kinds = 0;
    for (const doc::Entry entry : doc::entries(node)) {
        if (entry.key.text().starts_with("x-")) continue;
        if (read_step_key(entry, step, kinds, context)) continue;
        if (base::is_name(entry.key.text()) && looks_like_person(entry.value)) { // an actor
            step.kind = Step::Kind::person;
            ++kinds;
            step.person = read_person(entry, context);
            continue;
        }
        context.other_key(entry.key, Mapping::step, "a step");
        kinds = std::max(kinds, 1); // whatever it is, the step has its kind and needs no second finding
    }
    if (kinds > 1) {
        context.diagnostics().report(base::codes::conflicting_keys, node.span(), "a step is of one kind only").help =
            "split it into several steps";
    } else if (kinds == 0 && !step.expect.present) {
        context.diagnostics().report(base::codes::missing_key, node.span(), "the step does nothing").help =
            "give it an `event`, `callback`, `caller`, `set`, `wait`, `redirect`, `flush` or `expect`";
    }
    if (step.url_where.valid() && kinds > 0 && step.kind != Step::Kind::callback) {
        context.diagnostics().report(base::codes::conflicting_keys, step.url_where, "`url` goes with `callback`");
    }
    if (!step.input.empty() && step.kind != Step::Kind::event && step.kind != Step::Kind::redirect) {
        context.diagnostics().report(base::codes::conflicting_keys, node.span(),
                                     "`input` goes with `event` or `redirect`");
    }
    return step;
}

void read_providers(doc::View node, Scenario& scenario, ReadContext& context) {
    scenario.providers = context.texts(node, "provider");
    for (const std::string& name : scenario.providers) {
        const auto known = flow::provider_keys();
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        context.bad_value(node, fmt::format("unknown provider {}", base::quoted(name)),
                          fmt::format("providers: {}", fmt::join(known, ", ")));
    }
}

void read_now(doc::View node, Scenario& scenario, ReadContext& context) {
    if (const auto text = context.text(node, "now")) {
        scenario.now = base::parse_timestamp(*text);
        if (!scenario.now) {
            context.bad_value(node, "now must be a time", "write it as `2000-01-01T00:00:00Z`");
        }
    }
}

bool read_scenario_key(doc::Entry entry, Scenario& scenario, ReadContext& context) {
    const std::string_view key = entry.key.text();
    const doc::View value = entry.value;
    const auto take = [&](std::string& into) {
        if (auto text = context.text(value, key)) into = std::move(*text);
    };
    if (key == "flow")
        take(scenario.flow), scenario.flow_where = value.span();
    else if (key == "name")
        take(scenario.name);
    else if (key == "provider")
        read_providers(value, scenario, context);
    else if (key == "given")
        scenario.given = context.values(value, "given");
    else if (key == "mocks")
        scenario.mocks = read_mocks(value, context);
    else if (key == "calls")
        scenario.calls = read_calls(value, context);
    else if (key == "expect")
        scenario.expect = read_expect(value, context);
    else if (key == "media")
        scenario.media = read_media(value, context);
    else if (key == "documents")
        scenario.documents = read_documents(value, context);
    else if (key == "assume")
        scenario.assume = read_assume(value, context);
    else if (key == "faults")
        scenario.faults = read_faults(value, context);
    else if (key == "now")
        read_now(value, scenario, context);
    else if (key == "seed") {
        if (const auto seed = context.integer(value, "seed")) {
            scenario.seed = static_cast<std::uint64_t>(*seed);
        }
    } else if (key == "steps") {
        if (!value.is_sequence()) {
            context.diagnostics().report(base::codes::wrong_type, value.span(), "steps must be a list");
        }
        for (const doc::View item : doc::items(value)) scenario.steps.push_back(read_step(item, context));
    } else if (key == "callflow-scenario" || key == "description") {
    } else {
        return false;
    }
    return true;
}

Scenario read_one(doc::View node, ReadContext& context) {
    Scenario scenario;
    scenario.where = node.span();
    scenario.file = context.document().file;
    if (!context.mapping(node, "a scenario")) return scenario;
    for (const doc::Entry entry : doc::entries(node)) {
        if (read_scenario_key(entry, scenario, context)) continue;
        context.other_key(entry.key, Mapping::scenario, "a scenario");
    }
    if (scenario.calls.empty()) {
        CallSpec caller;
        caller.name = "caller";
        caller.id = made_id(caller.name);
        caller.where = scenario.where;
        scenario.calls.push_back(std::move(caller));
    }
    return scenario;
}

void check_head(doc::View root, ReadContext& context) {
    const doc::View head = root.find("callflow-scenario");
    if (!head.exists()) {
        context.diagnostics()
            .report(base::codes::format_version, root.span(), "no `callflow-scenario: 1` at the head")
            .help = "begin the file with `callflow-scenario: 1`";
    } else if (head.text() != "1") {
        context.diagnostics()
            .report(base::codes::format_version, head.span(),
                    fmt::format("format version {} is not known", base::quoted(head.text())))
            .help = "this program reads version 1";
    }
}

// A name that an earlier one of the list has: reports and snapshots could not tell them apart.
void check_names(doc::View list, base::Diagnostics& diagnostics) {
    std::map<std::string_view, base::Span> seen;
    for (const doc::View item : doc::items(list)) {
        const doc::View name = item.is_mapping() ? item.find("name") : doc::View();
        if (!name || !name.is_scalar() || name.text().empty()) continue;
        const auto [before, added] = seen.try_emplace(name.text(), name.span());
        if (added) continue;
        base::Diagnostic& found = diagnostics.report(base::codes::duplicate_name, name.span(),
                                                     fmt::format("a second scenario {}", base::quoted(name.text())));
        found.severity = base::Severity::warning;
        found.notes.push_back({before->second, "the first is here"});
    }
}

} // namespace

std::vector<Scenario> read_scenarios(const doc::Document& document, base::Diagnostics& diagnostics) {
    ReadContext context(document, diagnostics);
    std::vector<Scenario> scenarios;
    const doc::View root = document.root();
    if (!root.exists() || !context.mapping(root, "a scenario file")) return scenarios;
    check_head(root, context);
    const doc::View list = root.find("scenarios");
    if (!list.exists()) {
        scenarios.push_back(read_one(root, context));
        return scenarios;
    }
    if (!list.is_sequence()) {
        diagnostics.report(base::codes::wrong_type, list.span(), "scenarios must be a list");
        return scenarios;
    }
    for (const doc::Entry entry : doc::entries(root)) {
        const std::string_view key = entry.key.text();
        if (key == "callflow-scenario" || key == "scenarios" || key.starts_with("x-")) continue;
        diagnostics
            .report(base::codes::conflicting_keys, entry.key.span(),
                    fmt::format("{} cannot stand beside `scenarios`", base::quoted(key)))
            .help = "write it in each scenario of the list";
    }
    check_names(list, diagnostics);
    for (const doc::View item : doc::items(list)) scenarios.push_back(read_one(item, context));
    return scenarios;
}

std::vector<Scenario> read_flow_scenarios(const doc::Document& flow, base::Diagnostics& diagnostics) {
    ReadContext context(flow, diagnostics);
    std::vector<Scenario> scenarios;
    const doc::View list = flow.root().find("scenarios");
    if (!list.exists()) return scenarios;
    if (!list.is_sequence()) {
        diagnostics.report(base::codes::wrong_type, list.span(), "scenarios must be a list").help =
            "write `scenarios: [{name: …, steps: […]}]`";
        return scenarios;
    }
    check_names(list, diagnostics);
    for (const doc::View item : doc::items(list)) {
        Scenario scenario = read_one(item, context);
        if (scenario.flow_where.valid()) {
            diagnostics
                .report(base::codes::conflicting_keys, scenario.flow_where,
                        "a scenario that stands beside a flow is about that flow")
                .help = "leave `flow` out, or move the scenario into a file of its own";
        }
        scenario.flow.clear();
        scenarios.push_back(std::move(scenario));
    }
    return scenarios;
}

} // namespace callflow::scenario

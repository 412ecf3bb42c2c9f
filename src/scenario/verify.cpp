#include "scenario/verify.hpp"

#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/inside.hpp"
#include "base/text.hpp"
#include "engine/values.hpp"
#include "flow/bodies.hpp"
#include "flow/handling.hpp"
#include "flow/names.hpp"
#include "flow/sip_address.hpp"
#include "providers/emulate/emulator.hpp"
#include "providers/provider.hpp"
#include "scenario/check_condition.hpp"
#include "scenario/run.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {
namespace {

using Names = std::vector<std::string_view>;

// Whether `name` may be a flow of another file that a call of the scenario is handed to: some dialplan of the flow names a file.
bool may_be_elsewhere(const flow::Flow& flow, std::string_view name) {
    bool files = false;
    for (const flow::Dialplan& plan : flow.dialplans)
        for (const flow::DialEntry& entry : plan.entries)
            for (const flow::DialTarget& target : entry.to)
                files =
                    files || (flow::is_flow_file(target.flow) && (!flow::is_flow_file(name) || target.flow == name));
    return files;
}

// Whether what the step expects is of another file's flow, which has names of its own: who plays it looks at them.
bool is_elsewhere(const flow::Flow& flow, const Step& step) {
    return !step.flow.empty() && flow::find_body(flow, step.flow) == flow::none && may_be_elsewhere(flow, step.flow);
}

class Verifier {
public:
    Verifier(const flow::Flow& flow, const Scenario& scenario, base::FileStore& files, const std::string& folder,
             base::Diagnostics& diagnostics, Documents documents)
        : flow_(flow), scenario_(scenario), files_(files), folder_(folder), diagnostics_(diagnostics),
          documents_(documents) {}

    void expect_only(const Expect& one) { expect(one); }

    void all() {
        vars(scenario_.given);
        for (const Mock& mock : scenario_.mocks) mocked(mock);
        for (const ForeignDocument& one : scenario_.documents) documents(one);
        for (const CallSpec& call : scenario_.calls) {
            if (!call.state.empty()) state(call.state, call.state_where);
            if (!call.dialplan.empty()) dialplan(call);
            vars(call.vars);
        }
        for (const Assumed& one : scenario_.assume) {
            const auto known = check_assumption(one.name, one.value);
            if (!known) diagnostics_.report(base::codes::no_assumption, one.where, known.error().message);
        }
        for (const Step& one : scenario_.steps) step(one);
        expect(scenario_.expect);
    }

private:
    void unknown(const base::Code& code, base::Span where, std::string message, std::string_view word,
                 const Names& names) {
        auto& finding = diagnostics_.report(code, where, std::move(message));
        if (const auto near = base::nearest(word, names); !near.empty()) {
            finding.help = fmt::format("did you mean `{}`?", near);
        }
    }

    void vars(const Values& values) {
        for (const PlainValue& plain : values) {
            const flow::Var* var = flow_.find_var(plain.name);
            if (var == nullptr) {
                Names names;
                for (const flow::Var& one : flow_.vars) names.push_back(one.name);
                unknown(base::codes::unknown_name, plain.key,
                        fmt::format("the flow has no var {}", base::quoted(plain.name)), plain.name, names);
            } else if (const auto value = as_type(plain, var->type); !value) {
                diagnostics_.report(base::codes::bad_value, plain.where,
                                    fmt::format("var {} takes {}", base::quoted(plain.name), to_string(var->type)));
            } else if (const std::string wrong = engine::outside_domain(*var, *value); !wrong.empty()) {
                diagnostics_.report(base::codes::bad_value, plain.where,
                                    fmt::format("var {}: {}", base::quoted(plain.name), wrong));
            }
        }
    }

    void state(const std::string& name, base::Span where) {
        if (!flow::find_states(flow_, name).empty()) return;
        Names names;
        for (const flow::State& one : flow_.states) names.push_back(one.name);
        unknown(base::codes::unknown_state, where, fmt::format("the flow has no state {}", base::quoted(name)), name,
                names);
    }

    void event(const Step& step) {
        if (step.event.empty()) return; // the reader has said so
        const std::string text = event_text(flow_, step.event);
        const std::size_t dot = text.find('.');
        const std::string_view actor = dot == std::string::npos ? "" : std::string_view(text).substr(0, dot);
        if (!actor.empty() && flow_.find_actor(actor) == nullptr) {
            Names names;
            for (const flow::Actor& one : flow_.actors) names.push_back(one.name);
            unknown(base::codes::unknown_actor, step.event_where,
                    fmt::format("the flow has no actor {}", base::quoted(actor)), actor, names);
            return;
        }
        const bool expected = step.expect.error || step.expect.any_error.value_or(false);
        if (knows_event(flow_, text) || expected) return;
        std::vector<std::string> texts;
        texts.reserve(flow_.events.size());
        for (const flow::Event& one : flow_.events) texts.push_back(one.text());
        unknown(base::codes::unknown_event, step.event_where,
                fmt::format("no state handles event {}", base::quoted(step.event)), step.event,
                Names(texts.begin(), texts.end()));
    }

    void input(const Values& values) {
        const auto fields = flow::input_fields();
        for (const PlainValue& plain : values) {
            const auto field = std::find_if(fields.begin(), fields.end(),
                                            [&](const expr::Field& one) { return one.name == plain.name; });
            if (field == fields.end()) {
                Names names;
                names.reserve(fields.size());
                for (const expr::Field& one : fields) names.push_back(one.name);
                unknown(base::codes::unknown_field, plain.key,
                        fmt::format("`input` has no field {}", base::quoted(plain.name)), plain.name, names);
            } else if (!as_type(plain, field->type)) {
                diagnostics_.report(base::codes::bad_value, plain.where,
                                    fmt::format("input.{} is {}", plain.name, to_string(field->type)));
            } else {
                word(plain);
            }
        }
    }

    // A word that no provider says, and is like one that they do say.
    void word(const PlainValue& plain) {
        const auto words = flow::input_words(plain.name);
        const std::string text = plain.value.to_text();
        if (text.empty() || std::ranges::find(words, text) != words.end()) return;
        const std::string_view near = base::nearest(text, Names(words.begin(), words.end()));
        if (near.empty()) return;
        auto& finding = diagnostics_.report(base::codes::bad_value, plain.where,
                                            fmt::format("no provider says {} for {}", base::quoted(text), plain.name));
        finding.severity = base::Severity::warning;
        finding.help = fmt::format("did you mean `{}`?", near);
    }

    void mocked(const Mock& mock) {
        const std::vector<flow::StateId> meant = flow::find_states(flow_, mock.state);
        for (const flow::StateId one : meant) {
            if (flow_.states[one].request) return;
        }
        if (meant.empty() && may_be_elsewhere(flow_, {})) return;
        state(mock.state, mock.where);
        if (meant.empty()) return;
        Names asking;
        for (const flow::State& one : flow_.states) {
            if (one.request) asking.push_back(one.name);
        }
        unknown(base::codes::bad_value, mock.where, fmt::format("state {} makes no request", base::quoted(mock.state)),
                mock.state, asking);
    }

    void dialplan(const CallSpec& call) {
        if (flow_.find_dialplan(call.dialplan) != nullptr) {
            const auto acts = [](const Step& one) { return one.kind == Step::Kind::person; };
            if (std::ranges::any_of(scenario_.steps, acts)) return;
            auto& finding = diagnostics_.report(
                base::codes::person_cannot, call.dialplan_where,
                fmt::format("no call comes to dialplan {}: nobody does anything here", base::quoted(call.dialplan)));
            finding.severity = base::Severity::warning;
            finding.help = fmt::format("begin with `{}: dial`", call.name);
            return;
        }
        Names names;
        for (const flow::Dialplan& one : flow_.dialplans) names.emplace_back(one.name);
        unknown(base::codes::unknown_name, call.dialplan_where,
                fmt::format("the flow has no dialplan {}", base::quoted(call.dialplan)), call.dialplan, names);
    }

    void machine(const Step& step) {
        const flow::BodyId body = flow::find_body(flow_, step.flow);
        if (body != flow::none && flow_.bodies[body].role != flow::BodyRole::sub_flow) return;
        if (body != flow::none ? is_dialled(body) : may_be_elsewhere(flow_, step.flow)) {
            const bool fired =
                step.kind != Step::Kind::person && step.kind != Step::Kind::expect && step.kind != Step::Kind::wait;
            if (fired)
                diagnostics_
                    .report(base::codes::unknown_flow, step.flow_where,
                            fmt::format("{} is no machine of this flow: nothing is sent to it from here",
                                        base::quoted(step.flow)))
                    .help = "what people do there, and what is expected of it, may have its name";
            return;
        }
        Names names = {flow_.name};
        for (const flow::Body& one : flow_.bodies) {
            if (one.role == flow::BodyRole::machine) names.push_back(one.name);
        }
        auto& finding = diagnostics_.report(
            base::codes::unknown_flow, step.flow_where,
            body != flow::none ? fmt::format("{} is a sub-flow, not a machine", base::quoted(step.flow))
                               : fmt::format("the flow has no machine {}", base::quoted(step.flow)));
        const std::string_view near = base::nearest(step.flow, names);
        finding.help = near.empty() ? fmt::format("machines of this flow: {}", fmt::join(names, ", "))
                                    : fmt::format("did you mean `{}`?", near);
    }

    // Whether some dialplan leads to the sub-flow, so that calls come to it by itself.
    [[nodiscard]] bool is_dialled(flow::BodyId body) const {
        for (const flow::Dialplan& plan : flow_.dialplans)
            for (const flow::DialEntry& entry : plan.entries)
                if (std::ranges::find(entry.to, body, &flow::DialTarget::body) != entry.to.end()) return true;
        return false;
    }

    void step(const Step& step) {
        if (!step.call.empty()) {
            Names names;
            for (const CallSpec& one : scenario_.calls) names.push_back(one.name);
            if (std::find(names.begin(), names.end(), step.call) == names.end()) {
                diagnostics_
                    .report(base::codes::unknown_call, step.call_where,
                            fmt::format("no call is named {}", base::quoted(step.call)))
                    .help = fmt::format("calls of this scenario: {}", fmt::join(names, ", "));
            }
        }
        if (!step.flow.empty()) machine(step);
        if (step.kind == Step::Kind::event || step.kind == Step::Kind::redirect) event(step);
        if (step.kind == Step::Kind::callback) callback(step);
        if (step.kind == Step::Kind::person) person(step.person);
        input(step.input);
        vars(step.set);
        if (is_elsewhere(flow_, step))
            responses(step.expect);
        else
            expect(step.expect);
    }

    void person(const PersonAct& person) {
        if (person.who == "caller" || person.who == "callee" || flow_.find_actor(person.who) != nullptr) return;
        Names names = {"caller", "callee"};
        for (const CallSpec& one : scenario_.calls) {
            if (one.name == person.who) return;
            names.push_back(one.name);
        }
        for (const flow::Actor& one : flow_.actors) names.push_back(one.name);
        unknown(base::codes::unknown_actor, person.who_where,
                fmt::format("nobody is named {}", base::quoted(person.who)), person.who, names);
    }

    // A file that the scenario names is there, and is not just any file of the machine.
    void file(const std::string& name, base::Span where, std::string_view help,
              Documents needed = Documents::must_be_there) {
        const std::string path = below(folder_, name);
        if (!base::is_inside(files_, path, folder_)) {
            diagnostics_
                .report(base::codes::file_outside, where,
                        fmt::format("{} is not below the folder of the scenario's file", base::quoted(name, 4096)))
                .help = "a file that a scenario names stands beside it, or in a folder there";
        } else if (needed == Documents::must_be_there && !files_.exists(path)) {
            diagnostics_
                .report(base::codes::missing_document, where, fmt::format("there is no file {}", base::quoted(name)))
                .help = fmt::format("paths are relative to the scenario's file; {}", help);
        }
    }

    void documents(const ForeignDocument& document) {
        for (const ForeignAnswer& answer : document.answers) {
            if (answer.file.empty()) continue;
            file(answer.file, answer.where, "a text that begins with `<` or `{` is the document");
        }
    }

    void callback(const Step& step) {
        for (const CallbackBody& body : step.callbacks) {
            if (!body.file.empty()) file(body.file, body.where, "the file holds a request's body, a form or JSON");
        }
        for (const std::string& provider : scenario_.providers) {
            if (find_body(step, provider) != nullptr) continue;
            diagnostics_
                .report(base::codes::missing_key, step.where,
                        fmt::format("the step does not say what {} sends", provider))
                .help =
                fmt::format("write `callback: {{{}: {{…}}}}` for it too, or leave it out of `provider`", provider);
        }
    }

    void expect(const Expect& expect) {
        if (!expect.present) return;
        if (expect.state) state(*expect.state, place_of(expect, "state"));
        if (expect.outcome) outcome(*expect.outcome, place_of(expect, "outcome"));
        vars(expect.vars);
        responses(expect);
    }

    void responses(const Expect& expect) {
        for (const ExpectedDocument& document : expect.response)
            file(document.path, document.where, "`callflow test --update` writes the document", documents_);
    }

    void outcome(const std::string& name, base::Span where) {
        Names names;
        for (const flow::State& one : flow_.states) {
            if (one.final) names.push_back(*one.final);
        }
        if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) return;
        unknown(base::codes::unknown_state, where, fmt::format("no final state has the outcome {}", base::quoted(name)),
                name, names);
    }

    const flow::Flow& flow_;
    const Scenario& scenario_;
    base::FileStore& files_;
    const std::string& folder_;
    base::Diagnostics& diagnostics_;
    Documents documents_;
};

} // namespace

base::Result<void> check_assumption(std::string_view name, std::string_view value) {
    std::optional<base::Error> best;
    for (const providers::Provider* one : providers::registry()) {
        if (one->emulator == nullptr) continue;
        const auto table = one->emulator->assumptions();
        const bool known = std::ranges::find(table, name, &providers::emulate::AssumptionSpec::name) != table.end();
        auto set = providers::emulate::Assumptions(table).set(name, value);
        if (set) return set;
        // The provider that has the name knows best what is wrong; else one that has a name like it.
        const bool near = set.error().message.find("did you mean") != std::string::npos;
        if (!best || known || near) best = set.error();
        if (known) break;
    }
    if (!best) return base::fail(base::ErrorKind::usage, "no provider has an emulator that assumes anything");
    return tl::unexpected(*best);
}

base::Span place_of(const Expect& expect, std::string_view key) {
    for (const auto& [name, where] : expect.places) {
        if (name == key) return where;
    }
    return expect.where;
}

const CallbackBody* find_body(const Step& step, std::string_view provider) {
    for (const CallbackBody& one : step.callbacks) {
        if (one.provider.empty() || one.provider == provider) return &one;
    }
    return nullptr;
}

std::string below(const std::string& folder, const std::string& path) {
    if (folder.empty() || path.starts_with('/')) return path;
    return folder + "/" + path;
}

void verify(flow::Flow& flow, Scenario& scenario, base::FileStore& files, const std::string& folder,
            base::Diagnostics& diagnostics, Documents documents) {
    for (Step& step : scenario.steps)
        if (!is_elsewhere(flow, step)) compile_condition(flow, step.expect, diagnostics);
    compile_condition(flow, scenario.expect, diagnostics);
    Verifier(flow, scenario, files, folder, diagnostics, documents).all();
}

void verify_expect(const flow::Flow& flow, const Scenario& scenario, const Expect& expect, base::FileStore& files,
                   const std::string& folder, base::Diagnostics& diagnostics) {
    Verifier(flow, scenario, files, folder, diagnostics, Documents::may_be_missing).expect_only(expect);
}

} // namespace callflow::scenario

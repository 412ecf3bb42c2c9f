#include "base/text.hpp"
#include "expr/analyse.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::lint::rules {
namespace {

// The one verb whose `action` an event is, and nothing else.
struct Source {
    flow::StateId state = flow::none;
    const flow::Verb* verb = nullptr;
    bool several = false; // or something else: what it brings is not known
};

class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : context_(context), flow_(context.flow), page_(page), diagnostics_(diagnostics), scope_(flow_.scope),
          analyser_(scope_), sources_(flow_.events.size()) {}

    void run() {
        find_sources();
        for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
            for (const flow::Handler& one : flow_.states[id].on) {
                const Source& source = sources_[one.event];
                if (source.verb == nullptr || source.several || source.state != id) continue;
                look(one.branches, *source.verb);
            }
        }
    }

private:
    void find_sources() {
        for (const Survey::Placed& placed : context_.survey.verbs()) {
            for (const flow::Attribute& one : placed.verb->attributes) {
                for (const flow::EventReference& event : one.event) {
                    for (const flow::EventId id :
                         {flow_.find_event(event.actor, event.event), flow_.find_event({}, event.event)}) {
                        if (id == flow::none) continue;
                        Source& source = sources_[id];
                        const bool other = source.verb != nullptr && source.verb != placed.verb;
                        source.several = source.several || other || !placed.verb->overrides.empty() ||
                                         one.spec == nullptr || one.spec->name != "action" || !is_known(*placed.verb);
                        source.verb = placed.verb;
                        source.state = placed.state;
                    }
                }
            }
        }
        // Whatever else names or sends it.
        std::vector<std::uint32_t> named(sources_.size(), 0), placed(sources_.size(), 0);
        std::ranges::for_each(context_.survey.references(), [&](const flow::Named& one) { count(named, *one.event); });
        for (const Survey::Placed& one : context_.survey.verbs())
            for (const flow::Attribute& attribute : one.verb->attributes)
                for (const flow::EventReference& event : attribute.event) count(placed, event);
        for (flow::EventId id = 0; id < sources_.size(); ++id)
            if (named[id] != placed[id]) sources_[id].several = true;
        const auto elsewhere = [&](flow::EventId id) {
            if (id != flow::none) sources_[id].several = true;
        };
        elsewhere(flow_.start);
        for (const flow::Signal& one : flow_.signals) elsewhere(one.event);
        for (const flow::State& state : flow_.states)
            for (const flow::Timer& one : state.timers) elsewhere(one.event);
    }
    void count(std::vector<std::uint32_t>& out, const flow::EventReference& event) const {
        for (const flow::EventId id : {flow_.find_event(event.actor, event.event), flow_.find_event({}, event.event)})
            if (id != flow::none) ++out[id];
    }
    static bool is_known(const flow::Verb& verb) {
        return is(verb, "gather") || is(verb, "record") || is(verb, "dial");
    }

    // Why the verb does not bring the field; empty where it may.
    [[nodiscard]] std::string why_not(const flow::Verb& verb, std::string_view field) const {
        const bool gather = is(verb, "gather"), record = is(verb, "record");
        if (field == "speech" || field == "stable_speech" || field == "confidence") {
            if (!gather) return fmt::format("a {} brings nothing that was said", verb.spec->name);
            const Asking* asking = asking_of(verb);
            if (asking != nullptr && !asking->takes_speech)
                return "this gather takes keys alone: `input: [dtmf, speech]`";
            return {};
        }
        if (field == "digits") {
            const Asking* asking = gather ? asking_of(verb) : nullptr;
            if (asking != nullptr && !asking->takes_keys)
                return "this gather takes speech alone: `input: [dtmf, speech]`";
            return {};
        }
        if (field.starts_with("dial_") && (gather || record)) return fmt::format("a {} calls nobody", verb.spec->name);
        if (field.starts_with("queue_") && (gather || record)) return fmt::format("a {} is no queue", verb.spec->name);
        if (field.starts_with("pay_")) return fmt::format("a {} takes no payment", verb.spec->name);
        if ((field == "recording_url" || field == "recording_duration") && gather) return "a gather records nothing";
        return {};
    }
    [[nodiscard]] const Asking* asking_of(const flow::Verb& verb) const {
        const auto& all = context_.survey.askings();
        const auto at = std::ranges::find(all, &verb, &Asking::gather);
        return at == all.end() ? nullptr : &*at;
    }

    void look(const std::vector<flow::Branch>& branches, const flow::Verb& verb) {
        for (const flow::Branch& branch : branches) {
            for (const flow::Condition& one : branch.conditions) condition(one, verb);
            for (const flow::Switch& choice : branch.choose) {
                for (const flow::SwitchCase& each : choice.cases) look(each.branches, verb);
                look(choice.otherwise, verb);
                if (choice.on.empty() || choice.menu || !choice.on.text().starts_with("input.")) continue;
                const std::string why = why_not(verb, std::string_view(choice.on.text()).substr(6));
                if (why.empty()) continue;
                auto& finding = diagnostics_.report(
                    page_, choice.where,
                    fmt::format("{} is never brought here, so that no case is taken", base::quoted(choice.on.text())));
                explain(finding, why, verb);
            }
        }
    }
    void condition(const flow::Condition& one, const flow::Verb& verb) {
        if (one.expression.empty()) return;
        for (const expr::Reference& name : one.expression.references()) {
            if (!name.path.starts_with("input.")) continue;
            const std::string why = why_not(verb, std::string_view(name.path).substr(6));
            if (why.empty() || !never(one, name.path)) continue;
            auto& finding = diagnostics_.report(
                page_, one.where,
                fmt::format("{} never holds here: {} is not brought",
                            base::quoted(fmt::format("{}: {}", one.negated ? "unless" : "if", one.expression.text())),
                            base::quoted(name.path)));
            explain(finding, why, verb);
            return;
        }
    }
    void explain(base::Diagnostic& finding, const std::string& why, const flow::Verb& verb) const {
        finding.help = why;
        finding.notes.push_back({verb.where, "the event comes from here alone"});
    }
    // Whether it does not hold where the field is absent, and reads as empty.
    bool never(const flow::Condition& one, const std::string& path) {
        const auto [known, fresh] = absent_.try_emplace(path);
        if (fresh) {
            base::Diagnostics unused; // we have written it
            known->second =
                expr::compile(fmt::format("!has({})", path), scope_, expr::Type::of(expr::Kind::boolean), {}, unused);
        }
        if (known->second.empty()) return false;
        const expr::Term absent[] = {{known->second, false}};
        const expr::Term own[] = {{one.expression, one.negated}};
        return analyser_.contradicts(absent, own) == expr::Answer::yes;
    }

    const Context& context_;
    const flow::Flow& flow_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    expr::Scope scope_;
    expr::Analyser analyser_;
    std::vector<Source> sources_;                                 // per event
    std::map<std::string, expr::Expression, std::less<>> absent_; // per path
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search(context, page, diagnostics).run();
}

} // namespace

extern const Rule not_brought;
const Rule not_brought{
    .page =
        {.code = "CF4021",
         .name = "not_brought",
         .severity = base::Severity::warning,
         .summary = "A guard that asks for what its event does not bring",
         .why =
             "What `input` holds is what the provider sends when the verb is done: a gather for keys brings no "
             "speech, and no dial_status. A field that was not brought reads as empty, so that a guard that asks for "
             "something in it never holds. Only events that one gather, record or dial alone leads to "
             "are looked at.",
         .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: "Press 1 or say yes."]}]
    on: {chose: [{to: yes, if: 'input.speech == "yes"'}, {to: yes, if: 'input.digits == "1"'}, done]}
    next: done
  yes: {response: [say: Yes], next: done}
  done: {final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {input: [dtmf, speech], numDigits: 1, action: chose, prompt: [say: "Press 1 or say yes."]}]
    on: {chose: [{to: yes, if: 'input.speech == "yes"'}, {to: yes, if: 'input.digits == "1"'}, done]}
    next: done
  yes: {response: [say: Yes], next: done}
  done: {final: true}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: "Press 1."]}]
    on: {chose: [{to: yes, if: 'input.speech == ""'}, {to: yes, if: 'input.speech == "yes" || input.digits == "1"'}, done]}
    next: second
  second:
    response: [gather: {numDigits: 1, action: typed, prompt: [say: "Press 2."]}, dial: {number: "+15551230000", action: typed}]
    on: {typed: [{to: yes, if: 'input.dial_status == "completed"'}, done]}
  yes: {response: [say: Yes], next: done}
  done: {final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules

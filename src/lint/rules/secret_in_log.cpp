#include "base/text.hpp"
#include "expr/shows.hpp"
#include "flow/graph.hpp"
#include "flow/secrets.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <vector>

namespace callflow::lint::rules {
namespace {

class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : flow_(context.flow), page_(page), diagnostics_(diagnostics), secret_(context.flow.states.size(), false) {
        for (const Survey::Placed& one : context.survey.verbs())
            if (one.verb->sensitive) any_ = secret_[one.state] = true;
        for (const flow::Var& var : flow_.vars) any_ = any_ || var.sensitive;
    }

    void run() {
        if (!any_) return;
        for (const flow::Body& body : flow_.bodies) {
            callbacks(flow::none, body.before);
            callbacks(flow::none, body.after);
        }
        for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
            const flow::State& state = flow_.states[id];
            callbacks(id, state.before);
            callbacks(id, state.after);
            const auto look = [&](const flow::Branch& branch) {
                for (const flow::Effect& one : branch.effects) effect(id, one, secret_[id]);
            };
            for (const flow::Handler& one : state.on) flow::each_branch(one.branches, look);
            flow::each_branch(state.next, look);
        }
    }

private:
    void callbacks(flow::StateId id, const std::vector<flow::Callback>& all) {
        for (const flow::Callback& one : all) effect(id, one.effect, false);
    }
    // `here`: what the event brings is secret.
    void effect(flow::StateId id, const flow::Effect& effect, bool here) {
        if (effect.kind != flow::EffectKind::log) return;
        for (const flow::Effect::Field& field : effect.fields) {
            for (const expr::Template::Part& part : field.value.parts()) {
                if (part.expression.empty()) continue;
                // A comparison or a size gives nothing away.
                const std::vector<std::string> shown = expr::shown_names(part.expression);
                for (const expr::Reference& one : part.expression.references()) {
                    if (!is_secret(id, one.path, here) || std::ranges::find(shown, one.path) == shown.end()) continue;
                    diagnostics_
                        .report(page_, one.where,
                                fmt::format("{} is sensitive, and the log keeps it", base::quoted(one.path)))
                        .help = "log that it was given, not what: `size(…)`";
                    return;
                }
            }
        }
    }
    [[nodiscard]] bool is_secret(flow::StateId id, std::string_view path, bool here) const {
        if (const flow::Var* var = flow_.find_var(path)) return var->sensitive;
        if (path.starts_with("input.")) return here && flow::is_brought(path.substr(6));
        if (!path.starts_with("inputs.")) return false;
        const std::string_view rest = path.substr(7);
        const std::size_t dot = rest.find('.');
        if (dot == std::string_view::npos || !flow::is_brought(rest.substr(dot + 1))) return false;
        const flow::BodyId body = id == flow::none ? 0 : flow_.states[id].body;
        const flow::StateId state = flow_.find_state(body, rest.substr(0, dot));
        return state != flow::none && secret_[state];
    }

    const flow::Flow& flow_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    std::vector<bool> secret_; // per state: it has a sensitive verb
    bool any_ = false;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search(context, page, diagnostics).run();
}

} // namespace

extern const Rule secret_in_log;
const Rule secret_in_log{
    .page = {.code = "CF4016",
             .name = "secret_in_log",
             .severity = base::Severity::warning,
             .summary = "A secret that is written to a log",
             .why = "What a verb or var marked `sensitive` holds stays out of callflow's traces and reports, but the "
                    "application carries the effect out, and a log keeps what it is given. Log that it was typed, "
                    "not what.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 4, sensitive: true, action: typed, prompt: [say: Type your PIN.]}]
    on: {typed: {to: done, do: [log: "typed {{ input.digits }}"]}}
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 4, sensitive: true, action: typed, prompt: [say: Type your PIN.]}]
    on: {typed: {to: done, do: [log: "typed a PIN of {{ size(input.digits) }} digits"]}}
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {account: ""}
states:
  menu:
    response: [gather: {action: named, prompt: [say: Type your account.]}]
    on: {named: {to: pin, set: {account: input.digits}, do: [log: "account {{ account }} {{ input.digits }}"]}}
    next: done
  pin:
    response: [gather: {numDigits: 4, sensitive: true, action: typed, prompt: [say: Type your PIN.]}]
    on: {typed: {to: done, do: [{log: "asked {{ inputs.menu.digits }}"}, {webhook: {url: "https://example.com", json: {pin: "{{ input.digits }}"}}}]}}
    next: done
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules

#include "base/text.hpp"
#include "expr/shows.hpp"
#include "flow/graph.hpp"
#include "flow/secrets.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace callflow::lint::rules {
namespace {

// What may hold what a caller gave in secret: vars that are marked, and those that are set from it.
class Secrets {
public:
    explicit Secrets(const Context& context) : flow_(context.flow), asks_(flow_.states.size(), false) {
        for (const Survey::Placed& one : context.survey.verbs())
            if (one.verb->sensitive) any_ = asks_[one.state] = true;
        for (const flow::Var& var : flow_.vars) {
            any_ = any_ || var.sensitive;
            if (var.sensitive) vars_.insert(var.name);
        }
        if (!any_) return;
        for (const flow::Var& var : flow_.vars) names_.insert(var.name);
        arrives_.assign(flow_.states.size(), false);
        for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
            if (!asks_[id]) continue;
            const auto look = [&](const flow::Branch& branch) {
                if (branch.kind == flow::Branch::Kind::same) arrives_[id] = true;
                if (branch.target < arrives_.size()) arrives_[branch.target] = true;
            };
            for (const flow::Handler& one : flow_.states[id].on) flow::each_branch(one.branches, look);
        }
        settings();
        spread();
    }

    [[nodiscard]] bool any() const { return any_; }
    // Whether `input` is what a state with a sensitive verb was answered.
    [[nodiscard]] bool asks(flow::StateId id) const { return id != flow::none && asks_[id]; }
    [[nodiscard]] bool arrives(flow::StateId id) const { return id != flow::none && arrives_[id]; }

    // `here`: what the event brings is secret.
    [[nodiscard]] bool is_secret(flow::StateId id, std::string_view path, bool here) const {
        const std::string_view first = first_of(path);
        if (names_.contains(first)) return vars_.contains(first);
        if (path.starts_with("input.")) return here && flow::is_brought(path.substr(6));
        if (!path.starts_with("inputs.")) return false;
        const std::string_view rest = path.substr(7);
        const std::size_t dot = rest.find('.');
        if (dot == std::string_view::npos || !flow::is_brought(rest.substr(dot + 1))) return false;
        const flow::BodyId body = id == flow::none ? 0 : flow_.states[id].body;
        const flow::StateId state = flow_.find_state(body, rest.substr(0, dot));
        return state != flow::none && asks_[state];
    }
    // What the expression shows of it; empty where it shows nothing. A comparison or a size gives nothing away.
    [[nodiscard]] std::string shown(flow::StateId id, const expr::Expression& one, bool here) const {
        if (one.empty()) return {};
        for (const std::string& path : expr::shown_names(one))
            if (is_secret(id, path, here)) return path;
        return {};
    }

private:
    struct Setting {
        flow::StateId state;
        const flow::Assignment* one;
        bool here;
    };

    void add(flow::StateId id, const std::vector<flow::Assignment>& set, bool here) {
        for (const flow::Assignment& one : set)
            if (one.var < flow_.vars.size() && !one.value.empty()) settings_.push_back({id, &one, here});
    }
    void settings() {
        const auto callbacks = [&](flow::StateId id, const std::vector<flow::Callback>& all, bool here) {
            for (const flow::Callback& one : all) add(id, one.effect.set, here);
        };
        for (const flow::Body& body : flow_.bodies) {
            const bool here = std::ranges::any_of(body.states, [&](flow::StateId id) { return asks_[id]; });
            callbacks(flow::none, body.before, here);
            callbacks(flow::none, body.after, here);
        }
        for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
            const flow::State& state = flow_.states[id];
            callbacks(id, state.before, arrives_[id]);
            callbacks(id, state.after, asks_[id] || arrives_[id]); // of the state entered, or refused in
            const auto look = [&](const flow::Branch& branch) {
                add(id, branch.set, asks_[id]);
                for (const flow::Effect& one : branch.effects) add(id, one.set, asks_[id]);
            };
            for (const flow::Handler& one : state.on) flow::each_branch(one.branches, look);
            flow::each_branch(state.next, look);
        }
    }
    // Each var that turns out to hold a secret is followed once, to those that are set from it.
    void spread() {
        std::unordered_map<std::string_view, std::vector<std::size_t>> set_from;
        std::vector<std::string_view> fresh(vars_.begin(), vars_.end());
        const auto hand_on = [&](const Setting& one) {
            const std::string_view name = flow_.vars[one.one->var].name;
            if (vars_.insert(name).second) fresh.push_back(name);
        };
        for (std::size_t i = 0; i < settings_.size(); ++i) {
            const Setting& one = settings_[i];
            for (const std::string& path : expr::shown_names(one.one->value)) {
                const auto var = names_.find(first_of(path));
                if (var != names_.end())
                    set_from[*var].push_back(i);
                else if (is_secret(one.state, path, one.here))
                    hand_on(one);
            }
        }
        while (!fresh.empty()) {
            const auto found = set_from.find(fresh.back());
            fresh.pop_back();
            if (found == set_from.end()) continue;
            for (const std::size_t i : found->second) hand_on(settings_[i]);
        }
    }
    static std::string_view first_of(std::string_view path) { return path.substr(0, path.find('.')); }

    const flow::Flow& flow_;
    std::vector<bool> asks_;                     // per state: it has a sensitive verb
    std::vector<bool> arrives_;                  // per state: an event that brings a secret leads to it
    std::unordered_set<std::string_view> names_; // of all vars
    std::unordered_set<std::string_view> vars_;  // of those that hold a secret
    std::vector<Setting> settings_;
    bool any_ = false;
};

class Search {
public:
    Search(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : flow_(context.flow), verbs_(context.survey.verbs()), page_(page), diagnostics_(diagnostics),
          secrets_(context) {}

    void run() {
        if (!secrets_.any()) return;
        for (const flow::Body& body : flow_.bodies) {
            callbacks(flow::none, body.before, false);
            callbacks(flow::none, body.after, false);
        }
        for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
            const flow::State& state = flow_.states[id];
            callbacks(id, state.before, secrets_.arrives(id));
            callbacks(id, state.after, secrets_.asks(id) || secrets_.arrives(id));
            const auto look = [&](const flow::Branch& branch) {
                for (const flow::Effect& one : branch.effects) effect(id, one, secrets_.asks(id));
            };
            for (const flow::Handler& one : state.on) flow::each_branch(one.branches, look);
            flow::each_branch(state.next, look);
            if (!state.request) continue;
            for (const flow::Field& field : state.request->fields)
                if (field.name == "url" || field.name == "query") asked(id, field, state.request->where);
        }
        for (const Survey::Placed& one : verbs_) {
            attributes(one.state, *one.verb, one.verb->attributes);
            for (const flow::ProviderAttributes& own : one.verb->overrides)
                attributes(one.state, *one.verb, own.attributes);
        }
    }

private:
    // In an address: of the field itself, or of the texts in it.
    bool asked(flow::StateId id, const flow::Field& field, base::Span where) {
        return shows(id, field.value, secrets_.arrives(id), where, false) ||
               std::ranges::any_of(field.children, [&](const flow::Field& one) { return asked(id, one, where); });
    }
    // Addresses of a response, which the provider asks for.
    void attributes(flow::StateId id, const flow::Verb& verb, const std::vector<flow::Attribute>& all) {
        const bool here = secrets_.arrives(id);
        for (const flow::Attribute& one : all) {
            const bool address = one.spec != nullptr && (one.spec->type == flow::AttributeType::address ||
                                                         one.spec->type == flow::AttributeType::uri);
            if (!address || shows(id, one.value, here, verb.where, false)) continue;
            for (const flow::EventReference& event : one.event)
                for (const auto& [key, value] : event.params)
                    if (shows(id, value, here, event.where, false)) break;
        }
    }
    void callbacks(flow::StateId id, const std::vector<flow::Callback>& all, bool here) {
        for (const flow::Callback& one : all) effect(id, one.effect, here);
    }
    void effect(flow::StateId id, const flow::Effect& effect, bool here) {
        const bool log = effect.kind == flow::EffectKind::log;
        if (!log && effect.kind != flow::EffectKind::webhook) return;
        for (const flow::Effect::Field& field : effect.fields) {
            if (!log && field.name != "url") continue; // who is sent it in a body may need it
            if (shows(id, field.value, here, effect.where, log)) return;
        }
    }
    // Whether the text shows a secret, which is reported then.
    bool shows(flow::StateId id, const expr::Template& text, bool here, base::Span where, bool log) {
        for (const expr::Template::Part& part : text.parts()) {
            const std::string shown = secrets_.shown(id, part.expression, here);
            if (shown.empty()) continue;
            const auto& names = part.expression.references();
            const auto place = std::ranges::find(names, shown, &expr::Reference::path);
            const flow::Var* var = flow_.find_var(shown);
            auto& finding = diagnostics_.report(
                page_, place == names.end() ? where : place->where,
                fmt::format("{} {}, and the {}", base::quoted(shown),
                            var == nullptr || var->sensitive ? "is sensitive" : "may hold what is sensitive",
                            log ? "log keeps it" : "servers on the way keep addresses in their logs"));
            if (!log) finding.severity = base::Severity::note;
            finding.help = log ? "log that it was given, not what: `size(…)`"
                               : "send it in the body of a request: `json: {…}` or `form: {…}`";
            if (var != nullptr) finding.notes.push_back({var->where, "the var"});
            return true;
        }
        return false;
    }

    const flow::Flow& flow_;
    const std::vector<Survey::Placed>& verbs_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    Secrets secrets_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search(context, page, diagnostics).run();
}

} // namespace

extern const Rule secret_in_log;
const Rule secret_in_log{
    .page =
        {.code = "CF4016",
         .name = "secret_in_log",
         .severity = base::Severity::warning,
         .summary = "A secret that is written to a log",
         .why =
             "What a verb or var marked `sensitive` holds stays out of callflow's traces and reports, but the "
             "application carries the effect out, and a log keeps what it is given. Log that it was typed, "
             "not what. A var that is set from it holds it, too. That an address names it (a webhook's, a request's with its `query:`, one in a response) is a note: "
             "servers and proxies keep addresses.",
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
vars: {account: "", length: 0}
states:
  menu:
    response: [gather: {action: named, prompt: [say: Type your account.]}]
    on: {named: {to: pin, set: {account: input.digits}, do: [log: "account {{ account }} {{ input.digits }}"]}}
    next: done
  pin:
    response: [gather: {numDigits: 4, sensitive: true, action: typed, prompt: [say: Type your PIN.]}]
    on: {typed: {to: done, set: {length: size(input.digits)}, do: [{log: "asked {{ inputs.menu.digits }}, {{ length }} digits"}, {webhook: {url: "https://example.com", json: {pin: "{{ input.digits }}"}}}]}}
    next: done
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules

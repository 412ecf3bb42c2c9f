#include "lint/asking.hpp"

#include "base/words.hpp"
#include "expr/ast.hpp"
#include "flow/graph.hpp"
#include "flow/handling.hpp"
#include "flow/responses.hpp"
#include "lint/side_by_side.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::lint {
namespace {

constexpr std::string_view typed = "input.digits";

// What a condition says about the keys typed.
class KeyReader {
public:
    KeyReader(Asking& out, flow::StateId state) : out_(out), state_(state) {}

    void branches(const std::vector<flow::Branch>& all) {
        for (const flow::Branch& branch : all) {
            for (const flow::Condition& one : branch.conditions) condition(one, target_of(branch));
            const bool about_keys = std::ranges::any_of(
                branch.conditions, [](const flow::Condition& one) { return names_keys(one.expression); });
            if (!about_keys && !branch.conditions.empty()) out_.guards_others = true;
            for (const flow::Switch& choice : branch.choose) {
                if (!choice.on.empty() && choice.on.text() == typed) {
                    out_.tells_apart = true;
                    for (const flow::SwitchCase& one : choice.cases)
                        out_.keys.push_back({one.value, target_of(one.branches), one.where});
                } else if (names_keys(choice.on)) {
                    out_.understood = false;
                } else {
                    for (const flow::SwitchCase& one : choice.cases) branches(one.branches);
                }
                branches(choice.otherwise);
            }
        }
    }
    void condition(const flow::Condition& one, flow::StateId target) {
        if (!names_keys(one.expression)) return;
        out_.tells_apart = true;
        const expr::Ast& ast = one.expression.ast();
        std::size_t known = 0;
        for (const expr::Node& node : ast.nodes) {
            if (node.kind != expr::NodeKind::equal && node.kind != expr::NodeKind::in) continue;
            const auto children = ast.children_of(node);
            const bool first = ast.slice(ast.nodes[children[0]].where) == typed;
            const bool second = ast.slice(ast.nodes[children[1]].where) == typed;
            if (first == second) continue;
            if (literals(ast, ast.nodes[children[first ? 1 : 0]], one, target)) ++known;
        }
        const auto named = std::ranges::count(one.expression.references(), typed, &expr::Reference::path);
        if (one.negated || known != static_cast<std::size_t>(named)) out_.understood = false;
    }

private:
    bool literals(const expr::Ast& ast, const expr::Node& node, const flow::Condition& one, flow::StateId target) {
        if (node.kind == expr::NodeKind::literal) {
            const expr::Value& value = ast.literals[node.data];
            if (value.kind() != expr::Kind::string) return false;
            out_.keys.push_back({std::string(value.as_string()), target, one.where});
            return true;
        }
        if (node.kind != expr::NodeKind::list) return false;
        return std::ranges::all_of(ast.children_of(node),
                                   [&](std::uint32_t child) { return literals(ast, ast.nodes[child], one, target); });
    }
    static bool names_keys(const expr::Expression& one) {
        return !one.empty() &&
               std::ranges::find(one.references(), typed, &expr::Reference::path) != one.references().end();
    }
    [[nodiscard]] flow::StateId target_of(const flow::Branch& branch) const {
        if (branch.kind == flow::Branch::Kind::same) return state_;
        return branch.kind == flow::Branch::Kind::state ? branch.target : flow::none;
    }
    [[nodiscard]] flow::StateId target_of(const std::vector<flow::Branch>& all) const {
        return all.size() == 1 && all.front().conditions.empty() ? target_of(all.front()) : flow::none;
    }

    Asking& out_;
    flow::StateId state_;
};

void find_keys(const flow::Flow& flow, Asking& out) {
    const flow::State& state = flow.states[out.state];
    const flow::Attribute* action = find_attribute(*out.gather, "action");
    if (action == nullptr || action->event.empty()) return;
    const flow::HandledAs event = flow::handled_as(flow, action->event.front().actor, action->event.front().event);
    for (const flow::Handler& one : state.on) {
        if (one.event != event.own && one.event != event.bare) continue;
        if (out.handler != nullptr || !one.conditions.empty()) { // what holds where is another question
            out.handler = nullptr;
            return;
        }
        out.handler = &one;
    }
    if (out.handler == nullptr) return;
    out.understood = true;
    out.menu = out.handler->menu;
    out.takes_others = flow::takes_always(*out.handler);
    if (!out.menu) {
        KeyReader(out, out.state).branches(out.handler->branches);
        return;
    }
    out.tells_apart = true;
    for (const flow::MenuChoice& one : state.menu->keys)
        out.keys.push_back({one.text, one.targets.size() == 1 ? one.targets.front() : flow::none, one.where});
}

void hear(const flow::Flow& flow, const flow::Verb& verb, Asking& out) {
    if (is(verb, "say")) {
        for (const auto& [text, where] : texts_of(flow, verb)) {
            out.heard.push_back({text, where, offers(text)});
            if (text.find("{{") != std::string_view::npos) out.heard_all = false;
        }
    } else if (!is(verb, "pause")) {
        out.heard_all = false;
    }
}

constexpr std::string_view secrets[] = {
    "pin",         "pin code",       "pin number",  "passcode",      "password",   "cvv",
    "cvc",         "security code",  "card number", "credit card",   "debit card", "social security",
    "ssn",         "access code",    "contraseña",  "clave secreta", "tarjeta",    "geheimzahl",
    "code secret", "código secreto",
};

} // namespace

std::string_view secret_asked_for(const Asking& asking, std::string_view state) {
    std::string text(state);
    std::ranges::replace(text, '_', ' ');
    for (const Heard& heard : asking.heard) text.append(". ").append(heard.text);
    const std::string words = plain_words(text);
    for (const std::string_view word : secrets)
        if (base::has_word(words, word)) return word;
    return {};
}

std::vector<std::pair<std::string_view, base::Span>> texts_of(const flow::Flow& flow, const flow::Verb& say) {
    std::vector<std::pair<std::string_view, base::Span>> out;
    for (const std::string_view name : {"text", "ssml"}) {
        if (const flow::Attribute* one = find_attribute(say, name)) out.emplace_back(one->value.text(), one->where);
    }
    for (const flow::SpokenPrompt& spoken : say.prompt)
        for (const flow::PromptText& one : flow.prompts[spoken.prompt].texts)
            out.emplace_back(one.text.text(), one.where);
    return out;
}

namespace {

bool has_same(const std::vector<flow::Branch>& branches) {
    return std::ranges::any_of(branches, [](const flow::Branch& one) {
        if (one.kind == flow::Branch::Kind::same) return true;
        return std::ranges::any_of(one.choose, [](const flow::Switch& choice) {
            return has_same(choice.otherwise) || std::ranges::any_of(choice.cases, [](const flow::SwitchCase& each) {
                       return has_same(each.branches);
                   });
        });
    });
}

bool has_same(const std::vector<flow::Handler>& handlers) {
    return std::ranges::any_of(handlers, [](const flow::Handler& one) { return has_same(one.branches); });
}

} // namespace

Survey::Survey(const flow::Flow& flow) : flow_(flow) {
    side_by_side(3, flow.states.size() >= large_flow, [this](std::size_t part) {
        if (part == 0) look_for_askings();
        if (part == 1) {
            guards_ = flow::Guards(flow_);
            look_for_repeats();
        }
        if (part != 2) return;
        uses_ = flow::all_uses(flow_);
        outside_ = flow::sent_from_outside(flow_, uses_.references);
    });
}

void Survey::look_for_repeats() {
    // `same` of a flow-wide handler is whichever state the call is in
    const bool anywhere = std::ranges::any_of(flow_.bodies, [](const flow::Body& body) { return has_same(body.on); });
    repeats_.resize(flow_.states.size());
    for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
        const flow::State& state = flow_.states[id];
        repeats_[id] = anywhere || has_same(state.on) || has_same(state.next);
    }
}

void Survey::look_for_askings() {
    for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
        const flow::State& state = flow_.states[id];
        flow::each_verb(state.response, [&](const flow::Verb& verb) { verbs_.push_back({id, &verb}); });
        response(id, state.response.verbs);
        for (const flow::ProviderResponse& one : state.response.by_provider) response(id, one.verbs);
    }
}

void Survey::response(flow::StateId state, const std::vector<flow::Verb>& verbs) {
    for (std::size_t i = 0; i < verbs.size(); ++i) {
        if (!is(verbs[i], "gather")) continue;
        Asking& out = askings_.emplace_back();
        out.state = state;
        out.gather = &verbs[i];
        if (find_attribute(verbs[i], "input") != nullptr) {
            const auto words = literal(verbs[i], "input");
            out.takes_speech = !words || words->find("speech") != std::string_view::npos;
            out.takes_keys = !words || words->find("dtmf") != std::string_view::npos;
        }
        find_keys(flow_, out);
        std::size_t first = i;
        while (first > 0 && !is(verbs[first - 1], "gather")) --first;
        out.hears_before = first < i;
        for (; first < i; ++first) hear(flow_, verbs[first], out);
        for (const flow::Verb& child : verbs[i].children) hear(flow_, child, out);
    }
}

} // namespace callflow::lint

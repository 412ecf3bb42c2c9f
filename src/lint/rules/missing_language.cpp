#include "base/text.hpp"
#include "expr/analyse.hpp"
#include "flow/responses.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

using Given = flow::SpokenPrompt::Given;

// A language that calls can have, and what gives it to them.
struct Language {
    std::string name; // empty: a call that has none
    base::Span where;
};

// As far as the var's declaration and the texts that it is set to tell.
std::vector<Language> languages(const flow::Flow& flow, const flow::Var& var) {
    std::vector<Language> out;
    const auto add = [&out](std::string name, base::Span where) {
        if (std::ranges::find(out, name, &Language::name) == out.end()) out.push_back({std::move(name), where});
    };
    for (const std::string& one : var.domain.values) add(one, var.where);
    if (!out.empty()) return out;
    const std::string initial = var.initial.to_text();
    if (!initial.empty()) add(initial, var.where);
    bool set = false;
    flow::each_setting(flow, [&](const flow::Setting& one) {
        if (&flow.vars[one.var] != &var) return;
        set = true;
        const auto value = one.value != nullptr ? expr::constant_value(*one.value) : std::nullopt;
        if (value && value->kind() == expr::Kind::string && !value->to_text().empty()) add(value->to_text(), one.where);
    });
    if (initial.empty() && !set) add({}, var.where);
    return out;
}

std::string listed(const flow::Prompt& prompt) {
    std::vector<std::string_view> names;
    names.reserve(prompt.texts.size());
    for (const flow::PromptText& one : prompt.texts) names.emplace_back(one.language);
    return fmt::format("{}", fmt::join(names, ", "));
}

// A verb that speaks in a language of its own, or in the one of `defaults` where there is no var.
void check_literal(const flow::Flow& flow, const flow::SpokenPrompt& spoken, const base::Code& page,
                   base::Diagnostics& diagnostics) {
    const flow::Prompt& prompt = flow.prompts[spoken.prompt];
    if (!spoken.language.is_literal() || prompt.text_for(spoken.language.literal()) != nullptr) return;
    auto& finding = diagnostics.report(page, spoken.where,
                                       fmt::format("the prompt {} has no text for {}, and cannot be spoken here",
                                                   base::quoted(prompt.name), spoken.language.literal()));
    finding.notes.push_back({prompt.where, fmt::format("it has texts for {}", listed(prompt))});
    finding.help = fmt::format("add a text: `{}: …`", spoken.language.literal());
}

using Terms = std::vector<expr::Term>;

// A verb that speaks, and the state whose response it is part of.
struct Speaker {
    const flow::Verb* verb = nullptr;
    flow::StateId state = flow::none;
};

void append_terms(const std::vector<flow::Condition>& conditions, Terms& terms) {
    for (const flow::Condition& one : conditions) {
        if (!one.expression.empty()) terms.push_back({one.expression, one.negated});
    }
}

// Per state what holds whenever a call comes in, each way by itself: the conditions of transitions, and that those before them did
// not hold. A way of which nothing is known has no terms.
class WaysIn {
public:
    WaysIn(const flow::Flow& flow, expr::Slot language) : language_(language), ways_(flow.states.size()) {
        for (const flow::Body& body : flow.bodies) {
            if (body.initial != flow::none) ways_[body.initial].emplace_back();
            for (const flow::Handler& one : body.on) branches(one.conditions, one.branches);
        }
        for (const flow::State& state : flow.states) {
            for (const flow::Handler& one : state.on) branches(one.conditions, one.branches);
            branches({}, state.next);
        }
    }
    [[nodiscard]] const std::vector<Terms>& operator[](flow::StateId state) const { return ways_[state]; }

private:
    void branches(const std::vector<flow::Condition>& outer, const std::vector<flow::Branch>& all) {
        Terms passed; // of candidates that did not hold
        for (const flow::Branch& branch : all) {
            Terms terms = passed;
            append_terms(outer, terms);
            append_terms(branch.conditions, terms);
            const auto sets = [&](const flow::Assignment& one) { return one.slot == language_; };
            if (std::ranges::any_of(branch.set, sets)) terms.clear();
            if (branch.kind == flow::Branch::Kind::state && branch.target != flow::none)
                ways_[branch.target].push_back(std::move(terms));
            for (const flow::Switch& choice : branch.choose) {
                for (const flow::SwitchCase& one : choice.cases) branches({}, one.branches);
                branches({}, choice.otherwise);
            }
            if (branch.conditions.size() != 1 || branch.conditions.front().expression.empty()) continue;
            const flow::Condition& own = branch.conditions.front();
            passed.push_back({own.expression, !own.negated});
        }
    }

    expr::Slot language_;
    std::vector<std::vector<Terms>> ways_;
};

// Whether one of the verbs speaks to calls in that language too, as far as their own conditions tell, and those on the way in.
bool spoken_to(const flow::Flow& flow, const WaysIn& ways, const std::vector<Speaker>& verbs,
               const std::string& language) {
    if (language.find_first_of("\"\\") != std::string::npos) return true;
    expr::Scope scope = flow.scope;
    base::Diagnostics unused;
    const expr::Expression is = expr::compile(fmt::format("language == \"{}\"", language), scope,
                                              expr::Type::of(expr::Kind::boolean), {}, unused);
    if (is.empty()) return true;
    expr::Analyser analyser(flow.scope);
    const expr::Term fact[] = {{is, false}};
    const auto may_hold = [&](const Terms& terms) {
        return terms.empty() || analyser.contradicts(fact, terms) != expr::Answer::yes;
    };
    constexpr std::size_t most = 20; // ways that are looked at
    return std::ranges::any_of(verbs, [&](const Speaker& one) {
        Terms own;
        append_terms(one.verb->conditions, own);
        if (!may_hold(own)) return false;
        const std::vector<Terms>& in = ways[one.state];
        if (in.empty() || in.size() > most) return true;
        return std::ranges::any_of(in, [&](const Terms& way) {
            Terms both = own;
            both.insert(both.end(), way.begin(), way.end());
            return way.empty() || may_hold(both);
        });
    });
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    const flow::Var* var = flow.find_var("language");
    std::vector<std::vector<Speaker>> by_var(flow.prompts.size()); // that speak in the call's language
    for (const flow::State& state : flow.states) {
        flow::each_verb(state.response, [&](const flow::Verb& verb) {
            for (const flow::SpokenPrompt& spoken : verb.prompt) {
                if (spoken.given != Given::by_verb && var != nullptr)
                    by_var[spoken.prompt].push_back({&verb, static_cast<flow::StateId>(&state - flow.states.data())});
                else if (spoken.given != Given::nowhere)
                    check_literal(flow, spoken, page, diagnostics);
            }
        });
    }
    if (var == nullptr) return;
    const std::vector<Language> all = languages(flow, *var);
    const WaysIn ways(flow, var->slot);
    for (std::size_t i = 0; i < flow.prompts.size(); ++i) {
        const flow::Prompt& prompt = flow.prompts[i];
        std::vector<std::string> missing;
        base::Span given;
        for (const Language& one : all) {
            if (by_var[i].empty() || prompt.text_for(one.name) != nullptr) continue;
            if (!one.name.empty() && !spoken_to(flow, ways, by_var[i], one.name)) continue;
            if (missing.empty()) given = one.where;
            missing.push_back(one.name);
        }
        if (missing.empty()) continue;
        if (missing.front().empty()) {
            auto& finding =
                diagnostics.report(page, prompt.where,
                                   fmt::format("the prompt {} is spoken in the call's language, and it has none",
                                               base::quoted(prompt.name)));
            finding.notes.push_back({given, "without a default, and nothing sets it"});
            if (!prompt.texts.empty())
                finding.help = fmt::format("give the var a default: `language: {}`", prompt.texts.front().language);
            continue;
        }
        auto& finding = diagnostics.report(
            page, prompt.where,
            fmt::format("the prompt {} has no text for {}", base::quoted(prompt.name), fmt::join(missing, ", ")));
        finding.notes.push_back({given, "the language of a call"});
        finding.help = fmt::format("add a text: `{}: …`", missing.front());
    }
}

} // namespace

extern const Rule missing_language;
const Rule missing_language{
    .page = {.code = "CF6011",
             .name = "missing_language",
             .severity = base::Severity::warning,
             .summary = "A prompt without a text for a language that calls have",
             .why = "A prompt is spoken in the call's `language`: the text of exactly that language, else that of its "
                    "first part (`es` for es-MX). Where there is neither, the step of a call in that language fails.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
vars: {language: {values: [en-US, es-MX], default: en-US}}
prompts:
  welcome: {en: Hello}
states:
  greeting:
    response: [say: {prompt: welcome}]
    next: done
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
vars: {language: {values: [en-US, es-MX], default: en-US}}
prompts:
  welcome: {en: Hello, es: Hola}
states:
  greeting:
    response: [say: {prompt: welcome}]
    next: done
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
vars: {language: {values: [en-US, es-MX], default: en-US}}
prompts:
  brand: {en: Acme}
states:
  greeting:
    response: [say: {prompt: brand, language: en-GB}]
    next: done
  done: {final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules

#include "base/text.hpp"
#include "flow/call_graph.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <vector>

namespace callflow::lint::rules {
namespace {

// A var without a default, and where it is set.
struct Watched {
    const flow::Var* var = nullptr;
    bool anywhere = false; // set by what holds in many states
    std::vector<flow::StateId> set_in;
    std::vector<flow::Use> reads;
    std::vector<base::Span> places;
};

// A callback that waits sees what the vars are when it is run at last.
bool is_deferred(const flow::Flow& flow, const flow::Use& use) {
    const bool of_effect = use.kind == flow::Use::Kind::effect || use.kind == flow::Use::Kind::value;
    return flow.defer_callbacks && of_effect && use.to == flow::none;
}

std::vector<Watched> watched_vars(const Context& context) {
    std::vector<Watched> watched;
    std::vector<std::size_t> by_slot(context.flow.scope.slot_count(), SIZE_MAX);
    std::vector<std::size_t> by_var(context.flow.vars.size(), SIZE_MAX);
    for (std::size_t i = 0; i < context.flow.vars.size(); ++i) {
        if (context.flow.vars[i].defaulted) continue;
        by_slot[context.flow.vars[i].slot] = by_var[i] = watched.size();
        watched.emplace_back().var = &context.flow.vars[i];
    }
    if (watched.empty()) return watched;
    std::ranges::for_each(context.survey.settings(), [&](const flow::Setting& one) {
        if (by_var[one.var] == SIZE_MAX) return;
        Watched& var = watched[by_var[one.var]];
        var.anywhere = var.anywhere || one.state == flow::none;
        if (one.state != flow::none) var.set_in.push_back(one.state);
    });
    std::ranges::for_each(context.survey.uses(), [&](const flow::Use& use) {
        for (const expr::Reference& one : use.expression->references()) {
            if (by_slot[one.slot] == SIZE_MAX || use.state == flow::none || is_deferred(context.flow, use)) continue;
            watched[by_slot[one.slot]].reads.push_back(use);
            watched[by_slot[one.slot]].places.push_back(one.where);
        }
    });
    return watched;
}

// Whether the var may have been set when that is read.
bool may_be_set(const flow::CallGraph& calls, const flow::CallGraph::Origin& origin, const flow::Use& use,
                const std::vector<bool>& answers, std::size_t& next) {
    const bool here = answers[next++];
    const bool there = use.to != flow::none && answers[next++];
    return here || there || calls.beside(origin, use.state);
}

void report(const Context& context, const Watched& var, std::size_t read, const base::Code& page,
            base::Diagnostics& diagnostics) {
    auto& finding = diagnostics.report(page, var.places[read],
                                       fmt::format("{} is always empty here: no path to state {} sets it",
                                                   base::quoted(var.var->name),
                                                   base::quoted(context.flow.states[var.reads[read].state].name)));
    finding.help =
        var.set_in.empty() ? "set it on the way, or give it a default" : "set it before, or give it a default";
    finding.notes.push_back({var.var->where, "declared here without a default"});
}

// A text that is empty by default, that nothing sets or asks about, and that callers are told. The application may give it.
void find_spoken(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    const auto is_empty = [](const flow::Var& one) {
        return one.defaulted && one.initial.kind() == expr::Kind::string && one.initial.as_string().empty();
    };
    if (std::ranges::none_of(flow.vars, is_empty)) return;
    std::vector<bool> known(flow.vars.size());
    for (std::size_t i = 0; i < flow.vars.size(); ++i) known[i] = !is_empty(flow.vars[i]);
    std::ranges::for_each(context.survey.settings(), [&](const flow::Setting& one) { known[one.var] = true; });
    std::vector<base::Span> spoken(flow.vars.size());
    std::vector<const expr::Expression*> said;
    const auto text = [&](const expr::Template& one) {
        for (const expr::Template::Part& part : one.parts())
            if (!part.expression.empty()) said.push_back(&part.expression);
    };
    for (const Survey::Placed& one : context.survey.verbs()) {
        if (!is(*one.verb, "say") || !one.verb->conditions.empty()) continue;
        if (const flow::Attribute* own = find_attribute(*one.verb, "text")) text(own->value);
        for (const flow::SpokenPrompt& prompt : one.verb->prompt)
            for (const flow::PromptText& each : flow.prompts[prompt.prompt].texts) text(each.text);
    }
    std::ranges::sort(said);
    std::ranges::for_each(context.survey.uses(), [&](const flow::Use& use) {
        const bool whole = use.expression->references().size() == 1 &&
                           base::trim(use.expression->text()) == use.expression->references().front().path;
        for (const expr::Reference& name : use.expression->references()) {
            const flow::Var* var = flow.find_var(name.path);
            if (var == nullptr) continue;
            const auto index = static_cast<std::size_t>(var - flow.vars.data());
            if (!whole || !std::ranges::binary_search(said, use.expression))
                known[index] = true; // somebody thought of what it may be
            else if (!spoken[index].valid())
                spoken[index] = name.where;
        }
    });
    for (std::size_t i = 0; i < flow.vars.size(); ++i) {
        if (known[i] || !spoken[i].valid()) continue;
        auto& finding = diagnostics.report(
            page, spoken[i],
            fmt::format("{} is empty here unless the application gives it: nothing in the flow sets it",
                        base::quoted(flow.vars[i].name)));
        finding.severity = base::Severity::note;
        finding.help = "set it on the way, or give it a default that can be said";
        finding.notes.push_back({flow.vars[i].where, "declared here as an empty text"});
    }
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    find_spoken(context, page, diagnostics);
    std::vector<Watched> watched = watched_vars(context);
    std::erase_if(watched, [](const Watched& var) { return var.anywhere || var.reads.empty(); });
    if (watched.empty()) return;
    const flow::CallGraph calls(context.flow, std::vector<bool>(context.flow.states.size()));
    std::vector<flow::Question> questions;
    for (const Watched& var : watched) {
        flow::Question& question = questions.emplace_back();
        for (const flow::StateId id : var.set_in) question.starts.push_back(flow::CallGraph::entered(id));
        for (const flow::Use& use : var.reads) {
            question.asked.push_back(calls.deciding(use.state));
            if (use.to != flow::none) question.asked.push_back(flow::CallGraph::entered(use.to));
        }
    }
    flow::answer(calls.arrows(), questions);
    for (std::size_t i = 0; i < watched.size(); ++i) {
        const flow::CallGraph::Origin origin = calls.origin(watched[i].set_in);
        std::size_t next = 0;
        for (std::size_t read = 0; read < watched[i].reads.size(); ++read) {
            if (may_be_set(calls, origin, watched[i].reads[read], questions[i].answers, next)) continue;
            report(context, watched[i], read, page, diagnostics);
            break; // one finding for a var says it
        }
    }
}

} // namespace

extern const Rule unset_var;
const Rule unset_var{
    .page =
        {.code = "CF4002",
         .name = "unset_var",
         .severity = base::Severity::warning,
         .summary = "A var that is read where no path has set it",
         .why =
             "A var that has a type and no default is empty until a transition sets it. Where it is read in a state that no "
             "setting leads to, the caller always hears nothing, and a guard always sees the empty value. A default of \"\" that nothing sets and a prompt speaks is a "
             "note: the application may give it.",
         .bad = R"(callflow: 1
name: shop
initial: greeting
vars: {account: {type: string}}
states:
  greeting:
    response: [gather: {action: typed, prompt: [say: "Your account is {{ account }}. Type it again."]}]
    on: {typed: {to: thanks, set: {account: input.digits}}}
    next: thanks
  thanks:
    response: [say: "Thank you, {{ account }}"]
    next: done
  done: {final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: greeting
vars: {account: {type: string}}
states:
  greeting:
    response: [gather: {action: typed, prompt: [say: Type your account number.]}]
    on: {typed: {to: thanks, set: {account: input.digits}}}
    next: thanks
  thanks:
    response: [say: "Thank you, {{ account }}"]
    next: done
  done: {final: true}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: greeting
vars: {account: {type: string, default: ""}, tries: {type: int}, stars: {type: string}}
states:
  greeting:
    response: [gather: {action: typed, prompt: [say: "Try {{ tries }}. Your account is {{ account }}."]}]
    on: {typed: {to: same, set: {account: input.digits, tries: tries + 1}}}
    next: survey
  survey: {flow: questions, next: thanks}
  thanks:
    response: [say: "You gave {{ stars }} stars"]
    next: done
  done: {final: true}
flows:
  questions:
    initial: ask
    states:
      ask:
        response: [gather: {action: rated, prompt: [say: From 1 to 5]}]
        on: {rated: {to: end, set: {stars: input.digits}}}
        next: end
      end: {final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules

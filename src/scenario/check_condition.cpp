// `check:`, an expectation as an expression over everything a flow's own expressions see, and what the step did.
#include "scenario/check_condition.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "scenario/emulation.hpp"
#include "scenario/guests.hpp"
#include "scenario/runner.hpp"

#include <fmt/format.h>

namespace callflow::scenario {
namespace {

constexpr std::string_view response_name = "response";
constexpr std::string_view effects_name = "effects";
constexpr std::string_view heard_name = "heard";
constexpr std::string_view billed_name = "billed";

// Where the expression's bytes stand in the file: exactly where it is written on one line, with or without quotes.
expr::Locate locate(const base::Span& where, std::size_t length) {
    const std::size_t quotes = where.size() == length ? 0 : 1;
    const bool exact = where.size() == length + 2 * quotes;
    return [where, exact, quotes](std::uint32_t begin, std::uint32_t end) {
        if (!exact) return where;
        const auto first = where.begin + static_cast<std::uint32_t>(quotes);
        return base::Span{where.file, first + begin, first + end};
    };
}

// As `expect` writes an effect: a hook's name, or a map with the kind.
expr::Value effect_value(const TraceEffect& effect) {
    if (effect.kind == "run") return expr::Value::string(effect.hook);
    std::vector<std::pair<expr::Value, expr::Value>> fields;
    fields.reserve(effect.fields.size());
    for (const auto& [name, value] : effect.fields) fields.emplace_back(expr::Value::string(name), value);
    return expr::Value::map({{expr::Value::string(effect.kind), expr::Value::map(std::move(fields))}});
}

void put(const flow::Flow& flow, std::vector<expr::Value>& slots, std::string_view name, expr::Value value) {
    const expr::Scope::Found found = flow.scope.find(name);
    if (found.what == expr::Scope::Found::What::plain && found.slot < slots.size())
        slots[found.slot] = std::move(value);
}

} // namespace

void compile_condition(flow::Flow& flow, Expect& expect, base::Diagnostics& diagnostics) {
    if (expect.check.empty()) return;
    const auto declare = [&](std::string_view name, expr::Type type) {
        if (flow.scope.find(name).what == expr::Scope::Found::What::nothing)
            flow.scope.declare(std::string(name), std::move(type));
    };
    declare(response_name, expr::Type::of(expr::Kind::string));
    declare(effects_name, {expr::Type::Tag::list, expr::Kind::list, {expr::Type::dynamic()}, 0});
    declare(heard_name, {expr::Type::Tag::list, expr::Kind::list, {expr::Type::of(expr::Kind::string)}, 0});
    declare(billed_name, expr::Type::of(expr::Kind::integer));
    expect.check_expression = expr::compile(expect.check, flow.scope, expr::Type::of(expr::Kind::boolean),
                                            locate(expect.check_where, expect.check.size()), diagnostics);
}

void check_condition(Run& run, const Expect& expect, const OpenCall& open, bool whole) {
    if (expect.check_expression.empty()) return;
    const flow::Flow& flow = run.machine.flow();
    std::vector<expr::Value> slots = open.call.slots;
    slots.resize(flow.scope.slot_count());
    std::vector<TraceDocument> documents;
    engine::StepError error;
    if (documents_in_force(run, open, documents, error) && !documents.empty())
        put(flow, slots, response_name, expr::Value::string(documents.front().body));
    std::vector<expr::Value> effects;
    for (std::size_t i = run.step.first_trace; i < run.trace.steps.size(); ++i) {
        for (const TraceEffect& effect : run.trace.steps[i].effects) {
            if (effect.kind != "set" && effect.kind != "log") effects.push_back(effect_value(effect));
        }
    }
    put(flow, slots, effects_name, expr::Value::list(std::move(effects)));
    std::vector<expr::Value> heard;
    for (const std::string& one : heard_anywhere(run, open, heard_spot(run, open, whole), whole))
        heard.push_back(expr::Value::string(one));
    put(flow, slots, heard_name, expr::Value::list(std::move(heard)));
    put(flow, slots, billed_name, expr::Value::integer(billed_minutes(run)));
    std::string why;
    if (expect.check_expression.holds(slots, &why)) return;
    auto& finding = run.failed(base::codes::expectation_failed, expect.check_where,
                               why.empty() ? "the check does not hold" : "the check does not hold: " + why);
    std::string values;
    for (const expr::Reference& one : expect.check_expression.references()) {
        if (one.path == response_name || one.slot >= slots.size()) continue;
        const std::string value = is_secret(run, open, one.path) ? std::string(flow::hidden_text)
                                  : slots[one.slot].is_absent()  ? "not there"
                                                                 : slots[one.slot].to_json();
        values += fmt::format("{}{} is {}", values.empty() ? "" : ", ", one.path, base::printable(value, 120));
    }
    if (!values.empty()) finding.notes.push_back({{}, values});
}

} // namespace callflow::scenario

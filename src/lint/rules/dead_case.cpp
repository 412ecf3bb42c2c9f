#include "base/text.hpp"
#include "flow/guards.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace callflow::lint::rules {
namespace {

class Search {
public:
    Search(const flow::Flow& flow, const base::Code& page, base::Diagnostics& diagnostics)
        : flow_(flow), page_(page), diagnostics_(diagnostics) {}

    void handlers(const std::vector<flow::Handler>& handlers) {
        for (const flow::Handler& handler : handlers) branches(handler.branches);
    }
    // As deep as the document is, which is bounded.
    void branches(const std::vector<flow::Branch>& branches_of) {
        for (const flow::Branch& branch : branches_of) {
            for (const flow::Switch& one : branch.choose) choice(one);
        }
    }

private:
    void choice(const flow::Switch& one) {
        const std::vector<std::string> values = flow::values_of(flow_, one.on);
        for (const flow::SwitchCase& each : one.cases) {
            branches(each.branches);
            if (whole_number(one.on, each)) continue;
            if (values.empty() || std::find(values.begin(), values.end(), each.value) != values.end()) continue;
            diagnostics_
                .report(page_, each.where, fmt::format("{} is never {}", one.on.text(), base::quoted(each.value)))
                .help = fmt::format("it can be {}", fmt::join(values, ", "));
        }
        branches(one.otherwise);
    }

    // Of a number the case is one too, as it is written out, and within the var's bounds. False where it is none.
    bool whole_number(const expr::Expression& on, const flow::SwitchCase& each) {
        const expr::Type& type = on.type();
        if (on.empty() || type.tag != expr::Type::Tag::plain || type.kind != expr::Kind::integer) return false;
        const auto never = [&](std::string help) {
            diagnostics_.report(page_, each.where, fmt::format("{} is never {}", on.text(), base::quoted(each.value)))
                .help = std::move(help);
            return true;
        };
        const auto number = base::parse_int(each.value);
        if (!number) return never("it is a whole number");
        if (std::to_string(*number) != each.value) return never(fmt::format("write it as {}", *number));
        const flow::Var* var = flow_.find_var(on.text());
        if (var == nullptr) return false;
        if (var->domain.minimum && *number < var->domain.minimum->as_integer())
            return never(fmt::format("it is {} at least", var->domain.minimum->to_text()));
        if (var->domain.maximum && *number > var->domain.maximum->as_integer())
            return never(fmt::format("it is {} at most", var->domain.maximum->to_text()));
        return false;
    }

    const flow::Flow& flow_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search search(context.flow, page, diagnostics);
    for (const flow::State& state : context.flow.states) {
        search.handlers(state.on);
        search.branches(state.next);
    }
    for (const flow::Body& body : context.flow.bodies) search.handlers(body.on);
}

} // namespace

extern const Rule dead_case;
const Rule dead_case{
    .page = {.code = "CF3014",
             .name = "dead_case",
             .severity = base::Severity::warning,
             .summary = "A case that never comes",
             .why = "A var with `values:` and a bool can only have certain values. A case for another one is a slip of "
                    "the pen in the case or a value that is missing in the list.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
vars: {plan: {default: basic, values: [basic, gold]}}
states:
  greeting:
    response: [say: Hello]
    next: {switch: plan, case: {glod: vip}, else: done}
  vip:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
vars: {plan: {default: basic, values: [basic, gold]}}
states:
  greeting:
    response: [say: Hello]
    next: {switch: plan, case: {gold: vip}, else: done}
  vip:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
vars: {plan: basic}
states:
  greeting:
    response: [say: Hello]
    next: {switch: plan, case: {glod: vip}, else: done}
  vip:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules

#include "base/text.hpp"
#include "expr/ast.hpp"
#include "flow/graph.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string_view>

namespace callflow::lint::rules {
namespace {

constexpr std::string_view typed = "input.digits";

// How many characters a text has at least that the pattern matches; 0 where that is not plain to see.
std::size_t shortest_match(std::string_view pattern) {
    if (pattern.find_first_of("|()") != std::string_view::npos) return 0;
    std::size_t total = 0;
    std::size_t last = 0; // what the part before a count adds
    for (std::size_t at = 0; at < pattern.size();) {
        const char c = pattern[at];
        if (c == '*' || c == '?') {
            total -= last;
            last = 0;
            ++at;
        } else if (c == '+') {
            ++at;
        } else if (c == '{') {
            const std::size_t end = pattern.find_first_of(",}", at);
            const auto least =
                end == std::string_view::npos ? std::nullopt : base::parse_int(pattern.substr(at + 1, end - at - 1));
            if (!least || *least < 0 || *least > 1000) return 0;
            total = total - last + last * static_cast<std::size_t>(*least);
            at = std::min(pattern.find('}', at), pattern.size() - 1) + 1;
            last = 0;
        } else if (c == '^' || c == '$') {
            last = 0;
            ++at;
        } else {
            std::size_t next = at + 1;
            if (c == '\\') next = at + 2;
            if (c == '\\' && at + 1 < pattern.size() &&
                std::string_view("dDwWsS.*+#").find(pattern[at + 1]) == std::string_view::npos)
                return 0;
            if (c == '[') {
                next = pattern.find(']', at + 2);
                if (next == std::string_view::npos) return 0;
                ++next;
            }
            total += last = 1;
            at = next;
        }
    }
    return total;
}

// How many keys it takes for this part of a condition to hold; 0 where it says nothing of the kind.
std::size_t asks_for(const expr::Ast& ast, const expr::Node& node) {
    const auto children = ast.children_of(node);
    const auto text = [&](std::size_t i) { return ast.slice(ast.nodes[children[i]].where); };
    const auto literal = [&](std::size_t i) {
        const expr::Node& one = ast.nodes[children[i]];
        return one.kind == expr::NodeKind::literal ? &ast.literals[one.data] : nullptr;
    };
    if (node.kind == expr::NodeKind::method && children.size() == 2 && text(0) == typed) {
        const expr::Value* value = literal(1);
        if (value == nullptr || value->kind() != expr::Kind::string) return 0;
        const std::string_view word = ast.word(node);
        if (word == "matches") return shortest_match(value->as_string());
        return word == "startsWith" || word == "endsWith" || word == "contains" ? value->as_string().size() : 0;
    }
    const bool compares = node.kind == expr::NodeKind::equal || node.kind == expr::NodeKind::greater ||
                          node.kind == expr::NodeKind::greater_equal;
    if (!compares || (text(0) != "size(input.digits)" && text(0) != "input.digits.size()")) return 0;
    const expr::Value* value = literal(1);
    if (value == nullptr || value->kind() != expr::Kind::integer || value->as_integer() < 0) return 0;
    return static_cast<std::size_t>(value->as_integer()) + (node.kind == expr::NodeKind::greater ? 1 : 0);
}

void look_at_conditions(const flow::Handler& handler, const flow::Attribute& most, std::size_t keys,
                        const base::Code& page, base::Diagnostics& diagnostics) {
    flow::each_branch(handler.branches, [&](const flow::Branch& branch) {
        for (const flow::Condition& one : branch.conditions) {
            if (one.expression.empty() || one.negated) continue;
            const expr::Ast& ast = one.expression.ast();
            for (const expr::Node& node : ast.nodes) {
                const std::size_t asked = asks_for(ast, node);
                if (asked <= keys) continue;
                auto& finding = diagnostics.report(page, one.where,
                                                   fmt::format("{} takes {} keys, and the gather ends after {}",
                                                               base::quoted(ast.slice(node.where)), asked, keys));
                finding.help = fmt::format("let it take more: `numDigits: {}`", asked);
                finding.notes.push_back({most.where, "the gather takes so many"});
            }
        }
    });
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Asking& one : context.survey.askings()) {
        const auto most = whole_number(*one.gather, "numDigits");
        if (one.menu || !most || *most < 1 || !one.takes_keys) continue;
        if (one.handler != nullptr)
            look_at_conditions(*one.handler, *find_attribute(*one.gather, "numDigits"), static_cast<std::size_t>(*most),
                               page, diagnostics);
        for (const KeyChoice& key : one.keys) {
            if (key.text.size() <= static_cast<std::size_t>(*most)) continue;
            auto& finding = diagnostics.report(page, key.where,
                                               fmt::format("{} is never typed: the gather ends after {} key{}",
                                                           base::quoted(key.text), *most, *most == 1 ? "" : "s"));
            finding.help = fmt::format("let it take more: `numDigits: {}`", key.text.size());
            finding.notes.push_back({find_attribute(*one.gather, "numDigits")->where, "the gather takes so many"});
        }
    }
}

} // namespace

extern const Rule key_too_long;
const Rule key_too_long{
    .page = {.code = "CF6013",
             .name = "key_too_long",
             .severity = base::Severity::warning,
             .summary = "A choice of more keys than the gather takes",
             .why = "A gather with `numDigits` ends with the last of them: a longer choice never comes, and its "
                    "first keys are taken for another one. The same holds of a condition that asks for more keys: "
                    "`input.digits.matches(\"^[0-9]{5}$\")`, `size(input.digits) == 5`.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Type your branch.]}]
    on: {chose: {switch: input.digits, case: {1: sales, 22: service}, else: service}}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 2, action: chose, prompt: [say: Type your branch.]}]
    on: {chose: {switch: input.digits, case: {1: sales, 22: service}, else: service}}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {action: chose, prompt: [say: Type your branch.]}]
    on: {chose: [{to: sales, if: 'input.digits in ["1", "1234"]'}, service]}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules

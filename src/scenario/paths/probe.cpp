// Numbers for conditions that calculate with what was typed or said: they are tried, one after the other.
#include "base/text.hpp"
#include "scenario/paths/values.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace callflow::scenario {
namespace {

using expr::Kind;
using expr::NodeKind;
using expr::Value;

constexpr std::int64_t largest = 1'000; // below which every number is tried

bool is_plain(NodeKind kind) {
    return kind == NodeKind::name || kind == NodeKind::member || kind == NodeKind::literal || kind == NodeKind::index;
}

// A number that is made of more than what was typed: of a part of it.
bool converts_part(const expr::Ast& ast, const expr::Node& node) {
    const bool named = node.kind == NodeKind::call || node.kind == NodeKind::method;
    if (!named) return false;
    const std::string_view word = ast.word(node);
    if (word != "int" && word != "uint" && word != "double") return false;
    return std::ranges::any_of(ast.children_of(node),
                               [&](std::uint32_t child) { return !is_plain(ast.nodes[child].kind); });
}

bool calculates(NodeKind kind) {
    return kind == NodeKind::subtract || kind == NodeKind::multiply || kind == NodeKind::divide ||
           kind == NodeKind::modulo || kind == NodeKind::negate;
}

// What is likely to matter: the constants, what they make of each other, and their neighbours.
std::set<std::int64_t> likely(const expr::Ast& ast) {
    std::vector<std::int64_t> constants;
    for (const Value& one : ast.literals) {
        if (constants.size() >= 8) break;
        if (one.kind() == Kind::integer && one.as_integer() < (1LL << 30) && one.as_integer() > -(1LL << 30))
            constants.push_back(one.as_integer());
        if (one.kind() == Kind::real && one.as_real() < 1e9 && one.as_real() > -1e9)
            constants.push_back(static_cast<std::int64_t>(one.as_real()));
    }
    std::set<std::int64_t> all;
    const auto offer = [&](std::int64_t number) {
        for (const std::int64_t by : {-1, 0, 1})
            if (number + by >= 0) all.insert(number + by);
    };
    for (const std::int64_t a : constants) {
        offer(a);
        for (const std::int64_t b : constants) {
            offer(a + b);
            offer(a - b);
            offer(a * b);
            if (b != 0) offer(a / b);
        }
    }
    return all;
}

} // namespace

std::vector<expr::Expression> parts_of(const expr::Ast& ast, const expr::Scope& scope) {
    constexpr std::size_t most = 8;
    expr::Scope own = scope;
    std::vector<expr::Expression> parts;
    std::vector<bool> reached(ast.nodes.size());
    reached.back() = true;
    for (std::uint32_t i = ast.root() + 1; i-- > 0 && parts.size() < most;) {
        const expr::Node& node = ast.nodes[i];
        if (!reached[i]) continue;
        if (node.kind == NodeKind::logical_and || node.kind == NodeKind::logical_or ||
            node.kind == NodeKind::logical_not) {
            for (const std::uint32_t child : ast.children_of(node)) reached[child] = true;
            continue;
        }
        base::Diagnostics unused;
        expr::Expression part = expr::compile(ast.slice(node.where), own, expr::Type::dynamic(), {}, unused);
        if (!part.empty()) parts.push_back(std::move(part));
    }
    return parts;
}

std::vector<Inputs> probe_numbers(const expr::Expression& condition, const expr::Scope& scope, std::string_view prefix,
                                  std::span<const Value> slots) {
    constexpr std::size_t most = 12;
    std::vector<Inputs> found;
    const expr::Ast& ast = condition.ast();
    std::set<expr::Slot> read;
    std::string path;
    for (const expr::Reference& one : condition.references()) {
        if (!one.path.starts_with(prefix)) continue;
        read.insert(one.slot);
        path = one.path.substr(prefix.size());
    }
    const bool worth = std::ranges::any_of(
        ast.nodes, [&](const expr::Node& one) { return calculates(one.kind) || converts_part(ast, one); });
    if (!worth || read.size() != 1 || path.find('.') != std::string::npos) return found;
    const std::vector<expr::Expression> parts = parts_of(ast, scope);
    std::set<std::int64_t> numbers = likely(ast);
    for (std::int64_t i = 0; i < largest; ++i) numbers.insert(i);
    std::vector<Value> all(slots.begin(), slots.end());
    std::set<std::string> seen;                            // what the parts came to
    for (const std::size_t width : {1u, 2u, 3u, 4u, 6u}) { // `007` is a number, too
        for (const std::int64_t number : numbers) {
            const std::string text = fmt::format("{:0{}}", number, width);
            if (width > 1 && text.front() != '0') continue; // it was there without
            all[*read.begin()] = Value::string(text);
            std::string outcomes;
            for (const expr::Expression& one : parts) {
                const Value outcome = one.evaluate(all);
                outcomes += outcome.kind() != Kind::boolean ? '?' : outcome.as_boolean() ? 't' : 'f';
            }
            if (!seen.insert(std::move(outcomes)).second) continue;
            found.push_back({{path, all[*read.begin()]}});
            if (found.size() >= most) return found;
        }
    }
    return found;
}

} // namespace callflow::scenario

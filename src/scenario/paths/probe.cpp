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

bool converts(const expr::Ast& ast, const expr::Node& node) {
    const bool named = node.kind == NodeKind::call || node.kind == NodeKind::method;
    if (!named) return false;
    const std::string_view word = ast.word(node);
    return word == "int" || word == "uint" || word == "double";
}

bool calculates(NodeKind kind) {
    return kind == NodeKind::add || kind == NodeKind::subtract || kind == NodeKind::multiply ||
           kind == NodeKind::divide || kind == NodeKind::modulo || kind == NodeKind::negate;
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

// A text that makes a condition true, and one that makes it false, where it calculates with one input that is a text and reads no
// other; empty where it does not, or where neither was found.
std::vector<Inputs> probe_numbers(const expr::Expression& condition, std::string_view prefix,
                                  std::span<const Value> slots) {
    std::vector<Inputs> found;
    const expr::Ast& ast = condition.ast();
    const bool converted = std::ranges::any_of(ast.nodes, [&](const expr::Node& one) { return converts(ast, one); });
    const bool calculated = std::ranges::any_of(ast.nodes, [](const expr::Node& one) { return calculates(one.kind); });
    std::set<expr::Slot> read;
    std::string path;
    for (const expr::Reference& one : condition.references()) {
        if (!one.path.starts_with(prefix)) continue;
        read.insert(one.slot);
        path = one.path.substr(prefix.size());
    }
    if (!converted || !calculated || read.size() != 1 || path.find('.') != std::string::npos) return found;
    std::set<std::int64_t> numbers = likely(ast);
    for (std::int64_t i = 0; i < largest; ++i) numbers.insert(i);
    std::vector<Value> all(slots.begin(), slots.end());
    bool shown[2] = {false, false};
    for (const std::size_t width : {1u, 2u, 3u, 4u, 6u}) { // `007` is a number, too
        for (const std::int64_t number : numbers) {
            std::string text = fmt::format("{:0{}}", number, width);
            if (width > 1 && text.front() != '0') continue; // it was there without
            all[*read.begin()] = Value::string(text);
            const Value outcome = condition.evaluate(all);
            if (outcome.kind() != Kind::boolean || shown[outcome.as_boolean() ? 1 : 0]) continue;
            shown[outcome.as_boolean() ? 1 : 0] = true;
            found.push_back({{path, all[*read.begin()]}});
            if (shown[0] && shown[1]) return found;
        }
    }
    return found;
}

} // namespace callflow::scenario

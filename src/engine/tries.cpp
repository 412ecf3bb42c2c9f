#include "engine/tries.hpp"

#include "expr/ast.hpp"

#include <algorithm>
#include <span>

namespace callflow::engine {
namespace {

constexpr std::uint8_t longest_row = 100; // of tries that are told apart
constexpr std::uint8_t row_of_the_unsure = 20;

bool reads_attempt(const expr::Expression& one) {
    return std::ranges::any_of(one.references(), [](const expr::Reference& each) { return each.path == "attempt"; });
}

// What conditions say of `attempt`.
struct Asked {
    bool any = false;
    bool alike = true;        // it is compared with whole numbers alone
    std::int64_t largest = 0; // of those

    void add(const expr::Expression& one) {
        if (one.empty() || !reads_attempt(one)) return;
        any = true;
        const expr::Ast& ast = one.ast();
        const auto is_attempt = [&](std::uint32_t node) {
            return ast.nodes[node].kind == expr::NodeKind::name && ast.word(ast.nodes[node]) == "attempt";
        };
        std::size_t named = 0, compared = 0;
        for (std::uint32_t i = 0; i < ast.nodes.size(); ++i) {
            if (is_attempt(i)) ++named;
            const expr::Node& node = ast.nodes[i];
            if (node.kind < expr::NodeKind::less || node.kind > expr::NodeKind::not_equal) continue;
            const auto children = ast.children_of(node);
            if (children.size() != 2) continue;
            for (const std::size_t side : {0u, 1u}) {
                const expr::Node& other = ast.nodes[children[1 - side]];
                if (!is_attempt(children[side]) || other.kind != expr::NodeKind::literal) continue;
                const expr::Value& value = ast.literals[other.data];
                if (value.kind() != expr::Kind::integer) continue;
                ++compared;
                largest = std::max(largest, value.as_integer());
            }
        }
        alike = alike && named == compared;
    }
    void add(std::span<const flow::Condition> all) {
        for (const flow::Condition& one : all) add(one.expression);
    }
    void add(std::span<const flow::Branch> all) {
        for (const flow::Branch& one : all) {
            add(std::span(one.conditions));
            for (const flow::Switch& choice : one.choose) {
                add(choice.on);
                for (const flow::SwitchCase& each : choice.cases) add(std::span(each.branches));
                add(std::span(choice.otherwise));
            }
        }
    }
    void add(std::span<const flow::Handler> all) {
        for (const flow::Handler& one : all) {
            add(std::span(one.conditions));
            add(std::span(one.branches));
        }
    }
};

} // namespace

Counting::Counting(const flow::Flow& flow) : most_(flow.states.size()) {
    std::vector<Asked> bodies(flow.bodies.size());
    for (std::size_t i = 0; i < bodies.size(); ++i) bodies[i].add(std::span(flow.bodies[i].on));
    for (flow::StateId id = 0; id < flow.states.size(); ++id) {
        const flow::State& state = flow.states[id];
        if (state.final) continue;
        Asked asked = bodies[state.body];
        asked.add(std::span(state.on));
        asked.add(std::span(state.next));
        if (!asked.any) continue;
        any_ = true;
        const bool alike = asked.alike && asked.largest < longest_row;
        most_[id] = {alike         ? static_cast<std::uint8_t>(std::max<std::int64_t>(asked.largest, 0) + 1)
                     : asked.alike ? longest_row
                                   : row_of_the_unsure,
                     alike};
        largest_ = std::max(largest_, most_[id].number);
    }
}

} // namespace callflow::engine

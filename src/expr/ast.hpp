// The syntax tree of an expression: flat, by index, children before their parents.
#pragma once

#include "expr/value.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::expr {

// A half-open range of an expression's bytes.
struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    friend bool operator==(const Range&, const Range&) = default;
};

enum class NodeKind : std::uint8_t {
    literal,     // data: index into Ast::literals
    name,        // token: the name
    member,      // a.b; token: the field
    has_member,  // has(a.b)
    index,       // a[b]
    call,        // f(a, b); token: the function's name, `math.greatest` included
    method,      // a.f(b, c); first child: the receiver
    macro,       // a.all(x, p); data: which (expr/macros.hpp); children: the range, variables, what is repeated
    variable,    // the x of a macro; token: its name
    list,        // [a, b]
    map,         // {k: v, k: v}; children alternate
    logical_not, // !a
    negate,      // -a
    multiply,
    divide,
    modulo,
    add,
    subtract,
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    in,
    logical_and, // a && b && c: any number of children
    logical_or,
    conditional, // a ? b : c
};
// The operator as it is written (`<=`), or empty for what is none.
[[nodiscard]] std::string_view operator_text(NodeKind kind);

// Nodes stand in post-order: those of a subtree are [subtree, own index], the root is the last. So
// every pass over a tree is a loop, and no input can drive one into deep recursion.
struct Node {
    NodeKind kind = NodeKind::literal;
    Range where;               // the whole expression, parentheses around it left out
    Range token;               // operator, name, field or function
    std::uint32_t subtree = 0; // index of the subtree's first node
    std::uint32_t first = 0;   // children: Ast::children[first, first + count)
    std::uint32_t count = 0;
    std::uint32_t data = 0;
};

struct Ast {
    std::string text;
    std::vector<Node> nodes;
    std::vector<std::uint32_t> children;
    std::vector<Value> literals;

    [[nodiscard]] std::uint32_t root() const { return static_cast<std::uint32_t>(nodes.size()) - 1; }
    [[nodiscard]] std::span<const std::uint32_t> children_of(const Node& node) const {
        return std::span(children).subspan(node.first, node.count);
    }
    [[nodiscard]] std::string_view slice(Range range) const {
        return std::string_view(text).substr(range.begin, range.end - range.begin);
    }
    // What a node's token says: a name, a field, a function.
    [[nodiscard]] std::string_view word(const Node& node) const { return slice(node.token); }
};

// Bounds of one expression; beyond them it is refused (expression_cost).
inline constexpr std::size_t max_expression_bytes = 1u << 16;
inline constexpr std::uint32_t max_expression_depth = 200; // parentheses, brackets, braces, calls, branches

} // namespace callflow::expr

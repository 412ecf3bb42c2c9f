#include "expr/print.hpp"

#include "base/text.hpp"
#include "expr/lexer.hpp"

#include <vector>

namespace callflow::expr {

namespace {

using Index = std::uint32_t;

// How tightly a node holds together; an operand that holds less tightly than its place asks for is
// put in parentheses.
enum Strength : int { branch, disjunction, conjunction, relation, sum, product, sign, chain };

Strength strength_of(const Ast& ast, const Node& node) {
    switch (node.kind) {
    case NodeKind::conditional: return branch;
    case NodeKind::logical_or: return disjunction;
    case NodeKind::logical_and: return conjunction;
    case NodeKind::less:
    case NodeKind::less_equal:
    case NodeKind::greater:
    case NodeKind::greater_equal:
    case NodeKind::equal:
    case NodeKind::not_equal:
    case NodeKind::in: return relation;
    case NodeKind::add:
    case NodeKind::subtract: return sum;
    case NodeKind::multiply:
    case NodeKind::divide:
    case NodeKind::modulo: return product;
    case NodeKind::logical_not:
    case NodeKind::negate: return sign;
    case NodeKind::literal: {
        // A number before a dot would be read as one with a fraction, and behind a sign as a negative one.
        const Kind kind = ast.literals[node.data].kind();
        return kind == Kind::integer || kind == Kind::unsigned_integer || kind == Kind::real ? sign : chain;
    }
    default: return chain;
    }
}

// Whether a literal is written with a sign of its own, which a minus before it does not join.
bool has_sign(const Value& value) {
    std::string text;
    append_literal(text, value);
    return text.starts_with('-');
}

// Prints from the outside in, with what is still to be written on a stack of its own.
class Printer {
public:
    explicit Printer(const Ast& ast) : ast_(ast) {}

    std::string run(Index root) {
        push(root);
        while (!left_.empty()) {
            const Item item = left_.back();
            left_.pop_back();
            if (item.text.data() != nullptr)
                out_ += item.text;
            else
                expand(ast_.nodes[item.node]);
        }
        return std::move(out_);
    }

private:
    struct Item {
        std::string_view text; // else a node
        Index node = 0;
    };

    // What is pushed last is written first.
    void push(Index node) { left_.push_back({{}, node}); }
    void push(std::string_view text) { left_.push_back({text, 0}); }
    void push(Index node, int at_least) {
        const bool wrapped = strength_of(ast_, ast_.nodes[node]) < at_least;
        if (wrapped) push(")");
        push(node);
        if (wrapped) push("(");
    }
    [[nodiscard]] Index child(const Node& node, Index number) const { return ast_.children[node.first + number]; }

    void expand(const Node& node) {
        switch (node.kind) {
        case NodeKind::literal: append_literal(out_, ast_.literals[node.data]); break;
        case NodeKind::name:
        case NodeKind::variable: name(node); break;
        case NodeKind::member:
        case NodeKind::has_member: member(node); break;
        case NodeKind::index:
            push("]");
            push(child(node, 1));
            push("[");
            push(child(node, 0), chain);
            break;
        case NodeKind::call:
            items(node, 0, ")", false);
            push("(");
            name(node);
            break;
        case NodeKind::method:
        case NodeKind::macro: method(node); break;
        case NodeKind::list:
        case NodeKind::map:
            items(node, 0, node.kind == NodeKind::list ? "]" : "}", node.kind == NodeKind::map);
            push(node.kind == NodeKind::list ? "[" : "{");
            break;
        case NodeKind::logical_not:
        case NodeKind::negate: unary(node); break;
        case NodeKind::conditional:
            push(child(node, 2));
            push(" : ");
            push(child(node, 1), disjunction);
            push(" ? ");
            push(child(node, 0), disjunction);
            break;
        default: operators(node); break;
        }
    }

    // Written at once: nothing stands before it any more. Blanks and comments may stand around a dot within.
    void name(const Node& node) { out_ += without_blanks(ast_.slice({node.where.begin, node.token.end})); }

    void member(const Node& node) {
        const bool asks = node.kind == NodeKind::has_member;
        const std::string_view field = ast_.word(node);
        const bool word =
            base::is_name(field) && field != "in" && field != "true" && field != "false" && field != "null";
        if (asks) push(")");
        push(word ? "" : "`");
        push(field);
        push(word ? "." : ".`");
        const Node& target = ast_.nodes[child(node, 0)];
        const bool named = target.kind == NodeKind::name || target.kind == NodeKind::member;
        // (a.b).c is no part of a name a.b.c: these parentheses say something.
        const bool apart = named && !asks && target.where.begin != node.where.begin;
        push(child(node, 0), apart ? chain + 1 : chain);
        if (asks) push("has(");
    }

    void method(const Node& node) {
        items(node, 1, ")", false);
        push("(");
        push(ast_.word(node));
        push(".");
        push(child(node, 0), chain);
    }

    void items(const Node& node, Index first, std::string_view closing, bool pairs) {
        push(closing);
        for (Index number = node.count; number-- > first;) {
            push(child(node, number));
            if (number > first) push(pairs && (number - first) % 2 == 1 ? ": " : ", ");
        }
    }

    void unary(const Node& node) {
        const Node& operand = ast_.nodes[child(node, 0)];
        // Signs of one kind follow each other; a number takes the sign before it as its own.
        bool bare = operand.kind == node.kind;
        if (operand.kind == NodeKind::literal) {
            const Value& value = ast_.literals[operand.data];
            const bool number = value.kind() == Kind::integer || value.kind() == Kind::real;
            bare = node.kind == NodeKind::negate ? !number || has_sign(value) : !number || !has_sign(value);
        }
        push(child(node, 0), bare ? sign : chain);
        push(node.kind == NodeKind::negate ? "-" : "!");
    }

    void operators(const Node& node) {
        const int strength = strength_of(ast_, node);
        const bool many = node.kind == NodeKind::logical_and || node.kind == NodeKind::logical_or;
        for (Index number = node.count; number-- > 0;) {
            push(child(node, number), many || number > 0 ? strength + 1 : strength);
            if (number == 0) break;
            push(" ");
            push(operator_text(node.kind));
            push(" ");
        }
    }

    const Ast& ast_;
    std::string out_;
    std::vector<Item> left_;
};

} // namespace

std::string print(const Ast& ast) { return print(ast, ast.root()); }

std::string print(const Ast& ast, std::uint32_t node) { return Printer(ast).run(node); }

} // namespace callflow::expr

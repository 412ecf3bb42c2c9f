#include "expr/parser.hpp"

#include "expr/parser_state.hpp"

#include <array>

namespace callflow::expr {

namespace {

struct Binary {
    TokenKind token;
    NodeKind node;
    int strength; // relations 1, sums 2, products 3
};
constexpr std::array<Binary, 12> binaries = {{
    {TokenKind::less, NodeKind::less, 1},
    {TokenKind::less_equal, NodeKind::less_equal, 1},
    {TokenKind::greater, NodeKind::greater, 1},
    {TokenKind::greater_equal, NodeKind::greater_equal, 1},
    {TokenKind::equal, NodeKind::equal, 1},
    {TokenKind::not_equal, NodeKind::not_equal, 1},
    {TokenKind::in_word, NodeKind::in, 1},
    {TokenKind::plus, NodeKind::add, 2},
    {TokenKind::minus, NodeKind::subtract, 2},
    {TokenKind::star, NodeKind::multiply, 3},
    {TokenKind::slash, NodeKind::divide, 3},
    {TokenKind::percent, NodeKind::modulo, 3},
}};

const Binary* find_binary(TokenKind token) {
    for (const Binary& binary : binaries) {
        if (binary.token == token) return &binary;
    }
    return nullptr;
}

} // namespace

// a ? b : c ? d : e …: the branches nest to the right, so the nodes are made when the last one is
// read.
bool Parser::expression() {
    struct Pending {
        std::uint32_t begin;
        Range question;
        Index condition;
        Index then;
    };
    std::vector<Pending> pending;
    if (!enter()) return false;
    for (;;) {
        const std::uint32_t begin = token_.where.begin;
        if (!chain(TokenKind::logical_or, NodeKind::logical_or)) return false;
        if (!at(TokenKind::question)) break;
        Pending branch{begin, token_.where, last(), 0};
        if (!advance() || !chain(TokenKind::logical_or, NodeKind::logical_or)) return false;
        if (!at(TokenKind::colon)) return unexpected(Expected::colon);
        branch.then = last();
        pending.push_back(branch);
        if (!advance()) return false;
    }
    for (; !pending.empty(); pending.pop_back()) {
        const Pending& branch = pending.back();
        push(NodeKind::conditional, branch.begin, branch.question, {branch.condition, branch.then, last()});
    }
    --depth_;
    return true;
}

// a || b || c, or a && b && c: one node however many.
bool Parser::chain(TokenKind token, NodeKind kind) {
    const std::uint32_t begin = token_.where.begin;
    if (!operand_of_chain(kind)) return false;
    if (!at(token)) return true;
    const Range first = token_.where;
    std::vector<Index> children{last()};
    while (at(token)) {
        if (!advance() || !operand_of_chain(kind)) return false;
        children.push_back(last());
    }
    push(kind, begin, first, children);
    return true;
}

bool Parser::binary(int strength) {
    if (strength > 3) return unary();
    const std::uint32_t begin = token_.where.begin;
    if (!binary(strength + 1)) return false;
    for (;;) {
        const Binary* operation = find_binary(token_.kind);
        if (operation == nullptr || operation->strength != strength) return true;
        const Range where = token_.where;
        const Index left = last();
        if (!advance() || !binary(strength + 1)) return false;
        push(operation->node, begin, where, {left, last()});
    }
}

bool Parser::unary() {
    if (!at(TokenKind::bang) && !at(TokenKind::minus)) return member();
    const TokenKind kind = token_.kind;
    std::vector<Range> signs;
    for (; at(kind); signs.push_back(previous_.where)) {
        if (!advance()) return false;
    }
    // The sign belongs to the number: without it the smallest int could not be written.
    if (kind == TokenKind::minus && (at(TokenKind::integer) || at(TokenKind::real))) {
        minus_ = signs.back().begin;
        signs.pop_back();
    }
    if (!member()) return false;
    for (; !signs.empty(); signs.pop_back()) {
        push(kind == TokenKind::bang ? NodeKind::logical_not : NodeKind::negate, signs.back().begin, signs.back(),
             {last()});
    }
    return true;
}

bool Parser::member() {
    const std::uint32_t begin = minus_.value_or(token_.where.begin);
    if (!primary()) return false;
    for (;;) {
        const Index target = last();
        if (at(TokenKind::dot)) {
            if (!advance() || !after_dot(begin, target)) return false;
        } else if (at(TokenKind::open_bracket)) {
            const std::uint32_t bracket = token_.where.begin;
            if (!open_bracket() || !expression() || !close_bracket(TokenKind::close_bracket)) return false;
            push(NodeKind::index, begin, {bracket, previous_.where.end}, {target, last()});
        } else {
            return true;
        }
    }
}

bool parse(std::string_view text, Ast& ast, Problem& problem) { return Parser(text, ast, problem).run(); }

} // namespace callflow::expr

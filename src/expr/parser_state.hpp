// The state of one parse. Private to the parser's sources.
#pragma once

#include "base/codes.hpp"
#include "expr/macros.hpp"
#include "expr/parser.hpp"
#include "expr/parser_messages.hpp"

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace callflow::expr {

// Recursive descent. What repeats is a loop, what nests is counted against max_expression_depth.
// Every function returns false once something is wrong; else the node it made is the last of
// ast_.nodes.
class Parser {
public:
    using Index = std::uint32_t;

    Parser(std::string_view text, Ast& ast, Problem& problem)
        : text_(text), lexer_(text), ast_(ast), problem_(problem) {}

    bool run() { return advance() && expression() && (at(TokenKind::end) || unexpected(Expected::operation)); }

private:
    [[nodiscard]] bool at(TokenKind kind) const { return token_.kind == kind; }
    [[nodiscard]] Index last() const { return static_cast<Index>(ast_.nodes.size()) - 1; }

    bool advance() {
        previous_ = token_;
        token_ = lexer_.next();
        if (token_.kind != TokenKind::bad) return true;
        problem_ = lexer_.problem();
        return false;
    }
    [[nodiscard]] std::string_view slice(Range range) const {
        return text_.substr(range.begin, range.end - range.begin);
    }
    bool fail(Problem problem) {
        problem_ = std::move(problem);
        return false;
    }
    bool unexpected(Expected expected) { return fail(describe_unexpected(text_, token_, previous_, expected, open_)); }

    // Adds a node whose last child has just been made.
    void push(NodeKind kind, std::uint32_t begin, Range token, std::initializer_list<Index> children) {
        push(kind, begin, token, std::span(children.begin(), children.size()));
    }
    void push(NodeKind kind, std::uint32_t begin, Range token, std::span<const Index> children) {
        Node node;
        node.kind = kind;
        const bool backtick = previous_.kind == TokenKind::quoted_name; // whose range leaves the closing one out
        node.where = {begin, previous_.where.end + (backtick ? 1 : 0)};
        node.token = token;
        node.first = static_cast<Index>(ast_.children.size());
        node.count = static_cast<Index>(children.size());
        const auto own = static_cast<Index>(ast_.nodes.size());
        node.subtree = children.empty() ? own : ast_.nodes[children.front()].subtree;
        ast_.children.insert(ast_.children.end(), children.begin(), children.end());
        ast_.nodes.push_back(node);
    }
    void push_literal(Range where, Value value) {
        push(NodeKind::literal, where.begin, where, {});
        ast_.nodes.back().where = where;
        ast_.nodes.back().data = static_cast<Index>(ast_.literals.size());
        ast_.literals.push_back(std::move(value));
    }

    bool enter() {
        if (++depth_ <= max_expression_depth) return true;
        return fail({&base::codes::expression_cost,
                     token_.where,
                     "this expression is nested deeper than " + std::to_string(max_expression_depth) + " levels",
                     {},
                     {}});
    }

    bool expression();
    bool chain(TokenKind token, NodeKind kind);
    bool operand_of_chain(NodeKind kind) {
        return kind == NodeKind::logical_or ? chain(TokenKind::logical_and, NodeKind::logical_and) : binary(1);
    }
    bool binary(int strength);
    bool unary();
    bool member();
    bool after_dot(std::uint32_t begin, Index target);
    bool primary();
    bool literal();
    bool name();
    bool parenthesized();
    // At the `(`: the arguments, then the node. `children` already has the receiver of a method.
    bool call(NodeKind kind, std::uint32_t begin, Range function, std::vector<Index> children);
    bool finish_macro(const Macro& macro, std::uint32_t begin, Range name, const std::vector<Index>& children);
    bool finish_has(std::uint32_t begin, Range function, const std::vector<Index>& arguments);
    // At the opening bracket: items up to the closing one, a comma behind the last allowed where
    // `trailing`.
    bool items(TokenKind closing, bool pairs, bool trailing, std::vector<Index>& children);
    bool open_bracket();
    bool close_bracket(TokenKind kind);

    std::string_view text_;
    Lexer lexer_;
    Ast& ast_;
    Problem& problem_;
    Token token_;
    Token previous_;
    std::uint32_t depth_ = 0;
    std::optional<std::uint32_t> minus_; // where the sign of the number stands that is read next
    std::vector<Token> open_;            // brackets not closed yet, for messages
};

} // namespace callflow::expr

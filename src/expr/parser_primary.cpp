// Literals, names, calls, lists and maps.
#include "expr/literals.hpp"
#include "expr/parser_state.hpp"

namespace callflow::expr {

bool Parser::primary() {
    switch (token_.kind) {
    case TokenKind::integer:
    case TokenKind::unsigned_integer:
    case TokenKind::real:
    case TokenKind::string:
    case TokenKind::bytes:
    case TokenKind::true_word:
    case TokenKind::false_word:
    case TokenKind::null_word: return literal();
    case TokenKind::dot: // .name is a name of the outermost scope, and there is but one
    case TokenKind::name: return name();
    case TokenKind::open_paren: return parenthesized();
    case TokenKind::open_bracket:
    case TokenKind::open_brace: {
        const bool is_map = at(TokenKind::open_brace);
        const std::uint32_t begin = token_.where.begin;
        std::vector<Index> children;
        if (!items(is_map ? TokenKind::close_brace : TokenKind::close_bracket, is_map, true, children)) return false;
        push(is_map ? NodeKind::map : NodeKind::list, begin, {begin, begin + 1}, children);
        return true;
    }
    default: return unexpected(Expected::value);
    }
}

bool Parser::literal() {
    const Token token = token_;
    const Range where{minus_.value_or(token.where.begin), token.where.end};
    const bool negative = minus_.has_value();
    minus_.reset();
    if (!advance()) return false;
    switch (token.kind) {
    case TokenKind::true_word:
    case TokenKind::false_word: push_literal(where, Value::boolean(token.kind == TokenKind::true_word)); return true;
    case TokenKind::null_word: push_literal(where, Value::null()); return true;
    default: break;
    }
    Value value = read_literal(text_, token, negative, problem_);
    if (value.is_absent()) return false;
    push_literal(where, std::move(value));
    return true;
}

bool Parser::parenthesized() {
    if (!open_bracket() || !expression()) return false;
    return close_bracket(TokenKind::close_paren);
}

bool Parser::name() {
    const std::uint32_t begin = token_.where.begin;
    if (at(TokenKind::dot) && !advance()) return false;
    if (!at(TokenKind::name)) return unexpected(Expected::name);
    Range where = token_.where;
    if (!advance()) return false;
    // math.abs(x), strings.quote(x): one function with a dot in its name, no member of a name `math`.
    if (at(TokenKind::dot) && (slice(where) == "math" || slice(where) == "strings")) {
        Lexer ahead = lexer_;
        const Token function = ahead.next();
        const bool ours = slice(where) == "math" || slice(function.where) == "quote"; // a var may be named strings
        if (ours && function.kind == TokenKind::name && ahead.next().kind == TokenKind::open_paren) {
            if (!advance() || !advance()) return false;
            where.end = function.where.end;
        }
    }
    if (at(TokenKind::open_paren)) return call(NodeKind::call, begin, where, {});
    if (at(TokenKind::open_brace)) {
        return fail({&base::codes::expression_syntax,
                     where,
                     "found a message, " + std::string(slice(where)) + "{…}; there are none in flows",
                     "a map has quoted keys: {\"key\": value}",
                     {}});
    }
    push(NodeKind::name, begin, where, {});
    return true;
}

bool Parser::after_dot(std::uint32_t begin, Index target) {
    const Range field = token_.where;
    const bool word = at(TokenKind::name) || at(TokenKind::reserved);
    if (!word && !at(TokenKind::quoted_name)) return unexpected(Expected::field);
    if (!advance()) return false;
    if (word && at(TokenKind::open_paren)) return call(NodeKind::method, begin, field, {target});
    push(NodeKind::member, begin, field, {target});
    return true;
}

bool Parser::call(NodeKind kind, std::uint32_t begin, Range function, std::vector<Index> children) {
    if (!items(TokenKind::close_paren, false, false, children)) return false;
    if (kind == NodeKind::call && slice(function) == "has") return finish_has(begin, function, children);
    const Macro* macro = kind == NodeKind::method ? find_macro(slice(function), children.size() - 1) : nullptr;
    if (macro != nullptr) return finish_macro(*macro, begin, function, children);
    push(kind, begin, function, children);
    return true;
}

// The first arguments name the variables; as nodes they are there for those who print and highlight.
bool Parser::finish_macro(const Macro& macro, std::uint32_t begin, Range name, const std::vector<Index>& children) {
    for (Index i = 1; i <= macro.variables; ++i) {
        Node& variable = ast_.nodes[children[i]];
        const bool simple = variable.kind == NodeKind::name && variable.where == variable.token;
        if (!simple)
            return fail({&base::codes::expression_syntax,
                         variable.where,
                         "this argument of " + std::string(macro.name) + "() names an element; it is one new name",
                         "write " + std::string(macro.shape),
                         {}});
        variable.kind = NodeKind::variable;
    }
    if (macro.variables == 2 && slice(ast_.nodes[children[1]].token) == slice(ast_.nodes[children[2]].token))
        return fail({&base::codes::expression_syntax,
                     ast_.nodes[children[2]].where,
                     "the two variables of " + std::string(macro.name) + "() have the same name",
                     "write " + std::string(macro.shape),
                     {}});
    push(NodeKind::macro, begin, name, children);
    ast_.nodes.back().data = number_of(macro);
    return true;
}

// has(a.b) does not read a.b, it asks for it: one node instead of two.
bool Parser::finish_has(std::uint32_t begin, Range function, const std::vector<Index>& arguments) {
    const bool one_member = arguments.size() == 1 && ast_.nodes[arguments.front()].kind == NodeKind::member;
    if (!one_member) {
        const Range where = arguments.empty() ? function : ast_.nodes[arguments.front()].where;
        return fail({&base::codes::expression_syntax, where, "has() takes one field, as in has(input.digits)", {}, {}});
    }
    Node& node = ast_.nodes[arguments.front()];
    node.kind = NodeKind::has_member;
    node.where = {begin, previous_.where.end};
    return true;
}

bool Parser::items(TokenKind closing, bool pairs, bool trailing, std::vector<Index>& children) {
    if (!open_bracket()) return false;
    while (!at(closing)) {
        if (!expression()) return false;
        children.push_back(last());
        if (pairs) {
            if (!at(TokenKind::colon)) return unexpected(Expected::map_colon);
            if (!advance() || !expression()) return false;
            children.push_back(last());
        }
        if (!at(TokenKind::comma)) break;
        if (!advance()) return false;
        if (at(closing) && !trailing) return unexpected(Expected::value);
    }
    return close_bracket(closing);
}

bool Parser::open_bracket() {
    open_.push_back(token_);
    return advance();
}

bool Parser::close_bracket(TokenKind kind) {
    if (!at(kind)) return unexpected(Expected::operation);
    open_.pop_back();
    return advance();
}

} // namespace callflow::expr

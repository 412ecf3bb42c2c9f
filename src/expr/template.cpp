#include "expr/template.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "expr/lexer.hpp"

#include <cassert>
#include <optional>

namespace callflow::expr {

// Takes a text apart and compiles what stands between its braces.
class TemplateCompiler {
public:
    TemplateCompiler(std::string_view text, Scope& scope, const Locate& locate, base::Diagnostics& diagnostics)
        : text_(text), scope_(scope), locate_(locate), diagnostics_(diagnostics) {}

    Template run() {
        out_.text_ = text_;
        for (;;) {
            const std::size_t open = text_.find("{{", at_);
            add_literal(text_.substr(at_, open - at_));
            if (open == std::string_view::npos) break;
            const std::optional<std::size_t> close = find_close(static_cast<std::uint32_t>(open) + 2);
            if (!close) {
                unterminated(static_cast<std::uint32_t>(open));
                break;
            }
            add_expression(static_cast<std::uint32_t>(open) + 2, static_cast<std::uint32_t>(*close));
            at_ = *close + 2;
            // Behind what CEL cannot read nobody can tell where texts begin and end any more, and
            // trying again at each `{{` would read the rest anew each time.
            if (unreadable_) break;
        }
        return std::move(out_);
    }

private:
    void add_literal(std::string_view literal) {
        if (!literal.empty()) out_.parts_.push_back({std::string(literal), {}});
    }

    // Where the `}}` of an expression that begins at `begin` stands. CEL's own tokens decide, so
    // that braces inside texts and of maps are none of ours. A text that CEL cannot read ends at
    // the next `}}`.
    std::optional<std::size_t> find_close(std::uint32_t begin) {
        Lexer lexer(text_, true, begin);
        std::uint32_t depth = 0;
        for (;;) {
            const Token token = lexer.next();
            switch (token.kind) {
            case TokenKind::end: return std::nullopt;
            case TokenKind::bad: {
                unreadable_ = true;
                const std::size_t close = text_.find("}}", token.where.end);
                return close == std::string_view::npos ? std::nullopt : std::optional(close);
            }
            case TokenKind::open_brace: ++depth; break;
            case TokenKind::close_brace:
                if (depth == 0 && text_.substr(token.where.end).starts_with('}')) return token.where.begin;
                depth -= depth == 0 ? 0 : 1;
                break;
            default: break;
            }
        }
    }

    void add_expression(std::uint32_t begin, std::uint32_t end) {
        const std::string_view inside = text_.substr(begin, end - begin);
        if (base::trim(inside).empty()) {
            report({begin - 2, end + 2}, "there is no expression between these braces",
                   "a literal {{ is written {{ \"{{\" }}");
            return;
        }
        if (const auto nested = find_nested(begin, end)) {
            report(*nested, "found '{{' inside {{ }}", "the braces stand once, around the whole expression");
            return;
        }
        const Locate locate = [this, begin](std::uint32_t from, std::uint32_t to) {
            return place({begin + from, begin + to});
        };
        Expression expression = compile(inside, scope_, Type::dynamic(), locate, diagnostics_);
        if (!expression.empty()) out_.parts_.push_back({{}, std::move(expression)});
    }

    // `{{` as tokens: a map cannot be the key of a map, so it never means anything.
    std::optional<Range> find_nested(std::uint32_t begin, std::uint32_t end) {
        Lexer lexer(text_.substr(0, end), true, begin);
        Token last;
        for (Token token = lexer.next(); token.kind != TokenKind::end && token.kind != TokenKind::bad;
             token = lexer.next()) {
            const bool both = last.kind == TokenKind::open_brace && token.kind == TokenKind::open_brace;
            if (both && last.where.end == token.where.begin) return Range{last.where.begin, token.where.end};
            last = token;
        }
        return std::nullopt;
    }

    void unterminated(std::uint32_t open) {
        // A quote that is left open swallows the braces; then that is what to say.
        Lexer lexer(text_, true, open + 2);
        Token token = lexer.next();
        while (token.kind != TokenKind::end && token.kind != TokenKind::bad) token = lexer.next();
        if (token.kind == TokenKind::bad && text_.substr(open + 2).find("}}") != std::string_view::npos) {
            const Problem& problem = lexer.problem();
            diagnostics_.report(*problem.code, place(problem.where), problem.message).help = problem.help;
            return;
        }
        report({open, open + 2}, "this '{{' has no '}}'", "close it, or write a literal {{ as {{ \"{{\" }}");
    }

    base::Span place(Range where) const { return locate_ ? locate_(where.begin, where.end) : base::Span{}; }
    void report(Range where, std::string message, std::string help) {
        diagnostics_.report(base::codes::template_syntax, place(where), std::move(message)).help = std::move(help);
    }

    std::string_view text_;
    Scope& scope_;
    const Locate& locate_;
    base::Diagnostics& diagnostics_;
    Template out_;
    std::size_t at_ = 0;
    bool unreadable_ = false;
};

Template compile_template(std::string_view text, Scope& scope, const Locate& locate, base::Diagnostics& diagnostics) {
    return TemplateCompiler(text, scope, locate, diagnostics).run();
}

Template::Template(std::string literal) : text_(std::move(literal)) {
    if (!text_.empty()) parts_.push_back({text_, {}});
}

bool Template::is_literal() const {
    return parts_.empty() || (parts_.size() == 1 && parts_.front().expression.empty());
}

const std::string& Template::literal() const {
    assert(is_literal());
    static const std::string none;
    return parts_.empty() ? none : parts_.front().literal;
}

bool Template::is_single_expression() const { return parts_.size() == 1 && !parts_.front().expression.empty(); }

Value Template::evaluate(std::span<const Value> slots, Target target) const {
    if (is_single_expression() && target == Target::text) return parts_.front().expression.evaluate(slots);
    std::string out;
    std::string why;
    if (!append(out, slots, target, &why)) return Value::error(why);
    return Value::string(out);
}

bool Template::append(std::string& out, std::span<const Value> slots, Target target, std::string* why) const {
    const std::size_t begin = out.size();
    const auto fail = [why](std::string_view reason) {
        if (why != nullptr) *why = reason;
        return false;
    };
    for (const Part& part : parts_) {
        if (part.expression.empty()) {
            out += part.literal;
        } else {
            const Value value = part.expression.evaluate(slots);
            if (value.is_error()) return fail(value.as_string());
            if (target == Target::url)
                out += base::percent_encode(value.to_text());
            else
                value.append_text(out);
        }
        if (out.size() - begin > max_template_output) return fail("the text grows beyond 1 MiB");
    }
    return true;
}

} // namespace callflow::expr

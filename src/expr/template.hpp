// Texts with {{ expressions }} in them.
#pragma once

#include "expr/expression.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace callflow::expr {

// Compiled text. Immutable, cheap to move. A default-made one is the empty text.
class Template {
public:
    struct Part {
        std::string literal; // used when `expression` is empty
        Expression expression;
    };

    Template() = default;
    // A text without expressions.
    explicit Template(std::string literal);

    [[nodiscard]] bool is_literal() const;            // no expression in it
    [[nodiscard]] const std::string& literal() const; // asserts is_literal()
    [[nodiscard]] bool is_single_expression() const;  // only `{{ expr }}`: the value keeps its type
    [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
    [[nodiscard]] const std::string& text() const { return text_; } // as the author wrote it

    // How values (never the literal parts) are escaped by what they land in.
    enum class Target : std::uint8_t {
        text, // as they are; XML and JSON escaping is the renderer's
        url,  // percent-encoded; `/` too: a value is one query value or one path segment
    };
    // The value of a single expression (its text where the target is no text), else the text; kind error (with the expression's why) when
    // some part errs or the output exceeds 1 MiB.
    [[nodiscard]] Value evaluate(std::span<const Value> slots, Target target = Target::text) const;
    // Appends the text form; false, with `why` set, when some part errs.
    bool append(std::string& out, std::span<const Value> slots, Target target, std::string* why) const;

private:
    friend class TemplateCompiler;
    std::string text_;
    std::vector<Part> parts_;
};

inline constexpr std::size_t max_template_output = 1u << 20;

// `{{` and `}}` delimit; `}}` inside a CEL string or map literal does not end it; a literal `{{` is
// written `{{ "{{" }}`.
[[nodiscard]] Template compile_template(std::string_view text, Scope& scope, const Locate& locate,
                                        base::Diagnostics& diagnostics);

} // namespace callflow::expr

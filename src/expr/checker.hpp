// Names and types of a syntax tree. Private to expr.
#pragma once

#include "base/codes.hpp"
#include "base/diagnostic.hpp"
#include "base/pattern.hpp"
#include "base/text.hpp"
#include "expr/ast.hpp"
#include "expr/expression.hpp"
#include "expr/functions.hpp"
#include "expr/types.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::expr {

// What checking found out about a node.
struct Checked {
    enum class Role : std::uint8_t {
        value,
        slot,     // reads a slot: a name, or a field of a record
        record,   // `input`, `inputs.main_menu`: no value, only its fields are
        keyed,    // `inputs`
        variable, // of the macro `record`, its variable `path`
        silent,   // gives nothing by itself: a macro's variable where it is named, `a` of a name `a.b`
        constant, // known already: a type's name, or what a lenient check makes of an error
        broken,   // an error was reported here or below; dyn, so that no second one follows from it
    };
    Role role = Role::value;
    Function function = Function::or_default; // of a call
    Slot slot = 0;
    std::uint32_t record = 0;
    std::uint32_t path = 0;     // of a record: which of the checker's paths
    std::uint32_t pattern = 0;  // of a call of matches() with a literal: which of the patterns, plus one
    std::uint32_t constant = 0; // which of the checker's known values
    Type type;
};

// Whether a node of this role leaves a value.
[[nodiscard]] inline bool has_value(Checked::Role role) {
    using enum Checked::Role;
    return role == value || role == slot || role == variable || role == constant;
}

// One pass over the nodes, children first. Reports everything that is wrong, not only the first.
class Checker {
public:
    Checker(const Ast& ast, Scope& scope, const Locate& locate, base::Diagnostics& diagnostics, CompileMode mode)
        : ast_(ast), scope_(scope), locate_(locate), diagnostics_(diagnostics), lenient_(mode == CompileMode::lenient) {
    }

    // Whether nothing is wrong, and the expression can give what is wanted.
    bool run(const Type& want);
    [[nodiscard]] const std::vector<Checked>& nodes() const { return nodes_; }
    // Values of the nodes whose role is constant; they are numbered behind the tree's literals.
    [[nodiscard]] const std::vector<Value>& known() const { return known_; }
    [[nodiscard]] std::vector<Reference> take_references() { return std::move(references_); }
    [[nodiscard]] std::vector<base::Pattern> take_patterns() { return std::move(patterns_); }
    [[nodiscard]] const Type& type() const { return nodes_.back().type; }

private:
    // What a macro repeats begins at node `begin`; there its variables begin to be known.
    struct Body {
        std::uint32_t begin = 0;
        std::uint32_t macro = 0;
    };
    struct Binding {
        std::string_view name;
        Type type;
        std::uint32_t macro = 0;
        std::uint32_t number = 0;
    };

    // How what is checked is reported.
    base::Diagnostic& report(const base::Code& code, Range where, std::string message);
    Checked type_error(Range where, std::string message, std::string help = {});
    static Checked broken();
    static Checked silent();
    Checked constant(Value value);
    // What a lenient check makes of a node that is not sound.
    Checked tried(const Node& node);
    // Offers the nearest of the candidates, which are collected only where somebody will look at them.
    using Candidates = std::function<std::vector<std::string_view>()>;
    void suggest(base::Diagnostic& finding, Range where, std::string_view word, const Candidates& candidates);
    // How a node is shown in a message; a text has its own quotes.
    [[nodiscard]] std::string quote(const Node& node) const;

    [[nodiscard]] static Checked value(Type type) {
        Checked out;
        out.type = std::move(type);
        return out;
    }
    [[nodiscard]] const Node& child(const Node& node, std::uint32_t number) const {
        return ast_.nodes[ast_.children[node.first + number]];
    }
    [[nodiscard]] const Checked& checked(const Node& node, std::uint32_t number) const {
        return nodes_[ast_.children[node.first + number]];
    }
    [[nodiscard]] const Type& type_of(const Node& node, std::uint32_t number) const {
        return checked(node, number).type;
    }

    Checked check(const Node& node);
    // Whether every child is a sound value; reports a record that stands for one.
    bool children_are_values(const Node& node);
    bool is_value(const Node& node, const Checked& checked);

    // checker_macros.cpp
    void find_macro_bodies();
    void skip(const Node& node);
    void enter_body(std::uint32_t macro);
    Checked macro(const Node& node);
    Checked no_macro(const Node& node);
    [[nodiscard]] const Binding* find_binding(const Node& node) const;

    // checker_names.cpp
    bool dotted_name(const Node& node);
    Checked name(const Node& node);
    Checked unknown_name(const Node& node);
    Checked member(const Node& node);
    Checked part(const Node& node, const Checked& target, std::string_view word, Range where);
    Checked field(const Node& node, const Checked& target, std::string_view word, Range where);
    Checked index(const Node& node);

    // checker_operators.cpp
    bool condition(const Node& node, const Type& type);
    Checked logical(const Node& node);
    Checked negate(const Node& node);
    Checked conditional(const Node& node);
    Checked arithmetic(const Node& node);
    Checked order(const Node& node);
    Checked equality(const Node& node);
    Checked membership(const Node& node);

    // checker_calls.cpp
    Checked list(const Node& node);
    Checked map(const Node& node);
    Checked call(const Node& node);
    Checked unknown_function(const Node& node);
    Checked known_call(const Node& node, const FunctionInfo& info);
    Checked wrong_arity(const Node& node, const FunctionInfo& info);
    Checked no_overload(const Node& node, const FunctionInfo& info);
    [[nodiscard]] Type result(const Node& node, const Overload& overload) const;
    // Compiles the pattern of matches() where it is a literal; false where it is none.
    bool compile_pattern(const Node& node, Checked& out);
    bool fits(const Type& want);

    const Ast& ast_;
    Scope& scope_;
    const Locate& locate_;
    base::Diagnostics& diagnostics_;
    std::vector<Checked> nodes_;
    std::vector<bool> skipped_;
    std::vector<Body> bodies_;
    std::vector<Binding> bindings_; // of the macros around the node that is checked, innermost last
    std::uint32_t dotted_end_ = 0;  // the node where a name with dots is complete
    Checked dotted_;                // what it is
    std::vector<Reference> references_;
    std::vector<std::string> paths_;
    std::vector<base::Pattern> patterns_;
    std::vector<Value> known_;
    std::uint64_t making_patterns_ = 0; // steps
    base::Diagnostics ignored_;         // of a lenient check: the last finding
    std::uint32_t suggestions_ = 0;
    bool lenient_ = false;
    bool good_ = true;
};

// What a guard may say instead of a value that is no bool: `digits != ""`. Empty where nothing is
// near.
[[nodiscard]] std::string condition_help(std::string_view text, const Type& type);

} // namespace callflow::expr

// Text -> checked, compiled expression -> value.
#pragma once

#include "base/diagnostic.hpp"
#include "expr/scope.hpp"
#include "expr/value.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::expr {

// Maps a range of an expression's bytes to source, whatever scalar style it stands in.
using Locate = std::function<base::Span(std::uint32_t begin, std::uint32_t end)>;

struct Ast;     // expr/ast.hpp
struct Program; // compiled form, private to expr

// A name an expression uses: `agents_available`, `input.digits`, `inputs.main_menu.digits`.
struct Reference {
    std::string path;
    Slot slot = 0;
    base::Span where;
};

// What a watched expression gave, errors too.
struct Given {
    std::uint32_t mark = 0; // of the expression
    Value value;
};

// A parsed, type-checked and compiled expression. Immutable and cheap to copy (shared). A
// default-made one is empty.
class Expression {
public:
    Expression() = default;

    [[nodiscard]] bool empty() const { return program_ == nullptr; }
    [[nodiscard]] const std::string& text() const;
    [[nodiscard]] const Type& type() const; // what it can give
    [[nodiscard]] std::span<const Reference> references() const;
    [[nodiscard]] const Ast& ast() const;

    // The value, or one of kind error. `slots` must have the scope's slot_count() entries. Never
    // allocates for bool, int, double.
    [[nodiscard]] Value evaluate(std::span<const Value> slots) const;
    // From now on evaluate() adds what it gives to `into`, under `mark`; null: no more. All copies are watched, and belong
    // to one thread until nobody watches them. holds() is not.
    void watch(std::vector<Given>* into, std::uint32_t mark = 0) const;
    // Whether it gives true; an error or another value is false, `why` (if not null) then says what
    // went wrong.
    [[nodiscard]] bool holds(std::span<const Value> slots, std::string* why = nullptr) const;

private:
    friend class Compiler;
    std::shared_ptr<const Program> program_;
};

// What one evaluation may do. An expression with macros, patterns or many calls in it pays one step for each of its
// operations, and one more for each bytes_per_step of what that looks at, gathers or makes; a few functions are dearer,
// a pattern is by its size. Beyond the bound it gives an error. Another expression cannot do much and is not counted.
inline constexpr std::uint64_t max_evaluation_steps = 4'000'000;
inline constexpr std::uint64_t bytes_per_step = 64;

enum class CompileMode : std::uint8_t {
    strict,  // whatever cannot be right is a finding: flows
    lenient, // only what is no expression is one; the rest is tried: a name or function that is not there is an
             // error value where it stands, types are the run's business, and so is the cost
};

// Compiles `text`. On any finding (CF20xx) the result is empty. `want` (if not dyn) is the type it
// has to give: a guard wants bool; a lenient compilation does not look at it.
[[nodiscard]] Expression compile(std::string_view text, Scope& scope, const Type& want, const Locate& locate,
                                 base::Diagnostics& diagnostics, CompileMode mode = CompileMode::strict);

} // namespace callflow::expr

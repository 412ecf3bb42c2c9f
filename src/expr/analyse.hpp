// What can be said about conditions without running them: whether one always holds, excludes or implies another, and
// values under which it holds.
//
// Names range over what their types and domains allow; a record's field may also be absent. A comparison of one name with
// constants (==, !=, <, <=, >, >=, in), a bool name, has(), and anything over names that have few values are
// understood exactly; every other part counts as something that may be true, false or an error. So an answer may be weaker
// than it could be, never wrong: `yes` is proved, `no` comes with values that were evaluated. Work is bounded
// by max_analysis_steps; beyond, the answer is unknown.
#pragma once

#include "expr/expression.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace callflow::expr {

inline constexpr std::uint64_t max_analysis_steps = 400'000; // nodes looked at for one question: milliseconds

enum class Answer : std::uint8_t { no, yes, unknown };

// Holds where its expression gives true; with `negated` (`unless`) where it gives false. One that errs holds neither way.
struct Term {
    Expression expression; // compiled in the scope of the analyser, not empty
    bool negated = false;
};
// Terms that hold together; one without terms always holds.
using Guard = std::span<const Term>;

// A name and a value for it.
struct Assignment {
    std::string path; // `tries`, `input.digits`
    Slot slot = 0;
    Value value;
};

// What the expression gives whatever its names stand for, an error included; nullopt where that is not plain to see. `true
// || x` is true, `[1, 2].size()` is 2.
[[nodiscard]] std::optional<Value> constant_value(const Expression& expression);

// Questions about guards of one scope, whose declarations it copies. Not thread-safe.
class Analyser {
public:
    explicit Analyser(const Scope& scope) : scope_(scope) {}

    [[nodiscard]] Answer always(Guard guard); // holds under all values
    [[nodiscard]] Answer never(Guard guard);  // holds under none; an error is no holding
    // No values make both hold.
    [[nodiscard]] Answer contradicts(Guard a, Guard b);
    // Whenever `a` holds, so does `b`.
    [[nodiscard]] Answer implies(Guard a, Guard b);
    // Under all values at least one of them holds; without any: no.
    [[nodiscard]] Answer covers(std::span<const Guard> guards);

    struct Model {
        Answer found = Answer::unknown; // no: there are no such values
        std::vector<Assignment> values; // of the names the expression uses, those absent left out
    };
    // Values under which the expression gives `want`, as was seen by evaluating it. The same each time, and plain
    // ones where there is a choice: 0, 1, numbers next to those compared with, a key that was named.
    [[nodiscard]] Model model(const Expression& expression, bool want);

private:
    Scope scope_;
};

} // namespace callflow::expr

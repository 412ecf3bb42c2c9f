// The compiled form of an expression. Private to expr.
#pragma once

#include "base/pattern.hpp"
#include "expr/ast.hpp"
#include "expr/checker.hpp"
#include "expr/expression.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace callflow::expr {

// Where an instruction finds a value. Names and literals are read where they lie: no instruction
// loads them, and reading a text counts no references.
class Operand {
public:
    // A variable is a temporary that does not belong to the instruction which reads it.
    enum class Mode : std::uint32_t { temporary, constant, slot, variable };
    Operand() = default;
    Operand(Mode mode, std::uint32_t index) : bits_(static_cast<std::uint32_t>(mode) << 30 | index) {}

    [[nodiscard]] Mode mode() const { return static_cast<Mode>(bits_ >> 30); }
    [[nodiscard]] std::uint32_t index() const { return bits_ & 0x3fffffffu; }
    friend bool operator==(const Operand&, const Operand&) = default;

private:
    std::uint32_t bits_ = 0;
};

enum class Operation : std::uint8_t {
    copy,
    and_first, // to: what `a` makes of a && …; on false to target
    and_step,  // to: what `a` makes of the conjunction so far, which is in it; on false to target
    or_first,
    or_step,
    branch, // on true on, on false to target, else to = the error and to `other`
    jump,
    logical_not,
    negate,
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
    index,
    member,     // b: the field's name
    has_member, // b: the field's name
    has_slot,
    list, // operands [target, target + other)
    map,
    call,  // a and b, or of more than two arguments operands [target, target + other); other: how many
    match, // a; target: which of the patterns
    or_default,
    // Loops: `to` is the first of its temporaries, see expr/loops.hpp; when it is over, on at target.
    loop_begin, // through `a`, gathering in what begins as `b`
    loop_next,  // with `other` variables
    loop_count, // this and the next three: then on at `other`
    loop_add,   // a
    loop_put,   // a under the key b
    loop_merge, // the entries of a
    loop_finish_one,
    loop_finish_map,
};

struct Instruction {
    Operation operation = Operation::copy;
    Function function = Function::or_default; // of a call
    // Of what jumps: the comparison of a and b that decides, so that it needs no temporary; copy: a decides.
    Operation comparison = Operation::copy;
    std::uint32_t to = 0; // temporary
    Operand a;
    Operand b;
    std::uint32_t target = 0;
    std::uint32_t other = 0;
};

// A slot that is read, and what it reads as while it is absent.
struct SlotRead {
    Slot slot = 0;
    Value empty;
};

// A program with no more temporaries is run on the shortest way, which counts nothing; a metered one has more.
inline constexpr std::uint32_t few_temporaries = 2;

struct Program {
    Ast ast;
    Type type;
    std::vector<Reference> references;
    std::vector<Instruction> code;
    std::vector<Operand> operands; // of lists, maps and calls
    std::vector<Value> constants;
    std::vector<base::Pattern> patterns;
    std::vector<SlotRead> reads; // by slot
    std::uint32_t temporaries = 0;
    bool metered = false; // whether what it does is counted
    Slot slots = 0;       // how many are read at most: one more than the highest
    Operand result;
    mutable std::vector<Given>* watcher = nullptr; // see Expression::watch()
    mutable std::uint32_t mark = 0;
};

// Fills in everything that is run, from a tree that was checked and found sound, and from constants: the tree's
// literals, and behind them the checker's.
void emit(Program& program, const std::vector<Checked>& checked);

} // namespace callflow::expr

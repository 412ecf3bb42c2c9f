// Macros -> loops.
#include "expr/emitter.hpp"

namespace callflow::expr {

// A macro's range, its variables, what it repeats.
void Emitter::after_part(Index i, const Node& parent, Open& open, Index number) {
    const Macro& macro = macro_at(parent.data);
    if (number == 0) return begin_loop(macro, open);
    if (number <= macro.variables) return;
    if (macro.filtered && number + 1 < parent.count) return keep_if(i, open);
    gather(i, macro, open);
}

void Emitter::begin_loop(const Macro& macro, Open& open) {
    Instruction begin;
    begin.operation = Operation::loop_begin;
    begin.a = pop();
    switch (macro.kind) {
    case MacroKind::all:
    case MacroKind::exists: begin.b = constant(Value::boolean(macro.kind == MacroKind::all)); break;
    case MacroKind::exists_one: begin.b = constant(Value::integer(0)); break;
    default: begin.b = constant(Value::list({}));
    }
    program_.metered = true;
    begin.to = open.base = live_;
    live_ += Loop::first_variable + macro.variables;
    program_.temporaries = std::max(program_.temporaries, live_);
    begin.target = open.jumps;
    open.jumps = here();
    program_.code.push_back(begin);
    Instruction& next = add(Operation::loop_next);
    next.to = open.base;
    next.other = macro.variables;
    next.target = open.jumps;
    open.jumps = open.next = here() - 1;
}

// What is not true of an element lets the loop go on without it; an error ends the loop.
void Emitter::keep_if(Index i, Open& open) {
    Instruction branch = condition(i);
    branch.operation = Operation::branch;
    branch.to = open.base;
    branch.target = open.next;
    branch.other = open.jumps;
    open.jumps = here();
    program_.code.push_back(branch);
}

// An instruction that gathers, then the next element.
void Emitter::go_on(Instruction instruction, Open& open) {
    instruction.to = open.base;
    instruction.target = open.jumps;
    instruction.other = open.next;
    open.jumps = here();
    program_.code.push_back(instruction);
}

void Emitter::gather(Index i, const Macro& macro, Open& open) {
    const Operand first(Operand::Mode::variable, open.base + Loop::first_variable);
    Instruction instruction;
    switch (macro.kind) {
    case MacroKind::all:
    case MacroKind::exists:
        instruction = condition(i);
        instruction.operation = macro.kind == MacroKind::all ? Operation::and_step : Operation::or_step;
        go_on(instruction, open);
        add(Operation::jump).target = open.next;
        return;
    case MacroKind::exists_one:
    case MacroKind::filter:
        keep_if(i, open);
        instruction.operation = macro.kind == MacroKind::filter ? Operation::loop_add : Operation::loop_count;
        instruction.a = first;
        break;
    default:
        instruction.a = pop();
        instruction.b = first;
        instruction.operation = macro.kind == MacroKind::map             ? Operation::loop_add
                                : macro.kind == MacroKind::transform_map ? Operation::loop_put
                                                                         : Operation::loop_merge;
    }
    go_on(instruction, open);
}

void Emitter::finish_loop(Index i) {
    Open& open = open_[i];
    const MacroKind kind = macro_at(ast_.nodes[i].data).kind;
    land(open.jumps);
    if (kind == MacroKind::exists_one) add(Operation::loop_finish_one).to = open.base;
    if (kind >= MacroKind::transform_map) add(Operation::loop_finish_map).to = open.base;
    live_ = open.base;
    stack_.emplace_back(Operand::Mode::temporary, take_temporary());
}

} // namespace callflow::expr

// Checked tree -> instructions.
#include "expr/emitter.hpp"
#include "expr/operations.hpp"

#include <algorithm>

namespace callflow::expr {

namespace {

Operation operation_of(NodeKind kind) {
    switch (kind) {
    case NodeKind::logical_not: return Operation::logical_not;
    case NodeKind::negate: return Operation::negate;
    case NodeKind::multiply: return Operation::multiply;
    case NodeKind::divide: return Operation::divide;
    case NodeKind::modulo: return Operation::modulo;
    case NodeKind::add: return Operation::add;
    case NodeKind::subtract: return Operation::subtract;
    case NodeKind::less: return Operation::less;
    case NodeKind::less_equal: return Operation::less_equal;
    case NodeKind::greater: return Operation::greater;
    case NodeKind::greater_equal: return Operation::greater_equal;
    case NodeKind::equal: return Operation::equal;
    case NodeKind::not_equal: return Operation::not_equal;
    case NodeKind::in: return Operation::in;
    default: return Operation::index;
    }
}

} // namespace

// Lists and maps: their parts may lie anywhere, so that literals among them cost nothing.
void Emitter::collect(const Node& node) {
    const bool is_map = node.kind == NodeKind::map;
    const auto first = static_cast<Index>(program_.operands.size());
    program_.operands.resize(first + node.count);
    bool constant = true;
    for (Index number = node.count; number-- > 0;) {
        const Operand operand = pop();
        program_.operands[first + number] = operand;
        constant = constant && operand.mode() == Operand::Mode::constant;
    }
    if (constant) return fold(is_map, first);
    Instruction& instruction = add(is_map ? Operation::map : Operation::list);
    instruction.target = first;
    instruction.other = node.count;
    push_temporary(instruction);
}

void Emitter::collect_arguments(const Node& node, Instruction& instruction) {
    instruction.target = static_cast<Index>(program_.operands.size());
    program_.operands.resize(instruction.target + node.count);
    for (Index number = node.count; number-- > 0;) program_.operands[instruction.target + number] = pop();
}

// What has only literals in it is made once: `digits in ["1", "2"]` allocates nothing.
void Emitter::fold(bool is_map, Index first) {
    std::vector<Value> parts;
    for (Index i = first; i < program_.operands.size(); ++i)
        parts.push_back(program_.constants[program_.operands[i].index()]);
    program_.operands.resize(first);
    if (const auto error = std::ranges::find_if(parts, &Value::is_error); error != parts.end()) {
        stack_.push_back(constant(*error));
        return;
    }
    std::vector<std::pair<Value, Value>> entries;
    for (std::size_t i = 0; is_map && i < parts.size(); i += 2) entries.emplace_back(parts[i], parts[i + 1]);
    stack_.push_back(constant(is_map ? make_map(std::move(entries)) : Value::list(std::move(parts))));
}

void Emitter::emit_slot(const Node& node, const Checked& checked) {
    if (node.kind == NodeKind::index) pop(); // the constant that named the field
    if (node.kind != NodeKind::has_member) {
        stack_.push_back(slot(checked, checked.type));
        return;
    }
    Instruction& instruction = add(Operation::has_slot);
    instruction.a = {Operand::Mode::slot, checked.slot};
    program_.slots = std::max(program_.slots, checked.slot + 1);
    push_temporary(instruction);
}

// Whatever the children gave is not needed.
void Emitter::emit_constant(const Node& node, const Checked& checked) {
    for (Index number = node.count; number-- > 0;) {
        if (has_value(checked_[ast_.children[node.first + number]].role)) pop();
    }
    stack_.emplace_back(Operand::Mode::constant, static_cast<Index>(ast_.literals.size()) + checked.constant);
}

void Emitter::emit(Index i) {
    const Node& node = ast_.nodes[i];
    const Checked& checked = checked_[i];
    if (checked.role == Checked::Role::slot) return emit_slot(node, checked);
    if (checked.role == Checked::Role::constant) return emit_constant(node, checked);
    if (checked.role == Checked::Role::variable) {
        const Index first = open_[checked.record].base + Loop::first_variable;
        stack_.emplace_back(Operand::Mode::variable, first + checked.path);
        return;
    }
    if (checked.role == Checked::Role::silent) return;
    if (checked.role != Checked::Role::value) { // a record: its fields have slots, it has none
        if (node.kind == NodeKind::index) pop();
        return;
    }
    switch (node.kind) {
    case NodeKind::literal: stack_.emplace_back(Operand::Mode::constant, node.data); return;
    case NodeKind::logical_and:
    case NodeKind::logical_or: land(open_[i].jumps); return;
    case NodeKind::conditional:
        land(open_[i].jumps);
        stack_.emplace_back(Operand::Mode::temporary, take_temporary());
        return;
    case NodeKind::macro: return finish_loop(i);
    case NodeKind::list:
    case NodeKind::map: return collect(node);
    default: break;
    }
    Instruction instruction;
    instruction.operation = operation_of(node.kind);
    if (node.count > 2) {
        collect_arguments(node, instruction);
    } else {
        if (node.count > 1) instruction.b = pop();
        instruction.a = pop();
    }
    if (node.kind == NodeKind::member || node.kind == NodeKind::has_member) {
        const bool asks = node.kind == NodeKind::has_member;
        instruction.operation = asks ? Operation::has_member : Operation::member;
        instruction.b = constant(Value::string(ast_.word(node)));
    } else if (node.kind == NodeKind::call || node.kind == NodeKind::method) {
        const bool otherwise = checked.function == Function::or_default;
        instruction.operation = otherwise ? Operation::or_default : Operation::call;
        instruction.function = checked.function;
        instruction.other = node.count;
        if (checked.pattern != 0) {
            instruction.operation = Operation::match;
            instruction.target = checked.pattern - 1;
        } else if (checked.function == Function::matches) {
            program_.metered = true; // compiling a pattern is dear
        }
    }
    push_temporary(instruction);
    program_.code.push_back(instruction);
}

void Emitter::after_child(Index i) {
    const Parent parent = parents_[i];
    const Node& node = ast_.nodes[parent.node];
    Open& open = open_[parent.node];
    if (node.kind == NodeKind::conditional)
        after_branch(i, open, parent.number);
    else if (node.kind == NodeKind::macro)
        after_part(i, node, open, parent.number);
    else
        after_operand(i, node, open, parent.number);
}

// Takes the value of a condition that was just made for an instruction that jumps. A comparison is taken
// back and becomes part of that instruction: nothing jumps between the two.
Instruction Emitter::condition(Index i) {
    Instruction instruction;
    instruction.a = pop();
    const NodeKind kind = ast_.nodes[i].kind;
    const bool compares = kind >= NodeKind::less && kind <= NodeKind::not_equal;
    if (compares && checked_[i].role == Checked::Role::value) {
        instruction = program_.code.back();
        program_.code.pop_back();
        instruction.comparison = instruction.operation;
    }
    return instruction;
}

void Emitter::after_operand(Index i, const Node& parent, Open& open, Index number) {
    const bool conjunction = parent.kind == NodeKind::logical_and;
    Instruction instruction = condition(i);
    instruction.target = open.jumps;
    if (number == 0) {
        instruction.operation = conjunction ? Operation::and_first : Operation::or_first;
        push_temporary(instruction); // stays: it gathers the result
    } else {
        instruction.operation = conjunction ? Operation::and_step : Operation::or_step;
        instruction.to = stack_.back().index();
    }
    open.jumps = here();
    program_.code.push_back(instruction);
}

// Both branches leave their value in the temporary that is the next free one when they begin.
void Emitter::after_branch(Index i, Open& open, Index number) {
    if (number == 0) {
        Instruction branch = condition(i);
        branch.operation = Operation::branch;
        branch.to = live_;
        branch.other = open.jumps;
        open.jumps = open.branch = here();
        program_.code.push_back(branch);
        return;
    }
    const Operand value = pop();
    const Index to = live_;
    program_.temporaries = std::max(program_.temporaries, to + 1);
    if (!(value == Operand(Operand::Mode::temporary, to))) {
        Instruction& copy = add(Operation::copy);
        copy.to = to;
        copy.a = value;
    }
    if (number == 1) {
        add(Operation::jump).target = open.jumps;
        open.jumps = here() - 1;
        program_.code[open.branch].target = here();
    }
}

bool Emitter::may_be_dear() const {
    constexpr std::ptrdiff_t soon_over = 16;
    const auto looks_inside = [](const Instruction& instruction) {
        const bool names =
            instruction.a.mode() != Operand::Mode::constant && instruction.b.mode() != Operand::Mode::constant;
        switch (instruction.operation) {
        case Operation::call:
        case Operation::add:
        case Operation::in: return true;
        case Operation::less:
        case Operation::less_equal:
        case Operation::greater:
        case Operation::greater_equal:
        case Operation::equal:
        case Operation::not_equal: return names;
        default: return instruction.comparison != Operation::copy && names;
        }
    };
    return !program_.patterns.empty() || std::ranges::count_if(program_.code, looks_inside) > soon_over;
}

void emit(Program& program, const std::vector<Checked>& checked) { Emitter(program, checked).run(); }

} // namespace callflow::expr

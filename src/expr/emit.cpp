// Checked tree -> instructions.
#include "expr/loops.hpp"
#include "expr/macros.hpp"
#include "expr/operations.hpp"
#include "expr/program.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <unordered_map>

namespace callflow::expr {

namespace {

using Index = std::uint32_t;
constexpr Index none = std::numeric_limits<Index>::max();

// Walks the nodes in order and keeps, as a stack, where the values of finished nodes are found.
// Temporaries are numbered like a stack too: one is free again once the node that needed it is
// done.
class Emitter {
public:
    Emitter(Program& program, const std::vector<Checked>& checked)
        : program_(program), ast_(program.ast), checked_(checked) {}

    void run() {
        find_parents();
        for (Index i = 0; i < ast_.nodes.size(); ++i) {
            emit(i);
            if (parents_[i].node != none) after_child(i);
        }
        assert(stack_.size() == 1);
        program_.result = stack_.back();
    }

private:
    struct Parent {
        Index node = none;
        Index number = 0;
    };
    // What a node with jumps in it still waits for.
    struct Open {
        Index jumps = none;  // last instruction that jumps behind the node; each names the one before
        Index branch = none; // of a conditional
        Index base = 0;      // of a macro: its first temporary
        Index next = 0;      // of a macro: the instruction that goes on to the next element
    };

    void find_parents() {
        parents_.resize(ast_.nodes.size());
        for (Index i = 0; i < ast_.nodes.size(); ++i) {
            const Node& node = ast_.nodes[i];
            const bool jumps = node.kind == NodeKind::logical_and || node.kind == NodeKind::logical_or ||
                               node.kind == NodeKind::conditional || node.kind == NodeKind::macro;
            for (Index number = 0; jumps && number < node.count; ++number)
                parents_[ast_.children[node.first + number]] = {i, number};
        }
    }

    [[nodiscard]] Index here() const { return static_cast<Index>(program_.code.size()); }

    Instruction& add(Operation operation) {
        program_.code.push_back({});
        program_.code.back().operation = operation;
        return program_.code.back();
    }
    Index take_temporary() {
        program_.temporaries = std::max(program_.temporaries, live_ + 1);
        return live_++;
    }
    void push_temporary(Instruction& instruction) {
        instruction.to = take_temporary();
        stack_.emplace_back(Operand::Mode::temporary, instruction.to);
    }
    Operand pop() {
        const Operand operand = stack_.back();
        stack_.pop_back();
        if (operand.mode() == Operand::Mode::temporary) {
            --live_;
            assert(operand.index() == live_);
        }
        return operand;
    }
    Operand constant(Value value) {
        program_.constants.push_back(std::move(value));
        return {Operand::Mode::constant, static_cast<Index>(program_.constants.size()) - 1};
    }
    Operand slot(const Checked& checked, const Type& type) {
        const auto place = std::ranges::lower_bound(program_.reads, checked.slot, {}, &SlotRead::slot);
        if (place == program_.reads.end() || place->slot != checked.slot) {
            program_.reads.insert(place, {checked.slot, empty_value(type)});
            program_.slots = std::max(program_.slots, checked.slot + 1);
        }
        return {Operand::Mode::slot, checked.slot};
    }
    // From the end of a node's jumps back to the first.
    void land(Index& last) {
        while (last != none) {
            Instruction& jump = program_.code[last];
            const bool is_branch = jump.operation == Operation::branch;
            Index& field = is_branch ? jump.other : jump.target;
            last = field;
            field = here();
        }
    }

    void emit(Index i);
    void emit_slot(const Node& node, const Checked& checked);
    void emit_constant(const Node& node, const Checked& checked);
    void after_child(Index i);
    void after_operand(Index i, const Node& parent, Open& open, Index number);
    Instruction condition(Index i);
    void after_branch(Index i, Open& open, Index number);
    void after_part(Index i, const Node& parent, Open& open, Index number);
    void begin_loop(const Macro& macro, Open& open);
    void gather(Index i, const Macro& macro, Open& open);
    void keep_if(Index i, Open& open);
    void go_on(Instruction instruction, Open& open);
    void finish_loop(Index i);
    void collect(const Node& node);
    void collect_arguments(const Node& node, Instruction& instruction);
    void fold(bool is_map, Index first);

    Program& program_;
    const Ast& ast_;
    const std::vector<Checked>& checked_;
    std::vector<Parent> parents_;
    std::unordered_map<Index, Open> open_;
    std::vector<Operand> stack_;
    Index live_ = 0;
};

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
    } else if (is_type_call(ast_, node)) {
        instruction.operation = Operation::type_of;
    } else if (node.kind == NodeKind::call || node.kind == NodeKind::method) {
        const bool otherwise = checked.function == Function::or_default;
        instruction.operation = otherwise ? Operation::or_default : Operation::call;
        instruction.function = checked.function;
        instruction.other = node.count;
        if (checked.pattern != 0) {
            instruction.operation = Operation::match;
            instruction.target = checked.pattern - 1;
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
    program_.loops = true;
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

} // namespace

void emit(Program& program, const std::vector<Checked>& checked) { Emitter(program, checked).run(); }

} // namespace callflow::expr

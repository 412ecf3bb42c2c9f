// The state of turning a checked tree into instructions. Private to the sources of emit.
#pragma once

#include "expr/loops.hpp"
#include "expr/macros.hpp"
#include "expr/program.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace callflow::expr {

// Walks the nodes in order and keeps, as a stack, where the values of finished nodes are found.
// Temporaries are numbered like a stack too: one is free again once the node that needed it is
// done.
class Emitter {
public:
    using Index = std::uint32_t;
    static constexpr Index none = std::numeric_limits<Index>::max();

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
        program_.metered = program_.metered || may_be_dear();
        if (program_.metered) program_.temporaries = std::max(program_.temporaries, few_temporaries + 1);
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

    // Without loops, only patterns and long rows of what looks into texts and lists are worth a meter.
    [[nodiscard]] bool may_be_dear() const;
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
    // emit_loops.cpp
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

} // namespace callflow::expr

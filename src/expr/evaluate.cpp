#include "expr/operations.hpp"
#include "expr/program.hpp"
#include "expr/value_heap.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace callflow::expr {

namespace {

// A bool, or the error that a value of another kind is where a bool belongs.
Value as_condition(const Value& value) {
    if (value.kind() == Kind::boolean || value.is_error()) return value;
    return Value::error("expected bool, found " + std::string(to_string(value.kind())));
}

// Compared where it is short, which digits, plans and languages are: a call costs more than they
// do.
bool same_text(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    if (a.size() > 8) return a == b;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] != b[i]) return false;
    }
    return true;
}

class Run {
public:
    Run(const Program& program, const Value* slots, Value* temporaries)
        : bases_{temporaries, program.constants.data(), slots}, temporaries_(temporaries), program_(program) {}

    // Lives as long as slots and temporaries do.
    const Value& result() {
        const Instruction* const code = program_.code.data();
        const auto size = static_cast<std::uint32_t>(program_.code.size());
        for (std::uint32_t at = 0; at < size;) at = step(code[at], at);
        return read(program_.result);
    }

private:
    [[nodiscard]] const Value& read(Operand operand) const {
        const Value& value = bases_[static_cast<std::size_t>(operand.mode())][operand.index()];
        if (value.is_absent()) [[unlikely]]
            return empty(operand.index());
        return value;
    }
    // What a slot that nobody filled reads as; only slots are ever absent.
    [[nodiscard]] const Value& empty(Slot slot) const {
        return std::ranges::lower_bound(program_.reads, slot, {}, &SlotRead::slot)->empty;
    }

    // One operand of && (stop is false) or || (stop is true): the stopping value wins over
    // everything, the first error over the other one. Gives the next instruction.
    std::uint32_t gather(const Instruction& instruction, std::uint32_t at, bool stop, bool first) {
        const Value& a = read(instruction.a);
        Value& to = temporaries_[instruction.to];
        if (a.kind() != Kind::boolean) [[unlikely]] {
            if (first || !to.is_error()) to = as_condition(a);
            return at + 1;
        }
        if (a.as_boolean() == stop) {
            ValueAccess::put(to, stop);
            return instruction.target;
        }
        if (first) ValueAccess::put(to, !stop);
        return at + 1;
    }

    std::uint32_t step(const Instruction& instruction, std::uint32_t at) {
        switch (instruction.operation) {
        case Operation::and_first: return gather(instruction, at, false, true);
        case Operation::and_step: return gather(instruction, at, false, false);
        case Operation::or_first: return gather(instruction, at, true, true);
        case Operation::or_step: return gather(instruction, at, true, false);
        case Operation::branch: {
            const Value& a = read(instruction.a);
            if (a.kind() == Kind::boolean) [[likely]]
                return a.as_boolean() ? at + 1 : instruction.target;
            temporaries_[instruction.to] = as_condition(a);
            return instruction.other;
        }
        case Operation::jump: return instruction.target;
        case Operation::equal: equal(instruction, true); return at + 1;
        case Operation::not_equal: equal(instruction, false); return at + 1;
        default: work(instruction); return at + 1;
        }
    }

    void equal(const Instruction& instruction, bool wanted) {
        const Value& a = read(instruction.a);
        const Value& b = read(instruction.b);
        Value& to = temporaries_[instruction.to];
        if (a.kind() == Kind::string && b.kind() == Kind::string)
            ValueAccess::put(to, same_text(ValueAccess::text(a), ValueAccess::text(b)) == wanted);
        else if (a.kind() == Kind::integer && b.kind() == Kind::integer)
            ValueAccess::put(to, (a.as_integer() == b.as_integer()) == wanted);
        else if (a.is_error())
            to = Value(a);
        else if (b.is_error())
            to = Value(b);
        else
            ValueAccess::put(to, (a == b) == wanted);
    }

    void compare(const Instruction& instruction, Value& to) {
        const Value& a = read(instruction.a);
        const Value& b = read(instruction.b);
        if (a.kind() != Kind::integer || b.kind() != Kind::integer) {
            to = order(instruction.operation, a, b);
            return;
        }
        const auto result = a.as_integer() <=> b.as_integer();
        switch (instruction.operation) {
        case Operation::less: return ValueAccess::put(to, result < 0);
        case Operation::less_equal: return ValueAccess::put(to, result <= 0);
        case Operation::greater: return ValueAccess::put(to, result > 0);
        default: return ValueAccess::put(to, result >= 0);
        }
    }

    void work(const Instruction& instruction) {
        Value& to = temporaries_[instruction.to];
        switch (instruction.operation) {
        case Operation::copy: to = Value(read(instruction.a)); break;
        case Operation::logical_not: {
            const Value& value = read(instruction.a);
            if (value.kind() == Kind::boolean)
                ValueAccess::put(to, !value.as_boolean());
            else
                to = as_condition(value);
            break;
        }
        case Operation::has_slot: ValueAccess::put(to, !slot(instruction.a).is_absent()); break;
        case Operation::less:
        case Operation::less_equal:
        case Operation::greater:
        case Operation::greater_equal: compare(instruction, to); break;
        case Operation::add: add(instruction, to); break;
        case Operation::multiply:
        case Operation::divide:
        case Operation::modulo:
        case Operation::subtract:
            to = calculate(instruction.operation, read(instruction.a), read(instruction.b));
            break;
        default: seldom(instruction, to); break;
        }
    }

    void seldom(const Instruction& instruction, Value& to) {
        switch (instruction.operation) {
        case Operation::negate: to = negate(read(instruction.a)); break;
        case Operation::in: to = contained(read(instruction.a), read(instruction.b)); break;
        case Operation::index: to = element(read(instruction.a), read(instruction.b)); break;
        case Operation::member: to = member(read(instruction.a), read(instruction.b)); break;
        case Operation::has_member: to = has_member(read(instruction.a), read(instruction.b)); break;
        case Operation::list: to = list(instruction); break;
        case Operation::map: to = map(instruction); break;
        case Operation::or_default: to = otherwise(instruction); break;
        default: {
            const bool two = instruction.function == Function::contains ||
                             instruction.function == Function::starts_with ||
                             instruction.function == Function::ends_with;
            to = call(instruction.function, read(instruction.a), two ? &read(instruction.b) : nullptr);
            break;
        }
        }
    }

    // a + b + c + …: what is being built up in `to` grows in place.
    void add(const Instruction& instruction, Value& to) {
        const Value& b = read(instruction.b);
        const bool own = instruction.a == Operand(Operand::Mode::temporary, instruction.to);
        if (!own || !ValueAccess::append(to, b)) to = calculate(Operation::add, read(instruction.a), b);
    }

    [[nodiscard]] Value list(const Instruction& instruction) const {
        std::vector<Value> items;
        items.reserve(instruction.other);
        for (std::uint32_t i = 0; i < instruction.other; ++i) {
            const Value& item = read(program_.operands[instruction.target + i]);
            if (item.is_error()) return item;
            items.push_back(item);
        }
        return Value::list(std::move(items));
    }

    [[nodiscard]] Value map(const Instruction& instruction) const {
        std::vector<std::pair<Value, Value>> entries;
        entries.reserve(instruction.other / 2);
        for (std::uint32_t i = 0; i < instruction.other; i += 2) {
            const Value& key = read(program_.operands[instruction.target + i]);
            const Value& value = read(program_.operands[instruction.target + i + 1]);
            if (key.is_error()) return key;
            if (value.is_error()) return value;
            entries.emplace_back(key, value);
        }
        return make_map(std::move(entries));
    }

    [[nodiscard]] Value otherwise(const Instruction& instruction) const {
        const bool absent = instruction.a.mode() == Operand::Mode::slot && slot(instruction.a).is_absent();
        const Value& a = read(instruction.a);
        return absent || is_empty(a) ? read(instruction.b) : a;
    }

    [[nodiscard]] const Value& slot(Operand operand) const {
        return bases_[static_cast<std::size_t>(Operand::Mode::slot)][operand.index()];
    }

    std::array<const Value*, 3> bases_; // by Operand::Mode
    Value* temporaries_;
    const Program& program_;
};

template <std::size_t Count, class Use> auto run_with(const Program& program, const Value* slots, Use use) {
    std::array<Value, Count> temporaries;
    return use(Run(program, slots, temporaries.data()).result());
}

// Gives the result to `use` while the temporaries are there. Most expressions need one or two of
// them; none but long lists of what is computed needs so many that they are allocated.
template <class Use> auto run_for(const Program& program, std::span<const Value> slots, Use use) {
    if (slots.size() < program.slots) [[unlikely]]
        return use(Value::error("not every slot is there"));
    if (program.temporaries <= 2) return run_with<2>(program, slots.data(), use);
    if (program.temporaries <= 16) return run_with<16>(program, slots.data(), use);
    if (program.temporaries <= 512) return run_with<512>(program, slots.data(), use);
    std::vector<Value> temporaries(program.temporaries);
    return use(Run(program, slots.data(), temporaries.data()).result());
}

} // namespace

Value Expression::evaluate(std::span<const Value> slots) const {
    if (program_ == nullptr) return Value::error("there is no expression");
    return run_for(*program_, slots, [](const Value& value) { return value; });
}

bool Expression::holds(std::span<const Value> slots, std::string* why) const {
    if (program_ == nullptr) {
        if (why != nullptr) *why = "there is no expression";
        return false;
    }
    return run_for(*program_, slots, [why](const Value& value) {
        if (value.kind() == Kind::boolean) [[likely]]
            return value.as_boolean();
        if (why != nullptr) {
            *why = value.is_error() ? std::string(value.as_string())
                                    : "gives " + std::string(to_string(value.kind())) + ", expected bool";
        }
        return false;
    });
}

} // namespace callflow::expr

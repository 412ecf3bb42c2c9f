#include <array>
#include <vector>

#include "expr/operations.hpp"
#include "expr/program.hpp"
#include "expr/value_heap.hpp"

namespace callflow::expr {

namespace {

// A bool, or the error that a value of another kind is where a bool belongs.
Value as_condition(const Value& value) {
    if (value.kind() == Kind::boolean || value.is_error())
        return value;
    return Value::error("expected bool, found " + std::string(to_string(value.kind())));
}

class Run {
public:
    Run(const Program& program, const Value* slots, Value* temporaries)
        : program_(program),
          reads_(program.reads.data()),
          constants_(program.constants.data()),
          slots_(slots),
          temporaries_(temporaries) {}

    Value result() {
        const Instruction* const code = program_.code.data();
        const auto size = static_cast<std::uint32_t>(program_.code.size());
        for (std::uint32_t at = 0; at < size;) {
            const Instruction& instruction = code[at];
            at = instruction.operation <= Operation::jump ? flow(instruction, at)
                                                          : (work(instruction), at + 1);
        }
        const Operand operand = program_.result;
        if (operand.mode() == Operand::Mode::temporary)
            return std::move(temporaries_[operand.index()]);
        return read(operand);
    }

private:
    [[nodiscard]] const Value& read(Operand operand) const {
        const std::uint32_t index = operand.index();
        switch (operand.mode()) {
            case Operand::Mode::temporary:
                return temporaries_[index];
            case Operand::Mode::constant:
                return constants_[index];
            case Operand::Mode::slot:
                break;
        }
        const Value& value = slots_[reads_[index].slot];
        return value.is_absent() ? reads_[index].empty : value;
    }

    // One operand of && (stop is false) or || (stop is true): the stopping value wins over
    // everything, the first error over the other one. Gives the next instruction.
    std::uint32_t gather(const Instruction& instruction, std::uint32_t at, bool stop, bool first) {
        const Value& a = read(instruction.a);
        Value& to = temporaries_[instruction.to];
        if (a.kind() != Kind::boolean) {
            if (first || !to.is_error())
                to = as_condition(a);
            return at + 1;
        }
        if (a.as_boolean() == stop) {
            to = Value::boolean(stop);
            return instruction.target;
        }
        if (first)
            to = Value::boolean(!stop);
        return at + 1;
    }

    // Whatever decides where to go on.
    std::uint32_t flow(const Instruction& instruction, std::uint32_t at) {
        switch (instruction.operation) {
            case Operation::and_first:
                return gather(instruction, at, false, true);
            case Operation::and_step:
                return gather(instruction, at, false, false);
            case Operation::or_first:
                return gather(instruction, at, true, true);
            case Operation::or_step:
                return gather(instruction, at, true, false);
            case Operation::branch: {
                const Value& a = read(instruction.a);
                if (a.kind() == Kind::boolean)
                    return a.as_boolean() ? at + 1 : instruction.target;
                temporaries_[instruction.to] = as_condition(a);
                return instruction.other;
            }
            case Operation::jump:
                return instruction.target;
            default:
                temporaries_[instruction.to] = read(instruction.a);
                return at + 1;
        }
    }

    [[nodiscard]] static Value equals(const Value& a, const Value& b, bool wanted) {
        if (a.kind() == Kind::string && b.kind() == Kind::string)
            return Value::boolean((ValueAccess::text(a) == ValueAccess::text(b)) == wanted);
        if (a.is_error())
            return a;
        if (b.is_error())
            return b;
        return Value::boolean((a == b) == wanted);
    }

    void work(const Instruction& instruction) {
        Value& to = temporaries_[instruction.to];
        switch (instruction.operation) {
            case Operation::equal:
                to = equals(read(instruction.a), read(instruction.b), true);
                break;
            case Operation::not_equal:
                to = equals(read(instruction.a), read(instruction.b), false);
                break;
            case Operation::logical_not: {
                const Value value = as_condition(read(instruction.a));
                to = value.is_error() ? value : Value::boolean(!value.as_boolean());
                break;
            }
            case Operation::has_slot:
                to = Value::boolean(!slots_[instruction.a.index()].is_absent());
                break;
            case Operation::less:
            case Operation::less_equal:
            case Operation::greater:
            case Operation::greater_equal:
                to = order(instruction.operation, read(instruction.a), read(instruction.b));
                break;
            case Operation::add:
                add(instruction, to);
                break;
            case Operation::multiply:
            case Operation::divide:
            case Operation::modulo:
            case Operation::subtract:
                to = calculate(instruction.operation, read(instruction.a), read(instruction.b));
                break;
            default:
                seldom(instruction, to);
                break;
        }
    }

    void seldom(const Instruction& instruction, Value& to) {
        switch (instruction.operation) {
            case Operation::negate:
                to = negate(read(instruction.a));
                break;
            case Operation::in:
                to = contained(read(instruction.a), read(instruction.b));
                break;
            case Operation::index:
                to = element(read(instruction.a), read(instruction.b));
                break;
            case Operation::member:
                to = member(read(instruction.a), read(instruction.b));
                break;
            case Operation::has_member:
                to = has_member(read(instruction.a), read(instruction.b));
                break;
            case Operation::list:
                to = list(instruction);
                break;
            case Operation::map:
                to = map(instruction);
                break;
            case Operation::or_default:
                to = otherwise(instruction);
                break;
            default: {
                const bool two = instruction.function == Function::contains ||
                                 instruction.function == Function::starts_with ||
                                 instruction.function == Function::ends_with;
                to = call(instruction.function, read(instruction.a),
                          two ? &read(instruction.b) : nullptr);
                break;
            }
        }
    }

    // a + b + c + …: what is being built up in `to` grows in place.
    void add(const Instruction& instruction, Value& to) {
        const Value& b = read(instruction.b);
        const bool own = instruction.a == Operand(Operand::Mode::temporary, instruction.to);
        if (!own || !ValueAccess::append(to, b))
            to = calculate(Operation::add, read(instruction.a), b);
    }

    [[nodiscard]] Value list(const Instruction& instruction) const {
        std::vector<Value> items;
        items.reserve(instruction.other);
        for (std::uint32_t i = 0; i < instruction.other; ++i) {
            const Value& item = read(program_.operands[instruction.target + i]);
            if (item.is_error())
                return item;
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
            if (key.is_error())
                return key;
            if (value.is_error())
                return value;
            entries.emplace_back(key, value);
        }
        const std::size_t count = entries.size();
        Value made = Value::map(std::move(entries));
        if (made.kind() == Kind::map && made.as_map().size() != count)
            return Value::error("a key of this map is repeated");
        return made;
    }

    [[nodiscard]] Value otherwise(const Instruction& instruction) const {
        const bool absent = instruction.a.mode() == Operand::Mode::slot &&
                            slots_[reads_[instruction.a.index()].slot].is_absent();
        const Value& a = read(instruction.a);
        return absent || is_empty(a) ? read(instruction.b) : a;
    }

    const Program& program_;
    const SlotRead* reads_;
    const Value* constants_;
    const Value* slots_;
    Value* temporaries_;
};

template <std::size_t Count>
Value run_with(const Program& program, const Value* slots) {
    std::array<Value, Count> temporaries;
    return Run(program, slots, temporaries.data()).result();
}

}  // namespace

Value run(const Program& program, std::span<const Value> slots) {
    if (slots.size() < program.slots)
        return Value::error("not every slot is there");
    if (program.temporaries <= 2)
        return run_with<2>(program, slots.data());
    if (program.temporaries <= 16)
        return run_with<16>(program, slots.data());
    if (program.temporaries <= 512)
        return run_with<512>(program, slots.data());
    std::vector<Value> temporaries(program.temporaries);
    return Run(program, slots.data(), temporaries.data()).result();
}

}  // namespace callflow::expr

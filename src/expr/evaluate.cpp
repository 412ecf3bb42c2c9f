#include "expr/loops.hpp"
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

enum class Truth : std::uint8_t { no, yes, other };

Truth truth(bool flag) { return flag ? Truth::yes : Truth::no; }

// The loop over the instructions. Quick paths are inlined into it and the others kept out, so that it
// gets by without a stack frame of its own; that halves what a guard costs.
//
// A metered run pays for what it does, and ends in an error when it has done too much. Only loops need that, and
// patterns that are made on the way: what has neither is soon over.
template <bool metered> class Run {
public:
    Run(const Program& program, const Value* slots, Value* temporaries)
        : bases_{temporaries, program.constants.data(), slots, temporaries}, temporaries_(temporaries),
          code_(program.code.data()), program_(program) {}

    // Lives as long as slots and temporaries do.
    const Value& result() {
        const Instruction* const end = code_ + program_.code.size();
        for (const Instruction* at = code_; at != end;) {
            if constexpr (metered) {
                const std::uint64_t price = cost(*at);
                if (price > left_) return too_much();
                left_ -= price;
            }
            const Instruction* const done = at;
            at = step(at);
            if constexpr (metered) {
                const std::uint64_t price = cost_afterwards(*done);
                if (price > left_) return too_much();
                left_ -= price;
            }
        }
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
    [[nodiscard, gnu::noinline]] const Value& empty(Slot slot) const {
        return std::ranges::lower_bound(program_.reads, slot, {}, &SlotRead::slot)->empty;
    }

    // What comparing two values gives, where it is quickly told.
    [[nodiscard]] static Truth compared(Operation operation, const Value& a, const Value& b) {
        if (a.kind() == Kind::string && b.kind() == Kind::string) {
            if (operation == Operation::equal || operation == Operation::not_equal) {
                const bool same = same_text(ValueAccess::text(a), ValueAccess::text(b));
                return truth(same == (operation == Operation::equal));
            }
        } else if (a.kind() == Kind::integer && b.kind() == Kind::integer) {
            const std::int64_t left = a.as_integer();
            const std::int64_t right = b.as_integer();
            switch (operation) {
            case Operation::equal: return truth(left == right);
            case Operation::not_equal: return truth(left != right);
            case Operation::less: return truth(left < right);
            case Operation::less_equal: return truth(left <= right);
            case Operation::greater: return truth(left > right);
            default: return truth(left >= right);
            }
        }
        return Truth::other;
    }
    [[nodiscard, gnu::noinline]] static Value compared_slowly(Operation operation, const Value& a, const Value& b) {
        if (operation != Operation::equal && operation != Operation::not_equal) return order(operation, a, b);
        if (a.is_error()) return a;
        if (b.is_error()) return b;
        return Value::boolean((a == b) == (operation == Operation::equal));
    }

    // The condition of an instruction that jumps: a value, or a comparison that is part of it.
    [[nodiscard]] Truth condition(const Instruction& instruction) const {
        const Value& a = read(instruction.a);
        if (instruction.comparison == Operation::copy)
            return a.kind() == Kind::boolean ? truth(a.as_boolean()) : Truth::other;
        return compared(instruction.comparison, a, read(instruction.b));
    }
    // The same where it was not quickly told: a bool or an error.
    [[nodiscard, gnu::noinline]] Value condition_slowly(const Instruction& instruction) const {
        const Value& a = read(instruction.a);
        if (instruction.comparison == Operation::copy) return as_condition(a);
        return compared_slowly(instruction.comparison, a, read(instruction.b));
    }

    // One operand of && (stop is false) or || (stop is true): the stopping value wins over everything,
    // the first error over the other one. Gives the next instruction.
    template <bool stop, bool first> [[gnu::always_inline]] const Instruction* gather(const Instruction* at) {
        Value& to = temporaries_[at->to];
        const Truth found = condition(*at);
        if (found == Truth::other) [[unlikely]]
            return gather_slowly(at, stop, first);
        if (found == truth(stop)) {
            ValueAccess::put(to, stop);
            return code_ + at->target;
        }
        if constexpr (first) ValueAccess::put(to, !stop);
        return at + 1;
    }
    [[gnu::noinline]] const Instruction* gather_slowly(const Instruction* at, bool stop, bool first) {
        Value& to = temporaries_[at->to];
        Value value = condition_slowly(*at);
        const bool wins = !value.is_error() && value.as_boolean() == stop;
        if (wins || first || (value.is_error() && !to.is_error())) to = std::move(value);
        return wins ? code_ + at->target : at + 1;
    }

    [[gnu::always_inline]] const Instruction* branch(const Instruction* at) {
        Truth found = condition(*at);
        if (found == Truth::other) [[unlikely]] {
            Value value = condition_slowly(*at);
            if (value.is_error()) {
                temporaries_[at->to] = std::move(value);
                return code_ + at->other;
            }
            found = truth(value.as_boolean());
        }
        return found == Truth::yes ? at + 1 : code_ + at->target;
    }

    // What an instruction does is proportional to the sizes of what it reads, if it looks inside.
    [[nodiscard]] std::uint64_t cost(const Instruction& instruction) const {
        std::uint64_t bytes = 0;
        const auto count = [this, &bytes](Operand operand) { bytes += ValueAccess::weight(read(operand)); };
        switch (instruction.operation) {
        case Operation::list:
        case Operation::map: return 1 + instruction.other;
        case Operation::call: return cost_of_call(instruction);
        case Operation::match: {
            const std::uint64_t size = ValueAccess::weight(read(instruction.a));
            return 1 + steps_of_match(program_.patterns[instruction.target], size) + size / bytes_per_step;
        }
        case Operation::add:
            count(instruction.b);
            if (!grows(instruction)) count(instruction.a);
            break;
        case Operation::equal:
        case Operation::not_equal:
        case Operation::in: count(instruction.b); [[fallthrough]];
        case Operation::loop_add:
        case Operation::loop_put:
        case Operation::loop_merge: count(instruction.a); break;
        default:
            if (instruction.comparison == Operation::copy) break;
            count(instruction.a);
            count(instruction.b);
        }
        return 1 + bytes / bytes_per_step;
    }
    [[nodiscard]] std::uint64_t cost_of_call(const Instruction& instruction) const {
        const bool many = instruction.other > 2;
        std::uint64_t bytes = 0;
        for (std::uint32_t i = 0; i < instruction.other; ++i) {
            const Operand one_of_two = i == 0 ? instruction.a : instruction.b;
            bytes += ValueAccess::weight(read(many ? program_.operands[instruction.target + i] : one_of_two));
        }
        const bool compiles = instruction.function == Function::matches;
        const std::uint64_t compiling = compiles ? steps_of_pattern(ValueAccess::weight(read(instruction.b))) : 0;
        return steps_of(instruction.function) + compiling + bytes * dearness_of(instruction.function) / bytes_per_step;
    }
    // What a call gave may be far larger than what it was given.
    [[nodiscard]] std::uint64_t cost_afterwards(const Instruction& instruction) const {
        if (instruction.operation != Operation::call) return 0;
        return ValueAccess::weight(temporaries_[instruction.to]) / bytes_per_step;
    }
    [[gnu::noinline]] const Value& too_much() {
        temporaries_[0] = too_many_steps();
        return temporaries_[0];
    }

    // Behind an instruction of a loop: it goes on or is over.
    [[gnu::noinline]] const Instruction* loop(const Instruction* at) {
        Loop loop(temporaries_ + at->to);
        switch (at->operation) {
        case Operation::loop_begin: return loop.begin(read(at->a), read(at->b)) ? at + 1 : code_ + at->target;
        case Operation::loop_next: return loop.next(at->other) ? at + 1 : code_ + at->target;
        case Operation::loop_count: loop.count(); return code_ + at->other;
        case Operation::loop_add: return code_ + (loop.add(take(at->a)) ? at->other : at->target);
        case Operation::loop_put: return code_ + (loop.put(read(at->b), take(at->a)) ? at->other : at->target);
        case Operation::loop_merge: return code_ + (loop.merge(read(at->a)) ? at->other : at->target);
        case Operation::loop_finish_one: loop.finish_one(); break;
        default: loop.finish_map(); break;
        }
        return at + 1;
    }
    // A value that nothing else will read.
    [[nodiscard]] Value take(Operand operand) {
        if (operand.mode() == Operand::Mode::temporary) return std::move(temporaries_[operand.index()]);
        return read(operand);
    }

    [[gnu::always_inline]] const Instruction* step(const Instruction* at) {
        if constexpr (metered) {
            if (at->operation >= Operation::loop_begin) return loop(at);
        }
        switch (at->operation) {
        case Operation::and_first: return gather<false, true>(at);
        case Operation::and_step: return gather<false, false>(at);
        case Operation::or_first: return gather<true, true>(at);
        case Operation::or_step: return gather<true, false>(at);
        case Operation::branch: return branch(at);
        case Operation::jump: return code_ + at->target;
        default: work(*at); return at + 1;
        }
    }

    void compare(const Instruction& instruction, Value& to) {
        const Value& a = read(instruction.a);
        const Value& b = read(instruction.b);
        const Truth found = compared(instruction.operation, a, b);
        if (found == Truth::other)
            to = compared_slowly(instruction.operation, a, b);
        else
            ValueAccess::put(to, found == Truth::yes);
    }

    [[gnu::noinline]] void work(const Instruction& instruction) {
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
        case Operation::equal:
        case Operation::not_equal:
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
        case Operation::match: to = match(program_.patterns[instruction.target], read(instruction.a)); break;
        default: to = instruction.other <= 2 ? called(instruction) : called_with_many(instruction); break;
        }
    }

    [[nodiscard]] Value called(const Instruction& instruction) {
        const bool two = instruction.other == 2;
        if constexpr (metered) {
            const auto is_text = [this](Operand operand) { return read(operand).kind() == Kind::string; };
            if (instruction.function == Function::matches && is_text(instruction.a) && is_text(instruction.b))
                return match(read(instruction.a), read(instruction.b), left_);
        }
        const std::array<const Value*, 2> arguments = {&read(instruction.a), two ? &read(instruction.b) : nullptr};
        return call(instruction.function, std::span(arguments).first(two ? 2 : 1));
    }

    [[nodiscard, gnu::noinline]] Value called_with_many(const Instruction& instruction) const {
        constexpr std::uint32_t usual = 8; // more are rare enough to be allocated
        std::array<const Value*, usual> few{};
        std::vector<const Value*> many(instruction.other > usual ? instruction.other : 0);
        const auto arguments = many.empty() ? std::span(few).first(instruction.other) : std::span(many);
        for (std::uint32_t i = 0; i < instruction.other; ++i)
            arguments[i] = &read(program_.operands[instruction.target + i]);
        return call(instruction.function, arguments);
    }

    // a + b + c + …: what is being built up in `to` grows in place.
    [[nodiscard]] bool grows(const Instruction& instruction) const {
        return instruction.a == Operand(Operand::Mode::temporary, instruction.to) &&
               read(instruction.a).kind() != Kind::bytes;
    }
    void add(const Instruction& instruction, Value& to) {
        const Value& b = read(instruction.b);
        if (!grows(instruction) || !ValueAccess::append(to, b)) to = calculate(Operation::add, read(instruction.a), b);
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

    std::array<const Value*, 4> bases_; // by Operand::Mode
    Value* temporaries_;
    const Instruction* code_;
    const Program& program_;
    struct Nothing {
        explicit Nothing(std::uint64_t) {}
    };
    [[no_unique_address]] std::conditional_t<metered, std::uint64_t, Nothing> left_{max_evaluation_steps};
};

template <std::size_t count, bool metered, class Use>
auto run_with(const Program& program, const Value* slots, Use use) {
    std::array<Value, count> temporaries;
    return use(Run<metered>(program, slots, temporaries.data()).result());
}

// Only long lists of what is computed need so many temporaries that they are allocated.
template <bool metered, class Use>
[[gnu::noinline]] auto run_large(const Program& program, const Value* slots, Use use) {
    if (program.temporaries <= 16) return run_with<16, metered>(program, slots, use);
    if (program.temporaries <= 512) return run_with<512, metered>(program, slots, use);
    std::vector<Value> temporaries(program.temporaries);
    return use(Run<metered>(program, slots, temporaries.data()).result());
}

// Gives the result to `use` while the temporaries are there.
template <class Use> auto run_for(const Program& program, std::span<const Value> slots, Use use) {
    if (slots.size() < program.slots) [[unlikely]]
        return use(Value::error("not every slot is there"));
    if (program.temporaries <= few_temporaries) [[likely]]
        return run_with<few_temporaries, false>(program, slots.data(), use);
    if (program.metered) return run_large<true>(program, slots.data(), use);
    return run_large<false>(program, slots.data(), use);
}

[[gnu::noinline]] void explain(const Value& value, std::string& why) {
    if (value.is_error())
        why = value.as_string();
    else
        why = "gives " + std::string(to_string(value.kind())) + ", expected bool";
}

} // namespace

Value Expression::evaluate(std::span<const Value> slots) const {
    if (program_ == nullptr) return Value::error("there is no expression");
    if (program_->watcher != nullptr) [[unlikely]] {
        Value value = run_for(*program_, slots, [](const Value& one) { return one; });
        program_->watcher->push_back({program_->mark, value});
        return value;
    }
    return run_for(*program_, slots, [](const Value& value) { return value; });
}

void Expression::watch(std::vector<Given>* into, std::uint32_t mark) const {
    if (program_ == nullptr) return;
    program_->watcher = into;
    program_->mark = mark;
}

bool Expression::holds(std::span<const Value> slots, std::string* why) const {
    if (program_ == nullptr) {
        if (why != nullptr) *why = "there is no expression";
        return false;
    }
    return run_for(*program_, slots, [why](const Value& value) {
        if (value.kind() == Kind::boolean) [[likely]]
            return value.as_boolean();
        if (why != nullptr) explain(value, *why);
        return false;
    });
}

} // namespace callflow::expr

// Calls, and the functions that ask something of a value.
#include "expr/calls.hpp"

#include "base/pattern.hpp"
#include "base/text.hpp"
#include "expr/expression.hpp"
#include "expr/operations.hpp"

#include <algorithm>
#include <string>

namespace callflow::expr {

namespace {

bool takes(const Overload& overload, Arguments arguments) {
    if (!overload.has_arity(arguments.size())) return false;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (!overload.parameter(i).kinds.has(arguments[i]->kind())) return false;
    }
    return true;
}

// An argument that is an error is what the call gives; else no overload takes these arguments.
[[gnu::noinline]] Value refused(Function function, Arguments arguments) {
    for (const Value* argument : arguments) {
        if (argument->is_error()) return *argument;
    }
    std::string kinds;
    for (const Value* argument : arguments) {
        if (!kinds.empty()) kinds += ", ";
        kinds += to_string(argument->kind());
    }
    return Value::error("no such overload: " + std::string(name_of(function)) + "(" + kinds + ")");
}

} // namespace

Value call(Function function, Arguments arguments) {
    for (const Overload& overload : overloads_of(function)) {
        if (takes(overload, arguments)) return overload.run(arguments);
    }
    return refused(function, arguments);
}

std::uint64_t steps_of_match(const base::Pattern& pattern, std::uint64_t bytes) {
    constexpr std::uint64_t instructions_per_step = 128;
    return bytes * pattern.size() / instructions_per_step;
}

Value too_many_steps() {
    return Value::error("this takes more than " + std::to_string(max_evaluation_steps) + " steps, and was given up");
}

Value match(const Value& text, const Value& pattern, std::uint64_t& left) {
    const auto compiled = base::Pattern::compile(pattern.as_string());
    if (!compiled)
        return Value::error(base::quoted(pattern.as_string(), 40) + " is no pattern: " + compiled.error().message);
    const std::uint64_t price = steps_of_match(*compiled, text.as_string().size());
    const bool paid = price <= left;
    left = paid ? left - price : 0;
    return paid ? Value::boolean(compiled->matches(text.as_string())) : too_many_steps();
}

Value match(const base::Pattern& pattern, const Value& text) {
    if (text.kind() == Kind::string) return Value::boolean(pattern.matches(text.as_string()));
    if (text.is_error()) return text;
    const Value string = Value::string("");
    const std::array<const Value*, 2> arguments = {&text, &string};
    return refused(Function::matches, arguments);
}

namespace calls {

Value size(Arguments arguments) {
    const Value& of = *arguments[0];
    std::size_t size = 0;
    switch (of.kind()) {
    case Kind::string: size = count_code_points(of.as_string()); break;
    case Kind::bytes: size = of.as_string().size(); break;
    case Kind::list: size = of.as_list().size(); break;
    default: size = of.as_map().size(); break;
    }
    return Value::integer(static_cast<std::int64_t>(size));
}

Value contains(Arguments arguments) {
    return Value::boolean(find_text(arguments[0]->as_string(), arguments[1]->as_string()) != std::string_view::npos);
}

Value starts_with(Arguments arguments) {
    return Value::boolean(arguments[0]->as_string().starts_with(arguments[1]->as_string()));
}

Value ends_with(Arguments arguments) {
    return Value::boolean(arguments[0]->as_string().ends_with(arguments[1]->as_string()));
}

// Only a pattern that is made while the call runs is compiled here; others were when the flow was loaded.
Value matches(Arguments arguments) {
    std::uint64_t left = max_evaluation_steps;
    return match(*arguments[0], *arguments[1], left);
}

Value type_of(Arguments arguments) {
    switch (const Kind kind = arguments[0]->kind()) {
    case Kind::timestamp: return Value::type("google.protobuf.Timestamp");
    case Kind::duration: return Value::type("google.protobuf.Duration");
    default: return Value::type(to_string(kind));
    }
}

Value to_json(Arguments arguments) {
    std::string out = arguments[0]->to_json();
    return out.size() > max_text_bytes ? too_long() : Value::string(out);
}

} // namespace calls

} // namespace callflow::expr

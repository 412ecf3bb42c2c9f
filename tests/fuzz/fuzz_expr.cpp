// Bytes as an expression and as a template, in a scope with a name of every sort, evaluated with
// slots that are filled, of another kind than declared, or absent. Nothing may crash, and what is
// said about the bytes points into them. What is compiled is compiled leniently to the same, and what is not at
// least to something, unless it cannot be read at all. Printed and read again it comes to the same, too.
#include "base/codes.hpp"
#include "expr/analyse.hpp"
#include "expr/ast.hpp"
#include "expr/expression.hpp"
#include "expr/print.hpp"
#include "expr/template.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

using namespace callflow;
using namespace callflow::expr;

namespace {

Scope make_scope() {
    const Type text = Type::of(Kind::string);
    const Type number = Type::of(Kind::integer);
    Scope scope;
    scope.declare("b", Type::of(Kind::boolean));
    scope.declare("i", number);
    scope.declare("u", Type::of(Kind::unsigned_integer));
    scope.declare("r", Type::of(Kind::real));
    scope.declare("s", text);
    scope.declare("y", Type::of(Kind::bytes));
    scope.declare("t", Type::of(Kind::timestamp));
    scope.declare("d", Type::of(Kind::duration));
    scope.declare("x", Type::dynamic());
    scope.declare("x.a", Type::dynamic());
    scope.declare("l", {Type::Tag::list, Kind::list, {number}, 0});
    scope.declare("m", {Type::Tag::map, Kind::map, {text, text}, 0});
    const std::uint32_t input = scope.add_record({"input", {{"digits", text}, {"status", number}, {"json", {}}}});
    scope.declare_record("input", input);
    scope.declare_record("inputs", input, true);
    scope.add_key("inputs", "a");
    return scope;
}

std::vector<Value> make_slots(std::uint32_t count, unsigned turn) {
    const Value list = Value::list({Value::integer(1), Value::string("a"), Value::real(-0.5)});
    const std::vector<Value> some = {
        Value::boolean(true),
        Value::integer(INT64_MIN),
        Value::unsigned_integer(UINT64_MAX),
        Value::real(9223372036854775808.0),
        Value::string("a\u00e9"),
        Value::bytes("\xff\x01"),
        Value::timestamp(INT64_MAX),
        Value::duration(INT64_MIN),
        Value::map({{Value::string("a"), list}, {Value::integer(1), Value::null()}}),
        list,
        Value::map({{Value::string("k"), Value::string("v")}}),
        Value(),
        Value::error("an error"),
        Value::null(),
        Value::type("int"),
    };
    std::vector<Value> slots(count);
    for (std::uint32_t i = 0; i < count && turn != 0; ++i) slots[i] = some[(i * turn + turn - 1) % some.size()];
    return slots;
}

void check(bool good) {
    if (!good) std::abort();
}

void check_places(const base::Diagnostics& diagnostics, std::size_t size) {
    for (const base::Diagnostic& one : diagnostics.items()) {
        check(one.where.begin <= one.where.end && one.where.end <= size);
        check(!one.message.empty());
        for (const base::TextEdit& edit : one.edits)
            check(edit.where.begin <= edit.where.end && edit.where.end <= size);
    }
}

void look_at(const Value& value) {
    const std::string json = value.to_json();
    check(!json.empty());
    check(value.kind() == Kind::real || value == Value(value) || json.find("NaN") != json.npos);
}

// What is printed reads back as what is printed the same and comes to the same.
void check_printed(const Expression& expression, Scope& scope, const std::vector<Value>& slots, CompileMode mode) {
    const std::string once = print(expression.ast());
    if (once.size() > max_expression_bytes) return; // escapes and blanks may make it longer than what is read
    base::Diagnostics found;
    const Expression again = compile(once, scope, {}, {}, found, mode);
    // `-1[0]` is printed `(-1)[0]`: where the depth was used up that is one too many.
    if (again.empty() && found.items().front().code == &base::codes::expression_cost) return;
    check(!again.empty());
    check(print(again.ast()) == once);
    const Value value = expression.evaluate(slots);
    const Value same = again.evaluate(slots);
    // An error may quote what was written, which is printed with other quotes.
    check(value.is_error() ? same.is_error() : same.kind() == value.kind() && same.to_json() == value.to_json());
}

// Answers do not contradict each other, nor what evaluating gives.
void check_analysed(const Expression& expression, const Scope& scope, const std::vector<Value>& slots) {
    const Value value = expression.evaluate(slots);
    if (const auto constant = constant_value(expression))
        check(constant->kind() == value.kind() && constant->to_json() == value.to_json());
    Analyser analyser(scope);
    const Term term{expression, false};
    const Answer always = analyser.always({&term, 1});
    const Answer never = analyser.never({&term, 1});
    check(always != Answer::yes || never != Answer::yes);
    const Analyser::Model model = analyser.model(expression, true);
    check(model.found != Answer::yes || never != Answer::yes);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const auto locate = [](std::uint32_t begin, std::uint32_t end) { return base::Span{0, begin, end}; };
    Scope scope = make_scope();
    base::Diagnostics of_expression;
    const Expression expression = compile(text, scope, {}, locate, of_expression);
    check(expression.empty() == !of_expression.empty());
    check_places(of_expression, size);
    base::Diagnostics of_lenient;
    const Expression lenient = compile(text, scope, {}, locate, of_lenient, CompileMode::lenient);
    check(lenient.empty() == !of_lenient.empty());
    check_places(of_lenient, size);
    check(expression.empty() || !lenient.empty());
    base::Diagnostics of_template;
    const Template compiled = compile_template(text, scope, locate, of_template);
    check_places(of_template, size);
    if (!expression.empty() && size < 200) check_analysed(expression, scope, make_slots(scope.slot_count(), 0));
    if (!lenient.empty()) check_printed(lenient, scope, make_slots(scope.slot_count(), 1), CompileMode::lenient);
    for (unsigned turn = 0; turn < 4; ++turn) {
        const std::vector<Value> slots = make_slots(scope.slot_count(), turn);
        if (!lenient.empty()) look_at(lenient.evaluate(slots));
        if (!expression.empty()) {
            const Value value = expression.evaluate(slots);
            look_at(value);
            check(value.to_json() == lenient.evaluate(slots).to_json());
            std::string why;
            check(!expression.holds(slots, &why) || why.empty());
            check_printed(expression, scope, slots, CompileMode::strict);
        }
        look_at(compiled.evaluate(slots, turn == 1 ? Template::Target::url : Template::Target::text));
    }
    return 0;
}

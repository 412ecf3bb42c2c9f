// Expressions of any shape, printed and read again.
#include "expr/expression.hpp"
#include "expr/print.hpp"
#include "properties/law.hpp"

#include <fmt/format.h>
#include <string>
#include <vector>

using namespace callflow;
using namespace callflow::expr;
using laws::below;
using laws::one_of;

namespace {

// In parentheses or not, so that what binds closer is drawn with and without.
std::string expression(std::size_t depth) {
    static constexpr std::string_view leaves[] = {"1",    "0",     "-7",         "2u", "1.5", "1e300",    "true",
                                                  "null", "\"a\"", "'it''s'",    "s",  "i",   "x",        "l",
                                                  "m.k",  "l[0]",  "b\"\\xff\"", "[]", "{}",  "r\"\\d\"", "x.a.b"};
    static constexpr std::string_view binary[] = {
        "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "in"};
    static constexpr std::string_view unary[] = {"-", "!", "--", "!!", "-!"};
    if (depth == 0) return std::string(one_of(leaves));
    const auto inner = [&] { return expression(depth - 1); };
    std::string out;
    switch (below(9)) {
    case 0: return std::string(one_of(leaves));
    case 1: out = fmt::format("{} {} {}", inner(), one_of(binary), inner()); break;
    case 2: out = fmt::format("{}{}", one_of(unary), inner()); break;
    case 3: out = fmt::format("{} ? {} : {}", inner(), inner(), inner()); break;
    case 4: out = fmt::format("[{}, {}]", inner(), inner()); break;
    case 5: out = fmt::format("{{{}: {}}}", inner(), inner()); break;
    case 6: out = fmt::format("({})[{}]", inner(), inner()); break;
    case 7: out = fmt::format("size({})", inner()); break;
    default: out = fmt::format("[{}].exists(e, e == {})", inner(), inner()); break;
    }
    return below(2) == 0 ? out : "(" + out + ")";
}

Scope scope_of_names() {
    Scope scope;
    for (const char* const name : {"s", "i", "x", "l", "m", "x.a"}) scope.declare(name, Type::dynamic());
    return scope;
}

} // namespace

TEST_CASE("an expression that is printed and read again is printed alike, and comes to the same") {
    std::size_t compared = 0;
    laws::check(400, [&] {
        const std::string text = expression(4);
        const auto nowhere = [](std::uint32_t, std::uint32_t) { return base::Span{}; };
        Scope scope = scope_of_names();
        base::Diagnostics found;
        const Expression first = compile(text, scope, {}, nowhere, found, CompileMode::lenient);
        RC_PRE(!first.empty());
        const std::string once = print(first.ast());
        const Expression second = compile(once, scope, {}, nowhere, found, CompileMode::lenient);
        RC_ASSERT(!second.empty());
        RC_ASSERT(print(second.ast()) == once);
        std::vector<Value> slots(scope.slot_count());
        for (std::size_t i = 0; i < slots.size(); ++i)
            slots[i] = i % 2 == 0 ? Value::integer(static_cast<std::int64_t>(i)) : Value::string("a");
        const Value value = first.evaluate(slots), same = second.evaluate(slots);
        // An error may quote what was written, which is printed with other quotes.
        RC_ASSERT(value.kind() == same.kind());
        RC_ASSERT(value.is_error() || value.to_json() == same.to_json());
        if (!value.is_error()) ++compared;
    });
    CHECK(compared > 20); // it was put to the test
}

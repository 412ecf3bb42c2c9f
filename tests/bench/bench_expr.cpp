// What a guard and a template cost per evaluation, and what it costs to compile them.
#include "expr/expression.hpp"
#include "expr/template.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

using namespace callflow;
using namespace callflow::expr;

namespace {

base::Span locate(std::uint32_t begin, std::uint32_t end) { return {0, begin, end}; }

// The best of many short trials, in nanoseconds: the others were disturbed.
template <class Work> double nanoseconds(int rounds, Work work) {
    double best = 1e9;
    for (int trial = 0; trial < 200; ++trial) {
        const auto began = std::chrono::steady_clock::now();
        for (int i = 0; i < rounds; ++i) work();
        const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
        best = std::min(best, took.count() / rounds);
    }
    return best;
}

void print(std::string_view name, double value, std::string_view unit, std::string_view note) {
    std::printf("%s\t%.1f\t%s\t%s\n", std::string(name).c_str(), value, std::string(unit).c_str(),
                std::string(note).c_str());
}

volatile bool sink = false;

} // namespace

int main() {
    Scope scope;
    scope.declare("agents_available", Type::of(Kind::boolean));
    scope.declare("digits", Type::of(Kind::string));
    scope.declare("tries", Type::of(Kind::integer));
    scope.declare("ten", {Type::Tag::list, Kind::list, {Type::of(Kind::integer)}, 0});
    std::vector<Value> slots(scope.slot_count());
    slots[0] = Value::boolean(true);
    slots[1] = Value::string("1");
    slots[2] = Value::integer(2);
    slots[3] = Value::list(std::vector<Value>(10, Value::integer(2)));
    const Type guard = Type::of(Kind::boolean);
    base::Diagnostics diagnostics;

    const auto measure = [&](std::string_view name, std::string_view text, std::string_view note) {
        const Expression expression = compile(text, scope, Type::dynamic(), locate, diagnostics);
        print(name, nanoseconds(20'000, [&] { sink = expression.holds(slots); }), "ns", note);
    };
    print("expr_native", nanoseconds(20'000, [&] { sink = slots[0].is_true() && slots[1].as_string() == "1"; }), "ns",
          "the guard below, written in C++");
    measure("expr_bool", "agents_available", "");
    measure("expr_guard", "agents_available && digits == \"1\"", "10");
    measure("expr_numbers", "tries < 3 && tries + 1 != 7", "");
    measure("expr_branches", "agents_available ? digits == '2' : tries > 4", "");
    measure("expr_loop", "ten.all(e, e < 10)", "ten elements");
    measure("expr_in", "digits in ['7', '8', '1']", "");

    const Template text = compile_template("You typed {{ digits }}, try {{ tries }}.", scope, locate, diagnostics);
    std::string out;
    print("expr_template",
          nanoseconds(5'000,
                      [&] {
                          out.clear();
                          sink = text.append(out, slots, Template::Target::text, nullptr);
                      }),
          "ns", "");
    print("expr_compile",
          nanoseconds(500,
                      [&] {
                          sink =
                              compile("agents_available && digits == \"1\"", scope, guard, locate, diagnostics).empty();
                      }),
          "ns", "");
    return diagnostics.empty() ? 0 : 1;
}

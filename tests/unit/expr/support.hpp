// A scope with a name of every sort, and short ways to compile and evaluate in it.
#pragma once

#include "base/codes.hpp"
#include "expr/expression.hpp"
#include "expr/template.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::expr::test {

struct Bench {
    Scope scope;
    base::Diagnostics diagnostics;
    std::vector<Value> slots;

    Bench() {
        const Type text = Type::of(Kind::string);
        const Type number = Type::of(Kind::integer);
        scope.declare("agents_available", Type::of(Kind::boolean));
        scope.declare("vip", Type::of(Kind::boolean));
        scope.declare("plan", text, {{"gold", "silver"}, {}, {}});
        scope.declare("digits", text);
        scope.declare("tries", number);
        scope.declare("ratio", Type::of(Kind::real));
        scope.declare("now", Type::of(Kind::timestamp));
        scope.declare("account", Type::dynamic());
        scope.declare("params", {Type::Tag::map, Kind::map, {Type::of(Kind::string), text}, 0});
        scope.declare("queue", {Type::Tag::list, Kind::list, {text}, 0});
        const std::uint32_t input =
            scope.add_record({"input", {{"digits", text}, {"confidence", Type::of(Kind::real)}, {"status", number}}});
        scope.declare_record("input", input);
        scope.declare_record("inputs", input, true);
        scope.add_key("inputs", "main_menu");
        scope.add_key("inputs", "greeting");
    }

    static base::Span locate(std::uint32_t begin, std::uint32_t end) { return {0, begin, end}; }

    Expression compile(std::string_view text, const Type& want = Type::dynamic()) {
        diagnostics = {};
        Expression out = expr::compile(text, scope, want, locate, diagnostics);
        slots.resize(scope.slot_count());
        return out;
    }
    Template text(std::string_view source) {
        diagnostics = {};
        Template out = compile_template(source, scope, locate, diagnostics);
        slots.resize(scope.slot_count());
        return out;
    }
    void set(std::string_view name, Value value) {
        slots.resize(scope.slot_count());
        slots[scope.find(name).slot] = std::move(value);
    }
    void set_field(std::string_view path, const Type& type, Value value) {
        const Slot slot = scope.field_slot(path, type);
        slots.resize(scope.slot_count());
        slots[slot] = std::move(value);
    }

    Expression attempt_compile(std::string_view text) {
        diagnostics = {};
        return expr::compile(text, scope, Type::dynamic(), locate, diagnostics, CompileMode::lenient);
    }
    // The same of a text that is only tried.
    std::string attempt(std::string_view text) {
        diagnostics = {};
        const Expression tried =
            expr::compile(text, scope, Type::of(Kind::boolean), locate, diagnostics, CompileMode::lenient);
        slots.resize(scope.slot_count());
        return tried.empty() ? "! " + findings() : shown(tried.evaluate(slots));
    }
    // A value as its kind and its text; what is wrong where there is none.
    std::string give(std::string_view text) {
        const Expression expression = compile(text);
        if (expression.empty()) return "! " + findings();
        return shown(expression.evaluate(slots));
    }
    static std::string shown(const Value& value) {
        return std::string(to_string(value.kind())) + " " + value.to_text();
    }
    std::string findings() const {
        std::string out;
        for (const base::Diagnostic& one : diagnostics.items()) {
            if (!out.empty()) out += "; ";
            out += std::string(one.code->name) + ": " + one.message;
        }
        return out;
    }
    // The one finding about a text, as `code [what it points at] message`.
    std::string complaint(std::string_view text, const Type& want = Type::dynamic()) {
        static_cast<void>(compile(text, want));
        return described(text);
    }
    std::string template_complaint(std::string_view source) {
        static_cast<void>(text(source));
        return described(source);
    }
    std::string described(std::string_view text) const {
        if (diagnostics.items().size() != 1)
            return std::to_string(diagnostics.items().size()) + " findings " + findings();
        const base::Diagnostic& one = diagnostics.items().front();
        return std::string(one.code->name) + " [" + std::string(text.substr(one.where.begin, one.where.size())) + "] " +
               one.message;
    }
    const std::string& help() const { return diagnostics.items().front().help; }
};

} // namespace callflow::expr::test

// Types of calls, lists and maps.
#include "expr/checker.hpp"
#include "expr/compare.hpp"
#include "expr/lexer.hpp"

#include <algorithm>

namespace callflow::expr {

Checked Checker::list(const Node& node) {
    if (node.count == 0) return value(list_of(Type::dynamic()));
    Type element = type_of(node, 0);
    for (std::uint32_t i = 1; i < node.count; ++i) element = join(element, type_of(node, i));
    return value(list_of(std::move(element)));
}

Checked Checker::map(const Node& node) {
    if (node.count == 0) return value(map_of(Type::dynamic(), Type::dynamic()));
    Type key = type_of(node, 0);
    Type held = type_of(node, 1);
    bool sound = true;
    for (std::uint32_t i = 0; i < node.count; i += 2) {
        const Type& type = type_of(node, i);
        if (!is_dyn(type) && !(type.tag == Type::Tag::plain && is_key(type.kind))) {
            type_error(child(node, i).where, "the key of a map is string, int, uint or bool; " + quote(child(node, i)) +
                                                 " is " + to_string(type));
            sound = false;
        }
        key = join(key, type);
        held = join(held, type_of(node, i + 1));
    }
    return sound ? value(map_of(std::move(key), std::move(held))) : broken();
}

Checked Checker::call(const Node& node) {
    const FunctionInfo* info = find_function(ast_.word(node));
    if (info == nullptr) return unknown_function(node);
    const std::string name(info->name);
    const bool method = node.kind == NodeKind::method;
    if (!allows(info->style, method)) {
        return type_error(node.token, "there is no " + std::string(method ? "method ." : "function ") + name + "()",
                          method ? "write " + name + "(x)" : "write x." + name + "(…)");
    }
    if (info->function == Function::not_yet) {
        report(base::codes::not_yet_in_expressions, node.token, name + "() is not in this version yet");
        return broken();
    }
    if (node.count != info->arguments) {
        const auto arguments = [method](std::uint32_t count) {
            const std::uint32_t shown = count - (method ? 1 : 0);
            return std::to_string(shown) + (shown == 1 ? " argument" : " arguments");
        };
        return type_error(node.token,
                          name + "() has " + arguments(node.count) + ", expected " + arguments(info->arguments));
    }
    const auto children = ast_.children_of(node);
    const bool sound = std::ranges::all_of(children, [this](std::uint32_t i) { return has_value(nodes_[i].role); });
    return sound ? known_call(node, *info) : broken();
}

Checked Checker::unknown_function(const Node& node) {
    const std::string_view word = ast_.word(node);
    base::Diagnostic& finding =
        report(base::codes::unknown_function, node.token, "there is no function " + base::quoted(word));
    if (const Slip* slip = find_slip(word)) {
        finding.help = slip->help;
    } else if (word == "length" || word == "len" || word == "count") {
        finding.help = "the length of a text or list is size(x)";
    } else {
        suggest(finding, node.token, word, function_names);
    }
    return broken();
}

Checked Checker::known_call(const Node& node, const FunctionInfo& info) {
    using enum Kind;
    Checked out;
    switch (info.function) {
    case Function::size: out = takes(node, {string, bytes, list, map}, Type::of(integer)); break;
    case Function::contains:
    case Function::starts_with:
    case Function::ends_with: out = takes(node, {string}, Type::of(boolean)); break;
    case Function::to_bool: out = takes(node, {boolean, string}, Type::of(boolean)); break;
    case Function::to_bytes: out = takes(node, {bytes, string}, Type::of(bytes)); break;
    case Function::to_double: out = takes(node, {real, integer, unsigned_integer, string}, Type::of(real)); break;
    case Function::to_int:
        out = takes(node, {integer, unsigned_integer, real, string, timestamp}, Type::of(integer));
        break;
    case Function::to_uint:
        out = takes(node, {unsigned_integer, integer, real, string}, Type::of(unsigned_integer));
        break;
    case Function::to_string:
        out = takes(node, {string, integer, unsigned_integer, real, boolean, bytes, timestamp, duration},
                    Type::of(string));
        break;
    case Function::or_default:
        out = value(is_plain(type_of(node, 0), null) ? type_of(node, 1) : join(type_of(node, 0), type_of(node, 1)));
        break;
    case Function::to_json: out = value(Type::of(string)); break;
    case Function::to_dyn:
    case Function::not_yet: break;
    }
    out.function = info.function;
    return out;
}

// Every argument is of one of these kinds.
Checked Checker::takes(const Node& node, std::initializer_list<Kind> kinds, Type result) {
    for (std::uint32_t i = 0; i < node.count; ++i) {
        const Type& type = type_of(node, i);
        if (std::ranges::any_of(kinds, [&type](Kind kind) { return may_be(type, kind); })) continue;
        std::string expected;
        for (const Kind* kind = kinds.begin(); kind != kinds.end(); ++kind) {
            if (!expected.empty()) expected += kind + 1 == kinds.end() ? " or " : ", ";
            expected += to_string(*kind);
        }
        return type_error(child(node, i).where, std::string(ast_.word(node)) + "() takes " + expected + "; " +
                                                    quote(child(node, i)) + " is " + to_string(type));
    }
    return value(std::move(result));
}

} // namespace callflow::expr

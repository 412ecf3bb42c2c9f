// Types of calls, lists and maps.
#include "expr/checker.hpp"
#include "expr/compare.hpp"
#include "expr/lexer.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace callflow::expr {

namespace {

constexpr std::array all_kinds = {Kind::boolean, Kind::integer,   Kind::unsigned_integer,
                                  Kind::real,    Kind::string,    Kind::bytes,
                                  Kind::list,    Kind::map,       Kind::null,
                                  Kind::type,    Kind::timestamp, Kind::duration};

bool may_be_one_of(const Type& type, Kinds kinds) {
    return std::ranges::any_of(all_kinds, [&](Kind kind) { return kinds.has(kind) && may_be(type, kind); });
}

bool may_take(const Parameter& parameter, const Type& type) {
    if (!may_be_one_of(type, parameter.kinds)) return false;
    const bool any = std::ranges::none_of(all_kinds, [&](Kind kind) { return parameter.elements.has(kind); });
    return any || type.tag != Type::Tag::list || may_be_one_of(element_of(type), parameter.elements);
}

// `string, bytes or list(string)`.
std::string alternatives(const std::vector<std::string>& words) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
        out += words[i];
    }
    return out;
}

std::vector<std::string> kind_names(const Parameter& parameter) {
    std::vector<std::string> out;
    std::vector<std::string> elements;
    for (const Kind kind : all_kinds) {
        if (parameter.elements.has(kind)) elements.emplace_back(to_string(kind));
    }
    for (const Kind kind : all_kinds) {
        if (!parameter.kinds.has(kind)) continue;
        const bool list = kind == Kind::list && !elements.empty();
        out.push_back(std::string(to_string(kind)) + (list ? " of " + alternatives(elements) : ""));
    }
    return out;
}

} // namespace

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
    const bool dotted = info == nullptr && ast_.word(node).find('.') != std::string_view::npos;
    if (dotted) info = find_function(without_blanks(ast_.word(node)));
    if (info == nullptr) return unknown_function(node);
    const std::string name(info->name);
    const bool method = node.kind == NodeKind::method;
    if (!allows(info->style, method)) {
        return type_error(node.token, "there is no " + std::string(method ? "method ." : "function ") + name + "()",
                          method ? "write " + name + "(x)" : "write x." + name + "(…)");
    }
    const auto overloads = overloads_of(info->function);
    const auto fitting = [&node](const Overload& overload) { return overload.has_arity(node.count); };
    if (std::ranges::none_of(overloads, fitting)) return wrong_arity(node, *info);
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

Checked Checker::wrong_arity(const Node& node, const FunctionInfo& info) {
    const std::uint32_t receiver = node.kind == NodeKind::method ? 1 : 0;
    std::vector<std::string> expected;
    for (const Overload& overload : overloads_of(info.function)) {
        std::string count = std::to_string(overload.count - receiver) + (overload.repeats ? " or more" : "");
        if (std::ranges::find(expected, count) == expected.end()) expected.push_back(std::move(count));
    }
    const bool one = expected.size() == 1 && expected.front() == "1";
    const std::uint32_t shown = node.count - receiver;
    return type_error(node.token, std::string(info.name) + "() has " + std::to_string(shown) +
                                      (shown == 1 ? " argument" : " arguments") + ", expected " +
                                      alternatives(expected) + (one ? " argument" : " arguments"));
}

// Says what the first argument should be that no overload takes; where each alone would do, what all together are.
Checked Checker::no_overload(const Node& node, const FunctionInfo& info) {
    for (std::uint32_t i = 0; i < node.count; ++i) {
        std::vector<std::string> expected;
        bool taken = false;
        for (const Overload& overload : overloads_of(info.function)) {
            if (!overload.has_arity(node.count)) continue;
            taken = taken || may_take(overload.parameter(i), type_of(node, i));
            for (std::string& name : kind_names(overload.parameter(i))) {
                if (std::ranges::find(expected, name) == expected.end()) expected.push_back(std::move(name));
            }
        }
        if (taken) continue;
        return type_error(child(node, i).where, std::string(info.name) + "() takes " + alternatives(expected) + "; " +
                                                    quote(child(node, i)) + " is " + to_string(type_of(node, i)));
    }
    std::string types;
    for (std::uint32_t i = 0; i < node.count; ++i) types += (i > 0 ? ", " : "") + to_string(type_of(node, i));
    return type_error(node.where, std::string(info.name) + "() does not take " + types + " together");
}

Type Checker::result(const Node& node, const Overload& overload) const {
    if (overload.function == Function::or_default && is_plain(type_of(node, 0), Kind::null)) return type_of(node, 1);
    const bool chooses = overload.function == Function::or_default || overload.function == Function::greatest ||
                         overload.function == Function::least;
    if (chooses) { // gives one of its arguments, or of the elements of the only one
        if (node.count == 1 && type_of(node, 0).tag == Type::Tag::list) return element_of(type_of(node, 0));
        Type type = type_of(node, 0);
        for (std::uint32_t i = 1; i < node.count; ++i) type = join(type, type_of(node, i));
        return type;
    }
    if (overload.gives == Kind::absent) return Type::dynamic();
    if (overload.gives != Kind::list) return Type::of(overload.gives);
    return list_of(Type::of(overload.gives_elements));
}

Checked Checker::known_call(const Node& node, const FunctionInfo& info) {
    std::optional<Type> type;
    for (const Overload& overload : overloads_of(info.function)) {
        if (!overload.has_arity(node.count)) continue;
        bool possible = true;
        for (std::uint32_t i = 0; possible && i < node.count; ++i)
            possible = may_take(overload.parameter(i), type_of(node, i));
        if (possible) type = type ? join(*type, result(node, overload)) : result(node, overload);
    }
    if (!type) return no_overload(node, info);
    Checked out = value(std::move(*type));
    out.function = info.function;
    if (info.function == Function::matches && !compile_pattern(node, out)) return broken();
    return out;
}

bool Checker::compile_pattern(const Node& node, Checked& out) {
    const Node& literal = child(node, 1);
    if (literal.kind != NodeKind::literal) return true;
    const std::string_view text = ast_.literals[literal.data].as_string();
    const bool said = making_patterns_ > max_evaluation_steps;
    making_patterns_ += steps_of_pattern(text.size());
    if (making_patterns_ > max_evaluation_steps) {
        if (lenient_ || !said)
            report(base::codes::expression_cost, literal.where, "these are too many patterns for one expression");
        return false;
    }
    auto pattern = base::Pattern::compile(text);
    if (pattern) {
        patterns_.push_back(std::move(*pattern));
        out.pattern = static_cast<std::uint32_t>(patterns_.size());
        return true;
    }
    // Points at the part that is wrong, unless escapes in the literal hide where it stands.
    Range where = literal.where;
    const std::string& part = pattern.error().part;
    const std::size_t at = part.empty() ? std::string_view::npos : ast_.slice(literal.where).find(part);
    if (at != std::string_view::npos) {
        where.begin += static_cast<std::uint32_t>(at);
        where.end = where.begin + static_cast<std::uint32_t>(part.size());
    }
    report(base::codes::bad_pattern, where, "this is no pattern: " + pattern.error().message);
    return false;
}

} // namespace callflow::expr

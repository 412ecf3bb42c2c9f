// Types of operators.
#include "expr/checker.hpp"
#include "expr/compare.hpp"

namespace callflow::expr {

namespace {

std::string and_types(const Type& a, const Type& b) { return to_string(a) + " and " + to_string(b); }

Type number_type(const Type& a, const Type& b) { return is_dyn(a) ? b : a; }

bool is_moment_or_span(const Type& type) { return is_plain(type, Kind::timestamp) || is_plain(type, Kind::duration); }

// Moments and spans of time: what their sum or difference is; null_type where there is none.
Type time_result(NodeKind kind, const Type& a, const Type& b) {
    Type moment = Type::of(Kind::timestamp);
    Type span = Type::of(Kind::duration);
    if (is_dyn(a) || is_dyn(b)) return Type::dynamic();
    if (kind == NodeKind::add) {
        if (a == span && b == span) return span;
        if ((a == moment && b == span) || (a == span && b == moment)) return moment;
    } else if (kind == NodeKind::subtract) {
        if (a == b) return span;
        if (a == moment && b == span) return moment;
    }
    return Type::of(Kind::null);
}

std::string arithmetic_help(NodeKind kind, const Type& a, const Type& b) {
    if (may_be_number(a) && may_be_number(b))
        return kind == NodeKind::modulo ? "`%` takes int or uint: int(x)"
                                        : "numbers of different types do not mix: int(x), double(x)";
    const bool text = is_plain(a, Kind::string) || is_plain(b, Kind::string);
    if (text && kind == NodeKind::add) return "string(x) makes a text of a value, int(x) a number of a text";
    if (text) return "int(x) makes a number of a text";
    return {};
}

std::string comparison_help(const Type& a, const Type& b) {
    const bool text = is_plain(a, Kind::string) || is_plain(b, Kind::string);
    if (text && may_be_number(is_plain(a, Kind::string) ? b : a))
        return "a text is compared with a text in quotes (\"1\"), or int(text) with a number";
    if (text && (is_plain(a, Kind::boolean) || is_plain(b, Kind::boolean)))
        return "a text is compared with a text in quotes; a bool stands alone: `x`, `!x`";
    return {};
}

} // namespace

std::string condition_help(std::string_view text, const Type& type) {
    const std::string shown = base::printable(text, 60);
    if (is_plain(type, Kind::string))
        return "say what it is compared with, such as " + shown + " != \"\"" +
               (base::is_name(text)
                    ? "; what is true or false has the default `true` or `false`, for `yes` and `no` are texts"
                    : "");
    if (type.tag == Type::Tag::plain && is_number(type.kind))
        return "say what it is compared with, such as " + shown + " != 0";
    if (type.tag == Type::Tag::list || type.tag == Type::Tag::map)
        return "say what it is compared with, such as size(" + shown + ") > 0";
    return {};
}

bool Checker::condition(const Node& node, const Type& type) {
    if (may_be(type, Kind::boolean)) return true;
    type_error(node.where, quote(node) + " is " + to_string(type) + ", expected bool",
               condition_help(ast_.slice(node.where), type));
    return false;
}

Checked Checker::logical(const Node& node) {
    bool sound = true;
    for (std::uint32_t i = 0; i < node.count; ++i) sound = condition(child(node, i), type_of(node, i)) && sound;
    return sound ? value(Type::of(Kind::boolean)) : broken();
}

Checked Checker::conditional(const Node& node) {
    if (!condition(child(node, 0), type_of(node, 0))) return broken();
    return value(join(type_of(node, 1), type_of(node, 2)));
}

Checked Checker::negate(const Node& node) {
    const Type& type = type_of(node, 0);
    if (is_dyn(type) || is_plain(type, Kind::integer) || is_plain(type, Kind::real)) return value(type);
    std::string help;
    if (is_plain(type, Kind::boolean)) help = "not is `!`";
    return type_error(node.where, "`-` takes a number, " + quote(child(node, 0)) + " is " + to_string(type),
                      std::move(help));
}

Checked Checker::arithmetic(const Node& node) {
    const Type& a = type_of(node, 0);
    const Type& b = type_of(node, 1);
    const bool add = node.kind == NodeKind::add;
    if (is_dyn(a) && is_dyn(b)) return value(Type::dynamic());
    const Type& known = is_dyn(a) ? b : a;
    if (may_be_number(a) && may_be_number(b) && overlap(a, b)) {
        if (node.kind != NodeKind::modulo || !is_plain(known, Kind::real)) return value(number_type(a, b));
    } else if (is_moment_or_span(known)) {
        const Type result = time_result(node.kind, a, b);
        if (!is_plain(result, Kind::null)) return value(result);
    } else if (add && a.tag != Type::Tag::map && b.tag != Type::Tag::map && overlap(a, b)) {
        const bool texts = is_plain(known, Kind::string) || is_plain(known, Kind::bytes);
        if (texts) return value(known);
        if (known.tag == Type::Tag::list) return value(join(a, b));
    } else if (add && a.tag == Type::Tag::list && b.tag == Type::Tag::list) {
        return value(join(a, b));
    }
    return type_error(node.where, "there is no `" + std::string(operator_text(node.kind)) + "` of " + and_types(a, b),
                      arithmetic_help(node.kind, a, b));
}

Checked Checker::order(const Node& node) {
    const Type& a = type_of(node, 0);
    const Type& b = type_of(node, 1);
    bool sound = may_be_number(a) && may_be_number(b);
    for (const Kind kind : {Kind::boolean, Kind::string, Kind::bytes, Kind::timestamp, Kind::duration})
        sound = sound || (may_be(a, kind) && may_be(b, kind));
    if (sound) return value(Type::of(Kind::boolean));
    return type_error(node.where, "there is no `" + std::string(operator_text(node.kind)) + "` of " + and_types(a, b),
                      comparison_help(a, b));
}

Checked Checker::equality(const Node& node) {
    const Type& a = type_of(node, 0);
    const Type& b = type_of(node, 1);
    if (comparable(a, b)) return value(Type::of(Kind::boolean));
    return type_error(node.where, "compares " + to_string(a) + " with " + to_string(b) + ", which are never equal",
                      comparison_help(a, b));
}

Checked Checker::membership(const Node& node) {
    const Type& item = type_of(node, 0);
    const Type& container = type_of(node, 1);
    const Node& right = child(node, 1);
    if (is_dyn(container)) return value(Type::of(Kind::boolean));
    const bool map = container.tag == Type::Tag::map;
    if (!map && container.tag != Type::Tag::list) {
        std::string help;
        if (is_plain(container, Kind::string))
            help = "for a part of a text write " + base::printable(ast_.slice(right.where), 60) + ".contains(…)";
        return type_error(right.where, "`in` takes a list or a map, " + quote(right) + " is " + to_string(container),
                          std::move(help));
    }
    const Type inside = map ? key_of(container) : element_of(container);
    if (comparable(item, inside)) return value(Type::of(Kind::boolean));
    return type_error(node.where,
                      "looks for " + to_string(item) + " among " + to_string(inside) + ", where it never is",
                      comparison_help(item, inside));
}

} // namespace callflow::expr

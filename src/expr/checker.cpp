#include "expr/checker.hpp"

#include "base/edit_distance.hpp"
#include "expr/macros.hpp"

#include <algorithm>

namespace callflow::expr {

bool Checker::run(const Type& want) {
    find_macro_bodies();
    nodes_.reserve(ast_.nodes.size());
    std::size_t body = 0;
    for (std::uint32_t i = 0; i < ast_.nodes.size(); ++i) {
        while (!bindings_.empty() && bindings_.back().macro == i) bindings_.pop_back();
        if (body < bodies_.size() && bodies_[body].begin == i) enter_body(bodies_[body++].macro);
        const bool skipped = skipped_[i] && ast_.nodes[i].kind != NodeKind::variable;
        Checked checked = skipped ? broken() : check(ast_.nodes[i]);
        if (lenient_ && checked.role == Checked::Role::broken) checked = tried(ast_.nodes[i]);
        nodes_.push_back(std::move(checked));
    }
    const bool gives = is_value(ast_.nodes.back(), nodes_.back());
    if (lenient_ && !gives) nodes_.back() = tried(ast_.nodes.back());
    good_ = good_ && gives && fits(want);
    return good_ || lenient_;
}

Checked Checker::check(const Node& node) {
    switch (node.kind) {
    case NodeKind::literal: {
        const Value& literal = ast_.literals[node.data];
        return value(Type::of(literal.kind()));
    }
    case NodeKind::name: return name(node);
    case NodeKind::member:
    case NodeKind::has_member: return member(node);
    case NodeKind::index: return index(node);
    case NodeKind::macro: return macro(node);
    case NodeKind::variable: return silent();
    case NodeKind::call:
    case NodeKind::method:
        if (!macro_shapes(ast_.word(node)).empty()) return no_macro(node);
        break;
    default: break;
    }
    const bool sound = children_are_values(node);
    const bool calls = node.kind == NodeKind::call || node.kind == NodeKind::method;
    if (calls) return call(node);
    if (!sound) return broken();
    switch (node.kind) {
    case NodeKind::list: return list(node);
    case NodeKind::map: return map(node);
    case NodeKind::negate: return negate(node);
    case NodeKind::logical_not:
    case NodeKind::logical_and:
    case NodeKind::logical_or: return logical(node);
    case NodeKind::conditional: return conditional(node);
    case NodeKind::in: return membership(node);
    case NodeKind::equal:
    case NodeKind::not_equal: return equality(node);
    case NodeKind::less:
    case NodeKind::less_equal:
    case NodeKind::greater:
    case NodeKind::greater_equal: return order(node);
    default: return arithmetic(node);
    }
}

bool Checker::children_are_values(const Node& node) {
    bool all = true;
    for (const std::uint32_t i : ast_.children_of(node)) all = is_value(ast_.nodes[i], nodes_[i]) && all;
    return all;
}

bool Checker::is_value(const Node& node, const Checked& checked) {
    if (checked.role == Checked::Role::broken) return false;
    if (has_value(checked.role)) return true;
    const bool keyed = checked.role == Checked::Role::keyed;
    std::string help;
    const auto& fields = scope_.record(checked.record).fields;
    if (!keyed && !fields.empty()) help = "for instance " + paths_[checked.path] + "." + fields.front().name;
    type_error(node.where, quote(node) + " is no value, it only has fields", std::move(help));
    return false;
}

std::string Checker::quote(const Node& node) const {
    const bool text = node.kind == NodeKind::literal && (ast_.literals[node.data].kind() == Kind::string ||
                                                         ast_.literals[node.data].kind() == Kind::bytes);
    return text ? base::printable(ast_.slice(node.where), 40) : base::quoted(ast_.slice(node.where), 40);
}

// Operators decide by the values what they can do; a call of what is not there is an error, and so is what has no
// value where one is needed.
Checked Checker::tried(const Node& node) {
    const Value error = Value::error(ignored_.empty() ? "this has no value" : ignored_.items().back().message);
    for (const std::uint32_t i : ast_.children_of(node)) {
        const bool record = nodes_[i].role == Checked::Role::record || nodes_[i].role == Checked::Role::keyed;
        if (record) nodes_[i] = constant(error);
    }
    const bool calls = node.kind == NodeKind::name || node.kind == NodeKind::call || node.kind == NodeKind::method;
    return calls ? constant(error) : value(Type::dynamic());
}

base::Diagnostic& Checker::report(const base::Code& code, Range where, std::string message) {
    if (lenient_) {
        ignored_ = {};
        return ignored_.report(code, {}, std::move(message));
    }
    good_ = false;
    const base::Span place = locate_ ? locate_(where.begin, where.end) : base::Span{};
    return diagnostics_.report(code, place, std::move(message));
}

Checked Checker::type_error(Range where, std::string message, std::string help) {
    report(base::codes::expression_type, where, std::move(message)).help = std::move(help);
    return broken();
}

Checked Checker::broken() {
    Checked out;
    out.role = Checked::Role::broken;
    return out;
}

Checked Checker::silent() {
    Checked out;
    out.role = Checked::Role::silent;
    return out;
}

Checked Checker::constant(Value value) {
    Checked out;
    out.role = Checked::Role::constant;
    out.constant = static_cast<std::uint32_t>(known_.size());
    if (!value.is_error()) out.type = Type::of(value.kind());
    known_.push_back(std::move(value));
    return out;
}

void Checker::suggest(base::Diagnostic& finding, Range where, std::string_view word, const Candidates& candidates) {
    // Looking through all names is dear; who has so many wrong ones has to look at them anyway.
    constexpr std::uint32_t most = 20;
    if (lenient_ || ++suggestions_ > most) return;
    const std::string_view near = base::nearest(word, candidates());
    if (near.empty()) return;
    finding.help = "did you mean " + base::quoted(near) + "?";
    const base::Span place = locate_ ? locate_(where.begin, where.end) : base::Span{};
    if (place.valid()) finding.edits.push_back({place, std::string(near)});
}

bool Checker::fits(const Type& want) {
    const Type& type = nodes_.back().type;
    if (overlap(want, type)) return true;
    const Node& root = ast_.nodes.back();
    const auto text = ast_.slice(root.where);
    if (is_plain(want, Kind::boolean)) {
        report(base::codes::guard_not_bool, root.where,
               quote(root) + " is " + to_string(type) + ", a condition is true or false")
            .help = condition_help(text, type);
        return false;
    }
    std::string help;
    const bool number =
        is_plain(want, Kind::integer) || is_plain(want, Kind::unsigned_integer) || is_plain(want, Kind::real);
    if (is_plain(want, Kind::string) && type.tag == Type::Tag::plain && !is_plain(type, Kind::null))
        help = "string(" + std::string(text) + ") makes a text of it";
    else if (number && (may_be_number(type) || is_plain(type, Kind::string)))
        help = to_string(want) + "(" + std::string(text) + ") makes a number of it";
    type_error(root.where, quote(root) + " is " + to_string(type) + ", expected " + to_string(want),
               base::printable(help, 100));
    return false;
}

} // namespace callflow::expr

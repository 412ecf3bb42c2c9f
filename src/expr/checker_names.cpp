// Names, fields and elements.
#include "expr/checker.hpp"

#include <algorithm>
#include <array>

namespace callflow::expr {

namespace {

// Names of types are values in CEL: type(x) == int.
constexpr std::array<std::string_view, 13> type_names = {
    "bool",
    "bytes",
    "double",
    "dyn",
    "google.protobuf.Duration",
    "google.protobuf.Timestamp",
    "int",
    "list",
    "map",
    "null_type",
    "string",
    "type",
    "uint",
};
constexpr std::uint32_t dots_of_type_names = 2;

bool is_type_name(std::string_view word) { return std::ranges::find(type_names, word) != type_names.end(); }

struct Constant {
    std::string_view written;
    std::string_view instead;
};
constexpr std::array<Constant, 16> constants = {{
    {"True", "true"},
    {"TRUE", "true"},
    {"yes", "true"},
    {"Yes", "true"},
    {"on", "true"},
    {"False", "false"},
    {"FALSE", "false"},
    {"no", "false"},
    {"No", "false"},
    {"off", "false"},
    {"None", "null"},
    {"nil", "null"},
    {"NULL", "null"},
    {"Null", "null"},
    {"undefined", "null"},
    {"none", "null"},
}};

} // namespace

Checked Checker::name(const Node& node) {
    const std::string_view word = ast_.word(node);
    Checked out;
    if (const Binding* binding = find_binding(node)) {
        out.role = Checked::Role::variable;
        out.type = binding->type;
        out.record = binding->macro;
        out.path = binding->number;
        return out;
    }
    if (dotted_name(node)) return silent();
    const Scope::Found found = scope_.find(word);
    switch (found.what) {
    case Scope::Found::What::nothing: return unknown_name(node);
    case Scope::Found::What::plain:
        out.role = Checked::Role::slot;
        out.slot = found.slot;
        out.type = *found.type;
        references_.push_back(
            {std::string(word), found.slot, locate_ ? locate_(node.token.begin, node.token.end) : base::Span{}});
        return out;
    case Scope::Found::What::record:
    case Scope::Found::What::keyed:
        out.role = found.what == Scope::Found::What::record ? Checked::Role::record : Checked::Role::keyed;
        out.record = found.record;
        out.path = static_cast<std::uint32_t>(paths_.size());
        out.type.tag = Type::Tag::record;
        out.type.record = found.record;
        paths_.emplace_back(word);
        return out;
    }
    return broken();
}

// The longest of `a.b.c`, `a.b` that is declared as one name, or names a type. It is complete further on in the
// tree; up to there its parts are silent.
bool Checker::dotted_name(const Node& node) {
    const std::uint32_t most = std::max(scope_.most_dots(), dots_of_type_names);
    std::string path(ast_.word(node));
    std::size_t found = 0; // length of what is a name
    auto at = static_cast<std::uint32_t>(nodes_.size());
    for (std::uint32_t dots = 0; dots < most && at + 1 < ast_.nodes.size(); ++dots) {
        const Node& next = ast_.nodes[++at];
        if (next.kind != NodeKind::member || ast_.children[next.first] != at - 1) break;
        if (next.where.begin != node.where.begin) break; // (a.b).c is a field of a.b, whatever else is declared
        if (ast_.text[next.token.begin - 1] == '`') break;
        path.append(".").append(ast_.word(next));
        if (const Scope::Found name = scope_.find(path); name.what == Scope::Found::What::plain) {
            dotted_ = Checked();
            dotted_.role = Checked::Role::slot;
            dotted_.slot = name.slot;
            dotted_.type = *name.type;
        } else if (is_type_name(path)) {
            dotted_ = constant(Value::type(path));
        } else {
            continue;
        }
        dotted_end_ = at;
        found = path.size();
    }
    if (found != 0 && dotted_.role == Checked::Role::slot) {
        const Range where = ast_.nodes[dotted_end_].where;
        references_.push_back(
            {path.substr(0, found), dotted_.slot, locate_ ? locate_(where.begin, where.end) : base::Span{}});
    }
    return found != 0;
}

Checked Checker::unknown_name(const Node& node) {
    const std::string_view word = ast_.word(node);
    if (is_type_name(word)) return constant(Value::type(word));
    base::Diagnostic& finding =
        report(base::codes::unknown_name, node.token, "there is no name " + base::quoted(word) + " here");
    suggest(finding, node.token, word, [this] {
        std::vector<std::string_view> names = scope_.names();
        for (const Binding& binding : bindings_) names.push_back(binding.name);
        return names;
    });
    if (!finding.help.empty()) return broken();
    if (const auto* constant = std::ranges::find(constants, word, &Constant::written); constant != constants.end())
        finding.help = "write " + base::quoted(constant->instead);
    else if (find_function(word) != nullptr)
        finding.help = base::quoted(word) + " is a function and takes its arguments in parentheses";
    else
        finding.help = "a text stands in quotes: \"" + base::printable(word, 40) + "\"";
    return broken();
}

Checked Checker::member(const Node& node) {
    if (nodes_.size() <= dotted_end_) return nodes_.size() == dotted_end_ ? dotted_ : silent();
    const Checked& target = checked(node, 0);
    if (target.role == Checked::Role::record || target.role == Checked::Role::keyed)
        return part(node, target, ast_.word(node), node.token);
    if (!is_value(child(node, 0), target)) return broken();
    const bool asks = node.kind == NodeKind::has_member;
    if (is_dyn(target.type)) return value(asks ? Type::of(Kind::boolean) : Type::dynamic());
    if (target.type.tag == Type::Tag::map && overlap(key_of(target.type), Type::of(Kind::string)))
        return value(asks ? Type::of(Kind::boolean) : element_of(target.type));
    const std::string_view word = ast_.word(node);
    std::string help;
    const bool sized = word == "length" || word == "size" || word == "count";
    if (sized && (is_plain(target.type, Kind::string) || target.type.tag == Type::Tag::list))
        help = "size(" + base::printable(ast_.slice(child(node, 0).where), 60) + ")";
    else if (const FunctionInfo* info = find_function(word); info != nullptr && info->style != Style::global)
        help = "a function takes its arguments in parentheses: ." + std::string(word) + "(…)";
    return type_error(
        node.token, quote(child(node, 0)) + " is " + to_string(target.type) + " and has no field " + base::quoted(word),
        std::move(help));
}

// A field of a record, or the record behind a key.
Checked Checker::part(const Node& node, const Checked& target, std::string_view word, Range where) {
    if (target.role == Checked::Role::record) return field(node, target, word, where);
    const std::string path = paths_[target.path]; // a copy: paths_ grows below
    if (!scope_.has_key(path, word)) {
        base::Diagnostic& finding =
            report(base::codes::unknown_field, where, base::quoted(path) + " has no " + base::quoted(word));
        suggest(finding, where, word, [this, &path] { return scope_.keys(path); });
        return broken();
    }
    if (node.kind == NodeKind::has_member)
        return type_error(node.where, "has() asks for a field; " + base::quoted(word) + " is a record",
                          "name one of its fields");
    Checked out;
    out.role = Checked::Role::record;
    out.record = target.record;
    out.type = target.type;
    out.path = static_cast<std::uint32_t>(paths_.size());
    paths_.push_back(path + "." + std::string(word));
    return out;
}

Checked Checker::field(const Node& node, const Checked& target, std::string_view word, Range where) {
    const Record& record = scope_.record(target.record);
    const auto found = std::ranges::find(record.fields, word, &Field::name);
    const std::string path = paths_[target.path] + "." + std::string(word);
    if (found == record.fields.end()) {
        base::Diagnostic& finding = report(base::codes::unknown_field, where,
                                           base::quoted(paths_[target.path]) + " has no field " + base::quoted(word));
        suggest(finding, where, word, [&record] {
            std::vector<std::string_view> names;
            names.reserve(record.fields.size());
            for (const Field& one : record.fields) names.emplace_back(one.name);
            return names;
        });
        return broken();
    }
    Checked out;
    out.type = found->type;
    if (found->type.tag == Type::Tag::record) {
        out.role = Checked::Role::record;
        out.record = found->type.record;
        out.path = static_cast<std::uint32_t>(paths_.size());
        paths_.push_back(path);
        return out;
    }
    out.role = Checked::Role::slot;
    out.slot = scope_.field_slot(path, found->type);
    references_.push_back({path, out.slot, locate_ ? locate_(node.where.begin, node.where.end) : base::Span{}});
    if (node.kind == NodeKind::has_member) out.type = Type::of(Kind::boolean);
    return out;
}

Checked Checker::index(const Node& node) {
    const Checked& target = checked(node, 0);
    const Node& position = child(node, 1);
    if (target.role == Checked::Role::record || target.role == Checked::Role::keyed) {
        const bool constant = position.kind == NodeKind::literal && ast_.literals[position.data].kind() == Kind::string;
        if (constant) return part(node, target, ast_.literals[position.data].as_string(), position.where);
        return type_error(position.where, "a field of a record has to be named: no value can choose it",
                          paths_[target.path] + ".field");
    }
    if (!children_are_values(node)) return broken();
    const Type& key = type_of(node, 1);
    if (is_dyn(target.type)) return value(Type::dynamic());
    if (target.type.tag == Type::Tag::list) {
        if (may_be_number(key)) return value(element_of(target.type));
        return type_error(position.where,
                          "an element of a list is chosen by int, " + quote(position) + " is " + to_string(key));
    }
    if (target.type.tag == Type::Tag::map) {
        if (comparable(key_of(target.type), key)) return value(element_of(target.type));
        return type_error(position.where, "the keys of " + quote(child(node, 0)) + " are " +
                                              to_string(key_of(target.type)) + ", " + quote(position) + " is " +
                                              to_string(key));
    }
    return type_error(node.where,
                      quote(child(node, 0)) + " is " + to_string(target.type) + ", only lists and maps have elements");
}

} // namespace callflow::expr

// Macros: what their variables are, and what they give.
#include "base/edit_distance.hpp"
#include "expr/checker.hpp"
#include "expr/macros.hpp"

#include <algorithm>

namespace callflow::expr {

void Checker::find_macro_bodies() {
    skipped_.assign(ast_.nodes.size(), false);
    for (std::uint32_t i = 0; i < ast_.nodes.size(); ++i) {
        const Node& node = ast_.nodes[i];
        if (node.kind == NodeKind::macro)
            bodies_.push_back({child(node, macro_at(node.data).variables + 1).subtree, i});
        else if ((node.kind == NodeKind::method || node.kind == NodeKind::call) && node.count > 1)
            skip(node);
    }
    std::ranges::sort(bodies_, {}, &Body::begin);
}

// What was meant as a macro binds names as well: how it is written is wrong, not the names in its body.
void Checker::skip(const Node& node) {
    const std::string_view word = ast_.word(node);
    if (macro_shapes(word).empty()) {
        if (find_function(word) != nullptr) return;
        if (macro_shapes(base::nearest(word, function_names())).empty()) return;
    }
    const std::uint32_t end = ast_.children[node.first + node.count - 1];
    for (std::uint32_t i = child(node, 1).subtree; i <= end; ++i) skipped_[i] = true;
}

void Checker::enter_body(std::uint32_t macro) {
    const Node& node = ast_.nodes[macro];
    const Type& range = type_of(node, 0);
    const bool is_map = range.tag == Type::Tag::map;
    const bool two = macro_at(node.data).variables == 2;
    Type first = is_map ? key_of(range) : is_dyn(range) ? Type::dynamic() : Type::of(Kind::integer);
    if (!two && !is_map) first = element_of(range);
    bindings_.push_back({ast_.word(child(node, 1)), std::move(first), macro, 0});
    if (two) bindings_.push_back({ast_.word(child(node, 2)), element_of(range), macro, 1});
}

const Checker::Binding* Checker::find_binding(const Node& node) const {
    if (node.where.begin != node.token.begin) return nullptr; // .x is a name of the flow
    const std::string_view word = ast_.word(node);
    for (std::size_t i = bindings_.size(); i-- > 0;) {
        if (bindings_[i].name == word) return &bindings_[i];
    }
    return nullptr;
}

Checked Checker::macro(const Node& node) {
    const Macro& macro = macro_at(node.data);
    bool sound = true;
    for (std::uint32_t i = 0; i < node.count; ++i) {
        if (checked(node, i).role != Checked::Role::silent) sound = is_value(child(node, i), checked(node, i)) && sound;
    }
    if (!sound) return broken();
    const Type& range = type_of(node, 0);
    const bool is_map = range.tag == Type::Tag::map;
    if (!is_dyn(range) && !is_map && range.tag != Type::Tag::list)
        return type_error(child(node, 0).where, std::string(macro.name) + "() goes through a list or a map, " +
                                                    quote(child(node, 0)) + " is " + to_string(range));
    const std::uint32_t last = node.count - 1;
    const Type& made = type_of(node, last);
    if (macro.filtered && !condition(child(node, last - 1), type_of(node, last - 1))) return broken();
    if (macro.kind < MacroKind::map && !condition(child(node, last), made)) return broken();
    switch (macro.kind) {
    case MacroKind::filter: return value(list_of(is_map ? key_of(range) : element_of(range)));
    case MacroKind::map: return value(list_of(made));
    case MacroKind::transform_map:
        return value(map_of(range.tag == Type::Tag::list ? Type::of(Kind::integer) : key_of(range), made));
    case MacroKind::transform_entry:
        if (is_dyn(made)) return value(map_of(Type::dynamic(), Type::dynamic()));
        if (made.tag == Type::Tag::map) return value(made);
        return type_error(child(node, last).where, std::string(macro.name) + "() puts maps together, " +
                                                       quote(child(node, last)) + " is " + to_string(made));
    default: return value(Type::of(Kind::boolean));
    }
}

// A macro's name with arguments that no macro has.
Checked Checker::no_macro(const Node& node) {
    const std::string name(ast_.word(node));
    if (node.kind == NodeKind::call)
        return type_error(node.token, "there is no function " + name + "()", "write " + macro_shapes(name));
    const std::uint32_t given = node.count - 1;
    return type_error(node.token,
                      "there is no " + name + "() of " + std::to_string(given) +
                          (given == 1 ? " argument" : " arguments"),
                      "write " + macro_shapes(name));
}

} // namespace callflow::expr

// `each:`, verbs for every item of a list.
#include "base/text.hpp"
#include "syntax/reader.hpp"

#include <fmt/format.h>
#include <optional>

namespace callflow::syntax {
namespace codes = base::codes;

namespace {

// The type of a list's items, nullopt for what is no list.
std::optional<expr::Type> item_type(const expr::Type& type) {
    using Tag = expr::Type::Tag;
    if (type.tag == Tag::list) {
        return type.arguments.empty() ? expr::Type::dynamic() : type.arguments.front();
    }
    const bool may_be = type.tag == Tag::dyn || (type.tag == Tag::plain && type.kind == expr::Kind::list);
    return may_be ? std::optional(expr::Type::dynamic()) : std::nullopt;
}

} // namespace

void Reader::each(View value, const flow::VerbSpec* parent, flow::Verb& out) {
    if (!in_.is_mapping(value, "what is repeated", "`each: {in: LIST, as: name, do: [say: …]}`")) {
        return;
    }
    flow::Each made;
    View in;
    View as;
    View body;
    in_.each_key(value, Mapping::each, out.where, [&](const KeySpec& key, const doc::Entry& entry) {
        switch (key.key) {
        case Key::in_: in = entry.value; break;
        case Key::as_: as = entry.value; break;
        case Key::shuffle: made.shuffle = in_.boolean(entry.value); break;
        default: body = entry.value;
        }
    });
    std::optional<expr::Type> type = expr::Type::dynamic();
    if (in) {
        made.where = in.span();
        made.in = in_.expression(in, expr::Type::dynamic());
        type = made.in.empty() ? type : item_type(made.in.type());
        if (!type) {
            in_.report(codes::wrong_type, in.span(),
                       fmt::format("`each` takes the items of a list one by one, and this gives {}",
                                   to_string(made.in.type())))
                .help = made.in.type().tag == expr::Type::Tag::map ? "a map's keys are a list: `in: prices.map(k, k)`"
                                                                   : "name a list, or write one: `in: '[1, 2, 3]'`";
            type = expr::Type::dynamic();
        }
    }
    // Without its name the body could only be misunderstood.
    if (as && item_name(as)) {
        made.as = as.text();
        made.slot = flow_.scope.declare(made.as, *type);
        if (body && in_.is_list(body, "a list of verbs", "a list: [say: …]")) {
            verbs(body, parent, made.body);
        }
        flow_.scope.withdraw(made.as);
    }
    out.each.push_back(std::move(made));
}

bool Reader::item_name(View as) {
    if (!in_.is_name(as, "an item's name")) {
        return false;
    }
    if (flow_.scope.find(as.text()).what == expr::Scope::Found::What::nothing) {
        return true;
    }
    base::Diagnostic& found =
        in_.report(codes::duplicate_name, as.span(), fmt::format("{} has a meaning already", base::quoted(as.text())));
    found.help = "give the item a name of its own";
    if (const flow::Var* var = flow_.find_var(as.text())) {
        found.notes.push_back({var->where, "the var of that name"});
    }
    return false;
}

} // namespace callflow::syntax

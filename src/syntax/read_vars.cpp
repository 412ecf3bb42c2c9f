// Vars: short form `x: false`, long form {type, default, values, min, max, …}.
#include "base/ascii.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "syntax/reader.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;
using expr::Kind;
using expr::Type;
using expr::Value;

namespace {

Type type_named(std::string_view name) {
    if (name == "list") {
        return {Type::Tag::list, Kind::list, {Type::dynamic()}, 0};
    }
    if (name == "map") {
        return {Type::Tag::map, Kind::map, {Type::of(Kind::string), Type::dynamic()}, 0};
    }
    return name == "bool"        ? Type::of(Kind::boolean)
           : name == "int"       ? Type::of(Kind::integer)
           : name == "double"    ? Type::of(Kind::real)
           : name == "string"    ? Type::of(Kind::string)
           : name == "timestamp" ? Type::of(Kind::timestamp)
           : name == "duration"  ? Type::of(Kind::duration)
                                 : Type::dynamic();
}

// What a plain scalar means where nothing is expected. `+15551230000` and `010` are texts: as
// numbers they would lose what makes them telephone numbers and codes.
Value meant(std::string_view text) {
    const bool digit_second = text.size() > 1 && base::is_digit(text[1]);
    if (!text.empty() && (text[0] == '+' || (text[0] == '0' && digit_second))) {
        return Value::string(text);
    }
    return expr::parse_plain(text, Type::dynamic()).value_or(Value::string(text));
}

// Whether a text was most likely meant as a number or truth value: `True`, `.5`, `0x1F`, `1_000`, `1e400`.
bool looks_like_more(std::string_view text) {
    constexpr std::string_view words[] = {"True", "TRUE", "False", "FALSE"};
    if (std::ranges::find(words, text) != std::end(words)) return true;
    const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
    const auto only = [](std::string_view rest, std::string_view allowed) {
        return !rest.empty() && rest.find_first_not_of(allowed) == std::string_view::npos;
    };
    if (digits.starts_with('.')) return only(digits.substr(1), "0123456789");
    if (digits.starts_with("0x") || digits.starts_with("0X")) return only(digits.substr(2), "0123456789abcdefABCDEF");
    if (digits.empty() || !base::is_digit(digits[0]) || (digits.size() > 1 && digits[0] == '0')) return false;
    if (only(digits, "0123456789_")) return true; // with what keeps it from being an int
    const std::size_t exponent = digits.find_first_of("eE");
    return exponent != std::string_view::npos && only(digits.substr(0, exponent), "0123456789.") &&
           only(digits.substr(exponent + 1), "0123456789+-");
}

bool ordered(const Type& type) {
    return type.tag == Type::Tag::plain && (type.kind == Kind::integer || type.kind == Kind::real ||
                                            type.kind == Kind::timestamp || type.kind == Kind::duration);
}

bool less(const Value& a, const Value& b) {
    if (a.kind() == Kind::timestamp) return a.as_timestamp() < b.as_timestamp();
    return a.kind() == Kind::real ? a.as_real() < b.as_real() : a.as_integer() < b.as_integer();
}

} // namespace

void Reader::declare_vars(View vars) {
    if (!in_.is_mapping(vars, "a mapping of vars", "`vars: {tries: 0}`")) {
        return;
    }
    for (const doc::Entry entry : doc::entries(vars)) {
        if (!entry.key.is_scalar() || entry.key.text().starts_with("x-") || vars_.count(entry.key.text()) != 0) {
            continue;
        }
        if (in_.is_name(entry.key, "a var's name")) {
            read_var(entry.key, entry.value);
        } else {
            vars_.emplace(entry.key.text(), flow::none); // its uses are no findings of their own
        }
    }
}

// `save: x` of a request declares x where no var has that name.
void Reader::declare_saved(View states) {
    for (const doc::Entry entry : doc::entries(states)) {
        const View request = entry.value.find("request");
        const View save = request ? request.find("save") : View();
        if (!save || !base::is_name(save.text()) || flow::is_reserved(save.text()) || vars_.count(save.text()) != 0) {
            continue;
        }
        flow::Var var;
        var.name = save.text();
        var.where = save.span();
        var.initial = Value::null();
        var.defaulted = false;
        var.slot = flow_.scope.declare(var.name, var.type);
        vars_.emplace(save.text(), static_cast<std::uint32_t>(flow_.vars.size()));
        flow_.vars.push_back(std::move(var));
    }
}

void Reader::read_var(View name, View value) {
    flow::Var var;
    var.name = name.text();
    var.where = name.span();
    if (value.is_mapping()) {
        long_var(value, var, name);
    } else if (in_.missing(value, "a default", "\"\" for an empty text")) {
        var.initial = Value::null();
    } else {
        var.type = *plain_type(value);
        var.initial = plain_value(value, var.type);
        doubt_text(value);
    }
    var.slot = flow_.scope.declare(var.name, var.type, var.domain);
    vars_.emplace(name.text(), static_cast<std::uint32_t>(flow_.vars.size()));
    flow_.vars.push_back(std::move(var));
}

// `{gold: 1}`: the keys are none of a var but a map's own: one finding.
bool Reader::is_map_itself(View value, View name) {
    const MappingSpec& spec = keys_of(Mapping::var);
    View first;
    std::vector<std::string_view> names;
    for (const KeySpec& key : spec.keys) names.push_back(key.name);
    for (const doc::Entry entry : doc::entries(value)) {
        if (!entry.key.is_scalar() || entry.key.text().starts_with("x-")) continue;
        if (!base::nearest(entry.key.text(), names).empty()) return false;
        if (!first) first = entry.key;
    }
    if (!first && value.size() > 0) return false;
    base::Diagnostic& found =
        first ? in_.report(codes::unknown_key, first.span(),
                           fmt::format("{} has no key {}", spec.title, base::quoted(first.text())))
              : in_.report(codes::missing_key, name.span(),
                           fmt::format("the var {} has neither a default nor a type", base::quoted(name.text())));
    found.help =
        first ? fmt::format("a map is written `{{type: map, default: {{{}: …}}}}`", base::printable(first.text()))
              : "an empty map is written `{type: map, default: {}}`";
    return true;
}

void Reader::long_var(View value, flow::Var& var, View name) {
    if (is_map_itself(value, name)) {
        var.type = Type::dynamic();
        var.initial = Value::null();
        return;
    }
    std::optional<Type> type;
    View initial;
    View values;
    View least;
    View most;
    in_.each_key(value, Mapping::var, name.span(), [&](const KeySpec& key, const doc::Entry& entry) {
        switch (key.key) {
        case Key::type:
            // After a finding anything goes, so that the rest is not doubted too.
            type = in_.is_choice(entry.value, key.words) ? type_named(entry.value.text()) : Type::dynamic();
            break;
        case Key::default_: initial = entry.value; break;
        case Key::values: values = entry.value; break;
        case Key::min: least = entry.value; break;
        case Key::max: most = entry.value; break;
        case Key::sensitive: var.sensitive = in_.boolean(entry.value); break;
        default: var.description = in_.words(entry.value);
        }
    });
    if (!type && initial) {
        type = plain_type(initial);
        doubt_text(initial);
    }
    const bool lists_values = values && in_.is_list(values, "a list of values", "`values: [gold, silver]`");
    if (!type && lists_values && values.first_child()) {
        type = plain_type(values.first_child());
    }
    if (!type) {
        in_.report(codes::missing_key, name.span(),
                   fmt::format("the var {} has neither a default nor a type", base::quoted(var.name)))
            .help = "write `default: …`, which gives the type, or `type: string`";
    }
    var.type = type.value_or(Type::dynamic());
    if (lists_values) {
        if (values.size() == 0) {
            in_.report(codes::bad_value, values.span(),
                       fmt::format("no value is listed, so that {} could have none", base::quoted(var.name)))
                .help = "leave out `values:` where every value is allowed";
        }
        for (const View item : doc::items(values)) {
            if (in_.is_text(item, "a value")) {
                var.domain.values.push_back(plain_value(item, var.type).to_text());
            }
        }
    }
    for (const auto& [bound, place] : {std::pair(&var.domain.minimum, least), {&var.domain.maximum, most}}) {
        if (place && ordered(var.type)) {
            *bound = plain_value(place, var.type);
        } else if (place && var.type != Type::dynamic()) {
            in_.report(codes::conflicting_keys, place.span(),
                       fmt::format("a var of type {} has no least and greatest value", expr::to_string(var.type)))
                .help = "list what it can be: `values: […]`";
        }
    }
    if (var.domain.minimum && var.domain.maximum && less(*var.domain.maximum, *var.domain.minimum)) {
        in_.report(codes::bad_value, most.span(),
                   fmt::format("the greatest value of {}, {}, is less than its least, {}", base::quoted(var.name),
                               var.domain.maximum->to_text(), var.domain.minimum->to_text()));
        var.domain.minimum = var.domain.maximum = std::nullopt;
    }
    if (initial) {
        const std::size_t findings = in_.findings();
        var.initial = plain_value(initial, var.type);
        if (in_.findings() == findings) {
            check_domain(var, var.initial, initial.span());
        }
        return;
    }
    var.initial = expr::empty_value(var.type);
    var.defaulted = false;
    if (type && (!var.domain.values.empty() || var.domain.minimum || var.domain.maximum)) {
        in_.report(codes::missing_key, name.span(),
                   fmt::format("the var {} needs a default, since not every value is allowed", base::quoted(var.name)))
            .help = "add `default: …`";
    }
}

std::optional<Type> Reader::plain_type(View value) {
    switch (value.kind()) {
    case doc::Kind::null: return Type::dynamic();
    case doc::Kind::sequence: return type_named("list");
    case doc::Kind::mapping: return type_named("map");
    case doc::Kind::scalar: break;
    }
    return Type::of(value.is_plain() ? meant(value.text()).kind() : Kind::string);
}

// A default that became a text because it is not written as this language writes numbers and truth values.
void Reader::doubt_text(View value) {
    if (!value.is_scalar() || !value.is_plain() || meant(value.text()).kind() != Kind::string ||
        !looks_like_more(value.text()))
        return;
    const std::string_view text = value.text();
    base::Diagnostic& found =
        in_.report(codes::text_by_look, value.span(), fmt::format("{} is a text here", base::quoted(text)));
    const bool truth = text[0] == 'T' || text[0] == 'F';
    found.help =
        truth ? fmt::format("write `{}`, or \"{}\" where the text is meant", text[0] == 'T' ? "true" : "false", text)
              : fmt::format("a number is written as `1500`, `-3` or `0.5`, an int up to 9223372036854775807; "
                            "write \"{}\" where the text is meant",
                            base::printable(text, 40));
}

Value Reader::plain_value(View value, const Type& type) {
    const bool any = type.tag == Type::Tag::dyn;
    if (any && (value.is_null() || is_null_word(value))) {
        return Value::null();
    }
    if ((any || type.tag == Type::Tag::list) && value.is_sequence()) {
        std::vector<Value> list;
        for (const View item : doc::items(value)) {
            list.push_back(plain_value(item, Type::dynamic()));
        }
        return Value::list(std::move(list));
    }
    if ((any || type.tag == Type::Tag::map) && value.is_mapping()) {
        std::vector<std::pair<Value, Value>> map;
        for (const doc::Entry entry : doc::entries(value)) {
            if (entry.key.is_scalar()) {
                map.emplace_back(Value::string(entry.key.text()), plain_value(entry.value, Type::dynamic()));
            }
        }
        return Value::map(std::move(map));
    }
    if (any && value.is_scalar()) {
        return value.is_plain() ? meant(value.text()) : Value::string(value.text());
    }
    const std::string expected = fmt::format("a value of type {}", expr::to_string(type));
    if (!in_.is_text(value, expected)) {
        return expr::empty_value(type);
    }
    if (type.tag == Type::Tag::plain) {
        if (auto parsed = expr::parse_plain(value.text(), type)) {
            return *parsed;
        }
    }
    in_.report(codes::bad_value, value.span(), fmt::format("{} is not {}", base::quoted(value.text()), expected));
    return expr::empty_value(type);
}

void Reader::check_domain(const flow::Var& var, const Value& value, Span where) {
    const expr::Domain& domain = var.domain;
    const std::string text = value.to_text();
    if (!domain.values.empty() && std::ranges::find(domain.values, text) == domain.values.end()) {
        const std::vector<std::string_view> values(domain.values.begin(), domain.values.end());
        in_.report(codes::bad_value, where,
                   fmt::format("{} is not one of the values of {}: {}", base::quoted(text), base::quoted(var.name),
                               listed(values)));
    }
    if (domain.minimum && less(value, *domain.minimum)) {
        in_.report(codes::bad_value, where,
                   fmt::format("{} is less than {}, the least value of {}", text, domain.minimum->to_text(),
                               base::quoted(var.name)));
    }
    if (domain.maximum && less(*domain.maximum, value)) {
        in_.report(codes::bad_value, where,
                   fmt::format("{} is more than {}, the greatest value of {}", text, domain.maximum->to_text(),
                               base::quoted(var.name)));
    }
}

} // namespace callflow::syntax

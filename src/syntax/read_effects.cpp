// `set:`, `do:`, `before:`, `after:`.
#include "base/ascii.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "flow/sip_address.hpp"
#include "syntax/headers.hpp"
#include "syntax/reader.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;

namespace {

constexpr std::string_view effects_example = "a list: [notify_team, {set: {tries: tries + 1}}]";

bool is_effect(Key key) {
    return key == Key::run || key == Key::set || key == Key::log || key == Key::webhook || key == Key::redirect ||
           key == Key::originate;
}

// `+15551230000` and `010` are texts: as numbers they would lose what makes them telephone numbers and codes.
bool is_number_like_text(std::string_view text) {
    const bool digit_second = text.size() > 1 && base::is_digit(text[1]);
    return !text.empty() && (text[0] == '+' || (text[0] == '0' && digit_second));
}

// A text as CEL and YAML want it together: `'"es"'`.
std::string as_expression(std::string_view text) {
    std::string quoted = "'\"";
    for (const char c : text) {
        quoted += c == '\'' ? "''" : c == '"' ? "\\\"" : c == '\\' ? "\\\\" : std::string(1, c);
    }
    return quoted + "\"'";
}

// Whom a new call is for and who is shown, where that is written out.
void check_called(Input& in, const flow::Effect& effect) {
    for (const flow::Field& field : effect.fields) {
        if ((field.name != "to" && field.name != "from") || !field.value.is_literal()) continue;
        const std::string& text = field.value.literal();
        const std::string why = flow::uncallable(text);
        if (why.empty()) continue;
        auto& finding =
            in.report(codes::bad_value, field.where, fmt::format("{} cannot be called: {}", base::quoted(text), why));
        if (text.find(";postd=") != std::string::npos)
            finding.help = "keys that are played when it is answered stand in `sendDigits:`, for every platform";
    }
}

} // namespace

void Reader::assignments(View value, std::vector<flow::Assignment>& out) {
    if (!in_.is_mapping(value, "a mapping of vars", "`set: {tries: tries + 1}`")) {
        return;
    }
    for (const doc::Entry entry : doc::entries(value)) {
        if (!entry.key.is_scalar() || entry.key.text().starts_with("x-")) {
            continue;
        }
        const auto at = vars_.find(entry.key.text());
        if (at == vars_.end()) {
            if (!in_.is_cut_off(entry.key)) unknown_var(entry.key);
            continue;
        }
        if (at->second == flow::none) {
            continue;
        }
        const flow::Var& var = flow_.vars[at->second];
        if (entry.value.is_null() || (entry.value.is_scalar() && entry.value.text().empty())) {
            in_.report(codes::null_value, entry.value.span(), "an expression is missing here").help =
                "an empty text is `'\"\"'`: quotes for YAML, and quotes for the expression";
            continue;
        }
        const std::size_t findings = in_.findings();
        flow::Assignment one;
        one.slot = var.slot;
        one.var = at->second;
        one.where = entry.key.span();
        one.value = in_.expression(entry.value, var.type);
        if (in_.findings() > findings) {
            if (var.type.tag == expr::Type::Tag::dyn || var.type.kind == expr::Kind::string) {
                hint_at_text(entry.value, findings);
            }
        } else if (one.value.references().empty() && !one.value.empty()) {
            check_constant(var, one.value, entry.value);
        }
        out.push_back(std::move(one));
    }
}

// A value that never changes can be held against the var's domain now.
void Reader::check_constant(const flow::Var& var, const expr::Expression& value, View where) {
    if (var.domain.values.empty() && !var.domain.minimum && !var.domain.maximum) return;
    const std::vector<expr::Value> slots(flow_.scope.slot_count());
    const expr::Value constant = value.evaluate(slots);
    if (constant.kind() == var.initial.kind()) check_domain(var, constant, where.span());
}

// A finding in an expression that looks like a text says how a text is written.
void Reader::hint_at_text(View value, std::size_t finding) {
    const std::string_view text = value.text();
    const bool wordy = std::ranges::all_of(text, [](char c) {
        return c == '_' || c == '-' || c == ' ' || c == '.' || base::is_alphanumeric(c) || (c & 0x80) != 0;
    });
    base::Diagnostic& found = in_.diagnostics().items()[finding];
    if (!value.is_scalar() || !wordy ||
        !(found.code == &codes::unknown_name || found.code == &codes::expression_syntax)) {
        return;
    }
    found.notes.clear();
    const std::string hint = fmt::format("a text needs quotes of its own: {}", as_expression(text));
    found.help = found.help.starts_with("did you mean") && base::is_name(text) ? found.help + " " + hint : hint;
    // `es-MX` is two unknown names, and one slip.
    if (text.find_first_of("- .") != std::string_view::npos) in_.diagnostics().items().resize(finding + 1);
}

void Reader::unknown_var(View name) {
    base::Diagnostic& found =
        in_.report(codes::unknown_name, name.span(), fmt::format("there is no var {}", base::quoted(name.text())));
    std::vector<std::string_view> names;
    if (in_.may_search(flow_.vars.size())) {
        for (const flow::Var& var : flow_.vars) names.emplace_back(var.name);
    }
    if (flow_.scope.find(name.text()).what != expr::Scope::Found::What::nothing) {
        found.message = fmt::format("{} is no var and cannot be set", base::quoted(name.text()));
    } else if (!in_.offer(found, name, names) && base::is_name(name.text())) {
        found.help = fmt::format("declare it with its default: `vars: {{{}: \"\"}}`", name.text());
    }
}

void Reader::effects(View value, std::vector<flow::Effect>& out) {
    if (!in_.is_list(value, "a list of effects", effects_example)) {
        return;
    }
    for (const View item : doc::items(value)) {
        flow::Effect made;
        if (effect(item, Mapping::effect, made, nullptr)) {
            out.push_back(std::move(made));
        }
    }
}

void Reader::callbacks(View value, Mapping kind, std::vector<flow::Callback>& out) {
    if (!in_.is_list(value, "a list of callbacks", effects_example)) {
        return;
    }
    for (const View item : doc::items(value)) {
        flow::Callback made;
        made.where = item.span();
        if (effect(item, kind, made.effect, &made)) {
            out.push_back(std::move(made));
        }
    }
}

bool Reader::effect(View value, Mapping kind, flow::Effect& out, flow::Callback* callback) {
    out.where = value.span();
    if (value.is_scalar()) {
        out.hook = value.text();
        return in_.is_name(value, "a hook's name");
    }
    if (!in_.is_mapping(value, "an effect", "a hook's name, or `{set: …}`, `{log: …}`, `{webhook: …}`")) {
        return false;
    }
    View first;
    const std::size_t findings = in_.findings();
    in_.each_key(value, kind, value.span(), [&](const KeySpec& key, const doc::Entry& entry) {
        if (key.key == Key::unique) {
            callback->unique = in_.boolean(entry.value);
        } else if (key.key == Key::when) {
            if (in_.is_choice(entry.value, key.words)) {
                callback->when = entry.value.text() == "failure"  ? flow::When::failure
                                 : entry.value.text() == "always" ? flow::When::always
                                                                  : flow::When::success;
            }
        } else if (first) {
            in_.report(codes::conflicting_keys, entry.key.span(),
                       fmt::format("`{}` is a second effect beside `{}`", key.name, first.text()))
                .help = "let each effect be an item of its own";
        } else if (is_effect(key.key)) {
            first = entry.key;
            read_effect(key, entry, out);
        }
    });
    if (!first && in_.findings() == findings) {
        base::Diagnostic& found = in_.report(codes::missing_key, value.span(), "this says when, but not what is done");
        found.help = "add `run: HOOK`, `set:`, `log:`, `webhook:`, `redirect:` or `originate:`";
    }
    return static_cast<bool>(first);
}

void Reader::read_effect(const KeySpec& key, const doc::Entry& entry, flow::Effect& out) {
    out.where = entry.key.span();
    switch (key.key) {
    case Key::run:
        out.kind = flow::EffectKind::run;
        if (in_.is_name(entry.value, "a hook's name")) {
            out.hook = entry.value.text();
        }
        break;
    case Key::set:
        out.kind = flow::EffectKind::set;
        assignments(entry.value, out.set);
        break;
    case Key::log:
        out.kind = flow::EffectKind::log;
        if (in_.is_text(entry.value, "a text")) {
            flow::Field field;
            field.name = "text";
            field.value = in_.text(entry.value);
            field.where = entry.value.span();
            out.fields.push_back(std::move(field));
        }
        break;
    case Key::webhook:
        out.kind = flow::EffectKind::webhook;
        effect_fields(entry.value, key.inner, out, entry.key.span());
        break;
    case Key::redirect:
        out.kind = flow::EffectKind::redirect;
        effect_fields(entry.value, key.inner, out, entry.key.span());
        break;
    default:
        out.kind = flow::EffectKind::originate;
        effect_fields(entry.value, key.inner, out, entry.key.span());
        check_called(in_, out);
    }
}

void Reader::effect_fields(View value, Mapping kind, flow::Effect& out, Span key) {
    const bool short_form = value.is_scalar() && kind != Mapping::originate;
    if (short_form) {
        // `webhook: URL`, `redirect: EVENT`
        flow::Field field;
        field.name = kind == Mapping::webhook ? "url" : "event";
        field.where = value.span();
        if (kind == Mapping::webhook) {
            field.value = in_.url(value);
        } else if (const auto name = event_name(value, "an event")) {
            reference(value, field.event);
        }
        out.fields.push_back(std::move(field));
        return;
    }
    if (!in_.is_mapping(value, "a mapping", "`{…}` with what it needs")) {
        return;
    }
    View body;
    in_.each_key(value, kind, key, [&](const KeySpec& spec, const doc::Entry& entry) {
        if (in_.is_second_body(spec, entry.key, body)) return;
        flow::Field field;
        effect_field(spec, entry, field);
        out.fields.push_back(std::move(field));
    });
    if (kind == Mapping::redirect && out.find("event") == nullptr && out.find("status") == nullptr) {
        in_.report(codes::missing_key, key, "a redirect needs an `event`, or a `status` that ends the call").help =
            "add `event: EVENT` or `status: completed`";
    }
}

void Reader::effect_field(const KeySpec& key, const doc::Entry& entry, flow::Field& out) {
    out.name = key.name;
    out.where = entry.value.span();
    if (key.key == Key::url) {
        out.value = in_.url(entry.value);
        return;
    }
    switch (key.takes) {
    case Takes::reference:
        // An address cannot be meant here, so a text has to be an event.
        if (entry.value.is_mapping() || event_name(entry.value, "an event")) reference(entry.value, out.event);
        break;
    case Takes::choice:
        if (in_.is_choice(entry.value, key.words)) {
            out.value = in_.text(entry.value);
        }
        break;
    case Takes::fields:
        if (key.key == Key::json || in_.is_mapping(entry.value, "a mapping of texts", "`{name: value}`")) {
            tree(entry.value, out);
        }
        if (key.key == Key::headers) check_headers(in_, entry.value);
        break;
    default:
        if (in_.is_text(entry.value, "a text")) {
            out.value = in_.text(entry.value);
        }
    }
}

void Reader::tree(View value, flow::Field& out) {
    out.where = value.span();
    if (value.is_mapping()) {
        out.shape = flow::Field::Shape::map;
        for (const doc::Entry entry : doc::entries(value)) {
            if (entry.key.is_scalar()) {
                out.children.emplace_back();
                tree(entry.value, out.children.back());
                out.children.back().name = entry.key.text();
            }
        }
    } else if (value.is_sequence()) {
        out.shape = flow::Field::Shape::list;
        for (const View item : doc::items(value)) {
            out.children.emplace_back();
            tree(item, out.children.back());
        }
    } else {
        out.value = value.is_null() ? expr::Template("null") : in_.text(value);
        // Without quotes `true` is a truth value; a template is a text wherever it stands.
        out.plain =
            value.is_null() || (value.is_plain() && out.value.is_literal() && !is_number_like_text(value.text()));
    }
}

} // namespace callflow::syntax

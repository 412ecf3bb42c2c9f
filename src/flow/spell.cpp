#include "flow/spell.hpp"

#include "base/text.hpp"
#include "expr/print.hpp"

#include <algorithm>
#include <vector>

namespace callflow::flow {
namespace {

using Texts = std::vector<std::string>;

std::string joined(const Texts& texts, std::string_view between = ", ") {
    std::string out;
    for (const std::string& one : texts) {
        if (!out.empty()) out += between;
        out += one;
    }
    return out;
}

std::string in_quotes(std::string_view text) {
    std::string out;
    expr::append_literal(out, expr::Value::string(text));
    return out;
}

// Members in one order.
std::string braced(Texts members) {
    std::ranges::sort(members);
    return "{" + joined(members) + "}";
}

std::string spell_list(const Flow& flow, const std::vector<Verb>& verbs) {
    Texts texts;
    for (const Verb& one : verbs) texts.push_back(spell(flow, one));
    return "[" + joined(texts) + "]";
}

std::string value_of(const Attribute& attribute) {
    return attribute.event.empty() && attribute.json.empty() ? in_quotes(spell(attribute.value)) : spell(attribute);
}

void append_attributes(Texts& members, const std::vector<Attribute>& attributes) {
    for (const Attribute& one : attributes) members.push_back(std::string(one.spec->name) + ": " + value_of(one));
}

} // namespace

std::string spell(const expr::Template& text) {
    std::string out;
    for (const expr::Template::Part& part : text.parts()) {
        if (part.expression.empty())
            out += part.literal;
        else
            out += "{{ " + spell_expression(part.expression) + " }}";
    }
    return out;
}

std::string spell_expression(const expr::Expression& expression) {
    return expression.empty() ? std::string() : expr::print(expression.ast());
}

std::string spell(const expr::Value& value) {
    std::string out;
    expr::append_literal(out, value);
    return out;
}

std::string spell(std::span<const Condition> conditions, bool sorted) {
    Texts texts;
    for (const Condition& one : conditions)
        texts.push_back((one.negated ? "unless: " : "if: ") + spell_expression(one.expression));
    if (sorted) {
        std::ranges::sort(texts);
        texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    }
    return joined(texts);
}

std::string spell(const EventReference& event) {
    std::string out = event.actor.empty() ? event.event : event.actor + "." + event.event;
    if (event.params.empty()) return out;
    Texts params;
    for (const auto& [name, value] : event.params) params.push_back(name + ": " + in_quotes(spell(value)));
    return out + " " + braced(std::move(params));
}

std::string spell(const Field& field) {
    if (!field.event.empty()) return spell(field.event.front());
    if (field.shape == Field::Shape::text) {
        if (!field.plain || !field.value.is_literal()) return in_quotes(spell(field.value));
        const auto value = expr::parse_plain(field.value.literal(), expr::Type::dynamic());
        return value ? spell(*value) : in_quotes(field.value.literal());
    }
    Texts children;
    if (field.shape == Field::Shape::map) {
        for (const Field& one : field.children) children.push_back(in_quotes(one.name) + ": " + spell(one));
        return braced(std::move(children));
    }
    for (const Field& one : field.children) children.push_back(spell(one));
    return "[" + joined(children) + "]";
}

std::string spell(const Attribute& attribute) {
    if (!attribute.event.empty()) return spell(attribute.event.front());
    return attribute.json.empty() ? spell(attribute.value) : spell(attribute.json.front());
}

std::string spell(const Flow& flow, const Verb& verb) {
    Texts members;
    append_attributes(members, verb.attributes);
    for (const ProviderAttributes& one : verb.overrides) {
        Texts own;
        append_attributes(own, one.attributes);
        members.push_back(one.provider + ": " + braced(std::move(own)));
    }
    if (!verb.conditions.empty()) members.push_back(spell(verb.conditions, true));
    if (verb.sensitive) members.emplace_back("sensitive: true");
    for (const SpokenPrompt& one : verb.prompt) {
        members.push_back("prompt: " + flow.prompts[one.prompt].name);
        const std::string language = in_quotes(spell(one.language));
        if (one.given == SpokenPrompt::Given::by_verb) members.push_back("language: " + language);
        if (one.given == SpokenPrompt::Given::by_defaults) members.push_back("language unless known: " + language);
    }
    for (const Each& one : verb.each) {
        members.push_back("in: " + spell_expression(one.in));
        members.push_back("as: " + one.as);
        members.push_back("do: " + spell_list(flow, one.body));
        if (one.shuffle) members.emplace_back("shuffle: true");
    }
    if (!verb.children.empty()) members.push_back("holds: " + spell_list(flow, verb.children));
    return std::string(verb.spec->name) + " " + braced(std::move(members));
}

std::string spell(const Flow& flow, const Assignment& assignment) {
    const std::string var = assignment.var < flow.vars.size() ? flow.vars[assignment.var].name : std::string();
    return var + " = " + spell_expression(assignment.value);
}

std::string spell(const Flow& flow, const Effect& effect) {
    if (effect.kind == EffectKind::run) return "run " + effect.hook;
    std::string out(to_string(effect.kind));
    Texts members;
    for (const Assignment& one : effect.set) members.push_back(spell(flow, one));
    if (effect.kind == EffectKind::set) return out + " " + joined(members);
    for (const Field& one : effect.fields) members.push_back(one.name + ": " + spell(one));
    return out + " " + braced(std::move(members));
}

std::string spell(const Flow& flow, const Callback& callback) {
    std::string out = spell(flow, callback.effect);
    if (callback.when == When::failure) out += ", on failure";
    if (callback.when == When::always) out += ", always";
    if (callback.unique) out += ", unique";
    return out;
}

std::string spell(const AddressTemplate& address) {
    // The template keeps its expressions, but not their places, which are those of the braces in order; between other
    // braces are the names that an address is read back by.
    const std::vector<const expr::Expression*> expressions = address.expressions();
    std::string_view rest = address.text();
    std::string out;
    for (std::size_t next = 0;;) {
        const std::size_t open = rest.find("{{");
        out += rest.substr(0, open);
        if (open == std::string_view::npos) return out;
        rest.remove_prefix(open + 2);
        while (rest.starts_with(' ')) rest.remove_prefix(1);
        const std::string_view own = next < expressions.size() ? base::trim(expressions[next]->text()) : "";
        std::string inside;
        if (!own.empty() && rest.starts_with(own)) {
            inside = spell_expression(*expressions[next++]);
            rest.remove_prefix(own.size());
        }
        const std::size_t close = rest.find("}}");
        if (inside.empty()) inside = base::trim(rest.substr(0, close));
        out += "{{ " + inside + " }}";
        if (close == std::string_view::npos) return out;
        rest.remove_prefix(close + 2);
    }
}

} // namespace callflow::flow

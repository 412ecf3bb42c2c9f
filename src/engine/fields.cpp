// Values that are made of other values: what effects and verbs hold as lists and mappings.
#include "base/text.hpp"
#include "engine/compiled.hpp"
#include "flow/sip_address.hpp"

namespace callflow::engine {

using expr::Value;

namespace {

// Whom a new call calls, or who does: it must not add lines or parameters to what it is put into.
bool callable(const flow::Field& field, const std::string& text, StepError& error) {
    if (text.empty() && field.name != "to") return true; // nobody in particular calls
    const std::string why = flow::uncallable(text);
    if (why.empty()) return true;
    error = {base::quoted(text) + " cannot be called: " + why, field.where};
    return false;
}

} // namespace

bool is_event(const flow::Field& field) { return field.name == "event" && !field.event.empty(); }

bool evaluate_field(const Compiled& compiled, const flow::Field& field, std::span<const Value> slots, Value& value,
                    StepError& error) {
    using Shape = flow::Field::Shape;
    const auto fail = [&](std::string why) {
        error = {std::move(why), field.where};
        return false;
    };
    if (!field.event.empty()) {
        std::string address;
        std::string why;
        if (!append_reference(compiled, field.event.front(), slots, nullptr, address, &why))
            return fail(std::move(why));
        value = Value::string(address);
        return true;
    }
    if (field.shape != Shape::text) {
        std::vector<Value> items;
        std::vector<std::pair<Value, Value>> entries;
        for (const flow::Field& child : field.children) {
            Value item;
            if (!evaluate_field(compiled, child, slots, item, error)) return false;
            if (field.shape == Shape::list)
                items.push_back(std::move(item));
            else
                entries.emplace_back(Value::string(child.name), std::move(item));
        }
        value = field.shape == Shape::list ? Value::list(std::move(items)) : Value::map(std::move(entries));
    } else if (field.plain) {
        const std::string& text = field.value.literal();
        const bool null = text.empty() || text == "~" || text == "null";
        value = null ? Value::null() : *expr::parse_plain(text, expr::Type::dynamic());
    } else if (field.name == "url") {
        std::string url;
        std::string why;
        if (!append_url(field.value, slots, url, &why)) return fail(std::move(why));
        value = Value::string(url);
    } else {
        value = field.value.evaluate(slots);
    }
    return !value.is_error() || fail(std::string(value.as_string()));
}

bool evaluate_fields(const Compiled& compiled, const flow::Effect& effect, std::span<const Value> slots,
                     std::vector<std::pair<std::string, Value>>& out, StepError& error) {
    const bool calls = effect.kind == flow::EffectKind::originate;
    for (const flow::Field& field : effect.fields) {
        if (is_event(field)) continue;
        if (calls && field.name == "to" && flow::is_sip_address(field.value.text())) {
            std::string address, why;
            if (!flow::append_uri(field.value, slots, address, why)) {
                error = {std::move(why), field.where};
                return false;
            }
            if (!callable(field, address, error)) return false;
            out.emplace_back(field.name, Value::string(address));
            continue;
        }
        Value value;
        if (!evaluate_field(compiled, field, slots, value, error)) return false;
        if (calls && (field.name == "to" || field.name == "from") && !callable(field, value.to_text(), error))
            return false;
        out.emplace_back(field.name, std::move(value));
    }
    return true;
}

} // namespace callflow::engine

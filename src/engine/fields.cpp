// Values that are made of other values: what effects and verbs hold as lists and mappings.
#include "engine/compiled.hpp"

namespace callflow::engine {

using expr::Value;

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

} // namespace callflow::engine

#include "lint/verbs.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace callflow::lint {

const flow::Attribute* find_attribute(const flow::Verb& verb, std::string_view name) {
    const auto at =
        std::ranges::find_if(verb.attributes, [&](const flow::Attribute& one) { return one.spec->name == name; });
    return at == verb.attributes.end() ? nullptr : &*at;
}

std::optional<std::string_view> literal(const flow::Verb& verb, std::string_view name) {
    const flow::Attribute* one = find_attribute(verb, name);
    if (one == nullptr || !one->event.empty() || !one->json.empty() || !one->value.is_literal()) return std::nullopt;
    return one->value.literal();
}

std::optional<std::int64_t> whole_number(const flow::Verb& verb, std::string_view name) {
    const auto text = literal(verb, name);
    return text ? base::parse_int(*text) : std::nullopt;
}

bool is(const flow::Verb& verb, std::string_view name) { return verb.spec != nullptr && verb.spec->name == name; }

std::string_view finish_keys(const flow::Verb& verb) {
    if (find_attribute(verb, "finishOnKey") == nullptr) return is(verb, "record") ? "1234567890*#" : "#";
    return literal(verb, "finishOnKey").value_or("");
}

} // namespace callflow::lint

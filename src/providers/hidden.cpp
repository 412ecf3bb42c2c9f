#include "providers/hidden.hpp"

#include "base/text.hpp"
#include "doc/form.hpp"
#include "flow/secrets.hpp"
#include "providers/request.hpp"
#include "providers/twilio/requests.hpp"

#include <algorithm>

namespace callflow::providers {
namespace {

using expr::Value;

// Of an action in Tropo's results; `url` is where a recording is.
constexpr std::string_view brought_to_tropo[] = {"value",   "utterance", "interpretation", "xml",
                                                 "concept", "url",       "transcription",  "initialText"};

Value hidden(const Value& value, std::string_view name, const Hide& hide) {
    if (value.kind() == expr::Kind::list) {
        std::vector<Value> items;
        for (const Value& one : value.as_list()) items.push_back(hidden(one, {}, hide));
        return Value::list(std::move(items));
    }
    if (value.kind() == expr::Kind::map) {
        std::vector<std::pair<Value, Value>> entries;
        for (const auto& [key, one] : value.as_map()) entries.emplace_back(key, hidden(one, key.to_text(), hide));
        return Value::map(std::move(entries));
    }
    std::string text = value.to_text();
    return !value.is_absent() && hide(name, text) ? Value::string(text) : value;
}

} // namespace

bool brings_secret(std::string_view name) {
    if (std::ranges::find(brought_to_tropo, name) != std::end(brought_to_tropo)) return true;
    if (name.starts_with(twilio::media_url) || name == twilio::transcription_data) return true;
    const twilio::Parameter* parameter = twilio::find_parameter(name);
    return parameter != nullptr && flow::is_brought(parameter->input);
}

std::string hide_in_form(std::string_view form, const Hide& hide) {
    base::Sources sources;
    base::Diagnostics ignored;
    const auto size = static_cast<std::uint32_t>(form.size());
    const auto fields = doc::read_form(sources, {sources.add("(form)", std::string(form)), 0, size}, ignored);
    if (!fields) return {};
    std::vector<std::pair<std::string, std::string>> out;
    bool any = false;
    for (const doc::FormField& field : *fields) {
        out.emplace_back(field.name, field.value);
        any = hide(field.name, out.back().second) || any;
    }
    return any ? doc::write_form(out) : std::string(form);
}

std::string hide_in_body(std::string_view body, const Hide& hide) {
    const std::string_view start = base::trim(body);
    if (start.empty()) return std::string(body);
    if (start.front() != '{' && start.front() != '[') return hide_in_form(body, hide);
    base::Sources sources;
    base::Diagnostics ignored;
    const auto read = read_request_body(sources, sources.add("(body)", std::string(body)), ignored);
    if (!read || !read->json) return {};
    return hidden(value_of_json(read->json->root()), {}, hide).to_json();
}

} // namespace callflow::providers

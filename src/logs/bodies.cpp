#include "logs/bodies.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <simdjson.h>

namespace callflow::logs {
namespace {

namespace dom = simdjson::dom;

std::string form_field(std::string_view form, std::string_view name) {
    while (!form.empty()) {
        const std::size_t end = std::min(form.find('&'), form.size());
        const std::string_view pair = form.substr(0, end);
        form.remove_prefix(std::min(end + 1, form.size()));
        const std::size_t equals = pair.find('=');
        if (pair.substr(0, equals) != name || equals == std::string_view::npos) continue;
        return base::percent_decode(pair.substr(equals + 1), true).value_or(std::string(pair.substr(equals + 1)));
    }
    return {};
}

std::string json_field(dom::element at, std::string_view path) {
    dom::array list;
    if (!at.get_array().get(list)) {
        std::string out;
        for (const dom::element one : list)
            if (std::string text = json_field(one, path); !text.empty()) out = std::move(text);
        return out;
    }
    if (path.empty()) {
        std::string_view text;
        if (!at.get_string().get(text)) return std::string(text);
        return at.is_number() ? simdjson::minify(at) : std::string();
    }
    const std::size_t dot = std::min(path.find('.'), path.size());
    dom::element inner;
    if (at.at_key(path.substr(0, dot)).get(inner)) return {};
    return json_field(inner, path.substr(std::min(dot + 1, path.size())));
}

} // namespace

std::string field_of(std::string_view text, std::span<const std::string> names) {
    std::string out;
    if (base::trim(text).starts_with('{')) {
        dom::parser parser;
        dom::element whole;
        if (parser.parse(text.data(), text.size(), true).get(whole)) return out;
        for (std::size_t i = 0; out.empty() && i < names.size(); ++i) out = json_field(whole, names[i]);
        return out;
    }
    const std::size_t query = text.find('?');
    if (query < text.find('=')) text.remove_prefix(query + 1);
    text = text.substr(0, text.find('#'));
    for (std::size_t i = 0; out.empty() && i < names.size(); ++i) out = form_field(text, names[i]);
    return out;
}

} // namespace callflow::logs

#include "providers/effect_request.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "flow/sip_address.hpp"

#include <algorithm>

namespace callflow::providers {
namespace {

// Names of headers are compared without case.
bool is_content_type(std::string_view name) {
    constexpr std::string_view wanted = "content-type";
    return std::ranges::equal(name, wanted, {}, base::to_lower);
}

} // namespace

const expr::Value* EffectView::find(std::string_view field) const {
    for (const auto& [name, value] : fields)
        if (name == field) return &value;
    return nullptr;
}

void append_form(const expr::Value& map, std::vector<std::pair<std::string, std::string>>& out) {
    if (map.kind() != expr::Kind::map) return;
    for (const auto& [key, value] : map.as_map()) {
        if (value.kind() != expr::Kind::list) {
            out.emplace_back(key.to_text(), value.to_text());
            continue;
        }
        for (const expr::Value& item : value.as_list()) out.emplace_back(key.to_text(), item.to_text());
    }
}

std::string whole_seconds(const std::string& text) {
    const auto length = base::parse_duration(text);
    return length ? std::to_string(*length / 1'000'000'000) : text;
}

OutgoingRequest webhook_request(const EffectView& effect) {
    OutgoingRequest request;
    const expr::Value* json = effect.find("json");
    const expr::Value* form = effect.find("form");
    const expr::Value* body = effect.find("body");
    const expr::Value* method = effect.find("method");
    request.method = method != nullptr ? method->to_text() : json || form || body ? "POST" : "GET";
    if (const expr::Value* url = effect.find("url")) request.url = url->to_text();
    if (const expr::Value* headers = effect.find("headers")) append_form(*headers, request.headers);
    for (auto& [name, value] : request.headers) {
        name = flow::header_value(name);
        value = flow::header_value(value);
    }
    const auto content_type = [&](std::string_view type) {
        for (const auto& [name, value] : request.headers)
            if (is_content_type(name)) return; // the author's own
        request.headers.emplace_back("Content-Type", type);
    };
    if (json != nullptr) {
        request.body = json->to_json();
        content_type("application/json");
    } else if (form != nullptr) {
        append_form(*form, request.form);
        content_type("application/x-www-form-urlencoded");
    } else if (body != nullptr) {
        request.body = body->to_text();
        content_type("text/plain; charset=utf-8");
    }
    return request;
}

OutgoingRequest state_request(std::span<const std::pair<std::string, expr::Value>> fields) {
    const EffectView view{.kind = flow::EffectKind::webhook, .fields = fields};
    OutgoingRequest request = webhook_request(view);
    const expr::Value* query = view.find("query");
    if (query == nullptr) return request;
    std::vector<std::pair<std::string, std::string>> parameters;
    append_form(*query, parameters);
    char before = request.url.find('?') == std::string::npos ? '?' : '&';
    for (const auto& [name, value] : parameters) {
        request.url += before + base::percent_encode(name) + "=" + base::percent_encode(value);
        before = '&';
    }
    return request;
}

bool asks_for_nothing(const flow::Field& field) {
    return field.value.is_literal() && (field.value.literal().empty() || field.value.literal() == "false");
}

} // namespace callflow::providers

#include "providers/request.hpp"

#include "base/text.hpp"
#include "doc/read.hpp"

#include <algorithm>

namespace callflow::providers {

std::optional<RequestBody> read_request_body(const base::Sources& sources, base::FileId file,
                                             base::Diagnostics& diagnostics) {
    const std::string_view text = sources[file].text();
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    RequestBody body;
    if (first != std::string_view::npos && (text[first] == '{' || text[first] == '[')) {
        doc::Limits limits;
        limits.bytes = max_request_bytes;
        limits.depth = max_request_depth;
        limits.nodes = 50'000;
        body.json = doc::read_json(sources, file, diagnostics, limits);
        if (!body.json) return std::nullopt;
        return body;
    }
    // A file ends with a line break that a form does not have.
    auto end = static_cast<std::uint32_t>(text.size());
    while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r')) --end;
    auto form = doc::read_form(sources, {file, 0, end}, diagnostics, {.bytes = max_request_bytes});
    if (!form) return std::nullopt;
    body.form = std::move(*form);
    return body;
}

expr::Value value_of_json(doc::View node) {
    switch (node.kind()) {
    case doc::Kind::null: return expr::Value::null();
    case doc::Kind::scalar: {
        if (!node.is_plain()) return expr::Value::string(node.text());
        const auto typed = expr::parse_plain(node.text(), expr::Type::dynamic());
        return typed ? *typed : expr::Value::string(node.text());
    }
    case doc::Kind::sequence: {
        std::vector<expr::Value> items;
        for (const doc::View item : doc::items(node)) items.push_back(value_of_json(item));
        return expr::Value::list(std::move(items));
    }
    case doc::Kind::mapping: {
        std::vector<std::pair<expr::Value, expr::Value>> entries;
        for (const doc::Entry entry : doc::entries(node))
            entries.emplace_back(expr::Value::string(entry.key.text()), value_of_json(entry.value));
        return expr::Value::map(std::move(entries));
    }
    }
    return expr::Value::null();
}

void put_field(InputFields& fields, std::string_view name, expr::Value value) {
    const auto at = std::ranges::find(fields, name, &InputFields::value_type::first);
    if (at != fields.end())
        at->second = std::move(value);
    else
        fields.emplace_back(name, std::move(value));
}

const expr::Value* find_field(std::span<const std::pair<std::string, expr::Value>> fields, std::string_view name) {
    const auto at = std::ranges::find(fields, name, &InputFields::value_type::first);
    return at == fields.end() ? nullptr : &at->second;
}

std::vector<doc::FormField> read_request_query(const base::Sources& sources, base::FileId file,
                                               base::Diagnostics& diagnostics) {
    const std::string_view address = sources[file].text();
    const std::size_t question = address.find('?');
    if (question == std::string_view::npos) return {};
    const std::size_t end = std::min(address.find('#', question), address.size());
    base::Diagnostics found;
    auto form = doc::read_form(
        sources, {file, static_cast<std::uint32_t>(question + 1), static_cast<std::uint32_t>(end)}, found);
    if (!form || std::ranges::find(*form, "CallSid", &doc::FormField::name) == form->end()) return {};
    for (base::Diagnostic& one : found.items()) diagnostics.add(std::move(one));
    return std::move(*form);
}

} // namespace callflow::providers

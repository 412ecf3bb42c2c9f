#include "scenario/read_context.hpp"

#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace callflow::scenario {
namespace {

std::string_view kind_name(doc::View node) {
    switch (node.kind()) {
    case doc::Kind::null: return "nothing";
    case doc::Kind::scalar: return "a text";
    case doc::Kind::sequence: return "a list";
    case doc::Kind::mapping: return "a mapping";
    }
    return "nothing";
}

// YAML's words for nothing, where they stand without quotes.
bool is_null_word(doc::View node) {
    const std::string_view text = node.text();
    return node.is_plain() && (text == "~" || text == "null" || text == "Null" || text == "NULL");
}

} // namespace

std::optional<expr::Value> as_type(const PlainValue& plain, const expr::Type& type) {
    if (plain.unquoted) return expr::parse_plain(plain.text, type);
    if (type.tag == expr::Type::Tag::plain && plain.value.kind() == expr::Kind::string &&
        type.kind != expr::Kind::string) {
        return expr::parse_plain(plain.value.as_string(), type);
    }
    return plain.value;
}

bool ReadContext::mapping(doc::View node, std::string_view what) {
    if (node.is_mapping()) return true;
    diagnostics_.report(base::codes::wrong_type, node.span(),
                        fmt::format("{} must be a mapping, found {}", what, kind_name(node)));
    return false;
}

std::optional<std::string> ReadContext::text(doc::View node, std::string_view what) {
    const bool nothing = node.is_null() || is_null_word(node);
    if (node.is_scalar() && !nothing) return std::string(node.text());
    const auto& code = nothing ? base::codes::null_value : base::codes::wrong_type;
    auto& finding = diagnostics_.report(
        code, node.span(), fmt::format("{} must be a text, found {}", what, nothing ? "nothing" : kind_name(node)));
    if (nothing) finding.help = "write \"\" for an empty text";
    return std::nullopt;
}

std::optional<bool> ReadContext::boolean(doc::View node, std::string_view what) {
    if (node.is_scalar() && node.text() == "true") return true;
    if (node.is_scalar() && node.text() == "false") return false;
    diagnostics_.report(base::codes::wrong_type, node.span(), fmt::format("{} must be true or false", what));
    return std::nullopt;
}

std::optional<std::int64_t> ReadContext::integer(doc::View node, std::string_view what) {
    if (node.is_scalar()) {
        if (const auto number = base::parse_int(node.text())) return number;
    }
    diagnostics_.report(base::codes::wrong_type, node.span(), fmt::format("{} must be a whole number", what));
    return std::nullopt;
}

std::optional<std::int64_t> ReadContext::duration(doc::View node, std::string_view what) {
    if (node.is_scalar()) {
        if (const auto time = base::parse_duration(node.text()); time && *time >= 0) return time;
    }
    auto& finding =
        diagnostics_.report(base::codes::bad_duration, node.span(), fmt::format("{} must be a duration", what));
    finding.help = "write a number and a unit, such as `61s` or `1m30s`";
    return std::nullopt;
}

std::optional<double> ReadContext::fraction(doc::View node, std::string_view what) {
    if (node.is_scalar()) {
        if (const auto number = base::parse_double(node.text()); number && *number >= 0 && *number <= 1) return number;
    }
    diagnostics_.report(base::codes::wrong_type, node.span(), fmt::format("{} must be a number from 0 to 1", what));
    return std::nullopt;
}

std::vector<std::string> ReadContext::texts(doc::View node, std::string_view what) {
    std::vector<std::string> found;
    if (!node.is_sequence()) {
        if (auto one = text(node, what)) found.push_back(std::move(*one));
        return found;
    }
    for (const doc::View item : doc::items(node)) {
        if (auto one = text(item, what)) found.push_back(std::move(*one));
    }
    return found;
}

Values ReadContext::values(doc::View node, std::string_view what) {
    Values found;
    if (node.is_null() || !mapping(node, what)) return found;
    for (const doc::Entry entry : doc::entries(node)) {
        PlainValue plain;
        plain.name = entry.key.text();
        plain.value = value(entry.value);
        plain.unquoted = entry.value.is_plain();
        if (plain.unquoted) plain.text = entry.value.text();
        plain.key = entry.key.span();
        plain.where = entry.value.span();
        found.push_back(std::move(plain));
    }
    return found;
}

// The document's own depth bound (200) keeps this recursion shallow.
expr::Value ReadContext::value(doc::View node) {
    switch (node.kind()) {
    case doc::Kind::null: return expr::Value::null();
    case doc::Kind::scalar: {
        if (!node.is_plain()) return expr::Value::string(node.text());
        if (is_null_word(node)) return expr::Value::null();
        const auto typed = expr::parse_plain(node.text(), expr::Type::dynamic());
        return typed ? *typed : expr::Value::string(node.text());
    }
    case doc::Kind::sequence: {
        std::vector<expr::Value> items;
        for (const doc::View item : doc::items(node)) items.push_back(value(item));
        return expr::Value::list(std::move(items));
    }
    case doc::Kind::mapping: {
        std::vector<std::pair<expr::Value, expr::Value>> entries;
        for (const doc::Entry entry : doc::entries(node)) {
            entries.emplace_back(expr::Value::string(entry.key.text()), value(entry.value));
        }
        return expr::Value::map(std::move(entries));
    }
    }
    return expr::Value::null();
}

void ReadContext::unknown_key(doc::View key, std::span<const std::string_view> known, std::string_view where) {
    if (key.text().starts_with("x-")) return;
    auto& finding = diagnostics_.report(base::codes::unknown_key, key.span(),
                                        fmt::format("unknown key {} in {}", base::quoted(key.text()), where));
    const std::string_view near = base::nearest(key.text(), known);
    if (!near.empty()) {
        finding.help = fmt::format("did you mean `{}`?", near);
    } else {
        finding.help = fmt::format("keys here: {}", fmt::join(known, ", "));
    }
}

void ReadContext::other_key(doc::View key, Mapping mapping, std::string_view where) {
    std::vector<std::string_view> names;
    for (const KeySpec& one : keys_of(mapping)) names.push_back(one.name);
    unknown_key(key, names, where);
}

void ReadContext::bad_value(doc::View node, std::string message, std::string help) {
    diagnostics_.report(base::codes::bad_value, node.span(), std::move(message)).help = std::move(help);
}

} // namespace callflow::scenario

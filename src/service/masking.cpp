#include "service/masking.hpp"

#include "base/text.hpp"
#include "doc/form.hpp"
#include "flow/responses.hpp"

#include <algorithm>
#include <array>

namespace callflow::service {
namespace {

using expr::Value;

constexpr std::size_t shortest = 3; // shorter texts stand everywhere
constexpr std::array<std::string_view, 7> brought = {"digits", "speech",        "recording_url", "recording_id",
                                                     "text",   "transcription", "media"};

// Where providers put what was brought, whatever its spelling there: of such a value nothing is shown.
constexpr std::array<std::string_view, 14> fields_of_typed = {
    "Digits",  "SpeechResult", "UnstableSpeechResult", "StableSpeechResult",
    "Body",    "RecordingUrl", "RecordingSid",         "TranscriptionText",
    "value",   "utterance",    "interpretation",       "xml",
    "concept", "transcription"};

struct Secrets {
    bool input = false;             // what the request brings is secret
    std::vector<std::string> typed; // hidden where they are a whole value, however short
    std::vector<std::string> known; // wherever they stand
    [[nodiscard]] bool any() const { return !typed.empty() || !known.empty(); }
};

bool hide(const Secrets& secrets, std::string& text) {
    if (std::ranges::find(secrets.typed, text) != secrets.typed.end()) {
        text.assign(text.size(), '*');
        return true;
    }
    bool any = false;
    for (const std::string& secret : secrets.known) {
        for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + secret.size())) {
            text.replace(at, secret.size(), secret.size(), '*');
            any = true;
        }
    }
    return any;
}

bool hide(const Secrets& secrets, std::string_view name, std::string& text) {
    if (!secrets.input || text.empty() || std::ranges::find(fields_of_typed, name) == fields_of_typed.end())
        return hide(secrets, text);
    text.assign(text.size(), '*');
    return true;
}

Value hidden(const Secrets& secrets, const Value& value) {
    if (value.kind() == expr::Kind::list) {
        std::vector<Value> items;
        for (const Value& one : value.as_list()) items.push_back(hidden(secrets, one));
        return Value::list(std::move(items));
    }
    if (value.kind() == expr::Kind::map) {
        std::vector<std::pair<Value, Value>> entries;
        for (const auto& [key, one] : value.as_map()) {
            const bool leaf = one.kind() != expr::Kind::list && one.kind() != expr::Kind::map;
            std::string text = leaf ? one.to_text() : std::string();
            if (leaf && hide(secrets, key.to_text(), text))
                entries.emplace_back(key, Value::string(text));
            else
                entries.emplace_back(key, leaf ? one : hidden(secrets, one));
        }
        return Value::map(std::move(entries));
    }
    std::string text = value.to_text();
    return hide(secrets, text) ? Value::string(text) : value;
}

std::string hidden_form(const Secrets& secrets, std::string_view form) {
    base::Sources sources;
    base::Diagnostics ignored;
    const auto size = static_cast<std::uint32_t>(form.size());
    const auto fields = doc::read_form(sources, {sources.add("(form)", std::string(form)), 0, size}, ignored);
    if (!fields) return {};
    std::vector<std::pair<std::string, std::string>> out;
    bool any = false;
    for (const doc::FormField& field : *fields) {
        out.emplace_back(field.name, field.value);
        any = hide(secrets, field.name, out.back().second) || any;
    }
    return any ? doc::write_form(out) : std::string(form);
}

std::string hidden_body(const Secrets& secrets, std::string_view body) {
    const std::string_view start = base::trim(body);
    if (start.empty()) return std::string(body);
    if (start.front() != '{' && start.front() != '[') return hidden_form(secrets, body);
    base::Sources sources;
    base::Diagnostics ignored;
    const auto read = providers::read_request_body(sources, sources.add("(body)", std::string(body)), ignored);
    if (!read || !read->json) return {};
    return hidden(secrets, providers::value_of_json(read->json->root())).to_json();
}

std::string hidden_target(const Secrets& secrets, std::string_view target) {
    const std::size_t mark = target.find('?');
    if (mark == std::string_view::npos) return std::string(target);
    return std::string(target.substr(0, mark + 1)) + hidden_form(secrets, target.substr(mark + 1));
}

} // namespace

Masking::Masking(const flow::Flow& flow) : flow_(flow), asks_(flow.states.size()) {
    for (std::size_t state = 0; state < flow.states.size(); ++state) {
        flow::each_verb(flow.states[state].response,
                        [&](const flow::Verb& verb) { asks_[state] = asks_[state] || verb.sensitive; });
        if (!asks_[state]) continue;
        any_asks_ = true;
        for (const flow::Handler& handler : flow.states[state].on)
            secret_events_.insert(flow.events[handler.event].text());
    }
    for (const flow::Var& var : flow.vars)
        if (var.sensitive) secret_slots_.push_back(var.slot);
}

void Masking::forget(engine::Call& call) const {
    for (const flow::Var& var : flow_.vars)
        if (var.sensitive) call.slots[var.slot] = var.initial;
    if (!any_asks_) return;
    call.slots[flow_.builtins.params] = Value();
    for (const expr::RecordSlot& slot : flow_.scope.record_slots()) {
        const std::string_view path = slot.path;
        const std::size_t field = path.rfind('.');
        const bool told =
            field != std::string_view::npos && (path.starts_with("input.") || path.starts_with("inputs."));
        if (told && std::ranges::find(brought, path.substr(field + 1)) != brought.end())
            call.slots[slot.slot] = Value();
    }
}

std::string Masking::hide(const engine::Call& call, std::string text) const {
    Secrets secrets;
    for (const expr::Slot slot : secret_slots_) {
        std::string value = call.slots[slot].to_text();
        if (value.size() >= shortest) secrets.known.push_back(std::move(value));
    }
    (void)service::hide(secrets, text);
    return text;
}

Masked Masking::mask(flow::StateId state, const engine::Call& before, const engine::Call& after,
                     const providers::DecodedRequest& request, std::string_view target, std::string_view body,
                     std::string_view late) const {
    Masked out;
    Secrets secrets;
    const bool secret_input =
        (state < asks_.size() && asks_[state]) || (!late.empty() && secret_events_.contains(late));
    for (const auto& [name, value] : request.input) {
        const std::string text = value.to_text();
        if (name == "digits") out.digits = text;
        if (name == "speech") out.speech = text;
        if (secret_input && !text.empty() && std::ranges::find(brought, name) != brought.end())
            secrets.typed.push_back(text);
    }
    for (const expr::Slot slot : secret_slots_) {
        for (const engine::Call* const call : {&before, &after}) {
            if (slot >= call->slots.size()) continue;
            std::string text = call->slots[slot].to_text();
            if (text.size() >= shortest) secrets.known.push_back(std::move(text));
        }
    }
    secrets.input = secret_input;
    if (!secrets.any() && !secret_input) {
        out.target = target;
        out.body = body;
        return out;
    }
    for (const std::string& typed : secrets.typed)
        if (typed.size() >= shortest) secrets.known.push_back(typed);
    // The longest first, so that none is cut in two by another.
    std::ranges::stable_sort(secrets.known, std::greater<>(), &std::string::size);
    (void)service::hide(secrets, out.digits);
    (void)service::hide(secrets, out.speech);
    out.target = hidden_target(secrets, target);
    out.body = hidden_body(secrets, body);
    return out;
}

} // namespace callflow::service

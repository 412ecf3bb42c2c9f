#include "service/masking.hpp"

#include "flow/responses.hpp"
#include "flow/secrets.hpp"
#include "providers/hidden.hpp"

#include <algorithm>

namespace callflow::service {
namespace {

constexpr std::size_t shortest = 3; // shorter texts stand everywhere
struct Secrets {
    bool input = false;             // what the request brings is secret
    std::vector<std::string> typed; // hidden where they are a whole value, however short
    std::vector<std::string> known; // wherever they stand
    [[nodiscard]] bool any() const { return !typed.empty() || !known.empty(); }
};

bool hide(const Secrets& secrets, std::string& text) {
    if (std::ranges::find(secrets.typed, text) != secrets.typed.end()) {
        text = flow::hidden_text;
        return true;
    }
    bool any = false;
    for (const std::string& secret : secrets.known) {
        for (std::size_t at = text.find(secret); at != std::string::npos;
             at = text.find(secret, at + flow::hidden_text.size())) {
            text.replace(at, secret.size(), flow::hidden_text);
            any = true;
        }
    }
    return any;
}

// Of what was brought to a verb that is sensitive nothing is shown, whatever its spelling.
providers::Hide hiding(const Secrets& secrets) {
    return [&secrets](std::string_view name, std::string& text) {
        if (!secrets.input || text.empty() || !providers::brings_secret(name)) return hide(secrets, text);
        text = flow::hidden_text;
        return true;
    };
}

std::string hidden_target(const Secrets& secrets, std::string_view target) {
    const std::size_t mark = target.find('?');
    if (mark == std::string_view::npos) return std::string(target);
    return std::string(target.substr(0, mark + 1)) + providers::hide_in_form(target.substr(mark + 1), hiding(secrets));
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
    call.slots[flow_.builtins.params] = expr::Value();
    for (const expr::RecordSlot& slot : flow_.scope.record_slots()) {
        const std::string_view path = slot.path;
        const std::size_t field = path.rfind('.');
        const bool told =
            field != std::string_view::npos && (path.starts_with("input.") || path.starts_with("inputs."));
        if (told && flow::is_brought(path.substr(field + 1))) call.slots[slot.slot] = expr::Value();
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
        if (secret_input && !text.empty() && flow::is_brought(name)) secrets.typed.push_back(text);
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
    out.body = providers::hide_in_body(body, hiding(secrets));
    return out;
}

} // namespace callflow::service

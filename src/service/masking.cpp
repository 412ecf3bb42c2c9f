#include "service/masking.hpp"

#include "flow/responses.hpp"
#include "flow/secrets.hpp"
#include "providers/hidden.hpp"

#include <algorithm>

namespace callflow::service {
namespace {

constexpr std::size_t shortest = 3; // shorter texts stand everywhere
bool hide_in(const Secrets& secrets, std::string& text) {
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
        if (!secrets.input || text.empty() || !providers::brings_secret(name)) return hide_in(secrets, text);
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

std::string hide(const Secrets& secrets, std::string text) {
    (void)hide_in(secrets, text);
    for (const std::string& typed : secrets.typed) {
        if (typed.size() >= shortest) continue; // known, too
        const std::string quoted = "'" + typed + "'";
        for (std::size_t at = text.find(quoted); at != std::string::npos; at = text.find(quoted, at))
            text.replace(at, quoted.size(), flow::hidden_text);
    }
    return text;
}

Masking::Masking(const flow::Flow& flow) : flow_(flow), asks_(flow.states.size()) {
    const auto brings = [this](const flow::Verb& verb) {
        const auto add = [this](const std::vector<flow::Attribute>& attributes) {
            for (const flow::Attribute& attribute : attributes)
                for (const flow::EventReference& event : attribute.event)
                    secret_events_.insert(event.actor.empty() ? event.event : event.actor + "." + event.event);
        };
        add(verb.attributes);
        for (const flow::ProviderAttributes& one : verb.overrides) add(one.attributes);
    };
    for (std::size_t state = 0; state < flow.states.size(); ++state) {
        flow::each_verb(flow.states[state].response, [&](const flow::Verb& verb) {
            if (!verb.sensitive) return;
            asks_[state] = true;
            brings(verb);
        });
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

// Whether a state that asks for nothing secret has a handler of its own for it: then it is what was asked for there.
bool Masking::expects(flow::StateId state, std::string_view event) const {
    if (state >= flow_.states.size()) return false;
    const std::string_view bare = event.substr(event.find('.') + 1); // all of it where there is no actor
    return std::ranges::any_of(flow_.states[state].on, [&](const flow::Handler& handler) {
        const std::string handled = flow_.events[handler.event].text();
        return handled == event || handled == bare;
    });
}

void Masking::add_known(const engine::Call& call, Secrets& secrets) const {
    for (const expr::Slot slot : secret_slots_) {
        if (slot >= call.slots.size()) continue;
        std::string text = call.slots[slot].to_text();
        if (text.size() >= shortest) secrets.known.push_back(std::move(text));
    }
}

Secrets Masking::secrets_of(const engine::Call& call) const {
    Secrets secrets;
    add_known(call, secrets);
    std::ranges::stable_sort(secrets.known, std::greater<>(), &std::string::size);
    return secrets;
}

Secrets Masking::secrets_of(flow::StateId state, std::string_view event, const engine::Call& before,
                            const engine::Call& after, const providers::DecodedRequest& request) const {
    Secrets secrets;
    if (!any_asks_ && secret_slots_.empty()) return secrets;
    add_known(before, secrets);
    add_known(after, secrets);
    secrets.input =
        (state < asks_.size() && asks_[state]) || (secret_events_.contains(event) && !expects(state, event));
    for (const auto& [name, value] : request.input) {
        if (!flow::is_brought(name)) continue;
        std::string text = value.to_text();
        // What is a secret by itself is one in every spelling that comes beside it.
        secrets.input = secrets.input || std::ranges::find(secrets.known, text) != secrets.known.end();
        if (!text.empty()) secrets.typed.push_back(std::move(text));
    }
    if (!secrets.input) secrets.typed.clear();
    for (const std::string& typed : secrets.typed)
        if (typed.size() >= shortest) secrets.known.push_back(typed);
    // The longest first, so that none is cut in two by another.
    std::ranges::stable_sort(secrets.known, std::greater<>(), &std::string::size);
    return secrets;
}

Masked Masking::mask(const Secrets& secrets, const providers::DecodedRequest& request, std::string_view target,
                     std::string_view body) {
    Masked out;
    for (const auto& [name, value] : request.input) {
        if (name == "digits") out.digits = value.to_text();
        if (name == "speech") out.speech = value.to_text();
    }
    if (!secrets.any()) {
        out.target = target;
        out.body = body;
        return out;
    }
    (void)hide_in(secrets, out.digits);
    (void)hide_in(secrets, out.speech);
    out.target = hidden_target(secrets, target);
    out.body = providers::hide_in_body(body, hiding(secrets));
    return out;
}

} // namespace callflow::service

#include "flow/model.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace callflow::flow {
namespace {

// Names hold neither dots nor colons, so these keys are unambiguous.
std::string event_key(std::string_view actor, std::string_view name) {
    std::string key;
    key.reserve(actor.size() + 1 + name.size());
    return key.append(actor).append(".").append(name);
}

std::string state_key(BodyId body, std::string_view name) {
    std::string key = body == 0 ? std::string() : std::to_string(body);
    return key.append(":").append(name);
}

std::string_view primary(std::string_view language) { return language.substr(0, language.find('-')); }

} // namespace

const PromptText* Prompt::text_for(std::string_view language) const {
    const auto first = [&](auto&& fits) {
        const auto at = std::ranges::find_if(texts, [&](const PromptText& one) { return fits(one.language); });
        return at == texts.end() ? nullptr : &*at;
    };
    const PromptText* found = first([&](std::string_view own) { return base::same_ignoring_case(own, language); });
    if (found == nullptr) {
        found = first([&](std::string_view own) { return base::same_ignoring_case(own, primary(language)); });
    }
    if (found == nullptr) {
        found = first([&](std::string_view own) { return base::same_ignoring_case(primary(own), primary(language)); });
    }
    return found;
}

std::string_view to_string(EffectKind kind) {
    switch (kind) {
    case EffectKind::run: return "run";
    case EffectKind::set: return "set";
    case EffectKind::log: return "log";
    case EffectKind::webhook: return "webhook";
    case EffectKind::redirect: return "redirect";
    case EffectKind::originate: return "originate";
    }
    return "";
}

std::string_view to_string(Via via) {
    switch (via) {
    case Via::bridge: return "bridge";
    case Via::refer: return "refer";
    case Via::http: return "http";
    case Via::redirect: return "redirect";
    }
    return "";
}

const Field* Effect::find(std::string_view field) const {
    const auto at = std::ranges::find(fields, field, &flow::Field::name);
    return at == fields.end() ? nullptr : &*at;
}

const std::string* ResolvedVerb::find(std::string_view name) const {
    for (const ResolvedAttribute& one : attributes) {
        if (one.spec->name == name) {
            return &one.value;
        }
    }
    return nullptr;
}

const std::string* ResolvedVerb::content() const {
    return spec == nullptr || spec->content.empty() ? nullptr : find(spec->content);
}

void ResolvedResponse::clear() {
    verbs.clear();
    has_next = false;
    next.clear();
    signals.clear();
    interrupts.clear();
    final = false;
    text = false;
    where = {};
}

const Dialplan* Flow::find_dialplan(std::string_view plan) const {
    const auto at = std::ranges::find(dialplans, plan, &Dialplan::name);
    return at == dialplans.end() ? nullptr : &*at;
}

EventId Flow::find_event(std::string_view actor, std::string_view event) const {
    const auto at = event_index_.find(event_key(actor, event));
    return at == event_index_.end() ? none : at->second;
}

EventId Flow::intern_event(std::string_view actor, std::string_view event) {
    if (events.empty()) {
        events.push_back({"", "next"});
        event_index_.emplace(event_key("", "next"), next_event);
    }
    const auto [at, added] = event_index_.emplace(event_key(actor, event), static_cast<EventId>(events.size()));
    if (added) {
        events.push_back({std::string(actor), std::string(event)});
    }
    return at->second;
}

StateId Flow::find_state(BodyId body, std::string_view state) const {
    const auto at = state_index_.find(state_key(body, state));
    return at == state_index_.end() ? none : at->second;
}

void Flow::index_state(StateId id) { state_index_.emplace(state_key(states[id].body, states[id].name), id); }

const Actor* Flow::find_actor(std::string_view actor) const {
    const auto at = std::ranges::find(actors, actor, &Actor::name);
    return at == actors.end() ? nullptr : &*at;
}

const Var* Flow::find_var(std::string_view var) const {
    using What = expr::Scope::Found::What;
    const expr::Scope::Found known = scope.find(var);
    if (known.what == What::plain) { // vars are declared in their order, so their slots rise
        const auto at = std::ranges::lower_bound(vars, known.slot, {}, &Var::slot);
        if (at != vars.end() && at->slot == known.slot && at->name == var) return &*at;
    } else if (known.what != What::nothing) {
        return nullptr;
    }
    const auto at = std::ranges::find(vars, var, &Var::name);
    return at == vars.end() ? nullptr : &*at;
}

const AddressTemplate& Flow::address_of(std::string_view actor) const {
    const Actor* found = actor.empty() ? nullptr : find_actor(actor);
    return found != nullptr && found->address ? *found->address : address;
}

std::optional<AddressTemplate::Match> Flow::read_address(std::string_view requested) const {
    std::optional<AddressTemplate::Match> without_event;
    const auto attempt = [&](const AddressTemplate& from,
                             std::string_view owner) -> std::optional<AddressTemplate::Match> {
        auto match = from.invert(requested);
        if (!match) {
            return std::nullopt;
        }
        if (!from.names_actor()) {
            match->actor = owner;
        } else if (!owner.empty() && match->actor != owner) {
            return std::nullopt; // somebody else's address of the same shape
        }
        if (match->event.empty()) {
            // Some other template may still find its event in the address.
            if (!without_event) {
                without_event = std::move(match);
            }
            return std::nullopt;
        }
        return match;
    };
    for (const Actor& actor : actors) {
        if (actor.address) {
            if (auto match = attempt(*actor.address, actor.name)) {
                return match;
            }
        }
    }
    if (auto match = attempt(address, {})) {
        return match;
    }
    return without_event;
}

} // namespace callflow::flow

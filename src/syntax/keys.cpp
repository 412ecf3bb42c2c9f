#include "syntax/keys.hpp"

#include <array>

namespace callflow::syntax {
namespace {

using enum Takes;

constexpr std::string_view types[] = {"bool", "int", "double", "string", "list", "map", "dyn", "timestamp", "duration"};
constexpr std::string_view outcomes[] = {"success", "failure", "always"};
constexpr std::string_view methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
constexpr std::string_view platforms[] = {"twilio", "tropo"};
constexpr std::string_view statuses[] = {"completed", "canceled"};

constexpr KeySpec key(Key id, std::string_view name, Takes takes, std::string_view summary) {
    return {id, name, takes, summary};
}
constexpr KeySpec required(KeySpec spec) {
    spec.required = true;
    return spec;
}
constexpr KeySpec of(KeySpec spec, Mapping inner) {
    spec.inner = inner;
    return spec;
}
constexpr KeySpec words(KeySpec spec, std::span<const std::string_view> allowed) {
    spec.words = allowed;
    return spec;
}

constexpr KeySpec condition_if = key(Key::if_, "if", expression, "what has to hold");
constexpr KeySpec condition_unless = key(Key::unless, "unless", expression, "what may not hold");
constexpr KeySpec initial_key = required(key(Key::initial, "initial", state, "the state a call begins in"));
constexpr KeySpec on_key = key(Key::on, "on", handlers, "where events lead; in every state that is not final");
constexpr KeySpec before_key =
    of(key(Key::before, "before", callbacks, "done before every transition"), Mapping::before_callback);
constexpr KeySpec after_key =
    of(key(Key::after, "after", callbacks, "done after every transition"), Mapping::after_callback);
constexpr KeySpec states_key = required(of(key(Key::states, "states", named, "the states by name"), Mapping::state));

constexpr KeySpec flow_keys[] = {
    required(key(Key::callflow, "callflow", version, "version of the format")),
    key(Key::name, "name", text, "the flow's name, the file's where left out"),
    key(Key::description, "description", text, "what the flow is for"),
    initial_key,
    key(Key::start, "start", event, "the event that a call's first request fires"),
    key(Key::url, "url", address, "where events come back to"),
    of(key(Key::actors, "actors", named, "the parties of a call"), Mapping::actor),
    key(Key::signals, "signals", Takes::signals, "events that the provider announces by itself"),
    of(key(Key::vars, "vars", named, "what a call remembers"), Mapping::var),
    key(Key::defaults, "defaults", Takes::defaults, "attributes of verbs that leave them out"),
    of(key(Key::prompts, "prompts", named, "texts by name and language"), Mapping::prompt),
    on_key,
    before_key,
    after_key,
    states_key,
    of(key(Key::flows, "flows", named, "sub-flows by name"), Mapping::body),
    of(key(Key::machines, "machines", named, "machines that run side by side"), Mapping::body),
    key(Key::include, "include", texts, "files that hold parts of this flow"),
    key(Key::scenarios, "scenarios", anything, "a list of scenarios of this flow"),
    key(Key::dialplan, "dialplan", dialplans, "ordered lists of whom a number means"),
    key(Key::defer_callbacks, "defer_callbacks", boolean, "whether callbacks wait until they are flushed"),
};

constexpr KeySpec body_keys[] = {
    initial_key, on_key,     before_key,
    after_key,   states_key, key(Key::description, "description", text, "what it is for"),
};

constexpr KeySpec part_keys[] = {
    required(key(Key::callflow, "callflow-part", version, "version of the format")),
    key(Key::description, "description", text, "what it is for"),
    of(key(Key::actors, "actors", named, "parties of a call"), Mapping::actor),
    of(key(Key::vars, "vars", named, "what a call remembers"), Mapping::var),
    key(Key::defaults, "defaults", Takes::defaults, "attributes of verbs that leave them out"),
    of(key(Key::prompts, "prompts", named, "texts by name and language"), Mapping::prompt),
    of(key(Key::states, "states", named, "states by name"), Mapping::state),
    of(key(Key::flows, "flows", named, "sub-flows by name"), Mapping::body),
    of(key(Key::machines, "machines", named, "machines that run side by side"), Mapping::body),
    key(Key::include, "include", texts, "files that hold further parts"),
};

constexpr KeySpec actor_keys[] = {
    key(Key::url, "url", address, "where the actor's events come back to"),
    key(Key::description, "description", text, "who it is"),
};

constexpr KeySpec var_keys[] = {
    words(key(Key::type, "type", choice, "the type, the default's where left out"), types),
    key(Key::default_, "default", plain, "the value a call begins with"),
    key(Key::values, "values", plains, "the values it can have"),
    key(Key::min, "min", plain, "the least value"),
    key(Key::max, "max", plain, "the greatest value"),
    key(Key::description, "description", text, "what it means"),
    key(Key::sensitive, "sensitive", boolean, "kept out of traces, logs and reports"),
};

constexpr KeySpec state_keys[] = {
    key(Key::description, "description", text, "what happens here"),
    key(Key::response, "response", Takes::response, "what the caller hears and is asked"),
    key(Key::on, "on", handlers, "where events lead"),
    key(Key::next, "next", transition, "where the call goes when the response has run out"),
    key(Key::final, "final", name_or_true, "the outcome with which the flow ends here"),
    of(key(Key::before, "before", callbacks, "done before a transition into this state"), Mapping::before_callback),
    of(key(Key::after, "after", callbacks, "done after a transition into this state"), Mapping::after_callback),
    key(Key::timers, "timers", Takes::timers, "events that come by themselves after some time"),
    key(Key::group, "group", text, "states drawn together"),
    key(Key::tags, "tags", texts, "words to select states by"),
    key(Key::label, "label", text, "the name in drawings"),
    key(Key::talk, "talk", boolean, "whether people talk to each other here"),
    of(key(Key::menu, "menu", mapping, "a choice by keys or words"), Mapping::menu),
    of(key(Key::request, "request", mapping, "an HTTP request while the caller waits"), Mapping::request),
    key(Key::flow, "flow", name, "the sub-flow that runs here"),
};

constexpr KeySpec block_keys[] = {
    condition_if,
    condition_unless,
    required(key(Key::on, "on", handlers, "what holds under the condition")),
};

constexpr KeySpec transition_keys[] = {
    required(key(Key::to, "to", state, "the state it leads to, or `same`")),
    condition_if,
    condition_unless,
    key(Key::set, "set", assignments, "vars to change on the way"),
    key(Key::do_, "do", effects, "what else is done on the way"),
};

constexpr KeySpec choice_keys[] = {
    required(key(Key::switch_, "switch", expression, "what is compared")),
    required(key(Key::case_, "case", transitions, "transitions by the value's text")),
    key(Key::else_, "else", transition, "where no case holds"),
};

template <std::size_t N, std::size_t M>
constexpr std::array<KeySpec, N + M> join(const std::array<KeySpec, N>& left, const std::array<KeySpec, M>& right) {
    std::array<KeySpec, N + M> result{};
    for (std::size_t i = 0; i < N + M; ++i) {
        result[i] = i < N ? left[i] : right[i - N];
    }
    return result;
}

constexpr std::array effect_keys = {
    key(Key::run, "run", name, "a hook your application implements"),
    key(Key::set, "set", assignments, "vars to change"),
    key(Key::log, "log", template_text, "a line for the log"),
    of(key(Key::webhook, "webhook", mapping, "an HTTP request"), Mapping::webhook),
    of(key(Key::redirect, "redirect", mapping, "a live call is told to go on elsewhere"), Mapping::redirect),
    of(key(Key::originate, "originate", mapping, "a new outbound call"), Mapping::originate),
};
constexpr KeySpec unique_key = key(Key::unique, "unique", boolean, "whether loopbacks are left out");
constexpr auto before_keys = join(effect_keys, std::array{unique_key});
constexpr auto after_keys = join(
    effect_keys,
    std::array{unique_key, words(key(Key::when, "when", choice, "after a transition, a refusal or both"), outcomes)});

constexpr KeySpec webhook_keys[] = {
    required(key(Key::url, "url", template_text, "the address")),
    words(key(Key::method, "method", choice, "GET without a body, else POST"), methods),
    key(Key::headers, "headers", fields, "headers by name"),
    key(Key::json, "json", fields, "a body in JSON"),
    key(Key::form, "form", fields, "a body as a form"),
    key(Key::body, "body", template_text, "a body as text"),
};

constexpr KeySpec redirect_keys[] = {
    key(Key::call, "call", template_text, "the call's id, this call where left out"),
    key(Key::event, "event", reference, "the event whose response it fetches"),
    words(key(Key::status, "status", choice, "ends the call instead"), statuses),
};

constexpr KeySpec originate_keys[] = {
    required(key(Key::to, "to", template_text, "whom to call")),
    key(Key::from, "from", template_text, "the number that is shown"),
    key(Key::event, "event", reference, "the event fired when it is answered"),
    key(Key::timeout, "timeout", template_text, "how long it rings"),
    key(Key::machine_detection, "machineDetection", template_text, "whether a machine answers is found out"),
    key(Key::send_digits, "sendDigits", template_text, "keys played when it answers"),
    key(Key::record, "record", template_text, "whether the call is recorded"),
    key(Key::headers, "headers", fields, "SIP headers by name"),
};

constexpr KeySpec event_reference_keys[] = {
    required(key(Key::event, "event", event, "the event")),
    key(Key::actor, "actor", name, "whose event it is"),
    key(Key::params, "params", fields, "further query parameters of the address"),
};

constexpr KeySpec menu_keys[] = {
    required(key(Key::prompt, "prompt", verbs, "what is said")),
    key(Key::again, "again", verbs, "said before the prompt from the second try on"),
    key(Key::keys, "keys", transitions, "where keys lead"),
    key(Key::words, "words", transitions, "where spoken words lead"),
    key(Key::tries, "tries", integer, "how often the caller may try, 3"),
    key(Key::else_, "else", transition, "after the last try"),
    key(Key::no_input, "no_input", transition, "when nothing was typed"),
    key(Key::no_match, "no_match", transition, "when a wrong key was typed"),
};

constexpr KeySpec request_keys[] = {
    required(key(Key::url, "url", template_text, "the address")),
    words(key(Key::method, "method", choice, "GET without a body, else POST"), methods),
    key(Key::query, "query", fields, "query parameters by name"),
    key(Key::headers, "headers", fields, "headers by name"),
    key(Key::json, "json", fields, "a body in JSON"),
    key(Key::form, "form", fields, "a body as a form"),
    key(Key::body, "body", template_text, "a body as text"),
    key(Key::timeout, "timeout", duration, "how long an answer is waited for, 10s"),
    key(Key::save, "save", name, "the var that keeps the answer"),
};

constexpr KeySpec each_keys[] = {
    required(key(Key::in_, "in", expression, "a list")),
    required(key(Key::as_, "as", name, "what an item is called in `do`")),
    key(Key::shuffle, "shuffle", boolean, "whether the items come in an order drawn by lot"),
    required(key(Key::do_, "do", verbs, "what is repeated")),
};

constexpr KeySpec dial_entry_keys[] = {
    key(Key::match, "match", pattern, "a regular expression that finds something in what is dialled"),
    key(Key::dialled, "dialled", texts, "the users or numbers dialled, character by character; one or a list"),
    key(Key::from, "from", pattern, "a regular expression that finds something in who calls"),
    key(Key::headers, "headers", patterns, "regular expressions for SIP headers that have to be there"),
    key(Key::hours, "hours", Takes::hours, "the time of day, `08:00-18:00`"),
    key(Key::days, "days", texts, "days of the week: mon, tue, …"),
    key(Key::zone, "zone", text, "the time zone of hours and days, UTC where left out"),
    condition_if,
    condition_unless,
    required(key(Key::to, "to", targets, "whom to call: an address, `{flow: NAME}`, or a list in turn")),
    key(Key::together, "together", boolean, "whether all in the list ring at once"),
    key(Key::from_user, "from_user", template_text, "who is shown to the called party, the caller where left out"),
    key(Key::ring, "ring", duration, "how long each is rung, 30s"),
};

constexpr KeySpec dial_target_keys[] = {
    required(key(Key::flow, "flow", text, "this flow's own name, that of a sub-flow, or the file of another flow")),
    key(Key::at, "at", template_text, "the address at which its platform is called"),
    words(key(Key::platform, "platform", choice, "the provider that it runs on"), platforms),
};

constexpr std::array tables = {
    MappingSpec{Mapping::none, "", {}},
    MappingSpec{Mapping::flow, "a flow", flow_keys},
    MappingSpec{Mapping::actor, "an actor", actor_keys},
    MappingSpec{Mapping::var, "a var", var_keys},
    MappingSpec{Mapping::prompt, "a prompt", {}},
    MappingSpec{Mapping::state, "a state", state_keys},
    MappingSpec{Mapping::block, "a block of `on`", block_keys},
    MappingSpec{Mapping::transition, "a transition", transition_keys},
    MappingSpec{Mapping::choice, "a transition with `switch`", choice_keys},
    MappingSpec{Mapping::effect, "an effect", effect_keys},
    MappingSpec{Mapping::before_callback, "a callback of `before`", before_keys},
    MappingSpec{Mapping::after_callback, "a callback of `after`", after_keys},
    MappingSpec{Mapping::webhook, "a webhook", webhook_keys},
    MappingSpec{Mapping::redirect, "a redirect", redirect_keys},
    MappingSpec{Mapping::originate, "an originate", originate_keys},
    MappingSpec{Mapping::event_reference, "an event reference", event_reference_keys},
    MappingSpec{Mapping::menu, "a menu", menu_keys},
    MappingSpec{Mapping::request, "a request", request_keys},
    MappingSpec{Mapping::body, "a sub-flow", body_keys},
    MappingSpec{Mapping::each, "an `each`", each_keys},
    MappingSpec{Mapping::part, "a part of a flow", part_keys},
    MappingSpec{Mapping::dial_entry, "an entry of a dialplan", dial_entry_keys},
    MappingSpec{Mapping::dial_target, "a flow in a dialplan", dial_target_keys},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < tables.size(); ++i) {
        if (tables[i].mapping != static_cast<Mapping>(i) || tables[i].keys.size() > 64) {
            return false;
        }
    }
    return true;
}
static_assert(in_order());

} // namespace

std::span<const MappingSpec> mappings() { return tables; }

const MappingSpec& keys_of(Mapping mapping) { return tables[static_cast<std::size_t>(mapping)]; }

const KeySpec* find_key(const MappingSpec& mapping, std::string_view name) {
    for (const KeySpec& one : mapping.keys) {
        if (one.name == name) {
            return &one;
        }
    }
    return nullptr;
}

} // namespace callflow::syntax

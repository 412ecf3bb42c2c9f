#include "scenario/keys.hpp"

namespace callflow::scenario {
namespace {

using enum Takes;

constexpr std::string_view groups[] = {"before", "after", "failure"};
constexpr std::string_view failures[] = {"timeout", "refused", "unreachable"};

constexpr KeySpec scenario_keys[] = {
    {"callflow-scenario", version, "version of the format"},
    {"flow", text, "the flow's file, seen from this one; given by the command where left out"},
    {"name", text, "what happens, in a sentence"},
    {"description", text, "more about it"},
    {"provider", providers, "twilio, tropo or both; twilio where left out"},
    {"given", values, "vars of the flow as they are at first, plain values"},
    {"calls", Takes::calls, "the calls by name; one named `caller` where left out"},
    {"mocks", Takes::mocks, "answers to requests and transfers, by state"},
    {"media", durations, "how long files last, by name or pattern; 10s where left out", "lengths of files"},
    {"now", moment, "when it begins, 2000-01-01T00:00:00Z where left out"},
    {"seed", integer, "for everything that is drawn"},
    {"assume", anything, "what is taken for granted about the provider", "assumptions"},
    {"faults", anything, "what goes wrong on the way: lost, late, repeated callbacks", "faults"},
    {"steps", Takes::steps, "what happens, one after the other"},
    {"expect", Takes::expect, "what is expected at the end, of the first call and the whole run"},
    {"scenarios", scenarios, "a list of scenarios instead of one"},
};

constexpr std::string_view channels[] = {"voice", "text"};

constexpr KeySpec call_keys[] = {
    {"id", text, "the provider's name of the call, made from the call's own where left out"},
    {"from", text, "who calls, +15551230000 where left out"},
    {"to", text, "the number called, +15557654321 where left out"},
    {"channel", choice, "voice, or text for a conversation by messages; voice where left out", {}, channels},
    {"state", name, "the state it has just entered, the initial one where left out"},
    {"vars", values, "vars of this call as they are at first, plain values"},
    {"params", values, "the provider's raw parameters"},
};

constexpr KeySpec step_keys[] = {
    {"event", Takes::event, "the event that is fired; `next` when the response has run out"},
    {"input", values, "what the event's request brought: digits, speech, recording_url, …"},
    {"callback", Takes::callback, "a raw request of the provider, to the address that waits; {file: f.json} holds one"},
    {"url", text, "another address for `callback`"},
    {"caller", person, "what the caller does", "steps of persons"},
    {"callee", person, "what the called party does", "steps of persons"},
    {"set", values, "the world changes: vars of all calls, or of `call`, plain values"},
    {"wait", duration, "time passes, and timers fire"},
    {"redirect", Takes::event, "the application moves the live call: it fetches this event's response"},
    {"flush", choice, "the deferred callbacks of a group run", {}, groups},
    {"call", name, "the call that it happens to, the first where left out"},
    {"flow", name, "the machine it happens to, where several run side by side"},
    {"expect", Takes::expect, "what is expected after it"},
};

constexpr KeySpec expect_keys[] = {
    {"state", name, "the state it is in"},
    {"refused", boolean, "whether the event is refused"},
    {"error", Takes::error, "whether the step fails, or a text that its error contains"},
    {"vars", values, "what vars hold"},
    {"response", Takes::response, "the document, compared by meaning; one for each provider where they differ"},
    {"effects", Takes::effects, "exactly these; a mapping counts them"},
    {"effects_include", effect_list, "these, and maybe others"},
    {"ended", boolean, "whether the call is over"},
    {"outcome", text, "the outcome with which the flow ended"},
    {"elapsed", duration, "how long the run has taken"},
    {"hears", texts, "what the caller heard since the step before; a list is exactly that", "expectations of `hears`"},
    {"asks", anything, "what the caller is asked for", "expectations of `asks`"},
    {"requests", anything, "HTTP requests that were made", "expectations of `requests`"},
    {"status", anything, "the status of the answer", "expectations of `status`"},
    {"legs", anything, "the legs that remain", "expectations of `legs`"},
    {"billed", anything, "the time that is billed", "expectations of `billed`"},
    {"party", anything, "whom the caller is connected to", "expectations of `party`"},
    {"check", expression, "an expression that has to hold"},
};

constexpr KeySpec mock_keys[] = {
    {"status", http_status, "the answer's status, 200 where left out"},
    {"json", anything, "the answer's body in JSON"},
    {"body", text, "the answer's body as text"},
    {"fail", choice, "what goes wrong instead", {}, failures},
};

constexpr KeySpec person_keys[] = {
    {"dial", anything, "calls"},
    {"hang_up", anything, "hangs up"},
    {"answer", anything, "picks up"},
    {"busy", anything, "is talking to somebody else"},
    {"no_answer", anything, "does not pick up"},
    {"reject", anything, "refuses the call"},
    {"voicemail", anything, "lets a machine answer"},
    {"press", text, "presses keys, once the call can take them"},
    {"speak", text, "says something, once the call can take it"},
    {"leave_message", anything, "speaks a message, once it is recorded"},
    {"listen", anything, "hears all until the call waits for a person or ends"},
    {"stay_silent", anything, "does nothing until the next document, or the end"},
    {"after", duration, "the time that passes before, instead of waiting until it can be"},
};

} // namespace

std::span<const KeySpec> keys_of(Mapping mapping) {
    switch (mapping) {
    case Mapping::scenario: return scenario_keys;
    case Mapping::call: return call_keys;
    case Mapping::step: return step_keys;
    case Mapping::expect: return expect_keys;
    case Mapping::mock: return mock_keys;
    case Mapping::person: return person_keys;
    }
    return {};
}

const KeySpec* find_key(Mapping mapping, std::string_view name) {
    for (const KeySpec& one : keys_of(mapping)) {
        if (one.name == name) return &one;
    }
    return nullptr;
}

} // namespace callflow::scenario

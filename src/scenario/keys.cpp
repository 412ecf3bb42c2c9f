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
    {"media", durations, "how long files last, by name or pattern; 10s where left out"},
    {"documents", Takes::documents, "what addresses of others answer, by name or pattern: a file, or the text itself"},
    {"now", moment, "when it begins, 2000-01-01T00:00:00Z where left out"},
    {"seed", integer, "for everything that is drawn"},
    {"assume", assumptions, "what is taken for granted about the provider where nobody knows"},
    {"faults", Takes::faults, "what goes wrong on the way: lost, late, repeated callbacks"},
    {"steps", Takes::steps, "what happens, one after the other"},
    {"expect", Takes::expect, "what is expected at the end, of the first call and the whole run"},
    {"scenarios", scenarios, "a list of scenarios instead of one"},
};

constexpr std::string_view channels[] = {"voice", "text"};
constexpr std::string_view directions[] = {"inbound", "outbound-api"};

constexpr KeySpec call_keys[] = {
    {"id", text, "the provider's name of the call, made from the call's own where left out"},
    {"from", text, "who calls, +15551230000 where left out"},
    {"to", text, "the number called, +15557654321 where left out"},
    {"channel", choice, "voice, or text for a conversation by messages; voice where left out", channels},
    {"direction", choice, "inbound, or outbound-api for a call that the application places; inbound where left out",
     directions},
    {"dialplan", text,
     "the flow's dialplan that it comes to first, whose number is `to`; to the provider where left out"},
    {"account", text, "whose call it is at the SIP side; anybody's where left out"},
    {"headers", values, "SIP headers that it comes with, by name"},
    {"state", name, "the state it has just entered, the initial one where left out"},
    {"vars", values, "vars of this call as they are at first, plain values"},
    {"params", values, "the provider's raw parameters"},
};

constexpr KeySpec step_keys[] = {
    {"event", Takes::event, "the event that is fired; `next` when the response has run out"},
    {"input", values, "what the event's request brought: digits, speech, recording_url, …"},
    {"callback", Takes::callback, "a raw request of the provider, to the address that waits; {file: f.json} holds one"},
    {"url", text, "another address for `callback`"},
    {"caller", person, "what the caller does"},
    {"callee", person, "what the called party does"},
    {"set", values, "the world changes: vars of all calls, or of `call`, plain values"},
    {"wait", duration, "time passes, and timers fire"},
    {"redirect", Takes::event, "the application moves the live call: it fetches this event's response"},
    {"flush", choice, "the deferred callbacks of a group run", groups},
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
    {"sends", Takes::requests, "what states have requested since the step before; a list is exactly these"},
    {"ended", boolean, "whether the call is over"},
    {"outcome", text, "the outcome with which the flow ended"},
    {"elapsed", duration, "how long the run has taken"},
    {"hears", texts, "what was heard since the step before; a list is exactly that"},
    {"asks", texts, "what the call waits for: keys, speech, message; a list is exactly that"},
    {"requests", names,
     "the provider's requests since the step before, by event, kind or address; a list is exactly these"},
    {"status", text, "the status of the call, such as in-progress, completed, no-answer"},
    {"legs", counted, "the legs that remain: how many, or whose"},
    {"billed", minutes, "the minutes that are billed, each leg's rounded up"},
    {"connected", durations, "how long all legs of a platform were connected: twilio, tropo, sip"},
    {"party", texts, "whom the call is connected to, a list is all of them; empty for nobody"},
    {"left", text, "the address of others at which the call has gone on; empty for none"},
    {"check", expression, "an expression that has to hold"},
};

constexpr KeySpec mock_keys[] = {
    {"status", http_status, "the answer's status, 200 where left out"},
    {"json", anything, "the answer's body in JSON"},
    {"body", text, "the answer's body as text"},
    {"fail", choice, "what goes wrong instead", failures},
};

constexpr KeySpec document_keys[] = {
    {"file", text, "the file that holds it, seen from this one"},
    {"body", text, "the text itself"},
    {"json", anything, "a JSON document"},
    {"type", text, "its content type; by what it looks like where left out"},
    {"status", http_status, "the answer's status, 200 where left out"},
    {"fail", choice, "what goes wrong instead", failures},
};

constexpr KeySpec person_keys[] = {
    {"dial", flag, "calls"},
    {"hang_up", flag, "hangs up"},
    {"answer", flag, "picks up"},
    {"busy", flag, "is talking to somebody else"},
    {"no_answer", flag, "does not pick up"},
    {"reject", flag, "refuses the call"},
    {"fail", flag, "cannot be reached"},
    {"voicemail", message, "lets a machine answer, with a greeting so long"},
    {"refer", text, "a called SIP phone asks to have who called it moved to this address"},
    {"press", pressed, "presses keys, once the call can take them"},
    {"speak", text, "says something, once the call can take it"},
    {"leave_message", message, "speaks a message, once it is recorded: its length or its words"},
    {"listen", flag, "hears all until the call waits for a person or ends"},
    {"stay_silent", flag, "does nothing until the next document, or the end"},
    {"after", duration, "the time that passes before, instead of waiting until it can be"},
    {"to", text, "which of several who are rung, by number; the last one where left out"},
    {"lasts", duration, "how long it takes to say, instead of 0.4s a word"},
    {"confidence", number, "how sure the recogniser is of what was said, 0 to 1; 0.9 where left out"},
    {"meaning", text, "what a grammar takes it for; the words themselves where left out"},
    {"beep", boolean, "whether the machine beeps after its greeting; true where left out"},
};

constexpr KeySpec fault_keys[] = {
    {"duplicate", text, "requests of this event or kind, or `any`, come twice"},
    {"late", text, "they come late, `by` so much"},
    {"lost", text, "they are lost; only of what the provider merely tells"},
    {"reordered", text, "each changes places with the next one about its line; only of what the provider merely tells"},
    {"timeout", text, "the application does not answer in time"},
    {"unreachable", text, "the application is not reached"},
    {"error", text, "the application answers with `status`"},
    {"by", duration, "how late, 5s where left out"},
    {"status", http_status, "the status of an error, 500 where left out"},
    {"step", integer, "only while this step is played, the first is 1"},
    {"times", integer, "so often at most"},
    {"chance", number, "with this probability, 0 to 1, drawn with the seed; always where left out"},
};

} // namespace

std::span<const KeySpec> keys_of(Mapping mapping) {
    switch (mapping) {
    case Mapping::scenario: return scenario_keys;
    case Mapping::call: return call_keys;
    case Mapping::step: return step_keys;
    case Mapping::expect: return expect_keys;
    case Mapping::mock: return mock_keys;
    case Mapping::document: return document_keys;
    case Mapping::person: return person_keys;
    case Mapping::fault: return fault_keys;
    }
    return {};
}

bool is_act(const KeySpec& key) {
    return key.takes == flag || key.takes == message || key.takes == pressed || key.name == "speak" ||
           key.name == "refer";
}

const KeySpec* find_key(Mapping mapping, std::string_view name) {
    for (const KeySpec& one : keys_of(mapping)) {
        if (one.name == name) return &one;
    }
    return nullptr;
}

} // namespace callflow::scenario

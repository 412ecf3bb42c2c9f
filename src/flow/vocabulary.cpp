#include "flow/vocabulary.hpp"

#include "base/ascii.hpp"
#include "flow/vocabulary_attributes.hpp"
#include "flow/vocabulary_parties.hpp"
#include "flow/vocabulary_payment.hpp"
#include "flow/vocabulary_services.hpp"
#include "flow/vocabulary_transfer.hpp"
#include "flow/vocabulary_tropo.hpp"
#include "flow/vocabulary_tropo_verbs.hpp"

#include <algorithm>

namespace callflow::flow {
namespace {

// --- verbs and nouns

using Names = std::string_view[];

constexpr Names prompt_verbs = {"say", "play", "pause"};
constexpr Names handler_verbs = {"say", "play", "gather", "message", "wait", "pause"};
constexpr Names message_verbs = {"say"};
constexpr Names dial_nouns = {"number", "client", "sip", "conference", "queue", "sim", "on", "application", "whatsApp"};
constexpr Names conference_nouns = {"on"};
constexpr Names transfer_nouns = {"on"};
constexpr Names or_workflow = {"workflowSid"};
constexpr Names or_media = {"media", "prompt"};
constexpr Names or_digits = {"digits"};
constexpr Names or_tropo = {"tropo"};
constexpr Names or_ssml = {"ssml"};
constexpr Names or_agent = {"agent", "queue"};
constexpr Names or_sip_uri = {"sipUri"};
constexpr Names or_recipients = {"recipients"};
constexpr Names or_destinations = {"destinations"};
constexpr Names or_connector = {"connectorName"};
constexpr Names parameters = {"parameter"};
constexpr Names settings = {"config", "parameter"};
constexpr Names relay_nouns = {"language", "parameter"};
constexpr Names enqueue_nouns = {"task"};
constexpr Names sip_nouns = {"sipUri", "header"};
constexpr Names refer_nouns = {"sip"};
constexpr Names connect_nouns = {"stream",    "conversationRelay",        "virtualAgent", "conversation", "room",
                                 "aiSession", "conversationRelaySession", "assistant",    "autopilot"};
constexpr Names start_nouns = {"stream", "siprec", "transcription", "recording"};
constexpr Names stop_nouns = {"stream", "siprec", "transcription"};
constexpr Names pay_nouns = {"prompt", "parameter"};

constexpr VerbSpec noun(std::string_view name, std::string_view content, std::span<const AttributeSpec> attributes,
                        std::string_view summary, std::span<const std::string_view> children = {}) {
    return {.name = name,
            .content = content,
            .content_required = !content.empty(),
            .attributes = attributes,
            .children = children,
            .in_response = false,
            .summary = summary};
}
constexpr VerbSpec unless(std::span<const std::string_view> other, VerbSpec spec) {
    spec.content_unless = other;
    return spec;
}
constexpr VerbSpec optional(VerbSpec spec) {
    spec.content_required = false;
    return spec;
}

// Sorted by name.
constexpr VerbSpec verbs[] = {
    noun("aiSession", "aiConnector", attributes::ai_session_attributes,
         "a prepared session with an assistant (connect)"),
    {.name = "answer",
     .attributes = attributes::answer_attributes,
     .summary = "picks up, where the provider would otherwise wait for the first sound"},
    noun("application", "sid", attributes::application_attributes, "another application of the provider (dial)",
         parameters),
    noun("assistant", "id", attributes::assistant_attributes, "an assistant of the provider (connect)", relay_nouns),
    noun("autopilot", "name", attributes::autopilot_attributes, "an assistant of a service that is no more (connect)"),
    {.name = "call",
     .content = "to",
     .content_required = true,
     .content_unless = or_recipients,
     .attributes = attributes::call_attributes,
     .summary = "calls somebody where there is no call yet"},
    {.name = "choices",
     .content = "value",
     .attributes = attributes::choices_attributes,
     .summary = "a grammar by itself; Tropo ignores it"},
    noun("client", "identity", attributes::client_attributes, "a browser or mobile client (dial)", parameters),
    {.name = "conference",
     .content = "name",
     .content_required = true,
     .attributes = attributes::conference_attributes,
     .extras = attributes::tropo_conference,
     .children = conference_nouns,
     .inside = "dial",
     .waits_for_caller = true,
     .summary = "puts the call into a conference; as a verb, dial with that noun"},
    noun("config", "name", attributes::named_value_attributes,
         "a setting by name and value (virtualAgent, transcription)"),
    {.name = "connect",
     .attributes = attributes::connect_attributes,
     .children = connect_nouns,
     .needs = Nouns::one,
     .waits_for_caller = true,
     .action_always = true,
     .summary = "hands the call's sound to a service"},
    optional(noun("conversation", "serviceInstanceSid", attributes::conversation_attributes,
                  "a conversation of the provider (connect)")),
    noun("conversationRelay", "url", attributes::conversation_relay_attributes,
         "speech to text and back over a socket (connect)", relay_nouns),
    noun("conversationRelaySession", "connector", attributes::relay_session_attributes,
         "a prepared relay session (connect)"),
    {.name = "deflect",
     .content = "to",
     .content_required = true,
     .attributes = attributes::deflect_attributes,
     .ends_document = true,
     .summary = "sends the caller's side elsewhere before the call is answered"},
    {.name = "dial",
     .content = "number",
     .content_required = true,
     .attributes = attributes::dial_attributes,
     .extras = attributes::tropo_dial,
     .children = dial_nouns,
     .waits_for_caller = true,
     .action_always = true,
     .summary = "calls somebody and connects the two"},
    {.name = "echo", .summary = "gives back what it hears; for tests"},
    {.name = "enqueue",
     .content = "name",
     .content_required = true,
     .content_unless = or_workflow,
     .attributes = attributes::enqueue_attributes,
     .children = enqueue_nouns,
     .waits_for_caller = true,
     .action_always = true,
     .summary = "lets the caller wait in a queue until somebody takes the call"},
    {.name = "gather",
     .attributes = attributes::gather_attributes,
     .extras = attributes::tropo_gather,
     .prompt_key = "prompt",
     .children = prompt_verbs,
     .waits_for_caller = true,
     .action_if = "actionOnEmptyResult",
     .summary = "asks for keys or speech"},
    {.name = "generalLogSecurity",
     .content = "value",
     .content_required = true,
     .attributes = attributes::log_security_attributes,
     .summary = "whether anything of the call is logged, from here on"},
    {.name = "hangup",
     .extras = attributes::tropo_hangup,
     .children = parameters,
     .ends_document = true,
     .summary = "ends the call"},
    noun("header", "name", attributes::named_value_attributes, "a SIP header by name and value (sip)"),
    noun("language", "code", attributes::language_attributes, "a language a relay speaks (conversationRelay)"),
    {.name = "leave", .ends_document = true, .summary = "takes the call out of the queue it waits in"},
    {.name = "message",
     .content = "text",
     .content_required = true,
     .content_unless = or_media,
     .attributes = attributes::message_attributes,
     .extras = attributes::tropo_message,
     .prompt_key = "prompt",
     .children = message_verbs,
     .summary = "sends a text message: beside a voice call, or in answer to one that came"},
    noun("number", "number", attributes::number_attributes, "a telephone number (dial)"),
    {.name = "on",
     .content = "event",
     .content_required = true,
     .attributes = attributes::on_attributes,
     .prompt_key = "prompt",
     .children = handler_verbs,
     .summary = "what is said and who answers when something happens, wherever it stands; also inside dial and "
                "conference"},
    noun("parameter", "name", attributes::named_value_attributes,
         "a value by name (client, application, pay, hangup, reject, what connect and start take)"),
    {.name = "pause",
     .content = "length",
     .attributes = attributes::pause_attributes,
     .extras = attributes::tropo_pause,
     .summary = "is silent"},
    {.name = "pay",
     .attributes = attributes::pay_attributes,
     .children = pay_nouns,
     .waits_for_caller = true,
     .action_always = true,
     .summary = "takes a card's or account's number and charges it"},
    {.name = "play",
     .content = "url",
     .content_required = true,
     .content_unless = or_digits,
     .attributes = attributes::play_attributes,
     .extras = attributes::tropo_play,
     .endless_if_0 = "loop",
     .summary = "plays a sound file, or keys"},
    {.name = "prompt",
     .attributes = attributes::prompt_attributes,
     .prompt_key = "prompt",
     .children = prompt_verbs,
     .in_response = false,
     .summary = "what is said at a step of a payment (pay)"},
    noun("queue", "name", attributes::queue_attributes, "the first who waits in a queue (dial)"),
    {.name = "raw",
     .content = "twiml",
     .content_required = true,
     .content_unless = or_tropo,
     .attributes = attributes::raw_attributes,
     .summary = "a part of the provider's own document, passed through"},
    {.name = "record",
     .attributes = attributes::record_attributes,
     .extras = attributes::tropo_record,
     .prompt_key = "prompt",
     .children = prompt_verbs,
     .waits_for_caller = true,
     .summary = "records the caller, after a prompt where there is one"},
    noun("recording", {}, attributes::recording_attributes, "a recording on the side (start)"),
    {.name = "redirect",
     .content = "url",
     .content_required = true,
     .attributes = attributes::redirect_attributes,
     .ends_document = true,
     .summary = "goes on with the answer to another event or address"},
    {.name = "refer",
     .attributes = attributes::refer_attributes,
     .children = refer_nouns,
     .needs = Nouns::one,
     .waits_for_caller = true,
     .action_always = true,
     .summary = "asks the caller's SIP side to call somebody else"},
    {.name = "reject",
     .attributes = attributes::reject_attributes,
     .children = parameters,
     .ends_document = true,
     .summary = "refuses the call without answering it"},
    noun("room", "name", attributes::room_attributes, "a video room (connect)"),
    {.name = "say",
     .content = "text",
     .content_required = true,
     .content_unless = or_ssml,
     .attributes = attributes::say_attributes,
     .extras = attributes::tropo_say,
     .endless_if_0 = "loop",
     .summary = "speaks a text"},
    noun("sim", "sid", attributes::sim_attributes, "a SIM card of the provider (dial)"),
    unless(or_sip_uri, noun("sip", "uri", attributes::sip_attributes, "a SIP address (dial, refer)", sip_nouns)),
    noun("sipUri", "uri", attributes::sip_uri_attributes, "one of several addresses of the same party (sip)"),
    optional(
        noun("siprec", "connectorName", attributes::siprec_attributes, "a SIPREC session (start, stop)", parameters)),
    {.name = "start",
     .attributes = attributes::start_attributes,
     .children = start_nouns,
     .needs = Nouns::some,
     .summary = "begins something on the side: stream, siprec, transcription, recording"},
    {.name = "startRecording",
     .content = "url",
     .content_required = true,
     .content_unless = or_destinations,
     .attributes = attributes::start_recording_attributes,
     .summary = "records the whole call from here on"},
    {.name = "stop", .children = stop_nouns, .needs = Nouns::some, .summary = "ends what start began"},
    {.name = "stopRecording", .summary = "ends what startRecording began"},
    unless(or_connector, noun("stream", "url", attributes::stream_attributes,
                              "the call's sound over a socket (connect, start, stop)", parameters)),
    noun("task", "json", attributes::task_attributes, "what the one who takes the call is told, as JSON (enqueue)"),
    noun("transcription", {}, attributes::transcription_attributes, "what is said, written down (start, stop)",
         settings),
    {.name = "transfer",
     .content = "to",
     .content_required = true,
     .content_unless = or_agent,
     .attributes = attributes::transfer_attributes,
     .children = transfer_nouns,
     .waits_for_caller = true,
     .summary = "moves the call to somebody else, attended or blind"},
    noun("virtualAgent", "connectorName", attributes::virtual_agent_attributes, "an agent of a third party (connect)",
         settings),
    {.name = "wait",
     .content = "milliseconds",
     .content_required = true,
     .attributes = attributes::wait_attributes,
     .summary = "is silent, in milliseconds"},
    noun("whatsApp", "number", attributes::whats_app_attributes, "a WhatsApp number (dial)"),
};
static_assert(std::ranges::is_sorted(verbs, {}, &VerbSpec::name));

constexpr Names only_uri = {"uri"};
constexpr Names only_name = {"name"};
constexpr InsideSpec insides[] = {
    {"refer", "sip", "uri", only_uri},
    {"stop", "siprec", "name", only_name},
    {"stop", "stream", "name", only_name},
    {"stop", "transcription", "name", only_name},
};

constexpr SignalSpec signals[] = {
    {"hangup", "hangs_up", "the call is over, whoever ended it"},
    {"busy", "busy", "the called party was busy"},
    {"no_answer", "no_answer", "nobody answered"},
    {"failed", "failed", "the call could not be placed"},
    {"canceled", "canceled", "the call was given up before it was answered"},
    {"machine", "machine", "a machine answered"},
    {"fallback", "fallback", "the provider could not use the last answer"},
    {"incomplete", "incomplete", "the caller did not do what was asked"},
    {"error", "error", "a step failed"},
};
constexpr std::string_view providers[] = {"twilio", "tropo"};

constexpr AttributeSpec extra(std::string_view provider, std::string_view summary) {
    AttributeSpec spec = attributes::json("extra", summary);
    spec.provider = provider;
    return spec;
}
constexpr AttributeSpec extras[] = {
    extra("twilio", "attributes that callflow does not know, by name, as they are written"),
    extra("tropo", "fields that callflow does not know, by name, as they are written"),
};

} // namespace

std::span<const VerbSpec> vocabulary() { return verbs; }

std::span<const InsideSpec> inside_specs() { return insides; }

const InsideSpec* find_inside(std::string_view verb, std::string_view noun) {
    const auto* at =
        std::ranges::find_if(insides, [&](const InsideSpec& one) { return one.verb == verb && one.noun == noun; });
    return at == std::end(insides) ? nullptr : at;
}

const VerbSpec& each_spec() {
    static constexpr VerbSpec spec = {.name = "each", .summary = "repeats verbs for each item of a list"};
    return spec;
}

const VerbSpec* find_verb(std::string_view name) {
    const auto* at = std::ranges::lower_bound(verbs, name, {}, &VerbSpec::name);
    return at != std::end(verbs) && at->name == name ? at : nullptr;
}

bool is_value(const AttributeSpec& spec, std::string_view word) {
    return std::ranges::any_of(spec.values, [&](std::string_view one) {
        return one == word || (spec.any_case && base::same_ignoring_case(one, word));
    });
}

const AttributeSpec* find_attribute(const VerbSpec& verb, std::string_view name) {
    for (const AttributeSpec& one : verb.attributes) {
        if (one.name == name) {
            return &one;
        }
    }
    return nullptr;
}

const AttributeSpec* find_attribute(const VerbSpec& verb, std::string_view name, std::string_view provider) {
    if (const AttributeSpec* neutral = find_attribute(verb, name)) {
        return neutral;
    }
    for (const AttributeSpec& one : verb.extras) {
        if (one.name == name && one.provider == provider) {
            return &one;
        }
    }
    return name == extras[0].name && verb.name != "raw" ? extra_spec(provider) : nullptr;
}

const AttributeSpec* extra_spec(std::string_view provider) {
    const auto* at = std::ranges::find(extras, provider, &AttributeSpec::provider);
    return at == std::end(extras) ? nullptr : at;
}

std::span<const SignalSpec> signal_specs() { return signals; }

std::span<const std::string_view> provider_keys() { return providers; }

} // namespace callflow::flow

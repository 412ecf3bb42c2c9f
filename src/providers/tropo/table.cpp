// The Tropo Web API as data: actions, their fields in the documentation's order, and what stands in
// for verbs that it does not have.
#include "providers/rows.hpp"
#include "providers/tropo/emulate/emulator.hpp"
#include "providers/tropo/tropo.hpp"

#include <algorithm>
#include <array>

namespace callflow::providers::tropo {

namespace {

using Names = std::string_view[];
using Fields = Field[];

constexpr Field required{"required", "required", How::boolean};
constexpr Field may_fail{"required", "", How::may_fail};
constexpr Field name{"name", "name"};
constexpr Field voice{"voice", "voice", How::voice};
constexpr Field signals{"allowSignals", "allowSignals", How::words};
constexpr Field prompt_log{"promptLogSecurity", "promptLogSecurity"};
constexpr Field send_tones{"sendTones", "sendTones", How::boolean};
constexpr Field exit_tone{"exitTone", "exitTone"};
constexpr Field between_keys{"interdigitTimeout", "interdigitTimeout", How::number};

// What is heard is an object per repetition, in an array. A value that is a web address is played.
constexpr Names say = {"text",  "ssml",     "prompt",       "voice", "loop",  "name",
                       "event", "required", "allowSignals", "as",    "media", "promptLogSecurity"};
constexpr Fields say_fields = {
    {"value", "ssml", How::ssml},
    {"value", "text"},
    {"as", "as"},
    {"event", "event"},
    name,
    required,
    voice,
    signals,
    prompt_log,
    {"media", "media", How::json},
};
constexpr Names play = {"url", "loop", "event", "name", "required", "allowSignals", "voice"};
constexpr Fields play_fields = {{"value", "url"}, {"event", "event"}, name, required, voice, signals};

constexpr Names pause = {"length", "allowSignals"};
constexpr Fields wait_fields = {{"milliseconds", "length", How::milliseconds}, signals};

constexpr Names gather = {"input",
                          "action",
                          "timeout",
                          "speechTimeout",
                          "finishOnKey",
                          "numDigits",
                          "actionOnEmptyResult",
                          "language",
                          "hints",
                          "bargeIn",
                          "name",
                          "required",
                          "allowSignals",
                          "voice",
                          "promptLogSecurity",
                          "attempts",
                          "interdigitTimeout",
                          "minConfidence",
                          "recognizer",
                          "sensitivity",
                          "speechCompleteTimeout",
                          "speechIncompleteTimeout",
                          "asrLogSecurity",
                          "maskTemplate",
                          "choices"};
constexpr Fields ask_fields = {
    {"choices", "", How::grammar},
    {"say", "", How::prompt},
    name,
    {"attempts", "attempts", How::number},
    {"bargein", "bargeIn", How::boolean},
    between_keys,
    {"interdigitTimeout", "timeout", How::between_keys},
    {"minConfidence", "minConfidence", How::number},
    {"recognizer", "recognizer"},
    {"recognizer", "language", How::lower_case},
    required,
    may_fail,
    {"sensitivity", "sensitivity", How::number},
    {"speechCompleteTimeout", "speechCompleteTimeout", How::number},
    {"speechCompleteTimeout", "speechTimeout", How::number},
    {"speechIncompleteTimeout", "speechIncompleteTimeout", How::number},
    {"timeout", "timeout", How::number},
    voice,
    signals,
    prompt_log,
    {"asrLogSecurity", "asrLogSecurity"},
    {"maskTemplate", "maskTemplate"},
};

// Tropo sends a recording to `url`, where Twilio keeps it: flows give it as `tropo: {url: …}`.
constexpr Names record = {"action",
                          "timeout",
                          "maxLength",
                          "finishOnKey",
                          "playBeep",
                          "transcribe",
                          "transcribeCallback",
                          "url",
                          "name",
                          "required",
                          "allowSignals",
                          "voice",
                          "promptLogSecurity",
                          "attempts",
                          "asyncUpload",
                          "bargein",
                          "format",
                          "interdigitTimeout",
                          "username",
                          "password",
                          "transcriptionId",
                          "transcriptionUrl",
                          "destinations",
                          "uploadMethod",
                          "transcriptionEmailFormat",
                          "transcriptionLanguage",
                          "transcriptions",
                          "startTimeout",
                          "sensitivity",
                          "minConfidence",
                          "sendTones",
                          "exitTone"};
constexpr Fields record_fields = {
    {"url", "destinations", How::json},
    {"url", "url"},
    {"attempts", "attempts", How::number},
    {"asyncUpload", "asyncUpload", How::boolean},
    {"bargein", "bargein", How::boolean},
    {"beep", "playBeep", How::boolean},
    {"choices", "finishOnKey", How::terminator},
    {"format", "format"},
    {"maxSilence", "timeout", How::silence},
    {"maxTime", "maxLength", How::number},
    {"method", "uploadMethod"},
    name,
    required,
    may_fail,
    {"say", "", How::any_prompt},
    {"timeout", "startTimeout", How::number},
    {"transcription", "transcriptions", How::json},
    {"transcription", "", How::transcription},
    {"username", "username"},
    {"password", "password"},
    voice,
    signals,
    between_keys,
    prompt_log,
    {"sensitivity", "sensitivity", How::number},
    {"minConfidence", "minConfidence", How::number},
    send_tones,
    exit_tone,
};

constexpr Names dial = {"number",        "action",
                        "timeout",       "callerId",
                        "name",          "required",
                        "allowSignals",  "voice",
                        "headers",       "promptLogSecurity",
                        "answerOnMedia", "interdigitTimeout",
                        "playTones",     "ringRepeat",
                        "callbackUrl",   "label",
                        "terminator",    "machineDetection",
                        "sendTones"};
constexpr Fields transfer_fields = {
    {"to", "number", How::destination},
    {"from", "callerId", How::address},
    name,
    required,
    may_fail,
    {"timeout", "timeout", How::number},
    {"answerOnMedia", "answerOnMedia", How::boolean},
    {"headers", "headers", How::headers},
    {"choices", "terminator", How::own_terminator},
    between_keys,
    {"ringRepeat", "ringRepeat", How::number},
    {"playTones", "playTones", How::boolean},
    {"on", "", How::handlers},
    {"machineDetection", "machineDetection", How::json},
    {"machineDetection", "", How::detection},
    signals,
    voice,
    {"callbackUrl", "callbackUrl"},
    prompt_log,
    {"label", "label"},
    send_tones,
};
constexpr Names transfer = {"to",   "mode",   "via",   "action",  "ring", "callerId", "preset", "url",      "method",
                            "user", "callid", "query", "headers", "json", "form",     "body",   "accepted", "timeout"};
constexpr Names number = {"number", "sendDigits", "machineDetection"};
constexpr Names sip = {"uri", "machineDetection"};
constexpr Names sip_uri = {"uri"};
constexpr Names header = {"name", "value"};
// Of a dial with a conference: the rest of the dial says where it goes on, and whether `*` leaves.
constexpr Names conference = {"name",       "resultName",   "muted",       "beep",
                              "required",   "allowSignals", "playTones",   "interdigitTimeout",
                              "terminator", "joinPrompt",   "leavePrompt", "promptLogSecurity",
                              "sendTones",  "exitTone"};
constexpr Fields conference_fields = {
    {"id", "name"},
    {"name", "resultName"},
    {"mute", "muted", How::boolean},
    {"playTones", "playTones", How::boolean},
    required,
    may_fail,
    {"terminator", "terminator"},
    between_keys,
    {"joinPrompt", "joinPrompt", How::announcement},
    {"joinPrompt", "beep", How::beep_on_enter},
    {"leavePrompt", "leavePrompt", How::announcement},
    {"leavePrompt", "beep", How::beep_on_exit},
    signals,
    prompt_log,
    {"on", "", How::handlers},
    send_tones,
    exit_tone,
};
constexpr Names message = {"text",    "recipients",    "to",      "from",     "action",  "media",
                           "name",    "required",      "voice",   "channel",  "network", "promptLogSecurity",
                           "timeout", "answerOnMedia", "headers", "recording"};
constexpr Fields message_fields = {
    {"say", "", How::written},
    {"to", "recipients", How::json},
    {"to", "to", How::address},
    {"channel", "", How::channel},
    {"network", "", How::network},
    {"from", "from", How::address},
    {"timeout", "timeout", How::number},
    {"answerOnMedia", "answerOnMedia", How::boolean},
    voice,
    name,
    required,
    may_fail,
    prompt_log,
    {"headers", "headers", How::headers},
    {"recording", "recording", How::json},
};

// --- verbs that only Tropo has: their attributes are its fields

constexpr Names answer = {"headers"};
constexpr Fields answer_fields = {{"headers", "headers", How::headers}};
constexpr Names call = {
    "recipients",       "to",   "from",     "channel",      "network", "timeout",     "answerOnMedia",     "headers",
    "machineDetection", "name", "required", "allowSignals", "voice",   "callbackUrl", "promptLogSecurity", "label",
    "recording"};
constexpr Fields call_fields = {
    {"to", "recipients", How::json},
    {"to", "to", How::address},
    {"from", "from", How::address},
    {"channel", "channel"},
    {"network", "network"},
    {"timeout", "timeout", How::number},
    {"answerOnMedia", "answerOnMedia", How::boolean},
    {"headers", "headers", How::headers},
    {"machineDetection", "machineDetection", How::json},
    name,
    required,
    signals,
    voice,
    {"callbackUrl", "callbackUrl"},
    prompt_log,
    {"label", "label"},
    {"recording", "recording", How::json},
};
constexpr Names choices = {"value", "mode", "terminator"};
constexpr Fields choices_fields = {{"value", "value"}, {"mode", "mode"}, {"terminator", "terminator"}};
constexpr Names deflect = {"to", "from", "name", "required"};
constexpr Fields redirect_fields = {{"to", "to", How::address}, {"from", "from", How::address}, name, required};
constexpr Names log_security = {"value"};
constexpr Names on = {"event", "next", "post", "name", "required"};
constexpr Fields on_fields = {
    {"event", "event"},
    {"next", "next"},
    {"post", "post"},
    name,
    required,
    {"say", "", How::any_prompt},
    {"ask", "", How::ask},
    {"message", "", How::message},
    {"wait", "", How::wait},
};
constexpr Names start_recording = {"url",
                                   "destinations",
                                   "format",
                                   "method",
                                   "username",
                                   "password",
                                   "asyncUpload",
                                   "transcriptionOutURI",
                                   "transcriptionID",
                                   "transcriptionEmailFormat",
                                   "transcriptionLanguage",
                                   "name"};
constexpr Fields start_recording_fields = {
    {"url", "destinations", How::json},
    {"url", "url"},
    {"format", "format"},
    {"method", "method"},
    {"username", "username"},
    {"password", "password"},
    {"asyncUpload", "asyncUpload", How::boolean},
    {"transcriptionOutURI", "transcriptionOutURI"},
    {"transcriptionID", "transcriptionID"},
    {"transcriptionEmailFormat", "transcriptionEmailFormat"},
    {"transcriptionLanguage", "transcriptionLanguage"},
    name,
};
constexpr Names wait = {"milliseconds", "allowSignals"};
constexpr Fields own_wait_fields = {{"milliseconds", "milliseconds", How::number}, signals};
constexpr Names hangup = {"headers"};

constexpr Names raw = {"tropo"};
constexpr Names redirect = {"url"};

constexpr std::string_view no_queue =
    "Tropo has no queues; bring caller and agent together with dial, or in a conference";
constexpr std::string_view no_stream =
    "Tropo hands the call's sound to nobody; transfer the call to a SIP address that does";
constexpr std::string_view no_recording = "use startRecording, which records the whole call";
constexpr std::string_view no_client = "dial a number or a SIP address";

constexpr Row row(std::string_view verb, std::string_view element, std::span<const std::string_view> attributes = {},
                  std::span<const Field> fields = {}) {
    return {{verb, element, attributes, {}}, fields};
}
constexpr Row bare(std::string_view verb, std::span<const std::string_view> attributes = {},
                   std::span<const Field> fields = {}) {
    return {{verb, verb, attributes, {}}, fields, true};
}
constexpr Row none(std::string_view verb, std::string_view instead) { return {{verb, {}, {}, instead}, {}}; }

// Sorted by name.
constexpr auto rows = std::to_array<Row>({
    none("aiSession", no_stream),
    bare("answer", answer, answer_fields),
    none("application", no_client),
    none("assistant", no_stream),
    none("autopilot", no_stream),
    row("call", "call", call, call_fields),
    row("choices", "choices", choices, choices_fields),
    none("client", no_client),
    row("conference", "conference", conference, conference_fields),
    none("config", no_stream),
    none("connect", no_stream),
    none("conversation", no_stream),
    none("conversationRelay", no_stream),
    none("conversationRelaySession", no_stream),
    row("deflect", "redirect", deflect, redirect_fields),
    row("dial", "transfer", dial, transfer_fields),
    none("echo", "record the caller and play the recording"),
    none("enqueue", no_queue),
    row("gather", "ask", gather, ask_fields),
    row("generalLogSecurity", "generalLogSecurity", log_security),
    bare("hangup", hangup, answer_fields),
    row("header", "headers", header),
    none("language", no_stream),
    none("leave", no_queue),
    row("message", "message", message, message_fields),
    row("number", "to", number),
    row("on", "on", on, on_fields),
    none("parameter", "put it into the address as a query parameter"),
    row("pause", "wait", pause, wait_fields),
    none("pay", "Tropo takes no payments; ask for the digits and charge them yourself"),
    row("play", "say", play, play_fields),
    none("prompt", "Tropo takes no payments; use a gather for each step"),
    none("queue", no_queue),
    row("raw", as_it_is, raw),
    row("record", "record", record, record_fields),
    none("recording", no_recording),
    row("redirect", "on", redirect),
    none("refer", "Tropo has no SIP REFER; use dial, or `transfer` with `via: http`"),
    bare("reject"),
    none("room", no_client),
    row("say", "say", say, say_fields),
    none("sim", no_client),
    row("sip", "to", sip),
    row("sipUri", "to", sip_uri),
    none("siprec", no_stream),
    none("start", no_recording),
    row("startRecording", "startRecording", start_recording, start_recording_fields),
    none("stop", "use stopRecording"),
    bare("stopRecording"),
    none("stream", no_stream),
    none("task", no_queue),
    none("transcription", "record with `transcribe: true`"),
    row("transfer", "transfer", transfer),
    none("virtualAgent", no_stream),
    row("wait", "wait", wait, own_wait_fields),
    none("whatsApp", no_client),
});
static_assert(std::ranges::is_sorted(rows, {}, [](const Row& one) { return one.support.verb; }));

constexpr auto supports = [] {
    std::array<VerbSupport, rows.size()> out{};
    std::ranges::transform(rows, out.begin(), &Row::support);
    return out;
}();

} // namespace

const Row* find_row(const flow::VerbSpec& verb) {
    return find_beside(std::span<const Row>(rows), flow::vocabulary(), verb,
                       [](const Row& one) { return one.support.verb; });
}

std::span<const VerbSupport> support() { return supports; }

constexpr PartName parts[] = {
    {"choices", "ask", "gather", "choices"},
    {"introduction", "transfer", "dial", "machineDetection"},
    {"joinPrompt", "conference", "conference", "joinPrompt"},
    {"leavePrompt", "conference", "conference", "leavePrompt"},
    {"machineDetection", "transfer", "dial", "machineDetection"},
    {"transcription", "record", "record", "transcriptions"},
};

constexpr Provider provider{
    .name = "tropo",
    .title = "Tropo (Web API)",
    .extension = "json",
    .content_type = "application/json",
    .verbs = supports,
    .parts = parts,
    .default_of = default_of,
    .render = render,
    .compare = compare,
    .parse = parse,
    .course = course,
    .check = check,
    .check_occasion = check_occasion,
    .effect_request = effect_request,
    .effect_gap = effect_gap,
    .emulator = &emulator,
    .sends_json = true,
    .requests = request_kinds,
    .decode = decode,
    .encode = encode,
    .waiting = waiting,
    .launch = launch,
};

} // namespace callflow::providers::tropo

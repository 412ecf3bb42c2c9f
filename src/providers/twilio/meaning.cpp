#include "providers/twilio/meaning.hpp"

#include "base/ascii.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "providers/phone.hpp"
#include "providers/twilio/twilio.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <vector>

namespace callflow::providers::twilio {

namespace {

enum class Kind : unsigned char { text, number, any_case, words, keys, recording, interruption, length };

struct Rule {
    std::string_view element; // empty: any
    std::string_view attribute;
    Kind kind = Kind::text;
    std::string_view usual = {}; // its default in normal form; see has_usual
    bool has_usual = false;
};

constexpr Rule number(std::string_view element, std::string_view attribute) {
    return {element, attribute, Kind::number};
}
constexpr Rule number(std::string_view element, std::string_view attribute, std::string_view usual) {
    return {element, attribute, Kind::number, usual, true};
}
constexpr Rule text(std::string_view element, std::string_view attribute, std::string_view usual) {
    return {element, attribute, Kind::text, usual, true};
}
constexpr Rule words(std::string_view element, std::string_view attribute, std::string_view usual) {
    return {element, attribute, Kind::words, usual, true};
}

// Left out on purpose: what depends on another attribute (see dependent_default), and whatever the pages give no default for.
constexpr auto rules = std::to_array<Rule>({
    text("Say", "language", "en-US"),
    number("Say", "loop", "1"),
    number("Play", "loop", "1"),
    number("Pause", "length", "1"),
    words("Gather", "input", "dtmf"),
    number("Gather", "timeout", "5"),
    number("Gather", "speechTimeout"),
    number("Gather", "maxSpeechTime"),
    number("Gather", "numDigits"),
    text("Gather", "finishOnKey", "#"),
    text("Gather", "actionOnEmptyResult", "false"),
    text("Gather", "language", "en-US"),
    text("Gather", "speechModel", "default"),
    text("Gather", "profanityFilter", "true"),
    text("Gather", "bargeIn", "true"),
    text("Gather", "enhanced", "false"),
    number("Record", "timeout", "5"),
    number("Record", "maxLength"),
    {"Record", "finishOnKey", Kind::keys, "#*0123456789", true},
    text("Record", "playBeep", "true"),
    text("Record", "trim", "trim-silence"),
    text("Record", "transcribe", "false"),
    number("Dial", "timeout", "30"),
    number("Dial", "timeLimit", "14400"),
    text("Dial", "hangupOnStar", "false"),
    text("Dial", "answerOnBridge", "false"),
    {"Dial", "record", Kind::recording, "do-not-record", true},
    text("Dial", "trim", "do-not-trim"),
    text("Dial", "recordingTrack", "both"),
    text("Dial", "sequential", "false"),
    number("Enqueue", "maxQueueSize"),
    text("Reject", "reason", "rejected"),
    number("Number", "machineDetectionTimeout", "30"),
    number("Number", "machineDetectionSpeechThreshold", "2400"),
    number("Number", "machineDetectionSpeechEndThreshold", "1200"),
    number("Number", "machineDetectionSilenceTimeout", "5000"),
    number("Sip", "machineDetectionTimeout", "30"),
    number("Sip", "machineDetectionSpeechThreshold", "2400"),
    number("Sip", "machineDetectionSpeechEndThreshold", "1200"),
    number("Sip", "machineDetectionSilenceTimeout", "5000"),
    number("Uri", "priority"),
    number("Uri", "weight"),
    number("Task", "priority"),
    number("Task", "timeout"),
    text("Conference", "muted", "false"),
    text("Conference", "beep", "true"),
    text("Conference", "startConferenceOnEnter", "true"),
    text("Conference", "endConferenceOnExit", "false"),
    number("Conference", "maxParticipants", "250"),
    text("Conference", "record", "do-not-record"),
    text("Conference", "trim", "trim-silence"),
    text("Conference", "jitterBufferSize", "large"),
    text("Application", "copyParentTo", "false"),
    words("Pay", "validCardTypes", "amex mastercard visa"),
    number("Pay", "timeout", "5"),
    number("Pay", "maxAttempts", "1"),
    number("Pay", "minPostalCodeLength"),
    number("Pay", "chargeAmount", "0"),
    text("Pay", "bankAccountType", "consumer-checking"),
    text("Pay", "input", "dtmf"),
    text("Pay", "paymentMethod", "credit-card"),
    text("Pay", "securityCode", "true"),
    text("Pay", "postalCode", "true"),
    text("Pay", "tokenType", "reusable"),
    text("Pay", "currency", "usd"),
    text("Pay", "language", "en-US"),
    text("Pay", "paymentConnector", "Default"),
    text("Prompt", "requireMatchingInputs", "false"),
    {"Prompt", "attempt", Kind::words},
    {"Prompt", "cardType", Kind::words},
    {"Prompt", "errorType", Kind::words},
    text("Stream", "track", "inbound_track"),
    text("ConversationRelay", "welcomeGreetingInterruptible", "any"),
    text("ConversationRelay", "language", "en-US"),
    {"ConversationRelay", "ttsProvider", Kind::any_case, "ElevenLabs", true},
    {"ConversationRelay", "transcriptionProvider", Kind::any_case, "Deepgram", true},
    {"", "ttsProvider", Kind::any_case},
    {"", "transcriptionProvider", Kind::any_case},
    {"ConversationRelay", "interruptible", Kind::interruption, "any", true},
    {"break", "time", Kind::length},
    text("ConversationRelay", "interruptSensitivity", "high"),
    text("ConversationRelay", "reportInputDuringAgentSpeech", "none"),
    text("ConversationRelay", "preemptible", "false"),
    text("ConversationRelay", "elevenlabsTextNormalization", "off"),
    {"ConversationRelay", "debug", Kind::words},
    number("Conversation", "routingAssignmentTimeout"),
    number("Conversation", "inboundTimeout"),
    text("Transcription", "languageCode", "en-US"),
    text("Transcription", "track", "both_tracks"),
    text("Transcription", "transcriptionEngine", "google"),
    text("Transcription", "speechModel", "telephony"),
    text("Transcription", "profanityFilter", "true"),
    text("Transcription", "partialResults", "false"),
    text("Transcription", "enableAutomaticPunctuation", "true"),
    text("Transcription", "enableProviderData", "false"),
    text("", "method", "POST"),
    text("", "statusCallbackMethod", "POST"),
    text("", "recordingStatusCallbackMethod", "POST"),
    text("", "partialResultCallbackMethod", "POST"),
    text("", "amdStatusCallbackMethod", "POST"),
    text("", "referMethod", "POST"),
    words("", "recordingStatusCallbackEvent", "completed"),
    {"Conference", "statusCallbackEvent", Kind::words},
    {"Conversation", "statusCallbackEvent", Kind::words},
    words("", "statusCallbackEvent", "completed"),
});

const Rule* find_rule(std::string_view element, std::string_view attribute) {
    const auto at = std::ranges::find_if(rules, [&](const Rule& rule) {
        return rule.attribute == attribute && (rule.element.empty() || rule.element == element);
    });
    return at == rules.end() ? nullptr : &*at;
}

std::string sorted_words(std::string_view value) {
    std::vector<std::string_view> list;
    for (std::string_view rest = base::trim(value); !rest.empty();) {
        const std::size_t end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
        list.push_back(rest.substr(0, end));
        rest = base::trim(rest.substr(end));
    }
    std::ranges::sort(list);
    const auto repeated = std::ranges::unique(list);
    list.erase(repeated.begin(), repeated.end());
    return fmt::format("{}", fmt::join(list, " "));
}

// Only what is written as a plain decimal; `+5` or `5e0` stay what they are.
std::string normal_number(std::string_view value) {
    const std::string_view text = base::trim(value);
    const bool decimal = text.find_first_not_of("0123456789.") == std::string_view::npos;
    const auto number = decimal ? base::parse_double(text) : std::nullopt;
    return number ? fmt::format("{}", *number) : std::string(text);
}

// `1s` is `1000ms`; anything else stays what it is.
std::string normal_length(std::string_view value) {
    std::string_view number = base::trim(value);
    const bool milli = number.ends_with("ms");
    if (!milli && !number.ends_with('s')) return std::string(number);
    number.remove_suffix(milli ? 2 : 1);
    const bool decimal = !number.empty() && number.find_first_not_of("0123456789.") == std::string_view::npos;
    const auto length = decimal ? base::parse_double(number) : std::nullopt;
    return length ? fmt::format("{}ms", milli ? *length : *length * 1000) : std::string(base::trim(value));
}

// As deep as doc lets a document be.
void write_sorted(base::JsonWriter& json, doc::View value) {
    if (value.is_mapping()) {
        std::vector<doc::Entry> all;
        for (const doc::Entry one : doc::entries(value)) all.push_back(one);
        std::ranges::stable_sort(all, {}, [](const doc::Entry& one) { return one.key.text(); });
        json.begin_object();
        for (const doc::Entry& one : all) write_sorted(json.key(one.key.text()), one.value);
        json.end_object();
    } else if (value.is_sequence()) {
        json.begin_array();
        for (const doc::View one : doc::items(value)) write_sorted(json, one);
        json.end_array();
    } else if (value.is_null()) {
        json.null();
    } else if (!value.is_plain()) {
        json.value(value.text());
    } else if (const auto number = base::parse_double(value.text())) {
        json.raw(fmt::format("{}", *number));
    } else {
        json.raw(value.text());
    }
}

} // namespace

bool means_nothing(std::string_view attribute) {
    return attribute == "xmlns" || attribute.starts_with("xmlns:") || attribute.starts_with("xsi:");
}

std::string normal_json(std::string_view text) {
    base::Sources sources;
    base::Diagnostics found;
    const auto document = doc::read_json(sources, sources.add("json", std::string(text)), found);
    if (!document || !found.empty()) return std::string(text);
    std::string out;
    base::JsonWriter json(out);
    write_sorted(json, document->root());
    return out;
}

std::string normal_value(std::string_view element, std::string_view attribute, std::string_view value) {
    if (attribute == "callerId" || attribute == "to" || attribute == "from") return normal_phone_number(value);
    const Rule* rule = find_rule(element, attribute);
    switch (rule == nullptr ? Kind::text : rule->kind) {
    case Kind::number: return normal_number(value);
    case Kind::any_case: return base::lowered(value);
    case Kind::words: return sorted_words(value);
    case Kind::keys: {
        std::string keys(value);
        std::ranges::sort(keys);
        const auto repeated = std::ranges::unique(keys);
        keys.erase(repeated.begin(), repeated.end());
        return keys;
    }
    case Kind::recording:
        return value == "true" ? "record-from-answer" : value == "false" ? "do-not-record" : std::string(value);
    case Kind::interruption: return value == "true" ? "any" : value == "false" ? "none" : std::string(value);
    case Kind::length: return normal_length(value);
    default: return std::string(value);
    }
}

std::string dependent_default(std::string_view element, std::string_view attribute, const AttributeValue& other) {
    if (element == "Record" && attribute == "maxLength") return other("transcribe") == "true" ? "120" : "3600";
    const bool waits = (element == "Enqueue" && attribute == "waitUrlMethod") ||
                       (element == "Conference" && attribute == "waitMethod");
    if (waits) return other("waitUrl").empty() ? "GET" : "POST"; // the usual music is fetched with GET
    return {};
}

bool means_nothing_beside(std::string_view element, std::string_view attribute, const AttributeValue& other) {
    const bool waits = (element == "Enqueue" && attribute == "waitUrlMethod") ||
                       (element == "Conference" && attribute == "waitMethod");
    return waits && other("waitUrl").empty();
}

std::string normal_content(std::string_view element, std::string_view text) {
    if (element == "Number" || element == "WhatsApp") return normal_phone_number(text);
    const bool bare = element == "Sip" && text.find('@') != std::string_view::npos && !text.starts_with("sip:") &&
                      !text.starts_with("sips:");
    return bare ? fmt::format("sip:{}", text) : std::string(text);
}

bool is_default(std::string_view element, std::string_view attribute, std::string_view normal) {
    const Rule* rule = find_rule(element, attribute);
    if (rule == nullptr || !rule->has_usual) return false;
    return rule->kind == Kind::any_case ? base::lowered(rule->usual) == normal : rule->usual == normal;
}

std::string_view default_of(const flow::VerbSpec& verb, std::string_view attribute) {
    const Row* row = find_row(verb);
    const auto takes = [&] { return std::ranges::find(row->support.attributes, attribute); };
    if (row == nullptr || takes() == row->support.attributes.end()) return {};
    const std::string_view element = row->support.element.substr(0, row->support.element.find(','));
    const Rule* rule = find_rule(element, attribute);
    return rule != nullptr && rule->has_usual ? rule->usual : std::string_view();
}

bool is_spoken(std::string_view element) {
    // Say and everything of SSML that may stand inside it.
    constexpr auto spoken = std::to_array<std::string_view>(
        {"Say", "emphasis", "lang", "p", "s", "phoneme", "prosody", "say-as", "sub", "w"});
    return std::ranges::find(spoken, element) != spoken.end();
}

} // namespace callflow::providers::twilio

// What Twilio makes of attributes that it does not know, or whose values it does not take (TwiML facts 2.1, 2.2, 6).
#include "base/text.hpp"
#include "providers/twilio/emulate/parts.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <limits>

namespace callflow::providers::twilio::emulate {

namespace {

enum class Takes : std::uint8_t { any, truth, method, whole, word, list, chars, key, language, voice, model, hints };

struct Attribute {
    std::string_view element, name;
    Takes takes = Takes::any;
    std::string_view words = {}; // of a word or list: those it takes; of chars: which; of a number: a word instead
    std::int64_t least = 0, most = std::numeric_limits<std::int32_t>::max();
    std::string_view code = "12200"; // of what is wrong with the value
    bool stops = false;
};

constexpr auto any = Takes::any, truth = Takes::truth, method = Takes::method, whole = Takes::whole, word = Takes::word,
               list = Takes::list, chars = Takes::chars, key = Takes::key, language = Takes::language,
               voice = Takes::voice, model = Takes::model, hints = Takes::hints;

constexpr std::string_view tones =
    "at au bg br be ch cl cn cz de dk ee es fi fr gr hu il in it lt jp mx my nl no nz ph pl pt ru "
    "se sg th uk us us-old tw ve za";

// Sorted by element and name.
constexpr auto table = std::to_array<Attribute>({
    {"Application", "copyParentTo", truth},
    {"Application", "customerId"},
    {"Application", "method", method},
    {"Application", "statusCallback"},
    {"Application", "statusCallbackEvent", list, "initiated ringing answered completed"},
    {"Application", "statusCallbackMethod", method},
    {"Application", "url"},
    {"Client", "clientNotificationUrl"},
    {"Client", "method", method},
    {"Client", "statusCallback"},
    {"Client", "statusCallbackEvent", list, "initiated ringing answered completed"},
    {"Client", "statusCallbackMethod", method},
    {"Client", "url"},
    {"Conference", "beep", word, "true false onEnter onExit", 0, 1'000'000'000, "13235"},
    {"Conference", "coach"},
    {"Conference", "endConferenceOnExit", truth, {}, 0, 1'000'000'000, "13231", true},
    {"Conference", "eventCallbackUrl"},
    {"Conference", "jitterBufferSize", word, "large medium small off"},
    {"Conference", "maxParticipants", whole, {}, 1, 250},
    {"Conference", "muted", truth, {}, 0, 1'000'000'000, "13230"},
    {"Conference", "participantLabel"},
    {"Conference", "record", word, "do-not-record record-from-start true false"},
    {"Conference", "recordingConfigurationId"},
    {"Conference", "recordingStatusCallback"},
    {"Conference", "recordingStatusCallbackEvent", list, "in-progress completed absent"},
    {"Conference", "recordingStatusCallbackMethod", method},
    {"Conference", "region", word, "us1 us2 ie1 de1 sg1 br1 au1 jp1"},
    {"Conference", "startConferenceOnEnter", truth, {}, 0, 1'000'000'000, "13232"},
    {"Conference", "statusCallback"},
    {"Conference", "statusCallbackEvent", list, "start end join leave mute hold modify speaker announcement"},
    {"Conference", "statusCallbackMethod", method},
    {"Conference", "trim", word, "trim-silence do-not-trim", 0, 1'000'000'000, "13239", true},
    {"Conference", "waitMethod", method, {}, 0, 1'000'000'000, "13234"},
    {"Conference", "waitUrl"},
    {"Connect", "action"},
    {"Connect", "method", method},
    {"Dial", "action"},
    {"Dial", "answerOnBridge", truth, {}, 0, 1'000'000'000, "13219"},
    {"Dial", "callReason"},
    {"Dial", "callerId"},
    {"Dial", "events"},
    {"Dial", "hangupOn"},
    {"Dial", "hangupOnStar", truth, {}, 0, 1'000'000'000, "13213"},
    {"Dial", "ifMachine"},
    {"Dial", "method", method, {}, 0, 1'000'000'000, "13210"},
    {"Dial", "newCallSid"},
    {"Dial", "passports"},
    {"Dial", "record", word,
     "do-not-record record-from-answer record-from-ringing record-from-answer-dual record-from-ringing-dual true false",
     0, 1'000'000'000, "13217"},
    {"Dial", "recordingChannels"},
    {"Dial", "recordingConfigurationId"},
    {"Dial", "recordingStatusCallback"},
    {"Dial", "recordingStatusCallbackEvent", list, "in-progress completed absent"},
    {"Dial", "recordingStatusCallbackMethod", method},
    {"Dial", "recordingTrack", word, "both inbound outbound"},
    {"Dial", "referMethod", method},
    {"Dial", "referUrl"},
    {"Dial", "ringTone", word, tones, 0, 1'000'000'000, "13220"},
    {"Dial", "sequential", truth, {}, 0, 1'000'000'000, "13218"},
    {"Dial", "timeLimit", whole, {}, 1, 1'000'000'000, "13216"},
    {"Dial", "timeout", whole, {}, 5, 600, "13212"},
    {"Dial", "transcribe"},
    {"Dial", "trim", word, "trim-silence do-not-trim"},
    {"Enqueue", "action"},
    {"Enqueue", "maxQueueSize", whole, {}, 1, 1'000'000'000},
    {"Enqueue", "method", method, {}, 0, 1'000'000'000, "14201", true},
    {"Enqueue", "waitUrl"},
    {"Enqueue", "waitUrlMethod", method, {}, 0, 1'000'000'000, "14206", true},
    {"Enqueue", "workflowSid"},
    {"Gather", "action"},
    {"Gather", "actionOnEmptyResult", truth, {}, 0, 1'000'000'000, "13338", true},
    {"Gather", "bargeIn", truth, {}, 0, 1'000'000'000, "13332"},
    {"Gather", "debug"},
    {"Gather", "enhanced", truth},
    {"Gather", "finishOnKey", key, "0123456789*#", 0, 1'000'000'000, "13310"},
    {"Gather", "hints", hints, {}, 0, 1'000'000'000, "13330"},
    {"Gather", "input", list, "dtmf speech", 0, 1'000'000'000, "13326"},
    {"Gather", "language", language, {}, 0, 1'000'000'000, "13331"},
    {"Gather", "maxSpeechTime", whole, {}, 1, 1'000'000'000, "13328"},
    {"Gather", "method", method, {}, 0, 1'000'000'000, "13312"},
    {"Gather", "numDigits", whole, {}, 1, 1'000'000'000, "13314"},
    {"Gather", "partialResultCallback"},
    {"Gather", "partialResultCallbackMethod", method, {}, 0, 1'000'000'000, "13329"},
    {"Gather", "profanityFilter", truth, {}, 0, 1'000'000'000, "13333"},
    {"Gather", "speechModel", model, {}, 0, 1'000'000'000, "13334"},
    {"Gather", "speechTimeout", whole, "auto", 1, 1'000'000'000, "13327"},
    {"Gather", "timeout", whole, "auto", 1, 1'000'000'000, "13313"},
    {"Message", "action"},
    {"Message", "from"},
    {"Message", "method", method, {}, 0, 1'000'000'000, "14104"},
    {"Message", "statusCallback"},
    {"Message", "to"},
    {"Number", "amdStatusCallback"},
    {"Number", "amdStatusCallbackMethod", method},
    {"Number", "byoc"},
    {"Number", "machineDetection", word, "Enable DetectMessageEnd"},
    {"Number", "machineDetectionSilenceTimeout", whole, {}, 2000, 10000},
    {"Number", "machineDetectionSpeechEndThreshold", whole, {}, 500, 5000},
    {"Number", "machineDetectionSpeechThreshold", whole, {}, 1000, 6000},
    {"Number", "machineDetectionTimeout", whole, {}, 3, 60},
    {"Number", "method", method, {}, 0, 1'000'000'000, "13221"},
    {"Number", "sendDigits", chars, "0123456789ABCDabcd*#wW", 0, 1'000'000'000, "13222"},
    {"Number", "statusCallback"},
    {"Number", "statusCallbackEvent", list, "initiated ringing answered completed"},
    {"Number", "statusCallbackMethod", method},
    {"Number", "url"},
    {"Pause", "length", whole, {}, 1, 1'000'000'000, "13910"},
    {"Pay", "action"},
    {"Pay", "bankAccountType", list, "consumer-checking consumer-savings commercial-checking commercial-savings"},
    {"Pay", "chargeAmount"},
    {"Pay", "currency"},
    {"Pay", "description"},
    {"Pay", "input", word, "dtmf"},
    {"Pay", "language"},
    {"Pay", "maxAttempts", whole, {}, 1, 3},
    {"Pay", "method", method},
    {"Pay", "minPostalCodeLength"},
    {"Pay", "paymentConnector"},
    {"Pay", "paymentMethod", word, "credit-card ach-debit"},
    {"Pay", "postalCode"},
    {"Pay", "securityCode", truth},
    {"Pay", "statusCallback"},
    {"Pay", "statusCallbackMethod", method},
    {"Pay", "timeout", whole, {}, 1, 1'000'000'000},
    {"Pay", "tokenType", word, "reusable one-time payment-method"},
    {"Pay", "validCardTypes"},
    {"Play", "digits", chars, "0123456789ABCDabcd*#wW", 0, 1'000'000'000, "13430"},
    {"Play", "loop", whole, {}, 0, 1'000'000'000, "13410"},
    {"Queue", "method", method, {}, 0, 1'000'000'000, "14210", true},
    {"Queue", "postWorkActivitySid"},
    {"Queue", "reservationSid"},
    {"Queue", "url"},
    {"Record", "action"},
    {"Record", "finishOnKey", chars, "0123456789*#", 0, 1'000'000'000, "13613"},
    {"Record", "maxLength", whole, {}, 1, 86400, "13612"},
    {"Record", "method", method, {}, 0, 1'000'000'000, "13610"},
    {"Record", "playBeep", truth, {}, 0, 1'000'000'000, "13616"},
    {"Record", "recordingConfigurationId"},
    {"Record", "recordingStatusCallback"},
    {"Record", "recordingStatusCallbackEvent", list, "in-progress completed absent", 0, 1'000'000'000, "13621", true},
    {"Record", "recordingStatusCallbackMethod", method},
    {"Record", "timeout", whole, {}, 0, 1'000'000'000, "13611"},
    {"Record", "transcribe", truth, {}, 0, 1'000'000'000, "13614"},
    {"Record", "transcribeCallback"},
    {"Record", "trim", word, "trim-silence do-not-trim", 0, 1'000'000'000, "13699"},
    {"Redirect", "method", method, {}, 0, 1'000'000'000, "13710"},
    {"Refer", "action"},
    {"Refer", "method", method},
    {"Reject", "reason", word, "rejected busy", 0, 1'000'000'000, "13810"},
    {"Say", "language", language, {}, 0, 1'000'000'000, "13512"},
    {"Say", "loop", whole, {}, 0, 1'000'000'000, "13510"},
    {"Say", "rate"},
    {"Say", "voice", voice, {}, 0, 1'000'000'000, "13511"},
    {"Sip", "amdStatusCallback"},
    {"Sip", "amdStatusCallbackMethod", method},
    {"Sip", "machineDetection", word, "Enable DetectMessageEnd"},
    {"Sip", "machineDetectionSilenceTimeout", whole, {}, 2000, 10000},
    {"Sip", "machineDetectionSpeechEndThreshold", whole, {}, 500, 5000},
    {"Sip", "machineDetectionSpeechThreshold", whole, {}, 1000, 6000},
    {"Sip", "machineDetectionTimeout", whole, {}, 3, 60},
    {"Sip", "method", method, {}, 0, 1'000'000'000, "13241"},
    {"Sip", "password"},
    {"Sip", "sendDigits", any, {}, 0, 1'000'000'000, "13242"},
    {"Sip", "statusCallback"},
    {"Sip", "statusCallbackEvent", list, "initiated ringing answered completed"},
    {"Sip", "statusCallbackMethod", method},
    {"Sip", "url"},
    {"Sip", "username"},
    {"Siprec", "connectorName"},
    {"Siprec", "name"},
    {"Siprec", "statusCallback"},
    {"Siprec", "statusCallbackMethod", method},
    {"Siprec", "track", word, "inbound_track outbound_track both_tracks"},
    {"Sms", "action"},
    {"Sms", "from"},
    {"Sms", "method", method, {}, 0, 1'000'000'000, "14104"},
    {"Sms", "statusCallback"},
    {"Sms", "to"},
    {"Start", "action"},
    {"Start", "method", method},
    {"Stream", "connectorName"},
    {"Stream", "name"},
    {"Stream", "statusCallback"},
    {"Stream", "statusCallbackMethod", method},
    {"Stream", "track", word, "inbound_track outbound_track both_tracks"},
    {"Stream", "url"},
    {"Task", "priority", whole},
    {"Task", "timeout", whole},
    {"WhatsApp", "method", method},
    {"WhatsApp", "statusCallback"},
    {"WhatsApp", "statusCallbackEvent", list, "initiated ringing answered completed"},
    {"WhatsApp", "statusCallbackMethod", method},
    {"WhatsApp", "url"},
});

constexpr bool before(const Attribute& a, const Attribute& b) {
    return a.element != b.element ? a.element < b.element : a.name < b.name;
}
static_assert(std::ranges::is_sorted(table, before));

// Elements whose attributes are none of the call's business.
bool is_described(std::string_view element) {
    return std::ranges::binary_search(table, element, {}, &Attribute::element);
}

bool all_listed(std::string_view words, std::string_view known) {
    words = base::trim(words);
    while (!words.empty()) {
        const std::size_t end = std::min(words.find_first_of(" \t\r\n"), words.size());
        if (!lists(known, words.substr(0, end))) return false;
        words = base::trim(words.substr(end));
    }
    return true;
}

// `en-US`, `cmn-Hans-CN`, `es-419`: which ones there are changes, how they look does not.
bool is_language(std::string_view text) {
    const std::size_t end = std::min(text.find('-'), text.size());
    const auto all = [](std::string_view part, char from, char to) {
        return std::ranges::all_of(part, [&](char c) { return c >= from && c <= to; });
    };
    if (end < 2 || end > 3 || !all(text.substr(0, end), 'a', 'z') || text.starts_with("xx")) return false;
    while (!text.empty() && text.find('-') != std::string_view::npos) {
        text.remove_prefix(text.find('-') + 1);
        const std::string_view part = text.substr(0, text.find('-'));
        const bool region = (part.size() == 2 && all(part, 'A', 'Z')) || (part.size() == 3 && all(part, '0', '9'));
        const bool script = part.size() == 4 && all(part.substr(0, 1), 'A', 'Z') && all(part.substr(1), 'a', 'z');
        if (!region && !script) return false;
    }
    return true;
}

// man, woman and alice are the old ones; those of Polly and Google go by their own names.
bool is_voice(std::string_view text) {
    if (lists("man woman alice", text) && text.find(' ') == std::string_view::npos) return true;
    const std::size_t dot = text.find('.');
    return dot != std::string_view::npos && dot + 1 < text.size() && lists("Polly Google", text.substr(0, dot));
}

bool is_model(std::string_view text) {
    constexpr std::string_view own = "default numbers_and_commands phone_call experimental_conversations "
                                     "experimental_utterances googlev2_long googlev2_short googlev2_telephony "
                                     "googlev2_telephony_short";
    return text.starts_with("deepgram_") || (text.find(' ') == std::string_view::npos && lists(own, text));
}

// At most 500, each of at most 100 characters.
bool are_hints(std::string_view text) {
    constexpr std::size_t most = 500, longest = 100;
    std::size_t count = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        if (base::trim(text.substr(0, end)).size() > longest || ++count > most) return false;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return true;
}

// Codes that depend on where an element stands, or on how its value is wrong.
std::string_view code_of(const Attribute& row, const Step& step, std::string_view value) {
    const doc::XmlNode* const around = step.document->tree.parent(*step.node);
    const bool asks = row.element == "Say" && around != nullptr && around->name == "Gather";
    if (asks && row.name == "loop") return "13322";
    if (asks && row.name == "voice") return "13321";
    if (row.element == "Record" && row.name == "maxLength" && base::parse_int(base::trim(value))) return "13617";
    return row.code;
}

bool is_fine(const Attribute& row, std::string_view value) {
    switch (row.takes) {
    case Takes::any: return true;
    case Takes::truth: return value == "true" || value == "false";
    case Takes::method: return value == "GET" || value == "POST" || value == "get" || value == "post";
    case Takes::whole: {
        if (!row.words.empty() && value == row.words) return true;
        const auto number = base::parse_int(base::trim(value));
        return number && *number >= row.least && *number <= row.most;
    }
    case Takes::word: return !value.empty() && value.find(' ') == std::string_view::npos && lists(row.words, value);
    case Takes::list: return all_listed(value, row.words);
    case Takes::chars: return value.find_first_not_of(row.words) == std::string_view::npos;
    case Takes::model: return is_model(value);
    case Takes::hints: return are_hints(value);
    case Takes::language: return is_language(value);
    case Takes::voice: return value.empty() || is_voice(value);
    case Takes::key: return value.size() <= 1 && value.find_first_not_of(row.words) == std::string_view::npos;
    }
    return true;
}

} // namespace

bool check(Exchange& x, Line& line, const Step& step) {
    if (step.node->attribute_count == 0 || !is_described(step.name())) return true;
    for (const doc::XmlAttribute& one : step.document->tree.attributes_of(*step.node)) {
        const Attribute wanted{step.name(), one.name};
        const auto row = std::ranges::lower_bound(table, wanted, before);
        const bool known = row != table.end() && !before(wanted, *row);
        if (known && is_fine(*row, one.value)) continue;
        if (!known && (one.name.starts_with("xmlns") || one.name.starts_with("xml:"))) continue;
        const std::string text =
            known ? fmt::format("{} of {} is not taken", one.name, step.name())
                  : fmt::format("{} has no attribute {}", step.name(), base::printable(one.name, 40));
        const std::string_view code = known ? code_of(*row, step, one.value) : "12200";
        if (known && row->stops) {
            static_cast<void>(fail(x, line, step, code, text));
            return false;
        }
        if (x.warn(line, code, text)) continue;
        line.failure = {std::string(code), step.document->address};
        return false;
    }
    const bool torn = step.name() == "Gather" && step.text("speechTimeout") == "auto" && step.has("speechModel");
    if (!torn || x.warn(line, "13335", "speechTimeout auto cannot stand beside a speechModel")) return true;
    line.failure = {"13335", step.document->address};
    return false;
}

} // namespace callflow::providers::twilio::emulate

#include "logs/outcomes.hpp"

#include "base/ascii.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::logs {
namespace {

using enum Outcome;

// A normal end, which the answer tells the meaning of. In tables only.
constexpr auto normal = static_cast<Outcome>(outcomes.size());

struct Coded {
    std::uint32_t code;
    Outcome outcome;
};
constexpr Coded q850[] = {
    {0, normal},       {1, bad_number},  {2, bad_number},   {3, bad_number},  {16, normal},     {17, busy},
    {18, no_answer},   {19, no_answer},  {20, unreachable}, {21, rejected},   {22, bad_number}, {26, elsewhere},
    {27, unreachable}, {28, bad_number}, {29, rejected},    {31, normal},     {34, congestion}, {38, congestion},
    {41, congestion},  {42, congestion}, {44, congestion},  {47, congestion}, {52, rejected},   {54, rejected},
    {55, rejected},    {57, rejected},   {102, no_answer},
};
constexpr Coded sip[] = {
    {200, normal},     {401, rejected},   {402, rejected},    {403, rejected},   {404, bad_number}, {407, rejected},
    {408, no_answer},  {410, bad_number}, {480, no_answer},   {484, bad_number}, {485, bad_number}, {486, busy},
    {487, cancelled},  {500, congestion}, {502, unreachable}, {503, congestion}, {600, busy},       {603, rejected},
    {604, bad_number}, {607, rejected},   {608, rejected},    {702, elsewhere},
};

struct Word {
    std::string_view text; // upper case, parts joined by `_`
    Outcome outcome;
};
constexpr Word words[] = {
    // FreeSWITCH
    {"NORMAL_CLEARING", normal},
    {"NORMAL_UNSPECIFIED", normal},
    {"ALLOTTED_TIMEOUT", normal},
    {"ORIGINATOR_CANCEL", cancelled},
    {"USER_BUSY", busy},
    {"NO_USER_RESPONSE", no_answer},
    {"NO_ANSWER", no_answer},
    {"RECOVERY_ON_TIMER_EXPIRE", no_answer},
    {"SUBSCRIBER_ABSENT", unreachable},
    {"DESTINATION_OUT_OF_ORDER", unreachable},
    {"CALL_REJECTED", rejected},
    {"OUTGOING_CALL_BARRED", rejected},
    {"INCOMING_CALL_BARRED", rejected},
    {"UNALLOCATED_NUMBER", bad_number},
    {"NO_ROUTE_TRANSIT_NET", bad_number},
    {"NO_ROUTE_DESTINATION", bad_number},
    {"NUMBER_CHANGED", bad_number},
    {"INVALID_NUMBER_FORMAT", bad_number},
    {"NORMAL_CIRCUIT_CONGESTION", congestion},
    {"NETWORK_OUT_OF_ORDER", congestion},
    {"NORMAL_TEMPORARY_FAILURE", congestion},
    {"SWITCH_CONGESTION", congestion},
    {"LOSE_RACE", elsewhere},
    {"PICKED_OFF", elsewhere},
    {"SUCCESS", normal},
    {"NONE", normal},
    {"CALL_AWARDED_DELIVERED", normal},
    {"BLIND_TRANSFER", normal},
    {"ATTENDED_TRANSFER", normal},
    {"BUSY_EVERYWHERE", busy},
    {"NO_PICKUP", no_answer},
    {"FACILITY_REJECTED", rejected},
    {"BEARERCAPABILITY_NOTAUTH", rejected},
    {"DECLINE", rejected},
    {"UNWANTED", rejected},
    {"REJECT_ALL", rejected},
    {"DOES_NOT_EXIST_ANYWHERE", bad_number},
    {"REQUESTED_CHAN_UNAVAIL", congestion},
    {"CHANNEL_UNACCEPTABLE", error},
    {"REDIRECTION_TO_NEW_DESTINATION", error},
    {"EXCHANGE_ROUTING_ERROR", error},
    {"RESPONSE_TO_STATUS_ENQUIRY", error},
    {"ACCESS_INFO_DISCARDED", error},
    {"PRE_EMPTED", error},
    {"FACILITY_NOT_SUBSCRIBED", error},
    {"BEARERCAPABILITY_NOTAVAIL", error},
    {"SERVICE_UNAVAILABLE", error},
    {"BEARERCAPABILITY_NOTIMPL", error},
    {"CHAN_NOT_IMPLEMENTED", error},
    {"FACILITY_NOT_IMPLEMENTED", error},
    {"SERVICE_NOT_IMPLEMENTED", error},
    {"INVALID_CALL_REFERENCE", error},
    {"INCOMPATIBLE_DESTINATION", error},
    {"INVALID_MSG_UNSPECIFIED", error},
    {"MANDATORY_IE_MISSING", error},
    {"MESSAGE_TYPE_NONEXIST", error},
    {"WRONG_MESSAGE", error},
    {"IE_NONEXIST", error},
    {"INVALID_IE_CONTENTS", error},
    {"WRONG_CALL_STATE", error},
    {"MANDATORY_IE_LENGTH_ERROR", error},
    {"PROTOCOL_ERROR", error},
    {"INTERWORKING", error},
    {"CRASH", error},
    {"SYSTEM_SHUTDOWN", error},
    {"MANAGER_REQUEST", error},
    {"USER_CHALLENGE", error},
    {"MEDIA_TIMEOUT", error},
    {"USER_NOT_REGISTERED", error},
    {"PROGRESS_TIMEOUT", error},
    {"INVALID_GATEWAY", error},
    {"GATEWAY_DOWN", error},
    {"INVALID_URL", error},
    {"INVALID_PROFILE", error},
    {"SRTP_READ_ERROR", error},
    {"BOWOUT", error},
    {"NOT_ACCEPTABLE", error},
    {"NO_IDENTITY", error},
    {"BAD_IDENTITY_INFO", error},
    {"UNSUPPORTED_CERTIFICATE", error},
    {"INVALID_IDENTITY", error},
    {"STALE_DATE", error},
    // Asterisk
    {"ANSWERED", answered},
    {"ANSWER", answered},
    {"BUSY", busy},
    {"NOANSWER", no_answer},
    {"CANCEL", cancelled},
    {"CHANUNAVAIL", unreachable},
    {"DONTCALL", rejected},
    {"CONGESTION", congestion},
    {"FAILED", error},
    {"ANSWERED_ELSEWHERE", elsewhere},
    {"TORTURE", error},
    {"INVALIDARGS", error},
    // Twilio, Voice Insights too
    {"COMPLETED", answered},
    {"COMPLETE", answered},
    {"CANCELED", cancelled},
    {"CANCELLED", cancelled},
    {"FAIL", error},
    // Enigma
    {"HUNGUP", answered},
    {"CALLEE_HUNGUP", answered},
    {"AGENT_HUNGUP", answered},
    {"VOICEMAIL", voicemail},
    {"REJECT", rejected},
    {"TIMEOUT", no_answer},
    {"ERROR", error},
    {"MACHINE", voicemail},
    {"REJECTED", rejected},
    {"UNREACHABLE", unreachable},
    // our own
    {"BAD_NUMBER", bad_number},
    {"ELSEWHERE", elsewhere},
};

template <std::size_t N> Outcome look_up(const Coded (&table)[N], std::uint32_t code, Outcome otherwise) {
    for (const Coded& one : table)
        if (one.code == code) return one.outcome;
    return otherwise;
}

Outcome of_number(std::uint32_t code) {
    if (code < 128) return look_up(q850, code, Outcome::error);
    if (code >= 200 && code < 700) return look_up(sip, code, Outcome::error);
    if (code >= 700) return look_up(sip, code, Outcome::error);
    return Outcome::error; // 142: success without more
}

} // namespace

std::string_view signal_of(Outcome outcome) {
    switch (outcome) {
    case unknown: return {};
    case answered: return "hangup";
    case voicemail: return "machine";
    case busy: return "busy";
    case no_answer: return "no_answer";
    case cancelled:
    case elsewhere: return "canceled";
    case rejected:
    case bad_number:
    case unreachable:
    case congestion:
    case error: break;
    }
    return "failed";
}

bool is_under_way(std::string_view word) {
    constexpr std::array<std::string_view, 6> under_way{"queued",      "initiated",   "ringing",
                                                        "in-progress", "in_progress", "in progress"};
    std::string lower;
    for (const char c : word.substr(0, 16)) lower += base::to_lower(c);
    return std::ranges::find(under_way, lower) != under_way.end();
}

Outcome outcome_of(std::string_view code, bool was_answered) {
    code = base::trim(code);
    if (code.starts_with("sip:") || code.starts_with("SIP:")) code.remove_prefix(4);
    if (const std::size_t cause = code.find("cause="); cause != std::string_view::npos) code = code.substr(cause + 6);
    if (code.empty()) return unknown;
    Outcome out = unknown;
    if (const auto number = base::parse_int(code)) {
        if (*number < 0 || *number > 9999) return unknown;
        out = *number == 142 ? normal : of_number(static_cast<std::uint32_t>(*number));
    } else {
        std::string word;
        for (const char c : code) word += c == ' ' || c == '-' ? '_' : base::to_upper(c);
        for (const Word& one : words)
            if (one.text == word) out = one.outcome;
    }
    if (out != normal) return out;
    return was_answered ? answered : cancelled;
}

base::Result<Codes> Codes::read(std::string_view name, std::string_view text) {
    Codes out;
    base::Sources sources;
    base::Diagnostics found;
    const auto document = doc::read_yaml(sources, sources.add(std::string(name), std::string(text)), found);
    if (!document || !document->root().is_mapping())
        return base::fail(base::ErrorKind::usage,
                          fmt::format("{}: lines of CODE: OUTCOME are expected, such as `480: unreachable`", name));
    for (const doc::Entry one : doc::entries(document->root())) {
        const auto outcome = std::ranges::find(outcomes, one.value.text());
        if (outcome == outcomes.end()) {
            const std::string_view nearest = base::nearest(one.value.text(), outcomes);
            return base::fail(base::ErrorKind::usage,
                              fmt::format("{}: {} stands for no outcome {}{}; there are {}", name,
                                          base::quoted(one.key.text()), base::quoted(one.value.text()),
                                          nearest.empty() ? std::string() : fmt::format(" (did you mean {}?)", nearest),
                                          fmt::join(outcomes, ", ")));
        }
        out.own_.emplace_back(one.key.text(), static_cast<Outcome>(outcome - outcomes.begin()));
    }
    std::ranges::sort(out.own_);
    return out;
}

std::optional<Outcome> Codes::own(std::string_view code) const {
    const auto found =
        std::ranges::lower_bound(own_, code, {}, [](const auto& one) { return std::string_view(one.first); });
    if (found != own_.end() && found->first == code) return found->second;
    return std::nullopt;
}

Outcome outcome_of(const Codes* codes, const SaidOfEnd& said) {
    if (codes != nullptr) {
        for (const std::string_view one : {said.word, said.cause})
            if (const auto own = one.empty() ? std::nullopt : codes->own(one)) return *own;
    }
    // says little enough that another word or code may say it better
    const auto is_vague = [](Outcome one) { return one == unknown || one == error; };
    Outcome out = outcome_of(said.word, said.answered);
    if (is_vague(out) && !said.cause.empty()) {
        const Outcome other = outcome_of(said.cause, said.answered);
        const bool normal_end = outcome_of(said.cause, true) == answered && outcome_of(said.cause, false) != answered;
        // Which of its two meanings a normal end has tells the word, or the length of a talk; an unknown word does not.
        const bool tells = !normal_end || said.answered || (said.word.empty() && !said.word_decides);
        if (out == unknown ? tells : !normal_end && !is_vague(other) && other != answered) out = other;
    }
    const bool decided = out == voicemail || (said.word_decides && out != unknown);
    return said.answered && !decided ? answered : out;
}

Outcome heard_by(Outcome outcome, std::string_view answered_by) {
    const bool machine = answered_by.starts_with("machine") || answered_by == "fax";
    return outcome == answered && machine ? voicemail : outcome;
}

} // namespace callflow::logs

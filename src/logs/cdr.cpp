#include "logs/cdr.hpp"

#include "base/ascii.hpp"
#include "base/digest.hpp"
#include "base/json_writer.hpp"
#include "base/moment.hpp"
#include "base/text.hpp"
#include "logs/format.hpp"
#include "logs/shaper.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::logs {
namespace {

// Everything that a format's `cdr` has mapped, by the order of cdr_details.
struct Details {
    std::array<std::string_view, cdr_details.size()> values{};

    explicit Details(const CallFacts& facts) {
        for (const auto& [at, value] : facts.details) values[at] = value;
    }
};

consteval std::size_t place(std::string_view name) {
    std::size_t at = 0;
    while (cdr_details[at] != name) ++at;
    return at;
}

Millis length_of(std::string_view text) { return text.empty() ? no_time : read_length(text); }

std::string_view direction_of(std::string_view text) {
    std::string word;
    for (const char c : text.substr(0, 24)) word += base::to_lower(c);
    if (word.starts_with("in") || word == "trunking-terminating") return "inbound";
    if (word.starts_with("out") || word == "trunking-originating") return "outbound";
    return {};
}

// Asterisk's channels: `PJSIP/204-0002`, `Local/204@queue-1;2` are extension 204's.
std::string_view extension_of(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || slash > 12) return text;
    text.remove_prefix(slash + 1);
    if (const std::size_t at = text.find('@'); at != std::string_view::npos) return text.substr(0, at);
    const std::size_t dash = text.rfind('-');
    return dash == 0 ? text : text.substr(0, dash);
}

// Who is meant by `remote` and `local`: a leg's other end, and ours. What our side ends was ended by the party that the leg was bridged
// with, where there is one.
std::string_view ended_by(std::string_view text, std::string_view direction, bool bridged) {
    const bool inbound = direction == "inbound";
    if (text == "remote") return direction.empty() ? "" : inbound ? "caller" : "callee";
    if (text == "local") return direction.empty() ? "" : !bridged ? "system" : inbound ? "callee" : "caller";
    return text;
}

// Where a format has seconds in some records and milliseconds in others: lengths that the record's own times have no room for are the
// latter. The work after a call is not within it, and tells nothing.
void settle_lengths(Cdr& cdr, Millis& connected) {
    if (cdr.start == no_time || cdr.end < cdr.start || cdr.end == no_time) return;
    const Millis whole = cdr.end - cdr.start;
    constexpr Millis rounding = 1000;
    const std::array within{&cdr.duration, &cdr.ring, &cdr.ivr, &cdr.hold, &cdr.talk, &connected};
    if (!std::ranges::any_of(within, [&](const Millis* one) { return *one != no_time && *one > whole + rounding; }))
        return;
    for (Millis* const one : within)
        if (*one != no_time) *one /= 1000;
    if (cdr.wrapup != no_time) cdr.wrapup /= 1000;
}

// Where the record ends that begins there: lines of fields may have lines in their quotes.
std::size_t record_end(std::string_view text, std::size_t at) {
    const std::size_t line = std::min(text.find('\n', at), text.size());
    if (text[at] == '{' || text[at] == '<') return line;
    bool quoted = false;
    for (std::size_t i = at; i < text.size(); ++i) {
        if (text[i] == '"') quoted = !quoted;
        if (text[i] == '\n' && !quoted) return i;
    }
    return quoted ? line : text.size();
}

void member(base::JsonWriter& json, std::string_view name, std::string_view text) {
    json.key(name);
    if (text.empty())
        json.null();
    else
        json.value(text);
}

void moment(base::JsonWriter& json, std::string_view name, Millis time) {
    json.key(name);
    const std::int64_t seconds = time / 1000 - (time % 1000 < 0 ? 1 : 0);
    if (time == no_time || !base::is_in_range(seconds)) // a length of ten thousand years leads there
        json.null();
    else
        json.value(base::format_moment({seconds, static_cast<std::uint32_t>((time % 1000 + 1000) % 1000) * 1'000'000}));
}

// Seconds, with no more digits than it takes.
void length(base::JsonWriter& json, std::string_view name, Millis millis) {
    json.key(name);
    if (millis == no_time) {
        json.null();
        return;
    }
    std::string text = std::to_string(millis / 1000);
    if (millis % 1000 != 0) {
        text += fmt::format(".{:03}", millis % 1000);
        while (text.back() == '0') text.pop_back();
    }
    json.raw(text);
}

} // namespace

std::vector<std::string_view> cdr_formats() {
    std::vector<std::string_view> out;
    for (const std::string_view name : format_names())
        if (const auto format = find_format(name); format && !(*format)->details.empty()) out.push_back(name);
    return out;
}

void append_cdr(std::string& out, const Cdr& cdr) {
    base::JsonWriter json(out);
    json.begin_object();
    member(json, "key", cdr.key);
    member(json, "source", cdr.source);
    member(json, "call", cdr.call);
    member(json, "group", cdr.group);
    member(json, "stage", cdr.stage);
    member(json, "contact", cdr.contact);
    json.key("attempt");
    if (cdr.attempt == 0)
        json.null();
    else
        json.value(cdr.attempt);
    member(json, "campaign", cdr.campaign);
    member(json, "extension", cdr.extension);
    member(json, "agent", cdr.agent);
    member(json, "client", cdr.client);
    member(json, "dialler", cdr.dialler);
    member(json, "direction", cdr.direction);
    moment(json, "start", cdr.start);
    moment(json, "answer", cdr.answer);
    moment(json, "end", cdr.end);
    length(json, "duration", cdr.duration);
    length(json, "ring", cdr.ring);
    length(json, "ivr", cdr.ivr);
    length(json, "hold", cdr.hold);
    length(json, "talk", cdr.talk);
    length(json, "wrapup", cdr.wrapup);
    member(json, "disposition", cdr.disposition);
    member(json, "code", cdr.code);
    json.member("outcome", outcomes[static_cast<std::size_t>(cdr.outcome)]);
    member(json, "ended_by", cdr.ended_by);
    json.key("abandoned");
    if (cdr.abandoned == Told::unknown)
        json.null();
    else
        json.value(cdr.abandoned == Told::yes);
    member(json, "recording", cdr.recording);
    json.end_object();
    out += '\n';
}

CdrMaker::CdrMaker(const Format& format, const Codes* codes, Takes takes)
    : format_(format), codes_(codes), takes_(std::move(takes)) {}

void CdrMaker::skipped(Reason reason, std::uint32_t at, std::string_view line) {
    if (reason == Reason::not_ours && !line.empty()) { // what a format passes over says what it is
        if (takes_.other) takes_.other(line, at);
        return;
    }
    if (takes_.skipped) takes_.skipped(reason == Reason::not_ours ? Reason::unreadable : reason, at, line);
}

// A line of one's own is written for what the record says, not for what the format's table makes of that: it is asked first.
Outcome CdrMaker::outcome(const CallFacts& facts, std::string_view code, bool answered) const {
    std::string_view word = cdr_.disposition;
    if (const auto own = codes_ == nullptr || word.empty() ? std::nullopt : codes_->own(word)) return *own;
    if (facts.code != code && !facts.code.empty()) word = facts.code; // as the format's own table has it
    // Asterisk's numbers stand for words, in one order or another by its version: whoever has them says which, by --codes.
    if (format_.name.starts_with("asterisk") && base::parse_int(word)) word = {};
    return outcome_of(codes_, {word, code, answered, format_.code_decides});
}

// The first half of the SHA-256 of the record's bytes.
std::string CdrMaker::digest(const Event& event) const {
    const std::string_view text = piece_->text();
    const std::size_t end = event.at < text.size() ? record_end(text, event.at) : text.size();
    const base::Sha256 digest = base::sha256(base::trim(text.substr(event.at, end - event.at)));
    return base::hex(base::bytes_of(digest).substr(0, 16));
}

std::string CdrMaker::key(std::string_view key, const Event& event) const {
    std::string out = fmt::format("{}:{}", cdr_.source, key);
    // Several records of one call may have nothing of their own: then the same bytes are the same record.
    if (key.empty()) out += event.call.empty() ? cdr_.call : fmt::format("{}/{}", event.call, digest(event));
    return out;
}

void CdrMaker::event(const Event& event) {
    static const CallFacts none;
    const CallFacts& facts = event.facts == nullptr ? none : *event.facts;
    const Details all(facts);
    const auto detail = [&](std::size_t at) { return all.values[at]; };
    const std::string_view type = detail(place("type"));
    const bool says_so = type.empty() || type == "cdr" || type == "CDR";
    const bool has_end = facts.start != no_time || facts.end != no_time || !facts.code.empty() ||
                         !facts.cause.empty() || !detail(place("disposition")).empty() ||
                         !detail(place("duration")).empty();
    if (!says_so || !has_end) {
        if (says_so) return skipped(event.call.empty() ? Reason::no_call : Reason::no_end, event.at, {});
        if (takes_.other) takes_.other(type, event.at);
        return;
    }
    // An attempt of which only the id was lost is one all the same, where there is a number and a time.
    const bool numbered = std::ranges::any_of(std::array{place("client"), place("dialler"), place("from"), place("to")},
                                              [&](std::size_t one) { return !detail(one).empty(); });
    const bool nameless = event.call.empty();
    if (nameless && (!numbered || (facts.start == no_time && facts.end == no_time)))
        return skipped(Reason::no_call, event.at, {});
    cdr_ = {};
    const bool ours = !detail(place("whole_key")).empty(); // was made here, and is what it was
    const std::string_view source = detail(place("source"));
    cdr_.source = source.empty() ? std::string_view(format_.name) : source;
    cdr_.call = nameless ? digest(event) : std::string(event.call);
    if (facts.group != event.call) cdr_.group = facts.group;
    cdr_.stage = detail(place("stage"));
    cdr_.contact = detail(place("contact"));
    if (const auto number = base::parse_int(detail(place("attempt"))); number && *number > 0 && *number < 1'000'000'000)
        cdr_.attempt = static_cast<std::uint32_t>(*number);
    cdr_.campaign = detail(place("campaign"));
    cdr_.extension = ours ? detail(place("extension")) : extension_of(detail(place("extension")));
    cdr_.agent = detail(place("agent"));
    cdr_.direction = direction_of(detail(place("direction")));
    const bool outbound = cdr_.direction == "outbound";
    cdr_.client = detail(place("client")).empty() ? (outbound ? detail(place("to")) : detail(place("from")))
                                                  : detail(place("client"));
    cdr_.dialler = detail(place("dialler")).empty() ? (outbound ? detail(place("from")) : detail(place("to")))
                                                    : detail(place("dialler"));
    for (std::string* const one : {&cdr_.client, &cdr_.dialler})
        if (!ours && one->starts_with("tel:")) one->erase(0, 4);
    cdr_.start = facts.start;
    cdr_.end = facts.end;
    cdr_.disposition = detail(place("disposition"));
    cdr_.code = detail(place("code"));
    if (cdr_.disposition.empty() && cdr_.code.empty() && !ours) cdr_.disposition = facts.code;
    if (!ours && is_under_way(cdr_.disposition) && (codes_ == nullptr || !codes_->own(cdr_.disposition))) {
        if (takes_.other) takes_.other(cdr_.disposition, event.at);
        return;
    }
    // Where lengths may be those of a call that was not answered, only one that is called a talk's tells.
    const Millis said = length_of(detail(place("talk")));
    const bool answered = format_.code_decides && !ours ? said != no_time && said > 0 : facts.answered;
    cdr_.outcome = outcome(facts, cdr_.code, answered);
    cdr_.outcome = heard_by(cdr_.outcome, detail(place("answered_by")));
    if (const auto own = std::ranges::find(outcomes, detail(place("outcome"))); own != outcomes.end())
        cdr_.outcome = static_cast<Outcome>(own - outcomes.begin());
    const bool taken = cdr_.outcome == Outcome::answered || cdr_.outcome == Outcome::voicemail;
    // Where a length may be a talk's or not, nobody knows when it began.
    if (taken && (!format_.code_decides || !detail(place("talk")).empty() || ours)) cdr_.answer = facts.answer;
    cdr_.duration = length_of(detail(place("duration")));
    cdr_.ring = length_of(detail(place("ring")));
    cdr_.ivr = length_of(detail(place("ivr")));
    cdr_.hold = length_of(detail(place("hold")));
    cdr_.wrapup = length_of(detail(place("wrapup")));
    cdr_.talk = said;
    Millis connected = length_of(detail(place("connected")));
    if (format_.lengths_vary) settle_lengths(cdr_, connected);
    if (cdr_.duration == no_time && cdr_.start != no_time && cdr_.end != no_time && cdr_.end >= cdr_.start)
        cdr_.duration = cdr_.end - cdr_.start;
    cdr_.ended_by = ended_by(detail(place("ended_by")), cdr_.direction, !detail(place("bridged")).empty());
    const bool left =
        detail(place("abandoned")) == "true" && cdr_.outcome == Outcome::answered && cdr_.ended_by != "agent";
    if (!detail(place("abandoned")).empty() && (ours || cdr_.outcome != Outcome::unknown))
        cdr_.abandoned = left ? Told::yes : Told::no;
    if (cdr_.talk == no_time && taken && cdr_.abandoned != Told::yes) {
        cdr_.talk = connected;
        if (cdr_.talk == no_time && cdr_.answer != no_time && cdr_.end >= cdr_.answer)
            cdr_.talk = cdr_.end - cdr_.answer;
    }
    if (cdr_.ended_by.empty() && cdr_.abandoned == Told::yes) cdr_.ended_by = "callee";
    if (cdr_.ended_by.empty() && cdr_.outcome == Outcome::cancelled) cdr_.ended_by = "caller";
    cdr_.recording = detail(place("recording"));
    cdr_.key = !ours ? key(detail(place("key")), event) : std::string(detail(place("whole_key")));
    if (!cdr_.stage.empty() && !ours) cdr_.key += "/" + cdr_.stage;
    takes_.cdr(cdr_, event.at);
    if (!facts.bad_time.empty() && takes_.bad_time) takes_.bad_time(facts.bad_time, event.at);
}

} // namespace callflow::logs

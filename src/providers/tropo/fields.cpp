#include "providers/tropo/fields.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "providers/tropo/destination.hpp"
#include "providers/tropo/grammar.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <string>

namespace callflow::providers::tropo {

namespace {

using flow::ResolvedAttribute;
using flow::ResolvedVerb;

constexpr std::string_view extra_name = "extra";
constexpr double exact_integers = 9007199254740992.0; // 2^53

// `5`, `5.0` and `5.00` are all written as 5.
void write_number(base::JsonWriter& json, double number) {
    if (number == std::trunc(number) && std::fabs(number) < exact_integers) {
        json.value(static_cast<std::int64_t>(number));
    } else {
        json.value(number);
    }
}

// Keys that a terminator can be.
bool is_key(std::string_view text) {
    return text.size() == 1 && std::string_view("0123456789*#").find(text[0]) != std::string_view::npos;
}

bool is_web_address(std::string_view text) {
    const auto starts = [text](std::string_view scheme) {
        return std::ranges::equal(text.substr(0, scheme.size()), scheme, {}, base::to_lower);
    };
    return starts("http://") || starts("https://");
}

// Voices that only TwiML has: `man`, `alice`, `Polly.Joanna`, `Google.en-US-Wavenet-A`.
bool is_twilio_voice(std::string_view voice) {
    return voice == "man" || voice == "woman" || voice == "alice" || voice.starts_with("Polly.") ||
           voice.starts_with("Google.");
}

// A voice of Tropo speaks one language, so that whoever names it has chosen both.
bool speaks_with_own_voice(const ResolvedVerb& verb) {
    const std::string* voice = verb.find("voice");
    return verb.spec->name == "say" && voice != nullptr && !is_twilio_voice(*voice);
}

// A noun's `url`, a transfer's `whisper`.
constexpr std::string_view in_document =
    "what they hear first stands in the document there, `on: {event: connect, prompt: [say: …]}` beside whom it calls";

} // namespace

bool FieldWriter::number(const ResolvedVerb& verb, const Field& field, const std::string& value) const {
    const std::optional<double> number = base::parse_double(value);
    if (!number || !std::isfinite(*number) || *number < 0) {
        if (!is_usual(verb.spec->name, field.attribute, value)) {
            findings_.left_out(verb, field.attribute, "a number is expected");
        }
        return false;
    }
    if (field.how == How::silence && *number == 0) {
        findings_.left_out(verb, field.attribute, "silence always ends a recording");
        return false;
    }
    json_->key(field.name);
    write_number(*json_, field.how == How::milliseconds ? std::round(*number * 1000) : *number);
    return true;
}

bool FieldWriter::boolean(const ResolvedVerb& verb, const Field& field, const std::string& value) const {
    if (value != "true" && value != "false") {
        findings_.left_out(verb, field.attribute, "true or false is expected");
        return false;
    }
    json_->member(field.name, value == "true");
    return true;
}

bool FieldWriter::words(const Field& field, const std::string& value) const {
    std::string_view rest = base::trim(value);
    if (rest.find(' ') == std::string_view::npos) {
        json_->member(field.name, rest);
        return true;
    }
    json_->key(field.name).begin_array();
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        json_->value(rest.substr(0, end));
        rest = base::trim(rest.substr(end));
    }
    json_->end_array();
    return true;
}

bool FieldWriter::voice(const ResolvedVerb& verb, const Field& field, const std::string& value) const {
    if (is_twilio_voice(value)) {
        findings_.left_out(verb, field.attribute, "it is a voice of Twilio; name one in `tropo: {voice: …}`");
        return false;
    }
    json_->member(field.name, value);
    return true;
}

// Tropo ends input at one key. TwiML's empty text, "no key at all", and its sets of keys cannot be
// asked for: input ends at Tropo's own default, `#`.
bool FieldWriter::terminator(const ResolvedVerb& verb, bool inside_choices) const {
    const std::string* keys = verb.find("finishOnKey");
    if (keys == nullptr) {
        return false;
    }
    if (!is_key(*keys)) {
        findings_.left_out(verb, "finishOnKey", "a terminator is one key of 0-9 * #");
        return false;
    }
    if (!inside_choices) {
        json_->key("choices").begin_object();
    }
    json_->member("terminator", *keys);
    if (!inside_choices) {
        json_->end_object();
    }
    return true;
}

bool FieldWriter::grammar(const ResolvedVerb& verb) const {
    const Grammar grammar = make_grammar(verb, findings_);
    json_->key("choices").begin_object();
    json_->member("value", grammar.value);
    if (!grammar.mode.empty()) {
        json_->member("mode", grammar.mode);
    }
    terminator(verb, true);
    json_->end_object();
    return true;
}

namespace {

// Whether the called party hears something of the document itself before the two are connected.
bool greets(const ResolvedVerb& dial) {
    return std::ranges::any_of(dial.children, [](const ResolvedVerb& one) {
        const std::string* event = one.spec->name == "on" ? one.find("event") : nullptr;
        return event != nullptr && *event == "connect";
    });
}

} // namespace

bool FieldWriter::destination(const ResolvedVerb& verb) const {
    const std::vector<std::string> addresses = dial_addresses(verb, findings_);
    json_->key("to");
    if (addresses.size() == 1) {
        json_->value(addresses.front());
    } else {
        json_->begin_array();
        for (const std::string& address : addresses) {
            json_->value(address);
        }
        json_->end_array();
    }
    for (const ResolvedVerb& noun : verb.children) {
        const Row* row = find_row(*noun.spec);
        if (row != nullptr && row->support.element == "to") {
            note_left_out(noun, *row, greets(verb));
        }
    }
    return true;
}

bool FieldWriter::detection(const ResolvedVerb& verb) const {
    bool wanted = false;
    for (const ResolvedVerb& noun : verb.children) {
        const std::string* mode = noun.find("machineDetection");
        wanted = wanted || mode != nullptr;
        if (mode != nullptr && *mode == "DetectMessageEnd") {
            findings_.left_out(noun, "machineDetection", "the end of a greeting is not waited for");
        }
    }
    if (wanted) {
        json_->member("machineDetection", true);
    }
    return wanted;
}

bool FieldWriter::transcription(const ResolvedVerb& verb) const {
    const std::string* wanted = verb.find("transcribe");
    const std::string* address = verb.find("transcriptionUrl");
    if (address == nullptr) {
        if (wanted == nullptr || *wanted != "true") {
            return false; // TwiML does nothing with transcribeCallback alone either
        }
        address = verb.find("transcribeCallback");
    }
    if (address == nullptr) {
        findings_.left_out(verb, "transcribe", "the text needs a transcribeCallback to go to");
        return false;
    }
    json_->key("transcription").begin_object().member("url", *address);
    if (const std::string* id = verb.find("transcriptionId")) {
        json_->member("id", *id);
    }
    if (const std::string* format = verb.find("transcriptionEmailFormat")) {
        json_->member("emailFormat", *format);
    }
    if (const std::string* language = verb.find("transcriptionLanguage")) {
        json_->member("language", *language);
    }
    json_->end_object();
    return true;
}

bool FieldWriter::plain(const ResolvedVerb& verb, const Field& field, const std::string& value) const {
    switch (field.how) {
    case How::number:
    case How::silence:
    case How::milliseconds: return number(verb, field, value);
    case How::between_keys: {
        // With one key there is no time between keys, and 5 s are Tropo's own. Who writes a grammar of Tropo's means
        // its timeout, too.
        if (verb.find("choices") != nullptr) {
            return false;
        }
        const std::string* digits = verb.find("numDigits");
        const std::optional<double> seconds = base::parse_double(value);
        return (digits == nullptr || *digits != "1") && seconds && *seconds != 5 && number(verb, field, value);
    }
    case How::boolean: return boolean(verb, field, value);
    case How::words: return words(field, value);
    case How::address: json_->member(field.name, dialled(value)); return true;
    case How::voice: return voice(verb, field, value);
    case How::json: write_json(*json_, field.name, value); return true;
    case How::lower_case: json_->member(field.name, base::lowered(value)); return true;
    default: json_->member(field.name, value); return true;
    }
}

bool FieldWriter::field(const ResolvedVerb& verb, const Field& field, bool may_fail) const {
    switch (field.how) {
    case How::may_fail:
        if (may_fail) {
            json_->member(field.name, false);
        }
        return may_fail;
    case How::grammar: return grammar(verb);
    case How::terminator: return terminator(verb, false);
    case How::own_terminator: return own_terminator(verb, field);
    case How::ssml: return ssml(verb, field);
    case How::any_prompt: return any_prompt(verb, field);
    case How::handlers: return handlers(verb, field);
    case How::ask:
    case How::message:
    case How::wait: return inner(verb, field);
    case How::destination: return destination(verb);
    case How::detection: return detection(verb);
    case How::transcription: return transcription(verb);
    case How::headers: return headers(verb, field);
    case How::announcement: return announcement(verb, field);
    case How::beep_on_enter: return beep(verb, field, "onEnter");
    case How::beep_on_exit: return beep(verb, field, "onExit");
    case How::written: return written(verb, field);
    case How::channel: return channel(verb, field, "channel", "TEXT");
    case How::network: return channel(verb, field, "network", "SMS");
    case How::prompt:
        json_->key(field.name);
        prompt(verb.children);
        return true;
    default: break;
    }
    if (const std::string* value = verb.find(field.attribute)) {
        return plain(verb, field, *value);
    }
    if (field.how == How::milliseconds) {
        json_->member(field.name, 1000); // TwiML's default; Tropo's wait has none
        return true;
    }
    return false;
}

void FieldWriter::fields(const ResolvedVerb& verb, const Row& row, bool may_fail) const {
    // A verb gives a few of the twenty attributes that fields come from. Most of the others need not
    // be looked for, as none that is given is as long.
    std::uint64_t lengths = 0;
    const auto bit = [](std::string_view name) { return std::uint64_t{1} << (name.size() % 64); };
    for (const ResolvedAttribute& one : verb.attributes) {
        lengths |= bit(one.spec->name);
    }
    std::string_view written;
    std::vector<std::string_view> all;
    const bool has_extra = (lengths & bit(extra_name)) != 0 && verb.find(extra_name) != nullptr;
    for (const Field& one : row.fields) {
        const bool plain = one.how < How::milliseconds;
        if (plain && (lengths & bit(one.attribute)) == 0) {
            continue;
        }
        if (one.name != written && field(verb, one, may_fail)) {
            written = one.name;
            if (has_extra) all.push_back(written);
        }
    }
    if (has_extra) extra(verb, all);
    note_left_out(verb, row);
}

void FieldWriter::note_left_out(const ResolvedVerb& verb, const Row& row, bool greeted) const {
    if (findings_.silent()) {
        return;
    }
    for (const ResolvedAttribute& one : verb.attributes) {
        const std::string_view name = one.spec->name;
        if (one.spec == flow::extra_spec("tropo")) {
            continue;
        }
        if (std::ranges::find(row.support.attributes, name) != row.support.attributes.end() ||
            is_usual(verb.spec->name, name, one.value)) {
            continue;
        }
        if (name == "language" && speaks_with_own_voice(verb)) {
            continue;
        }
        if (name == "sequential") {
            if (verb.children.size() > 1) {
                findings_.left_out(verb, name, "all of them ring at once; give each a state");
            }
            continue;
        }
        const bool whisper = name == "url" && row.support.element == "to";
        if (whisper && !greeted) findings_.left_out(verb, name, in_document);
        if (!whisper) findings_.left_out(verb, name);
    }
}

std::int64_t FieldWriter::repetitions(const ResolvedVerb& verb) const {
    const std::string* loop = verb.find("loop");
    const std::int64_t wanted = loop == nullptr ? 1 : base::parse_int(*loop).value_or(max_repetitions + 1);
    if (wanted >= 1 && wanted <= max_repetitions) {
        return wanted;
    }
    findings_.left_out(verb, "loop",
                       fmt::format("up to {} repetitions are written out, this is heard once", max_repetitions));
    return 1;
}

void FieldWriter::says(const ResolvedVerb& verb) const {
    const Row* row = find_row(*verb.spec);
    const bool is_say = verb.spec->name == "say";
    const std::string* value = verb.find(is_say ? "text" : "url");
    if (!is_heard(verb) || row == nullptr) {
        return;
    }
    if (verb.find("ssml") == nullptr && is_web_address(*value) == is_say) {
        findings_.unsayable(verb.where,
                            fmt::format("Tropo {} {} instead of {} it", is_say ? "plays" : "speaks",
                                        base::quoted(*value), is_say ? "speaking" : "playing"),
                            is_say ? "put a word before the address"
                                   : "only addresses that begin with http:// or https:// are played");
    }
    const std::int64_t count = repetitions(verb);
    for (std::int64_t i = 0; i < count; ++i) {
        // What cannot be said of one repetition cannot be said of the others either.
        const FieldWriter quiet(*json_, Findings({}, nullptr));
        json_->begin_object();
        (i == 0 ? *this : quiet).fields(verb, *row, false);
        json_->end_object();
    }
}

void FieldWriter::prompt(std::span<const ResolvedVerb> verbs) const {
    json_->begin_array();
    bool any = false;
    for (const ResolvedVerb& verb : verbs) {
        if (is_heard(verb)) {
            any = true;
            says(verb);
        } else {
            findings_.left_out_there(verb, fmt::format("a {} within a prompt", verb.spec->name));
        }
    }
    if (!any) {
        // An ask without `say` is refused: the documentation requires it, and so do two libraries.
        json_->begin_object().member("value", "").end_object();
    }
    json_->end_array();
}

bool is_heard(const ResolvedVerb& verb) {
    const bool is_say = verb.spec->name == "say";
    return (is_say && verb.find("ssml") != nullptr) ||
           ((is_say || verb.spec->name == "play") && verb.find(is_say ? "text" : "url") != nullptr);
}

} // namespace callflow::providers::tropo

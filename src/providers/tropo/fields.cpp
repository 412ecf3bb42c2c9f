#include "providers/tropo/fields.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "providers/tropo/grammar.hpp"

namespace callflow::providers::tropo {

namespace {

using flow::ResolvedAttribute;
using flow::ResolvedVerb;

constexpr double exact_integers = 9007199254740992.0;  // 2^53

// `5`, `5.0` and `5.00` are all written as 5.
void write_number(base::JsonWriter& json, double number) {
    if (number == std::trunc(number) && std::fabs(number) < exact_integers) {
        json.value(static_cast<std::int64_t>(number));
    } else {
        json.value(number);
    }
}

// Keys that a terminator can be (Tropo's choices.terminator).
bool is_key(std::string_view text) {
    return text.size() == 1 && std::string_view("0123456789*#").find(text[0]) != text.npos;
}

bool is_web_address(std::string_view text) {
    const auto starts = [&](std::string_view scheme) {
        return text.size() >= scheme.size() &&
               std::ranges::equal(text.substr(0, scheme.size()), scheme, [](char a, char b) {
                   return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
               });
    };
    return starts("http://") || starts("https://");
}

// Voices that only TwiML has: `man`, `alice`, `Polly.Joanna`, `Google.en-US-Wavenet-A`.
bool is_twilio_voice(std::string_view voice) {
    return voice == "man" || voice == "woman" || voice == "alice" || voice.starts_with("Polly.") ||
           voice.starts_with("Google.");
}

std::string dial_address(const ResolvedVerb& noun) {
    const bool is_number = noun.spec->name != "sip";
    const std::string* given = noun.find(is_number ? "number" : "uri");
    const std::string_view text = given == nullptr ? std::string_view() : base::trim(*given);
    const bool complete = text.starts_with("sip:") || text.starts_with("sips:") ||
                          text.starts_with("tel:");
    std::string out = complete ? "" : is_number ? "tel:" : "sip:";
    out += text;
    const std::string* digits = is_number ? noun.find("sendDigits") : nullptr;
    if (digits != nullptr && !digits->empty()) {
        out += ";postd=";
        for (const char key : *digits) {
            // TwiML waits 0.5 s for w and 1 s for W, Tropo 1 s for p.
            out.push_back(key == 'w' || key == 'W' ? 'p' : key);
        }
    }
    return out;
}

}  // namespace

void FieldWriter::number(const ResolvedVerb& verb, const Field& field,
                         const std::string& value) const {
    const std::optional<double> number = base::parse_double(value);
    if (!number || !std::isfinite(*number) || *number < 0) {
        if (!is_usual(verb.spec->name, field.attribute, value)) {
            findings_.left_out(verb, field.attribute, "a number is expected");
        }
        return;
    }
    if (field.how == How::silence && *number == 0) {
        findings_.left_out(verb, field.attribute, "silence always ends a recording");
        return;
    }
    if (field.how == How::between_keys && *number == 5) {
        return;
    }
    json_->key(field.name);
    write_number(*json_, field.how == How::milliseconds ? std::round(*number * 1000) : *number);
}

void FieldWriter::boolean(const ResolvedVerb& verb, const Field& field,
                          const std::string& value) const {
    if (value != "true" && value != "false") {
        findings_.left_out(verb, field.attribute, "true or false is expected");
        return;
    }
    json_->member(field.name, value == "true");
}

// Tropo ends input at one key. TwiML's empty text, "no key at all", and its sets of keys cannot be
// asked for; what was typed still ends at Tropo's own default, `#`.
void FieldWriter::terminator(const ResolvedVerb& verb, bool inside_choices) const {
    const std::string* keys = verb.find("finishOnKey");
    if (keys == nullptr) {
        return;
    }
    if (!is_key(*keys)) {
        findings_.left_out(verb, "finishOnKey", "a terminator is one key of 0-9 * #");
        return;
    }
    if (!inside_choices) {
        json_->key("choices").begin_object();
    }
    json_->member("terminator", *keys);
    if (!inside_choices) {
        json_->end_object();
    }
}

void FieldWriter::grammar(const ResolvedVerb& verb) const {
    const Grammar grammar = make_grammar(verb, findings_);
    json_->key("choices").begin_object();
    json_->member("value", grammar.value).member("mode", grammar.mode);
    terminator(verb, true);
    json_->end_object();
}

void FieldWriter::destination(const ResolvedVerb& verb) const {
    std::vector<std::string> addresses;
    if (verb.find("number") != nullptr) {
        addresses.push_back(dial_address(verb));
    }
    for (const ResolvedVerb& noun : verb.children) {
        const Row* row = find_row(noun.spec->name);
        if (row == nullptr || row->support.element != "to") {
            findings_.not_on_provider(noun, fmt::format("no {} in a transfer", noun.spec->name),
                                      row == nullptr ? std::string_view() : row->support.instead);
            continue;
        }
        addresses.push_back(dial_address(noun));
        note_left_out(noun, *row);
    }
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
    const std::string* sequential = verb.find("sequential");
    if (addresses.size() > 1 && sequential != nullptr && *sequential == "true") {
        findings_.left_out(verb, "sequential", "all of them ring at once; give each a state");
    }
}

void FieldWriter::detection(const ResolvedVerb& verb) const {
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
}

void FieldWriter::transcription(const ResolvedVerb& verb) const {
    const std::string* wanted = verb.find("transcribe");
    const std::string* address = verb.find("transcribeCallback");
    if (wanted == nullptr || *wanted != "true") {
        return;  // TwiML does nothing with transcribeCallback alone either
    }
    if (address == nullptr) {
        findings_.left_out(verb, "transcribe", "the text needs a transcribeCallback to go to");
        return;
    }
    json_->key("transcription").begin_object().member("url", *address).end_object();
}

void FieldWriter::voice(const ResolvedVerb& verb) const {
    const std::string* voice = verb.find("voice");
    if (voice == nullptr) {
        return;
    }
    if (is_twilio_voice(*voice)) {
        findings_.left_out(verb, "voice", "it is a voice of Twilio; name one in `tropo: {voice: …}`");
        return;
    }
    json_->member("voice", *voice);
}

void FieldWriter::made_field(const ResolvedVerb& verb, const Field& field) const {
    switch (field.how) {
        case How::grammar:
            return grammar(verb);
        case How::terminator:
            return terminator(verb, false);
        case How::destination:
            return destination(verb);
        case How::detection:
            return detection(verb);
        case How::transcription:
            return transcription(verb);
        case How::prompt:
            json_->key(field.name);
            return prompt(verb.children);
        default:
            return;
    }
}

void FieldWriter::field(const ResolvedVerb& verb, const Field& field,
                        const std::string* value) const {
    if (value == nullptr) {
        if (field.how == How::milliseconds) {
            json_->member(field.name, 1000);  // TwiML's default; Tropo's wait has none
        }
        return;
    }
    switch (field.how) {
        case How::number:
        case How::silence:
        case How::milliseconds:
            return number(verb, field, *value);
        case How::between_keys: {
            // One key only: there is no time between keys.
            const std::string* digits = verb.find("numDigits");
            if ((digits == nullptr || *digits != "1") && base::parse_double(*value)) {
                number(verb, field, *value);
            }
            return;
        }
        case How::boolean:
            return boolean(verb, field, *value);
        case How::lower_case: {
            std::string lower(*value);
            std::ranges::transform(lower, lower.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
            });
            json_->member(field.name, lower);
            return;
        }
        default:
            json_->member(field.name, *value);
    }
}

void FieldWriter::fields(const ResolvedVerb& verb, const Row& row, bool may_fail) const {
    for (const Field& one : row.fields) {
        if (one.how == How::may_fail) {
            if (may_fail) {
                json_->member(one.name, false);
            }
        } else if (one.how >= How::terminator) {
            made_field(verb, one);
        } else {
            field(verb, one, verb.find(one.attribute));
        }
    }
    note_left_out(verb, row);
}

void FieldWriter::note_left_out(const ResolvedVerb& verb, const Row& row) const {
    for (const ResolvedAttribute& one : verb.attributes) {
        const std::string_view name = one.spec->name;
        const auto& known = row.support.attributes;
        if (std::ranges::find(known, name) != known.end() ||
            is_usual(verb.spec->name, name, one.value) || name == "sequential") {
            continue;  // `sequential` matters to several numbers only: see destination()
        }
        findings_.left_out(verb, name);
    }
}

std::int64_t FieldWriter::repetitions(const ResolvedVerb& verb) const {
    const std::string* loop = verb.find("loop");
    const std::int64_t wanted =
        loop == nullptr ? 1 : base::parse_int(*loop).value_or(max_repetitions + 1);
    if (wanted >= 1 && wanted <= max_repetitions) {
        return wanted;
    }
    findings_.left_out(verb, "loop",
                       fmt::format("it is repeated by writing it {} times at most; here it is heard "
                                   "once",
                                   max_repetitions));
    return 1;
}

void FieldWriter::says(const ResolvedVerb& verb) const {
    const Row* row = find_row(verb.spec->name);
    const bool is_say = verb.spec->name == "say";
    const std::string* value = verb.find(is_say ? "text" : "url");
    if (value == nullptr) {
        findings_.not_on_provider(verb, "no way to play keys",
                                  "play a file, or send keys to a dialled number with sendDigits");
        return;
    }
    if (is_web_address(*value) == is_say) {
        findings_.unsayable(verb.where,
                            is_say ? fmt::format("Tropo plays {} instead of speaking it",
                                                 base::quoted(*value))
                                   : fmt::format("Tropo speaks {} instead of playing it",
                                                 base::quoted(*value)),
                            is_say ? "put a word before the address"
                                   : "only addresses that begin with http:// or https:// are played");
    }
    for (std::int64_t left = repetitions(verb); left > 0; --left) {
        json_->begin_object().member("value", *value);
        voice(verb);
        json_->end_object();
    }
    note_left_out(verb, *row);
}

void FieldWriter::prompt(std::span<const ResolvedVerb> verbs) const {
    json_->begin_array();
    bool any = false;
    for (const ResolvedVerb& verb : verbs) {
        if (verb.spec->name == "say" || verb.spec->name == "play") {
            any = true;
            says(verb);
        } else {
            findings_.left_out_there(verb, fmt::format("a {} within a prompt", verb.spec->name));
        }
    }
    if (!any) {
        // `say` is required in an ask (facts of the documentation; two libraries refuse without).
        json_->begin_object().member("value", "").end_object();
    }
    json_->end_array();
}

}  // namespace callflow::providers::tropo

// Tropo documents as Twilio says them: handlers become addresses of verbs, grammars become what a Gather takes, and what Tropo does
// by itself is written out.
#include "base/ascii.hpp"
#include "base/codes.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "doc/xml.hpp"
#include "providers/translate.hpp"
#include "providers/tropo/heard.hpp"
#include "providers/tropo/tropo.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <fmt/format.h>

namespace callflow::providers {

namespace {

using flow::ResolvedVerb;

ResolvedVerb make(std::string_view name, base::Span where) {
    ResolvedVerb out;
    out.spec = flow::find_verb(name);
    out.where = where;
    return out;
}

bool is_twilio_voice(std::string_view voice) { return voice.starts_with("Polly.") || voice.starts_with("Google."); }

// `en-us` -> `en-US`
std::string language_of(std::string_view recognizer) {
    std::string out(recognizer);
    const std::size_t hyphen = out.find('-');
    for (std::size_t i = hyphen == std::string::npos ? out.size() : hyphen; i < out.size(); ++i) {
        out[i] = base::to_upper(out[i]);
    }
    return out;
}

// `tel:+15551230000` is a number on Tropo; Twilio writes it without.
void plain_number(ResolvedVerb& one, std::string_view attribute) {
    const std::string* given = one.find(attribute);
    if (given == nullptr || !given->starts_with("tel:")) return;
    const std::string number = given->substr(4);
    take(one, attribute);
    give(one, attribute, number);
}

class Translator {
public:
    explicit Translator(base::Diagnostics& lost) : lost_(lost) {}

    // Those that one verb becomes.
    void verb(ResolvedVerb one, std::vector<ResolvedVerb>& out, bool last);

private:
    void inside(ResolvedVerb& one);
    void whole_numbers(ResolvedVerb& one);
    void drop_usual(ResolvedVerb& one) const;
    void say(ResolvedVerb& one);
    void gather(ResolvedVerb& one);
    void record(ResolvedVerb& one);
    void dial(ResolvedVerb& one);
    void conference(ResolvedVerb& dial, ResolvedVerb& noun);
    void headers(ResolvedVerb& dial);
    void lose_handlers(std::vector<ResolvedVerb>& nouns);
    void message(ResolvedVerb& one);
    void required(ResolvedVerb& one, bool last);
    void lose_all(ResolvedVerb& one, std::span<const std::string_view> names, std::string_view why);

    base::Diagnostics& lost_;
};

// `name: {…}` of a verb, or nothing.
class Json {
public:
    explicit Json(const std::string* text) {
        if (text == nullptr) return;
        base::Diagnostics ignored;
        document_ = doc::read_json(sources_, sources_.add("json", *text), ignored);
    }
    [[nodiscard]] doc::View root() const { return document_ ? document_->root() : doc::View(); }

private:
    base::Sources sources_;
    std::optional<doc::Document> document_;
};

// What Tropo does anyway needs no word.
void Translator::drop_usual(ResolvedVerb& one) const {
    std::erase_if(one.attributes, [&](const flow::ResolvedAttribute& given) {
        const std::string_view name = given.spec->name;
        return !given.spec->provider.empty() &&
               ((name == "required" && given.value == "true") ||
                (name == "promptLogSecurity" && given.value == "none") || (name == "attempts" && given.value == "1") ||
                (name == "event" && given.value.empty()) || (name == "asyncUpload" && given.value == "false") ||
                (name == "answerOnMedia" && given.value == "false") || (name == "allowSignals" && given.value == "*") ||
                (name == "bargein" && given.value == "true"));
    });
}

void Translator::lose_all(ResolvedVerb& one, std::span<const std::string_view> names, std::string_view why) {
    for (const std::string_view name : names) {
        if (one.find(name) == nullptr) continue;
        lose(one, name, fmt::format("{} of {} is lost: {}", base::quoted(name), base::quoted(one.spec->name), why),
             lost_);
        take(one, name);
    }
}

void Translator::say(ResolvedVerb& one) {
    if (one.spec->name != "say" && one.spec->name != "play") return;
    const std::string* voice = one.find("voice");
    if (voice != nullptr && !is_twilio_voice(*voice)) {
        constexpr std::array<std::string_view, 1> name = {"voice"};
        lose_all(one, name, "Twilio has other voices");
    }
    const std::string* as = one.find("as");
    const std::string* text = one.find("text");
    if (as == nullptr || text == nullptr) return;
    const std::string_view how = *as == "DATE" ? "date" : *as == "DIGITS" ? "digits" : "cardinal";
    std::string ssml = fmt::format("<say-as interpret-as=\"{}\">", how);
    doc::append_xml_text(ssml, *text);
    ssml += "</say-as>";
    take(one, "as");
    take(one, "text");
    give(one, "ssml", ssml);
}

void Translator::gather(ResolvedVerb& one) {
    if (const std::string* grammar = one.find("choices")) {
        const std::string* input = one.find("input");
        const tropo::Heard heard = tropo::heard_of(*grammar, input == nullptr ? "dtmf" : *input);
        if (heard.digits > 0) give(one, "numDigits", fmt::format("{}", heard.digits));
        if (!heard.words.empty()) give(one, "hints", heard.words);
        if (!heard.lost.empty()) lose(one, "choices", std::string(heard.lost), lost_);
        take(one, "choices");
    }
    if (const std::string* recognizer = one.find("recognizer")) {
        give(one, "language", language_of(*recognizer));
        take(one, "recognizer");
    }
    if (const std::string* timeout = one.find("timeout")) {
        const auto seconds = base::parse_double(*timeout);
        if (seconds && (*seconds != static_cast<double>(static_cast<std::int64_t>(*seconds)) || *seconds < 1)) {
            lose(one, "timeout", "Twilio counts whole seconds", lost_);
            const auto whole = static_cast<std::int64_t>(std::max(1.0, *seconds + 0.999));
            take(one, "timeout");
            give(one, "timeout", fmt::format("{}", whole));
        }
    }
    give(one, "timeout", "30"); // Twilio waits for 5 s
}

void Translator::record(ResolvedVerb& one) {
    constexpr std::array<std::string_view, 6> places = {"url",      "destinations", "username",
                                                        "password", "uploadMethod", "format"};
    lose_all(one, places, "Twilio keeps the recording and tells `action` its address");
    const Json transcription(one.find("transcriptions"));
    const bool one_place = transcription.root().exists() && transcription.root().is_mapping();
    const doc::View text = one_place ? transcription.root().find("url") : doc::View();
    if (text && text.text().starts_with("http")) {
        give(one, "transcribe", "true");
        give(one, "transcribeCallback", text.text());
        take(one, "transcriptions");
    }
    constexpr std::array<std::string_view, 1> mail = {"transcriptions"};
    lose_all(one, mail, "Twilio sends the text to an address of the web only");
    give(one, "maxLength", "30");  // Twilio: an hour
    give(one, "finishOnKey", "#"); // Twilio: any key
}

void Translator::headers(ResolvedVerb& one) {
    const Json json(one.find("headers"));
    if (!json.root().exists()) return;
    std::string query;
    for (const doc::Entry header : doc::entries(json.root())) {
        if (header.value.is_scalar()) {
            query += fmt::format("{}{}={}", query.empty() ? "?" : "&", base::percent_encode(header.key.text()),
                                 base::percent_encode(header.value.text()));
        }
    }
    bool told = false;
    for (ResolvedVerb& noun : one.children) {
        const std::string* uri = noun.find("uri");
        if (noun.spec->name != "sip" || uri == nullptr || uri->find('?') != std::string::npos) continue;
        const std::string with = *uri + query;
        take(noun, "uri");
        give(noun, "uri", with);
        told = true;
    }
    if (!told) lose(one, "headers", "headers are lost: only a SIP address can carry them", lost_);
    take(one, "headers");
}

void Translator::conference(ResolvedVerb& one, ResolvedVerb& noun) {
    const auto beeps = [&](std::string_view name) {
        const std::string* prompt = noun.find(name);
        const bool beep = prompt != nullptr && *prompt == "true";
        if (prompt != nullptr && !beep && *prompt != "false") {
            lose(noun, name, fmt::format("{} of the conference is lost: Twilio can only beep", base::quoted(name)),
                 lost_);
        }
        take(noun, name);
        return beep;
    };
    const bool joins = beeps("joinPrompt");
    const bool leaves = beeps("leavePrompt");
    give(noun, "beep", joins && leaves ? "true" : joins ? "onEnter" : leaves ? "onExit" : "false");
    give(noun, "waitUrl", ""); // Tropo plays no music
    for (const std::string_view name : {"terminator", "exitTone"}) {
        const std::string* key = noun.find(name);
        if (key == nullptr) continue;
        if (*key == "*") {
            give(one, "hangupOnStar", "true");
        } else {
            lose(
                noun, name,
                fmt::format("the key {} that leaves the conference is lost: on Twilio only * does", base::quoted(*key)),
                lost_);
        }
        take(noun, name);
    }
}

void Translator::lose_handlers(std::vector<ResolvedVerb>& nouns) {
    std::erase_if(nouns, [&](const ResolvedVerb& noun) {
        if (noun.spec->name != "on") return false;
        const std::string* event = noun.find("event");
        lose(noun, "event",
             fmt::format("what happens at {} is lost: Twilio asks for a document of its own, the `url` of a Number",
                         base::quoted(event == nullptr ? std::string_view() : *event)),
             lost_);
        return true;
    });
}

void Translator::dial(ResolvedVerb& one) {
    plain_number(one, "callerId");
    twilio_targets(one, lost_);
    headers(one);
    const Json detection(one.find("machineDetection"));
    const bool detects = detection.root().exists() && detection.root().text() != "false";
    if (detection.root().exists() && detection.root().is_mapping()) {
        lose(one, "machineDetection", "what is said while a machine is looked for is lost", lost_);
    }
    take(one, "machineDetection");
    lose_handlers(one.children);
    for (ResolvedVerb& noun : one.children) {
        lose_handlers(noun.children);
        if (noun.spec->name == "conference") conference(one, noun);
        if (!detects || (noun.spec->name != "number" && noun.spec->name != "sip")) continue;
        if (noun.find("sendDigits") != nullptr)
            lose(noun, {}, "no machine is looked for where keys are sent: on Twilio the two exclude each other", lost_);
        else
            give(noun, "machineDetection", "Enable");
    }
    constexpr std::array<std::string_view, 1> voice = {"voice"};
    lose_all(one, voice, "Twilio has other voices");
}

void Translator::message(ResolvedVerb& one) {
    const std::string* channel = one.find("channel");
    if (channel != nullptr && *channel == "VOICE") {
        lose(one, "channel", "a message that is spoken is written instead", lost_);
    }
    take(one, "channel");
    for (ResolvedVerb& said : one.children) { // what would be played is written like any other text
        const std::string* content = said.content();
        ResolvedVerb text = make("say", said.where);
        if (content != nullptr) give(text, "text", *content);
        for (const flow::ResolvedAttribute& other : said.attributes) {
            if (&other.value == content) continue;
            lose(
                said, other.spec->name,
                fmt::format("{} of a message is lost: what is written has a text only", base::quoted(other.spec->name)),
                lost_);
        }
        said = std::move(text);
    }
    const std::string* network = one.find("network");
    if (network == nullptr || *network == "SMS") take(one, "network");
    const Json recipients(one.find("recipients"));
    if (recipients.root().exists() && recipients.root().is_sequence() && recipients.root().size() > 0) {
        if (recipients.root().size() > 1) lose(one, "recipients", "only the first gets the message", lost_);
        give(one, "to", recipients.root().first_child().text());
        take(one, "recipients");
    }
    plain_number(one, "to");
    plain_number(one, "from");
}

// A message that fails ends the document on Tropo. Of what waits for somebody the courses of the documents tell.
void Translator::required(ResolvedVerb& one, bool last) {
    const std::string* given = one.find("required");
    if (one.spec->name == "message" && !last && (given == nullptr || *given == "true")) {
        lose(one, "required", "Tropo ends the document when this message fails, Twilio goes on with the next verb",
             lost_);
    }
    take(one, "required");
}

// Twilio counts in whole numbers: `20.0` is 20, and of 10.5 seconds the next whole one comes nearest.
void Translator::whole_numbers(ResolvedVerb& one) {
    const VerbSupport* support = find_support(*find_provider("twilio"), one.spec->name);
    if (support == nullptr || support->element.empty()) return; // said as a whole
    for (flow::ResolvedAttribute& attribute : one.attributes) {
        if (attribute.spec->provider == "tropo") continue; // left out
        const flow::AttributeType type = attribute.spec->type;
        if (type != flow::AttributeType::seconds && type != flow::AttributeType::integer) continue;
        if (attribute.value.find('.') == std::string::npos) continue;
        const auto number = base::parse_double(attribute.value);
        if (!number || !(*number >= 0 && *number < 1e9)) continue;
        const auto whole = static_cast<std::int64_t>(std::ceil(*number));
        if (static_cast<double>(whole) != *number)
            lose(one, attribute.spec->name,
                 fmt::format("{} of {} becomes {}, for Twilio takes whole numbers", attribute.value,
                             base::quoted(attribute.spec->name), whole),
                 lost_);
        attribute.value = std::to_string(whole);
    }
}

void Translator::inside(ResolvedVerb& one) {
    lose_extra(one, lost_);
    drop_usual(one);
    whole_numbers(one);
    const std::string_view name = one.spec->name;
    for (ResolvedVerb& child : one.children) {
        inside(child);
        if (name != "message") say(child);
    }
}

void Translator::verb(ResolvedVerb one, std::vector<ResolvedVerb>& out, bool last) {
    const std::string_view name = one.spec->name;
    const auto gone = [&](std::string_view why) {
        lose(one, {}, fmt::format("{} is lost: {}", base::quoted(name), why), lost_);
    };
    if (name == "on") {
        const std::string* event = one.find("event");
        lose(one, "event",
             fmt::format("the handler of {} is lost: verbs have addresses of their own, and a hang-up is told to "
                         "the number's status callback",
                         base::quoted(event == nullptr ? std::string_view() : *event)),
             lost_);
        return;
    }
    if (name == "answer") return gone("Twilio answers by itself");
    if (name == "generalLogSecurity") return gone("what Twilio logs is set in its console");
    if (name == "choices") return gone("a grammar by itself does nothing");
    if (name == "stopRecording") return gone("a recording ends with the call");
    required(one, last);
    if (name == "conference") return;
    if (name == "startRecording") {
        gone("Twilio keeps the recording, and tells an address that is set where it begins");
        ResolvedVerb start = make("start", one.where);
        start.children.push_back(make("recording", one.where));
        out.push_back(std::move(start));
        return;
    }
    inside(one);
    say(one);
    if (name == "gather") gather(one);
    if (name == "record") record(one);
    if (name == "dial") dial(one);
    if (name == "dial" && one.children.empty()) return gone("there is nobody left whom Twilio could call");
    if (name == "message") message(one);
    out.push_back(std::move(one));
}

} // namespace

flow::ResolvedResponse twilio_from_tropo(const flow::ResolvedResponse& response, base::Diagnostics& lost) {
    flow::ResolvedResponse out = response;
    const std::vector<ResolvedVerb> verbs = without_handlers(std::move(out.verbs), lost);
    out.verbs.clear();
    Translator translator(lost);
    const auto goes_on = [](const ResolvedVerb& one) { return one.spec->name != "on" && one.spec->name != "redirect"; };
    const auto last = std::find_if(verbs.rbegin(), verbs.rend(), goes_on);
    for (const ResolvedVerb& one : verbs) {
        translator.verb(one, out.verbs, last != verbs.rend() && &one == &*last);
    }
    return out;
}

} // namespace callflow::providers

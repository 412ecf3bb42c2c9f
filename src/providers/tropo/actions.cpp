#include "providers/tropo/actions.hpp"

#include <algorithm>
#include <array>

namespace callflow::providers::tropo {

namespace {

using F = FieldShape;
using Words = std::string_view[];

constexpr Words logs = {"none", "suppress"};
constexpr Words asr_logs = {"none", "suppress", "mask"};
constexpr Words modes = {"dtmf", "speech", "any"};
constexpr Words channels = {"VOICE", "TEXT"};
constexpr Words networks = {"PSTN", "VOIP", "SIP", "SMS", "MMS", "AIM", "GTALK", "JABBER", "MSN", "YAHOO", "TWITTER"};
constexpr Words readings = {"DATE", "DIGITS", "NUMBER"};
constexpr Words formats = {"audio/wav", "audio/mp3", "audio/au"};
constexpr Words uploads = {"POST", "PUT", "s3"};
constexpr Words mails = {"omit", "encoded", "plain"};
constexpr Words call_mails = {"encoded", "plain"};

constexpr F text(std::string_view name) { return {.name = name}; }
constexpr F boolean(std::string_view name) { return {.name = name, .holds = Holds::boolean}; }
constexpr F number(std::string_view name) { return {.name = name, .holds = Holds::number}; }
constexpr F whole(std::string_view name, double minimum = 0, double maximum = 1e9) {
    return {.name = name, .holds = Holds::whole, .minimum = minimum, .maximum = maximum};
}
constexpr F word(std::string_view name, std::span<const std::string_view> words) {
    return {.name = name, .holds = Holds::word, .words = words};
}
constexpr F object(std::string_view name, std::string_view of, bool list = false) {
    return {.name = name, .holds = Holds::object, .of = of, .list = list};
}
constexpr F holds(std::string_view name, Holds what, std::string_view of = {}) {
    return {.name = name, .holds = what, .of = of};
}
constexpr F needs(F field) {
    field.needed = true;
    return field;
}
constexpr F better(F field) {
    field.better = true;
    return field;
}
constexpr F old(F field, std::string_view instead) {
    field.instead = instead;
    return field;
}

constexpr F name = text("name");
constexpr F required = boolean("required");
constexpr F signals = holds("allowSignals", Holds::names);
constexpr F voice = text("voice");
constexpr F prompt_log = word("promptLogSecurity", logs);
constexpr F between_keys = number("interdigitTimeout");
constexpr F headers = holds("headers", Holds::headers);
constexpr F old_tones = old(boolean("sendTones"), "playTones");
constexpr F detection = holds("machineDetection", Holds::either, "introduction");

constexpr F answer[] = {headers};
constexpr F ask[] = {needs(object("choices", "choices")),
                     better(object("say", "say", true)),
                     name,
                     whole("attempts", 1),
                     boolean("bargein"),
                     between_keys,
                     whole("minConfidence", 0, 100),
                     text("recognizer"),
                     required,
                     number("sensitivity"),
                     number("speechCompleteTimeout"),
                     number("speechIncompleteTimeout"),
                     number("timeout"),
                     voice,
                     signals,
                     prompt_log,
                     word("asrLogSecurity", asr_logs),
                     text("maskTemplate")};
constexpr F choices[] = {holds("value", Holds::grammar), word("mode", modes), holds("terminator", Holds::key)};
constexpr F call[] = {needs(holds("to", Holds::names)),
                      text("from"),
                      word("channel", channels),
                      word("network", networks),
                      number("timeout"),
                      boolean("answerOnMedia"),
                      headers,
                      detection,
                      name,
                      required,
                      signals,
                      voice,
                      holds("callbackUrl", Holds::address),
                      prompt_log,
                      text("label"),
                      object("recording", "upload")};
constexpr F introduction[] = {needs(text("introduction")), voice};
constexpr F conference[] = {needs(text("id")),
                            boolean("mute"),
                            name,
                            boolean("playTones"),
                            required,
                            holds("terminator", Holds::key),
                            between_keys,
                            holds("joinPrompt", Holds::either, "announcement"),
                            holds("leavePrompt", Holds::either, "announcement"),
                            signals,
                            prompt_log,
                            object("on", "on", true),
                            old_tones,
                            old(holds("exitTone", Holds::key), "terminator")};
constexpr F announcement[] = {needs(text("value")), voice};
constexpr F hangup[] = {headers};
constexpr F message[] = {better(object("say", "say", true)),
                         needs(holds("to", Holds::names)),
                         word("channel", channels),
                         word("network", networks),
                         text("from"),
                         number("timeout"),
                         boolean("answerOnMedia"),
                         voice,
                         name,
                         required,
                         prompt_log,
                         headers,
                         object("recording", "upload")};
constexpr F on[] = {needs(text("event")),
                    holds("next", Holds::address),
                    object("say", "say", true),
                    object("ask", "ask"),
                    object("message", "message"),
                    object("wait", "wait"),
                    holds("post", Holds::address),
                    name,
                    required};
constexpr F record[] = {better(holds("url", Holds::upload, "upload")),
                        holds("recordingURL", Holds::upload, "upload"), // the later name
                        whole("attempts", 1),
                        boolean("asyncUpload"),
                        boolean("bargein"),
                        boolean("beep"),
                        object("choices", "choices"),
                        word("format", formats),
                        number("maxSilence"),
                        number("maxTime"),
                        word("method", uploads),
                        name,
                        required,
                        object("say", "say", true),
                        number("timeout"),
                        object("transcription", "transcription", true),
                        text("username"),
                        text("password"),
                        voice,
                        signals,
                        between_keys,
                        prompt_log,
                        number("sensitivity"),
                        whole("minConfidence", 0, 100),
                        old_tones,
                        old(holds("exitTone", Holds::key), "choices.terminator")};
constexpr F upload[] = {needs(text("url")), text("recordingURL"),    text("username"),
                        text("password"),   word("method", uploads), text("format")};
constexpr F transcription[] = {needs(text("url")), text("id"), word("emailFormat", mails), text("language")};
constexpr F redirect[] = {needs(text("to")), name, required, text("from")};
constexpr F say[] = {needs(text("value")), word("as", readings),         name,         required, voice, signals,
                     prompt_log,           holds("media", Holds::names), text("event")};
constexpr F start_recording[] = {needs(holds("url", Holds::upload, "upload")),
                                 holds("recordingURL", Holds::upload, "upload"),
                                 word("format", formats),
                                 word("method", uploads),
                                 text("username"),
                                 text("password"),
                                 boolean("asyncUpload"),
                                 text("transcriptionOutURI"),
                                 text("transcriptionID"),
                                 word("transcriptionEmailFormat", call_mails),
                                 text("transcriptionLanguage"),
                                 name};
constexpr F transfer[] = {needs(holds("to", Holds::names)),
                          text("from"),
                          name,
                          required,
                          number("timeout"),
                          boolean("answerOnMedia"),
                          headers,
                          object("choices", "choices"),
                          old(holds("terminator", Holds::key), "choices.terminator"),
                          between_keys,
                          whole("ringRepeat", 1),
                          boolean("playTones"),
                          object("on", "on", true),
                          detection,
                          signals,
                          voice,
                          holds("callbackUrl", Holds::address),
                          prompt_log,
                          text("label"),
                          old_tones};
constexpr F wait[] = {needs(whole("milliseconds")), signals};

// Sorted by name.
constexpr auto all = std::to_array<Shape>({
    {.name = "announcement", .fields = announcement, .is_action = false, .shown = "a prompt for joining or leaving"},
    {"answer", answer, true, true},
    {"ask", ask},
    {"call", call},
    {"choices", choices},
    {"conference", conference},
    {"generalLogSecurity"},
    {"hangup", hangup, true, true},
    {.name = "introduction", .fields = introduction, .is_action = false, .shown = "machineDetection"},
    {"message", message},
    {"on", on},
    {"record", record},
    {"redirect", redirect},
    {"reject", {}, true, true},
    {"say", say},
    {"startRecording", start_recording},
    {"stopRecording", {}, true, true},
    {"transcription", transcription, false},
    {"transfer", transfer},
    {"upload", upload, false},
    {"wait", wait},
});
static_assert(std::ranges::is_sorted(all, {}, &Shape::name));

} // namespace

const Shape* find_shape(std::string_view key) {
    const auto at = std::ranges::lower_bound(all, key, {}, &Shape::name);
    return at != all.end() && at->name == key ? &*at : nullptr;
}

std::span<const Shape> shapes() { return all; }

} // namespace callflow::providers::tropo

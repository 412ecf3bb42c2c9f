// Attributes that only Tropo has, written below `tropo:` inside a verb.
#pragma once

#include "flow/vocabulary_parts.hpp"

namespace callflow::flow::attributes {

constexpr AttributeSpec tropo(AttributeSpec spec) {
    spec.provider = "tropo";
    return spec;
}
inline constexpr AttributeSpec tropo_name = tropo(text("name", "the key of its result"));
inline constexpr AttributeSpec tropo_required = tropo(boolean("required", "whether what follows depends on it"));
inline constexpr AttributeSpec tropo_signals =
    tropo(text("allowSignals", "the signals that interrupt it, `*` where left out, none where empty"));
inline constexpr AttributeSpec tropo_voice = tropo(text("voice", "who says it"));
inline constexpr AttributeSpec tropo_headers = tropo(json("headers", "SIP headers by name"));
inline constexpr AttributeSpec tropo_send_tones =
    tropo(old(boolean("sendTones", "whether keys are heard by the others"), "playTones"));
inline constexpr AttributeSpec tropo_exit_tone = tropo(old(text("exitTone", "the key that ends it"), "terminator"));
inline constexpr std::string_view tropo_as[] = {"DATE", "DIGITS", "NUMBER"};
inline constexpr std::string_view tropo_log[] = {"none", "suppress"};
inline constexpr std::string_view tropo_asr_log[] = {"none", "suppress", "mask"};
inline constexpr std::string_view tropo_formats[] = {"audio/wav", "audio/mp3", "audio/au"};
inline constexpr std::string_view tropo_terminators[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"};
inline constexpr AttributeSpec tropo_recording =
    tropo(json("recording", "an old way to record it: `{url: …, format: …}`"));
inline constexpr AttributeSpec tropo_prompt_log =
    tropo(choice("promptLogSecurity", tropo_log, "whether the prompt is kept out of logs"));

inline constexpr AttributeSpec tropo_say[] = {
    tropo_name,
    tropo_required,
    tropo_signals,
    tropo(choice("as", tropo_as, "how the text is read out")),
    tropo(json("media", "files or texts that go with a text message, one or a list")),
    tropo_prompt_log};
inline constexpr AttributeSpec tropo_play[] = {tropo_name, tropo_required, tropo_signals, tropo_voice};
inline constexpr AttributeSpec tropo_pause[] = {tropo_signals};
inline constexpr AttributeSpec tropo_gather[] = {
    tropo_name,
    tropo_required,
    tropo_signals,
    tropo_voice,
    tropo_prompt_log,
    tropo(number("attempts", Type::integer, 1, any, "how often it is asked")),
    tropo(number("interdigitTimeout", Type::seconds, 0, any, "seconds between keys")),
    tropo(number("minConfidence", Type::integer, 0, 100, "percent that speech has to match")),
    tropo(text("recognizer", "language of the speech, `en-us`")),
    tropo({.name = "sensitivity", .type = Type::decimal, .minimum = 0, .summary = "how loud speech has to be, 0.5"}),
    tropo(number("speechCompleteTimeout", Type::seconds, 0, any, "seconds after what matches")),
    tropo(number("speechIncompleteTimeout", Type::seconds, 0, any, "seconds after what does not")),
    tropo(choice("asrLogSecurity", tropo_asr_log, "whether the input is kept out of logs")),
    tropo(text("maskTemplate", "which digits the log shows")),
    tropo(text("choices", "a grammar instead of the one made from numDigits and hints")),
};
inline constexpr std::string_view tropo_uploads[] = {"POST", "PUT", "s3"};
inline constexpr std::string_view tropo_email_formats[] = {"omit", "encoded", "plain"};
inline constexpr AttributeSpec tropo_record[] = {
    tropo(address("url", "where the recording is uploaded to")),
    tropo(json("destinations", "instead of `url`: a place, or several: `[{url: …, username: …, password: …}]`")),
    tropo(choice("uploadMethod", tropo_uploads, "how it is uploaded")),
    tropo_name,
    tropo_required,
    tropo_signals,
    tropo_voice,
    tropo_prompt_log,
    tropo(number("attempts", Type::integer, 1, any, "how often it is asked")),
    tropo(boolean("asyncUpload", "whether the upload goes on beside the call")),
    tropo(boolean("bargein", "whether keys interrupt the prompt")),
    tropo(choice("format", tropo_formats, "the file's format")),
    tropo(number("interdigitTimeout", Type::seconds, 0, any, "seconds between keys")),
    tropo(text("username", "for the upload")),
    tropo(text("password", "for the upload")),
    tropo(text("transcriptionId", "comes back with the written text")),
    tropo(text("transcriptionUrl", "where the written text goes")),
    tropo(choice("transcriptionEmailFormat", tropo_email_formats, "how it is put into an e-mail, omit where left out")),
    tropo(text("transcriptionLanguage", "language of the written text")),
    tropo(json("transcriptions", "instead of these: `[{url: …, id: …}]`")),
    tropo(number("startTimeout", Type::seconds, 0, any, "seconds until speech has to begin")),
    tropo({.name = "sensitivity", .type = Type::decimal, .minimum = 0, .summary = "how loud speech has to be, 0.5"}),
    tropo(number("minConfidence", Type::integer, 0, 100, "percent that speech has to match")),
    tropo_send_tones,
    tropo(old(text("exitTone", "the key that ends the recording"), "finishOnKey")),
};
inline constexpr AttributeSpec tropo_dial[] = {
    tropo_name,
    tropo_required,
    tropo_signals,
    tropo_voice,
    tropo_headers,
    tropo_prompt_log,
    tropo(boolean("answerOnMedia", "whether sound before the answer connects the two")),
    tropo(number("interdigitTimeout", Type::seconds, 0, any, "seconds between keys")),
    tropo(boolean("playTones", "whether keys are heard by the other side")),
    tropo(number("ringRepeat", Type::integer, 1, any, "how often the ringing sound is played")),
    tropo(text("callbackUrl", "told about the call detail record")),
    tropo(text("label", "goes into the call detail record")),
    tropo(choice("terminator", tropo_terminators, "the key by which the caller gives up ringing")),
    tropo(json("machineDetection", "true, or what is said meanwhile: `{introduction: …, voice: …}`")),
    tropo_send_tones,
};
inline constexpr std::string_view tropo_channels[] = {"TEXT", "VOICE"};
inline constexpr std::string_view tropo_networks[] = {"SMS",   "MMS",    "PSTN", "SIP",     "AIM",
                                                      "GTALK", "JABBER", "MSN",  "TWITTER", "YAHOO"};
inline constexpr AttributeSpec tropo_message[] = {
    tropo(json("recipients", "instead of `to`: several, of whom Tropo sends a text to the first only")),
    tropo_name,
    tropo_required,
    tropo_voice,
    tropo_prompt_log,
    tropo(choice("channel", tropo_channels, "whether it is written or spoken, TEXT where left out")),
    tropo(choice("network", tropo_networks, "which network carries it, SMS where neither it nor the channel is given")),
    tropo(number("timeout", Type::seconds, 0, any, "seconds of ringing")),
    tropo(boolean("answerOnMedia", "whether sound before the answer counts as one")),
    tropo_headers,
    tropo_recording,
};
inline constexpr AttributeSpec tropo_conference[] = {
    tropo(text("resultName", "the key of its result; `name` is the conference's")),
    tropo_required,
    tropo_signals,
    tropo_prompt_log,
    tropo(boolean("playTones", "whether keys are heard by the others")),
    tropo(number("interdigitTimeout", Type::seconds, 0, any, "seconds between keys")),
    tropo(choice("terminator", tropo_terminators, "the key that leaves it")),
    tropo(json("joinPrompt", "what the others hear when somebody comes, `{value: …, voice: …}`; true is a beep")),
    tropo(json("leavePrompt", "what the others hear when somebody goes, `{value: …, voice: …}`; true is a beep")),
    tropo_send_tones,
    tropo_exit_tone,
};
inline constexpr AttributeSpec tropo_hangup[] = {tropo_headers};

} // namespace callflow::flow::attributes

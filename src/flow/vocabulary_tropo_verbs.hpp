// Attributes of the verbs that only Tropo has. Names are those of its fields.
#pragma once

#include "flow/vocabulary_tropo.hpp"

namespace callflow::flow::attributes {

inline constexpr AttributeSpec answer_attributes[] = {
    json("headers", "SIP headers by name"),
};
inline constexpr AttributeSpec call_attributes[] = {
    {.name = "to", .type = Type::phone_number, .summary = "whom to call, a number or SIP address"},
    json("recipients", "instead of `to`: several, of whom the first to answer gets the call"),
    {.name = "from", .type = Type::phone_number, .summary = "who is shown"},
    choice("channel", tropo_channels, "whether it is written or spoken, VOICE where left out"),
    choice("network", tropo_networks, "which network carries it"),
    number("timeout", Type::seconds, 0, any, "seconds of ringing"),
    boolean("answerOnMedia", "whether sound before the answer counts as one"),
    json("headers", "SIP headers by name"),
    json("machineDetection", "true, or what is said meanwhile: `{introduction: …, voice: …}`"),
    text("name", "the key of its result"),
    boolean("required", "whether what follows depends on it"),
    text("allowSignals", "the signals that interrupt it, `*` where left out, none where empty"),
    text("voice", "who says what is said in the call"),
    text("callbackUrl", "told about the call detail record"),
    choice("promptLogSecurity", tropo_log, "whether prompts are kept out of logs"),
    text("label", "goes into the call detail record"),
    json("recording", "an old way to record it: `{url: …, format: …}`"),
};
inline constexpr std::string_view choice_modes[] = {"dtmf", "speech", "any"};
inline constexpr AttributeSpec choices_attributes[] = {
    text("value", "the grammar, `[5 DIGITS]`"),
    choice("mode", choice_modes, "keys, speech or both"),
    choice("terminator", tropo_terminators, "the key that ends the input"),
};
inline constexpr AttributeSpec deflect_attributes[] = {
    text("to", "a SIP address, or a number"),
    text("from", "who is shown"),
    text("name", "the key of its result"),
    boolean("required", "whether what follows depends on it"),
};
inline constexpr AttributeSpec log_security_attributes[] = {
    choice("value", tropo_log, "suppress: nothing is logged from here on; none: all is"),
};
inline constexpr AttributeSpec on_attributes[] = {
    text("event", "what happens: continue, incomplete, error, hangup, a signal; in dial ring, connect; in conference "
                  "join, leave"),
    address("next", "the event, or address, that answers then"),
    address("post", "told when a dial connects; its answer does not count"),
    text("name", "the key of its result"),
    boolean("required", "whether what follows depends on it"),
};
inline constexpr std::string_view call_formats[] = {"plain", "encoded"};
inline constexpr std::string_view call_uploads[] = {"POST", "PUT"};
inline constexpr AttributeSpec start_recording_attributes[] = {
    address("url", "where the recording is uploaded to"),
    json("destinations", "instead of `url`: a place, or several: `[{url: …, username: …, password: …}]`"),
    choice("format", tropo_formats, "the file's format, audio/wav where left out"),
    choice("method", call_uploads, "how it is uploaded, POST where left out"),
    text("username", "for the upload"),
    text("password", "for the upload"),
    boolean("asyncUpload", "whether the upload goes on beside the call"),
    text("transcriptionOutURI", "where the written text goes"),
    text("transcriptionID", "comes back with the written text"),
    choice("transcriptionEmailFormat", call_formats, "how it is put into an e-mail"),
    text("transcriptionLanguage", "language of the written text"),
    text("name", "the key of its result"),
};
inline constexpr AttributeSpec wait_attributes[] = {
    number("milliseconds", Type::integer, 0, any, "milliseconds of silence"),
    text("allowSignals", "the signals that interrupt it, `*` where left out, none where empty"),
};

} // namespace callflow::flow::attributes

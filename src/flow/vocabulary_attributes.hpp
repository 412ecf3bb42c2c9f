// Attributes of what a call hears, says and does by itself.
#pragma once

#include "flow/vocabulary_parts.hpp"

namespace callflow::flow::attributes {

inline constexpr std::string_view gather_inputs[] = {"dtmf", "speech"};
inline constexpr std::string_view speech_models[] = {"default",
                                                     "numbers_and_commands",
                                                     "phone_call",
                                                     "experimental_conversations",
                                                     "experimental_utterances",
                                                     "googlev2_long",
                                                     "googlev2_short",
                                                     "googlev2_telephony",
                                                     "googlev2_telephony_short",
                                                     "deepgram_nova-2",
                                                     "deepgram_nova-3"};
inline constexpr std::string_view reject_reasons[] = {"rejected", "busy"};

// In a prompt: heard only after such a failure. TwiML's prompts do not know which try it is.
inline constexpr AttributeSpec said_after = {
    .name = "event",
    .summary = "in a prompt: the failures it answers, `timeout`, `nomatch:2`; else it is heard at every try",
    .provider = "tropo"};

inline constexpr AttributeSpec say_attributes[] = {
    {.name = "text", .type = Type::spoken, .summary = "what is said"},
    {.name = "ssml", .type = Type::ssml, .summary = "what is said, with SSML in it, instead of `text`"},
    {.name = "prompt", .type = Type::prompt, .summary = "a text of the flow's `prompts`, instead of `text`"},
    text("voice", "who says it; the provider's name of the voice"),
    text("language", "language of the text, `en-US`"),
    number("loop", Type::integer, 0, any, "how often; 0 is until the caller hangs up"),
    said_after,
};
inline constexpr AttributeSpec play_attributes[] = {
    address("url", "the sound file"),
    number("loop", Type::integer, 0, any, "how often; 0 is until the caller hangs up"),
    {.name = "digits", .type = Type::dtmf, .summary = "keys played as tones instead of a file"},
    said_after,
};
inline constexpr AttributeSpec pause_attributes[] = {
    number("length", Type::seconds, 1, any, "seconds of silence"),
};
inline constexpr AttributeSpec gather_attributes[] = {
    choice("input", gather_inputs, "keys, speech or both", Type::choices),
    address("action", "where what was typed or said goes; the same state where left out"),
    method(),
    number("timeout", Type::seconds, 1, any, "seconds of silence after the last key or word", auto_only),
    number("speechTimeout", Type::seconds, 1, any, "seconds of silence that end speech", auto_only),
    number("maxSpeechTime", Type::seconds, 1, any, "seconds of speech at most"),
    {.name = "finishOnKey",
     .type = Type::key_set,
     .maximum = 1,
     .summary = "the key that ends the input, none where empty"},
    number("numDigits", Type::integer, 1, any, "keys after which the input is complete"),
    boolean("actionOnEmptyResult", "whether the address is requested when nothing was typed"),
    text("language", "language of the speech, `en-US`"),
    text("hints", "words that are likely to be said, separated by commas"),
    choice("speechModel", speech_models, "how speech is recognised"),
    boolean("profanityFilter", "whether swear words are masked"),
    address("partialResultCallback", "where speech goes while it is being said"),
    method("partialResultCallbackMethod"),
    boolean("bargeIn", "whether input interrupts the prompt"),
    old(boolean("enhanced", "the better and dearer recogniser"), "speechModel"),
    boolean("debug", "more about recognition in the provider's log"),
};
inline constexpr AttributeSpec record_attributes[] = {
    address("action", "where the recording goes; the same state where left out"),
    method(),
    number("timeout", Type::seconds, 0, any, "seconds of silence that end the recording"),
    number("maxLength", Type::seconds, 1, 86400,
           "seconds the recording lasts at most; on Twilio 3600 where left out, 120 when transcribing"),
    {.name = "finishOnKey", .type = Type::key_set, .summary = "the keys that end the recording"},
    boolean("playBeep", "whether a beep says that it begins"),
    choice("trim", trims, "whether silence at both ends is cut off"),
    address("recordingStatusCallback", "told when the recording can be fetched"),
    method("recordingStatusCallbackMethod"),
    choice("recordingStatusCallbackEvent", recording_events, "what recordingStatusCallback is told", Type::choices),
    boolean("transcribe", "whether the recording is written down"),
    address("transcribeCallback", "where the written text goes; needs transcribe"),
    text("recordingConfigurationId", "the provider's stored settings for recordings"),
};
inline constexpr AttributeSpec redirect_attributes[] = {
    address("url", "the event, or address, that answers next"),
    method(),
};
inline constexpr AttributeSpec reject_attributes[] = {
    choice("reason", reject_reasons, "what the caller hears"),
};
inline constexpr AttributeSpec enqueue_attributes[] = {
    title("name", "the queue", 64),
    address("action", "requested when the call has left the queue and any talk is over"),
    method(),
    open_address("waitUrl", "what waiting callers hear"),
    method("waitUrlMethod", method_of_wait),
    text("workflowSid", "a workflow instead of a queue's name"),
    number("maxQueueSize", Type::integer, 1, any, "callers the queue holds at most"),
};
inline constexpr AttributeSpec message_attributes[] = {
    short_text("text", 1600, "what is written"),
    {.name = "to", .type = Type::phone_number, .summary = "to whom, the caller where left out"},
    {.name = "from", .type = Type::phone_number, .summary = "the number that is shown, the called one where left out"},
    address("action", "requested when it has been sent; the next verb follows where left out"),
    method(),
    address("statusCallback", "told whether it arrived"),
    {.name = "media", .type = Type::list, .summary = "addresses of pictures and other files that go with it"},
};
inline constexpr AttributeSpec raw_attributes[] = {
    {.name = "twiml", .type = Type::xml, .summary = "elements for Twilio, as they are: `<Echo/>`"},
    {.name = "tropo", .type = Type::json, .summary = "a step for Tropo, `{startRecording: {…}}`, or a list of them"},
};

} // namespace callflow::flow::attributes

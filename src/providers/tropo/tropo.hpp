// Tropo: the answer is a JSON document of steps, and one handler per event for the whole of it.
// (Tropo closed in 2018; its documentation and client libraries are the sources.)
#pragma once

#include "providers/provider.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::tropo {

extern const Provider provider; // the registry's row

// How a field of an action gets its value. Everything but the plain ones has its function in
// fields.cpp.
enum class How : std::uint8_t {
    text,         // as it is
    number,       // seconds, milliseconds or a count; anything else than a number is left out
    boolean,      // true or false
    lower_case,   // `en-us`
    words,        // one name, or several with blanks between as an array
    voice,        // unless it is a voice that only Twilio has
    between_keys, // TwiML's timeout counts anew with every key: where that is not Tropo's 5 s
    address,      // of whom is called or calls: see dialled()
    silence,      // seconds; 0 cannot switch it off
    json,         // any JSON; what is none is a text
    milliseconds, // of seconds; 1000 where there are none
    may_fail,     // false where the verbs that follow are reached whatever happens
    // Made of several attributes or of children:
    headers,       // a JSON object of texts, with those of a SIP address
    announcement,  // true, false, or {"value"}
    beep_on_enter, // of TwiML's beep: true, false, onEnter, onExit
    beep_on_exit,
    written,        // the say of a text message
    channel,        // TEXT where nothing else is said
    network,        // SMS, unless the message is spoken
    grammar,        // ask.choices
    terminator,     // {"terminator": key}
    prompt,         // says
    any_prompt,     // says where there are any
    handlers,       // the `on` inside a transfer or conference
    ask,            // the gather that a handler holds
    message,        // the message that it holds
    wait,           // the wait or pause that it holds
    ssml,           // within <speak>
    destination,    // transfer.to
    own_terminator, // {"terminator"} of a transfer
    detection,      // machineDetection, of any noun
    transcription,  // {"url", "id"}
};

// A field of an action and the attribute it comes from (none: it is made of several). Rows stand in
// the order in which fields are written; of several rows for one field the first that is given
// counts.
struct Field {
    std::string_view name;
    std::string_view attribute;
    How how = How::text;
};

// A verb of the vocabulary as an action of Tropo.
struct Row {
    VerbSupport support;
    std::span<const Field> fields;
    bool bare = false; // null where it has no fields: `hangup`, `reject`
};

// Null for a verb that is not in the table.
[[nodiscard]] const Row* find_row(const flow::VerbSpec& verb);
// The rows without their fields, sorted by name.
[[nodiscard]] std::span<const VerbSupport> support();
// Whether an attribute with this value asks for what Tropo does anyway, so that nothing is lost.
[[nodiscard]] bool is_usual(std::string_view verb, std::string_view attribute, std::string_view value);

// See Provider::render. Canonical is the style that Tropo's documentation shows and most libraries
// write: a top-level `say` and a nested `on` are arrays, a top-level `on` is an object, `hangup` is
// null. JSON with a value per line and two blanks of indentation; fields in the documentation's
// order; a step per verb. Attributes that were not given are not written, also where TwiML's
// default and Tropo's differ (a gather waits for 5 s on Twilio, an ask for 30 s on Tropo): a flow
// that cares says so. plan.hpp says what becomes of addresses.
void render(const flow::ResolvedResponse& response, std::string& out, base::Diagnostics* diagnostics);

// See Provider::compare, and compare.cpp for what makes no difference.
[[nodiscard]] std::optional<std::vector<Difference>> compare(const base::Sources& sources, base::FileId left,
                                                             base::FileId right, base::Diagnostics& diagnostics);

// See Provider::parse, check and check_occasion: handlers stand in the document itself, so no other one is named for an occasion.
[[nodiscard]] std::optional<ParsedDocument> parse(const base::Sources& sources, base::FileId file,
                                                  base::Diagnostics& diagnostics);
[[nodiscard]] std::optional<std::vector<DocumentLink>> check(const base::Sources& sources, base::FileId file,
                                                             base::Diagnostics& diagnostics);
void check_occasion(const base::Sources& sources, base::FileId file, Occasion occasion, base::Span named,
                    base::Diagnostics& diagnostics);

// See Provider::course.
[[nodiscard]] Course course(const flow::ResolvedResponse& response);

// See Provider::default_of.
[[nodiscard]] std::string_view default_of(const flow::VerbSpec& verb, std::string_view attribute);

// See Provider::effect_request.
[[nodiscard]] std::optional<OutgoingRequest> effect_request(const EffectView& effect);
// See Provider::effect_gap.
[[nodiscard]] std::string_view effect_gap(const flow::Effect& effect, const flow::Field& field);

// See Provider::launch.
[[nodiscard]] std::optional<flow::ResolvedResponse> launch(const DecodedRequest& request, std::string_view answered,
                                                           std::string_view otherwise);

// See Provider::requests, decode, encode and waiting.
[[nodiscard]] std::span<const RequestKind> request_kinds();
[[nodiscard]] std::optional<DecodedRequest> decode(const IncomingRequest& request, base::Diagnostics& diagnostics);
[[nodiscard]] OutgoingRequest encode(const Happening& happening, std::string_view address);
[[nodiscard]] std::string waiting(const base::Sources& sources, base::FileId document, const DecodedRequest& request);

} // namespace callflow::providers::tropo

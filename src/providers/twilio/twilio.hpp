// Twilio: the answer is TwiML, an XML document that is run from top to bottom.
#pragma once

#include "providers/provider.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::twilio {

extern const Provider provider;                         // the registry's row
extern const providers::emulate::EmulatorSpec emulator; // the pretend Twilio

// A verb or noun of the vocabulary in TwiML. Names of attributes are the vocabulary's own, which are
// TwiML's, so a row only lists those that the element takes (Twilio's pages, sections Voice verbs
// and Nouns, and the generated helper libraries).
struct Row {
    VerbSupport support;   // of two elements the first is that of a call, the second that of a text message
    std::string_view text; // the attribute that is the element's text; empty: it has none
    // The element that holds that text where there are children beside it (Client: `Identity`); empty: it stands before them.
    std::string_view wrapped = {};
    bool always_wrapped = false; // also where there are none (Application: `ApplicationSid`)
    std::string_view group = {}; // the element around all nouns of this kind in a row (Header: `Headers`)
    bool prompt_before = false;  // what its prompt says is said by verbs before it (Record)
};

// Null for a verb that is not in the table.
[[nodiscard]] const Row* find_row(const flow::VerbSpec& verb);
// The rows without their text column, sorted by name.
[[nodiscard]] std::span<const VerbSupport> support();

// See Provider::render. Elements stand on a line each, indented by two blanks; attributes in the
// vocabulary's order; text on the line of its element, as it was given; an element with nothing in
// it is `<Hangup/>`. A dial of one plain number holds the number as text. The state's `next` is a
// closing <Redirect>, for that is what TwiML does when the verbs above it have run out.
void render(const flow::ResolvedResponse& response, std::string& out, base::Diagnostics* diagnostics);

// See Provider::compare, and compare.cpp for what makes no difference.
[[nodiscard]] std::optional<std::vector<Difference>> compare(const base::Sources& sources, base::FileId left,
                                                             base::FileId right, base::Diagnostics& diagnostics);

// See Provider::parse, check and check_occasion.
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

// See Provider::requests, decode, encode and waiting.
[[nodiscard]] std::span<const RequestKind> request_kinds();
[[nodiscard]] std::optional<DecodedRequest> decode(const IncomingRequest& request, base::Diagnostics& diagnostics);
[[nodiscard]] OutgoingRequest encode(const Happening& happening, std::string_view address);
[[nodiscard]] std::string waiting(const base::Sources& sources, base::FileId document, const DecodedRequest& request);

} // namespace callflow::providers::twilio

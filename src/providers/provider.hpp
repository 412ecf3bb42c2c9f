// What a provider is to the rest of the program: one row of functions and tables.
#pragma once

#include "base/diagnostic.hpp"
#include "flow/verb.hpp"
#include "providers/course.hpp"
#include "providers/effect_request.hpp"
#include "providers/request.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::emulate {
struct EmulatorSpec;
}

namespace callflow::providers {

// How far a provider has a verb or noun of the neutral vocabulary.
struct VerbSupport {
    std::string_view verb;                        // neutral name
    std::string_view element;                     // what it becomes there: `Say`, `ask`; empty: the provider has none
    std::span<const std::string_view> attributes; // neutral attributes that it can express
    std::string_view instead;                     // where there is none: what the author can do, for the finding's help
};

// A part of a provider's documents that is no verb's: it carries an attribute of one, or is around others.
struct PartName {
    std::string_view name;      // `Body`, `transcription`
    std::string_view inside;    // the element or action that it stands in
    std::string_view verb;      // neutral
    std::string_view attribute; // of the verb; empty: none
};

// The element of `raw`, which becomes nothing else.
inline constexpr std::string_view as_it_is = "(as it is)";

// One difference in meaning between two documents.
struct Difference {
    std::string path;  // `Response/Gather[1]@timeout`, `tropo[0].ask.timeout`; indexes from 0 in JSON, 1 in XML
    std::string left;  // what the first has, empty: nothing
    std::string right; // what the second has, empty: nothing
};

// What a document is answered to, where that is known: not every verb may stand everywhere.
enum class Occasion : std::uint8_t {
    screening,       // the called party, before the two are connected
    queue_whisper,   // a caller taken from a queue, before the two are connected
    queue_wait,      // callers who wait in a queue
    conference_wait, // callers who wait for a conference to begin
};

// A document that names another one for an occasion.
struct DocumentLink {
    std::string address;
    Occasion occasion = Occasion::screening;
    base::Span where;
};

// A part of a document that the vocabulary has no place for.
struct LostPart {
    std::string what; // `attribute 'foo' of Gather`
    base::Span where;
};

// A document read back. Verbs and attributes have their places; `next` and signals are those of handlers, where a provider has such.
struct ParsedDocument {
    flow::ResolvedResponse response;
    // For each verb of the response the element or step that it was; several verbs may come from one step.
    std::vector<base::Span> whole;
    std::vector<LostPart> lost;
};

struct Provider {
    std::string_view name;         // `twilio`
    std::string_view title;        // `Twilio (TwiML)`
    std::string_view extension;    // `xml`, `json`
    std::string_view content_type; // of the HTTP response
    std::span<const VerbSupport> verbs;
    std::span<const PartName> parts;

    // What it does where an attribute of a verb or noun is left out, as one would write it; empty where nothing is known, or where that
    // depends on something else.
    std::string_view (*default_of)(const flow::VerbSpec& verb, std::string_view attribute);

    // Appends the document for a response: canonical, UTF-8, one final line break, byte-stable. What cannot be expressed goes into
    // `diagnostics` (CF50xx) with the verb's place; with a null pointer it is left out silently. Never fails otherwise.
    void (*render)(const flow::ResolvedResponse& response, std::string& out, base::Diagnostics* diagnostics);
    // Differences in meaning between two documents of this provider, in document order; empty: they mean the same. Layout, attribute
    // and key order, comments and the spelling variants of facts do not count. Findings (CF00xx) when one is unreadable: nullopt.
    std::optional<std::vector<Difference>> (*compare)(const base::Sources& sources, base::FileId left,
                                                      base::FileId right, base::Diagnostics& diagnostics);
    // Reads a document into verbs, whoever wrote it: every spelling that the provider takes. What the vocabulary does not have is
    // a verb's `extra` where it is an attribute or field, at the top level a `raw`, else `lost`. Findings (CF00xx, CF5x00) where it is no document: nullopt.
    std::optional<ParsedDocument> (*parse)(const base::Sources& sources, base::FileId file,
                                           base::Diagnostics& diagnostics);
    // Which way a document takes a call that has these verbs, as they were read from one.
    Course (*course)(const flow::ResolvedResponse& response);
    // Everything the provider would refuse (errors), warn of or pass over (warnings), and style (notes): CF51xx, CF52xx. Hands back
    // which other documents it names; nullopt for bytes that are no document.
    std::optional<std::vector<DocumentLink>> (*check)(const base::Sources& sources, base::FileId file,
                                                      base::Diagnostics& diagnostics);
    // What cannot stand in a document for that occasion. `named` is where another document names it.
    void (*check_occasion)(const base::Sources& sources, base::FileId file, Occasion occasion, base::Span named,
                           base::Diagnostics& diagnostics);
    // The request that carries out a redirect or originate; nullopt where the provider has none for it, and for other effects.
    std::optional<OutgoingRequest> (*effect_request)(const EffectView& effect);
    // Why a field of such an effect is not in that request, with what to do instead; empty where it is, or where it asks for nothing.
    std::string_view (*effect_gap)(const flow::Effect& effect, const flow::Field& field);

    const emulate::EmulatorSpec* emulator = nullptr; // the pretend provider; null where there is none

    bool sends_json = false; // its requests are JSON, not forms
    // The kinds of requests that it sends.
    std::span<const RequestKind> (*requests)();
    // Reads one. Values that are not known are warnings (CF5030, CF5031) and are passed on or left out; nullopt, with CF5032,
    // only for what is no request of this provider at all. No allocation beyond a small multiple of the request.
    std::optional<DecodedRequest> (*decode)(const IncomingRequest& request, base::Diagnostics& diagnostics);
    // Makes the request that the provider would send: decode() gives back the kind, `input` and `call` as far as the kind
    // brings them.
    OutgoingRequest (*encode)(const Happening& happening, std::string_view address);
    // The address in a document of this provider that it would ask with such a request: that of the verb whose it is, else of
    // the first verb that has one, or what closes the document. `.` for the address that the document came from; empty where
    // the document does not say, or cannot be read.
    std::string (*waiting)(const base::Sources& sources, base::FileId document, const DecodedRequest& request);
    // The response that has whom a launched session is for (DecodedRequest::launch) called: `answered` is the address that is asked
    // when they have picked up, `otherwise` the one that hears why nobody has. nullopt for other requests; null where the provider
    // calls them by itself.
    std::optional<flow::ResolvedResponse> (*launch)(const DecodedRequest& request, std::string_view answered,
                                                    std::string_view otherwise) = nullptr;
};

// All providers, in the order in which they are listed everywhere.
[[nodiscard]] std::span<const Provider* const> registry();
// By name; null where there is none.
[[nodiscard]] const Provider* find_provider(std::string_view name);
// Whether a provider can express the attribute.
[[nodiscard]] bool expresses(const Provider& provider, const flow::VerbSpec& verb, std::string_view attribute);
// What happens where an attribute is left out, of those providers that can express it and where something is known: `5`, or,
// where they differ, `5 on twilio, 30 on tropo`. Empty where nothing is known.
struct UsualValue {
    std::string_view value; // of all of them; empty where they differ
    std::string text;
};
[[nodiscard]] UsualValue usual_value(const flow::VerbSpec& verb, std::string_view attribute);
// The support row of a verb, null where the provider has none.
[[nodiscard]] const VerbSupport* find_support(const Provider& provider, std::string_view verb);

} // namespace callflow::providers

// Documents into flows: what `convert --to flow` writes.
#pragma once

#include "providers/provider.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace callflow::cli {

struct FlowText {
    bool whole = false;             // a flow by itself, else its `response:` only
    std::string name = "converted"; // of the whole flow
};

// Makes the verbs of a document simpler for a flow: what the platform does anyway is left out where the document comes out
// the same without it, and Tropo's handlers of the document become addresses of verbs and a closing redirect where that says it.
void simplify(const base::Sources& sources, base::FileId file, const providers::Provider& from,
              providers::ParsedDocument& document);

// The text of a flow whose response means what the document does. It is read back before it is handed out: a value that the language
// does not take becomes the verb's `extra`, a verb that it does not take a `raw`, and what can be neither is lost. Losses are
// findings (CF5005) at their place in the document. nullopt where even that gives no flow.
[[nodiscard]] std::optional<std::string> flow_text(const base::Sources& sources, const providers::Provider& from,
                                                   providers::ParsedDocument document, const FlowText& form,
                                                   base::Diagnostics& lost);

// Reports what a document had and the verbs read from it have not (CF5005).
void report_lost(const providers::ParsedDocument& document, base::Diagnostics& lost);

} // namespace callflow::cli

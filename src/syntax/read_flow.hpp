// Flow files -> model.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/tree.hpp"
#include "flow/model.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace callflow::syntax {

// What a document says it is by its head key.
enum class HeadKey { flow, scenario, part, none };
[[nodiscard]] HeadKey head_key(const doc::Document& document);
// Whether some line of the text begins with one of the head keys, so that it is worth reading as one of our documents.
[[nodiscard]] bool may_be_ours(std::string_view text);

// Reads a flow. Findings go into `diagnostics`; a flow is handed back whenever the document is a
// mapping with `states`, so that rules can say more, but it may only be run when there were no
// errors. The document must live as long as the flow is being read, not longer. A flow in several
// files is joined before (include_parts()). A part can be read by itself for the findings; those of
// names that its flow may define are then to be dropped (drop_unknown_names()).
[[nodiscard]] std::unique_ptr<flow::Flow> read_flow(const doc::Document& document, base::Diagnostics& diagnostics);

} // namespace callflow::syntax

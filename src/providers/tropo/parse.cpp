#include "providers/tropo/tropo.hpp"
namespace callflow::providers::tropo {
std::optional<ParsedDocument> parse(const base::Sources&, base::FileId, base::Diagnostics&) { return std::nullopt; }
std::optional<std::vector<DocumentLink>> check(const base::Sources&, base::FileId, base::Diagnostics&) {
    return std::nullopt;
}
void check_occasion(const base::Sources&, base::FileId, Occasion, base::Span, base::Diagnostics&) {}
} // namespace callflow::providers::tropo

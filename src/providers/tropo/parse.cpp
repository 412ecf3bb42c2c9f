#include "providers/tropo/tropo.hpp"
namespace callflow::providers::tropo {
std::optional<ParsedDocument> parse(const base::Sources&, base::FileId, base::Diagnostics&) { return std::nullopt; }
} // namespace callflow::providers::tropo

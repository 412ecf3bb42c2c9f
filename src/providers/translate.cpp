#include "providers/translate.hpp"

namespace callflow::providers {

flow::ResolvedResponse translate(const Provider&, const Provider&, flow::ResolvedResponse response, base::Diagnostics&) {
    return response;
}

} // namespace callflow::providers

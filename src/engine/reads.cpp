#include "engine/compiled.hpp"
#include "flow/uses.hpp"

namespace callflow::engine {

std::vector<bool> slots_read(const flow::Flow& flow) {
    std::vector<bool> read(flow.scope.slot_count(), false);
    flow::each_use(flow, [&read](const flow::Use& use) {
        for (const expr::Reference& reference : use.expression->references())
            if (reference.slot < read.size()) read[reference.slot] = true;
    });
    return read;
}

} // namespace callflow::engine

#include "engine/kept_names.hpp"

#include "engine/values.hpp"

namespace callflow::engine {

std::vector<KeptName> kept_names(const flow::Flow& flow) {
    const expr::Type text = expr::Type::of(expr::Kind::string);
    std::vector<KeptName> names = {{"event", flow.builtins.event, text},
                                   {"actor", flow.builtins.actor, text},
                                   {"params", flow.builtins.params, expr::Type::dynamic()}};
    for (const flow::Var& var : flow.vars) names.push_back({"vars." + var.name, var.slot, var.type});
    for (const expr::RecordSlot& slot : flow.scope.record_slots()) names.push_back({slot.path, slot.slot, slot.type});
    return names;
}

bool put_back(Call& call, const KeptName& name, const expr::Value& value) {
    auto typed = converted(value, name.type);
    if (!typed) return false;
    call.slots[name.slot] = std::move(*typed);
    return true;
}

} // namespace callflow::engine

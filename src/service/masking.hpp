// What is kept of a request where something of it is secret: stores and logs hold flow::hidden_text for it.
#pragma once

#include "engine/machine.hpp"
#include "providers/request.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::service {

// A request as it may be stored or logged.
struct Masked {
    std::string digits, speech;
    std::string target;
    std::string body;
};

// Immutable; several threads may use it at once.
class Masking {
public:
    // The flow must outlive it.
    explicit Masking(const flow::Flow& flow);

    // `state`: where the call was when the request came. Hidden is what was brought to a verb that is `sensitive`, and wherever
    // else they stand the values that sensitive vars have in `call` (as it was, or has become), if three characters or more.
    // `late`: the event of a request that came when the call had ended; what it brings was asked for by an earlier state.
    [[nodiscard]] Masked mask(flow::StateId state, const engine::Call& before, const engine::Call& after,
                              const providers::DecodedRequest& request, std::string_view target, std::string_view body,
                              std::string_view late = {}) const;
    // A text without the values that sensitive vars have in a call.
    [[nodiscard]] std::string hide(const engine::Call& call, std::string text) const;
    // Takes what is sensitive out of a call that is over, so that nothing of it is kept.
    void forget(engine::Call& call) const;
    // Whether mask() looks at the call as it was before.
    [[nodiscard]] bool needs_before() const { return !secret_slots_.empty(); }

private:
    const flow::Flow& flow_;
    std::vector<bool> asks_; // by state: something that it asks for is sensitive
    bool any_asks_ = false;
    std::set<std::string, std::less<>> secret_events_; // that states which ask so handle
    std::vector<expr::Slot> secret_slots_;
};

} // namespace callflow::service

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

// What nobody may see of a request and its call.
struct Secrets {
    bool input = false;             // all that the caller has brought, whatever its spelling
    std::vector<std::string> typed; // hidden where they are a whole value or stand in quotes, however short
    std::vector<std::string> known; // wherever they stand
    [[nodiscard]] bool any() const { return input || !typed.empty() || !known.empty(); }
};

// A sentence of a log, or an error, without them.
[[nodiscard]] std::string hide(const Secrets& secrets, std::string text);

// Immutable; several threads may use it at once.
class Masking {
public:
    // The flow must outlive it.
    explicit Masking(const flow::Flow& flow);

    // `state`: where the call was when the request came; `event`: what it was for. Secret is what was brought to a verb that is
    // `sensitive`, also where the call has gone on meanwhile and the same comes again, or late; and the values that sensitive vars
    // have in `call` (as it was, or has become), if three characters or more.
    [[nodiscard]] Secrets secrets_of(flow::StateId state, std::string_view event, const engine::Call& before,
                                     const engine::Call& after, const providers::DecodedRequest& request) const;
    // Those of a call that nobody has asked about.
    [[nodiscard]] Secrets secrets_of(const engine::Call& call) const;
    [[nodiscard]] static Masked mask(const Secrets& secrets, const providers::DecodedRequest& request,
                                     std::string_view target, std::string_view body);
    // Takes what is sensitive out of a call that is over, so that nothing of it is kept.
    void forget(engine::Call& call) const;
    // Whether secrets_of() looks at the call as it was before.
    [[nodiscard]] bool needs_before() const { return !secret_slots_.empty(); }

private:
    [[nodiscard]] bool expects(flow::StateId state, std::string_view event) const;
    void add_known(const engine::Call& call, Secrets& secrets) const;

    const flow::Flow& flow_;
    std::vector<bool> asks_; // by state: something that it asks for is sensitive
    bool any_asks_ = false;
    std::set<std::string, std::less<>> secret_events_; // that bring what is asked for so
    std::vector<expr::Slot> secret_slots_;
};

} // namespace callflow::service

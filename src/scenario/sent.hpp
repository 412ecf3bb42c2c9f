// A provider's request on its way to the flow: scripted by a scenario, or sent by an emulator. Internal to scenario.
#pragma once

#include "providers/arrival.hpp"
#include "providers/provider.hpp"
#include "scenario/runner.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace callflow::scenario {

// As it is sent, and as its body was read.
struct Sent {
    providers::OutgoingRequest request;
    std::optional<providers::DecodedRequest> decoded;
    bool told = false; // the provider does not run what it is answered
};

// Decodes a request's body into `sent`. Places of findings in one that was made of what somebody has written are those of that
// (`body`), in one that nobody has written `where`.
void decode(Run& run, const providers::Provider& provider, providers::IncomingRequest incoming, const OpenCall& open,
            base::Span where, Sent& sent, const CallbackBody* body = nullptr);

// Decodes what an emulator sends: a form, JSON, or what stands behind a GET's address.
void read_sent(Run& run, const providers::Provider& provider, const OpenCall& open, Sent& sent);

// A decoded request reaches the flow: adds a row to the trace, and what it means happens to the call. `machine`: the one that it
// is meant for, none: the one that has the event.
void deliver(Run& run, const providers::Provider& provider, OpenCall& open, Sent sent,
             const providers::Arrival& arrival, base::Span where, std::uint32_t machine);

// Where a call's first request goes, and all that is about the call as a whole; empty where an expression of it errs.
[[nodiscard]] std::string entrance(const Run& run, const OpenCall& open);

// Renders a response for a provider, whose refusals are findings; false with `error`, and no documents, where it has a number called that
// is barred.
bool put_document(Run& run, const providers::Provider& provider, const flow::ResolvedResponse& response,
                  std::vector<TraceDocument>& documents, engine::StepError& error);

} // namespace callflow::scenario

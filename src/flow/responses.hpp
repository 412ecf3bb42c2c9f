// Questions about responses that need no evaluation.
#pragma once

#include "flow/model.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace callflow::flow {

// How a provider takes a verb that is repeated without end (`loop: 0`): as that, or (Tropo) only so many times.
enum class Loops : std::uint8_t { endless, limited };

// Whether the verb, where its conditions hold, ends or replaces the document, or never lets it go on.
[[nodiscard]] bool stops_document(const Verb& verb, Loops loops = Loops::endless);
// The verb without a condition that ends or replaces the document when it is reached, or never lets it go on; null when
// the document can run out.
[[nodiscard]] const Verb* last_reached(const std::vector<Verb>& verbs, Loops loops = Loops::endless);
// Whether the document can run out: its last verb may be passed, nothing without a condition before it ends or replaces
// the document (facts: a redirect, hangup or reject always does; dial, enqueue, refer and connect do when they have an
// `action`, gather when it has one that is asked for without input too), and nothing goes on until the call ends. An
// empty list can run out.
[[nodiscard]] bool can_run_out(const std::vector<Verb>& verbs, Loops loops = Loops::endless);
// Whether the response for a provider can run out; a state without a response cannot.
[[nodiscard]] bool can_run_out(const Response& response, std::string_view provider);
// Whether what is said goes on until the call ends, where the verb's conditions hold: it has `loop: 0`, or asks for input behind such a prompt.
[[nodiscard]] bool is_endless(const Verb& verb);
// Whether the response ends the call by itself on every provider: a hangup or reject without a condition that is
// reached.
[[nodiscard]] bool ends_call(const Response& response);
// Whether the verb always hands the call to its `action`, whatever happened, so that nothing after it is reached.
[[nodiscard]] bool always_takes_action(const Verb& verb);

// Whether the author says in it what Tropo does when everything was done: `on: {event: continue, next: …}`.
[[nodiscard]] bool has_continue(const Response& response);
// Whether all that the flow ever says are text messages: a conversation by text, which no end of a document ends.
[[nodiscard]] bool is_by_text(const Flow& flow);

// Calls `visit(verb)` for every verb of every provider's response, prompts and nouns included.
template <class Visit> void each_verb(const std::vector<Verb>& verbs, Visit&& visit) {
    for (const Verb& verb : verbs) {
        visit(verb);
        each_verb(verb.children, visit);
        for (const Each& each : verb.each) each_verb(each.body, visit);
    }
}
template <class Visit> void each_verb(const Response& response, Visit&& visit) {
    each_verb(response.verbs, visit);
    for (const ProviderResponse& one : response.by_provider) each_verb(one.verbs, visit);
}

} // namespace callflow::flow

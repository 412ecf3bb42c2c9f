// CF8: runs on pretend providers.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code person_cannot{
    .code = "CF8011",
    .name = "person_cannot",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a person cannot do what a step says",
    .why =
        R"(Keys are heard by a call that gathers them, a message by one that records, a phone is picked up when it rings.
The call never came to such a place: it ended before, waits for something else, or nobody was rung. Look at what was
heard until then; `after: 2s` does a thing at a time of its own, whether anybody listens or not.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code cut_off{
    .code = "CF8012",
    .name = "cut_off",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "an emulated call was cut off",
    .why =
        R"(A run has bounds: how long a call may last, how many requests are made, how many documents follow each other
while no time passes. A real call would go on, and on the real provider cost money: most often a document leads back to
itself without waiting for anybody.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code no_assumption{
    .code = "CF8013",
    .name = "no_assumption",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "nothing of the kind is assumed about the provider",
    .why =
        R"(Where nobody knows for certain how a provider behaves, the emulator takes something for granted, and the trace
of a run says so where the run depends on it. Each such thing has a name, and takes a word, a length of time or a number.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code providers_part{
    .code = "CF8014",
    .name = "providers_part",
    .severity = Severity::note,
    .unreadable = false,
    .summary = "a scenario goes another way on another provider",
    .why =
        R"(The scenario was played on several providers, and from this step on it is not the same everywhere: callers hear
something else, the call is in another state, or other effects are recorded. That may be meant, where a response differs
for the providers, or it is a difference of theirs that the flow should even out.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code stuck_call{
    .code = "CF8015",
    .name = "stuck_call",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "a call is over, and its flow is not",
    .why =
        R"(The call has ended at the provider, but stays in a state that is not final: whatever the flow would do at the
end of a call is not done, and who counts open calls counts this one for ever. Most often the hang-up is not handled
there: an `on:` of the flow with `customer.hangs_up: cancelled` holds in every state.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code fault_matters{
    .code = "CF8016",
    .name = "fault_matters",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "something gone wrong on the way has changed what comes of a call",
    .why =
        R"(Requests come twice, late or not at all, and applications fail: that happens to every application some day. With
such a mishap the call has had other effects than without it, or has ended otherwise. Effects that happen twice are the
usual sign: guard them, or make them `unique`.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code unused_fault{
    .code = "CF8025",
    .name = "unused_fault",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "a fault strikes nothing",
    .why =
        R"(A scenario says that something goes wrong on the way of a request, and in the whole run, on none of its providers,
was there such a request: the scenario shows what happens when nothing goes wrong. A fault names an event of the flow, a kind of request (`gather`,
`record`, `dial`, `status`) or `any`; `lost` and `reordered` strike only what is merely told, never what is waited for; `step` counts the
steps from 1; a fault that stands before this one in the list may have taken everything.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code circling{
    .code = "CF8022",
    .name = "circling",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "documents of a call follow each other without a sound",
    .why =
        R"(Each document leads to the next one, nothing is heard meanwhile, and nobody does anything: the caller hears silence
while the provider asks as fast as the application answers. A real call goes on like that until somebody hangs up, and costs money; the
emulator ends it after some documents (`--assume redirect_limit=…`, on Tropo `document_limit`). Let the caller hear something on the way, or wait.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code unheard_hang_up{
    .code = "CF8023",
    .name = "unheard_hang_up",
    .severity = Severity::note,
    .unreadable = false,
    .summary = "a hang-up comes to where the call would go on",
    .why =
        R"(On Tropo a document without a handler of `hangup` has the result of a hang-up sent to its `continue` address,
with a call that is gone. callflow takes it for the hang-up; an application that only looks at the address takes it for the caller's
next step. Handle the hang-up in the state, or in the flow's `on:`, and the document gets a handler of its own.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

} // namespace callflow::base::codes

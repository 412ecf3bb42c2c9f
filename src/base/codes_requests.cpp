// CF503x and CF8010: what providers send.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code unknown_request_value{
    .code = "CF5030",
    .name = "unknown_request_value",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "a provider's request holds a value that it is not known to send",
    .why = R"(Statuses and results in a provider's requests are words from a list. This one is not on it: it may be
misspelt, or new at the provider. It is handed on as it came, and a flow that compares it with the
words it knows takes its `else`.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code bad_request_value{
    .code = "CF5031",
    .name = "bad_request_value",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "a value in a provider's request cannot be read",
    .why = R"(A field that holds a number, a truth value or a list does not, or a text is not encoded as it has to be.
The field of `input` that it would fill is then missing; `params` has the value as it came.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code no_request{
    .code = "CF5032",
    .name = "no_request",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a body is no request of the provider",
    .why =
        R"(Twilio sends a form, whose fields stand side by side. Tropo sends a JSON object with one key: `session` at the
beginning of a call, `result` after that. This is neither, so it cannot be told what it stands for.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code foreign_callback{
    .code = "CF8010",
    .name = "foreign_callback",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a callback goes to an address that is none of the flow's",
    .why =
        R"(A raw callback is read back by its address, so the address has to have the shape of the flow's `url:` or of an
actor's. This one has not: the document sends the provider to somebody else, or the step's `url:` is
misspelt.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

} // namespace callflow::base::codes

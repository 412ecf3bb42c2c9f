// What Tropo reads behind an address that it calls, `;postd=12pp3;pause=2s`, where Twilio is to call it.
#pragma once

#include "flow/verb.hpp"
#include "providers/findings.hpp"

#include <functional>
#include <optional>
#include <string>

namespace callflow::providers {

// An option that Twilio cannot be told.
struct OptionLost {
    std::string_view name;
    std::string option;  // `x=y`, or the keys; may be a secret
    std::string address; // without options
    std::string_view why;
};

// Takes the options out of the address of a noun, `number` or `sip`: keys to be played become `sendDigits`, with the pauses before them.
// A SIP address keeps parameters of its own.
void options_apart(flow::ResolvedVerb& noun, const std::function<void(const OptionLost&)>& lost);

// The answer with numbers as Twilio dials them, without options and `tel:`; what is lost is CF5002. Nothing where all are so already, as
// nearly all are.
[[nodiscard]] std::optional<flow::ResolvedResponse> with_plain_numbers(const flow::ResolvedResponse& response,
                                                                       const Findings& findings);

} // namespace callflow::providers

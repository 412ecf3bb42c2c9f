// choices.value: Tropo only takes what a grammar lists.
#pragma once

#include "providers/findings.hpp"

#include <string>
#include <string_view>

namespace callflow::providers::tropo {

struct Grammar {
    std::string value;     // `[4 DIGITS]`, `[1-20 DIGITS]`, `sales, support`
    std::string_view mode; // dtmf, speech, any
};

// The grammar of a gather. Digits: as many as numDigits says, or up to
// that many where a finishOnKey is given, else 1 to 20. Speech: the list of its
// hints, with all ten digits where one key may be pressed instead. Twilio writes down whatever is
// said; Tropo cannot, and a gather that listens without hints is a finding (CF5001). An author's own
// grammar (`tropo: {choices: …}`) replaces all that.
[[nodiscard]] Grammar make_grammar(const flow::ResolvedVerb& gather, const Findings& findings);

} // namespace callflow::providers::tropo

// sipsorcery's dialplans, which are Ruby, as entries of ours.
#pragma once

#include "base/diagnostic.hpp"

#include <string>

namespace callflow::providers::sip {

// The `dialplan:` of a flow, as YAML, made of the lines of a dialplan that test what is dialled and dial: `when /^232$/ then
// sys.Dial("999@sip.example.com[fu=unique]")`, `exten => _2XX,1,Dial(…)`. Nothing of it is run. What stands under `if sys.In` goes
// into the same list, and what is dialled next where nobody has answered into the list that is tried in turn. Everything that is not taken over is a finding (CF5005) at its place. Linear.
[[nodiscard]] std::string convert_ruby_plan(const base::Sources& sources, base::FileId file, base::Diagnostics& lost);

} // namespace callflow::providers::sip

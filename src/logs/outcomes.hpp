// How calls end: what codes and words of SIP, Q.850, FreeSWITCH, Asterisk and Twilio come to, in one vocabulary.
#pragma once

#include "base/result.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::logs {

enum class Outcome : std::uint8_t {
    unknown,
    answered,
    voicemail,
    busy,
    no_answer,
    cancelled,
    rejected,
    bad_number,
    unreachable,
    congestion,
    error,
    elsewhere,
};
inline constexpr std::array<std::string_view, 12> outcomes{"unknown",     "answered",   "voicemail", "busy",
                                                           "no_answer",   "cancelled",  "rejected",  "bad_number",
                                                           "unreachable", "congestion", "error",     "elsewhere"};

// What a record says of a call that goes on: `in-progress`. Another one will come when it is over.
[[nodiscard]] bool is_under_way(std::string_view word);

// The flow::SignalSpec that it stands for: `hangup` for what was answered, `busy`, `no_answer`, `canceled` for what was given up or
// answered elsewhere, `machine` for voicemail, `failed` for the rest; empty for unknown.
[[nodiscard]] std::string_view signal_of(Outcome outcome);

// What a code stands for. A number below 128 is Q.850's, one from 200 to 699 SIP's, one from there on FreeSWITCH's own; `sip:487` and
// `Q.850;cause=17` are read too. 16 (and 31, and words for a normal end) say nothing without the answer: with one the call was
// answered, without it was given up. Words in any case, with blanks, `-` or `_` between their parts.
[[nodiscard]] Outcome outcome_of(std::string_view code, bool was_answered);

// `CODE: OUTCOME` lines that go before the table: `--codes FILE`.
class Codes {
public:
    // A YAML mapping of codes to names of outcomes. An error of kind usage says what is wrong.
    [[nodiscard]] static base::Result<Codes> read(std::string_view name, std::string_view text);
    // What a line of its own says of a code; nullopt where there is none.
    [[nodiscard]] std::optional<Outcome> own(std::string_view code) const;

private:
    std::vector<std::pair<std::string, Outcome>> own_; // sorted by code
};

// What a record says of its end.
struct SaidOfEnd {
    std::string_view word{}, cause{}; // how it ended, and a code that stands beside that
    bool answered = false;            // it has the length of a talk
    bool word_decides = false;        // the word goes before lengths, which are not those of a talk alone
};
// Lines of one's own first (`codes`; null: there are none), then the word; where that says little, the code beside it.
[[nodiscard]] Outcome outcome_of(const Codes* codes, const SaidOfEnd& said);
// The same where something has listened to who answered (`machine_start`, `fax`, `human`; empty: nobody says).
[[nodiscard]] Outcome heard_by(Outcome outcome, std::string_view answered_by);

} // namespace callflow::logs

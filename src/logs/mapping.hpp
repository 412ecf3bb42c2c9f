// Which column or field of a log means what: `--map call=CallSid,event=name,time=Timestamp`.
#pragma once

#include "base/result.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::logs {

// What a column can mean.
enum class Meaning : std::uint8_t { call, event, time, state, actor, digits, sequence, address, signal, document };
inline constexpr std::array<std::string_view, 10> meanings{"call",   "event",    "time",    "state",  "actor",
                                                           "digits", "sequence", "address", "signal", "document"};

struct Mapped {
    enum class Kind : std::uint8_t { meaning, input, var } kind = Kind::meaning;
    Meaning meaning = Meaning::call;
    std::string name;   // of the input field or var
    std::string column; // `CallSid`; of JSON also `data.parameters.CallSid`
};

struct Mapping {
    std::vector<Mapped> columns;

    // The column of a meaning, null where there is none.
    [[nodiscard]] const std::string* find(Meaning meaning) const;
};

// Reads `call=CallSid,event=name,time=ts,input.speech=said,var.vip=vip`. An error of kind usage names what is wrong and the
// nearest right word. `call` and `event`, or what can stand for the event (`address`, `signal`), must be there.
[[nodiscard]] base::Result<Mapping> parse_mapping(std::string_view text);

} // namespace callflow::logs

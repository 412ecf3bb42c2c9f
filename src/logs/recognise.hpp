// Which format a log has, by its first bytes.
#pragma once

#include "base/result.hpp"
#include "logs/format.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::logs {

struct Recognised {
    std::shared_ptr<const Format> format; // null: none that is known
    Kind kind = Kind::csv;                // of the format's; by its looks alone, where none is known
    std::string why;                      // `its records have CallSid, CallStatus`
    std::vector<std::string> columns;     // the names that were seen
};

// `head`: the first bytes of a log, without a mark. Of several formats that fit the one that asks for most is it.
[[nodiscard]] Recognised recognise(std::string_view head);
// What the first bytes look like, and nothing more.
[[nodiscard]] Kind kind_by_looks(std::string_view head);

// What stands between the names of a first line: a comma, semicolon, tab or bar, whichever makes the most of them; a comma where they make
// as many. Inside quotes nothing counts.
[[nodiscard]] char separator_by_looks(std::string_view line);

// The names in JSON text that may be cut off, as paths: `data.parameters.CallSid`. What stands in a list has the list's path. Each once,
// in order.
[[nodiscard]] std::vector<std::string> json_paths(std::string_view text);

} // namespace callflow::logs

// Phone numbers in what was read from logs and stores: their last four digits are enough for people to know them again.
#pragma once

#include <string>

namespace callflow::report {

// All digits but the last four become `*`.
[[nodiscard]] std::string mask_number(std::string text);
// The same of every run of seven digits or more that stands by itself or behind a `+`; what stands behind a letter is somebody's
// id.
[[nodiscard]] std::string mask_numbers(std::string text);
// The same of a log's line as it stands there: a JSON number that is a time, by its name and its size, is nobody's.
[[nodiscard]] std::string mask_line(std::string text);

} // namespace callflow::report

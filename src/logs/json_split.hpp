// JSON that is not a text a line, made so. Private to logs.
#pragma once

#include "base/files.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::logs {

// Objects over several lines, joined, or in lists come a line each. What stood on a line is still on that line, as long as no line had
// several. Text that is no object is handed on as it is. An object that begins a line ends one that has lost its end; `lists`: not
// where that one is in a list of its own, for its objects may stand a line each.
[[nodiscard]] std::unique_ptr<base::ByteStream> objects_by_line(std::unique_ptr<base::ByteStream> json,
                                                                bool lists = false);
// Whether the first bytes of JSON are anything but a whole object a line.
[[nodiscard]] bool needs_splitting(std::string_view head);

// Of lines that are objects: those that stand below `path` in them come out instead, a line each, with what else stands beside the
// lists on the way to them under the lists' names. A line without that path stays.
[[nodiscard]] std::unique_ptr<base::ByteStream> objects_inside(std::unique_ptr<base::ByteStream> lines,
                                                               std::vector<std::string> path);

} // namespace callflow::logs

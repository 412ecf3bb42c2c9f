// XML made JSON objects, a line each. Private to logs.
#pragma once

#include "base/files.hpp"

#include <memory>
#include <string>

namespace callflow::logs {

// Each element `record` becomes an object: elements inside it under their names, attributes under `@name`, and what has the attributes
// `key` and `value`, as in XES, under its key. With `item` each element of that name inside a record is an object by itself, which has
// what else stands in the record under the record's name. The object of an element stands on the line on which it ends. What is no
// element is handed on where it can be seen.
[[nodiscard]] std::unique_ptr<base::ByteStream> elements_by_line(std::unique_ptr<base::ByteStream> xml,
                                                                 std::string record, std::string item);

} // namespace callflow::logs

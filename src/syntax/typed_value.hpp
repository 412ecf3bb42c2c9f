// Values in the typed JSON form of `callflow eval`: `{"type":"int","value":3}`.
//
// int and uint are JSON numbers, a double is one with a `.` or an exponent, or "NaN", "Infinity", "-Infinity"; bytes are
// in base64, a timestamp in RFC 3339, a duration as "1.5s", a type is its name, a list an array of typed values, a map
// an array of {"key":typed,"value":typed}, null is {"type":"null","value":null}.
#pragma once

#include "base/json_writer.hpp"
#include "base/source.hpp"
#include "doc/tree.hpp"
#include "expr/value.hpp"

#include <string>
#include <tl/expected.hpp>

namespace callflow::syntax {

// Writes a value that is neither absent nor an error.
void write_typed(base::JsonWriter& json, const expr::Value& value);

// Why a tree is no typed value.
struct TypedProblem {
    base::Span where; // in the document's source
    std::string message;
};
// Reads a value back. More is understood than is written: numbers in quotes (for writers whose numbers have 53 bits), an
// int as a double's value, base64 without its `=` and with `-_`, every form of duration(), and `null_type` for null.
[[nodiscard]] tl::expected<expr::Value, TypedProblem> read_typed(doc::View view);

} // namespace callflow::syntax

// How two flows differ, for people and for programs.
#pragma once

#include "base/json_writer.hpp"
#include "base/source.hpp"
#include "flow/annotations.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace callflow::cli {

// How many differences a diff (flow/diff.hpp) tells of: parts that are there, not there or elsewhere, and what has changed in
// the others.
[[nodiscard]] std::size_t count_differences(const flow::Annotations& diff);

// Lines for people, by states: `+` is new, `-` gone, `~` otherwise, each with its file and line.
void append_flow_differences(std::string& out, const flow::Annotations& diff, const base::Sources& sources);
// The same line by line with what it is about; what is changed of a part stands in lines below its own.
struct Difference {
    std::string body, state; // as in flow::Annotation; both empty: of the whole, or in every state of the flow
    std::string text;
    std::size_t count = 0; // how many of count_differences() it says; none: a heading of those behind it
};
[[nodiscard]] std::vector<Difference> differences_of(const flow::Annotations& diff, const base::Sources& sources);
// The members `changes` and `items` of a flow in schemas/diff.schema.json.
void write_flow_differences(base::JsonWriter& json, const flow::Annotations& diff, const base::Sources& sources);

} // namespace callflow::cli

// What is known about the parts of a flow from elsewhere: coverage of tests, counts of real calls, the path of a simulated one,
// what another version of it has otherwise. Drawings paint it. As JSON it is an overlay (schemas/overlay.schema.json).
#pragma once

#include "base/source.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace callflow::flow {

// One thing that is otherwise than in an older version of a flow.
struct Change {
    std::string path; // what: `response/gather[1]@timeout`, `guard`, `vars/tries/default`
    std::string old;  // as it was, expressions in one spelling; empty where there was nothing
    std::string now;
    base::Span where = {}; // in the new version, else in the old one; may be invalid, and is not written into overlays
    friend bool operator==(const Change&, const Change&) = default;
};

struct Annotation {
    enum class Part : std::uint8_t { state, transition, guard, callback, response };
    Part part = Part::state;
    std::string body;  // the sub-flow or machine it stands in; empty: the flow itself
    std::string state; // it is, or stands in; empty: in an `on:` or a callback of the whole body
    std::string event; // of a transition: `customer.press`, `next`
    std::string to;    // of a transition: the state it leads to, `same`
    std::string text;  // of a guard or response its condition, of a transition in a diff its guards, of a callback what it does
    base::Span where;  // where it is written; invalid for what this flow does not have, or where its file is not loaded
    std::uint64_t count = 0;                             // how often it was entered, taken, run; of conditions: held
    std::vector<std::string> marks;                      // `covered`, `uncovered`, `partly`, …
    std::vector<std::pair<std::string, double>> numbers; // `failed`: how often a condition did not hold
    std::vector<std::string> way = {};                   // of a part not covered: the events that lead to it
    std::vector<std::uint32_t> steps = {};               // of a path: which of its steps came here, from 1, in order
    std::string was = {};              // of a diff: where a rewired transition led, what a renamed state was called
    std::vector<Change> changes = {};  // of a diff: what of the part is otherwise
};

struct Annotations {
    std::string flow;                                    // the file's path as it was given
    std::string name;                                    // the flow's
    std::string kind;                                    // `coverage`, `replay`, `path`, `diff`
    std::vector<std::pair<std::string, double>> numbers; // of the whole: `states_covered`, …
    std::vector<Annotation> items;                       // in document order, states first
    std::string old = {};                                // of a diff: the path of the flow that it was
    std::vector<Change> changes = {};                    // of a diff: what of the whole is otherwise
};

} // namespace callflow::flow

// What an overlay says of a group that is drawn as one box.
#pragma once

#include "draw/diagram.hpp"
#include "flow/annotations.hpp"

#include <cstddef>
#include <cstdint>
#include <map>

namespace callflow::draw {

// What is known of its states, summed up.
struct GroupSum {
    std::uint64_t count = 0, covered = 0, possible = 0;
    double hang_ups = 0, deviations = 0;
    double slowest = -1; // p90 in milliseconds
    std::map<Mark, std::size_t> marks;

    void add(const flow::Annotation& item, Mark mark);
    // As if the group were a state that calls came to.
    [[nodiscard]] flow::Annotation as_one() const;
};

} // namespace callflow::draw

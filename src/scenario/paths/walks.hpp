// Walks through what a search has found, that together show all of it; and walks at random. Internal to scenario.
#pragma once

#include "scenario/paths/search.hpp"

#include <vector>

namespace callflow::scenario {

// A call from its beginning on.
struct PathWalk {
    World world;
    std::vector<Stimulus> steps;
    std::vector<Feature> shown; // by all of it
};

// A small set of walks that show every feature of the kinds that count.
[[nodiscard]] std::vector<PathWalk> covering_walks(Search& search, const PathOptions& options);
// Walks drawn by lot: so many, of so many steps at most.
[[nodiscard]] std::vector<PathWalk> random_walks(Search& search, const PathOptions& options);
// Whether a feature has to be shown.
[[nodiscard]] bool counts(Feature one, PathOptions::Cover cover);

} // namespace callflow::scenario

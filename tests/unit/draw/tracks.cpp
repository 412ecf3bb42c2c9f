// Ways across between two rows, each on its track.
#include "draw/tracks.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

using callflow::draw::Crossing;
using callflow::draw::moved;
using callflow::draw::Shift;
using callflow::draw::Tracks;
using callflow::draw::tracks_of;

TEST_CASE("crossings that do not meet share a track") {
    const Tracks tracks = tracks_of({{0, 100}, {200, 300}, {400, 350}});
    CHECK(tracks.count == 1);
}

TEST_CASE("of crossings that meet, the one that begins further on has the upper track") {
    const Tracks right = tracks_of({{0, 300}, {100, 400}, {200, 500}});
    CHECK(right.count == 3);
    CHECK(right.of[2] < right.of[1]);
    CHECK(right.of[1] < right.of[0]);
    const Tracks left = tracks_of({{300, 0}, {400, 100}});
    CHECK(left.of[0] < left.of[1]);
}

TEST_CASE("crossings that meet never share a track") {
    std::vector<Crossing> crossings;
    for (int i = 0; i < 40; ++i)
        crossings.push_back({static_cast<double>(i * 37 % 400), static_cast<double>(i * 91 % 400)});
    const Tracks tracks = tracks_of(crossings);
    for (std::size_t i = 0; i < crossings.size(); ++i) {
        for (std::size_t k = i + 1; k < crossings.size(); ++k) {
            const auto [low, high] = std::minmax(crossings[i].from, crossings[i].to);
            const auto [other_low, other_high] = std::minmax(crossings[k].from, crossings[k].to);
            if (low < other_high && other_low < high) CHECK(tracks.of[i] != tracks.of[k]);
        }
    }
}

TEST_CASE("what is further along moves by all room that is made before it") {
    const Shift shifts[] = {{10, 5}, {20, 12}};
    CHECK(moved(shifts, 10) == 10);
    CHECK(moved(shifts, 15) == 20);
    CHECK(moved(shifts, 30) == 42);
}

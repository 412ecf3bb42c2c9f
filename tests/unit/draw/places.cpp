// Places of frames, ends of arrows and labels, and what links and overlays say.
#include "draw/ends.hpp"
#include "draw/frames.hpp"
#include "draw/labels.hpp"
#include "draw/layout.hpp"
#include "draw/paint_words.hpp"
#include "draw/parts.hpp"
#include "draw/svg_words.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

using namespace callflow::draw;

namespace {

// Two boxes in a frame of their own each, the first one below a title.
LayoutRequest two_frames() {
    LayoutRequest request;
    request.frames = {{.title = {40, 18}}, {.title = {40, 18}}};
    request.nodes = {{.size = {80, 30}, .frame = 0}, {.size = {80, 30}, .frame = 1}};
    return request;
}
Layout placed() {
    Layout layout;
    layout.size = {300, 100};
    layout.nodes = {{60, 50}, {200, 50}};
    layout.frames = {{10, 10, 100, 80}, {150, 10, 100, 80}};
    return layout;
}

PlacedEdge arrow(const Point& from, const Point& to) {
    const auto between = [&](double share) {
        return Point{from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share};
    };
    PlacedEdge edge;
    edge.curve = {from, between(0.3), between(0.6), between(0.9)};
    edge.tip = to;
    return edge;
}

} // namespace

TEST_CASE("a layout is sound where each box stands in its frames and in no others") {
    const LayoutRequest request = two_frames();
    CHECK(is_sound(request, placed()));
    Layout layout = placed();
    layout.frames[1] = {};
    CHECK_FALSE(is_sound(request, layout)); // a frame that is missing
    layout = placed();
    layout.frames[0].width = 240;
    CHECK_FALSE(is_sound(request, layout)); // over the other one
    layout = placed();
    layout.frames[1].x = 170;
    layout.frames[1].width = 80;
    CHECK_FALSE(is_sound(request, layout)); // its box on its border
}

TEST_CASE("bodies are laid out each by itself and never overlap") {
    LayoutRequest request = two_frames();
    request.frames[0].alone = request.frames[1].alone = true;
    request.frames.push_back({.parent = 1, .title = {30, 18}});
    request.nodes.push_back({.size = {60, 30}, .frame = 2});
    request.edges = {{.from = 1, .to = 2, .label = {}}};
    const std::vector<Part> parts = parts_of(request);
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].nodes == std::vector<std::size_t>{0});
    CHECK(parts[1].nodes == std::vector<std::size_t>{1, 2});
    CHECK(parts[1].frames == std::vector<std::size_t>{2});
    CHECK(parts[1].request.nodes[1].frame == 0);
    Layout one;
    one.size = {80, 30};
    one.nodes = {{40, 15}};
    Layout other;
    other.size = {100, 120};
    other.nodes = {{50, 15}, {50, 100}};
    other.frames = {{10, 60, 80, 60}};
    other.edges = {arrow({50, 30}, {50, 85})};
    const Layout whole = packed(request, parts, {one, other});
    CHECK(is_sound(request, whole));
    // Without the arrow's place in a part there is only the whole.
    request.edges.push_back({.from = 0, .to = 1, .label = {}});
    CHECK(parts_of(request).size() == 1);
}

TEST_CASE("two arrows between neighbours become parallel") {
    LayoutRequest request;
    request.nodes = {{.size = {80, 40}}, {.size = {80, 40}}};
    request.edges = {{.from = 0, .to = 1, .label = {}}, {.from = 1, .to = 0, .label = {}}};
    Layout layout;
    layout.nodes = {{40, 20}, {200, 20}};
    layout.edges = {arrow({80, 20}, {160, 20}), arrow({160, 20}, {80, 20})};
    spread_ends(request, layout);
    const PlacedEdge& there = layout.edges[0];
    const PlacedEdge& back = layout.edges[1];
    CHECK(std::abs(there.tip.y - back.curve.front().y) >= 10);
    CHECK(std::abs(back.tip.y - there.curve.front().y) >= 10);
    CHECK(there.tip.y == there.curve.front().y);
    CHECK(back.tip.y == back.curve.front().y);
    CHECK((there.tip.y > 0 && there.tip.y < 40 && back.tip.y > 0 && back.tip.y < 40));
}

TEST_CASE("a frame becomes as wide as its labels, and what is in the way moves") {
    LayoutRequest request = two_frames();
    request.nodes.push_back({.size = {80, 30}, .frame = 0});
    request.edges = {{.from = 0, .to = 2, .label = {80, 14}}, {.from = 2, .to = 1, .label = {20, 14}}};
    Layout layout = placed();
    layout.size = {300, 200};
    layout.nodes.push_back({60, 150});
    layout.frames[0].height = 180;
    layout.edges = {arrow({60, 65}, {60, 135}), arrow({100, 150}, {200, 65})};
    layout.edges[0].label = {100, 100}; // up to 140, ten before the other frame
    layout.edges[1].label = {130, 130};
    make_room(request, layout);
    CHECK(is_sound(request, layout));
    CHECK(layout.frames[0].x + layout.frames[0].width >= 140);
    CHECK(layout.frames[1].x >= layout.frames[0].x + layout.frames[0].width + 6);
    CHECK(layout.edges[0].label.x == 100);
    CHECK(layout.edges[1].label.x > 130); // the arrow between the frames takes its label along
    CHECK(layout.nodes[1].x == layout.edges[1].tip.x);
    // From left to right, labels stand between the rows: nothing moves.
    request.sideways = true;
    const Layout before = layout;
    layout.edges[0].label.x += 50;
    make_room(request, layout);
    CHECK(layout.frames[0].width == before.frames[0].width);
}

TEST_CASE("a frame's title gives way to an arrow, and the frame reaches around its labels") {
    LayoutRequest request;
    request.frames = {{.title = {40, 18}}};
    request.nodes = {{.size = {60, 30}, .frame = 0}, {.size = {60, 30}, .frame = 0}};
    request.edges = {{.from = 0, .to = 1, .label = {50, 14}}};
    Layout layout;
    layout.size = {300, 200};
    layout.nodes = {{50, 60}, {50, 150}};
    layout.frames = {{10, 10, 120, 170}};
    layout.edges = {arrow({30, 5}, {30, 66})};
    layout.edges[0].label = {120, 100};
    settle_titles(request, layout);
    REQUIRE(layout.titles.size() == 1);
    CHECK(layout.titles[0].x > 30);
    grow_frames(request, layout);
    CHECK(layout.frames[0].x + layout.frames[0].width >= 145);
}

TEST_CASE("a link cannot become another one") {
    CHECK(link_of("https://example.com/{file}#L{line}:{column}", "a b/c#?%.yaml", 3, 7) ==
          "https://example.com/a%20b/c%23%3F%25.yaml#L3:7");
    CHECK(link_of("{file}#{line}", "javascript:alert(1)/x.yaml", 1, 1) == "./javascript%3Aalert%281%29/x.yaml#1");
    CHECK(link_of("{file}", "/srv/x.yaml", 1, 1) == "/srv/x.yaml");
    CHECK(link_of("https://example.com/{file}", "./x.yaml", 1, 1) == "https://example.com/x.yaml");
    CHECK(link_of("https://example.com/\"<{file}>", "{line}.yaml", 1, 1) ==
          "https://example.com/%22%3C%7Bline%7D.yaml%3E");
}

TEST_CASE("a change is said in words") {
    CHECK(words_of_change("response/say[1]@text") == "words changed");
    CHECK(words_of_change("response/gather@timeout") == "gather timeout changed");
    CHECK(words_of_change("group") == "group changed");
}

TEST_CASE("what is drawn is what is counted") {
    using callflow::flow::Annotation;
    callflow::flow::Annotations overlay;
    overlay.kind = "coverage";
    overlay.numbers = {{"states", 3}, {"states_covered", 2}, {"transitions", 0}, {"transitions_covered", 0}};
    for (const char* const body : {"", "", "pin"}) {
        Annotation item;
        item.body = body;
        item.marks = {overlay.items.size() == 1 ? "uncovered" : "covered"};
        overlay.items.push_back(item);
    }
    CHECK(notice_of(overlay) == "2 of 3 states covered");
    CHECK(notice_of(overlay, {"pin"}) == "1 of 1 states covered");
    CHECK(notice_of(overlay, {""}) == "1 of 2 states covered");
    overlay.kind = "replay";
    overlay.numbers = {{"calls", 4}, {"followed", 3}};
    CHECK(notice_of(overlay, {"pin"}) == "4 calls of the whole flow, 75.0 % as the flow says");
}

TEST_CASE("sentences end before the next begins") {
    Diagram diagram;
    for (const auto& [said, wanted] :
         {std::pair("Rings", "Rings. 0 states, 0 transitions."), std::pair("Rings.", "Rings. 0 states, 0 transitions."),
          std::pair("Rings?", "Rings? 0 states, 0 transitions."), std::pair("", "0 states, 0 transitions.")}) {
        diagram.description = said;
        CHECK(account_of(diagram) == wanted);
    }
}

TEST_CASE("words that are far from their arrow come back to it, whatever it costs") {
    LayoutRequest request;
    request.nodes = {{.size = {80, 30}}, {.size = {80, 30}}};
    request.edges = {{.from = 0, .to = 1, .label = {50, 14}}};
    Layout layout;
    layout.size = {400, 4'000};
    layout.nodes = {{100, 20}, {100, 300}};
    layout.edges = {arrow({100, 35}, {100, 285})};
    layout.edges[0].label = {300, 3'900}; // where nothing is in its way
    CHECK(settle_labels(request, layout).faults == 0);
    const Point& at = layout.edges[0].label;
    CHECK(std::abs(at.x - 100) < 25 + 20);
    CHECK(at.y > 35);
    CHECK(at.y < 285);
    const Point before = at;
    CHECK(settle_labels(request, layout).faults == 0); // and stay there
    CHECK(layout.edges[0].label.x == before.x);
    CHECK(layout.edges[0].label.y == before.y);
}

TEST_CASE("words without room are counted, and stay near their arrow") {
    LayoutRequest request;
    request.nodes = {{.size = {20, 30}}, {.size = {20, 30}}};
    request.edges = {{.from = 0, .to = 1, .label = {50, 14}}};
    Layout layout;
    layout.size = {400, 300};
    layout.nodes = {{200, 20}, {200, 280}};
    layout.edges = {arrow({200, 35}, {200, 265})};
    layout.edges[0].label = {230, 150};
    for (const double aside : {-32.0, -16.0, 16.0, 32.0}) { // arrows on both sides of it, with boxes at their ends
        request.nodes.push_back({.size = {8, 30}});
        request.nodes.push_back({.size = {8, 30}});
        layout.nodes.push_back({200 + aside, 20});
        layout.nodes.push_back({200 + aside, 280});
        request.edges.push_back({.from = request.nodes.size() - 2, .to = request.nodes.size() - 1, .label = {}});
        layout.edges.push_back(arrow({200 + aside, 35}, {200 + aside, 265}));
    }
    for (PlacedEdge& edge : layout.edges) edge.curve.back().y = 257; // where heads begin
    const Settled beside = settle_labels(request, layout, 0);
    CHECK(beside.faults == 1);
    CHECK_FALSE(beside.whole);
    CHECK(layout.covered.empty());                          // not counted yet
    const Settled settled = settle_labels(request, layout); // a line to them would cross the others
    CHECK(settled.faults == 1);
    CHECK(settled.whole);
    CHECK(layout.covered == std::vector<std::size_t>{0});
    CHECK(std::abs(layout.edges[0].label.x - 200) < 32 + 25);
    request.edges.resize(1);
    layout.edges.resize(1);
    CHECK(settle_labels(request, layout, 0).faults == 0);
    CHECK(layout.covered.empty());
    CHECK_FALSE(layout.edges[0].led);
}

TEST_CASE("a head gives way to a line that runs through it") {
    LayoutRequest request;
    request.nodes = {{.size = {80, 40}}, {.size = {80, 40}}, {.size = {40, 20}}, {.size = {40, 20}}};
    request.edges = {{.from = 0, .to = 1, .label = {}}, {.from = 2, .to = 3, .label = {}}};
    Layout layout;
    layout.size = {300, 300};
    layout.nodes = {{100, 20}, {100, 220}, {20, 130}, {180, 270}};
    layout.edges = {arrow({100, 40}, {100, 200}), arrow({96, 60}, {104, 330})};
    layout.edges[0].curve.back() = {100, 192}; // where its head begins
    spread_ends(request, layout);
    CHECK(std::abs(layout.edges[0].tip.x - 100) >= 6);
    CHECK(std::abs(layout.edges[0].tip.x - 100) <= 24);
    CHECK(layout.edges[0].tip.y == 200);
}

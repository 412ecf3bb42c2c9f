#include "flow/arrows.hpp"

#include <catch2/catch.hpp>
#include <vector>

namespace callflow::flow {
namespace {

// Whether `from` leads to `to`, asked the plain way.
bool leads(const Arrows& arrows, Node from, Node to) { return reached_from(arrows, {&from, 1})[to]; }

// Some graph of that many nodes, the same each time; with `circles`, arrows go back too.
Arrows some_graph(std::size_t nodes, std::size_t pairs, bool circles, std::uint32_t seed) {
    std::vector<Arrows::Pair> all;
    for (std::size_t i = 0; i < pairs; ++i) {
        seed = seed * 1664525U + 1013904223U;
        const Node from = (seed >> 8) % static_cast<Node>(nodes);
        seed = seed * 1664525U + 1013904223U;
        const Node to = (seed >> 8) % static_cast<Node>(nodes);
        if (circles || from < to) all.emplace_back(from, to);
    }
    return {nodes, all};
}

} // namespace

TEST_CASE("arrows keep their order, and turn round") {
    const Arrows arrows(3, {{0, 2}, {1, 2}, {0, 1}});
    CHECK(std::vector<Node>(arrows.from(0).begin(), arrows.from(0).end()) == std::vector<Node>{2, 1});
    CHECK(arrows.from(2).empty());
    const Arrows back = arrows.reversed();
    CHECK(std::vector<Node>(back.from(2).begin(), back.from(2).end()) == std::vector<Node>{0, 1});
    CHECK(back.from(0).empty());
}

TEST_CASE("a question is answered for each node asked about; without a start it is always no") {
    // 0 -> 1 <-> 2 -> 3, 4 alone
    const Arrows arrows(5, {{0, 1}, {1, 2}, {2, 1}, {2, 3}});
    std::vector<Question> questions(4);
    questions[0] = {{1}, {0, 1, 2, 3, 4}, {}};
    questions[1] = {{3, 4}, {3, 4, 2}, {}};
    questions[2] = {{}, {0}, {}};
    questions[3] = {{4, 0}, {3, 4}, {}};
    answer(arrows, questions);
    CHECK(questions[0].answers == std::vector<bool>{false, true, true, true, false});
    CHECK(questions[1].answers == std::vector<bool>{true, true, false});
    CHECK(questions[2].answers == std::vector<bool>{false});
    CHECK(questions[3].answers == std::vector<bool>{true, true});
}

TEST_CASE("more questions than fit one walk are answered as one by one, with circles and without") {
    for (const bool circles : {false, true}) {
        const Arrows arrows = some_graph(300, circles ? 350 : 900, circles, 7);
        std::vector<Question> questions;
        for (Node start = 0; start < 300; ++start)
            for (const Node other : {Node{299} - start, start / 2})
                questions.push_back({{start, other}, {Node{3}, start / 3, (start * 7) % 300, Node{298}}, {}});
        answer(arrows, questions);
        bool agree = true;
        for (const Question& question : questions)
            for (std::size_t i = 0; i < question.asked.size(); ++i) {
                const bool plain = leads(arrows, question.starts[0], question.asked[i]) ||
                                   leads(arrows, question.starts[1], question.asked[i]);
                agree = agree && plain == question.answers[i];
            }
        CHECK(agree);
    }
}

TEST_CASE("a chain of a million nodes needs no stack of that depth") {
    constexpr Node nodes = 1'000'000;
    std::vector<Arrows::Pair> pairs;
    for (Node node = 0; node + 1 < nodes; ++node) pairs.emplace_back(node, node + 1);
    std::vector<Question> questions = {{{0}, {nodes - 1}, {}}, {{nodes - 1}, {0}, {}}};
    answer({nodes, pairs}, questions);
    CHECK(questions[0].answers[0]);
    CHECK_FALSE(questions[1].answers[0]);
}

} // namespace callflow::flow

// Lines in, answers out.
#include "cli/eval_batch.hpp"

#include <catch2/catch.hpp>

using namespace callflow::cli;

TEST_CASE("lines may come in pieces, and the last needs no line break") {
    const std::string lines = "{\"expr\":\"1 + 1\"}\r\n\n{\"expr\":\"[2]\"}";
    for (std::size_t piece = 1; piece <= lines.size(); ++piece) {
        std::string out;
        EvalBatch batch(out, [] { return true; });
        for (std::size_t at = 0; at < lines.size(); at += piece)
            REQUIRE(batch.feed(std::string_view(lines).substr(at, piece)));
        REQUIRE(batch.finish());
        CHECK(out ==
              "{\"type\":\"int\",\"value\":2}\n{\"type\":\"list\",\"value\":[{\"type\":\"int\",\"value\":2}]}\n");
    }
}

TEST_CASE("a line that is too long is answered once and takes no memory") {
    std::string out;
    EvalBatch batch(out, [] { return true; });
    const std::string block(1u << 20, 'x');
    for (int i = 0; i < 40; ++i) REQUIRE(batch.feed(block));
    REQUIRE(batch.feed("\n{\"expr\":\"1\"}\n"));
    CHECK(out == "{\"error\":\"line 1: it has more than 16777216 bytes\"}\n{\"type\":\"int\",\"value\":1}\n");
}

TEST_CASE("answers are handed over in blocks, and work ends where nobody takes them") {
    std::string out;
    std::size_t largest = 0;
    int left = 3;
    EvalBatch batch(out, [&] {
        largest = std::max(largest, out.size());
        out.clear();
        return --left > 0;
    });
    std::size_t fed = 0;
    while (batch.feed("{\"expr\":\"'0123456789012345678901234567890123456789'\"}\n") && fed < 1'000'000) ++fed;
    CHECK(left == 0);
    CHECK(largest < 300'000);
    CHECK(fed < 20'000);
}

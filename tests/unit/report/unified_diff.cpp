#include "report/unified_diff.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

using namespace callflow;

namespace {

std::string diff(std::string_view before, std::string_view after) {
    std::string out;
    report::write_unified_diff(out, "f.yaml", before, after);
    return out;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.emplace_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return lines;
}

// What `patch` makes of a text, refusing whatever does not fit exactly.
std::string patched(const std::string& before, const std::string& diff) {
    const std::vector<std::string> old_lines = lines_of(before);
    const std::vector<std::string> hunks = lines_of(diff);
    std::string out;
    std::size_t at = 0;
    for (std::size_t i = 2; i < hunks.size(); ++i) {
        const std::string& line = hunks[i];
        if (line.starts_with("@@ -")) {
            const bool empty = line.find(",0 ") < line.find(" +");
            const std::size_t begin = std::stoul(line.substr(4)) - (empty ? 0 : 1);
            REQUIRE(begin >= at);
            for (; at < begin; ++at) out += old_lines[at];
            continue;
        }
        const bool cut = i + 1 < hunks.size() && hunks[i + 1].starts_with('\\');
        const std::string text = line.substr(1, line.size() - (cut ? 2 : 1));
        if (line[0] != '+') {
            REQUIRE(at < old_lines.size());
            REQUIRE(old_lines[at] == text);
            ++at;
        }
        if (line[0] != '-') out += text;
        i += cut ? 1 : 0;
    }
    for (; at < old_lines.size(); ++at) out += old_lines[at];
    return out;
}

} // namespace

TEST_CASE("equal texts have no diff") { CHECK(diff("a\nb\n", "a\nb\n").empty()); }

TEST_CASE("a changed line stands between three lines of context") {
    CHECK(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n") ==
          "--- a/f.yaml\n+++ b/f.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST_CASE("places that are near each other share a hunk, others have their own") {
    CHECK(diff("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n") ==
          "--- a/f.yaml\n+++ b/f.yaml\n@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
    CHECK(diff("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n") ==
          "--- a/f.yaml\n+++ b/f.yaml\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

TEST_CASE("additions at the ends, and a missing last line break") {
    CHECK(diff("", "a\n") == "--- a/f.yaml\n+++ b/f.yaml\n@@ -0,0 +1 @@\n+a\n");
    CHECK(diff("a", "a\n") == "--- a/f.yaml\n+++ b/f.yaml\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
    CHECK(diff("a\nb\n", "b\n") == "--- a/f.yaml\n+++ b/f.yaml\n@@ -1,2 +1 @@\n-a\n b\n");
}

TEST_CASE("the diff of any two texts makes the one of the other") {
    std::uint32_t state = 7;
    const auto next = [&](std::uint32_t below) {
        state = state * 1664525u + 1013904223u;
        return (state >> 16u) % below;
    };
    for (int round = 0; round < 300; ++round) {
        std::string before;
        std::string after;
        const std::uint32_t size = round % 50 == 0 ? 1500 : next(30);
        for (std::uint32_t i = 0; i < size; ++i) {
            const std::string line(1, static_cast<char>('a' + next(4)));
            const std::uint32_t kind = next(6);
            if (kind != 0) before += line + "\n";
            if (kind != 1) after += (kind == 2 ? "x" : line) + "\n";
        }
        if (next(4) == 0) before += "end";
        CHECK(patched(before, diff(before, after)) == after);
    }
}

TEST_CASE("texts without a common line are compared in time that grows with their size") {
    std::string before;
    std::string after;
    for (int i = 0; i < 50'000; ++i) {
        before += "a" + std::to_string(i) + "\n";
        after += "b" + std::to_string(i) + "\n";
    }
    CHECK(patched(before, diff(before, after)) == after);
}

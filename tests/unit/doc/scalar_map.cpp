#include "doc/scalar_map.hpp"

#include "doc/reading.hpp"

#include <random>

using namespace callflow;
using doc::Reading;

namespace {

// The source offset of `word` in the value of `a`, found through its decoded text.
std::string_view found_through_text(const Reading& r, std::string_view word) {
    const doc::View a = r.at("a");
    const auto begin = static_cast<std::uint32_t>(a.text().find(word));
    return r.cut(r.document->source_span(a.id(), begin, begin + static_cast<std::uint32_t>(word.size())));
}

// Where the `decoded`-th byte of a scalar's text begins in the source.
std::uint32_t offset(const Reading& r, doc::NodeId scalar, std::uint32_t decoded) {
    return r.document->source_span(scalar, decoded, decoded).begin;
}

} // namespace

TEST_CASE("a place in a decoded text leads to its source in every style") {
    for (const char* text : {
             "a: p x.y q\n",
             "a: p\n  x.y\n  q\n",
             "a: 'p ''x'' x.y'\n",
             "a: \"p\\t\\u00e9 x.y\"\n",
             "a: \"p\n\n   x.y \\\n   q\"\n",
             "a: |\n  p\n    x.y\n",
             "a: >\n  p\n  x.y\n\n  q\n",
             "a: >-\n\n  p\n   more\n  x.y\n",
             "a: |3\n    p\n   x.y\n",
             "a: >+\r\n  p\r\n  x.y\r\n\r\n",
         }) {
        CAPTURE(text);
        const Reading r(text);
        REQUIRE(r.document.has_value());
        CHECK(found_through_text(r, "x.y") == "x.y");
    }
}

TEST_CASE("an escape is one place, and so is a fold") {
    const Reading r("a: \"x\\u00e9y\"\nb: one\n   two\nc: 'p''q'\n");
    const doc::NodeId a = r.at("a").id();
    CHECK(r.cut(r.document->source_span(a, 1, 3)) == "\\u00e9");
    CHECK(r.cut(r.document->source_span(a, 2, 3)) == "\\u00e9");
    CHECK(r.cut(r.document->source_span(a, 3, 4)) == "y");
    CHECK(offset(r, a, 4) == 12);
    const doc::NodeId b = r.at("b").id();
    CHECK(r.cut(r.document->source_span(b, 0, 3)) == "one");
    CHECK(r.cut(r.document->source_span(b, 3, 4)) == "\n   ");
    CHECK(r.cut(r.document->source_span(b, 0, 7)) == "one\n   two");
    CHECK(r.cut(r.document->source_span(r.at("c").id(), 1, 2)) == "''");
}

TEST_CASE("the end of the text is the end of the content") {
    const Reading r("a: 'x'\nb: \"\\n\"\nc: |\n  y\nd:\n");
    CHECK(offset(r, r.at("a").id(), 1) == 5);
    CHECK(offset(r, r.at("b").id(), 1) == 13);
    CHECK(offset(r, r.at("c").id(), 2) == r.at("c").span().end);
    CHECK(offset(r, r.at("d").id(), 5) == r.at("d").span().begin);
    CHECK(offset(r, r.at("a").id(), 99) == 5);
}

TEST_CASE("a surrogate pair is one place") {
    const Reading r(R"({"a": "x\ud83d\ude00y"})", doc::read_json);
    CHECK(r.at("a").text() == "x\xf0\x9f\x98\x80y");
    CHECK(r.cut(r.document->source_span(r.at("a").id(), 1, 5)) == "\\ud83d\\ude00");
    CHECK(r.cut(r.document->source_span(r.at("a").id(), 5, 6)) == "y");
}

TEST_CASE("a place in an aliased text leads to where it was written") {
    const Reading r("a: &x >\n  one\n  two\nb: *x\n");
    CHECK(r.cut(r.document->source_span(r.at("b").id(), 4, 7)) == "two");
}

// Scalars of random pieces: what was copied byte for byte leads back to the same byte.
TEST_CASE("every byte that is copied leads to a source byte equal to it") {
    const std::string_view parts[] = {"a",   "bc",  " ",        "  ",       "\n    ",   "\n\n    ",
                                      "x.y", "\\n", "\\u00e9",  "''",       "\\\n    ", "\xc3\xa9",
                                      "\t",  "-",   "\n      ", "\r\n    ", "1:2",      "a#"};
    const std::pair<std::string_view, std::string_view> styles[] = {
        {"", ""}, {"'", "'"}, {"\"", "\""}, {"|\n    s", ""}, {">\n    s", ""}, {">-\n    s", ""}, {"|2\n    s", ""}};
    std::mt19937 random(20240501);
    int looked_at = 0;
    for (int round = 0; round < 20000; ++round) {
        const auto& [open, close] = styles[random() % std::size(styles)];
        std::string text = "k:\n  a: " + std::string(open);
        for (auto count = random() % 12; count > 0; --count) {
            text += parts[random() % std::size(parts)];
        }
        text += std::string(close) + "\n  b: end\n";
        const Reading r(text);
        const doc::View a = r.at("k/a");
        if (!r.document || !a.is_scalar() || a.text().empty()) {
            continue;
        }
        CAPTURE(text);
        REQUIRE(r.at("k/b").text() == "end");
        const auto pieces = doc::map_scalar(text, a.span(), a.node().style, a.text());
        std::size_t covered = 0;
        for (const doc::Piece& piece : pieces) {
            covered += piece.length;
            for (std::uint32_t i = 0; piece.verbatim && i < piece.length; ++i) {
                const std::uint32_t at = offset(r, a.id(), piece.decoded + i);
                REQUIRE(text[at] == a.text()[piece.decoded + i]);
                ++looked_at;
            }
        }
        const bool slice = a.text().data() >= r.sources[r.file].text().data() &&
                           a.text().data() < r.sources[r.file].text().data() + text.size();
        REQUIRE((slice || covered == a.text().size()));
    }
    CHECK(looked_at > 20000);
}

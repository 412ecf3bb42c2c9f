#include "doc/reading.hpp"
#include "doc/yaml_scan.hpp"

using namespace callflow;
using doc::Kind;
using doc::Reading;
using doc::Style;

TEST_CASE("plain scalars and keys are found where they stand") {
    const Reading r("a: one two\nb c:   3  # note\n");
    REQUIRE(r.found.empty());
    CHECK(r.source_of("a") == "one two");
    CHECK(r.source_of("b c") == "3");
    CHECK(r.cut(r.root().first_child().span()) == "a");
    CHECK(r.cut(r.root().first_child().next().next().span()) == "b c");
    CHECK(r.cut(r.root().span()) == "a: one two\nb c:   3");
    CHECK(r.at("a").is_plain());
    CHECK(r.at("a").text().data() == r.sources[r.file].text().data() + 3);
}

TEST_CASE("a plain scalar over several lines ends after its last word") {
    const Reading r("a: one\n  two  \n\n  three\nb: 1\n");
    CHECK(r.at("a").text() == "one two\nthree");
    CHECK(r.source_of("a") == "one\n  two  \n\n  three");
}

TEST_CASE("quoted scalars are spanned with their quotes and decoded") {
    const Reading r("a: 'it''s'\nb: \"x\\ty \\u00e9\\x41\"\nc: \"two\n  lines\\\n  joined\n\n  para\"\nd: ''\n");
    CHECK(r.source_of("a") == "'it''s'");
    CHECK(r.at("a").text() == "it's");
    CHECK(r.at("a").node().style == Style::single_quoted);
    CHECK(r.source_of("b") == "\"x\\ty \\u00e9\\x41\"");
    CHECK(r.at("b").text() == "x\ty \xc3\xa9"
                              "A");
    CHECK(r.at("c").text() == "two linesjoined\npara");
    CHECK(r.at("c").node().style == Style::double_quoted);
    CHECK(r.source_of("d") == "''");
    CHECK(r.at("d").text().empty());
    CHECK(r.at("d").is_scalar());
    CHECK_FALSE(r.at("d").is_plain());
}

TEST_CASE("escapes that yaml-cpp turns into invalid UTF-8 are decoded as the characters they name") {
    const Reading r("a: \"\\N|\\_|\\L|\\P|\\e|\\0\"\n");
    CHECK(r.at("a").text() == std::string_view("\xc2\x85|\xc2\xa0|\xe2\x80\xa8|\xe2\x80\xa9|\x1b|\0", 17));
}

TEST_CASE("a block scalar spans from its indicator to the last line of its text") {
    const Reading r(
        "a: |\n  one\n   two\n\nb: >-\n  folded\n  text\n\n  para\n# no\nc: |+\n  x\n\nd: |2-  # why\n    y\n");
    CHECK(r.source_of("a") == "|\n  one\n   two");
    CHECK(r.at("a").text() == "one\n two\n");
    CHECK(r.source_of("b") == ">-\n  folded\n  text\n\n  para");
    CHECK(r.at("b").text() == "folded text\npara");
    CHECK(r.at("c").text() == "x\n\n");
    CHECK(r.source_of("d") == "|2-  # why\n    y");
    CHECK(r.at("d").text() == "  y");
    REQUIRE(r.document->comments.size() == 2);
    CHECK(r.cut(r.document->comments[0].span) == "# no");
    CHECK(r.cut(r.document->comments[1].span) == "# why");
}

TEST_CASE("an empty block scalar is as long as its indicators") {
    const Reading r("a: |-\nb: 1\n");
    CHECK(r.source_of("a") == "|-");
    CHECK(r.at("a").text().empty());
    CHECK(r.at("a").is_scalar());
}

TEST_CASE("flow collections end after their bracket") {
    const Reading r("a: [1, {b: 2, 'c': [] },\n  3 ] # end\nd: { }\n");
    CHECK(r.source_of("a") == "[1, {b: 2, 'c': [] },\n  3 ]");
    CHECK(r.source_of("a/1") == "{b: 2, 'c': [] }");
    CHECK(r.source_of("a/1/c") == "[]");
    CHECK(r.source_of("d") == "{ }");
    CHECK(r.at("a").node().style == Style::flow);
    CHECK(r.root().node().style == Style::block);
}

TEST_CASE("a pair in a flow sequence is a mapping without brackets") {
    const Reading r("[a: b, \"c\": d, [e]]\n");
    CHECK(r.source_of("0") == "a: b");
    CHECK(r.source_of("1") == "\"c\": d");
    CHECK(r.source_of("1/c") == "d");
    CHECK(r.source_of("2") == "[e]");
}

TEST_CASE("block collections end with their last child") {
    const Reading r("a:\n  - 1\n  - b: 2\n    c: 'x'   # note\n\n# note\nd: 3\n");
    CHECK(r.source_of("a") == "- 1\n  - b: 2\n    c: 'x'");
    CHECK(r.source_of("a/1") == "b: 2\n    c: 'x'");
}

TEST_CASE("a list may stand at its key's indentation") {
    const Reading r("a:\n- 1\n- 2\nb: 3\n");
    CHECK(r.source_of("a") == "- 1\n- 2");
    CHECK(r.source_of("b") == "3");
}

TEST_CASE("an empty value stands right after its key") {
    const Reading r("h:\nnull: 1\nk: # note\n  \ne: {x: , y}\n");
    CHECK(r.at("h").is_null());
    CHECK(r.at("h").span() == base::Span{r.file, 1, 1});
    CHECK(r.at("null").text() == "1");
    CHECK(r.cut(r.at("h").next().span()) == "null");
    CHECK(r.at("k").span().begin == 12);
    CHECK(r.at("e/x").is_null());
    CHECK(r.at("e/x").span().begin == r.at("e").span().begin + 2);
    CHECK(r.at("e/y").is_null());
}

TEST_CASE("an empty item stands right after its dash") {
    const Reading r("- a\n-  # none\n-\n- null\n");
    REQUIRE(r.root().size() == 4);
    CHECK(r.at("1").is_null());
    CHECK(r.at("1").span() == base::Span{r.file, 5, 5});
    CHECK(r.at("2").span() == base::Span{r.file, 15, 15});
    CHECK(r.source_of("3") == "null");
}

TEST_CASE("the words null and ~ are texts until someone reads them as more") {
    const Reading r("a: null\nb: ~\nnull: c\n");
    CHECK(r.at("a").is_plain());
    CHECK(r.at("a").text() == "null");
    CHECK(r.source_of("b") == "~");
    CHECK(r.at("null").text() == "c");
}

TEST_CASE("keys that look like other types are texts") {
    const Reading r("on: 1\nno: 2\n1: 3\n+1555: 010\n");
    CHECK(r.at("on").text() == "1");
    CHECK(r.at("no").text() == "2");
    CHECK(r.at("1").text() == "3");
    CHECK(r.at("+1555").text() == "010");
}

TEST_CASE("explicit keys") {
    const Reading r("? a\n: 1\n? |\n  two\n: 3\n? lone\n");
    REQUIRE(r.root().size() == 3);
    CHECK(r.source_of("a") == "1");
    CHECK(r.source_of("two\n") == "3");
    CHECK(r.at("lone").is_null());
    CHECK(r.at("lone").span().begin == 28);
}

TEST_CASE("an alias keeps its own place, what is below it the anchor's") {
    const Reading r("a: &x {k: [1]}\nb: *x\nc: [*x, *x]\n");
    REQUIRE(r.found.empty());
    CHECK(r.source_of("a") == "{k: [1]}");
    CHECK(r.source_of("b") == "*x");
    CHECK(r.at("b").span().begin == 18);
    CHECK(r.at("b").node().from_alias);
    CHECK(r.source_of("b/k") == "[1]");
    CHECK(r.at("b/k/0").span() == r.at("a/k/0").span());
    CHECK(r.at("c/1/k/0").text() == "1");
}

TEST_CASE("an anchor before a key belongs to the key, before a line to the mapping") {
    const Reading r("&k a: &m\n  b: 1\nc: *k\nd: *m\n");
    CHECK(r.at("c").text() == "a");
    CHECK(r.at("d/b").text() == "1");
    CHECK(r.source_of("a") == "b: 1");
    CHECK(r.cut(r.root().span()).substr(0, 4) == "&k a");
}

TEST_CASE("an anchor on an empty value") {
    const Reading r("a: &x\nb: *x\nc: &y ~\n");
    CHECK(r.at("a").is_null());
    CHECK(r.at("a").span() == base::Span{r.file, 5, 5});
    CHECK(r.at("b").is_null());
    CHECK(r.source_of("c") == "~");
}

TEST_CASE("CRLF line ends and a byte order mark move nothing") {
    const Reading r("\xef\xbb\xbf"
                    "a: one\r\n  two\r\nb: |\r\n  x\r\n  y\r\nc: \"p\r\n  q\"\r\nd: e # f\r\n");
    CHECK(r.at("a").text() == "one two");
    CHECK(r.source_of("a") == "one\r\n  two");
    CHECK(r.at("b").text() == "x\ny\n");
    CHECK(r.source_of("b") == "|\r\n  x\r\n  y");
    CHECK(r.at("c").text() == "p q");
    CHECK(r.source_of("d") == "e");
    REQUIRE(r.document->comments.size() == 1);
    CHECK(r.cut(r.document->comments[0].span) == "# f");
}

TEST_CASE("comments are kept in order, with what stands before them") {
    const Reading r("# top\na: 1 # one\nb: [1, # two\n  2]\nc: 'x'# three\nd: a#b\n  # last");
    std::vector<std::string> texts;
    std::vector<bool> own;
    for (const doc::Comment& comment : r.document->comments) {
        texts.emplace_back(r.cut(comment.span));
        own.push_back(comment.own_line);
    }
    CHECK(texts == std::vector<std::string>{"# top", "# one", "# two", "# three", "# last"});
    CHECK(own == std::vector<bool>{true, false, false, false, true});
}

TEST_CASE("a comment behind a plain scalar is found for it") {
    const Reading r("say: Press 1 # for sales\nplay: 'x' # y\nmany: a\n  b # c\nnone: d\n# e\n");
    const auto comment = r.document->trailing_comment(r.at("say").id());
    REQUIRE(comment.has_value());
    CHECK(r.cut(comment->span) == "# for sales");
    CHECK_FALSE(r.document->trailing_comment(r.at("play").id()).has_value());
    CHECK(r.document->trailing_comment(r.at("many").id()).has_value());
    CHECK_FALSE(r.document->trailing_comment(r.at("none").id()).has_value());
}

TEST_CASE("directives and document marks around one document") {
    const Reading r("%YAML 1.2 # version\n--- # begin\na: 1\n...\n# end\n");
    REQUIRE(r.found.empty());
    CHECK(r.source_of("a") == "1");
    CHECK(r.document->comments.size() == 3);
}

TEST_CASE("entries and items walk a document in order") {
    const Reading r("a: [x, y]\nb: 2\n");
    std::string seen;
    for (const doc::Entry entry : doc::entries(r.root())) {
        seen += entry.key.text();
        for (const doc::View item : doc::items(entry.value)) {
            seen += item.text();
        }
    }
    CHECK(seen == "axyb");
    CHECK(r.root().size() == 2);
    CHECK(r.at("a").size() == 2);
    CHECK_FALSE(r.root().find("c").exists());
    CHECK_FALSE(doc::View().first_child().exists());
}

// yaml-cpp drops one of the line breaks that `>+` keeps.
TEST_CASE("a folded block that keeps its last line breaks keeps all of them") {
    const Reading r(
        "a: >+\n  x\n  y\n\nb: >+\n  x\n  \n\nc: >+\n  x\nd: >+2\n   x\n\n\n# no\ne: >+\r\n  x\r\n\r\nf: >+\n\n\ng: >2+\n  x\n\n");
    REQUIRE(r.document.has_value());
    CHECK(r.at("a").text() == "x y\n\n");
    CHECK(r.source_of("a") == ">+\n  x\n  y\n");
    CHECK(r.at("b").text() == "x\n\n\n");
    CHECK(r.at("c").text() == "x\n");
    CHECK(r.at("d").text() == " x\n\n\n");
    CHECK(r.at("e").text() == "x\n\n");
    CHECK(r.at("f").text() == "\n\n");
    CHECK(r.at("g").text() == "x\n\n");
    CHECK(r.cut(r.root().first_child().next().next().span()) == "b");
}

TEST_CASE("keys behind a question mark and their values are found where they stand") {
    const Reading r(
        "? a # one\n# two\n: 1 # three\n? b\n? \"c d\"\n:\n  - x\n  - ? y\n    : z\n  - ? w\n?\n  e\n: {? f : 2, ? g}\n? |\n  h\n: i\n");
    REQUIRE(r.document.has_value());
    REQUIRE(r.found.empty());
    CHECK(r.source_of("a") == "1");
    CHECK(r.at("b").is_null());
    CHECK(r.source_of("c d/0") == "x");
    CHECK(r.source_of("c d/1/y") == "z");
    CHECK(r.at("c d/2/w").is_null());
    CHECK(r.source_of("e/f") == "2");
    CHECK(r.at("e/g").is_null());
    CHECK(r.at("h\n").text() == "i");
    std::string keys;
    for (const doc::Entry entry : doc::entries(r.root())) {
        keys += std::string(r.cut(entry.key.span())) + ";";
    }
    CHECK(keys == "a;b;\"c d\";e;|\n  h;");
    CHECK(r.document->comments.size() == 3);
}

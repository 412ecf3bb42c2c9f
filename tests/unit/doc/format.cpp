// The layout of tricky YAML; doc/check_layout.hpp compares yaml-cpp's events before and after, and formats twice.
#include "doc/check_layout.hpp"
#include "doc/reading.hpp"
#include "source_dir.hpp"

#include <filesystem>
#include <fstream>

using namespace callflow;
using doc::check_layout;
using doc::Document;
using doc::Wishes;
namespace fs = std::filesystem;

namespace {

Wishes nothing(const Document&) { return {}; }

Wishes all_quoted(const Document& document) {
    Wishes wishes;
    for (doc::NodeId id = 0; id < document.nodes.size(); ++id) {
        const doc::View view(document, id);
        for (const doc::View item : doc::items(view)) wishes.quoted.push_back(item.id());
        for (const doc::Entry entry : doc::entries(view)) wishes.quoted.push_back(entry.value.id());
    }
    return wishes;
}

Wishes all_apart(const Document& document) {
    Wishes wishes;
    for (doc::NodeId id = 0; id < document.nodes.size(); ++id) {
        if (document.nodes[id].first_child != doc::no_node) wishes.spaced.push_back(id);
    }
    return wishes;
}

// The layout, or why there is none.
std::string laid_out(std::string_view text, Wishes (*wishes)(const Document&) = nothing) {
    const doc::Layout layout = check_layout(text, wishes);
    REQUIRE(layout.readable);
    if (!layout.complaint.empty()) return layout.complaint;
    return layout.understood ? layout.text : layout.reason;
}

} // namespace

TEST_CASE("blocks and lists are indented by two") {
    CHECK(laid_out("a:\n    b: 1\n    c:\n          - x\n          -   y: 1\n              z: 2\n") ==
          "a:\n  b: 1\n  c:\n    - x\n    - y: 1\n      z: 2\n");
    CHECK(laid_out("a:\n- x\n- y\nb: 1\n") == "a:\n  - x\n  - y\nb: 1\n");
    CHECK(laid_out("-   - a\n    -  b\n- - - c\n") == "- - a\n  - b\n- - - c\n");
    CHECK(laid_out("-\n   a: 1\n-\n- b\n") == "-\n  a: 1\n-\n- b\n");
    CHECK(laid_out("?   a\n:   - b\n    - c\n? d\n") == "? a\n: - b\n  - c\n? d\n");
    CHECK(laid_out("a:\n     text\nb:\n    {x: 1}\n") == "a:\n  text\nb:\n  {x: 1}\n");
}

TEST_CASE("brackets, colons and commas have their blanks") {
    CHECK(laid_out("{ a : 1 ,b:   [ x,y , ], \"c\":d, e: { } }") == "{a: 1, b: [x, y,], \"c\": d, e: {}}\n");
    CHECK(laid_out("a :   1\n\"b\"  :  2\n") == "a: 1\n\"b\": 2\n");
    // A colon would become part of the name.
    CHECK(laid_out("a: &x k\n*x : 1\n") == "a: &x k\n*x : 1\n");
    CHECK(laid_out("a:\tb\t# c\n") == "a: b  # c\n");
}

TEST_CASE("brackets over several lines keep their breaks and stand deeper than their key") {
    CHECK(laid_out("k:\n  a: [\n    x, # one\n  # own\n  {y: 1,\n  z: 2}\n  ]\n") ==
          "k:\n  a: [\n      x,  # one\n      # own\n      {y: 1,\n        z: 2}\n    ]\n");
    CHECK(laid_out("[\na,\n[\nb\n]\n]\n") == "[\n  a,\n  [\n    b\n  ]\n]\n");
}

TEST_CASE("blank lines: one at most, none at the ends") {
    CHECK(laid_out("\n\n\na: 1\n\n\n\nb: 2\n  \n\n") == "a: 1\n\nb: 2\n");
    CHECK(laid_out("a: 1") == "a: 1\n");
    CHECK(laid_out("a: 1\r\nb:   2 \r\n\r\n") == "a: 1\nb: 2\n");
    CHECK(laid_out("\xef\xbb\xbf"
                   "a:\n- b: 1\n") == "a:\n  - b: 1\n");
}

TEST_CASE("entries stand apart where asked, unless both take one line") {
    CHECK(laid_out("s:\n  a:\n    x: 1\n  # about b\n  # more\n  b: 1\n  c: 2\n  d:\n    x: 1\n", all_apart) ==
          "s:\n  a:\n    x: 1\n\n  # about b\n  # more\n  b: 1\n  c: 2\n\n  d:\n    x: 1\n");
    // A comment that ends a block stays with it.
    CHECK(laid_out("s:\n  a:\n    x: 1\n    # y: 2\n  b: 1\n", all_apart) ==
          "s:\n  a:\n    x: 1\n    # y: 2\n\n  b: 1\n");
    // Behind `|+` a blank line would be text.
    CHECK(laid_out("a: |+\n  x\nb: 1\n", all_apart) == "a: |+\n  x\nb: 1\n");
    CHECK(laid_out("a: |\n  x\nb: 1\n", all_apart) == "a: |\n  x\n\nb: 1\n");
}

TEST_CASE("comments stand as what follows, or two blanks behind code") {
    CHECK(laid_out("a:\n  # one\n     # two\n  b: 1 # three\n# four\nc: 2\n# five") ==
          "a:\n  # one\n  # two\n  b: 1  # three\n# four\nc: 2\n# five\n");
    CHECK(laid_out("a:\n    b:\n        - x\n        # in the list\n    # in a\nc: 1\n") ==
          "a:\n  b:\n    - x\n    # in the list\n  # in a\nc: 1\n");
    // A column of comments stays one, a comment that goes on below stays below.
    CHECK(laid_out("a: 1      # one\nbcd: 2    # two\n          # more\ne: 3 # three\n") ==
          "a: 1    # one\nbcd: 2  # two\n        # more\ne: 3  # three\n");
    CHECK(laid_out("a: 1     # one\nlong: 1\nb: 22    # two\n\nc: 1     # apart\n") ==
          "a: 1   # one\nlong: 1\nb: 22  # two\n\nc: 1  # apart\n");
    CHECK(laid_out("a: \xe6\x97\xa5\xe6\x9c\xac  # wide\nb: 1     # plain\n") ==
          "a: \xe6\x97\xa5\xe6\x9c\xac  # wide\nb: 1     # plain\n");
}

TEST_CASE("block scalars keep their text") {
    CHECK(laid_out("a:\n      b: |   # c\n           x\n             y\n\n           z\n\n\n      c: 1\n") ==
          "a:\n  b: |  # c\n    x\n      y\n\n    z\n\n  c: 1\n");
    CHECK(laid_out("a:\n    b: |2\n         x\n      y\n") == "a:\n  b: |2\n       x\n    y\n");
    CHECK(laid_out("- >-\n       fold\n       ed  \n\n         more\n") == "- >-\n  fold\n  ed  \n\n    more\n");
    CHECK(laid_out("a: |+\n    x\n\n\nb: 1\n") == "a: |+\n  x\n\n\nb: 1\n");
    CHECK(laid_out("a: |+\n    x\n\n\n") == "a: |+\n  x\n\n\n");
    CHECK(laid_out("a: |+\n    \n   \nb: 1\n") == "a: |+\n\n\nb: 1\n");
    CHECK(laid_out("a: |\r\n    x\r\n    y\r\n") == "a: |\n  x\n  y\n");
    // yaml-cpp takes the end of the file for what it is.
    CHECK(check_layout("a: |\n    x", nothing).complaint.empty());
    // yaml-cpp wants the text deeper than the anchor.
    CHECK(laid_out("key: &a |\n         x\n") == "key: &a |\n       x\n");
}

TEST_CASE("quotes are put on what is asked for, with its line breaks and escapes") {
    CHECK(laid_out("a: say \"hi\" \\ there\nb: 'it''s'\nc: ~\nd: \"x\"\n", all_quoted) ==
          "a: \"say \\\"hi\\\" \\\\ there\"\nb: \"it's\"\nc: ~\nd: \"x\"\n");
    CHECK(laid_out("a: one\n  two\n\n      three\nb: 'x\n\n  y'\n", all_quoted) ==
          "a: \"one\n  two\n\n  three\"\nb: \"x\n\n  y\"\n");
    CHECK(laid_out("a: \"x \\\n       y  \n     z\\  \n   w\"\n") == "a: \"x \\\n  y\n  z\\ \n  w\"\n");
    CHECK(laid_out("a: \xf0\x9f\x98\x80 ''\n", all_quoted) == "a: \"\xf0\x9f\x98\x80 ''\"\n");
    // Nothing else is touched.
    CHECK(laid_out("a: 010\nb: +1\nc: 'on'\nd: on\n") == "a: 010\nb: +1\nc: 'on'\nd: on\n");
}

TEST_CASE("anchors, aliases, merging, directives and markers stay") {
    CHECK(laid_out("x: &a\n    p: 1\ny:\n    <<:   *a\n    q: [ *a , 2 ]\n") ==
          "x: &a\n  p: 1\ny:\n  <<: *a\n  q: [*a, 2]\n");
    CHECK(laid_out("%YAML 1.2\n---\na: 1\n...\n") == "%YAML 1.2\n---\na: 1\n...\n");
    CHECK(laid_out("--- # c\na:  1\n") == "---  # c\na: 1\n");
    CHECK(laid_out("<<: {a: 1}\nb: 2\n") == "<<: {a: 1}\nb: 2\n");
}

TEST_CASE("deep and long documents are laid out") {
    std::string deep;
    for (int i = 0; i < 199; ++i) deep += std::string(static_cast<std::size_t>(i) * 3, ' ') + "k:\n";
    CHECK(check_layout(deep + std::string(600, ' ') + "v: 1\n", nothing).understood);
    const doc::Layout brackets = check_layout("a: " + std::string(199, '[') + std::string(199, ']'), nothing);
    CHECK(brackets.understood);
    CHECK(laid_out("a: " + std::string(100'000, 'x') + "\n").size() == 100'004);
}

// What yaml-cpp reads although YAML forbids it: the layout stays as it is, and the reason says where.
TEST_CASE("a text that cannot be moved safely is left alone") {
    const doc::Layout layout = check_layout("f: >-\n x\n ", nothing);
    CHECK(layout.readable);
    CHECK_FALSE(layout.understood);
    CHECK(layout.reason == "line 1, column 4: a value would not stay the same");
}

TEST_CASE("the project's own documents keep their meaning") {
    int files = 0;
    for (const char* folder : {"samples", "tests"}) {
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(source_dir) / folder)) {
            const std::string ending = entry.path().extension().string();
            if (ending != ".yaml" && ending != ".yml") continue;
            CAPTURE(entry.path().string());
            std::ostringstream text;
            text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
            for (const auto wishes : {nothing, all_quoted, doc::some_wishes}) {
                const doc::Layout layout = check_layout(text.str(), wishes);
                CHECK(layout.complaint.empty());
                CHECK(layout.understood == layout.readable);
            }
            ++files;
        }
    }
    CHECK(files > 10);
}

TEST_CASE("texts with any line changed are laid out, or left alone, never broken") {
    const std::string text =
        "# c\na: &x {b: [1, 2], c: 'd'} # e\nf:\n- g: |\n    h\n\n     i\n- j: k\n  l: \"m\n   n\"\n"
        "o:\n  ? p\n  : q\n  r: *x\n";
    const std::string_view with = "\n #-:?,[]{}&*'\"| \tx";
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const char c : with) {
            std::string put = text;
            put.insert(at, 1, c);
            std::string instead = text;
            instead[at] = c;
            for (const std::string& one : {put, instead}) {
                const doc::Layout layout = check_layout(one, all_quoted);
                if (!layout.complaint.empty()) FAIL_CHECK(one << "\n" << layout.complaint);
            }
        }
    }
}

TEST_CASE("a text that indentation would blow up is left alone") {
    std::string lines = "a: " + std::string(199, '[') + "\"";
    for (int i = 0; i < 200'000; ++i) lines += "x\n";
    const doc::Layout long_one = check_layout(lines + "\"" + std::string(199, ']'), nothing);
    CHECK_FALSE(long_one.understood);
    CHECK(long_one.reason == "the result would have more than 67108864 bytes");
}

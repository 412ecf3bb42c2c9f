#include "doc/reading.hpp"

using namespace callflow;
using doc::Kind;
using doc::Reading;
namespace codes = base::codes;

TEST_CASE("a guard that begins with ! is a tag, and the tree goes on with what was meant") {
    const Reading r("to: a\nif: !vip\n");
    const base::Diagnostic& found = r.only(codes::yaml_tag);
    CHECK(r.cut(found.where) == "!vip");
    CHECK(found.help == "write `unless: vip`, or quote the expression: \"!vip\"");
    CHECK(r.at("if").text() == "!vip");
    CHECK(r.source_of("if") == "!vip");
    CHECK(r.mended() == "to: a\nif: \"!vip\"\n");
}

TEST_CASE("unless with ! becomes if; a longer expression is quoted") {
    CHECK(Reading("unless: !a.b\n").only(codes::yaml_tag).help.find("`if: a.b`") != std::string::npos);
    const Reading r("if: !vip && x == \"1\"\n");
    CHECK(r.at("if").text() == "!vip && x == \"1\"");
    CHECK(r.mended() == "if: '!vip && x == \"1\"'\n");
}

TEST_CASE("any other tag is a finding too, and the value is read without it") {
    const Reading r("a: !!str 12\nb: !x [1]\nc: !<tag:x> {d: 1}\ne: ! f\n");
    CHECK(r.found.items().size() == 4);
    CHECK(r.at("a").text() == "12");
    CHECK(r.source_of("b") == "[1]");
    CHECK(r.at("c/d").text() == "1");
    for (const base::Diagnostic& item : r.found.items()) {
        CHECK(item.code == &codes::yaml_tag);
        CHECK_FALSE(item.help.empty());
    }
}

TEST_CASE("a quoted text is no tagged one, though yaml-cpp gives both the same tag") {
    CHECK(Reading("a: 'x'\nb: \"y\"\nc: |\n  z\n").found.empty());
    CHECK(Reading("a: ! 'x'\n").found.items().size() == 1);
}

TEST_CASE("a tag on nothing does not reach for the next line") {
    const Reading r("a: !t\n\"\": 1\n");
    CHECK(r.root().size() == 2);
    CHECK(r.root().find("").text() == "1");
}

TEST_CASE("a duplicate key is found, with the first one's place") {
    const Reading r("a: 1\nb: 2\n'a': 3\n");
    const base::Diagnostic& found = r.only(codes::duplicate_key);
    CHECK(r.cut(found.where) == "'a'");
    REQUIRE(found.notes.size() == 1);
    CHECK(found.notes[0].where.begin == 0);
    CHECK(r.root().size() == 3);
    CHECK(r.at("a").text() == "1");
}

TEST_CASE("duplicate keys among thousands are found once each, quickly") {
    std::string text;
    for (int i = 0; i < 20000; ++i) {
        text += "k" + std::to_string(i) + ": 1\n";
    }
    text += "k7: 2\nk7: 3\n";
    const Reading r(text);
    REQUIRE(r.found.items().size() == 2);
    CHECK(r.found.items()[0].notes[0].where.begin == 42);
    CHECK(r.found.items()[1].notes[0].where.begin == 42);
}

TEST_CASE("no more than a thousand findings are listed, and the tree is whole") {
    std::string text = "{";
    for (int i = 0; i < 3000; ++i) {
        text += "a: 1, ";
    }
    const Reading r(text + "b: 2}");
    CHECK(r.found.items().size() == 1001);
    CHECK(r.only(codes::too_many_findings).severity == base::Severity::note);
    CHECK(r.root().size() == 3001);
}

TEST_CASE("an unquoted template is found and read as the text it was meant as") {
    const Reading r("say: {{ name }} # x\n");
    CHECK(r.cut(r.only(codes::unquoted_template).where) == "{{ name }}");
    CHECK(r.at("say").is_plain());
    CHECK(r.at("say").text() == "{{ name }}");
    CHECK(r.mended() == "say: \"{{ name }}\" # x\n");
}

TEST_CASE("unquoted templates with commas, colons and braces, in lists and in brackets") {
    const Reading r("a: {{ x, y : z }}\nb: [{{ f(p, q) }}, {c: {{ d }}}]\ne: {{ {g: 1} }}\n");
    CHECK(r.found.items().size() == 4);
    CHECK(r.at("a").text() == "{{ x, y : z }}");
    CHECK(r.at("b/0").text() == "{{ f(p, q) }}");
    CHECK(r.at("b/1/c").text() == "{{ d }}");
    CHECK(r.at("e").text() == "{{ {g: 1} }}");
}

TEST_CASE("a template inside a plain text needs no quotes") { CHECK(Reading("say: Hello {{ name }}\n").found.empty()); }

TEST_CASE("an unquoted template with text behind it cannot be read, and is explained") {
    for (const char* text :
         {"say: {{ name }} is here\n", "say: {{ a ? b : c }}\n", "say: {{ a[0] }}\n", "- {{ \"a\" + b }}\n"}) {
        CAPTURE(text);
        const Reading r(text);
        CHECK_FALSE(r.document.has_value());
        CHECK(r.only(codes::syntax_error).help.find("{{") != std::string::npos);
    }
}

TEST_CASE("a key must be a text") {
    const Reading r("? [a, b]\n: 1\n{c: d}: 2\n");
    REQUIRE(r.found.items().size() == 2);
    CHECK(r.found.items()[0].code == &codes::wrong_type);
    CHECK(r.found.items()[1].message.find("mapping") != std::string::npos);
    CHECK(Reading("a: 1\n: 2\n").only(codes::null_value).where.begin == 5);
}

TEST_CASE("<< takes what is not there yet, in its own place") {
    const Reading r("base: &b {x: 1, y: 2}\nuse:\n  a: 0\n  <<: *b\n  y: 3\n");
    REQUIRE(r.found.empty());
    const doc::View use = r.at("use");
    REQUIRE(use.size() == 3);
    CHECK(use.find("x").text() == "1");
    CHECK(use.find("y").text() == "3");
    CHECK_FALSE(use.find("<<").exists());
    std::string order;
    for (const doc::Entry entry : doc::entries(use)) {
        order += entry.key.text();
        order += entry.key.node().merged ? "+" : "";
        CHECK(entry.key.node().parent == use.id());
    }
    CHECK(order == "ax+y");
    CHECK(r.source_of("use/x") == "1");
}

TEST_CASE("<< of a list: the first mapping wins; a quoted << is a key") {
    const Reading r("a: &a {x: 1}\nb: &b {x: 2, y: 3}\nc: {<<: [*a, *b, {z: 4}]}\nd: {\"<<\": 1}\n");
    REQUIRE(r.found.empty());
    CHECK(r.at("c/x").text() == "1");
    CHECK(r.at("c/y").text() == "3");
    CHECK(r.at("c/z").text() == "4");
    CHECK(r.at("d").find("<<").text() == "1");
}

TEST_CASE("<< of a merged mapping, and of something that is none") {
    const Reading merged("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n");
    CHECK(merged.at("c/x").text() == "1");
    CHECK(merged.at("c/y").text() == "2");
    CHECK(Reading("a: {<<: 3}\n").only(codes::wrong_type).where.begin == 8);
    CHECK(Reading("a: {<<: [{b: 1}, x]}\n").found.items().size() == 1);
}

TEST_CASE("aliases without an anchor are all found, and the rest is read") {
    const Reading r("a: *x\nb: [1, *y]\nc: 2\n");
    REQUIRE(r.found.items().size() == 2);
    CHECK(r.cut(r.found.items()[0].where) == "*x");
    CHECK(r.cut(r.found.items()[1].where) == "*y");
    CHECK(r.found.items()[0].code == &codes::unknown_alias);
    CHECK(r.at("a").is_null());
    CHECK(r.at("c").text() == "2");
}

TEST_CASE("the star of a telephone as an unquoted key is explained and mended") {
    const Reading r("keys: {1: sales, *: again}\n");
    CHECK(r.only(codes::unknown_alias).help.find("\"*\"") != std::string::npos);
    CHECK(r.at("keys").find("*").text() == "again");
    CHECK(r.mended() == "keys: {1: sales, \"*\": again}\n");
    CHECK(Reading("*: a\n").root().find("*").text() == "a");
}

TEST_CASE("a text that begins with a star is one finding") {
    const Reading r("say: *please* wait\n");
    CHECK(r.at("say").text() == "*please* wait");
    CHECK(r.mended() == "say: \"*please* wait\"\n");
}

TEST_CASE("an anchor inside an unquoted template names nothing") {
    const Reading r("a: {{ &x y }}\nb: *x\n");
    REQUIRE(r.found.items().size() == 2);
    CHECK(r.found.items()[1].code == &codes::unknown_alias);
    CHECK(r.at("a").text() == "{{ &x y }}");
}

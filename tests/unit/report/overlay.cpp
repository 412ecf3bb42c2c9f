#include "report/overlay.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace callflow;
using flow::Annotation;
using flow::Annotations;

namespace {

struct Read {
    std::optional<std::vector<Annotations>> flows;
    base::Diagnostics findings;
};

Read read(base::Sources& sources, std::string text) {
    Read out;
    const base::FileId file = sources.add("overlay.json", std::move(text));
    out.flows = report::read_overlay(sources, file, out.findings);
    return out;
}
Read read(std::string text) {
    base::Sources sources;
    return read(sources, std::move(text));
}

// What is said of a document that has this item, and the text it is said of.
std::string said(const std::string& item) {
    base::Sources sources;
    const Read done = read(sources, R"({"callflow_overlay": 1, "flows": [{"flow": "a.yaml", "name": "a", "kind": "path",
        "numbers": {}, "items": [)" + item +
                                        "]}]}");
    CHECK_FALSE(done.flows);
    REQUIRE(done.findings.items().size() == 1);
    const base::Diagnostic& one = done.findings.items().front();
    const std::string_view text = sources[one.where.file].text();
    return std::string(one.code->code) + " " + std::string(text.substr(one.where.begin, one.where.size())) + ": " +
           one.message + (one.help.empty() ? "" : "; " + one.help);
}

Annotations everything(base::Span menu, base::Span press) {
    Annotation state;
    state.part = Annotation::Part::state;
    state.body = "survey";
    state.state = "menü \"1\"";
    state.where = menu;
    state.count = 18446744073709551u;
    state.marks = {"changed", "renamed"};
    state.numbers = {{"possible", 3}, {"p90_ms", 1.5}, {"far", 1e300}};
    state.was = "menu";
    state.changes = {{"response/say[1]", "", "say: Hello"}, {"group", "front", ""}};
    Annotation transition;
    transition.part = Annotation::Part::transition;
    transition.state = state.state;
    transition.event = "customer.press";
    transition.to = "same";
    transition.text = "input.digits == \"1\"";
    transition.where = press;
    transition.marks = {"passed"};
    transition.way = {"press", "next"};
    transition.steps = {1, 4, 4294967295U};
    Annotations all;
    all.flow = "line.yaml";
    all.name = "line";
    all.kind = "diff";
    all.old = "old/line.yaml";
    all.changes = {{"vars/tries/default", "3", "4"}};
    all.numbers = {{"calls", 2}};
    all.items = {state, transition};
    return all;
}

} // namespace

TEST_CASE("an overlay that was written is read back whole") {
    base::Sources sources;
    // A place behind two characters of several bytes, and one behind a byte order mark.
    const base::FileId flow = sources.add("line.yaml", "\xef\xbb\xbfstates:\n  \"ü€\": {press: same}\n");
    const base::Span menu{flow, 3, 9};
    const auto at = static_cast<std::uint32_t>(sources[flow].text().find("same"));
    const Annotations first = everything(menu, {flow, at, at + 4});
    Annotations second;
    second.kind = "coverage";
    const std::vector<Annotations> flows = {first, second};
    std::string text;
    report::write_overlay(text, flows, sources);
    const Read done = read(sources, text);
    CHECK(done.findings.empty());
    REQUIRE(done.flows);
    REQUIRE(done.flows->size() == 2);
    const Annotations& back = done.flows->front();
    CHECK(back.flow == first.flow);
    CHECK(back.name == first.name);
    CHECK(back.kind == first.kind);
    CHECK(back.old == first.old);
    CHECK(back.changes == first.changes);
    CHECK(back.numbers == first.numbers);
    CHECK(done.flows->back().items.empty());
    REQUIRE(back.items.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        const Annotation& was = first.items[i];
        const Annotation& is = back.items[i];
        CHECK(is.part == was.part);
        CHECK(is.body == was.body);
        CHECK(is.state == was.state);
        CHECK(is.event == was.event);
        CHECK(is.to == was.to);
        CHECK(is.text == was.text);
        CHECK(is.where.file == was.where.file);
        CHECK(is.where.begin == was.where.begin);
        CHECK(is.count == was.count);
        CHECK(is.marks == was.marks);
        CHECK(is.numbers == was.numbers);
        CHECK(is.way == was.way);
        CHECK(is.steps == was.steps);
        CHECK(is.was == was.was);
        CHECK(is.changes == was.changes);
    }
    std::string again;
    report::write_overlay(again, *done.flows, sources);
    CHECK(again == text);
}

TEST_CASE("a place of an overlay is found in the files that are loaded") {
    const auto place = [](const std::vector<std::string>& names, const std::string& file, int line, int column,
                          const std::string& marks = "") {
        base::Sources sources;
        for (const std::string& name : names) sources.add(name, "one: 1\ntwo: 2\n");
        const Read done = read(sources, R"({"callflow_overlay": 1, "flows": [{"flow": "x", "name": "", "kind": "replay",
            "numbers": {}, "items": [{"part": "state", "count": 0, "marks": [)" + marks + R"(], "numbers": {}, "file": ")" +
                                            file + R"(", "line": )" + std::to_string(line) + R"(, "column": )" +
                                            std::to_string(column) + "}]}]}");
        REQUIRE(done.flows);
        const base::Span where = done.flows->front().items.front().where;
        return where.valid() ? names[where.file] + ":" + std::to_string(where.begin) : "nowhere";
    };
    CHECK(place({"a/line.yaml", "line.yaml"}, "line.yaml", 2, 1) == "line.yaml:7"); // the same name first
    CHECK(place({"a/line.yaml"}, "elsewhere/line.yaml", 1, 2) == "a/line.yaml:1");  // else the one that ends so
    CHECK(place({"a/line.yaml", "b/line.yaml"}, "c/line.yaml", 1, 1) == "nowhere"); // but not one of two
    CHECK(place({"new/line.yaml"}, "old/line.yaml", 1, 1, "\"removed\"") == "nowhere"); // it stood in the old one
    CHECK(place({"online.yaml"}, "line.yaml", 1, 1) == "nowhere");
    CHECK(place({"line.yaml"}, "line.yaml", 9, 1) == "nowhere"); // beyond the end
    CHECK(place({"line.yaml"}, "line.yaml", 1, 8) == "nowhere");
    CHECK(place({"line.yaml"}, "line.yaml", 1, 7) == "line.yaml:6"); // the line's end is a place
    CHECK(place({}, "overlay.json", 1, 1) == "nowhere");             // the overlay itself is no flow
}

TEST_CASE("what is wrong in an overlay is said where it stands") {
    CHECK(said(R"({"part": "state", "count": 0, "marks": [], "numbers": {}, "stpes": [1]})") ==
          "CF1007 \"stpes\": an item of an overlay has no member 'stpes'; did you mean `steps`?");
    CHECK(said(R"({"part": "stat", "count": 0, "marks": [], "numbers": {}})") ==
          "CF1009 \"stat\": `part` cannot be 'stat'; did you mean `state`?");
    CHECK(said(R"({"part": "state", "count": 0, "marks": ["rewierd"], "numbers": {}})") ==
          "CF1009 \"rewierd\": a mark cannot be 'rewierd'; did you mean `rewired`?");
    CHECK(said(R"({"part": "state", "count": 0.5, "marks": [], "numbers": {}})") ==
          "CF1008 0.5: `count` must be a whole number, 0 or more");
    CHECK(said(R"({"part": "state", "count": "7", "marks": [], "numbers": {}})") ==
          "CF1008 \"7\": `count` must be a whole number, 0 or more");
    CHECK(said(R"({"part": "state", "count": 0, "marks": [], "numbers": {}, "steps": [0]})") ==
          "CF1008 0: a step must be a whole number from 1 to 4294967295");
    CHECK(said(R"({"part": "state", "count": 0, "marks": [], "numbers": {}, "state": 5})") ==
          "CF1008 5: `state` must be a text");
    CHECK(said(R"({"part": "state", "count": 0, "marks": "used", "numbers": {}})") ==
          "CF1008 \"used\": `marks` must be a list");
    CHECK(said(R"({"part": "state", "count": 0, "marks": [], "numbers": {"p": null}})") ==
          "CF1008 null: `p` must be a number");
    CHECK(said(R"({"part": "state", "marks": [], "numbers": {}})").ends_with("an item of an overlay needs `count`"));
    CHECK(said(R"({"part": "state", "count": 0, "marks": [], "numbers": {}, "changes": [{"path": "a", "old": "", "now": ""}]})")
              .starts_with("CF1007 \"now\": a change has no member 'now'"));
    CHECK(said("7") == "CF1008 7: an item of an overlay must be an object");
}

TEST_CASE("what is no overlay, or one of another version, is not guessed at") {
    const auto said_of = [](std::string text) {
        const Read done = read(std::move(text));
        CHECK_FALSE(done.flows);
        REQUIRE(done.findings.items().size() == 1);
        return std::string(done.findings.items().front().code->code) + " " + done.findings.items().front().message;
    };
    CHECK(said_of("{}") == "CF1013 this is no overlay: `callflow_overlay` is missing");
    CHECK(said_of("[]") == "CF1013 this is no overlay: `callflow_overlay` is missing");
    CHECK(said_of(R"({"callflow_overlay": 2, "flows": []})") ==
          "CF1013 `callflow_overlay` is 1 in what this version reads, not '2'");
    CHECK(said_of(R"({"callflow_overlay": 1})") == "CF1010 an overlay needs `flows`");
    CHECK(said_of("callflow: 1").starts_with("CF0002 "));
    CHECK(said_of(R"({"callflow_overlay": 1, "flows": [], "flows": []})").starts_with("CF1002 "));
}

TEST_CASE("a document of nothing but mistakes is not answered by as many findings") {
    std::string text = R"({"callflow_overlay": 1, "flows": [)";
    for (int i = 0; i < 5000; ++i) text += "0,";
    text += "0]}";
    const Read done = read(std::move(text));
    CHECK_FALSE(done.flows);
    CHECK(done.findings.items().size() == 100);
    CHECK(done.findings.items().back().code->name == "too_many_findings");
    CHECK(done.findings.has_errors());
}

TEST_CASE("places on a very long line are found without a walk along it for each") {
    std::string line = "{";
    for (int i = 0; i < 20000; ++i) line += "\"ü\": 1, ";
    base::Sources sources;
    const base::FileId flow = sources.add("line.json", line + "}\n");
    Annotations all;
    all.kind = "replay";
    for (std::uint32_t i = 0; i < 20000; ++i) {
        Annotation& item = all.items.emplace_back();
        item.where = {flow, 1 + i * 9, 1 + i * 9};
    }
    std::string text;
    report::write_overlay(text, std::vector{all}, sources);
    const Read done = read(sources, text);
    REQUIRE(done.flows);
    CHECK(done.flows->front().items.back().where.begin == all.items.back().where.begin);
    CHECK(done.flows->front().items[777].where.begin == all.items[777].where.begin);
}

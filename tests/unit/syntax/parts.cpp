// Flows in several files.
#include "syntax/reading.hpp"

#include <catch2/catch.hpp>

namespace callflow {
namespace {

using test::PartStore;
using test::Reading;

constexpr std::string_view head = "callflow: 1\nname: test\ninitial: a\n";

std::string flow_with(std::string_view include, std::string_view states = "{a: {next: b}, b: {final: true}}") {
    return std::string(head) + "include: " + std::string(include) + "\nstates: " + std::string(states) + "\n";
}

PartStore store(std::map<std::string, std::string> content) {
    PartStore files;
    files.content = std::move(content);
    return files;
}

std::vector<std::string> names(const std::vector<flow::State>& states) {
    std::vector<std::string> all;
    for (const flow::State& one : states) all.push_back(one.name);
    return all;
}

TEST_CASE("a part's states, vars, actors and defaults are the flow's, behind its own") {
    const Reading reading(
        flow_with("[parts/one.yaml, two.yaml]", "{a: {next: [{to: c, if: vip}, b]}, b: {final: true}}"),
        store({{"parts/one.yaml", "callflow-part: 1\nvars: {vip: true}\ndefaults: {say: {voice: x}}\n"
                                  "states:\n  c:\n    response: [say: Hello]\n"
                                  "    on: {customer.left: d}\n    next: b\n"},
               {"two.yaml", "callflow-part: 1\nactors: {customer: {}}\nstates: {d: {next: b}}\n"}}));
    INFO(reading.listing());
    REQUIRE(reading.found.empty());
    const flow::Flow& flow = *reading.flow;
    CHECK(names(flow.states) == std::vector<std::string>{"a", "b", "c", "d"});
    CHECK(flow.find_var("vip") != nullptr);
    CHECK(flow.find_actor("customer") != nullptr);
    CHECK(flow.states[2].response.verbs[0].attributes.size() == 2); // the text, and the voice by default
    // Places are those of the part.
    const base::Span where = flow.states[3].where;
    CHECK(reading.sources[where.file].name() == "two.yaml");
    CHECK(reading.sources[where.file].text().substr(where.begin, where.size()) == "d");
}

TEST_CASE("a flow may hold nothing itself that its parts hold") {
    const Reading reading("callflow: 1\ninitial: a\ninclude: [x.yaml, y.yaml]\n",
                          store({{"x.yaml", "callflow-part: 1\nstates: {a: {next: b}}\n"},
                                 {"y.yaml", "{\"callflow-part\": 1, \"states\": {\"b\": {\"final\": true}}}"}}));
    INFO(reading.listing());
    REQUIRE(reading.found.empty());
    CHECK(names(reading.flow->states) == std::vector<std::string>{"a", "b"});
}

TEST_CASE("parts include parts, relative to their own folder; what is named twice is joined once") {
    const Reading reading(flow_with("[x/one.yaml, x/y/two.yaml]", "{a: {next: e}}"),
                          store({{"x/one.yaml", "callflow-part: 1\ninclude: [y/two.yaml]\nstates: {c: {next: d}}\n"},
                                 {"x/y/two.yaml", "callflow-part: 1\nstates: {d: {next: e}, e: {final: true}}\n"}}));
    INFO(reading.listing());
    CHECK(reading.found.empty());
    CHECK(names(reading.flow->states) == std::vector<std::string>{"a", "c", "d", "e"});
}

struct PartCase {
    std::string_view sentence;
    std::string_view flow;
    std::map<std::string, std::string> files;
    std::vector<std::string> expected; // `[file:]line:column code …`, the beginning of each finding
};

TEST_CASE("findings in flows of several files") {
    const std::string part = "callflow-part: 1\n";
    const std::string whole = "{a: {next: b}, b: {final: true}}";
    const PartCase cases[] = {
        {"a file is there, and what it may hold is not missed", "[x.yaml]", {}, {"4:11 missing_part there is no file"}},
        {"a path does not go up", "[../x.yaml]", {{"../x.yaml", part}}, {"4:11 file_outside"}},
        {"nor up after down", "[y/../x.yaml]", {{"y/../x.yaml", part}}, {"4:11 file_outside"}},
        {"nor is it absolute", "[/x.yaml]", {{"/x.yaml", part}}, {"4:11 file_outside"}},
        {"two dots in a name are no way up", "[x..y.yaml]", {{"x..y.yaml", part}}, {}},
        {"a name is not empty", "[\"\"]", {}, {"4:11 file_outside"}},
        {"a file is named once", "[x.yaml, x.yaml]", {{"x.yaml", part}}, {"4:19 duplicate_name"}},
        {"includes are a list", "x.yaml", {{"x.yaml", part}}, {"4:10 wrong_type"}},
        {"in parts too", "[x.yaml]", {{"x.yaml", part + "include: y.yaml\n"}}, {"x.yaml:2:10 wrong_type"}},
        {"a part says what it is",
         "[x.yaml]",
         {{"x.yaml", "states: {c: {}}\n"}},
         {"4:11 format_version this file is no"}},
        {"a flow is no part", "[x.yaml]", {{"x.yaml", "callflow: 1\n"}}, {"4:11 format_version this file is a flow"}},
        {"a part has a version", "[x.yaml]", {{"x.yaml", "callflow-part: 2\n"}}, {"x.yaml:1:16 format_version"}},
        {"a part is a document", "[x.yaml]", {{"x.yaml", part + "states: {\n"}}, {"x.yaml:2:9 syntax_error"}},
        {"a part has no keys of a flow",
         "[x.yaml]",
         {{"x.yaml", part + "initial: a\nstatse: {}\nx-note: 1\n"}},
         {"x.yaml:2:1 unknown_key", "x.yaml:3:1 unknown_key"}},
        {"a section is a mapping",
         "[x.yaml]",
         {{"x.yaml", part + "states: [c]\nvars:\n"}},
         {"x.yaml:2:9 wrong_type", "x.yaml:3:5 wrong_type"}},
        {"a state is defined once",
         "[x.yaml]",
         {{"x.yaml", part + "states: {c: {next: b}, b: {}}\n"}},
         {"x.yaml:2:24 duplicate_name the state 'b' is defined twice"}},
        {"between parts as well",
         "[x.yaml, y.yaml]",
         {{"x.yaml", part + "vars: {v: 1}\n"}, {"y.yaml", part + "vars: {v: 1}\nactors: {v: {}}\n"}},
         {"y.yaml:2:8 duplicate_name the var 'v' is defined twice"}},
        {"a verb has its defaults in one place",
         "[x.yaml, y.yaml]",
         {{"x.yaml", part + "defaults: {say: {loop: 1}}\n"}, {"y.yaml", part + "defaults: {say: {voice: x}}\n"}},
         {"y.yaml:2:12 duplicate_name the verb 'say' is defined twice"}},
        {"twice in one file is found once",
         "[x.yaml]",
         {{"x.yaml", part + "states: {c: {next: b}, c: {next: b}}\n"}},
         {"x.yaml:2:24 duplicate_key"}},
        {"x- keys may come twice",
         "[x.yaml, y.yaml]",
         {{"x.yaml", part + "states: {x-a: 1}\n"}, {"y.yaml", part + "states: {x-a: 1}\n"}},
         {}},
        {"what is wrong in a part stands in that part",
         "[x.yaml]",
         {{"x.yaml",
           part + "states:\n  c:\n    response: [say: {text: \"a {{ v }}\", lop: 1}]\n    next: dd\n  d: {next: b}\n"}},
         {"x.yaml:4:34 unknown_name", "x.yaml:4:41 unknown_attribute", "x.yaml:5:11 unknown_target"}},
        {"also behind quotes, folds and comments",
         "[x.yaml]",
         {{"x.yaml", part + "states:\n  c:\n    response:\n      - say: Press 1 # for sales\n"
                            "      - say: \"caf\\u00e9 {{ v }}\"\n    next: b\n"}},
         {"x.yaml:5:22 lost_comment", "x.yaml:6:28 unknown_name"}},
        {"files do not go round",
         "[x.yaml]",
         {{"x.yaml", part + "include: [y/y.yaml]\n"},
          {"y/y.yaml", part + "include: [z.yaml]\n"},
          {"y/z.yaml", part + "include: [z.yaml]\n"}},
         {"y/z.yaml:2:11 include_cycle files that include one another: y/z.yaml -> y/z.yaml"}},
        {"nor round through others",
         "[x.yaml]",
         {{"x.yaml", part + "include: [y.yaml]\n"},
          {"y.yaml", part + "include: [z.yaml]\n"},
          {"z.yaml", part + "include: [x.yaml]\n"}},
         {"z.yaml:2:11 include_cycle files that include one another: x.yaml -> y.yaml -> z.yaml -> x.yaml"}},
    };
    for (const PartCase& one : cases) {
        DYNAMIC_SECTION(one.sentence) {
            const Reading reading(flow_with(one.flow, whole), store(one.files));
            INFO(reading.listing());
            REQUIRE(reading.found.items().size() == one.expected.size());
            const std::string listing = reading.listing();
            std::string_view rest = listing;
            for (const std::string& expected : one.expected) {
                CHECK(rest.substr(0, expected.size()) == expected);
                rest.remove_prefix(rest.find('\n') + 1);
            }
        }
    }
}

TEST_CASE("a name that a missing part may hold is not called unknown") {
    const Reading reading(flow_with("[x.yaml]",
                                    "{a: {on: {who.left: c}, next: [{to: d, if: vip && inputs.c.digits == \"1\"}, "
                                    "b]}, b: {final: true}}"),
                          store({}));
    INFO(reading.listing());
    CHECK(reading.found.items().size() == 1);
}

TEST_CASE("a link does not lead out of the folder, and one file under two names is one") {
    PartStore files = store({{"x.yaml", "callflow-part: 1\n"},
                             {"y.yaml", "callflow-part: 1\nstates: {c: {next: b}}\n"},
                             {"z.yaml", "callflow-part: 1\nstates: {c: {next: b}}\n"}});
    files.links["x.yaml"] = "/etc/x.yaml";
    files.links["z.yaml"] = "/here/y.yaml";
    const Reading reading(flow_with("[x.yaml, y.yaml, z.yaml]"), std::move(files));
    INFO(reading.listing());
    REQUIRE(reading.found.items().size() == 1);
    CHECK(reading.found.items().front().code->name == "file_outside");
    CHECK(names(reading.flow->states) == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("the folder of a neighbour with a longer name is another folder") {
    PartStore files = store({{"x.yaml", "callflow-part: 1\n"}});
    files.links["x.yaml"] = "/hereafter/x.yaml";
    const Reading reading(flow_with("[x.yaml]"), std::move(files));
    REQUIRE(reading.found.items().size() == 1);
    CHECK(reading.found.items().front().code->name == "file_outside");
}

TEST_CASE("parts have bounds: how many, how deep, how large together") {
    base::Sources sources;
    std::map<std::string, base::FileId> known;
    PartStore files;
    for (int i = 0; i < 5; ++i) {
        files.content["p" + std::to_string(i)] =
            "callflow-part: 1\ninclude: [p" + std::to_string(i + 1) + "]\nstates: {s" + std::to_string(i) + ": {}}\n";
    }
    files.content["p5"] = "callflow-part: 1\n";
    const auto findings = [&](auto&& bound) {
        base::Diagnostics found;
        auto document = doc::read_document(sources, sources.add("flow.yaml", flow_with("[p0]")), found);
        syntax::PartFiles with{files, sources, known};
        bound(with);
        CHECK_FALSE(syntax::include_parts(*document, with, found).complete);
        REQUIRE(found.items().size() == 1);
        CHECK(found.unreadable());
        return found.items().front().message;
    };
    CHECK(findings([](syntax::PartFiles& with) { with.most = 3; }) == "a flow of more than 3 parts");
    CHECK(findings([](syntax::PartFiles& with) { with.depth = 3; }) == "parts include parts more than 3 deep");
    CHECK(findings([](syntax::PartFiles& with) { with.limits.bytes = 200; }) ==
          "with this file the flow has more than 200 bytes");
    CHECK(findings([](syntax::PartFiles& with) { with.limits.nodes = 40; }) ==
          "with this file the flow has more than 40 values");
}

TEST_CASE("a part can be read by itself") {
    base::Sources sources;
    base::Diagnostics found;
    const auto document = doc::read_document(
        sources,
        sources.add("part.yaml", "callflow-part: 1\nstates:\n  a: {response: [sya: x], next: [{to: b, if: vip}, a]}\n"),
        found);
    REQUIRE(document);
    CHECK(syntax::read_flow(*document, found) != nullptr);
    CHECK(found.items().size() == 3);
    syntax::drop_unknown_names(found, 0);
    REQUIRE(found.items().size() == 1);
    CHECK(found.items().front().code->name == "unknown_verb");
}

} // namespace
} // namespace callflow

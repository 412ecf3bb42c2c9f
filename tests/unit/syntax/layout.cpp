// What a flow's meaning asks of its layout.
#include "syntax/layout.hpp"

#include "doc/read.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace callflow;

namespace {

std::string formatted(std::string text) {
    base::Sources sources;
    base::Diagnostics found;
    doc::Limits limits;
    limits.merge = false;
    const base::FileId file = sources.add("flow.yaml", std::move(text));
    const auto document = doc::read_yaml(sources, file, found, limits);
    REQUIRE(document);
    const auto result = doc::format_yaml(*document, syntax::layout_wishes(*document));
    return result ? *result : result.error().message;
}

std::string in_response(const std::string& items) {
    const std::string text = formatted("callflow: 1\nstates:\n  a:\n    response: [" + items + "]\n");
    const std::string begin = "callflow: 1\nstates:\n  a:\n    response: [";
    REQUIRE(text.starts_with(begin));
    return text.substr(begin.size(), text.size() - begin.size() - 2);
}

} // namespace

TEST_CASE("what is said gets double quotes, wherever verbs stand") {
    CHECK(in_response("say: Hi") == "say: \"Hi\"");
    CHECK(in_response("say: {text: Hi, voice: alice}") == "say: {text: \"Hi\", voice: alice}");
    CHECK(in_response("gather: {prompt: [say: 5, play: x.mp3]}") == "gather: {prompt: [say: \"5\", play: x.mp3]}");
    CHECK(in_response("say: {tropo: {text: Hi}, text: Ho}") == "say: {tropo: {text: \"Hi\"}, text: \"Ho\"}");
    CHECK(in_response("each: {in: xs, as: x, do: [say: x]}, if: say") ==
          "each: {in: xs, as: x, do: [say: \"x\"]}, if: say");
    CHECK(in_response("say: {prompt: welcome}, play: say") == "say: {prompt: welcome}, play: say");
    CHECK(formatted("callflow: 1\nstates: {a: {response: {tropo: [say: x], twilio: [say: y]}}}\n") ==
          "callflow: 1\nstates: {a: {response: {tropo: [say: \"x\"], twilio: [say: \"y\"]}}}\n");
    CHECK(formatted("callflow: 1\nstates: {a: {menu: {prompt: [say: x], again: [say: y], keys: {1: say}}}}\n") ==
          "callflow: 1\nstates: {a: {menu: {prompt: [say: \"x\"], again: [say: \"y\"], keys: {1: say}}}}\n");
    CHECK(formatted("callflow: 1\nflows: {f: {states: {a: {response: [say: x]}}}}\n") ==
          "callflow: 1\nflows: {f: {states: {a: {response: [say: \"x\"]}}}}\n");
    CHECK(formatted("callflow-part: 1\nprompts: {p: {en: Hello, es: 'Hola'}}\n") ==
          "callflow-part: 1\nprompts: {p: {en: \"Hello\", es: \"Hola\"}}\n");
}

TEST_CASE("names that are the verb's own word keep what they are") {
    const std::string text = "callflow: 1\nvars: {say: true}\non: {say: say}\nstates: {say: {next: say}}\n";
    CHECK(formatted(text) == text);
}

TEST_CASE("lent texts are quoted where nobody but callers gets them") {
    CHECK(formatted("callflow: 1\nx-a: &a {response: [say: Hi]}\nstates:\n  a: *a\n  b:\n    <<: *a\n") ==
          "callflow: 1\nx-a: &a {response: [say: \"Hi\"]}\nstates:\n  a: *a\n\n  b:\n    <<: *a\n");
    const std::string shared = "callflow: 1\nvars: {n: &n 5}\nstates: {a: {response: [say: *n]}}\n";
    CHECK(formatted(shared) == shared);
}

TEST_CASE("a text that a comment may cut off stays as it is, for validate to say so") {
    const std::string text = "callflow: 1\nstates:\n  a:\n    response:\n      - say: Press 1  # for sales\n";
    CHECK(formatted(text) == text);
}

TEST_CASE("states, flows and scenarios stand apart") {
    CHECK(
        formatted(
            "callflow: 1\nvars:\n  a:\n    default: 1\n  b: 2\nflows:\n  f:\n    initial: a\n  g:\n    states:\n      a:\n        next: b\n"
            "      b: {final: true}\n") ==
        "callflow: 1\nvars:\n  a:\n    default: 1\n  b: 2\nflows:\n  f:\n    initial: a\n\n  g:\n    states:\n      a:\n        next: b\n\n"
        "      b: {final: true}\n");
    CHECK(formatted("callflow-scenario: 1\nscenarios:\n- name: a\n  steps: []\n# about b\n- name: b\n") ==
          "callflow-scenario: 1\nscenarios:\n  - name: a\n    steps: []\n\n  # about b\n  - name: b\n");
}

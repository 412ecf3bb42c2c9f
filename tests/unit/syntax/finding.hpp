// Tests of findings: `@@` in a text marks where the one finding must begin.
#pragma once

#include "syntax/reading.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

namespace callflow::test {

struct Case {
    std::string_view sentence;
    std::string_view text; // with its marker; none: there is no finding
    std::string_view code = {};
    std::string_view says = {}; // a part of message or help
};

// A flow with a state `a` that holds the fragment (lines that begin with a blank are its keys).
inline std::string in_state(std::string_view fragment) {
    return R"(callflow: 1
name: test
initial: a
actors: {customer: {}, agent: {}}
vars: {vip: false, tries: 0, plan: gold, share: 0.5, level: {values: [x, y], default: x}}
states:
  a:
)" + std::string(fragment) +
           "\n  b: {}\n  done: {final: true}\n";
}

// The same with keys of the flow before `states`.
inline std::string in_flow(std::string_view fragment) {
    return "callflow: 1\nname: test\ninitial: a\n" + std::string(fragment) +
           "\nstates:\n  a: {next: done}\n  b: {}\n  done: {final: true}\n";
}

inline void check_finding(const Case& one, std::string text) {
    const std::size_t marker = text.find("@@");
    if (marker != std::string::npos) {
        text.erase(marker, 2);
    }
    const Reading reading(text);
    INFO(one.sentence << "\n" << text << reading.listing());
    if (one.code.empty()) {
        CHECK(reading.found.empty());
        return;
    }
    REQUIRE(reading.found.items().size() == 1);
    const base::Diagnostic& found = reading.found.items().front();
    CHECK(found.code->name == one.code);
    CHECK(found.where.begin == marker);
    const bool says = (found.message + "\n" + found.help).find(one.says) != std::string::npos;
    CHECK(says);
}

} // namespace callflow::test

// A flow and scenarios from texts, played.
#pragma once

#include "base/files.hpp"
#include "doc/read.hpp"
#include "engine/machine.hpp"
#include "scenario/run.hpp"
#include "scenario/session.hpp"
#include "scenario/verify.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::scenario {

// There are no files.
class NoFiles final : public base::FileStore {
public:
    base::Result<std::string> read(const std::string& path, std::uint64_t) override {
        return base::fail(base::ErrorKind::system, "cannot read " + path);
    }
    base::Result<void> replace(const std::string&, std::string_view) override { return {}; }
    base::Result<void> make_directories(const std::string&) override { return {}; }
    base::Result<void> remove(const std::string&) override { return {}; }
    base::Result<std::vector<base::DirEntry>> list(const std::string&) override {
        return std::vector<base::DirEntry>();
    }
    bool exists(const std::string&) override { return false; }
    bool is_directory(const std::string&) override { return false; }
    base::Result<std::string> real_path(const std::string& path) override { return "/" + path; }
};

// A menu, a message, somebody who is rung, a queue's timer, a PIN.
inline constexpr std::string_view shop = R"(callflow: 1
name: shop
initial: menu
url: "/shop?event={{ event }}&actor={{ actor }}"
actors: {customer: {}}
signals: {hangup: customer.hangs_up}
vars: {pin: {default: "", sensitive: true}, open: true}
on: {customer.hangs_up: gone}
states:
  menu:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press 1 to talk]}]
    on:
      chose: {switch: input.digits, case: {1: talk, 2: ask_pin, 3: message}, else: same}
    next: message
  talk:
    response: [dial: {number: "+15550001", timeout: 20s, action: talked}]
    on: {talked: {to: done, do: [note_talk]}, late: message}
    timers: {late: 1m}
  ask_pin:
    response: [gather: {numDigits: 4, sensitive: true, action: typed, prompt: [say: Your PIN please]}]
    on: {typed: {to: told, set: {pin: input.digits}}}
    next: done
  told: {response: [say: "You typed {{ pin }}"], next: done}
  message:
    response: [record: {action: recorded, maxLength: 30}]
    on: {recorded: done}
    next: done
  done: {response: [say: Goodbye, hangup], final: true}
  gone: {final: true}
)";

// One flow, and what is played against it. Stays where it is.
class Played {
public:
    explicit Played(std::string_view flow = shop) {
        const auto document = doc::read_document(sources, sources.add("flow.yaml", std::string(flow)), found);
        REQUIRE(document);
        flow_ = syntax::read_flow(*document, found);
        REQUIRE(flow_);
        REQUIRE(!found.has_errors());
        machine = std::make_unique<engine::Machine>(*flow_);
    }

    // The first scenario of a file whose head is written here.
    Scenario read(std::string_view body) {
        found = {};
        const std::string text = "callflow-scenario: 1\nflow: flow.yaml\n" + std::string(body);
        const auto document = doc::read_document(sources, sources.add("scenario.yaml", text), found);
        REQUIRE(document);
        std::vector<Scenario> all = read_scenarios(*document, found);
        REQUIRE(all.size() == 1);
        verify(*flow_, all.front(), files, "", found);
        for (const base::Diagnostic& one : found.items()) INFO(one.message);
        REQUIRE(!found.has_errors());
        return std::move(all.front());
    }

    Trace run(std::string_view body) {
        scenarios.push_back(std::make_unique<Scenario>(read(body)));
        auto results = scenario::run(*machine, *scenarios.back(), options, files, folder, sources, found);
        REQUIRE(!results.empty());
        passed = results.front().passed;
        return results.front().trace;
    }

    // The texts of findings.
    [[nodiscard]] std::vector<std::string> messages() const {
        std::vector<std::string> all;
        for (const base::Diagnostic& one : found.items()) all.push_back(one.message);
        return all;
    }

    base::Sources sources;
    base::Diagnostics found;
    NoFiles files;
    std::string folder;
    RunOptions options;
    std::unique_ptr<engine::Machine> machine;
    bool passed = false;

private:
    std::vector<std::unique_ptr<Scenario>> scenarios;
    std::unique_ptr<flow::Flow> flow_;
};

// Rows of a kind that tell of something: `WHO TEXT`.
inline std::vector<std::string> told(const Trace& trace, std::string_view kind) {
    std::vector<std::string> all;
    for (const TraceStep& row : trace.steps) {
        if (row.kind == kind && !row.moment.empty())
            all.push_back(row.moment.front().who + " " + row.moment.front().text);
    }
    return all;
}

// The events of a row kind, with the time in milliseconds: `3000 talked`.
inline std::vector<std::string> events(const Trace& trace, std::string_view kind) {
    std::vector<std::string> all;
    for (const TraceStep& row : trace.steps) {
        if (row.kind == kind && !row.event.empty()) all.push_back(std::to_string(row.at / 1'000'000) + " " + row.event);
    }
    return all;
}

using Texts = std::vector<std::string>;

} // namespace callflow::scenario

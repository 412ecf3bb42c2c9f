#include "cli/interactive.hpp"

#include "cli/history.hpp"
#include "fixture.hpp"

#include <catch2/catch.hpp>

namespace callflow::cli {
namespace {

const std::vector<std::string> lines = {"/say ",        "/save ", "/save! ", "/callee answer",
                                        "/callee busy", "/back",  "/back a"};

TEST_CASE("Tab adds what all possible lines have in common") {
    CHECK(complete("/c", lines).added == "allee ");
    CHECK(complete("/callee b", lines).added == "usy");
    CHECK(complete("/s", lines).added == "a");
    CHECK(complete("/sav", lines).added == "e");
    CHECK(complete("/ba", lines).added == "ck");
}

TEST_CASE("Tab offers what may come next, up to the next blank") {
    CHECK(complete("/", lines).choices == std::vector<std::string>{"/back", "/callee", "/save", "/save!", "/say"});
    CHECK(complete("/callee ", lines).choices == std::vector<std::string>{"/callee answer", "/callee busy"});
}

TEST_CASE("Tab has nothing to say where no line begins so, or one is whole") {
    for (const std::string_view line : {"1", "/x", "/callee answer", "/callee answers"}) {
        CAPTURE(line);
        CHECK(complete(line, lines).added.empty());
        CHECK(complete(line, lines).choices.empty());
    }
}

TEST_CASE("only commands that hold nothing of what was asked for may be kept of a secret line") {
    for (const std::string_view line : {"/hangup", "/wait 3s", "  /state", "/save! x.yaml"}) CHECK(says_nothing(line));
    for (const std::string_view line : {"1234", "/say one two", "/wiat 1234", "", "/", " 1"})
        CHECK(!says_nothing(line));
}

struct Home {
    Home() {
        io.files = &files;
        io.environment = [this](std::string_view name) -> std::optional<std::string> {
            const auto at = environment.find(std::string(name));
            return at == environment.end() ? std::nullopt : std::optional(at->second);
        };
    }
    MemoryFiles files;
    std::map<std::string, std::string> environment = {{"HOME", "/h/joe"}};
    Io io;
};

TEST_CASE("the history is below XDG_STATE_HOME where that is absolute, else below HOME") {
    Home home;
    CHECK(history_path(home.io.environment) == "/h/joe/.local/state/callflow/history");
    home.environment["XDG_STATE_HOME"] = "/state";
    CHECK(history_path(home.io.environment) == "/state/callflow/history");
    home.environment["XDG_STATE_HOME"] = "state";
    CHECK(history_path(home.io.environment) == "/h/joe/.local/state/callflow/history");
    home.environment.clear();
    CHECK(history_path(home.io.environment).empty());
    CHECK(add_to_history(home.io, {"1"})); // nowhere
    CHECK(home.files.content.empty());
}

TEST_CASE("lines of several conversations come together, and one that is repeated is there once") {
    Home home;
    REQUIRE(add_to_history(home.io, {"1", "/state"}));
    REQUIRE(add_to_history(home.io, {"/state", "2"}));
    CHECK(read_history(home.io) == std::vector<std::string>{"1", "/state", "2"});
}

TEST_CASE("what is in a history file is not trusted") {
    Home home;
    const std::string path = history_path(home.io.environment);
    home.files.content[path] = "1\n\n\x1b[2J\n\xff\n" + std::string(5000, 'x') + "\n/say \xc3\xa9";
    CHECK(read_history(home.io) == std::vector<std::string>{"1", "/say \xc3\xa9"});
    std::string many;
    for (int i = 0; i < 1500; ++i) many += std::to_string(i) + "\n";
    home.files.content[path] = many;
    CHECK(read_history(home.io).size() == 1000);
    CHECK(read_history(home.io).back() == "1499");
    home.files.content[path] = std::string(5'000'000, 'y');
    CHECK(read_history(home.io).empty());
}

TEST_CASE("a history that cannot be written is an error") {
    Home home;
    home.files.broken = history_path(home.io.environment);
    CHECK(!add_to_history(home.io, {"1"}));
}

} // namespace
} // namespace callflow::cli

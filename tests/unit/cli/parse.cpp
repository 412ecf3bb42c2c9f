#include "cli/parse.hpp"

#include "fixture.hpp"

#include <catch2/catch.hpp>

namespace callflow::cli {
namespace {

constexpr std::string_view colors[] = {"red", "green", "blue"};
constexpr Positional positionals[] = {{.name = "FIRST", .help = ""},
                                      {.name = "REST", .help = "", .required = false, .repeats = true}};
constexpr Option options[] = {
    {.name = "paint",
     .letter = 'p',
     .metavar = "COLOR",
     .help = "",
     .fallback = "red",
     .choices = colors,
     .environment = true},
    {.name = "set", .metavar = "NAME=VALUE", .help = "", .repeats = true},
    {.name = "verbose", .letter = 'v', .metavar = {}, .help = ""},
    {.name = "output", .letter = 'o', .metavar = "FILE", .help = ""},
};
const Command command{.name = "try",
                      .group = "Flows",
                      .summary = "",
                      .synopsis = "",
                      .description = {},
                      .positionals = positionals,
                      .options = options};

base::Result<Values> read(const std::vector<std::string>& words, std::string paint = {}) {
    return parse(command, words, [paint](std::string_view name) -> std::optional<std::string> {
        if (name == "CALLFLOW_PAINT" && !paint.empty()) return paint;
        return std::nullopt;
    });
}

std::string error(const std::vector<std::string>& words, std::string paint = {}) {
    const auto values = read(words, std::move(paint));
    REQUIRE(!values);
    CHECK(values.error().kind == base::ErrorKind::usage);
    return values.error().message;
}

using Words = std::vector<std::string>;

TEST_CASE("options are taken in every spelling, before and after positionals") {
    const auto values = read({"a", "--set", "x=1", "-vo", "f", "b", "--set=y=2", "--paint=blue", "c"});
    REQUIRE(values);
    CHECK(values->get("FIRST") == "a");
    CHECK(values->all("REST") == Words{"b", "c"});
    CHECK(values->all("set") == Words{"x=1", "y=2"});
    CHECK(values->has("verbose"));
    CHECK(values->get("output") == "f");
    CHECK(values->get("paint") == "blue");
}

TEST_CASE("an option that is not given has its fallback and counts as not given") {
    const auto values = read({"a"});
    REQUIRE(values);
    CHECK(values->get("paint") == "red");
    CHECK_FALSE(values->has("paint"));
    CHECK(values->get("output").empty());
    CHECK_FALSE(values->has("verbose"));
}

TEST_CASE("the last of several values counts") {
    const auto values = read({"a", "-p", "blue", "-p", "green"});
    REQUIRE(values);
    CHECK(values->get("paint") == "green");
}

TEST_CASE("words that look like something else are taken as they are") {
    const auto values = read({"[a,b]", "-", "", "--set", "-x", "--set", "[1,2]", "-o", "-"});
    REQUIRE(values);
    CHECK(values->get("FIRST") == "[a,b]");
    CHECK(values->all("REST") == Words{"-", ""});
    CHECK(values->all("set") == Words{"-x", "[1,2]"});
    CHECK(values->get("output") == "-");
}

TEST_CASE("after -- nothing is an option") {
    const auto values = read({"-v", "--", "--set", "-x"});
    REQUIRE(values);
    CHECK(values->get("FIRST") == "--set");
    CHECK(values->all("REST") == Words{"-x"});
    CHECK(asks_for_help(Words{"a", "--help"}));
    CHECK(asks_for_help(Words{"-h"}));
    CHECK_FALSE(asks_for_help(Words{"--", "--help"}));
}

TEST_CASE("the environment stands in for an option that is not given") {
    CHECK(read({"a"}, "blue")->get("paint") == "blue");
    CHECK(read({"a", "--paint", "green"}, "blue")->get("paint") == "green");
    CHECK(read({"a"}, "blue")->has("paint"));
    CHECK(error({"a"}, "blu") == "CALLFLOW_PAINT takes red, green or blue, not 'blu', did you mean 'blue'?");
    CHECK(variable_of({.name = "fail-on", .metavar = {}, .help = ""}) == "CALLFLOW_FAIL_ON");
}

TEST_CASE("an error names the word that is wrong and the nearest right one") {
    CHECK(error({"a", "--pant", "red"}) == "unknown option '--pant', did you mean '--paint'?");
    CHECK(error({"a", "--pant=red"}) == "unknown option '--pant', did you mean '--paint'?");
    CHECK(error({"a", "--verb"}) == "unknown option '--verb', did you mean '--verbose'?");
    CHECK(error({"a", "--zzz"}) == "unknown option '--zzz'");
    CHECK(error({"a", "-z"}) == "unknown option '-z'");
    CHECK(error({"a", "-set", "x=1"}) == "unknown option '-set', did you mean '--set'?");
    CHECK(error({"a", "--paint", "gren"}) == "--paint takes red, green or blue, not 'gren', did you mean 'green'?");
    CHECK(error({}) == "FIRST is missing");
}

TEST_CASE("an option without its value, and a flag with one") {
    CHECK(error({"a", "--set"}) == "--set needs a value: NAME=VALUE");
    CHECK(error({"a", "--set="}) == "--set needs a value: NAME=VALUE");
    CHECK(error({"a", "-p"}) == "-p needs a value: red, green or blue");
    CHECK(error({"a", "-vo"}) == "-vo needs a value: FILE");
    CHECK(error({"a", "--set", "--", "b"}) == "--set needs a value: NAME=VALUE");
    CHECK(error({"a", "--verbose=yes"}) == "--verbose takes no value");
}

} // namespace
} // namespace callflow::cli

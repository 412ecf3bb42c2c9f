// Which findings a configuration wants, and where it is found.
#include "cli/config.hpp"

#include "cli/own_machine.hpp"
#include "cli/path_pattern.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace callflow::cli {
namespace {

RuleDecision decided(const std::vector<RuleLayer>& layers, std::string_view code) {
    std::vector<const RuleLayer*> all;
    for (const RuleLayer& one : layers) all.push_back(&one);
    return decide(all, find_listed(code));
}

TEST_CASE("everything is wanted where nothing is said") {
    CHECK(decided({}, "wrong_key").wanted);
    CHECK_FALSE(decided({}, "wrong_key").severity);
}

TEST_CASE("a rule is meant by code, name, the beginning of codes, category, or all") {
    for (const std::string one :
         {"CF6001", "cf6001", "wrong_key", "wrong-key", "CF6", "CF600", "caller experience", "all"}) {
        INFO(one);
        CHECK_FALSE(decided({{.select = {}, .ignore = {one}, .severity = {}}}, "wrong_key").wanted);
        CHECK(is_selector(one));
    }
    for (const std::string one : {"CF4", "CF6002", "key", "style", "wrong", ""}) {
        INFO(one);
        CHECK(decided({{.select = {}, .ignore = {one}, .severity = {}}}, "wrong_key").wanted);
    }
    CHECK_FALSE(is_selector("wrong_keys"));
    CHECK(nearest_selector("wrong_keys") == "wrong_key");
}

TEST_CASE("the narrower selector of a layer wins, and ignore where both are as narrow") {
    CHECK(decided({{.select = {{"wrong_key"}}, .ignore = {"CF6"}, .severity = {}}}, "wrong_key").wanted);
    CHECK_FALSE(decided({{.select = {{"CF6"}}, .ignore = {"wrong_key"}, .severity = {}}}, "wrong_key").wanted);
    CHECK_FALSE(decided({{.select = {{"CF6"}}, .ignore = {"CF6"}, .severity = {}}}, "wrong_key").wanted);
    CHECK_FALSE(decided({{.select = {{"CF4"}}, .ignore = {}, .severity = {}}}, "wrong_key").wanted);
}

TEST_CASE("a later layer has the last word") {
    const RuleLayer without{.select = {}, .ignore = {"wrong_key"}, .severity = {{"wrong_key", base::Severity::error}}};
    const RuleLayer with{.select = {{"all"}}, .ignore = {}, .severity = {{"CF6", base::Severity::note}}};
    CHECK(decided({without, with}, "wrong_key").wanted);
    CHECK(decided({without, with}, "wrong_key").severity == base::Severity::note);
    CHECK_FALSE(decided({with, without}, "wrong_key").wanted);
    CHECK(decided({with, without}, "wrong_key").severity == base::Severity::error);
}

TEST_CASE("stores of this machine") {
    for (const std::string one :
         {"calls.sqlite", "/var/lib/calls.sqlite", "postgresql:///calls", "postgresql://u@localhost/calls",
          "postgres://127.8.9.10:5433/calls", "postgresql://u@[::1]:5432/calls",
          "postgresql://%2Frun%2Fpostgresql/calls", "postgresql://localhost:1,127.0.0.1:2/calls",
          "postgresql:///calls?host=/run/postgresql&connect_timeout=3", "postgresql:///calls?hostaddr=127.0.0.1"}) {
        INFO(one);
        CHECK(is_own_store(one));
    }
    // Where libpq would go, whatever other readers of addresses take for the host.
    for (const std::string one :
         {"postgresql://db.example.com/calls", "postgresql://u@10.0.0.1/calls", "postgresql://127.example.com/calls",
          "postgresql://[2001:db8::1]/calls", "postgresql://localhost,db.example.com/calls",
          "postgresql://localhost/calls?host=db.example.com", "postgresql://localhost/calls?ho%73t=10.0.0.1",
          "postgresql://localhost/calls?hostaddr=127.0.0.1,10.0.0.1", "postgresql:///calls?service=theirs",
          "postgresql:///calls?servicefile=their.conf", "postgresql://localhost#@db.example.com/calls",
          "postgresql://localhost?@db.example.com/calls", "postgresql://a@db.example.com,@localhost/calls",
          "postgresql://localhost%/calls"}) {
        INFO(one);
        CHECK_FALSE(is_own_store(one));
    }
    for (const std::string one : {"redis://localhost", "redis://127.0.0.1:6380/2", "rediss://u@[::1]:1",
                                  "unix:///run/redis.sock", "redis://", "nonsense"}) {
        INFO(one);
        CHECK(is_own_redis(one));
    }
    for (const std::string one : {"redis://db.example.com", "redis://localhost@db.example.com", "rediss://10.0.0.1:1",
                                  "redis://127.0.0.1.example.com"}) {
        INFO(one);
        CHECK_FALSE(is_own_redis(one));
    }
}

TEST_CASE("patterns of paths") {
    CHECK(fits("legacy/**", "legacy/a.yaml"));
    CHECK(fits("legacy/**", "legacy/a/b.yaml"));
    CHECK(fits("legacy", "legacy/a/b.yaml"));
    CHECK(fits("legacy/", "legacy/a.yaml"));
    CHECK(fits("./legacy/*.yaml", "legacy/a.yaml"));
    CHECK_FALSE(fits("legacy/*.yaml", "legacy/a/b.yaml"));
    CHECK(fits("**/b.yaml", "b.yaml"));
    CHECK(fits("**/b.yaml", "legacy/a/b.yaml"));
    CHECK_FALSE(fits("**/b.yaml", "legacy/ab.yaml"));
    CHECK(fits("a/**/z.yaml", "a/z.yaml"));
    CHECK(fits("a/**/z.yaml", "a/b/c/z.yaml"));
    CHECK(fits("?.yaml", "a.yaml"));
    CHECK_FALSE(fits("?.yaml", "ab.yaml"));
    CHECK_FALSE(fits("legacy", "legacy2/a.yaml"));
    CHECK_FALSE(fits("", "a.yaml"));
    CHECK_FALSE(fits(std::string(200, '*') + "x", std::string(200, 'a')));
}

} // namespace
} // namespace callflow::cli

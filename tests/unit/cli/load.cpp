#include "cli/load.hpp"

#include "cli/search.hpp"
#include "fixture.hpp"

#include <catch2/catch.hpp>

namespace callflow::cli {
namespace {

TEST_CASE("a folder is searched by name, but not what is hidden in it") {
    Process process;
    for (const char* name : {"d/b.yaml", "d/a/x.yml", "d/c.json", "d/.git/x.yaml", "d/readme.md", "d/.yaml"}) {
        process.files.content[name] = "";
    }
    const auto found = find_documents(process.io, "d");
    REQUIRE(found);
    std::vector<std::string> paths;
    for (const Found& one : *found) {
        CHECK_FALSE(one.named);
        paths.push_back(one.path);
    }
    CHECK(paths == std::vector<std::string>{"d/b.yaml", "d/c.json", "d/a/x.yml"});
}

TEST_CASE("a file is itself, whatever its name, and there or not") {
    Process process;
    process.files.content["notes.txt"] = "";
    CHECK(find_documents(process.io, "notes.txt")->front().named);
    CHECK(find_documents(process.io, "missing")->front().path == "missing");
    CHECK(find_documents(process.io, "-")->front().path == "-");
}

TEST_CASE("the folder of a file") {
    CHECK(folder_of("a/b/c.yaml") == "a/b");
    CHECK(folder_of("c.yaml").empty());
    CHECK(folder_of("-").empty());
}

} // namespace
} // namespace callflow::cli

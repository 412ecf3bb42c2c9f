#include "cli/out_folder.hpp"

#include "fixture.hpp"

#include <catch2/catch.hpp>

namespace callflow::cli {
namespace {

TEST_CASE("what was written once may be written again, and goes when it is not wanted any more") {
    MemoryFiles files;
    REQUIRE(write_folder(files, "d", {{"a.xml", "1"}, {"b.xml", "2"}}, {}, false));
    CHECK(read_manifest(files, "d").value() == std::set<std::string>{"a.xml", "b.xml"});
    const auto counts = write_folder(files, "d", {{"a.xml", "1"}, {"c.xml", "3"}}, {"a.xml", "b.xml"}, false);
    REQUIRE(counts);
    CHECK(counts->written == 1);
    CHECK(counts->unchanged == 1);
    CHECK(counts->removed == 1);
    CHECK(!files.exists("d/b.xml"));
    CHECK(read_manifest(files, "d").value() == std::set<std::string>{"a.xml", "c.xml"});
}

TEST_CASE("somebody else's file is left alone, and nothing else is written either") {
    MemoryFiles files;
    files.content["d/b.xml"] = "theirs";
    const auto refused = write_folder(files, "d", {{"a.xml", "1"}, {"b.xml", "2"}}, {}, false);
    REQUIRE(!refused);
    CHECK(refused.error().kind == base::ErrorKind::usage);
    CHECK(files.content.size() == 1);
    REQUIRE(write_folder(files, "d", {{"a.xml", "1"}, {"b.xml", "2"}}, {}, true));
    CHECK(files.content["d/b.xml"] == "2");
}

TEST_CASE("a file that the manifest does not list is never removed") {
    MemoryFiles files;
    files.content["d/b.xml"] = "theirs";
    REQUIRE(write_folder(files, "d", {{"a.xml", "1"}}, {"b.xml"}, false));
    CHECK(files.content["d/b.xml"] == "theirs");
}

TEST_CASE("a manifest cannot name anything outside its folder") {
    MemoryFiles files;
    files.content["d/.callflow-manifest"] = "# x\n../secret\n/etc/passwd\n.hidden\nfine.xml\n";
    CHECK(read_manifest(files, "d").value() == std::set<std::string>{"fine.xml"});
}

TEST_CASE("after a failed write everything written is listed") {
    MemoryFiles files;
    files.broken = "d/b.xml";
    REQUIRE(!write_folder(files, "d", {{"a.xml", "1"}, {"b.xml", "2"}}, {}, false));
    CHECK(files.exists("d/a.xml"));
    CHECK(read_manifest(files, "d")->contains("a.xml"));
}

} // namespace
} // namespace callflow::cli

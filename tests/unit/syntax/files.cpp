// Flows that stand in files: samples and seeds.
#include "base/files.hpp"

#include "syntax/reading.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

namespace callflow {
namespace {

const std::string root = CALLFLOW_SOURCE_DIR;

test::Reading read_file(const std::string& path) {
    base::SystemFiles files;
    auto text = files.read(root + "/" + path, 1U << 20U);
    REQUIRE(text.has_value());
    return test::Reading(std::move(*text), path);
}

TEST_CASE("every sample flow is read without a finding") {
    base::SystemFiles files;
    int flows = 0;
    const auto folders = files.list(root + "/samples");
    REQUIRE(folders.has_value());
    for (const base::DirEntry& folder : *folders) {
        if (!folder.directory) continue;
        const auto inside = files.list(root + "/samples/" + folder.name);
        REQUIRE(inside.has_value());
        for (const base::DirEntry& file : *inside) {
            const std::string path = "samples/" + folder.name + "/" + file.name;
            if (!path.ends_with(".yaml")) {
                continue;
            }
            const auto text = files.read(root + "/" + path, 1U << 20U);
            REQUIRE(text.has_value());
            if (!text->starts_with("callflow:") && text->find("\ncallflow:") == std::string::npos) {
                continue;
            }
            ++flows;
            const test::Reading reading(*text, path);
            INFO(path << "\n" << reading.listing());
            CHECK(reading.found.empty());
        }
    }
    CHECK(flows > 0);
}

TEST_CASE("a flow of everything that is carried out is read without a finding") {
    const test::Reading reading = read_file("tests/fuzz/seeds/flow/supported.yaml");
    INFO(reading.listing());
    CHECK(reading.found.empty());
}

TEST_CASE("in the language's whole example only what is not carried out yet is found") {
    const test::Reading reading = read_file("tests/fuzz/seeds/flow/at_a_glance.yaml");
    INFO(reading.listing());
    CHECK(reading.found.items().size() == 1);
    CHECK(std::ranges::all_of(reading.found.items(),
                              [](const base::Diagnostic& one) { return one.code->name == "not_yet_supported"; }));
}

} // namespace
} // namespace callflow

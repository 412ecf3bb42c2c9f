// Flows that stand in files: samples and seeds.
#include "base/files.hpp"

#include "source_dir.hpp"
#include "syntax/reading.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace callflow {
namespace {

const std::string root = source_dir;

// What stands below a folder, by its path from the project's.
void take_files(base::SystemFiles& files, const std::string& folder, test::PartStore& store) {
    const auto entries = files.list(root + "/" + folder);
    REQUIRE(entries.has_value());
    for (const base::DirEntry& entry : *entries) {
        const std::string path = folder + "/" + entry.name;
        if (entry.directory) {
            take_files(files, path, store);
        } else if (auto text = files.read(root + "/" + path, 1U << 20U)) {
            store.content[path] = std::move(*text);
        }
    }
}

test::Reading read_file(const std::string& path) {
    base::SystemFiles files;
    auto text = files.read(root + "/" + path, 1U << 20U);
    REQUIRE(text.has_value());
    return test::Reading(std::move(*text), path);
}

TEST_CASE("every sample flow is read without a finding") {
    base::SystemFiles files;
    test::PartStore store;
    take_files(files, "samples", store);
    int flows = 0;
    for (const auto& [path, text] : store.content) {
        if (!path.ends_with(".yaml") ||
            (!text.starts_with("callflow:") && text.find("\ncallflow:") == std::string::npos)) {
            continue;
        }
        ++flows;
        const test::Reading reading(text, store, path);
        INFO(path << "\n" << reading.listing());
        CHECK(reading.found.empty());
    }
    CHECK(flows > 0);
}

TEST_CASE("a flow of everything that is carried out is read without a finding") {
    const test::Reading reading = read_file("tests/fuzz/seeds/flow/supported.yaml");
    INFO(reading.listing());
    CHECK(reading.found.empty());
}

TEST_CASE("nothing is wrong with the language's whole example") {
    const test::Reading reading = read_file("tests/fuzz/seeds/flow/at_a_glance.yaml");
    INFO(reading.listing());
    CHECK(reading.found.empty());
}

} // namespace
} // namespace callflow

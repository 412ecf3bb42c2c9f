// The emulators against the behaviour tables.
#include "doc/read.hpp"
#include "providers/behaviour/row.hpp"
#include "source_dir.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <iostream>
#include <sstream>

using namespace callflow;
using namespace callflow::providers::testing;

namespace {

namespace fs = std::filesystem;

std::string slurp(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

struct Table {
    base::Sources sources;
    std::optional<doc::Document> document;

    explicit Table(const fs::path& path) {
        base::Diagnostics diagnostics;
        document = doc::read_yaml(sources, sources.add(path.string(), slurp(path)), diagnostics);
        CAPTURE(path.string());
        REQUIRE(document);
        CHECK(diagnostics.empty());
    }
};

// All rows of a provider. CALLFLOW_ROWS names another folder with tables of the same form, CALLFLOW_ROW part of the rows' names.
void play_all(std::string_view name) {
    const providers::Provider* provider = providers::find_provider(name);
    REQUIRE(provider != nullptr);
    if (provider->emulator == nullptr) {
        std::cerr << "skipped: " << name << " has no emulator\n";
        return;
    }
    const char* other = std::getenv("CALLFLOW_ROWS");
    const char* only = std::getenv("CALLFLOW_ROW");
    const fs::path folder = fs::path(other != nullptr ? other : std::string(source_dir) + "/tests/behaviour") / name;
    std::vector<fs::path> files;
    for (const fs::directory_entry& one : fs::directory_iterator(folder)) files.push_back(one.path());
    std::ranges::sort(files);
    std::size_t rows = 0, failed = 0;
    for (const fs::path& path : files) {
        const Table table(path);
        for (const doc::View row : doc::items(table.document->root().find("rows"))) {
            const std::string title(row.find("row").text());
            if (only != nullptr && title.find(only) == std::string::npos) continue;
            ++rows;
            Lines wrong = shape_of_row(table.sources, row);
            if (wrong.empty()) wrong = verify_row(play_row(*provider, row), row);
            if (!wrong.empty()) ++failed;
            INFO(path.filename().string() << ": " << title);
            CHECK(fmt::format("{}", fmt::join(wrong, "\n")) == "");
        }
    }
    CHECK(rows > 0);
    if (failed > 0) std::cerr << name << ": " << failed << " of " << rows << " rows do not hold\n";
}

std::string_view takes(const providers::emulate::AssumptionSpec& spec) {
    using Takes = providers::emulate::AssumptionSpec::Takes;
    return spec.takes == Takes::length ? "duration" : spec.takes == Takes::number ? "integer" : "";
}

} // namespace

TEST_CASE("the pretend Twilio does what the behaviour tables say") { play_all("twilio"); }
TEST_CASE("the pretend Tropo does what the behaviour tables say") { play_all("tropo"); }

TEST_CASE("what the emulators assume is what the tables list, with the same values and defaults") {
    const Table table(std::string(source_dir) + "/tests/behaviour/assumptions.yaml");
    for (const std::string_view name : {"twilio", "tropo"}) {
        const providers::Provider* provider = providers::find_provider(name);
        if (provider->emulator == nullptr) continue;
        const auto specs = provider->emulator->assumptions();
        const doc::View rows = table.document->root().find(name);
        CHECK(specs.size() == rows.size());
        for (const doc::Entry one : doc::entries(rows)) {
            CAPTURE(one.key.text());
            const auto at = std::ranges::find(specs, one.key.text(), &providers::emulate::AssumptionSpec::name);
            REQUIRE(at != specs.end());
            CHECK(at->by_default == one.value.find("default").text());
            const doc::View values = one.value.find("values");
            CHECK(takes(*at) == (values.is_scalar() ? values.text() : ""));
            std::vector<std::string_view> words;
            for (const doc::View word : doc::items(values)) words.push_back(word.text());
            CHECK(std::ranges::equal(at->values, words));
            CHECK(at->source == one.value.find("source").text());
        }
    }
}

TEST_CASE("a row that is not written as the tables' README says is told so, with the line") {
    constexpr std::string_view text = "row: a sentence\n"
                                      "call: {form: anonymous, timeout: 20s}\n"
                                      "documents: {/voice: {status: 200, bdy: x}}\n"
                                      "person:\n"
                                      "  - {caller: {press: \"1\", after: 2}}\n"
                                      "  - {nobody: hang_up}\n"
                                      "  - {callee: wave}\n"
                                      "expect: {requests: [{at: 1s}], heart: [Hello]}\n";
    base::Sources sources;
    base::Diagnostics found;
    const auto table = doc::read_yaml(sources, sources.add("row", std::string(text)), found);
    REQUIRE(table);
    CHECK(fmt::format("{}", fmt::join(shape_of_row(sources, table->root()), "\n")) ==
          "line 2: a call has no key `form`; there is `from`\n"
          "line 3: an answer has no key `bdy`; there is `body`\n"
          "line 5: `2` is no time\n"
          "line 6: nobody is called `nobody`; there are caller, callee, signal, update, close, refer\n"
          "line 6: a step has not one of caller, callee, signal, update, close, refer\n"
          "line 7: nobody can `wave`\n"
          "line 8: `expect` has no key `heart`; there is `heard`\n"
          "line 8: a request has no `to`");
}

// The published schema of overlays and their reader tell one story.
#include "cli/schemas.hpp"
#include "doc/read.hpp"
#include "report/overlay.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <string>
#include <vector>

using namespace callflow;

namespace {

class Schema {
public:
    Schema() {
        const base::FileId file = sources.add("overlay.schema.json", cli::schema_text("overlay"));
        document = doc::read_json(sources, file, findings);
        REQUIRE(document);
    }
    [[nodiscard]] doc::View find(const std::vector<std::string_view>& path) const {
        doc::View at = document->root();
        for (const std::string_view one : path) {
            at = at.find(one);
            REQUIRE(at.exists());
        }
        return at;
    }
    [[nodiscard]] std::vector<std::string> words(const std::vector<std::string_view>& path) const {
        std::vector<std::string> out;
        for (const doc::View one : doc::items(find(path))) out.emplace_back(one.text());
        REQUIRE_FALSE(out.empty());
        return out;
    }

    base::Sources sources;
    base::Diagnostics findings;
    std::optional<doc::Document> document;
};

bool is_read(const std::string& kind, const std::string& part, const std::string& mark) {
    base::Sources sources;
    base::Diagnostics findings;
    const base::FileId file = sources.add(
        "overlay.json",
        fmt::format(R"({{"callflow_overlay": 1, "flows": [{{"flow": "", "name": "", "kind": "{}", "numbers": {{}},
            "items": [{{"part": "{}", "count": 0, "marks": ["{}"], "numbers": {{}}}}]}}]}})",
                    kind, part, mark));
    return report::read_overlay(sources, file, findings).has_value();
}

} // namespace

TEST_CASE("every word that the schema of overlays has is read, and no other") {
    const Schema schema;
    for (const std::string& kind : schema.words({"properties", "flows", "items", "properties", "kind", "enum"}))
        CHECK(is_read(kind, "state", "used"));
    for (const std::string& part : schema.words({"$defs", "item", "properties", "part", "enum"}))
        CHECK(is_read("replay", part, "used"));
    for (const std::string& mark : schema.words({"$defs", "item", "properties", "marks", "items", "enum"}))
        CHECK(is_read("replay", "state", mark));
    CHECK_FALSE(is_read("other", "state", "used"));
    CHECK_FALSE(is_read("replay", "states", "used"));
    CHECK_FALSE(is_read("replay", "state", "seen"));
}

// docs/logs.md: every example is read, and every format has one.
#include "logs/format.hpp"
#include "logs/reading.hpp"
#include "source_dir.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

using namespace callflow;
using namespace callflow::logs;

namespace {

// The text of a block that begins with its mark at or behind `at`, which is moved behind it.
std::string block(const std::string& text, const std::string& mark, std::size_t& at) {
    const std::size_t begin = text.find("\n```" + mark + "\n", at);
    if (begin == std::string::npos) return {};
    const std::size_t from = begin + mark.size() + 5;
    const std::size_t end = text.find("\n```\n", from - 1);
    at = end + 4;
    return text.substr(from, end + 1 - from);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

} // namespace

TEST_CASE("the examples of docs/logs.md are what replay makes of them", "[logs]") {
    std::ifstream file(std::string(source_dir) + "/docs/logs.md");
    std::ostringstream whole;
    whole << file.rdbuf();
    const std::string text = whole.str();
    REQUIRE(!text.empty());
    for (const std::string_view name : format_names()) {
        std::size_t at = text.find("\n## " + std::string(name) + "\n");
        REQUIRE(at != std::string::npos);
        const std::size_t end = std::min(text.find("\n## ", at + 1), text.size());
        std::size_t count = 0;
        while (text.find("\n```log\n", at) < end) {
            const std::string log = block(text, "log", at);
            const std::string events = block(text, "events", at);
            INFO(name << ": " << log);
            CHECK(read_all(log, with_addresses()) == lines_of(events));
            ++count;
        }
        CHECK(count > 0);
    }
    std::size_t at = text.find("\n## A format of one's own\n");
    REQUIRE(at != std::string::npos);
    const auto own = read_format("pbx.yaml", block(text, "yaml", at));
    REQUIRE(own.has_value());
    Settings settings;
    settings.format = std::make_shared<const Format>(*own);
    const std::string log = block(text, "log", at);
    CHECK(read_all(log, settings) == lines_of(block(text, "events", at)));
}

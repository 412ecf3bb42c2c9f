// Each format reads its own samples, by name and where nobody says which one it is.
#include "base/text.hpp"
#include "logs/format.hpp"
#include "logs/reading.hpp"
#include "logs/recognise.hpp"

#include <catch2/catch.hpp>

using namespace callflow;
using namespace callflow::logs;

TEST_CASE("a format's samples give the events that stand beside them", "[logs]") {
    const auto formats = all_formats();
    REQUIRE(formats.size() == format_names().size());
    for (const auto& format : formats) {
        CHECK(!format->samples.empty());
        for (const Sample& sample : format->samples) {
            INFO(format->name << ": " << sample.text);
            Settings settings = with_addresses();
            settings.format = format;
            CHECK(read_all(sample.text, settings) == sample.events);
        }
    }
}

TEST_CASE("a log is recognised as what it is", "[logs]") {
    for (const auto& format : all_formats())
        for (const Sample& sample : format->samples) {
            INFO(format->name << ": " << sample.text);
            const Recognised found = recognise(sample.text);
            REQUIRE(found.format != nullptr);
            CHECK(found.format->name == format->name);
            CHECK(!found.why.empty());
        }
}

TEST_CASE("a sample that is cut anywhere is survived, and is its events up to there", "[logs]") {
    for (const auto& format : all_formats())
        for (const Sample& sample : format->samples) {
            Settings settings = with_addresses();
            settings.format = format;
            for (std::size_t size = 0; size < sample.text.size(); ++size) {
                INFO(format->name << ": " << sample.text.substr(0, size));
                const auto got = read_all(sample.text.substr(0, size), settings);
                // what is known of a call is told when all was read; the last field of a line may end anywhere
                if (format->gathers() || format->takes(Kind::csv) || format->takes(Kind::form)) continue;
                std::size_t events = 0;
                for (const std::string& one : got) {
                    if (one.starts_with("skipped") || one.starts_with("error")) continue;
                    INFO(one);
                    CHECK(std::ranges::count(sample.events, one) != 0);
                    ++events;
                }
                CHECK(events <= sample.events.size());
            }
        }
}

TEST_CASE("a sample of which a byte is another is survived", "[logs]") {
    for (const auto& format : all_formats())
        for (const Sample& sample : format->samples) {
            Settings settings = with_addresses();
            settings.format = format;
            constexpr std::string_view others("\0\"\n\xff{],<\\", 9);
            for (std::size_t at = 0; at < sample.text.size(); ++at)
                for (const std::size_t which : {at, at + 4}) {
                    const char c = others[which % others.size()];
                    std::string text = sample.text;
                    text[at] = c;
                    const auto got = read_all(text, settings);
                    for (const std::string& one : got) {
                        INFO(format->name << ": " << one);
                        CHECK(base::find_invalid_utf8(one) == std::string::npos);
                    }
                }
        }
}

TEST_CASE("a format that is no format says where and why", "[logs]") {
    const auto wrong = [](std::string_view text) { return read_format("x.yaml", text).error().message; };
    CHECK(wrong("name: x\nkind: nsjon\n") == "x.yaml:2: kind is one of ndjson, csv, lines, form, xml, not 'nsjon'");
    CHECK(wrong("name: x\nmap:\n  cal: id\n").starts_with("x.yaml:3: map knows no 'cal'"));
    CHECK(wrong("name: x\nmap:\n  call:\n").starts_with("x.yaml:3: nothing says from which columns 'call' comes"));
    CHECK(wrong("name: x\n") == "x.yaml: a format needs a kind");
    CHECK(wrong("name: x\nkind: csv\n") == "x.yaml: a format needs a map");
    CHECK(wrong("name: x\nkind: lines\nmap: {call: id}\n") == "x.yaml: a format of lines needs a pattern");
    CHECK(find_format("ndjsn").error().message.starts_with(
        "there is no log format 'ndjsn' (did you mean ndjson?); there are "));
}

// Tables of call tracking, whatever is in them: every row is counted once, a row that can be used can be used again as it is stored, and
// rows of a report add up. The first byte chooses: below 6 all tables, that one first, parted by zeros; then rules for channels, rates, an address.
#include "tracking/attribution/account.hpp"
#include "tracking/attribution/loader.hpp"
#include "tracking/attribution/match.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace callflow;
using namespace callflow::tracking;

namespace {

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

// A number's digits, for a world with one country.
std::uint64_t digits(std::string_view text, std::string_view) {
    std::uint64_t out = text.starts_with('+') ? 0 : 49; // what was read is read as the same
    for (const char c : text)
        if (c >= '0' && c <= '9' && out < 1'000'000'000'000) out = out * 10 + static_cast<std::uint64_t>(c - '0');
    return out;
}

// Whether the file could be read at all.
bool read(Table table, std::string text, Loader& loader) {
    ColumnNames names;
    loader.begin_file();
    bool counted = false;
    const RowTaker taker{.take =
                             [&](Cells cells) {
                                 std::vector<std::string> values, again;
                                 Millis known = no_time;
                                 const std::string_view why = loader.canonical(table, cells, values, known);
                                 if (why.empty()) {
                                     std::vector<std::pair<std::string_view, std::string_view>> stored;
                                     for (const std::string& one : values) stored.emplace_back(std::string_view(), one);
                                     require(loader.canonical(table, stored, again, known).empty(),
                                             "what is stored can be used");
                                     require(values == again, "what is stored stays as it is");
                                 }
                                 const std::string_view taken = loader.take(table, cells);
                                 require(taken == why, "what can be used can be stored");
                                 counted = !taken.empty();
                                 return taken;
                             },
                         .malformed =
                             [&](std::string_view, std::string_view why, std::string_view) {
                                 if (!counted) loader.malformed(table, why);
                                 counted = false;
                             }};
    const auto rows = read_table(table, "table", base::stream_over(std::move(text)), names, taker);
    if (rows) loader.count(table, *rows);
    return rows.has_value();
}

void tables(std::size_t first, std::string_view text) {
    Data data;
    PhoneReader phones("DE", digits);
    Loader loader(data, Channels::usual(), phones, {});
    for (std::size_t i = 0; i < table_names.size() && !text.empty(); ++i) {
        const std::size_t end = std::min(text.find('\0'), text.size());
        if (!read(static_cast<Table>((first + i) % table_names.size()), std::string(text.substr(0, end)), loader))
            return;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    loader.finish();
    const auto broken = [](const Intake& one) {
        return one.read != one.malformed + one.repeated + one.corrected + one.joined + one.later + one.used;
    };
    for (const Intake& one : data.intake) require(!broken(one), "every row is counted once");
    const Matches matches = match(data, {});
    for (std::size_t model = 0; model < model_names.size(); ++model) {
        AccountOptions options;
        options.by = {TrackBy::source, TrackBy::region};
        options.model = static_cast<Model>(model);
        options.from = 20'000, options.past = 20'600; // some of 2024 to 2026
        const auto report = account(data, matches, Channels::usual(), options);
        if (!report) continue; // currencies are mixed
        std::uint64_t calls = 0;
        for (const Counted& one : report->calls) calls += one.within;
        require(report->total.calls == static_cast<Micro>(calls) * whole_credit, "calls add up");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > 64 * 1024) return 0;
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1); // NOLINT: bytes seen as characters
    if (data[0] < 6) tables(data[0], text);
    if (data[0] == 6) {
        const auto rules = Channels::read("rules", text);
        if (rules) static_cast<void>(rules->channel("google", "cpc", "x"));
    }
    if (data[0] == 7) {
        const auto rates = Rates::read("EUR", "rates", text);
        if (rates) static_cast<void>(rates->convert(1000, "USD", 20'000));
    }
    if (data[0] == 8) {
        Tags tags;
        read_tags(text, tags);
        Channels::usual().complete(tags, text, text);
        require(!tags.source.empty() || !tags.medium.empty() || !tags.campaign.empty(),
                "everything comes from somewhere");
    }
    if (data[0] == 9) {
        ColumnNames names;
        static_cast<void>(add_column_names(text, names));
    }
    return 0;
}

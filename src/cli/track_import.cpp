#include "base/hash.hpp"
#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/terminal.hpp"
#include "cli/track.hpp"
#include "report/table.hpp"

#include <ctime>
#include <fmt/format.h>
#include <map>

namespace callflow::cli {
namespace {

using tracking::Table;
using tracking::TrackRow;

constexpr std::size_t batch = 1000; // rows of a transaction

struct Imported {
    std::uint64_t read = 0, malformed = 0, joined = 0;
    tracking::TrackCounts stored;
};

std::size_t place(Table table, std::string_view column) { return tracking::place_of(table, column); }

// By what versions of a row are known to be of one row.
std::string key_of(Table table, const std::vector<std::string>& values) {
    switch (table) {
    case Table::numbers: return values[place(table, "number")] + " " + values[place(table, "since")];
    case Table::costs: {
        std::string out;
        for (const std::string_view one : {"date", "source", "medium", "campaign", "keyword", "currency", "company"})
            out += values[place(table, one)] + "\n";
        return out;
    }
    case Table::visits:
    case Table::calls:
    case Table::leads:
    case Table::deals: break;
    }
    return values.front();
}

// Rows of one file on their way to the store.
class Importer {
public:
    Importer(tracking::Store& store, Table table, tracking::Loader& loader, std::int64_t now)
        : store_(store), table_(table), loader_(loader), now_(now) {}

    std::string_view take(tracking::Cells cells) {
        TrackRow row;
        tracking::Millis known = tracking::no_time;
        if (const std::string_view why = loader_.canonical(table_, cells, row.values, known); !why.empty()) return why;
        row.known = known == tracking::no_time ? now_ : known * 1'000'000;
        row.values.pop_back(); // as_of is the version's
        row.key = key_of(table_, row.values);
        if (table_ == Table::costs) return add_cost(std::move(row));
        rows_.push_back(std::move(row));
        if (rows_.size() == batch) flush();
        return {};
    }

    base::Result<Imported> end() {
        for (auto& [key, row] : costs_) rows_.push_back(std::move(row));
        flush();
        if (!state_) return tl::unexpected(state_.error());
        return counts_;
    }

private:
    // Costs of one file with the same day and marks are parts of one sum.
    std::string_view add_cost(TrackRow row) {
        const auto [at, added] = costs_.try_emplace({row.key, row.known}, row);
        if (added) return {};
        TrackRow& there = at->second;
        const std::string& currency = row.values[place(table_, "currency")];
        const auto sum = [&](std::string_view column, const auto& parse, const auto& write) {
            std::string& text = there.values[place(table_, column)];
            const std::string& more = row.values[place(table_, column)];
            text = write(parse(text).value_or(0) + parse(more).value_or(0));
        };
        const auto count = [](const std::string& text) { return base::parse_int(text); };
        const auto number = [](std::int64_t value) { return std::to_string(value); };
        sum("clicks", count, number);
        sum("impressions", count, number);
        sum(
            "cost", [&](const std::string& text) { return tracking::parse_money(text, currency); },
            [&](std::int64_t value) { return tracking::money_text(value, currency); });
        ++counts_.joined;
        return {};
    }

    void flush() {
        if (rows_.empty() || !state_) return;
        for (TrackRow& row : rows_) {
            std::string all;
            for (const std::string& one : row.values) all += one + '\0';
            row.digest = static_cast<std::int64_t>(base::stable_hash(all));
        }
        const auto stored = store_.put_track(table_, rows_);
        rows_.clear();
        if (!stored) {
            state_ = tl::unexpected(stored.error());
            return;
        }
        counts_.stored.added += stored->added;
        counts_.stored.corrected += stored->corrected;
        counts_.stored.repeated += stored->repeated;
    }

    tracking::Store& store_;
    Table table_;
    tracking::Loader& loader_;
    std::int64_t now_;
    std::vector<TrackRow> rows_;
    std::map<std::pair<std::string, std::int64_t>, TrackRow> costs_;
    Imported counts_;
    base::Result<void> state_;
};

base::Result<Imported> import_file(const std::string& path, Table table, Io& io, tracking::Store& store,
                                   tracking::Loader& loader, const TrackOptions& options, std::int64_t now) {
    auto bytes = open_table(io, path);
    if (!bytes) return tl::unexpected(bytes.error());
    Importer importer(store, table, loader, now);
    MalformedRows malformed(io, options.numbers);
    const tracking::RowTaker taker{.take = [&](tracking::Cells cells) { return importer.take(cells); },
                                   .malformed = [&](std::string_view where, std::string_view why,
                                                    std::string_view text) { malformed.say(where, why, text); },
                                   .region_of = region_finder(options)};
    const auto rows =
        tracking::read_table(table, path == "-" ? "stdin" : path, std::move(*bytes), options.columns, taker);
    if (!rows) return tl::unexpected(rows.error());
    malformed.end();
    auto out = importer.end();
    if (!out) return out;
    out->read = *rows;
    out->malformed = malformed.count();
    return out;
}

} // namespace

ExitStatus track_import(const Values& values, Io& io) {
    auto options = track_options(values, io);
    if (!options) return complain(io, "track", options.error());
    std::int64_t now = 0;
    if (values.has("as-of")) {
        now = *as_of_of(values.get("as-of"), options->account.zones.usual);
    } else {
        timespec clock{};
        static_cast<void>(::clock_gettime(CLOCK_REALTIME, &clock));
        now = static_cast<std::int64_t>(clock.tv_sec) * 1'000'000'000 + clock.tv_nsec;
    }
    options->load.as_of = tracking::no_time; // everything is stored
    bool any = false;
    for (const std::string_view one : tracking::table_names) any = any || values.has(one);
    if (!any || !values.has("db"))
        return complain(
            io, "track",
            base::Error{base::ErrorKind::usage,
                        "import takes a store with --db, and files with --visits, --calls, --leads, --costs, --deals "
                        "or --numbers"});
    auto store = tracking::open_store({.where = std::string(values.get("db")), .durable = true});
    if (!store) return complain(io, "track", store.error());
    tracking::Data data;
    tracking::PhoneReader phones(options->region);
    tracking::Loader loader(data, options->channels, phones, options->load);
    const auto whole = [](std::uint64_t number) { return report::Cell(static_cast<std::int64_t>(number)); };
    report::Table table{.columns = {"table", "file", "read", "malformed", "joined", "repeated", "corrected", "added"},
                        .rows = {}};
    bool malformed = false;
    for (std::size_t i = 0; i < tracking::table_names.size(); ++i) {
        for (const std::string& path : values.all(tracking::table_names[i])) {
            const auto done = import_file(path, static_cast<Table>(i), io, **store, loader, *options, now);
            if (!done) return complain(io, "track", done.error());
            malformed = malformed || done->malformed != 0;
            table.rows.push_back({std::string(tracking::table_names[i]), path, whole(done->read),
                                  whole(done->malformed), whole(done->joined), whole(done->stored.repeated),
                                  whole(done->stored.corrected), whole(done->stored.added)});
        }
    }
    if (const auto state = phones.state(); !state) return complain(io, "track", state.error());
    report::write_table(io.out, table, report::TableFormat::table);
    return malformed && values.has("strict") ? ExitStatus::findings : ExitStatus::fine;
}

} // namespace callflow::cli

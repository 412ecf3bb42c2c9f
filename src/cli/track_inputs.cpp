#include "base/text.hpp"
#include "cli/cdr.hpp"
#include "cli/log_options.hpp"
#include "cli/track_sessions.hpp"
#include "report/masking.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

using tracking::Table;

constexpr std::uint64_t shown_rows = 5; // of those that cannot be used

// Tables in the order in which a loader wants them.
constexpr std::array<Table, 6> order{Table::numbers, Table::visits, Table::calls,
                                     Table::leads,   Table::costs,  Table::deals};

bool any_file(const Values& values) {
    return values.has("cdrs") ||
           std::ranges::any_of(tracking::table_names, [&](std::string_view one) { return values.has(one); });
}

base::Result<void> read_files(const Values& values, Io& io, Table table, tracking::Loader& loader,
                              const TrackOptions& options, MalformedRows& malformed) {
    for (const std::string& path : values.all(tracking::table_names[static_cast<std::size_t>(table)])) {
        auto bytes = open_table(io, path);
        if (!bytes) return tl::unexpected(bytes.error());
        loader.begin_file();
        bool counted = false; // by the loader
        const tracking::RowTaker taker{.take =
                                           [&](tracking::Cells cells) {
                                               const std::string_view why = loader.take(table, cells);
                                               counted = !why.empty();
                                               return why;
                                           },
                                       .malformed =
                                           [&](std::string_view where, std::string_view why, std::string_view text) {
                                               if (!counted) loader.malformed(table, why);
                                               counted = false;
                                               malformed.say(where, why, text);
                                           },
                                       .region_of = region_finder(options)};
        const auto rows =
            tracking::read_table(table, path == "-" ? "stdin" : path, std::move(*bytes), options.columns, taker);
        if (!rows) return tl::unexpected(rows.error());
        loader.count(table, *rows);
    }
    return {};
}

base::Result<void> read_cdrs(const Values& values, Io& io, tracking::Loader& loader, const TrackOptions& options,
                             MalformedRows& malformed) {
    if (!values.has("cdrs")) return {};
    logs::Settings settings;
    settings.zone = options.load.zone;
    const std::string_view from = values.get("cdr-format");
    if (from != "auto") {
        auto format = format_of(io, from);
        if (!format) return tl::unexpected(format.error());
        settings.format = std::move(*format);
    }
    const auto counts =
        read_cdr_files(std::move(settings), from != "auto", values.all("cdrs"), io, [&](logs::Cdr& cdr) {
            if (const std::string_view why = loader.take(cdr); !why.empty()) malformed.say(cdr.key, why, {});
            return true;
        });
    if (!counts) return tl::unexpected(counts.error());
    for (std::size_t i = 0; i < counts->skipped.size(); ++i) {
        for (std::uint64_t k = 0; k < counts->skipped[i]; ++k)
            loader.malformed(Table::calls, logs::explain(static_cast<logs::Reason>(i)));
        loader.count(Table::calls, counts->skipped[i]);
    }
    return {};
}

base::Result<void> read_store(tracking::Store& store, Table table, tracking::Loader& loader, std::int64_t as_of,
                              MalformedRows& malformed) {
    const auto columns = tracking::columns_of(table);
    std::vector<std::pair<std::string_view, std::string_view>> cells(columns.size());
    std::uint64_t rows = 0;
    loader.begin_file();
    const auto done = store.track({.table = table, .as_of = as_of, .column = {}}, [&](const tracking::TrackRow& row) {
        for (std::size_t i = 0; i + 1 < columns.size(); ++i) cells[i].second = row.values[i];
        ++rows;
        if (const std::string_view why = loader.take(table, cells); !why.empty())
            malformed.say(fmt::format("{} {}", tracking::table_names[static_cast<std::size_t>(table)], row.key), why,
                          {});
        return true;
    });
    loader.count(table, rows);
    return done;
}

base::Result<void> read_all(const Values& values, Io& io, tracking::Loader& loader, const TrackOptions& options,
                            MalformedRows& malformed) {
    if (!values.has("db")) {
        for (const Table table : order) {
            if (const auto done = read_files(values, io, table, loader, options, malformed); !done) return done;
            if (table == Table::calls)
                if (const auto done = read_cdrs(values, io, loader, options, malformed); !done) return done;
        }
        return {};
    }
    auto store = tracking::open_store({.where = std::string(values.get("db")), .durable = false, .create = false});
    if (!store) return tl::unexpected(store.error());
    const std::int64_t as_of = options.load.as_of == tracking::no_time ? 0 : options.load.as_of * 1'000'000 + 999'999;
    const std::string_view calls = values.get("calls-from");
    for (const Table table : order) {
        if (table == Table::calls && calls == "sessions") {
            if (const auto done = read_sessions(values, io, **store, loader, malformed); !done) return done;
            continue;
        }
        if (table == Table::calls && calls == "cdrs") {
            const auto done = (*store)->cdrs({}, [&](logs::Cdr& cdr) {
                if (const std::string_view why = loader.take(cdr); !why.empty()) malformed.say(cdr.key, why, {});
                return true;
            });
            if (!done) return done;
            continue;
        }
        if (const auto done = read_store(**store, table, loader, as_of, malformed); !done) return done;
    }
    return {};
}

} // namespace

void MalformedRows::say(std::string_view where, std::string_view why, std::string_view text) {
    if (++count_ > shown_rows) return;
    std::string shown = base::printable(text, 80);
    if (!numbers_) shown = report::mask_numbers(shown);
    io_.err +=
        fmt::format("{}: cannot be used, {}{}{}\n", base::printable(where), why, shown.empty() ? "" : ": ", shown);
}

void MalformedRows::end() {
    if (count_ > shown_rows) io_.err += fmt::format("{} rows cannot be used\n", count_);
}

base::Result<std::unique_ptr<base::ByteStream>> open_table(Io& io, const std::string& path) {
    if (path == "-") return io.open_stdin();
    return io.files->open(path);
}

base::Result<std::unique_ptr<Tracked>> read_tracked(const Values& values, Io& io, Wanted wanted) {
    auto options = track_options(values, io);
    if (!options) return tl::unexpected(options.error());
    if (values.has("db") == any_file(values))
        return base::fail(base::ErrorKind::usage,
                          values.has("db")
                              ? "either files, or a store with --db"
                              : "what is to be read? --visits, --calls and others name files, --db a store");
    auto out = std::make_unique<Tracked>();
    out->options = std::move(*options);
    out->options.load.clicks = wanted.clicks;
    out->options.match.keep_candidates = wanted.candidates;
    tracking::PhoneReader phones(out->options.region);
    tracking::Loader loader(out->data, out->options.channels, phones, out->options.load);
    MalformedRows malformed(io, out->options.numbers);
    if (const auto done = read_all(values, io, loader, out->options, malformed); !done)
        return tl::unexpected(done.error());
    if (const auto state = phones.state(); !state) return tl::unexpected(state.error());
    malformed.end();
    if (loader.others() != 0)
        io.err +=
            fmt::format("{} record{}\n", loader.others(),
                        loader.others() == 1 ? " of an outbound call is left out" : "s of outbound calls are left out");
    loader.finish();
    for (const std::string& one : values.all("good")) { // companies have their places now
        const std::size_t equals = one.find('=');
        if (equals == std::string::npos) continue;
        const tracking::Id company = out->data.companies.find(one.substr(0, equals));
        const auto length = length_of("good", one.substr(equals + 1));
        if (company != tracking::no_id && length)
            out->options.match.good_of[static_cast<std::uint16_t>(company)] = *length;
    }
    out->malformed = malformed.count() != 0;
    for (const tracking::Intake& one : out->data.intake) out->malformed = out->malformed || one.malformed != 0;
    out->matches = tracking::match(out->data, out->options.match);
    return out;
}

} // namespace callflow::cli

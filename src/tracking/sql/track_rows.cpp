#include "tracking/sql/track_rows.hpp"

#include "tracking/sql/tables.hpp"

#include <fmt/format.h>
#include <memory>
#include <optional>
#include <soci/soci.h>

namespace callflow::tracking {
namespace {

std::string table_of(Table table) { return fmt::format("track_{}", table_names[static_cast<std::size_t>(table)]); }

// All of a table's columns but `as_of`, which is the version's.
std::span<const Column> stored(Table table) {
    const auto all = columns_of(table);
    return all.first(all.size() - 1);
}

std::string names_of(Table table) {
    std::string out = "key, known, digest";
    for (const Column& one : stored(table)) out += fmt::format(", {}", sql_name(one));
    return out;
}

} // namespace

std::vector<std::string> track_tables_of(const Dialect& dialect) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < table_names.size(); ++i) {
        const auto table = static_cast<Table>(i);
        const std::string name = table_of(table);
        std::string columns;
        for (const Column& one : stored(table)) columns += fmt::format(", {} {} NOT NULL", sql_name(one), dialect.text);
        out.push_back(fmt::format(
            "CREATE TABLE {0} (key {1} NOT NULL, known {2} NOT NULL, digest {2} NOT NULL{3}, PRIMARY KEY (key, known)){4}",
            name, dialect.text, dialect.number, columns, dialect.without_rowid));
        out.push_back(fmt::format(
            "CREATE VIEW {0}_now AS SELECT * FROM {0} AS one WHERE known = (SELECT max(known) FROM {0} AS other WHERE other.key = one.key)",
            name));
    }
    out.emplace_back("CREATE INDEX track_visits_by_number ON track_visits (number_shown)");
    out.emplace_back("CREATE INDEX track_visits_by_start ON track_visits (ts_start)");
    out.emplace_back("CREATE INDEX track_calls_by_start ON track_calls (ts_start)");
    return out;
}

TrackCounts put_track_rows(soci::session& database, Table table, std::span<const TrackRow> rows) {
    TrackCounts counts;
    const std::size_t count = stored(table).size();
    const std::string name = table_of(table);
    TrackRow row;
    row.values.resize(count);
    long long known = 0, digest = 0, there_known = 0, there_digest = 0;
    soci::statement find = (database.prepare << "SELECT known, digest FROM " + name +
                                                    " WHERE key = :key AND known <= :known ORDER BY known DESC LIMIT 1",
                            soci::use(row.key), soci::use(known), soci::into(there_known), soci::into(there_digest));
    std::string marks, changed;
    for (const Column& one : stored(table)) {
        marks += fmt::format(", :{}_", sql_name(one));
        changed += fmt::format(", {0} = excluded.{0}", sql_name(one));
    }
    soci::statement put(database);
    put.exchange(soci::use(row.key));
    put.exchange(soci::use(known));
    put.exchange(soci::use(digest));
    for (std::string& one : row.values) put.exchange(soci::use(one));
    put.alloc();
    put.prepare(
        fmt::format("INSERT INTO {} ({}) VALUES (:key_, :known_, :digest_{}) ON CONFLICT (key, known) DO UPDATE SET "
                    "digest = excluded.digest{}",
                    name, names_of(table), marks, changed));
    put.define_and_bind();
    for (const TrackRow& one : rows) {
        row.key = clean(one.key);
        known = one.known;
        digest = one.digest;
        const bool there = find.execute(true);
        if (there && there_digest == digest) {
            ++counts.repeated;
            continue;
        }
        for (std::size_t i = 0; i < count; ++i) row.values[i] = clean(one.values[i]);
        put.execute(true);
        ++(there ? counts.corrected : counts.added);
    }
    return counts;
}

void read_track_rows(soci::session& database, const TrackQuery& query,
                     const std::function<bool(const TrackRow&)>& take) {
    const auto columns = stored(query.table);
    const std::string name = table_of(query.table);
    std::string where;
    std::string value = query.value;
    long long as_of = query.as_of;
    if (query.as_of != 0) where = " WHERE known <= :as_of";
    std::optional<std::size_t> chosen;
    if (!query.column.empty()) {
        chosen = place_of(query.table, query.column);
        where += fmt::format("{} key IN (SELECT key FROM {} WHERE {} = :value)", where.empty() ? " WHERE" : " AND",
                             name, sql_name(columns[*chosen]));
    }
    TrackRow row, last;
    row.values.resize(columns.size());
    long long known = 0, digest = 0;
    soci::statement read(database);
    if (query.as_of != 0) read.exchange(soci::use(as_of, "as_of"));
    if (chosen) read.exchange(soci::use(value, "value"));
    read.exchange(soci::into(row.key));
    read.exchange(soci::into(known));
    read.exchange(soci::into(digest));
    for (std::string& one : row.values) read.exchange(soci::into(one));
    read.alloc();
    read.prepare(fmt::format("SELECT {} FROM {}{} ORDER BY key, known", names_of(query.table), name, where));
    read.define_and_bind();
    read.execute();
    // Of each key the last version counts.
    bool any = false;
    const auto hand_over = [&] { return !any || (chosen && last.values[*chosen] != value) || take(last); };
    while (read.fetch()) {
        if (any && last.key != row.key && !hand_over()) return;
        row.known = known;
        row.digest = digest;
        last = row;
        any = true;
    }
    static_cast<void>(hand_over());
}

} // namespace callflow::tracking

// The module with SQLite.
#include "tracking/sql/sql_store.hpp"
#include "tracking/sql_module.hpp"

#include <filesystem>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

using namespace callflow;

namespace {

base::Result<void> open(const tracking::StoreOptions& options, std::unique_ptr<tracking::Store>& store) {
    if (options.where.find('"') != std::string::npos)
        return base::fail(base::ErrorKind::usage, "a store's name may hold no double quote");
    std::error_code ignored;
    if (!options.create && !std::filesystem::exists(options.where, ignored))
        return base::fail(base::ErrorKind::system, "there is no store " + options.where);
    const auto opened = std::make_shared<std::string>(); // which file it is
    tracking::Connector connector;
    connector.open = [opened, identity = options.identity, where = options.where,
                      make = options.create && options.where != ":memory:" ? options.make_private : nullptr] {
        if (make != nullptr) make(where); // the files beside it get its permissions
        auto session = std::make_unique<soci::session>(soci::sqlite3, "dbname=\"" + where + "\" timeout=10");
        *opened = identity(where);
        return session;
    };
    connector.prepare = [durable = options.durable](soci::session& session) {
        // The log beside the file lets others read meanwhile. With NORMAL nothing is lost, or spoilt, when the process dies.
        session << "PRAGMA journal_mode=WAL";
        session << (durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    };
    connector.moved = [opened, identity = options.identity, where = options.where] {
        return identity(where) != *opened;
    };
    // What stands in the log beside the path goes into the file that it belongs to, wherever that is now, and not into the next one.
    connector.leave = [](soci::session& session) { session << "PRAGMA wal_checkpoint(TRUNCATE)"; };
    const tracking::Dialect dialect{
        .text = "TEXT",
        .number = "INTEGER",
        .without_rowid = " WITHOUT ROWID",
        .count_of_others = "SELECT count(*) FROM sqlite_master WHERE name <> 'callflow_store'",
        .count_of_store = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'callflow_store'",
        .lock = {}};
    auto made = tracking::make_sql_store(std::move(connector), dialect, options.create);
    if (!made)
        return base::fail(made.error().kind, "cannot use the store " + options.where + ": " + made.error().message);
    store = std::move(*made);
    return {};
}

} // namespace

extern "C" __attribute__((visibility("default"))) void callflow_sqlite(const tracking::StoreOptions& options,
                                                                       std::unique_ptr<tracking::Store>& store,
                                                                       base::Result<void>& opened);

void callflow_sqlite(const tracking::StoreOptions& options, std::unique_ptr<tracking::Store>& store,
                     base::Result<void>& opened) {
    opened = open(options, store);
}

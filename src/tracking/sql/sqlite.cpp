// The module with SQLite.
#include "tracking/sql/sql_store.hpp"
#include "tracking/sql_module.hpp"

#include <filesystem>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

using namespace callflow;

namespace {

// A store that could not be begun is no store: who comes next makes it anew.
void leave_nothing(const std::string& where) {
    std::error_code ignored;
    for (const char* beside : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(where + beside, ignored);
}

// SQLite says so of its log beside the file only that something went wrong.
bool is_full(const std::string& where) {
    constexpr std::uintmax_t log_begins_with = 64 * 1024;
    const std::filesystem::path folder = std::filesystem::path(where).parent_path();
    std::error_code error;
    const auto space = std::filesystem::space(folder.empty() ? "." : folder, error);
    return !error && space.available < log_begins_with;
}

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
    const bool begun = options.where != ":memory:" && !std::filesystem::exists(options.where, ignored);
    auto made = tracking::make_sql_store(std::move(connector), dialect, options.create);
    if (!made && begun) leave_nothing(options.where);
    if (!made && made.error().message.find("disk I/O error") != std::string::npos && is_full(options.where))
        made.error().message = "the disk is full";
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

// The module with SQLite.
#include "tracking/sql/sql_store.hpp"
#include "tracking/sql_module.hpp"

#include <filesystem>
#include <random>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <string>

using namespace callflow;

namespace {

constexpr const char* memory = ":memory:";

// SQLite says so of its log beside the file only that something went wrong.
bool is_full(const std::string& where) {
    constexpr std::uintmax_t log_begins_with = 64 * 1024;
    const std::filesystem::path folder = std::filesystem::path(where).parent_path();
    std::error_code error;
    const auto space = std::filesystem::space(folder.empty() ? "." : folder, error);
    return !error && space.available < log_begins_with;
}

tracking::Connector connector_to(const tracking::StoreOptions& options) {
    const auto opened = std::make_shared<std::string>(); // which file it is
    tracking::Connector connector;
    connector.open = [opened, identity = options.identity, where = options.where,
                      make = options.create && options.where != memory ? options.make_private : nullptr] {
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
    return connector;
}

base::Result<std::unique_ptr<tracking::Store>> make(const tracking::StoreOptions& options) {
    const tracking::Dialect dialect{
        .text = "TEXT",
        .number = "INTEGER",
        .without_rowid = " WITHOUT ROWID",
        .count_of_others = "SELECT count(*) FROM sqlite_master WHERE name <> 'callflow_store'",
        .count_of_store = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'callflow_store'",
        .lock = {}};
    return tracking::make_sql_store(connector_to(options), dialect, options.create);
}

bool is_there(const std::string& where) {
    std::error_code ignored;
    return std::filesystem::exists(where, ignored);
}

// A new store is made whole beside its place and gets its name then, unless somebody else's has it by now. So nobody meets one that
// was only begun, and none has to be removed, which others may use already.
base::Result<void> begin(const tracking::StoreOptions& options) {
    tracking::StoreOptions beside = options;
    beside.where += ".begun-" + std::to_string(std::random_device{}());
    auto made = make(beside);
    const bool whole = made.has_value();
    if (whole) made->reset(); // closed: all of it stands in the one file
    // Where a file can have no second name, or somebody was first, opening it goes on as ever.
    std::error_code ignored;
    if (whole) std::filesystem::create_hard_link(beside.where, options.where, ignored);
    for (const char* part : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(beside.where + part, ignored);
    if (whole || is_there(options.where)) return {};
    return tl::unexpected(std::move(made.error()));
}

base::Result<void> open(const tracking::StoreOptions& options, std::unique_ptr<tracking::Store>& store) {
    if (options.where.find('"') != std::string::npos)
        return base::fail(base::ErrorKind::usage, "a store's name may hold no double quote");
    const bool fresh = options.where != memory && !is_there(options.where);
    if (!options.create && (fresh || options.where == memory))
        return base::fail(base::ErrorKind::system, "there is no store " + options.where);
    const auto begun = fresh ? begin(options) : base::Result<void>();
    auto made = begun ? make(options) : tl::unexpected(begun.error());
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

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
    try {
        auto session = std::make_unique<soci::session>(soci::sqlite3, "dbname=\"" + options.where + "\" timeout=10");
        // The log beside the file lets others read meanwhile. With NORMAL nothing is lost, or spoilt, when the process dies.
        *session << "PRAGMA journal_mode=WAL";
        *session << (options.durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
        auto made = tracking::make_sql_store(std::move(session), {"TEXT", "INTEGER", " WITHOUT ROWID"}, options.create);
        if (!made)
            return base::fail(made.error().kind, "cannot use the store " + options.where + ": " + made.error().message);
        store = std::move(*made);
        return {};
    } catch (const std::exception& error) {
        return base::fail(base::ErrorKind::system,
                          "cannot use the store " + options.where + ": " + tracking::why(error));
    }
}

} // namespace

extern "C" __attribute__((visibility("default"))) void callflow_sqlite(const tracking::StoreOptions& options,
                                                                       std::unique_ptr<tracking::Store>& store,
                                                                       base::Result<void>& opened);

void callflow_sqlite(const tracking::StoreOptions& options, std::unique_ptr<tracking::Store>& store,
                     base::Result<void>& opened) {
    opened = open(options, store);
}

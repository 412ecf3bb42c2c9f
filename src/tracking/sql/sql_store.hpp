// A store in an SQL database, whichever it is. Only for the modules that bring one.
#pragma once

#include "tracking/store.hpp"

#include <exception>
#include <memory>
#include <string>

namespace soci {
class session;
}

namespace callflow::tracking {

// What the databases differ in.
struct Dialect {
    std::string text = "TEXT";      // column types
    std::string number = "INTEGER"; // of 64 bits
    std::string without_rowid;      // behind a table whose key is its order
};

// Why a database refuses, one sentence without a full stop.
[[nodiscard]] std::string why(const std::exception& error);

// Takes over a connection that is open; makes the tables, or brings older ones up to date. An error is of kind system.
[[nodiscard]] base::Result<std::unique_ptr<Store>> make_sql_store(std::unique_ptr<soci::session> session,
                                                                  const Dialect& dialect, bool create);

} // namespace callflow::tracking

// A store in an SQL database, whichever it is. Only for the modules that bring one.
#pragma once

#include "tracking/store.hpp"

#include <algorithm>
#include <exception>
#include <functional>
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
    std::string count_of_others;    // query: how many tables there are that nobody but this store may have
    std::string count_of_store;     // query: how many tables are called `callflow_store`
    std::string lock; // statement: keeps others from making the tables until the transaction ends; empty: none
};

// How a database is reached, again where it was lost.
struct Connector {
    std::function<std::unique_ptr<soci::session>()> open; // throws as SOCI does; changes nothing
    std::function<void(soci::session&)> prepare;          // once it is known whose it is; throws
    std::function<bool()> moved = {};                     // whether what was opened is not what stands there now
    std::function<void(soci::session&)> leave = {};       // before what has moved is closed
};

// Why a database refuses, one sentence without a full stop: SOCI puts its own words around it.
[[nodiscard]] inline std::string why(const std::exception& error) {
    std::string text = error.what();
    if (const std::size_t at = text.find("prepare: "); at != std::string::npos) text.erase(0, at + 9);
    if (const std::size_t at = text.find("_backend::"); at != std::string::npos)
        if (const std::size_t end = text.find(": ", at); end != std::string::npos) text.erase(0, end + 2);
    if (const std::size_t at = text.find(" while "); at != std::string::npos) text.erase(at);
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '.')) text.pop_back();
    std::ranges::replace(text, '\n', ' ');
    std::ranges::replace(text, '\t', ' ');
    return text;
}

// Connects; makes the tables, or brings older ones up to date. What is another application's is left as it is. An error is of kind
// system.
[[nodiscard]] base::Result<std::unique_ptr<Store>> make_sql_store(Connector connector, const Dialect& dialect,
                                                                  bool create);

} // namespace callflow::tracking

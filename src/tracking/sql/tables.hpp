// What stands in the store's tables. Private to tracking/sql.
#pragma once

#include "base/utf8.hpp"
#include "tracking/sql/sql_store.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::tracking {

// The statements that make them, in the first version.
inline std::vector<std::string> tables_of(const Dialect& dialect) {
    const std::string& text = dialect.text;
    const std::string& number = dialect.number;
    return {
        fmt::format(
            "CREATE TABLE open_calls (id {0} NOT NULL PRIMARY KEY, flow {0} NOT NULL, provider {0} NOT NULL, kept {0} NOT NULL, "
            "changed {1} NOT NULL){2}",
            text, number, dialect.without_rowid),
        fmt::format(
            "CREATE TABLE sessions (id {0} NOT NULL PRIMARY KEY, flow {0} NOT NULL, provider {0} NOT NULL, "
            "caller {0} NOT NULL, called {0} NOT NULL, channel {0} NOT NULL, direction {0} NOT NULL, began {1} NOT NULL, "
            "last {1} NOT NULL, ended {1} NOT NULL, state {0} NOT NULL, status {0} NOT NULL, outcome {0} NOT NULL, "
            "ended_by {0} NOT NULL, left_in {0} NOT NULL, steps {1} NOT NULL, method {0} NOT NULL, address {0} NOT NULL, body {0} NOT NULL){2}",
            text, number, dialect.without_rowid),
        fmt::format(
            "CREATE TABLE steps (session {0} NOT NULL, number {1} NOT NULL, at {1} NOT NULL, kind {0} NOT NULL, "
            "event {0} NOT NULL, state_before {0} NOT NULL, state {0} NOT NULL, digits {0} NOT NULL, speech {0} NOT NULL, "
            "method {0} NOT NULL, address {0} NOT NULL, body {0} NOT NULL, PRIMARY KEY (session, number)){2}",
            text, number, dialect.without_rowid),
        "CREATE INDEX sessions_by_began ON sessions (began)",
    };
}

// What every database takes as text: valid UTF-8 without zeros.
inline std::string clean(std::string_view bytes) {
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = bytes[at] == 0 ? 0 : base::utf8::sequence_length(bytes, at);
        out += length == 0 ? replacement : bytes.substr(at, length);
        at += std::max<std::size_t>(length, 1);
    }
    return out;
}

} // namespace callflow::tracking

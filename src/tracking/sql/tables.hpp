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

// Those of the second version: call detail records. Times are nanoseconds since 1970, 0 where nobody says; lengths are milliseconds, -1
// where nobody says, and so is `abandoned`.
inline std::vector<std::string> cdr_tables_of(const Dialect& dialect) {
    return {
        fmt::format(
            "CREATE TABLE cdrs (id {0} NOT NULL PRIMARY KEY, number {1} NOT NULL, source {0} NOT NULL, call_id {0} NOT NULL, "
            "call_group {0} NOT NULL, stage {0} NOT NULL, contact {0} NOT NULL, attempt {1} NOT NULL, campaign {0} NOT NULL, "
            "extension {0} NOT NULL, agent {0} NOT NULL, client {0} NOT NULL, dialler {0} NOT NULL, direction {0} NOT NULL, "
            "began {1} NOT NULL, answered {1} NOT NULL, ended {1} NOT NULL, duration {1} NOT NULL, ring {1} NOT NULL, "
            "ivr {1} NOT NULL, hold {1} NOT NULL, talk {1} NOT NULL, wrapup {1} NOT NULL, disposition {0} NOT NULL, "
            "code {0} NOT NULL, outcome {0} NOT NULL, ended_by {0} NOT NULL, abandoned {1} NOT NULL, recording {0} NOT NULL)",
            dialect.text, dialect.number),
        "CREATE INDEX cdrs_by_number ON cdrs (number)",
        "CREATE INDEX cdrs_by_began ON cdrs (began)",
        "CREATE INDEX cdrs_by_call ON cdrs (call_id)",
        "CREATE INDEX cdrs_by_contact ON cdrs (contact)",
        // Was the person reached, and after how many numbers?
        "CREATE VIEW contacts AS SELECT source, campaign, contact, count(*) AS attempts, "
        "max(CASE WHEN outcome = 'answered' THEN 1 ELSE 0 END) AS reached, "
        "min(CASE WHEN outcome = 'answered' THEN attempt END) AS reached_at, min(began) AS first_began, "
        "max(began) AS last_began, sum(CASE WHEN talk > 0 THEN talk ELSE 0 END) AS talk "
        "FROM cdrs WHERE contact <> '' GROUP BY source, campaign, contact",
        // What a flow did in the call that a record is about.
        "CREATE VIEW cdr_sessions AS SELECT cdrs.id AS cdr, sessions.id AS session, sessions.flow AS flow, "
        "sessions.state AS state, sessions.outcome AS flow_outcome, cdrs.campaign AS campaign, cdrs.contact AS contact, "
        "cdrs.outcome AS outcome, cdrs.talk AS talk FROM cdrs JOIN sessions ON sessions.id = cdrs.call_id "
        "OR (cdrs.call_group <> '' AND sessions.id = cdrs.call_group)",
    };
}

// What every database takes as text: valid UTF-8 without zeros.
inline std::string clean(std::string_view bytes) {
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        std::size_t plain = at; // most are ASCII throughout
        while (plain < bytes.size() && static_cast<signed char>(bytes[plain]) > 0) ++plain;
        out += bytes.substr(at, plain - at);
        at = plain;
        if (at == bytes.size()) break;
        const std::size_t length = bytes[at] == 0 ? 0 : base::utf8::sequence_length(bytes, at);
        out += length == 0 ? replacement : bytes.substr(at, length);
        at += std::max<std::size_t>(length, 1);
    }
    return out;
}

} // namespace callflow::tracking

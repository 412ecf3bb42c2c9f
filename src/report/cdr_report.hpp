// An account of call detail records, for people and programs.
#pragma once

#include "logs/event.hpp"
#include "tracking/cdr_account.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace callflow::report {

// What was read beside the records.
struct CdrRead {
    std::uint64_t others = 0; // no call detail records
    std::array<std::uint64_t, logs::reason_count> skipped{};
};

// Appends it: as tables, as the object of schemas/cdr_report.schema.json, as lines of fields with a total behind the rows.
void write_cdr_text(std::string& out, const tracking::CdrReport& report, const CdrRead& read);
void write_cdr_json(std::string& out, const tracking::CdrReport& report, const CdrRead& read);
void write_cdr_csv(std::string& out, const tracking::CdrReport& report);

} // namespace callflow::report

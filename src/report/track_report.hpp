// What advertising brought in, for people and programs.
#pragma once

#include "base/json_writer.hpp"
#include "tracking/attribution/account.hpp"

#include <cstdint>
#include <string>

namespace callflow::report {

// A report with all that people have to know to trust it.
struct TrackShown {
    const tracking::TrackReport* report = nullptr; // not null
    const tracking::Data* data = nullptr;          // what was read of each table; not null
    std::string model;                             // its name; empty: there is no report, only what was matched
    std::string as_of;                             // empty: everything that is known
};

// Appends it: as tables, as the object of schemas/track_report.schema.json, as lines of fields without a total, as one page without
// anything from elsewhere.
void write_track_text(std::string& out, const TrackShown& shown);
void write_track_json(std::string& out, const TrackShown& shown);
void write_track_csv(std::string& out, const TrackShown& shown);
void write_track_html(std::string& out, const TrackShown& shown);

// What was read and how it was matched, alone: tables for people.
void write_track_counts(std::string& out, const TrackShown& shown);
// The same as members `read` and `matched` of an object that is open.
void write_track_counts(base::JsonWriter& json, const TrackShown& shown);

} // namespace callflow::report

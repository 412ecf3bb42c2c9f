// The tables of call tracking as rows. Private to tracking/sql; everything throws as SOCI does.
#pragma once

#include "tracking/sql/sql_store.hpp"
#include "tracking/store.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace soci {
class session;
}

namespace callflow::tracking {

// The statements that make the tables of the third version: of each row every version, with the moment since when it is known. The views
// `track_…_now` have the latest of each.
[[nodiscard]] std::vector<std::string> track_tables_of(const Dialect& dialect);

// In one transaction of the caller's; what says the same as the version before it is left out.
[[nodiscard]] TrackCounts put_track_rows(soci::session& database, Table table, std::span<const TrackRow> rows);

void read_track_rows(soci::session& database, const TrackQuery& query,
                     const std::function<bool(const TrackRow&)>& take);

} // namespace callflow::tracking

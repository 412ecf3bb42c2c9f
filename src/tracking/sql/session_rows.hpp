// Sessions as rows. Private to tracking/sql; throws as SOCI does.
#pragma once

#include "tracking/store.hpp"

#include <functional>

namespace soci {
class session;
}

namespace callflow::tracking {

// The latest first, until `take` says false.
void read_session_rows(soci::session& database, const SessionQuery& query, const std::function<bool(Session)>& take);

} // namespace callflow::tracking

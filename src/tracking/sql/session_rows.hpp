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
// As Store::prune() says, in a transaction of the caller's.
[[nodiscard]] std::uint64_t drop_session_rows(soci::session& database, const SessionQuery& query, Time before);

} // namespace callflow::tracking

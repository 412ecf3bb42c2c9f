// What a module with a database has for the rest of the program: one function, `callflow_sqlite` or `callflow_postgresql`.
#pragma once

#include "tracking/store.hpp"

namespace callflow::tracking {

using OpenSql = void(const StoreOptions& options, std::unique_ptr<Store>& store, base::Result<void>& opened);

} // namespace callflow::tracking

// What a module with a database has for the rest of the program: one function with C's name.
#pragma once

#include "tracking/store.hpp"

namespace callflow::tracking {

inline constexpr const char* sql_module_symbol = "callflow_open_store";
using OpenSql = base::Result<void>(const StoreOptions& options, std::unique_ptr<Store>& store);

} // namespace callflow::tracking

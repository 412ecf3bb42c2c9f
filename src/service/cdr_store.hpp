// The store of sessions as a sink for call detail records.
#pragma once

#include "service/cdr_sink.hpp"
#include "tracking/store.hpp"

namespace callflow::service {

// What was put is there for good with each batch; without `durable` it survives the process, not a loss of power.
[[nodiscard]] base::Result<std::unique_ptr<CdrSink>> open_cdr_store(const tracking::StoreOptions& options);

} // namespace callflow::service

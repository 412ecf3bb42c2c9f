// How a command reaches Redis.
#pragma once

#include "cli/io.hpp"
#include "cli/values.hpp"
#include "net/redis.hpp"

#include <memory>

namespace callflow::cli {

struct RedisAccess {
    net::RedisAddress address;
    std::shared_ptr<net::TlsClient> tls; // null where the address wants none
};
// `--redis`, `--user`, `--password-file` and `--tls-ca`. A password comes from a file or the environment (CALLFLOW_REDIS,
// CALLFLOW_REDIS_PASSWORD), never from the command line, which everybody on the machine sees.
[[nodiscard]] base::Result<RedisAccess> redis_access(const Values& values, Io& io);

} // namespace callflow::cli

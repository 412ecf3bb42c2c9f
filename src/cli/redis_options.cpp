#include "cli/redis_options.hpp"

#include "cli/passwords.hpp"

#include <fmt/format.h>

namespace callflow::cli {

base::Result<RedisAccess> redis_access(const Values& values, Io& io) {
    auto address = net::read_redis_address(values.get("redis"));
    if (!address) return tl::unexpected(base::Error{address.error().kind, "--redis: " + address.error().message});
    if (values.written("redis") && !address->password.empty())
        return base::fail(
            base::ErrorKind::usage,
            fmt::format("{}: --password-file FILE, or CALLFLOW_REDIS_PASSWORD or CALLFLOW_REDIS in the environment",
                        seen_by_everybody));
    RedisAccess out{.address = std::move(*address), .tls = nullptr};
    if (values.has("user")) out.address.user = values.get("user");
    auto password = password_of(values, io, "CALLFLOW_REDIS_PASSWORD");
    if (!password) return tl::unexpected(password.error());
    if (!password->empty()) out.address.password = std::move(*password);
    if (!out.address.user.empty() && out.address.password.empty())
        return base::fail(base::ErrorKind::usage, "a user of Redis needs a password: --password-file FILE");
    if (!out.address.secure) {
        if (values.has("tls-ca")) return base::fail(base::ErrorKind::usage, "--tls-ca belongs to a rediss:// address");
        return out;
    }
    auto tls = net::make_tls_client({.authorities = std::string(values.get("tls-ca"))});
    if (!tls) return tl::unexpected(tls.error());
    out.tls = std::move(*tls);
    return out;
}

} // namespace callflow::cli

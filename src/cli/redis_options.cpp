#include "cli/redis_options.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace callflow::cli {

base::Result<RedisAccess> redis_access(const Values& values, Io& io) {
    auto address = net::read_redis_address(values.get("redis"));
    if (!address) return tl::unexpected(base::Error{address.error().kind, "--redis: " + address.error().message});
    if (values.written("redis") && !address->password.empty())
        return base::fail(
            base::ErrorKind::usage,
            "a password on the command line is seen by everybody on this machine: --password-file FILE, or "
            "CALLFLOW_REDIS_PASSWORD or CALLFLOW_REDIS in the environment");
    RedisAccess out{.address = std::move(*address), .tls = nullptr};
    if (values.has("user")) out.address.user = values.get("user");
    if (const auto password = io.environment("CALLFLOW_REDIS_PASSWORD")) out.address.password = *password;
    if (values.has("password-file")) {
        const auto text = io.files->read(std::string(values.get("password-file")), 4096);
        if (!text) return tl::unexpected(text.error());
        out.address.password = base::trim(*text);
        if (out.address.password.empty())
            return base::fail(base::ErrorKind::usage, fmt::format("--password-file: {} is empty",
                                                                  base::printable(values.get("password-file"))));
    }
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

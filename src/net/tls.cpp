#include "net/tls.hpp"

#include "base/module.hpp"

namespace callflow::net {

base::Result<std::unique_ptr<TlsClient>> make_tls_client(const TlsSettings& settings) {
    const auto module = base::find_module_as<const TlsModule*()>("tls");
    if (!module) return tl::unexpected(module.error());
    return (*module)()->make_client(settings);
}

} // namespace callflow::net

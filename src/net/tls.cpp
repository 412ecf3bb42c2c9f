#include "net/tls.hpp"

#include "base/module.hpp"

namespace callflow::net {

base::Result<std::unique_ptr<TlsClient>> make_tls_client(const TlsSettings& settings) {
    auto found = base::find_module("tls");
    if (!found) return tl::unexpected(found.error());
    using Entry = const TlsModule* (*)();
    const TlsModule* const module = reinterpret_cast<Entry>(*found)(); // NOLINT: what the dynamic loader hands out
    if (module == nullptr || module->version != tls_module_version)
        return base::fail(base::ErrorKind::system, "the module callflow_tls.so is of another version of callflow");
    return module->make_client(settings);
}

} // namespace callflow::net

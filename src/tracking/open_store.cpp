#include "base/files.hpp"
#include "base/module.hpp"
#include "tracking/sql_module.hpp"
#include "tracking/store.hpp"

namespace callflow::tracking {

base::Result<std::unique_ptr<Store>> open_store(const StoreOptions& options) {
    const bool server = options.where.starts_with("postgresql://") || options.where.starts_with("postgres://");
    if (!server && options.where.find("://") != std::string::npos)
        return base::fail(base::ErrorKind::usage,
                          "a store is a file, or postgresql://user@host/database, not " + options.where);
    const auto open = base::find_module_as<OpenSql>(server ? "postgresql" : "sqlite");
    if (!open) return tl::unexpected(open.error());
    std::unique_ptr<Store> store;
    base::Result<void> opened;
    StoreOptions whole = options;
    whole.identity = base::file_identity;
    whole.make_private = base::make_private_file;
    (*open)(whole, store, opened);
    if (!opened) return tl::unexpected(opened.error());
    return store;
}

} // namespace callflow::tracking

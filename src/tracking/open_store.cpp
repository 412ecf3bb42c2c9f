#include "base/files.hpp"
#include "base/module.hpp"
#include "base/text.hpp"
#include "tracking/sql_module.hpp"
#include "tracking/store.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace callflow::tracking {
namespace {

// `host=db dbname=calls`, which PostgreSQL's own programs take. A file of such a name can be written `./host=db`.
bool is_key_value(std::string_view where) {
    constexpr std::array<std::string_view, 10> names = {"host",     "hostaddr",    "port",     "dbname",  "user",
                                                        "password", "sslpassword", "passfile", "service", "sslmode"};
    return where.find('=') != std::string_view::npos &&
           std::ranges::find(names, base::trim(where.substr(0, where.find('=')))) != names.end();
}

} // namespace

base::Result<std::unique_ptr<Store>> open_store(const StoreOptions& options) {
    const bool server = options.where.starts_with("postgresql://") || options.where.starts_with("postgres://");
    const std::size_t scheme = server ? std::string::npos : options.where.find("://");
    if (scheme != std::string::npos || is_key_value(options.where)) {
        // No more of it: a password may follow.
        const std::string begin = scheme != std::string::npos ? options.where.substr(0, scheme) + "://…"
                                                              : options.where.substr(0, options.where.find('=')) + "=…";
        return base::fail(base::ErrorKind::usage,
                          "a store is a file, or postgresql://user@host/database, not " + base::printable(begin));
    }
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

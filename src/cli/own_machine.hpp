// Addresses of stores that lie on this machine.
#pragma once

#include <string_view>

namespace callflow::cli {

// Whether whoever follows the address gets no further than this machine: a file's path, a socket's, `localhost`, 127.0.0.0/8, ::1,
// or no host at all. In doubt it is false.
[[nodiscard]] bool is_own_store(std::string_view address);
[[nodiscard]] bool is_own_redis(std::string_view address);

} // namespace callflow::cli

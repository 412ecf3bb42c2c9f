// What a request line asks for.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace callflow::net {

// `http://host/path` as path and host: an address as a proxy is asked it is taken by everybody, and its host goes before the header's
// (RFC 9112, 3.2.2). Both are empty where the target is no such address.
[[nodiscard]] std::pair<std::string, std::string> origin_of(std::string_view target);

} // namespace callflow::net

#include "providers/emulate/encoding.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::emulate {

std::string encoded_account(const Answer& answer, std::string_view body) {
    constexpr std::string_view gzip_magic = "\x1f\x8b";
    constexpr std::string_view advice =
        "which was not asked for; let the application, or the web server in front of it, "
        "send documents as they are";
    for (const auto& [name, value] : answer.headers) {
        if (base::same_ignoring_case(name, "Content-Encoding") && !value.empty() &&
            !base::same_ignoring_case(value, "identity"))
            return fmt::format(": it is encoded (Content-Encoding: {}), {}", base::printable(value, 40), advice);
    }
    if (body.starts_with(gzip_magic)) return fmt::format(": it is compressed with gzip, {}", advice);
    return {};
}

} // namespace callflow::providers::emulate

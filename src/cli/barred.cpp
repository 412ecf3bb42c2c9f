#include "cli/barred.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {

base::Result<std::vector<std::string>> barred_of(const Values& values) {
    std::vector<std::string> out;
    for (const std::string& all : values.all("barred")) {
        for (std::string_view rest = all; !rest.empty();) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            const std::string_view word = base::trim(rest.substr(0, comma));
            rest.remove_prefix(std::min(comma + 1, rest.size()));
            const bool number = word.find_first_of("0123456789") != std::string_view::npos &&
                                word.find_first_not_of("+0123456789 -()") == std::string_view::npos;
            if (!number)
                return base::fail(
                    base::ErrorKind::usage,
                    fmt::format("--barred takes the beginning of a number such as +1900, not {}", base::quoted(word)));
            out.emplace_back(word);
        }
    }
    return out;
}

} // namespace callflow::cli

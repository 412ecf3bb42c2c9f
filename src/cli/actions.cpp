#include "cli/actions.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace callflow::cli {

base::Result<void> check_options(const Values& values, std::span<const OfActions> all, std::string_view action) {
    for (const OfActions& one : all) {
        if (!values.written(one.option)) continue;
        std::vector<std::string_view> names;
        for (std::string_view rest = one.actions; !rest.empty();) {
            const std::size_t end = std::min(rest.find(' '), rest.size());
            names.push_back(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        if (std::ranges::find(names, action) != names.end()) continue;
        return base::fail(base::ErrorKind::usage,
                          fmt::format("--{} is for {}, not for {}", one.option, fmt::join(names, ", "), action));
    }
    return {};
}

} // namespace callflow::cli

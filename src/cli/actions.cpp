#include "cli/actions.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {

std::vector<std::string_view> actions_of(const OfActions& row) {
    std::vector<std::string_view> names;
    for (std::string_view rest = row.actions; !rest.empty();) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        names.push_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return names;
}

bool has_option(std::span<const OfActions> all, std::string_view action, std::string_view option) {
    const auto row = std::ranges::find(all, option, &OfActions::option);
    if (row == all.end()) return true;
    const std::vector<std::string_view> names = actions_of(*row);
    return std::ranges::find(names, action) != names.end();
}

base::Result<void> check_options(const Values& values, std::span<const OfActions> all, std::string_view action) {
    for (const OfActions& one : all) {
        if (!values.written(one.option) || has_option(all, action, one.option)) continue;
        return base::fail(base::ErrorKind::usage, fmt::format("--{} is for {}, not for {}", one.option,
                                                              fmt::join(actions_of(one), ", "), action));
    }
    return {};
}

} // namespace callflow::cli

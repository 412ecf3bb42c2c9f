#include "cli/schemas.hpp"

#include "cli/config.hpp"
#include "embed/schemas.hpp"
#include "report/schema.hpp"

#include <algorithm>

namespace callflow::cli {
namespace {

// `schemas/trace.schema.json` -> `trace`.
std::string_view name_of(const embed::File& file) {
    const std::string_view name = file.name.substr(file.name.rfind('/') + 1);
    return name.substr(0, name.find('.'));
}

} // namespace

std::vector<std::string_view> schema_names() {
    std::vector<std::string_view> names = {"config", "flow", "scenario"};
    for (const embed::File& file : embed::schemas()) names.push_back(name_of(file));
    std::ranges::sort(names);
    return names;
}

std::string schema_text(std::string_view name) {
    if (name == "config") return config_schema();
    if (name == "flow") return report::flow_schema();
    if (name == "scenario") return report::scenario_schema();
    for (const embed::File& file : embed::schemas()) {
        if (name_of(file) == name) return std::string(file.text);
    }
    return {};
}

} // namespace callflow::cli

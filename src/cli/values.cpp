#include "cli/values.hpp"

#include "cli/commands.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace callflow::cli {

Values::Values(const Command& command) : command_(&command) {
    const std::vector<const Option*> options = options_of(command);
    slots_.reserve(command.positionals.size() + options.size());
    for (const Positional& positional : command.positionals) slots_.push_back({positional.name, {}, {}});
    for (const Option* option : options) slots_.push_back({option->name, option->fallback, {}});
}

const Values::Slot& Values::slot(std::string_view name) const {
    const auto found = std::find_if(slots_.begin(), slots_.end(), [&](const Slot& slot) { return slot.name == name; });
    assert(found != slots_.end());
    return *found;
}

std::string_view Values::get(std::string_view name) const {
    const Slot& one = slot(name);
    return one.given.empty() ? one.fallback : std::string_view(one.given.back());
}

const std::vector<std::string>& Values::all(std::string_view name) const { return slot(name).given; }

bool Values::written(std::string_view name) const {
    const Slot& one = slot(name);
    return !one.given.empty() && !one.stands_in;
}

void Values::stand_in(std::string_view name, std::string value) {
    const Slot& one = slot(name);
    slots_[static_cast<std::size_t>(&one - slots_.data())].stands_in = true;
    add(name, std::move(value));
}

void Values::add(std::string_view name, std::string value) {
    const Slot& one = slot(name);
    slots_[static_cast<std::size_t>(&one - slots_.data())].given.push_back(std::move(value));
}

} // namespace callflow::cli

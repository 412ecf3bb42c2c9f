#include "expr/scope.hpp"

#include <algorithm>
#include <cassert>

namespace callflow::expr {

Slot Scope::declare(std::string name, Type type, Domain domain) {
    Entry entry;
    entry.what = Found::What::plain;
    entry.slot = next_++;
    entry.type = std::move(type);
    entry.domain = std::move(domain);
    const Slot slot = entry.slot;
    most_dots_ = std::max(most_dots_, static_cast<std::uint32_t>(std::ranges::count(name, '.')));
    [[maybe_unused]] const bool fresh = names_.emplace(std::move(name), std::move(entry)).second;
    assert(fresh && "a name is declared once");
    return slot;
}

void Scope::withdraw(std::string_view name) {
    const auto found = names_.find(name);
    assert(found != names_.end() && found->second.what == Found::What::plain);
    if (found != names_.end()) names_.erase(found);
}

std::uint32_t Scope::add_record(Record record) {
    records_.push_back(std::move(record));
    return static_cast<std::uint32_t>(records_.size()) - 1;
}

void Scope::declare_record(std::string name, std::uint32_t record, bool keyed) {
    assert(record < records_.size());
    Entry entry;
    entry.what = keyed ? Found::What::keyed : Found::What::record;
    entry.record = record;
    [[maybe_unused]] const bool fresh = names_.emplace(std::move(name), std::move(entry)).second;
    assert(fresh && "a name is declared once");
}

void Scope::add_key(std::string_view name, std::string key) {
    const auto found = names_.find(name);
    assert(found != names_.end() && found->second.what == Found::What::keyed);
    if (found != names_.end()) found->second.keys.emplace(std::move(key), 0);
}

Scope::Found Scope::find(std::string_view name) const {
    const auto found = names_.find(name);
    if (found == names_.end()) return {};
    const Entry& entry = found->second;
    return {entry.what, entry.slot, &entry.type, &entry.domain, entry.record};
}

bool Scope::has_key(std::string_view keyed_name, std::string_view key) const {
    const auto found = names_.find(keyed_name);
    return found != names_.end() && found->second.keys.contains(key);
}

Slot Scope::field_slot(std::string_view path, const Type& type) {
    const auto [place, fresh] = by_path_.emplace(std::string(path), next_);
    if (fresh) record_slots_.push_back({std::string(path), next_++, type});
    return place->second;
}

std::vector<std::string_view> Scope::names() const {
    std::vector<std::string_view> out;
    out.reserve(names_.size());
    for (const auto& [name, entry] : names_) out.emplace_back(name);
    return out;
}

std::vector<std::string_view> Scope::keys(std::string_view keyed_name) const {
    std::vector<std::string_view> out;
    const auto found = names_.find(keyed_name);
    if (found == names_.end()) return out;
    for (const auto& [key, unused] : found->second.keys) out.emplace_back(key);
    return out;
}

} // namespace callflow::expr

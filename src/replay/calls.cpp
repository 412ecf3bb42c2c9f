#include "replay/calls.hpp"

#include <algorithm>
#include <cstring>

namespace callflow::replay {

std::string_view to_string(Verdict verdict) {
    static constexpr std::array<std::string_view, verdict_count> names{
        "ok",        "unknown_event", "not_allowed",    "after_end",  "wrong_state",
        "too_early", "too_late",      "wrong_document", "unfinished", "live"};
    return names[static_cast<std::size_t>(verdict)];
}

// --- open ones -------------------------------------------------------------------------------------------

std::string_view OpenCalls::id_of(const OpenCall& call) const {
    if (call.id_size != 255) return {call.id.data(), call.id_size};
    const auto found = long_ids_.find(call.hash);
    return found == long_ids_.end() ? std::string_view() : std::string_view(found->second);
}

OpenCall* OpenCalls::find(std::uint64_t hash, std::string_view id) {
    const auto found = index_.find(Key{hash, id});
    return found == index_.end() ? nullptr : &at(*found);
}

OpenCall& OpenCalls::find_or_make(std::uint64_t hash, std::string_view id, bool& made) {
    OpenCall* there = find(hash, id);
    made = there == nullptr;
    if (!made) return *there;
    std::uint32_t index = used_;
    if (!free_.empty()) {
        index = free_.back();
        free_.pop_back();
    } else {
        if (used_ % block == 0) blocks_.push_back(std::make_unique<OpenCall[]>(block));
        ++used_;
    }
    OpenCall& call = at(index);
    call = OpenCall{};
    call.hash = hash;
    if (id.size() <= call.id.size()) {
        std::memcpy(call.id.data(), id.data(), id.size());
        call.id_size = static_cast<std::uint8_t>(id.size());
    } else {
        long_ids_[hash] = id;
        call.id_size = 255;
    }
    index_.insert(index);
    return call;
}

void OpenCalls::erase(OpenCall& call) {
    const auto found = index_.find(Key{call.hash, id_of(call)});
    if (found == index_.end()) return;
    free_.push_back(*found);
    index_.erase(found);
    if (call.id_size == 255) long_ids_.erase(call.hash);
}

// --- ended ones ------------------------------------------------------------------------------------------

namespace {
constexpr std::uint64_t ok_bit = 16;
constexpr std::uint64_t unknown_set = 15;
} // namespace

EndedCalls::EndedCalls() : parts_(std::size_t{1} << part_bits) {}

void EndedCalls::grow(Part& part) {
    const std::uint32_t capacity = part.capacity < 64 ? std::max<std::uint32_t>(8, part.capacity * 2) : part.capacity + part.capacity / 5;
    auto entries = std::make_unique<Entry[]>(capacity);
    for (std::uint32_t i = 0; i < part.capacity; ++i) {
        const std::uint64_t value = read(part.entries[i]);
        if (value == 0) continue;
        std::uint32_t at = home(value, capacity);
        while (read(entries[at]) != 0) at = at + 1 == capacity ? 0 : at + 1;
        write(entries[at], value);
    }
    bytes_ += (capacity - part.capacity) * sizeof(Entry);
    part.entries = std::move(entries);
    part.capacity = capacity;
}

void EndedCalls::add(std::uint64_t hash, bool ok, SetId set) {
    Part& part = parts_[hash >> (64 - part_bits)];
    if ((part.count + 1) * 10 > part.capacity * 9) grow(part); // one is always free
    std::uint64_t number = 0;
    while (number < sets_.size() && sets_[number] != set) ++number;
    if (number == sets_.size() && number < unknown_set) sets_.push_back(set);
    const std::uint64_t key = key_of(hash);
    std::uint32_t at = home(key, part.capacity);
    while (read(part.entries[at]) != 0) at = at + 1 == part.capacity ? 0 : at + 1;
    write(part.entries[at], key | (ok ? ok_bit : 0) | std::min(number, unknown_set));
    ++part.count;
    ++count_;
}

EndedCalls::Entry* EndedCalls::look(std::uint64_t hash) const {
    const Part& part = parts_[hash >> (64 - part_bits)];
    if (part.capacity == 0) return nullptr;
    const std::uint64_t key = key_of(hash);
    for (std::uint32_t at = home(key, part.capacity);; at = at + 1 == part.capacity ? 0 : at + 1) {
        const std::uint64_t value = read(part.entries[at]);
        if (value == 0) return nullptr;
        if ((value & key_mask) == key) return &part.entries[at];
    }
}

EndedCalls::Found EndedCalls::find(std::uint64_t hash) const {
    const Entry* entry = look(hash);
    if (entry == nullptr) return {};
    const std::uint64_t value = read(*entry);
    const std::uint64_t number = value & unknown_set;
    return {true, (value & ok_bit) != 0, number == unknown_set ? flow::none : sets_[number]};
}

void EndedCalls::spoil(std::uint64_t hash) {
    if (Entry* entry = look(hash)) write(*entry, read(*entry) & ~ok_bit);
}

} // namespace callflow::replay

#include "replay/calls.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

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

// Where the call stands; slots_.size() where it does not.
std::size_t OpenCalls::slot_of(std::uint64_t hash, std::string_view id) const {
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t place = home(tag);; place = next(place)) {
        const std::uint64_t slot = slots_[place];
        if (slot == 0) return slots_.size();
        if (slot >> 32 != tag) continue;
        const OpenCall& call = at(index_of(slot));
        if (call.hash == hash && id_of(call) == id) return place;
    }
}

bool OpenCalls::expect(std::uint64_t hash) const {
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t place = home(tag);; place = next(place)) {
        const std::uint64_t slot = slots_[place];
        if (slot == 0) return false;
        if (slot >> 32 != tag) continue;
        const OpenCall& call = at(index_of(slot));
        __builtin_prefetch(&call, 1);
        __builtin_prefetch(&call.id[sizeof(call.id) - 1], 1);
        return true;
    }
}

OpenCall* OpenCalls::find(std::uint64_t hash, std::string_view id) {
    const std::size_t place = slot_of(hash, id);
    return place == slots_.size() ? nullptr : &at(index_of(slots_[place]));
}

void OpenCalls::put(std::uint64_t slot) {
    std::size_t place = home(static_cast<std::uint32_t>(slot >> 32));
    while (slots_[place] != 0) place = next(place);
    slots_[place] = slot;
}

void OpenCalls::grow() {
    const std::vector<std::uint64_t> before = std::exchange(slots_, std::vector<std::uint64_t>(slots_.size() * 2));
    --shift_;
    for (const std::uint64_t slot : before)
        if (slot != 0) put(slot);
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
    if (++count_ * 8 > slots_.size() * 5) grow();
    put(std::uint64_t{tag_of(hash)} << 32 | (index + 1));
    return call;
}

void OpenCalls::erase(OpenCall& call) {
    std::size_t place = slot_of(call.hash, id_of(call));
    if (place == slots_.size()) return;
    free_.push_back(index_of(slots_[place]));
    for (std::size_t later = next(place); slots_[later] != 0; later = next(later)) {
        const std::size_t wanted = home(static_cast<std::uint32_t>(slots_[later] >> 32));
        const std::size_t mask = slots_.size() - 1;
        if (((later - wanted) & mask) < ((later - place) & mask)) continue; // it would come before its home
        slots_[place] = slots_[later];
        place = later;
    }
    slots_[place] = 0;
    --count_;
    if (call.id_size == 255) long_ids_.erase(call.hash);
}

// --- ended ones ------------------------------------------------------------------------------------------

namespace {
constexpr std::uint64_t ok_bit = 16;
constexpr std::uint64_t unknown_set = 15;
} // namespace

EndedCalls::EndedCalls() : parts_(std::size_t{1} << part_bits) {}

void EndedCalls::grow(Part& part) {
    const std::uint32_t capacity =
        part.capacity < 64 ? std::max<std::uint32_t>(8, part.capacity * 2) : part.capacity + part.capacity / 8;
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

void EndedCalls::settle() {
    for (const Pending& one : pending_) put(one.hash, one.ok, one.set);
    pending_.clear();
}

void EndedCalls::put(std::uint64_t hash, bool ok, SetId set) {
    Part& part = parts_[hash >> (64 - part_bits)];
    // A large part is kept emptier, since what it has not is looked for up to the next free place; one is always free.
    const std::uint32_t twentieths = part.capacity < 64 ? 18 : 17;
    if ((part.count + 1) * 20 > part.capacity * twentieths) grow(part);
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
    for (const Pending& one : pending_)
        if (one.hash == hash) return {true, one.ok, one.set};
    const Entry* entry = look(hash);
    if (entry == nullptr) return {};
    const std::uint64_t value = read(*entry);
    const std::uint64_t number = value & unknown_set;
    return {true, (value & ok_bit) != 0, number == unknown_set ? flow::none : sets_[number]};
}

void EndedCalls::spoil(std::uint64_t hash) {
    for (Pending& one : pending_)
        if (one.hash == hash) one.ok = false;
    if (Entry* entry = look(hash)) write(*entry, read(*entry) & ~ok_bit);
}

} // namespace callflow::replay

#include "tracking/attribution/string_pool.hpp"

#include "base/hash.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace callflow::tracking {
namespace {

constexpr std::size_t first_slots = 1024;
constexpr std::size_t longest = 0xffff;
constexpr std::size_t header = 2;   // a text's length stands before it
constexpr std::size_t at_once = 32; // texts put anew whose slots are asked for together

std::uint8_t tag_of(std::uint64_t hash) { return static_cast<std::uint8_t>(hash >> 56 | 0x80u); }

// Asks for the memory that a slot is in.
void fetch(const void* at) { __builtin_prefetch(at); }

} // namespace

StringPool::StringPool() : slots_(first_slots, no_id), tags_(first_slots, 0) {}

StringPool::Key StringPool::key(std::string_view text) const {
    text = text.substr(0, longest);
    const std::uint64_t hash = base::stable_hash(text);
    const std::size_t home = hash & (slots_.size() - 1);
    fetch(&tags_[home]);
    fetch(&slots_[home]);
    return {text, hash};
}

std::string_view StringPool::operator[](Id id) const {
    const std::uint32_t place = places_[id];
    const char* const at = chunks_[place >> 18].get() + (static_cast<std::size_t>(place & 0x3ffffu) << 2);
    std::uint16_t size = 0;
    std::memcpy(&size, at, header);
    return {at + header, size};
}

// The slot that the text has, or would have.
std::size_t StringPool::look(const Key& key) const {
    const std::size_t mask = slots_.size() - 1;
    const std::uint8_t tag = tag_of(key.hash);
    std::size_t at = key.hash & mask;
    while (tags_[at] != 0 && (tags_[at] != tag || (*this)[slots_[at]] != key.text)) at = (at + 1) & mask;
    return at;
}

void StringPool::grow() {
    const std::size_t size = slots_.size() * 2;
    slots_ = {}; // before the new one: both together are what a large table cannot afford
    tags_ = {};
    slots_.resize(size, no_id);
    tags_.resize(size, 0);
    std::array<std::uint64_t, at_once> hashes{};
    for (std::size_t first = 0; first < places_.size(); first += at_once) {
        const std::size_t count = std::min(at_once, places_.size() - first);
        for (std::size_t i = 0; i < count; ++i) hashes[i] = key((*this)[static_cast<Id>(first + i)]).hash;
        for (std::size_t i = 0; i < count; ++i) {
            std::size_t at = hashes[i] & (size - 1);
            while (tags_[at] != 0) at = (at + 1) & (size - 1);
            slots_[at] = static_cast<Id>(first + i);
            tags_[at] = tag_of(hashes[i]);
        }
    }
}

Id StringPool::add(const Key& key, bool& added) {
    std::size_t slot = look(key);
    added = tags_[slot] == 0;
    if (!added) return slots_[slot];
    if ((places_.size() + 1) * 8 > slots_.size() * 7) {
        grow();
        slot = look(key);
    }
    const std::size_t need = (header + key.text.size() + 3) & ~std::size_t{3};
    if (used_ + need > chunk_bytes) {
        chunks_.push_back(std::make_unique_for_overwrite<char[]>(chunk_bytes));
        used_ = 0;
    }
    char* const at = chunks_.back().get() + used_;
    const auto size = static_cast<std::uint16_t>(key.text.size());
    std::memcpy(at, &size, header);
    if (!key.text.empty()) std::memcpy(at + header, key.text.data(), key.text.size());
    places_.push_back(static_cast<std::uint32_t>((chunks_.size() - 1) << 18 | used_ >> 2));
    used_ += need;
    const Id id = static_cast<Id>(places_.size() - 1);
    slots_[slot] = id;
    tags_[slot] = tag_of(key.hash);
    return id;
}

Id StringPool::find(std::string_view text) const {
    const std::size_t slot = look(key(text));
    return tags_[slot] == 0 ? no_id : slots_[slot];
}

} // namespace callflow::tracking

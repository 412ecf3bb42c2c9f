#include "tracking/attribution/string_pool.hpp"

#include "base/hash.hpp"

#include <cstring>

namespace callflow::tracking {
namespace {

constexpr std::size_t first_slots = 1024;
constexpr std::size_t longest = 0xffff;
constexpr std::size_t header = 2; // a text's length stands before it

std::uint8_t tag_of(std::uint64_t hash) { return static_cast<std::uint8_t>(hash >> 56); }

} // namespace

StringPool::StringPool() : slots_(first_slots, no_id), tags_(first_slots, 0) {}

std::string_view StringPool::operator[](Id id) const {
    const std::uint32_t place = places_[id];
    const char* const at = chunks_[place >> 18].get() + (static_cast<std::size_t>(place & 0x3ffffu) << 2);
    std::uint16_t size = 0;
    std::memcpy(&size, at, header);
    return {at + header, size};
}

// The slot that the text has, or would have.
std::size_t StringPool::look(std::string_view text, std::uint64_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    const std::uint8_t tag = tag_of(hash);
    std::size_t at = hash & mask;
    while (slots_[at] != no_id && (tags_[at] != tag || (*this)[slots_[at]] != text)) at = (at + 1) & mask;
    return at;
}

void StringPool::grow() {
    const std::size_t size = slots_.size() * 2;
    slots_ = {}; // before the new one: both together are what a large table cannot afford
    tags_ = {};
    slots_.resize(size, no_id);
    tags_.resize(size, 0);
    for (Id id = 0; id < places_.size(); ++id) {
        const std::uint64_t hash = base::stable_hash((*this)[id]);
        std::size_t at = hash & (size - 1);
        while (slots_[at] != no_id) at = (at + 1) & (size - 1);
        slots_[at] = id;
        tags_[at] = tag_of(hash);
    }
}

Id StringPool::add(std::string_view text, bool& added) {
    text = text.substr(0, longest);
    const std::uint64_t hash = base::stable_hash(text);
    std::size_t slot = look(text, hash);
    added = slots_[slot] == no_id;
    if (!added) return slots_[slot];
    if ((places_.size() + 1) * 8 > slots_.size() * 7) {
        grow();
        slot = look(text, hash);
    }
    const std::size_t need = (header + text.size() + 3) & ~std::size_t{3};
    if (used_ + need > chunk_bytes) {
        chunks_.push_back(std::make_unique_for_overwrite<char[]>(chunk_bytes));
        used_ = 0;
    }
    char* const at = chunks_.back().get() + used_;
    const auto size = static_cast<std::uint16_t>(text.size());
    std::memcpy(at, &size, header);
    if (!text.empty()) std::memcpy(at + header, text.data(), text.size());
    places_.push_back(static_cast<std::uint32_t>((chunks_.size() - 1) << 18 | used_ >> 2));
    used_ += need;
    const Id id = static_cast<Id>(places_.size() - 1);
    slots_[slot] = id;
    tags_[slot] = tag_of(hash);
    return id;
}

Id StringPool::find(std::string_view text) const {
    text = text.substr(0, longest);
    return slots_[look(text, base::stable_hash(text))];
}

} // namespace callflow::tracking

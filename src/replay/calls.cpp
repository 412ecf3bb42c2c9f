#include "replay/calls.hpp"

#include <cstring>
#include <utility>

namespace callflow::replay {

std::string_view to_string(Verdict verdict) {
    static constexpr std::array<std::string_view, verdict_count> names{
        "ok",        "unknown_event", "not_allowed",    "after_end",  "wrong_state",
        "too_early", "too_late",      "wrong_document", "unfinished", "live"};
    return names[static_cast<std::size_t>(verdict)];
}

std::string_view OpenCalls::id_of(const OpenCall& call) const {
    const Id& id = ids_[call.index / block][call.index % block];
    if (!call.long_id) return {id.text.data(), id.size};
    const auto found = long_ids_.find(call.hash);
    return found == long_ids_.end() ? std::string_view() : std::string_view(found->second);
}

std::size_t OpenCalls::look(std::uint64_t hash) const {
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t place = home(tag);; place = next(place)) {
        const std::uint64_t found = slot(place);
        if (found == 0) return slots_.size();
        if (found >> 32 == tag && at(index_of(found)).hash == hash) return place;
    }
}

bool OpenCalls::expect(std::uint64_t hash) {
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t place = home(tag);; place = next(place)) {
        const std::uint64_t found = slot(place);
        if (found == 0) return false;
        if (found >> 32 != tag) continue;
        __builtin_prefetch(&at(index_of(found)), 1);
        expected_[hash % expected_.size()] = static_cast<std::uint32_t>(place);
        return true;
    }
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

OpenCall& OpenCalls::make(std::uint64_t hash, std::string_view id) {
    std::uint32_t index = used_;
    if (!free_.empty()) {
        index = free_.back();
        free_.pop_back();
    } else {
        if (used_ % block == 0) {
            blocks_.push_back(std::make_unique<OpenCall[]>(block));
            ids_.push_back(std::make_unique<Id[]>(block));
        }
        ++used_;
    }
    OpenCall& call = at(index);
    call = OpenCall{};
    call.hash = hash;
    call.index = index;
    Id& kept = ids_[index / block][index % block];
    if (id.size() <= kept.text.size()) {
        std::memcpy(kept.text.data(), id.data(), id.size());
        kept.size = static_cast<std::uint8_t>(id.size());
    } else {
        long_ids_[hash] = id;
        call.long_id = true;
    }
    if (++count_ * 8 > slots_.size() * 5) grow();
    put(std::uint64_t{tag_of(hash)} << 32 | (index + 1));
    return call;
}

void OpenCalls::erase(const OpenCall& call) {
    std::size_t place = slot_of(call.hash);
    if (place == slots_.size()) return;
    free_.push_back(call.index);
    if (call.long_id) long_ids_.erase(call.hash);
    for (std::size_t later = next(place); slots_[later] != 0; later = next(later)) {
        const std::size_t wanted = home(static_cast<std::uint32_t>(slots_[later] >> 32));
        const std::size_t mask = slots_.size() - 1;
        if (((later - wanted) & mask) < ((later - place) & mask)) continue; // it would come before its home
        slots_[place] = slots_[later];
        place = later;
    }
    slots_[place] = 0;
    --count_;
}

} // namespace callflow::replay

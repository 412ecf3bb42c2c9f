#include "replay/calls.hpp"

#include <algorithm>
#include <bit>
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
    const Id& id = ids_[call.index / block][call.index % block];
    if (!call.long_id) return {id.text.data(), id.size};
    const auto found = long_ids_.find(call.hash);
    return found == long_ids_.end() ? std::string_view() : std::string_view(found->second);
}

std::size_t OpenCalls::look(std::uint64_t hash) const {
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t place = home(tag);; place = next(place)) {
        const std::uint64_t slot = slots_[place];
        if (slot == 0) return slots_.size();
        if (slot >> 32 == tag && at(index_of(slot)).hash == hash) return place;
    }
}

bool OpenCalls::expect(std::uint64_t hash) {
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t place = home(tag);; place = next(place)) {
        const std::uint64_t slot = slots_[place];
        if (slot == 0) return false;
        if (slot >> 32 != tag) continue;
        __builtin_prefetch(&at(index_of(slot)), 1);
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

OpenCall& OpenCalls::find_or_make(std::uint64_t hash, std::string_view id, bool& made) {
    OpenCall* there = find(hash);
    made = there == nullptr;
    if (!made) return *there;
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

// --- ended ones ------------------------------------------------------------------------------------------

EndedCalls::EndedCalls() : parts_(std::size_t{1} << part_bits) {}

void EndedCalls::put(Line* lines, std::uint32_t size, std::uint32_t low, std::uint16_t high) {
    std::uint32_t at = home(low, size);
    for (; lines[at].count == in_line; at = at + 1 == size ? 0 : at + 1) lines[at].passed = true;
    Line& line = lines[at];
    line.low[line.count] = low;
    line.high[line.count] = high;
    ++line.count;
}

// By a quarter. Half of the parts are a step aside from the others, so that not all of them have room to spare at once.
void EndedCalls::grow(Part& part) {
    constexpr std::uint32_t parting = 8;
    const Part before = std::exchange(part, Part());
    const auto number = static_cast<std::uint32_t>(&part - parts_.data());
    part.count = before.count;
    part.size = before.size + std::max<std::uint32_t>(1, before.size == parting ? 1 + number % 2 : before.size / 4);
    const std::size_t bytes = part.size * sizeof(Line);
    part.memory = std::make_unique_for_overwrite<std::byte[]>(bytes + alignof(Line) - __STDCPP_DEFAULT_NEW_ALIGNMENT__);
    Line* const lines = part.lines();
    std::uninitialized_value_construct_n(lines, part.size);
    const Line* const old = before.lines();
    for (std::uint32_t i = 0; i < before.size; ++i)
        for (std::size_t k = 0; k < old[i].count; ++k) put(lines, part.size, old[i].low[k], old[i].high[k]);
    bytes_ += (part.size - before.size) * sizeof(Line);
}

void EndedCalls::settle() {
    for (const Pending& one : pending_) {
        Part& part = parts_[part_of(one.hash)];
        if ((part.count + 1) * 10 > part.size * in_line * 9) grow(part); // some line always has a place left
        std::uint32_t number = 0;
        while (number < sets_.size() && sets_[number] != one.set) ++number;
        if (number == sets_.size() && number < unknown_set) sets_.push_back(one.set);
        const std::uint32_t said = (one.ok ? ok_bit : 0) | std::min(number, unknown_set);
        put(part.lines(), part.size, low_of(one.hash), static_cast<std::uint16_t>(high_of(one.hash) | said));
        ++part.count;
        ++count_;
    }
    pending_.clear();
}

EndedCalls::Place EndedCalls::look(std::uint64_t hash) const {
    const Part& part = parts_[part_of(hash)];
    if (part.size == 0) return {};
    const std::uint32_t low = low_of(hash);
    const std::uint32_t high = high_of(hash);
    Line* const lines = part.lines();
    for (std::uint32_t at = home(hash, part.size);; at = at + 1 == part.size ? 0 : at + 1) {
        Line& line = lines[at];
        std::uint32_t same = 0; // all of them, so that there is nothing to be guessed
        for (std::size_t i = 0; i < in_line; ++i) same |= static_cast<std::uint32_t>(line.low[i] == low) << i;
        same &= (1u << line.count) - 1;
        for (; same != 0; same &= same - 1) {
            const auto i = static_cast<std::size_t>(std::countr_zero(same));
            if ((line.high[i] & ~(ok_bit | unknown_set)) == high) return {&line, i};
        }
        if (!line.passed) return {};
    }
}

EndedCalls::Found EndedCalls::find(std::uint64_t hash) const {
    for (const Pending& one : pending_)
        if (one.hash == hash) return {true, one.ok, one.set};
    const Place place = look(hash);
    if (place.line == nullptr) return {};
    const std::uint32_t said = place.line->high[place.at];
    const std::uint32_t number = said & unknown_set;
    return {true, (said & ok_bit) != 0, number == unknown_set ? flow::none : sets_[number]};
}

void EndedCalls::spoil(std::uint64_t hash) {
    for (Pending& one : pending_)
        if (one.hash == hash) one.ok = false;
    if (const Place place = look(hash); place.line != nullptr)
        place.line->high[place.at] = static_cast<std::uint16_t>(place.line->high[place.at] & ~ok_bit);
}

} // namespace callflow::replay

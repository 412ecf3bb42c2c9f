#include "replay/ended_calls.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace callflow::replay {

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

void EndedCalls::settle(const Pending& one) {
    const auto number = static_cast<std::size_t>(std::ranges::find(sets_, one.set) - sets_.begin());
    if (number == sets_.size()) sets_.push_back(one.set);
    const std::size_t table = number / in_table * table_size;
    if (table == parts_.size()) parts_.resize(table + table_size);
    Part& part = parts_[table + part_of(one.hash)];
    if ((part.count + 1) * 10 > part.size * in_line * 9) grow(part); // some line always has a place left
    const std::uint32_t said = (one.ok ? ok_bit : 0) | static_cast<std::uint32_t>(number % in_table);
    put(part.lines(), part.size, low_of(one.hash), static_cast<std::uint16_t>(high_of(one.hash) | said));
    ++part.count;
}

EndedCalls::Place EndedCalls::look(std::uint64_t hash) const {
    for (std::size_t at = part_of(hash); at < parts_.size(); at += table_size) {
        Place found = look_in(parts_.data()[at], hash);
        found.table = at / table_size;
        if (found.line != nullptr) return found;
    }
    return {};
}

EndedCalls::Place EndedCalls::look_in(const Part& part, std::uint64_t hash) {
    if (part.size == 0) return {};
    const std::uint32_t low = low_of(hash);
    const std::uint32_t high = high_of(hash);
    Line* const lines = part.lines();
    for (std::uint32_t at = home(hash, part.size);; at = at + 1 == part.size ? 0 : at + 1) {
        Line& line = lines[at];
        std::uint32_t any = 0; // all of them, so that there is nothing to be guessed
        for (std::size_t i = 0; i < in_line; ++i) any |= line.low[i] == low ? ~0u : 0u;
        for (std::size_t i = 0; any != 0 && i < line.count; ++i)
            if (line.low[i] == low && (line.high[i] & ~(ok_bit | set_bits)) == high) return {&line, i};
        if (!line.passed) return {};
    }
}

EndedCalls::Found EndedCalls::find(std::uint64_t hash) const {
    for (const Pending& one : std::span(pending_).first(pending()))
        if (one.hash == hash) return {true, one.ok, one.set};
    const Place place = look(hash);
    if (place.line == nullptr) return {};
    const std::uint32_t said = place.line->high[place.at];
    return {true, (said & ok_bit) != 0, sets_[place.table * in_table + (said & set_bits)]};
}

void EndedCalls::spoil(std::uint64_t hash) {
    for (Pending& one : std::span(pending_).first(pending()))
        if (one.hash == hash) one.ok = false;
    if (const Place place = look(hash); place.line != nullptr)
        place.line->high[place.at] = static_cast<std::uint16_t>(place.line->high[place.at] & ~ok_bit);
}

} // namespace callflow::replay

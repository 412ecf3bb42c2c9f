#include "service/cdr_memory.hpp"

#include "base/hash.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace callflow::service {

const CdrMemory::Slot* CdrMemory::Table::find(std::uint64_t key) const {
    if (slots.empty()) return nullptr;
    for (std::size_t at = key & (slots.size() - 1);; at = (at + 1) & (slots.size() - 1)) {
        if (slots[at].key == key) return &slots[at];
        if (slots[at].key == 0) return nullptr;
    }
}

void CdrMemory::Table::add(Slot slot) {
    if ((count + 1) * 2 > slots.size()) {
        std::vector<Slot> before =
            std::exchange(slots, std::vector<Slot>(std::max<std::size_t>(slots.size() * 2, 1024)));
        count = 0;
        for (const Slot& one : before)
            if (one.key != 0) add(one);
    }
    std::size_t at = slot.key & (slots.size() - 1);
    while (slots[at].key != 0) at = (at + 1) & (slots.size() - 1);
    slots[at] = slot;
    ++count;
}

namespace {

// Everything that a record says but for its attempt, which is counted here.
void put_content(std::string& out, const logs::Cdr& cdr) {
    out.clear();
    for (const std::string* const one : {&cdr.key, &cdr.source, &cdr.call, &cdr.group, &cdr.stage, &cdr.contact,
                                         &cdr.campaign, &cdr.extension, &cdr.agent, &cdr.client, &cdr.dialler,
                                         &cdr.direction, &cdr.disposition, &cdr.code, &cdr.ended_by, &cdr.recording})
        out.append(*one).append(1, '\0');
    for (const logs::Millis one :
         {cdr.start, cdr.answer, cdr.end, cdr.duration, cdr.ring, cdr.ivr, cdr.hold, cdr.talk, cdr.wrapup,
          static_cast<logs::Millis>(cdr.outcome), static_cast<logs::Millis>(cdr.abandoned)}) {
        std::array<char, sizeof one> bytes{};
        std::memcpy(bytes.data(), &one, sizeof one);
        out.append(bytes.data(), bytes.size());
    }
}

} // namespace

CdrMemory::Known CdrMemory::look(logs::Cdr& cdr) {
    if (window_ == 0) {
        attempts_.number(cdr);
        return Known::fresh;
    }
    put_content(text_, cdr);
    const Slot slot{std::max<std::uint64_t>(base::stable_hash(cdr.key), 1), base::stable_hash(text_)};
    for (const Table& one : tables_)
        if (const Slot* const found = one.find(slot.key))
            return found->content == slot.content ? Known::repeated : Known::changed;
    if (tables_[0].count >= window_) tables_[1] = std::exchange(tables_[0], {});
    tables_[0].add(slot);
    attempts_.number(cdr);
    return Known::fresh;
}

} // namespace callflow::service

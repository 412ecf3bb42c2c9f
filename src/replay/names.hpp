// The names of a log's events, as the machine knows them.
#pragma once

#include "engine/machine.hpp"
#include "replay/text_map.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::replay {

using NameId = std::uint32_t;
inline constexpr NameId nameless = 0; // a request that names no event: the call's first, or its state asked for again

struct Name {
    std::string text;                 // as people see it: `customer.hangs_up`, or what the log says
    flow::EventId event = flow::none; // none: the machine does not know it
    const flow::SignalSpec* signal = nullptr;
    bool outcome = false; // how a state's request ended, which no state has a use for
    bool heard = false;   // an event of the caller's own: what it is answered is what they hear next
    bool hangup =
        false; // the call is over, or, where the flow does not say which event is that, sounds so: `customer_hangs_up`
};

// A name as a log writes it.
struct Spelling {
    std::string actor, event;
    bool lasting = false; // it stays where it is as long as logs are read, and no other one is the same
};
inline const Spelling no_name{{}, {}, true};

// Numbers names as they come. Belongs to one thread.
class Names {
public:
    explicit Names(const engine::Machine& machine);

    // What a record says: an event with its actor, in any of the spellings.
    NameId of(std::string_view actor, std::string_view event);
    NameId of(const Spelling& spelled) {
        if (!spelled.lasting) return of(spelled.actor, spelled.event);
        std::pair<const Spelling*, NameId>& known =
            spelled_[reinterpret_cast<std::uintptr_t>(&spelled) / sizeof(Spelling) % spelled_.size()];
        if (known.first != &spelled) known = {&spelled, of(spelled.actor, spelled.event)};
        return known.second;
    }
    // The event in an address, else the signal's (empty: none). nameless where the address is the flow's and names none, and, then
    // `fires` is false, where nothing was named at all.
    NameId of_request(std::string_view address, std::string_view signal, bool& fires);
    [[nodiscard]] const Name& operator[](NameId id) const { return *names_[id]; }
    [[nodiscard]] std::size_t size() const { return names_.size(); }

private:
    NameId by_address(std::string_view address, bool& fires);
    [[nodiscard]] Name resolve(std::string_view actor, std::string_view event) const;

    const engine::Machine& machine_;
    std::vector<std::unique_ptr<const Name>> names_; // where they are they stay
    TextMap<NameId> ids_;                            // actor, a NUL, event
    std::vector<bool> handled_;                      // per event: some `on:` has it as a key
    bool says_hangup_ = false;                       // the flow names the event of a hang-up
    std::string key_;
    std::array<std::pair<const Spelling*, NameId>, 256>
        spelled_{}; // what was asked for lately, found without its texts
};

// Names that nobody's flow has are told apart up to this many; all others are one.
inline constexpr std::size_t max_names = 20'000;

} // namespace callflow::replay

// The sets of an account by their texts, held against the machine once more.
#pragma once

#include "base/source.hpp"
#include "engine/machine.hpp"
#include "replay/names.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::replay {

// A place in the flow, as people find it; no `line`: none.
struct Place {
    std::string file;
    std::uint32_t line = 0, column = 0;
};
[[nodiscard]] Place place_of(const base::Sources& sources, base::Span where);

// A configuration of a set.
struct Member {
    engine::Configuration at = flow::none;
    bool hung_up = false; // nobody minded that the caller had gone
};
// Those of Sets::text(); what the machine does not have is left out.
[[nodiscard]] std::vector<Member> members_of(const engine::Machine& machine, std::string_view set);

// Where the call itself is, or another of the machines side by side, the others not looked at: `routing | voicemail`, hung up or not.
[[nodiscard]] std::string row_of(const engine::Machine& machine, std::string_view set, std::uint32_t which = 0);
// The machine that an event goes to; the call's own for what nobody knows.
[[nodiscard]] std::uint32_t event_machine(const engine::Machine& machine, Names& names, std::string_view event);
// Those states of a set in which the event may have come: the ones that handle it; all where none does. `next` likewise.
[[nodiscard]] std::string handling(const engine::Machine& machine, std::string_view set, const Name& event);
// It stands for several states.
[[nodiscard]] inline bool is_several(std::string_view row) { return row.find(" | ") != std::string_view::npos; }

// Every event that the state, one around it or its body handles there, each once in document order, `next` last; guards not looked
// at.
[[nodiscard]] std::vector<flow::EventId> events_of(const engine::Machine& machine, engine::Configuration at);

// Where a call can wait, by going from the beginnings: sorted. Linear in configurations and what they handle.
[[nodiscard]] std::vector<engine::Configuration> waiting_places(const engine::Machine& machine);

// Whether keys that come with an event may be what some state asks for as `sensitive`: it is there, or the event is one of its own.
[[nodiscard]] bool may_be_secret(const engine::Machine& machine, std::string_view set, std::string_view event);

// Keys of single calls, as a report shows them: of those that may be a secret the ones alone that a state, which asks for none, has a
// use for. Belongs to one thread; the machine has to outlive it.
class ShownDigits {
public:
    explicit ShownDigits(const engine::Machine& machine);
    // Of an event that came in a set of states; nothing where they are no secret, and may be shown as they are.
    [[nodiscard]] std::optional<std::string> text(const std::string& set, const std::string& event,
                                                  std::string_view digits);

private:
    const engine::Machine& machine_;
    bool careful_;
    Names names_;
    std::map<std::pair<std::string, std::string>, std::function<std::string(std::string_view)>> known_;
};

// The handler of an event there, null where there is none (`next` has none).
[[nodiscard]] const flow::Handler* handler_of(const engine::Machine& machine, engine::Configuration at,
                                              flow::EventId event);

} // namespace callflow::replay

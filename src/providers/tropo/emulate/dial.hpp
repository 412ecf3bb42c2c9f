// Legs that a session dials: side by side, the first to answer counts.
#pragma once

#include "providers/tropo/emulate/steps.hpp"

#include <memory>

namespace callflow::providers::tropo::emulate {

// An attempt to reach somebody. Shared by who waits for it and by each leg, which may outlive the wait.
struct Dialling {
    Dialling(Session& of, doc::View what)
        : session(of), page(of.page), action(what), began(of.platform.world().now()) {}

    Session& session;
    std::shared_ptr<const Page> page; // that `action` stands in
    doc::View action;
    Millis began;
    std::vector<Line*> legs = {};
    std::size_t left = 0;         // that still ring
    Line* winner = nullptr;       // who answered first
    bool ready = false;           // and may be talked to
    bool over = false;            // nobody waits for it any more
    bool screened_out = false;    // the callee did not pass the ask
    std::string disposition = {}; // of those that failed
    std::string user_type = {};   // of who answered, where that was asked for
};

// Rings everybody in `to`, each on a leg of its own that goes on by itself: who answers first hears the action's `connect`
// handlers (`handlers`), then the session's own line gets news; also when nobody is left. Null beyond the limit of legs.
[[nodiscard]] std::shared_ptr<Dialling> dial(Session& session, doc::View action, bool handlers);
// Everybody who was dialled is let go.
void let_go(Dialling& dialling);
// Plays the keys that a dialled address brings along (`;postd=12`) to who has answered. False when they hung up meanwhile.
Task<bool> send_keys(World& world, Line& line, std::string to);
// The words for how a leg that did not answer ended: disposition, and the leg's own.
struct Refusal {
    std::string_view disposition, ended_by;
};
[[nodiscard]] Refusal refusal_of(Event::Kind kind);
// Of several that failed: that nobody came counts most, then the last.
void add_refusal(std::string& disposition, std::string_view another);
// A dialled action's entry.
[[nodiscard]] Entry dial_entry(Session& session, doc::View action, Millis began, Millis answered,
                               std::string_view disposition, std::string_view called);

} // namespace callflow::providers::tropo::emulate

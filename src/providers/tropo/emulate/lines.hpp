// What happens to lines.
#pragma once

#include "providers/tropo/emulate/session.hpp"

namespace callflow::providers::tropo::emulate {

// A leg's status has become that.
void set_status(World& world, Line& line, std::string_view status);
void answer_line(World& world, Line& line);
// The leg ends; the second end of one counts for nothing.
void end_line(World& world, Line& line, std::string_view status, std::string_view by);
// Who dials waits no longer for that leg.
void cancel_line(World& world, Line& line);
// The two hear each other, or no longer.
void bridge(World& world, Line& a, Line& b);
void part(World& world, Line& a, Line& b);
// The next event of a line, `nothing` when none has come by `until`; for a session's own line the session's limit counts too.
[[nodiscard]] Task<Event> next_event(Line& line, Millis until);
// Keys that came while nobody listened.
void drop_input(Line& line);
// Whether a signal waits that this action heeds; what it does not heed is gone. Hands back the signal in `name`.
[[nodiscard]] bool signalled(Session& session, doc::View action, std::string& name);
// How an event ends what the line waits for before its time: the line is gone, the session's limit has come, or a signal that the
// action heeds (none: none does). `done` where it does not.
[[nodiscard]] Outcome interruption(Session& session, const Line& line, doc::View action, const Event& event);

// A leg rings somebody from now on.
void ring_line(World& world, Line& line);
// Lets time pass on a line that is not the session's own; false when it went meanwhile.
[[nodiscard]] Task<bool> linger(Line& line, Millis until);

// A number as a document writes it, without its scheme and options.
[[nodiscard]] std::string bare_number(std::string_view to);

} // namespace callflow::providers::tropo::emulate

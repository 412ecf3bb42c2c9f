// The pretend Twilio itself: its lines, its rooms and queues, and its wire to the application.
#pragma once

#include "providers/emulate/world.hpp"
#include "providers/twilio/emulate/line.hpp"

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::twilio::emulate {

using providers::emulate::Stage;
using providers::emulate::World;

// Somebody waits in a queue.
struct Member {
    LegId leg = no_leg;
    Millis since = 0;
    std::int64_t priority = 0; // of their task: who has a higher one stands before them
};

struct Queue {
    std::string sid;
    std::deque<Member> members;  // the front is the next
    std::vector<LegId> awaiting; // lines that want the next member, in order
    Millis waited = 0;           // of all who have been taken out, and how many
    std::int64_t taken = 0;
};

struct Participant {
    LegId leg = no_leg;
    std::string label;
    std::string coached = {}; // the call that alone hears this one; empty: all do
    bool muted = false, starts = true, ends = false, coaching = false;
};

struct Room {
    std::string name, sid;
    std::vector<Participant> present;
    bool started = false;
    Millis started_at = 0;
    std::string callback, method, events; // of who came first
    std::int64_t sequence = -1;           // of the last event
    bool recorded = false;
    std::string tape_sid, tape_url;
    Watch tape_watch;
};

class Exchange final : public Stage {
public:
    explicit Exchange(const Setup& setup);
    ~Exchange() override;
    // Milliseconds since 1970 on the simulated clock.
    [[nodiscard]] std::int64_t wall() const { return epoch_ + now(); }

    LegId place(const CallOptions& options) override;
    [[nodiscard]] base::Result<void> act(LegId leg, const Act& act) override;
    [[nodiscard]] base::Result<void> update(LegId leg, const Update& update) override;
    [[nodiscard]] std::size_t leg_count() const override { return lines_.size(); }
    [[nodiscard]] const Leg& leg(LegId id) const override { return lines_[id].leg; }

    using Stage::world;
    [[nodiscard]] Line& line(LegId id) { return lines_[id]; }
    // A new line; null beyond the limit, and then the run is over.
    [[nodiscard]] Line* add_line(std::string id);
    [[nodiscard]] const std::string& account() const { return account_; }
    // Of RFC 2822, as Twilio writes it: `Sat, 01 Jan 2000 00:00:05 +0000`; `ago` milliseconds before now.
    [[nodiscard]] std::string timestamp(Millis ago = 0) const;

    // A request about a line. Without `standard`, only what is added.
    [[nodiscard]] Request compose(const Line& line, std::string_view kind, const std::string& address,
                                  std::string_view method, const Form& adds, bool standard = true) const;
    // Tells the application now, behind what is due already.
    void tell(Request request);
    // Tells it behind everything that happens at this moment: recordings and what is made of them.
    void tell_last(Request request);
    // A progress event of a leg, to whom it may concern: `initiated`, `ringing`, `answered`, `completed`.
    void progress(Line& line, std::string_view event);

    void set_status(Line& line, std::string_view status);
    // The call is answered now, if it is not yet.
    void answer(Line& line);
    // The leg is over now, if it is not yet: what can be seen of that.
    void end(Line& line, std::string_view by, std::string_view status);
    // What is told of a leg's end: media that ran beside it, then its status.
    void conclude(Line& line);
    // Wakes who waits on the line, for it has been interrupted.
    void wake(Line& line) { line.box.post({}); }
    // Has whatever the line does beside something else end.
    void pull(Line& line, std::string_view why);
    // Two lines hear each other, or no longer.
    void bridge(Line& one, Line& other);
    void part(Line& one, Line& other);
    // A key or word that nobody listens to. Always false.
    bool overhear(Line& line, const Event& event);
    // A warning of Twilio's: false where the document is not to go on.
    bool warn(Line& line, std::string_view code, std::string text);

    [[nodiscard]] std::string make_id(std::string_view prefix) { return world().make_id(prefix); }
    [[nodiscard]] std::uint64_t acts() const { return acts_; }
    // The value of the assumption of that name, which counts as used only where it is reached.
    [[nodiscard]] std::int64_t redirect_limit() const { return redirect_limit_; }

    std::map<std::string, Queue, std::less<>> queues;
    std::map<std::string, Room, std::less<>> rooms;
    std::vector<Cached> cache; // the latest documents that can be asked for again; a few
    std::vector<ReadBefore>
        read_before; // small ones that came last, so that the same bytes need not be read again; a few

private:
    base::Result<void> on_line(Line& line, const Act& act);
    base::Result<void> on_phone(Line& line, const Act& act);
    base::Result<void> refer(Line& line, const Act& act);
    void hang_up(Line& line);
    Task<void> tell_rest();

    std::int64_t epoch_ = 0; // milliseconds since 1970 at which the clock begins
    std::string account_;
    std::deque<Line> lines_;
    std::vector<Request> last_; // to be told at this moment's end
    bool telling_ = false;
    std::uint64_t acts_ = 0;
    std::int64_t redirect_limit_ = 0;
};

// Milliseconds as Twilio's whole seconds.
[[nodiscard]] std::string seconds(Millis length);

} // namespace callflow::providers::twilio::emulate

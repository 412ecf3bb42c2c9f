// The SIP side of a flow: a server with a dialplan between callers and the provider, as a pretend one. It keeps its own legs, rings
// whom the dialplan names, connects and parts, and moves a leg when somebody asks for that by HTTP (as sipsorcery's blindtransfer
// does) or by REFER. Everything on the provider's clock.
#pragma once

#include "providers/emulate/emulator.hpp"
#include "providers/sip/route.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::providers::sip {

namespace emulate = providers::emulate;

// Whoever has the dialplans. A seam: the flow, or a test.
class Router {
public:
    Router() = default;
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;
    virtual ~Router() = default;
    // nullopt where no entry of the plan holds, or there is no such plan. `leg` is the caller's, of whose call vars are.
    virtual std::optional<Route> route(std::string_view plan, const Asked& asked, emulate::LegId leg) = 0;
    [[nodiscard]] virtual bool has_plan(std::string_view plan) const = 0;
    // Milliseconds since 1970 at the provider's clock's 0.
    [[nodiscard]] virtual std::int64_t epoch() const = 0;
};

// What the server's `blindtransfer` answers, with status 200 whatever it is.
struct Reply {
    bool initiated = false;
    std::string text;
};

// Stands around a provider's emulator and shows both sides' legs as one list; calls without a dialplan go past it.
class Side final : public emulate::Emulator {
public:
    using LegId = emulate::LegId;
    using Millis = emulate::Millis;

    // `setup` is what the provider's emulator is made with; what it and `router` point to outlives this.
    Side(const emulate::EmulatorSpec& spec, emulate::Setup setup, Router& router);
    ~Side() override;

    // With a dialplan: the leg at the provider, where the plan leads to the flow; else the caller's own.
    LegId place(const emulate::CallOptions& options) override;
    [[nodiscard]] base::Result<void> act(LegId leg, const emulate::Act& act) override;
    [[nodiscard]] base::Result<void> update(LegId leg, const emulate::Update& update) override;
    bool advance(Millis until) override;
    [[nodiscard]] Millis next_due() const override { return std::min(inner_->next_due(), own_due()); }
    [[nodiscard]] Millis now() const override { return inner_->now(); }
    [[nodiscard]] std::size_t leg_count() const override;
    [[nodiscard]] const emulate::Leg& leg(LegId id) const override;
    [[nodiscard]] std::span<const emulate::Moment> moments() const override;
    [[nodiscard]] const std::string& cut_off() const override;

    // The web method; a server that asks for no user looks at the calls of all. `callid` is the exact Call-ID of a call that the user
    // has here and that was answered, else a part of the address that it shows as caller, which exactly one may be. Nothing has changed
    // unless it was initiated; then the plan `transfer` is asked for the destination.
    Reply blind_transfer(const std::optional<std::string>& user, std::string_view callid, std::string_view destination);

    // A REFER by whoever is connected to a caller by a leg of the server's, `line`: followed as the provider's own is. `told` hears
    // once what has become of it (answer, busy, no_answer, fail), later or at once. False where no caller is connected there.
    bool refer(LegId line, const std::string& to, std::function<void(const emulate::Act&)> told);

    // The caller's own leg of a call that came by the dialplan; no_leg of any other. `leg` is the one at the provider.
    [[nodiscard]] LegId caller_of(LegId leg) const;
    // Whom the server rings by a leg of its own, as the dialplan has it; null for any other leg.
    [[nodiscard]] const Target* target_of(LegId leg) const;
    // The caller whose leg, or whose party's, this is has done something, so that it is in no circle.
    void has_acted(LegId leg);
    // Where a transfer would have led to a flow that has had the same call from the same caller, who has done nothing since: what he
    // went through, the first first; told once. He stays where he is then, for he would be handed to and fro for ever.
    [[nodiscard]] std::vector<std::string> take_circle() { return std::exchange(circle_, {}); }

private:
    using Headers = std::vector<std::pair<std::string, std::string>>;
    struct Picture; // both sides as one
    class Relay;    // translates what the provider asks
    // A caller here, and where the server has connected it to.
    struct Caller {
        LegId leg = emulate::no_leg;          // its own
        LegId provider = emulate::no_leg;     // at the provider; no_leg where the plan led elsewhere
        std::string account = {}, shown = {}; // whose it is; the user who others are shown as caller
        std::string remote = {};              // the same as an address
        std::string call_id = {};             // of the leg to the provider
        Headers headers = {};                 // with which he called; a plan that moves him sees them, too
        LegId with = emulate::no_leg;
        // Since somebody has pressed or said something on it, on which what flows do may depend:
        std::vector<std::string> hand_offs = {}; // what it was handed to, one after the other
        std::vector<std::string> visits = {};    // all that each flow among them could tell about it
        bool redirected = false;                 // the provider has sent it elsewhere, and is out of it
    };
    // Who has asked for a caller by REFER, on which leg, and is told what becomes of that; nobody where it is a plan's own wish.
    struct Asker {
        LegId line = emulate::no_leg;
        std::function<void(const emulate::Act&)> told = {};
    };
    // Somebody is rung for a caller.
    struct Hunt {
        std::size_t caller = 0; // index
        Route route = {};
        std::size_t next = 0;            // of the route's targets
        std::vector<LegId> ringing = {}; // and not answered
        Millis until = 0;                // when they are given up
        Asker asker = {};
        Headers headers = {};           // with which they are called
        std::string last = "no-answer"; // why the last one did not answer
        bool over = false;
    };

    [[nodiscard]] std::int64_t wall() const;
    LegId begin_leg(std::string from, std::string to, LegId parent);
    emulate::Moment& note(emulate::Moment::Kind kind, LegId leg, std::string text = {});
    void set_status(LegId leg, std::string status);
    void message(LegId leg, std::string text);
    // The server's answer where a plan says of nobody that he is to be rung; `route`: of the entry that held, if any did.
    [[nodiscard]] static std::string not_found(std::string_view plan, std::string_view dialled,
                                               const std::optional<Route>& route);
    void say_nobody(LegId leg, const std::optional<Route>& route);
    [[nodiscard]] bool is_over(LegId leg) const;
    void join(LegId one, LegId other);
    void part(LegId one);
    void end_leg(LegId leg, std::string_view by, std::string status = "completed");
    [[nodiscard]] static std::string visit_of(const Target& target, std::string_view from, const Headers& headers);
    [[nodiscard]] std::string shown_to(const Caller& caller, const Route& route) const;
    void hunt(std::size_t caller, Route route, Headers headers, Asker asker);
    void ring_next(Hunt& hunt);
    void answered(Hunt& hunt, LegId leg);
    void fell_out(Hunt& hunt, LegId leg, std::string why);
    void give_up(Hunt& hunt);
    void stop_circle(std::size_t caller, const Asker& asker);
    void cancel(std::size_t caller, std::string_view by);
    void leave(std::size_t caller, std::string_view by, bool told = false);
    [[nodiscard]] Millis own_due() const;
    void run_due();
    void watch();
    void refer(std::size_t caller, const std::string& to, Asker asker);
    void redirect(std::size_t caller, const std::string& to);
    [[nodiscard]] std::optional<Route> route_to(const Caller& caller, const std::string& to,
                                                const Headers& headers) const;
    void put_through(std::size_t caller, emulate::CallOptions options, const Target& target);
    base::Result<void> act_here(LegId leg, const emulate::Act& act);

    Router& router_;
    std::unique_ptr<Relay> relay_;
    std::unique_ptr<emulate::Emulator> inner_;
    std::unique_ptr<Picture> picture_;
    std::deque<Caller> callers_;
    std::deque<Hunt> hunts_;
    std::vector<std::pair<LegId, Target>> rung_; // by legs of the server's
    std::vector<std::string> circle_;
    std::uint64_t ids_ = 0;
    std::uint64_t seed_ = 0;
};

} // namespace callflow::providers::sip

// The parts of a flow server; flow_server.hpp is what others use.
#pragma once

#include "service/alarm.hpp"
#include "service/committer.hpp"
#include "service/flow_server.hpp"
#include "service/kept_call.hpp"
#include "service/lines.hpp"
#include "service/masking.hpp"
#include "service/rate_limit.hpp"

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::service {

// Whatever is counted, for /metrics.
struct ServiceCounts {
    std::atomic<std::uint64_t> requests{0}, unreadable{0}, unsigned_{0}, foreign{0}, failed{0};
    std::atomic<std::uint64_t> calls_begun{0}, calls_over{0}, calls_given_up{0}, calls_taken_over{0},
        calls_not_taken_over{0}, calls_to_dead_numbers{0};
    std::atomic<std::uint64_t> timers{0}, answered_unstored{0}, late{0}, limited{0}, unlogged{0};
};

// A request on its way through the service.
struct Errant {
    net::HttpRequest http;
    net::HttpServer::Answer answer;
    Taken taken;
    Turn turn;
    engine::Time came = 0;
    bool known = false;
    std::shared_ptr<std::atomic<bool>> logged; // whether the access log has it; null: there is none
    engine::Call before;                       // as the call was when it came, where masking or tracking asks
    flow::StateId state = 0;
    std::optional<tracking::NumberOwner> owner; // of a call that comes in: whose the number is that was called
    bool elsewhere = false; // it was asked at another flow's address, for a call that this one takes
};

// What hooks tell of the called number: its company, and the visit that was shown it.
// Whether a number of the pool is nobody's: it is free, or rests.
[[nodiscard]] bool is_dead(const tracking::NumberOwner& owner);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> marks_of(const tracking::NumberOwner& owner);

// All of it together. Order of members is order of destruction: threads end before what they use.
struct Service {
    Service(ServedFlow flow, FlowServerOptions options, FlowServerSeams seams);

    // --- requests (requests.cpp)
    void handle(net::HttpRequest request, net::HttpServer::Answer answer);
    net::HttpServer::Answer logging(const net::HttpRequest& request, std::shared_ptr<std::atomic<bool>> logged,
                                    net::HttpServer::Answer answer);
    void take(const std::shared_ptr<Errant>& errant);
    bool begin(const std::shared_ptr<Line>& line, const std::shared_ptr<Errant>& errant);
    void answer_late(const std::shared_ptr<Errant>& errant);
    bool go_on(const std::shared_ptr<Line>& line, const std::shared_ptr<Errant>& errant);
    bool finish(const std::shared_ptr<Line>& line, const std::shared_ptr<Errant>& errant);
    void ask(const std::shared_ptr<Line>& line, const std::shared_ptr<Errant>& errant);
    [[nodiscard]] bool is_genuine(const net::HttpRequest& request) const;

    // --- which flow takes a call (switchboard.cpp)
    // All flows of the server; of the first one, which has the server.
    [[nodiscard]] std::vector<Service*> all();
    // Whose a request is that was read for this flow, whose server it came by; `errant` is made ready for it.
    [[nodiscard]] Service& flow_for(Errant& errant);
    void look_up(Errant& errant);
    // The one that has the call; null where none has.
    [[nodiscard]] Service* holder_of(const std::string& id);
    // The flow's first address as a request names it, of a call that has begun.
    [[nodiscard]] std::string entrance(const Line& line) const;

    // --- what a step leads to (effects.cpp)
    // `secrets`: what logs do not show.
    void carry_out(Line& line, const std::vector<engine::RecordedEffect>& effects, const Secrets& secrets);
    void fire_timers(Line& line);
    bool send_redirect(Line& line, std::string_view event, std::string* why = nullptr);
    void tell_hook(const std::string& url, std::string_view what, const Line& line);
    [[nodiscard]] std::string absolute(std::string_view address) const;

    // --- what is kept (keeping.cpp)
    // Goes on with the calls that were open; how many there were.
    base::Result<std::size_t> take_over(tracking::Store& store);
    void keep(const Line& line, std::string& out) const;
    [[nodiscard]] base::Result<void> recall(const tracking::KeptCall& kept, Line& line) const;
    void try_later(std::chrono::milliseconds after, std::function<void()> job);
    [[nodiscard]] tracking::Change change_of(Line& line, bool track_step, const Errant* errant);
    void note_session(Line& line, const Errant& errant);
    void keep_all(); // stores each call as it stands, behind what was lost
    void set_alarm(Line& line);
    void end(const std::shared_ptr<Line>& line);
    void ring(const std::string& id);
    std::string access_line(const Line& line, const Errant& errant, const Masked& masked,
                            const net::HttpResponse& response) const;

    // --- whoever watches and controls it (pages.cpp, control.cpp)
    [[nodiscard]] std::string metrics() const;
    void control(net::HttpRequest request, net::HttpServer::Answer answer);

    const engine::Machine& machine;
    std::string named; // how the flow was: its file
    FlowServerOptions options;
    FlowServerSeams seams;
    Desk desk;
    CallKeeper keeper;
    Masking masking;
    Lines lines;
    ServiceCounts counts;
    RateLimit rate;
    std::atomic<std::size_t> over{0}; // calls that are
    mutable std::mutex lingering_mutex;
    std::deque<std::string> lingering; // those, the oldest first, and some that are gone already
    std::unique_ptr<Committer> committer;
    std::mutex later_mutex;
    std::map<std::string, std::function<void()>> later; // what is to be tried again
    std::uint64_t later_number = 0;
    std::unique_ptr<Sending> sending;
    std::unique_ptr<Alarm> alarm;
    std::vector<std::unique_ptr<Service>> others; // of the first flow: the further ones, which have no server
    std::unique_ptr<net::HttpServer> server, control_server;
};

} // namespace callflow::service

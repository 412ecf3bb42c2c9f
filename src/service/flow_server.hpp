// A flow as a web server: providers ask it, it answers with documents, and every call outlives the process.
#pragma once

#include "net/http_server.hpp"
#include "service/desk.hpp"
#include "service/sending.hpp"
#include "tracking/attribution/lookup.hpp"
#include "tracking/store.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace callflow::service {

struct FlowServerOptions {
    net::ServerOptions http = {};
    std::string control = {}; // an address for an application's own worker; empty: none
    std::uint16_t control_port = 0;
    SendingOptions sending = {};
    std::string token = {};      // of the account: requests without its signature are refused; empty: nobody looks
    bool allow_unsigned = false; // those of a provider that signs nothing (Tropo) are answered all the same
    std::string public_url =
        {}; // what stands before a path as the provider asks it; empty: `http://` and the request's host
    std::string hook_start = {}, hook_end = {}; // told of each call's begin and end; empty: nobody is
    std::string hook_method = "POST";           // or GET: what they are told stands in the query
    double rate = 0;                            // requests a second of one address; 0: no limit
    bool track = false;                         // each call is stored as a session with its steps
    // How long a call that is over is kept for what comes late, and how many at most.
    std::chrono::seconds linger{600};
    std::size_t most_lingering = 20'000;
    // A call that is not heard of for so long is given up.
    std::chrono::seconds forget_after{24 * 3600};
};

// What it gets from the process. Each may be called by any thread, several at once.
struct FlowServerSeams {
    std::function<engine::Time()> now;   // nanoseconds since 1970
    std::function<std::uint64_t()> draw; // a number by chance, for what a call draws by lot
    std::function<bool(const std::string& line)>
        access; // a line of the access log: whether it is written; null: there is none
    std::function<void(const std::string& line)> say; // something for whoever runs it
    Send send;                                        // null: nothing goes out
    // Whose a called number is at a moment, as tracking::look_up() says; null: there is no table of numbers.
    std::function<base::Result<tracking::NumberOwner>(const std::string& called, engine::Time at)> look_up = {};
};

// One of the flows that a server answers by.
struct ServedFlow {
    const engine::Machine* machine = nullptr; // outlives the server
    std::unique_ptr<tracking::Store> store;   // a connection of its own
    std::string file = {};                    // how it was named, by which a table of numbers may name it, too
    DeskOptions desk = {};
};

class FlowServer {
public:
    // Takes over the calls that the stores have open, and serves from then on. There is at least one flow, and no two of one name.
    // Which one takes a call that comes in says the called number's row, where there is one; else it is the first that has
    // the address that is asked.
    [[nodiscard]] static base::Result<std::unique_ptr<FlowServer>>
    start(std::vector<ServedFlow> flows, FlowServerOptions options, FlowServerSeams seams);
    ~FlowServer();
    FlowServer(const FlowServer&) = delete;
    FlowServer& operator=(const FlowServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::uint16_t control_port() const; // 0 where there is none
    [[nodiscard]] std::size_t open_calls() const;
    // Takes no more requests, answers those that are there, stores what is left. Whether all were answered in time.
    bool stop(std::chrono::milliseconds patience);

private:
    struct Impl;
    explicit FlowServer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace callflow::service

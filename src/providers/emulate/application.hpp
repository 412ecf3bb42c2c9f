// Whom an emulated provider asks what to do: our own flow, or anybody's program at the end of an address.
#pragma once

#include "providers/effect_request.hpp"
#include "providers/emulate/scheduler.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::providers::emulate {

// Whose leg something is about: an index, from 0 in the order in which legs began.
using LegId = std::uint32_t;
inline constexpr LegId no_leg = 0xffffffffu;

// A request of the provider, as it goes out. Its address is absolute as far as the first one was.
struct Request {
    std::string kind = {};     // a RequestKind's name: `gather`, `dial`, `status`
    LegId leg = no_leg;        // whose document or status it is about
    OutgoingRequest http = {}; // a GET's parameters stand in its address
    bool steers = true;        // the answer is a document that is run; false: the provider only tells
    bool first = false;        // the first one of its call
    Millis at = 0;
    Millis patience = 0; // how long the provider waits for the answer
};

// What comes back.
struct Answer {
    enum class Failure : std::uint8_t { none, timeout, connection, name, certificate, tls, protocol, too_large };
    Failure failure = Failure::none; // there is no answer at all; what follows is empty then
    int status = 200;
    std::string content_type = {}; // without it: as the provider takes a missing one
    std::string location = {};     // of a 3xx
    std::string body = {};
    std::vector<std::pair<std::string, std::string>> headers =
        {}; // others, where the provider looks at them: Set-Cookie, ETag
    Millis took = 0;
    // The address is somebody else's, and nobody can say what is there; all above but `took` is empty then.
    bool elsewhere = false;
    // What it is turns out only when `took` has passed: Application::finish() says it then. All above but `took` is empty.
    bool later = false;
};

// A seam: tests, a flow's machine, HTTP.
class Application {
public:
    Application() = default;
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;
    virtual ~Application() = default;
    virtual Answer answer(const Request& request) = 0;
    // The answer to a request that was to come later, at that time, whether or not anybody waits for it still.
    virtual Answer finish(const Request& request) {
        static_cast<void>(request);
        return {};
    }
};

// What goes wrong on the way of one request, on purpose.
struct Fault {
    Answer::Failure failure = Answer::Failure::none; // the application is not reached
    int status = 0;                                  // it is, and answers so without a document; 0: it answers
    bool lost = false;                               // never arrives, and nobody notices: only of what merely tells
    std::uint32_t copies = 1;                        // arrives so often; the last answer counts
    Millis late = 0;                                 // arrives later by so much
    // Arrives behind the next one of its leg that merely tells something, or when so long has passed as a provider waits for an
    // answer: only of what merely tells.
    bool behind = false;
    [[nodiscard]] bool harmless() const {
        return failure == Answer::Failure::none && status == 0 && !lost && copies == 1 && late == 0 && !behind;
    }
};

// A seam: decides what happens to each request, asked once for each in their order.
class Faults {
public:
    Faults() = default;
    Faults(const Faults&) = delete;
    Faults& operator=(const Faults&) = delete;
    virtual ~Faults() = default;
    virtual Fault strike(const Request& request) = 0;
};

} // namespace callflow::providers::emulate

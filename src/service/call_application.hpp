// A real application at the end of an address, as an emulated provider asks it: over HTTP, signed as the real one signs.
#pragma once

#include "net/http_client.hpp"
#include "providers/emulate/application.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace callflow::service {

struct CallSettings {
    std::string provider = "twilio";
    std::string token = {}; // the account's, for X-Twilio-Signature; empty: nothing is signed
    // For a whole answer, at most as long as the provider waits (TwiML facts 5: 15 s, 10 of them to connect).
    std::chrono::milliseconds timeout{15'000};
};

// One request that was made, for counts and for people.
struct RequestAccount {
    std::string kind;    // `gather`
    std::string url;     // as it was asked
    unsigned status = 0; // 0: there was no answer
    std::optional<net::ClientFailure> failure = {};
    std::string problem = {}; // why there was none: one sentence, with the host
    std::chrono::microseconds took{0};
};

// The address with what no request line takes percent-encoded (blanks, control characters, bytes beyond ASCII), and with the path
// that an empty one stands for.
[[nodiscard]] std::string sendable_address(std::string_view url);

// Waits for each answer. Virtual time stands still meanwhile, but for an answer that does not come in time, which takes as long as
// the provider waits. Redirects, cookies and fallbacks are the emulator's business.
class HttpApplication final : public providers::emulate::Application {
public:
    using Observer = std::function<void(RequestAccount account)>;

    // `client` must outlive it; `observe` may be null.
    HttpApplication(net::HttpClient& client, CallSettings settings, Observer observe)
        : client_(client), settings_(std::move(settings)), observe_(std::move(observe)) {}
    providers::emulate::Answer answer(const providers::emulate::Request& request) override;

private:
    net::HttpClient& client_;
    CallSettings settings_;
    Observer observe_;
};

} // namespace callflow::service

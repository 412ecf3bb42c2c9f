// What a service sends to others, and what it leaves unsent: nothing goes out that nobody has allowed.
#pragma once

#include "providers/effect_request.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::service {

// What came back.
struct Reply {
    unsigned status = 0; // 0: there was no answer, and `error` says why
    std::string body = {};
    std::string error = {};
};

// A seam: an HTTP client. `done` is called once, by any thread, also before the function returns.
using Send = std::function<void(const providers::OutgoingRequest& request, std::chrono::milliseconds deadline,
                                std::function<void(Reply reply)> done)>;

struct SendingOptions {
    bool webhooks = false; // the flow's own go out
    std::vector<std::string>
        request_hosts;        // those that states may ask: `api.example.com`, with a port or without; `*`: any
    std::string provider_api; // where live redirects and new calls go: `https://api.twilio.com`; empty: nowhere
    std::string token;        // of the account
    std::chrono::milliseconds deadline{10'000};
    unsigned tries = 4; // of what only tells: the first, and again after 1, 2, 4, … seconds
};

// Kinds of what is sent, for counts.
enum class Errand : std::uint8_t { webhook, request, provider, hook };
[[nodiscard]] std::string_view to_string(Errand errand);

struct SendingCounts {
    std::atomic<std::uint64_t> sent{0}, not_sent{0}, failed{0}, retried{0};
};

// Any thread may use it. It must outlive the answers to what it sends.
class Sending {
public:
    // `later` calls back after a time, by any thread; `say` is told what went wrong, a line each.
    Sending(SendingOptions options, Send send,
            std::function<void(std::chrono::milliseconds, std::function<void()>)> later,
            std::function<void(std::string)> say);

    // A state's request, which waits so long for an answer. Where its host is not allowed nothing is sent, and there was none.
    void ask(const providers::OutgoingRequest& request, std::chrono::nanoseconds patience,
             std::function<void(Reply)> done);
    // A webhook, with retries; nothing where webhooks are not sent.
    void tell(const providers::OutgoingRequest& request);
    // The start or end of a call, with retries.
    void tell_hook(const providers::OutgoingRequest& request);
    // What the provider is asked to do. `account`: whose call it is. `once`: it is not tried again, for twice is not the same as
    // once. False where nothing is sent.
    bool order(const providers::OutgoingRequest& request, std::string_view account, bool once);

    // From now on nothing is tried again later: what fails has failed.
    void try_no_more() { last_tries_ = true; }
    // Waits for the answers to what only tells, so long at most. How many are still missing.
    [[nodiscard]] std::size_t wait(std::chrono::milliseconds patience);

    [[nodiscard]] const SendingCounts& counts(Errand errand) const { return counts_[static_cast<std::size_t>(errand)]; }

private:
    void attempt(Errand errand, providers::OutgoingRequest request, unsigned tries_left, unsigned pause);
    [[nodiscard]] bool allowed(std::string_view url) const;

    SendingOptions options_;
    Send send_;
    std::function<void(std::chrono::milliseconds, std::function<void()>)> later_;
    std::function<void(std::string)> say_;
    SendingCounts counts_[4];
    std::atomic<bool> last_tries_{false};
    std::mutex mutex_;
    std::condition_variable answered_;
    std::size_t under_way_ = 0; // what only tells
};

} // namespace callflow::service

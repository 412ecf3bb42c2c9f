#include "service/sending.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"
#include "base/url.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::service {
namespace {

// `https://host:8080/path` -> `host:8080`.
std::string_view authority_of(std::string_view url) {
    const std::size_t start = url.find("://");
    if (start == std::string_view::npos) return {};
    std::string_view rest = url.substr(start + 3);
    rest = rest.substr(0, rest.find_first_of("/?#"));
    const std::size_t at = rest.rfind('@');
    return at == std::string_view::npos ? rest : rest.substr(at + 1);
}

std::string_view without_port(std::string_view authority) {
    const std::size_t colon = authority.rfind(':');
    const bool port = colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
    return port ? authority.substr(0, colon) : authority;
}

// The address for people: what stands behind the host may be anybody's secret.
std::string shown(std::string_view url) {
    const std::size_t start = url.find("://");
    const std::size_t path = start == std::string_view::npos ? url.find('/') : url.find_first_of("/?#", start + 3);
    return base::printable(url.substr(0, path)) + (path == std::string_view::npos ? "" : "/…");
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

} // namespace

std::string_view to_string(Errand errand) {
    constexpr std::string_view names[] = {"webhook", "request", "provider", "hook"};
    return names[static_cast<std::size_t>(errand)];
}

Sending::Sending(SendingOptions options, Send send,
                 std::function<void(std::chrono::milliseconds, std::function<void()>)> later,
                 std::function<void(std::string)> say)
    : options_(std::move(options)), send_(std::move(send)), later_(std::move(later)), say_(std::move(say)) {}

bool Sending::allowed(std::string_view url) const {
    const std::string_view authority = authority_of(url);
    return !authority.empty() && std::ranges::any_of(options_.request_hosts, [&](const std::string& host) {
        return host == "*" || host == authority || host == without_port(authority);
    });
}

void Sending::ask(const providers::OutgoingRequest& request, std::chrono::nanoseconds patience,
                  std::function<void(Reply)> done) {
    SendingCounts& counts = counts_[static_cast<std::size_t>(Errand::request)];
    if (!send_ || !allowed(request.url)) {
        ++counts.not_sent;
        say_(
            fmt::format("not sent: {} {}: its host is not among --allow-requests", request.method, shown(request.url)));
        done({.error = "requests to its host are not allowed"});
        return;
    }
    ++counts.sent;
    const auto deadline =
        std::max(std::chrono::ceil<std::chrono::milliseconds>(patience), std::chrono::milliseconds(1));
    send_(request, deadline, [this, &counts, url = shown(request.url), done = std::move(done)](Reply reply) {
        if (reply.status == 0) {
            ++counts.failed;
            say_(fmt::format("no answer: {}: {}", url, reply.error));
        }
        done(std::move(reply));
    });
}

void Sending::attempt(Errand errand, providers::OutgoingRequest request, unsigned tries_left, unsigned pause) {
    SendingCounts& counts = counts_[static_cast<std::size_t>(errand)];
    ++counts.sent;
    {
        const std::scoped_lock lock(mutex_);
        ++under_way_;
    }
    auto kept = std::make_shared<providers::OutgoingRequest>(std::move(request));
    send_(*kept, options_.deadline, [this, &counts, errand, kept, tries_left, pause](const Reply& reply) {
        const bool again = reply.status == 0 || reply.status == 429 || reply.status >= 500;
        const bool fine = reply.status != 0 && reply.status < 400;
        if (!fine && (!again || tries_left <= 1 || last_tries_)) {
            const std::string why = reply.status == 0 ? reply.error : fmt::format("status {}", reply.status);
            ++counts.failed;
            say_(fmt::format("{} failed: {} {}: {}", to_string(errand), kept->method, shown(kept->url), why));
        } else if (!fine) {
            ++counts.retried;
            later_(std::chrono::seconds(pause),
                   [this, errand, kept, tries_left, pause] { attempt(errand, *kept, tries_left - 1, pause * 2); });
        }
        const std::scoped_lock lock(mutex_);
        --under_way_;
        answered_.notify_all();
    });
}

std::size_t Sending::wait(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    answered_.wait_for(lock, patience, [this] { return under_way_ == 0; });
    return under_way_;
}

void Sending::tell(const providers::OutgoingRequest& request) {
    if (!options_.webhooks || !send_) {
        ++counts_[static_cast<std::size_t>(Errand::webhook)].not_sent;
        say_(fmt::format("not sent: webhook {} {}: without --run-webhooks", request.method, shown(request.url)));
        return;
    }
    attempt(Errand::webhook, request, options_.tries, 1);
}

void Sending::tell_hook(const providers::OutgoingRequest& request) {
    if (send_) attempt(Errand::hook, request, options_.tries, 1);
}

bool Sending::order(const providers::OutgoingRequest& request, std::string_view account, bool once) {
    SendingCounts& counts = counts_[static_cast<std::size_t>(Errand::provider)];
    if (options_.provider_api.empty() || !send_) {
        ++counts.not_sent;
        say_(fmt::format("not sent: {} {}: without --provider-api", request.method, shown(request.url)));
        return false;
    }
    providers::OutgoingRequest out = request;
    const std::string_view authority = authority_of(out.url);
    if (!authority.empty()) {
        const std::size_t end = static_cast<std::size_t>(authority.data() - out.url.data()) + authority.size();
        out.url = options_.provider_api + out.url.substr(end);
    }
    replace_all(out.url, "{AccountSid}", base::percent_encode(account));
    replace_all(out.url, "{token}", base::percent_encode(options_.token));
    for (auto& [name, value] : out.form) replace_all(value, "{token}", options_.token);
    replace_all(out.body, "{token}", options_.token);
    if (!account.empty() && !options_.token.empty())
        out.headers.emplace_back("Authorization", "Basic " + base::base64(std::string(account) + ":" + options_.token));
    attempt(Errand::provider, std::move(out), once ? 1 : options_.tries, 1);
    return true;
}

} // namespace callflow::service

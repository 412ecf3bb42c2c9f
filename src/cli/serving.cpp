#include "cli/serving.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "cli/arguments.hpp"
#include "cli/track_trace.hpp"
#include "flow/sip_address.hpp"
#include "net/http_client.hpp"
#include "tracking/attribution/phone.hpp"

#include <chrono>
#include <fmt/format.h>
#include <mutex>

namespace callflow::cli {
namespace {

base::Error usage(std::string message) { return {base::ErrorKind::usage, std::move(message)}; }

// `127.0.0.1:8080`, `[::1]:8080`, `8080`, `:8080`.
struct Place {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
};
base::Result<Place> place_of(const Values& values, std::string_view option) {
    const std::string text(values.get(option));
    Place place;
    std::string port = text;
    if (const std::size_t colon = text.rfind(':'); colon != std::string::npos) {
        if (colon > 0) place.address = text.substr(0, colon);
        port = text.substr(colon + 1);
    }
    if (place.address.size() > 2 && place.address.front() == '[' && place.address.back() == ']')
        place.address = place.address.substr(1, place.address.size() - 2);
    if (place.address == "localhost") place.address = "127.0.0.1";
    const auto number = base::parse_int(port);
    if (!number || *number < 0 || *number > 65535)
        return tl::unexpected(
            usage(fmt::format("--{} takes ADDRESS:PORT, such as 127.0.0.1:8080, not {}", option, base::quoted(text))));
    place.port = static_cast<std::uint16_t>(*number);
    return place;
}

base::Result<std::chrono::nanoseconds> length_of(const Values& values, std::string_view option) {
    const auto length = base::parse_duration(values.get(option));
    if (!length || *length <= 0)
        return tl::unexpected(usage(
            fmt::format("--{} takes a length of time, such as 30s, not {}", option, base::quoted(values.get(option)))));
    return std::chrono::nanoseconds(*length);
}

// `https://host`: scheme and host, with a path in front of the flow's or without.
base::Result<std::string> site_of(const Values& values, std::string_view option) {
    std::string text(values.get(option));
    if (text.empty()) return text;
    const base::UrlParts parts = base::split_url(text);
    const bool web = parts.scheme == "http" || parts.scheme == "https";
    if (!web || net::read_client_address(text).host.empty() || parts.has_query || parts.has_fragment)
        return tl::unexpected(usage(
            fmt::format("--{} takes an address such as https://example.com, not {}", option, base::quoted(text))));
    while (text.ends_with('/')) text.pop_back();
    // The documents' addresses are the flow's own: what stands in front of them is not the server's to say.
    if (option == "public-url" && base::split_url(text).path.size() > 0)
        return tl::unexpected(usage(fmt::format("--public-url takes scheme and host, not {}: a path in front of the "
                                                "flow's addresses belongs into the flow's `url:`",
                                                base::quoted(text))));
    return text;
}

// An address that hooks go to.
base::Result<std::string> hook_of(const Values& values, std::string_view option) {
    std::string text(values.get(option));
    if (!values.has(option) || !net::read_client_address(text).host.empty()) return text;
    return tl::unexpected(usage(
        fmt::format("--{} takes an address such as https://example.com/calls, not {}", option, base::quoted(text))));
}

// `api.example.com`, `api.example.com:8080`, `[::1]`, `*`.
base::Result<std::vector<std::string>> hosts_of(const Values& values) {
    std::vector<std::string> hosts = values.all("allow-requests");
    for (const std::string& host : hosts) {
        const auto read = net::read_client_address("http://" + host);
        const bool fits = !read.host.empty() && host.find_first_of("/?#@") == std::string::npos;
        if (host != "*" && !fits)
            return tl::unexpected(
                usage(fmt::format("--allow-requests takes a host such as api.example.com, with a port "
                                  "or without, or *, not {}",
                                  base::quoted(host))));
    }
    return hosts;
}

base::Result<std::string> token_of(const Values& values, Io& io) {
    if (!values.has("auth-token-file")) return std::string();
    auto text = io.files->read(std::string(values.get("auth-token-file")), 4096);
    if (!text) return tl::unexpected(text.error());
    std::string token(base::trim(*text));
    if (token.empty() || token.find_first_of(" \t\r\n") != std::string::npos)
        return tl::unexpected(usage("--auth-token-file names a file that holds one token"));
    return token;
}

base::Result<void> read_network(const Values& values, service::FlowServerOptions& options) {
    const auto listen = place_of(values, "listen");
    if (!listen) return tl::unexpected(listen.error());
    options.http.address = listen->address;
    options.http.port = listen->port;
    if (values.has("control")) {
        const auto control = place_of(values, "control");
        if (!control) return tl::unexpected(control.error());
        options.control = control->address;
        options.control_port = control->port;
        if (!control->address.starts_with("127.") && control->address != "::1")
            return tl::unexpected(usage("--control is for this machine alone: 127.0.0.1:PORT"));
    }
    const auto threads = number_of(values, "threads", 1, 64);
    if (!threads) return tl::unexpected(threads.error());
    options.http.threads = static_cast<unsigned>(*threads);
    const auto connections = number_of(values, "max-connections", options.http.connections, 1'000'000);
    if (!connections) return tl::unexpected(connections.error());
    options.http.connections = *connections;
    const auto rate = number_of(values, "max-rate", 0, 1'000'000);
    if (!rate) return tl::unexpected(rate.error());
    options.rate = static_cast<double>(*rate);
    const auto body = number_of(values, "max-body", options.http.body_bytes, providers::max_request_bytes);
    if (!body) return tl::unexpected(body.error());
    options.http.body_bytes = *body;
    const auto deadline = length_of(values, "request-timeout");
    if (!deadline) return tl::unexpected(deadline.error());
    options.http.request_deadline = std::chrono::ceil<std::chrono::milliseconds>(*deadline);
    const auto idle = length_of(values, "idle-timeout");
    if (!idle) return tl::unexpected(idle.error());
    options.http.idle = std::chrono::ceil<std::chrono::milliseconds>(*idle);
    return {};
}

} // namespace

base::Result<service::DeskOptions> desk_options_of(const Values& values, const flow::Flow& flow, bool only) {
    service::DeskOptions options;
    auto providers = providers_of(values);
    if (!providers) return tl::unexpected(providers.error());
    options.providers = std::move(*providers);
    std::vector<std::string> own;
    for (const std::string& word : values.all("set"))
        if (only || flow.find_var(std::string_view(word).substr(0, word.find('='))) != nullptr) own.push_back(word);
    auto set = settings_of(own, flow);
    if (!set) return tl::unexpected(set.error());
    options.set = std::move(*set);
    return options;
}

base::Result<LookUp> look_up_of(const Values& values) {
    if (!values.has("numbers")) return LookUp();
    const std::string region(values.get("number-region"));
    const auto window = length_of(values, "visit-window");
    if (!window) return tl::unexpected(window.error());
    auto store = tracking::open_store({.where = std::string(values.get("numbers")), .durable = false, .create = false});
    if (!store) return tl::unexpected(store.error());
    // One connection and one reader of numbers, which threads take in turn: a look-up is a few rows.
    struct Table {
        std::mutex mutex;
        std::unique_ptr<tracking::Store> store;
        tracking::PhoneReader phones;
        explicit Table(std::string country) : phones(std::move(country)) {}
    };
    auto table = std::make_shared<Table>(region);
    table->store = std::move(*store);
    const auto within = std::chrono::ceil<std::chrono::milliseconds>(*window).count();
    return LookUp([table, within](const std::string& called, engine::Time at) -> base::Result<tracking::NumberOwner> {
        const std::scoped_lock lock(table->mutex);
        const std::string user(flow::sip_user(called));
        const tracking::Phone phone = table->phones.read(user);
        if (const auto state = table->phones.state(); !state) return tl::unexpected(state.error());
        if (phone.kind != tracking::Phone::Kind::number) return tracking::NumberOwner();
        return tracking::look_up(*table->store, tracking::Channels::usual(), phone.number, at / 1'000'000, within);
    });
}

base::Result<service::FlowServerOptions> serve_options_of(const Values& values, Io& io) {
    service::FlowServerOptions options;
    if (auto done = read_network(values, options); !done) return tl::unexpected(done.error());
    const auto providers = providers_of(values);
    if (!providers) return tl::unexpected(providers.error());
    auto token = token_of(values, io);
    if (!token) return tl::unexpected(token.error());
    options.token = options.sending.token = std::move(*token);
    options.allow_unsigned = values.has("allow-unsigned");
    if (options.allow_unsigned && options.token.empty())
        return tl::unexpected(usage("--allow-unsigned needs --auth-token-file: without one nobody has to sign"));
    if (!options.token.empty() && !options.allow_unsigned && *providers == std::vector<std::string>{"tropo"})
        return tl::unexpected(
            usage("--auth-token-file lets nothing of Tropo in, which signs nothing: add --allow-unsigned"));
    for (const auto& [option, field] :
         {std::pair("public-url", &options.public_url), std::pair("provider-api", &options.sending.provider_api)}) {
        auto site = site_of(values, option);
        if (!site) return tl::unexpected(site.error());
        *field = std::move(*site);
    }
    if (!options.sending.provider_api.empty() && options.token.empty())
        return tl::unexpected(
            usage("--provider-api needs --auth-token-file: the provider takes orders of the account only"));
    if (!options.sending.provider_api.empty() && options.public_url.empty())
        return tl::unexpected(usage("--provider-api needs --public-url: where the provider reaches this server"));
    options.sending.webhooks = values.has("run-webhooks");
    auto hosts = hosts_of(values);
    if (!hosts) return tl::unexpected(hosts.error());
    options.sending.request_hosts = std::move(*hosts);
    for (const auto& [option, field] :
         {std::pair("hook-start", &options.hook_start), std::pair("hook-end", &options.hook_end)}) {
        auto hook = hook_of(values, option);
        if (!hook) return tl::unexpected(hook.error());
        *field = std::move(*hook);
    }
    options.hook_method = values.get("hook-method");
    options.track = wants_tracking(values);
    const auto linger = length_of(values, "linger");
    if (!linger) return tl::unexpected(linger.error());
    options.linger = std::chrono::ceil<std::chrono::seconds>(*linger);
    const auto forget = length_of(values, "forget-after");
    if (!forget) return tl::unexpected(forget.error());
    options.forget_after = std::chrono::ceil<std::chrono::seconds>(*forget);
    return options;
}

} // namespace callflow::cli

#include "cli/calling.hpp"

#include "base/random.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "cli/arguments.hpp"
#include "cli/passwords.hpp"
#include "cli/playing.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <random>

namespace callflow::cli {
namespace {

using base::ErrorKind;
using providers::emulate::Act;
using Pairs = std::vector<std::pair<std::string, std::string>>;

base::Result<Pairs> pairs_of(const Values& values, std::string_view option) {
    Pairs pairs;
    for (const std::string& word : values.all(option)) {
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos || equals == 0)
            return base::fail(ErrorKind::usage,
                              fmt::format("--{} takes NAME=VALUE, not {}", option, base::quoted(word)));
        pairs.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    }
    return pairs;
}

// An address that may be relative to that of the application.
base::Result<std::string> address_of(const Values& values, std::string_view option, const std::string& url) {
    if (!values.has(option)) return std::string();
    std::string address = base::resolve_url(url, values.get(option));
    if (!net::read_client_address(service::sendable_address(address)).host.empty()) return address;
    return base::fail(ErrorKind::usage,
                      fmt::format("--{} takes an address, not {}", option, base::quoted(values.get(option), 4096)));
}

// The application's address, with the password of the user that it names.
base::Result<std::string> url_of(const Values& values, Io& io) {
    const std::string_view given = values.get("URL");
    if (holds_password(given))
        return base::fail(ErrorKind::usage,
                          fmt::format("URL: {}; give the user only (`http://USER@HOST/`), and --password-file FILE, or "
                                      "CALLFLOW_CALL_PASSWORD in the environment",
                                      seen_by_everybody));
    std::string url = service::sendable_address(given);
    if (net::read_client_address(url).host.empty())
        return base::fail(ErrorKind::usage,
                          fmt::format("{} is no address of http or https", base::quoted(given, 4096)));
    auto password = password_of(values, io, "CALLFLOW_CALL_PASSWORD");
    if (!password) return tl::unexpected(password.error());
    const base::UrlParts parts = base::split_url(url);
    const std::size_t at = parts.authority.rfind('@');
    if (at == std::string_view::npos) {
        if (!values.has("password-file")) return url;
        return base::fail(ErrorKind::usage, "--password-file is for the user of the address: `http://USER@HOST/`");
    }
    if (password->empty()) return url;
    // An empty password may stand there already, with its colon written as it is or encoded.
    const std::size_t begin = url.find("//") + 2;
    std::string_view user = parts.authority.substr(0, at);
    if (user.ends_with(':')) user.remove_suffix(1);
    if (user.ends_with("%3A") || user.ends_with("%3a")) user.remove_suffix(3);
    url.replace(begin + user.size(), at - user.size(), ":" + base::percent_encode(*password));
    return url;
}

base::Result<std::string> token_of(const Values& values, Io& io) {
    constexpr std::uint64_t most = 4096;
    const std::string path(values.get("auth-token-file"));
    if (path.empty()) return std::string();
    auto text = path == "-" ? io.read_stdin(most) : io.files->read(path, most);
    if (!text) return tl::unexpected(text.error());
    std::string token(base::trim(*text));
    if (!token.empty() && token.find_first_of("\r\n") == std::string::npos) return token;
    return base::fail(ErrorKind::usage, fmt::format("{} does not hold a token in one line", base::quoted(path, 4096)));
}

// `50/s`, `0.5/s`, `600/m`, `50`: calls begun in a second.
std::optional<double> rate_from(std::string_view text) {
    double per = 1;
    const std::size_t slash = text.find('/');
    if (slash != std::string_view::npos) {
        const std::string_view unit = text.substr(slash + 1);
        if (unit != "s" && unit != "m") return std::nullopt;
        if (unit == "m") per = 60;
        text = text.substr(0, slash);
    }
    const auto number = base::parse_double(text);
    constexpr double most = 1e6;
    if (!number || !(*number > 0) || *number > most) return std::nullopt;
    return *number / per;
}

base::Result<void> take_load(const Values& values, CallPlan& plan) {
    const auto calls = number_of(values, "calls", 1, 10'000'000);
    if (!calls) return tl::unexpected(calls.error());
    plan.load.calls = *calls;
    const auto concurrency = number_of(values, "concurrency", 50, 2'000);
    if (!concurrency) return tl::unexpected(concurrency.error());
    plan.load.concurrency = *concurrency;
    plan.client.connections = plan.client.idle_per_host = std::max<std::size_t>(*concurrency, 8);
    if (values.has("rate")) {
        const auto rate = rate_from(values.get("rate"));
        if (!rate)
            return base::fail(ErrorKind::usage, fmt::format("--rate takes calls in a second such as 50/s, not {}",
                                                            base::quoted(values.get("rate"))));
        plan.load.rate = *rate;
    }
    for (const std::string_view other : {"rate", "concurrency"})
        if (values.has(other) && !values.has("calls"))
            return base::fail(ErrorKind::usage, fmt::format("--{} is for many calls: say how many by --calls", other));
    if (values.has("calls") && values.has("interactive"))
        return base::fail(ErrorKind::usage, "--interactive and --calls exclude each other");
    return {};
}

base::Result<void> take_call(const Values& values, CallPlan& plan) {
    using Direction = providers::emulate::CallOptions::Direction;
    plan.call.address = plan.url;
    plan.call.method = values.get("method");
    if (values.get("direction") == "outbound") plan.call.direction = Direction::outbound;
    plan.call.sip = values.has("sip");
    plan.call.fallback_method = values.get("fallback-method");
    plan.call.status_method = values.get("status-method");
    for (auto [option, into] :
         {std::pair("fallback", &plan.call.fallback), std::pair("status-callback", &plan.call.status_callback)}) {
        auto address = address_of(values, option, plan.url);
        if (!address) return tl::unexpected(address.error());
        *into = std::move(*address);
    }
    auto headers = pairs_of(values, "sip-header");
    if (!headers) return tl::unexpected(headers.error());
    plan.call.sip_headers = std::move(*headers);
    if (!plan.call.sip_headers.empty()) plan.call.sip = true;
    return {};
}

// Sixteen bytes in hex that no other call of another run is likely to have.
std::string drawn_id(std::uint64_t seed, std::string_view name, std::size_t number) {
    const std::uint64_t high = base::mix_seed(base::mix_seed(seed, name), number);
    return fmt::format("{:016x}{:016x}", high, base::mix_seed(high, name));
}

scenario::PlainValue plain(std::string name, std::string text) {
    scenario::PlainValue value;
    value.name = std::move(name);
    value.value = expr::Value::string(text);
    return value;
}

// What a message brings besides its text, where nobody has said otherwise (TwiML facts 3.3).
void add_message(scenario::CallSpec& call, const std::string& provider) {
    const auto add = [&](std::string name, std::string text) {
        if (std::ranges::find(call.params, name, &scenario::PlainValue::name) == call.params.end())
            call.params.push_back(plain(std::move(name), std::move(text)));
    };
    if (provider != "twilio") return;
    for (const std::string name : {"MessageSid", "SmsSid", "SmsMessageSid"}) add(name, call.id);
    add("From", call.from);
    add("To", call.to);
    add("NumMedia", "0");
    add("ApiVersion", "2010-04-01");
}

} // namespace

base::Result<CallPlan> call_plan_of(const Values& values, Io& io) {
    CallPlan plan;
    auto url = url_of(values, io);
    if (!url) return tl::unexpected(url.error());
    plan.url = std::move(*url);
    const base::UrlParts parts = base::split_url(plan.url);
    plan.site = fmt::format("{}://{}", parts.scheme, parts.authority);
    plan.title = parts.path;
    auto providers = providers_of(values);
    if (!providers) return tl::unexpected(providers.error());
    plan.providers = std::move(*providers);
    if (auto done = take_call(values, plan); !done) return tl::unexpected(done.error());
    if (auto done = take_load(values, plan); !done) return tl::unexpected(done.error());
    plan.from = values.get("from");
    plan.to = values.get("to");
    plan.id = values.get("id");
    if (values.has("text")) plan.message = values.get("text");
    auto params = pairs_of(values, "param");
    if (!params) return tl::unexpected(params.error());
    plan.params = std::move(*params);
    plan.presses = values.all("press");
    if (!plan.presses.empty() && (values.has("SCENARIO") || values.has("interactive")))
        return base::fail(ErrorKind::usage, "--press is for calls without a scenario");
    for (const std::string& keys : plan.presses)
        if (keys.empty() || keys.find_first_not_of("0123456789*#ABCD") != std::string::npos)
            return base::fail(ErrorKind::usage,
                              fmt::format("--press takes keys 0 to 9, *, # and A to D, not {}", base::quoted(keys)));
    auto token = token_of(values, io);
    if (!token) return tl::unexpected(token.error());
    plan.settings.token = std::move(*token);
    constexpr std::int64_t millisecond = 1'000'000;
    constexpr std::int64_t most = 600'000;
    const auto timeout = base::parse_duration(values.get("timeout"));
    if (!timeout || *timeout < millisecond || *timeout / millisecond > most)
        return base::fail(ErrorKind::usage, fmt::format("--timeout takes a time up to 10m such as 15s, not {}",
                                                        base::quoted(values.get("timeout"))));
    plan.settings.timeout = std::chrono::milliseconds(*timeout / millisecond);
    plan.client.loopback_only = !values.has("allow-remote");
    plan.client.tls.authorities = values.get("ca-file");
    auto assume = assumptions_of(values);
    if (!assume) return tl::unexpected(assume.error());
    plan.assume = std::move(*assume);
    const auto now = now_of(values);
    if (!now) return tl::unexpected(now.error());
    plan.now = *now;
    const auto seed = seed_of(values);
    if (!seed) return tl::unexpected(seed.error());
    // A real application may remember the calls of the last run by their ids.
    plan.seed = seed->value_or(std::random_device()());
    return plan;
}

scenario::Scenario quick_call(const CallPlan& plan) {
    scenario::Scenario scenario = scenario::quick_scenario({});
    scenario.steps.clear();
    const auto add = [&](Act::Kind kind, std::string text) {
        scenario::Step step;
        step.kind = scenario::Step::Kind::person;
        step.person.who = "caller";
        step.person.act.kind = kind;
        step.person.act.text = std::move(text);
        scenario.steps.push_back(std::move(step));
    };
    const bool tropo = !plan.providers.empty() && plan.providers.front() == "tropo";
    const bool rung = plan.call.direction != providers::emulate::CallOptions::Direction::inbound;
    if (tropo) scenario.providers = {"tropo"};
    add(rung && !tropo ? Act::Kind::answer : Act::Kind::dial, {});
    if (rung && tropo) { // its document makes the call
        add(Act::Kind::answer, {});
        scenario.steps.back().person.who = "callee";
    }
    for (const std::string& keys : plan.presses) add(Act::Kind::press, keys);
    add(Act::Kind::listen, {});
    return scenario;
}

void fit_calls(scenario::Scenario& scenario, const CallPlan& plan, const std::string& provider, std::size_t number) {
    for (scenario::CallSpec& call : scenario.calls) {
        const bool made =
            call.id == scenario::made_id(call.name) || call.id == scenario::quick_scenario({}).calls.front().id;
        if (plan.message) call.channel = "text";
        const std::string_view prefix = provider == "tropo" ? "" : call.channel == "text" ? "SM" : "CA";
        if (made) call.id = std::string(prefix) + drawn_id(plan.seed, call.name, number);
        if (!plan.from.empty()) call.from = plan.from;
        if (!plan.to.empty()) call.to = plan.to;
        for (const auto& [name, value] : plan.params) call.params.push_back(plain(name, value));
        if (plan.message) call.params.push_back(plain(provider == "tropo" ? "initialText" : "Body", *plan.message));
        if (call.channel == "text") add_message(call, provider);
    }
    if (!plan.id.empty()) scenario.calls.front().id = plan.id;
    // Whatever the provider makes up is another one in each call, too.
    scenario.seed = number == 0 ? plan.seed : base::mix_seed(base::mix_seed(plan.seed, "call"), number);
    if (plan.now) scenario.now = plan.now;
}

} // namespace callflow::cli

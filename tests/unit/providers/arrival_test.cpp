// Which event a request is, by its address, and without one by what it says.
#include "providers/arrival.hpp"

#include <catch2/catch.hpp>

using namespace callflow;
using Means = providers::Arrival::Means;

namespace {

flow::AddressTemplate address(flow::Flow& flow, std::string_view text) {
    base::Diagnostics found;
    const auto place = [](std::uint32_t, std::uint32_t) { return base::Span{}; };
    const expr::Template compiled = expr::compile_template(text, flow.scope, place, found);
    auto made = flow::make_address(compiled, base::Span{0, 0, 1}, found);
    REQUIRE(found.empty());
    return *made;
}

// customer.hangs_up is the hang-up, the agent has an address of his own, `calls` begins a call; nobody handles a machine.
flow::Flow shop(bool starts) {
    flow::Flow flow;
    flow.builtins = flow::declare_builtins(flow.scope);
    flow.intern_event("", "next");
    flow.address = address(flow, "/shop?event={{ event }}&actor={{ actor }}&call_id={{ call.id }}");
    flow.actors.push_back({"customer", std::nullopt, {}});
    flow.actors.push_back({"agent", address(flow, "https://agents.example.com/{{ call.id }}/{{ event }}"), {}});
    for (const flow::SignalSpec& spec : flow::signal_specs()) {
        const bool hangup = spec.name == "hangup";
        flow.signals.push_back(
            {&spec, flow.intern_event(hangup ? "customer" : "", hangup ? "hangs_up" : spec.default_event), {}});
    }
    if (starts) flow.start = flow.intern_event("customer", "calls");
    return flow;
}

std::string arrives(std::string_view at, const providers::DecodedRequest& request, bool known, bool starts = true) {
    const providers::Arrival arrival = providers::arrival_of(shop(starts), at, request, known);
    return std::string(to_string(arrival.means)) + " " + arrival.event;
}

providers::DecodedRequest signal(std::string_view name) {
    providers::DecodedRequest request;
    request.signal = name;
    return request;
}

} // namespace

TEST_CASE("an address with an event is that event, of a known call or not") {
    CHECK(arrives("/shop?event=chose&actor=customer", {}, true) == "event customer.chose");
    CHECK(arrives("https://example.com/shop?actor=customer&event=chose&Digits=1", {}, false) == "event customer.chose");
    CHECK(arrives("/shop?event=chose", signal("hangup"), true) == "event chose");
    CHECK(arrives("https://agents.example.com/CA1/talked", {}, true) == "event agent.talked");
    CHECK(arrives("https://example.com/elsewhere?event=chose", {}, true) == "foreign ");
}

TEST_CASE("without an event it is the first request, a signal, or nothing new") {
    CHECK(arrives("/shop", {}, false) == "first customer.calls");
    CHECK(arrives("/shop?call_id=CA1", {}, false, false) == "first ");
    CHECK(arrives("/shop", signal("hangup"), false) == "first customer.calls");
    CHECK(arrives("/shop", signal("hangup"), true) == "signal customer.hangs_up");
    CHECK(arrives("/shop", signal("busy"), true) == "signal busy");
    CHECK(arrives("/shop", {}, true) == "again ");
    // A request that wants an answer is not wasted on a signal that nobody hears.
    CHECK(arrives("/shop", signal("machine"), true) == "again ");
}

TEST_CASE("what Tropo says of an end holds at every address") {
    providers::DecodedRequest over = signal("hangup");
    over.over = true;
    CHECK(arrives("/shop?event=chose&actor=customer", over, true) == "signal customer.hangs_up");
    CHECK(arrives("/elsewhere", over, true) == "signal customer.hangs_up");
}

TEST_CASE("a session that was begun for an event brings it") {
    providers::DecodedRequest launched;
    launched.event = "agent.called";
    CHECK(arrives("/shop", launched, false) == "first agent.called");
    CHECK(arrives("/shop", launched, true) == "again ");
}

TEST_CASE("parameters of the address come before those of the request, which win") {
    providers::DecodedRequest request;
    request.params = expr::Value::map({{expr::Value::string("Digits"), expr::Value::string("1")}});
    const auto arrival =
        providers::arrival_of(shop(true), "/shop?event=chose&page=2&Digits=9&call_id=CA7", request, true);
    CHECK(arrival.call_id == "CA7");
    const expr::Value params = providers::params_of(arrival, request);
    CHECK(params.find("page")->as_string() == "2");
    CHECK(params.find("Digits")->as_string() == "1");
}

TEST_CASE("an address tells what became of a dial or message that was left out") {
    const auto input = [](std::string_view at, const providers::DecodedRequest& request) {
        std::string out;
        const auto arrival = providers::arrival_of(shop(true), at, request, true);
        for (const auto& [name, value] : providers::input_of(arrival, request))
            out += name + "=" + value.to_text() + " ";
        return out;
    };
    CHECK(input("/shop?event=talked&dial_status=failed", {}) == "dial_status=failed ");
    CHECK(input("/shop?event=sent&message_status=failed", {}) == "message_status=failed ");
    CHECK(
        input("/shop?event=talked&dial_status=completed&digits=1", {}).empty()); // nothing that only a platform can say
    providers::DecodedRequest told;
    told.input = {{"dial_status", expr::Value::string("busy")}};
    CHECK(input("/shop?event=talked&dial_status=failed", told) == "dial_status=busy ");
    providers::DecodedRequest over = signal("hangup");
    over.over = true;
    CHECK(input("/shop?event=talked&dial_status=failed", over).empty()); // who hangs up before has no outcome
}

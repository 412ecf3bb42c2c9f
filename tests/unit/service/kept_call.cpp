// A call that was kept and recalled is the same call: whatever happens next, both go the same way.
#include "service/kept_call.hpp"

#include "base/random.hpp"
#include "service/served.hpp"

#include <catch2/catch.hpp>

using namespace callflow;
using service_test::Served;

namespace {

std::string kept(const service::CallKeeper& keeper, const engine::Call& call) {
    std::string out;
    keeper.keep(call, out);
    return out;
}

engine::Call begun(const engine::Machine& machine) {
    const std::pair<std::string, expr::Value> info[] = {{"from", expr::Value::string("+15551112222")}};
    engine::Call call = machine.new_call("CA1", info, 1'000'000'000);
    call.seed = 7;
    engine::StepResult result;
    machine.start(call, result);
    return call;
}

// One of the things that may happen, drawn by lot; the same for both calls.
void happen(const engine::Machine& machine, engine::Call& call, std::uint64_t drawn) {
    engine::StepResult result;
    std::vector<engine::StepResult> results;
    const auto fire = [&](std::string_view event, std::string digits) {
        engine::Request request = machine.request(event);
        request.input.emplace_back("digits", expr::Value::string(digits));
        machine.step(call, request, result);
    };
    switch (drawn % 8) {
    case 0:
    case 1:
    case 2: fire("customer.pressed", std::to_string(drawn / 8 % 3 + 1)); break;
    case 3: fire("customer.rated", std::to_string(drawn / 8 % 5 + 1)); break;
    case 4: fire(drawn / 8 % 2 == 0 ? "bot.wakes" : "bot.sleeps", ""); break;
    case 5: machine.advance(call, call.now + static_cast<engine::Time>(drawn / 8 % 30) * 1'000'000'000, results); break;
    case 6:
        if (call.request.waits) machine.answer(call, {.status = drawn / 8 % 2 == 0 ? 200 : 500}, result);
        break;
    default: machine.flush(call, engine::DeferredCallback::Group::after, result); break;
    }
}

} // namespace

TEST_CASE("a kept call goes on as the call itself would") {
    const Served served{std::string(service_test::everything)};
    const service::CallKeeper keeper(served.machine());
    int waited = 0, deferred = 0, nested = 0, beside = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        base::Random random(seed);
        engine::Call call = begun(served.machine());
        for (int step = 0; step < 25; ++step) {
            const std::string text = kept(keeper, call);
            auto again = keeper.recall(text);
            INFO(text);
            REQUIRE(again);
            REQUIRE(kept(keeper, *again) == text);
            waited += call.request.waits ? 1 : 0;
            deferred += call.deferred.empty() ? 0 : 1;
            nested += call.outer_attempts.empty() ? 0 : 1;
            beside += call.beside.front().timers.empty() ? 0 : 1;
            const std::uint64_t drawn = random.next() >> 8U;
            happen(served.machine(), call, drawn);
            happen(served.machine(), *again, drawn);
            REQUIRE(kept(keeper, *again) == kept(keeper, call));
        }
    }
    // All of it was there to be kept.
    CHECK(waited > 20);
    CHECK(deferred > 20);
    CHECK(nested > 20);
    CHECK(beside > 20);
}

TEST_CASE("a flow that was changed takes over what it still has") {
    const Served before("callflow: 1\nname: f\ninitial: a\nvars: {n: 1, gone: x, kind: 5}\nstates:\n"
                        "  a: {response: [say: hi], next: b}\n  b: {response: [say: ho], next: a}\n");
    const Served after("callflow: 1\nname: f\ninitial: b\nvars: {n: 9, added: true, kind: text}\nstates:\n"
                       "  b: {response: [say: ho], next: c}\n  c: {response: [say: x], next: b}\n");
    const service::CallKeeper old_keeper(before.machine());
    const service::CallKeeper new_keeper(after.machine());
    engine::Call call = begun(before.machine());

    SECTION("a state that is gone is said") {
        const auto again = new_keeper.recall(kept(old_keeper, call));
        REQUIRE_FALSE(again);
        CHECK(again.error().message == "the flow has no state 'a'");
    }
    SECTION("vars by their names and types") {
        engine::StepResult result;
        before.machine().step(call, before.machine().request("next"), result);
        REQUIRE(before.machine().path(call.configuration) == "b");
        const auto again = new_keeper.recall(kept(old_keeper, call));
        REQUIRE(again);
        const flow::Flow& flow = after.machine().flow();
        CHECK(after.machine().path(again->configuration) == "b");
        CHECK(again->slots[flow.find_var("n")->slot] == expr::Value::integer(1));
        CHECK(again->slots[flow.find_var("added")->slot].is_true());
        CHECK(again->slots[flow.find_var("kind")->slot] == expr::Value::string("5"));
    }
}

TEST_CASE("what is no kept call is refused") {
    const Served served{std::string(service_test::everything)};
    const service::CallKeeper keeper(served.machine());
    for (const char* const text :
         {"", "{}", "[]", "{\"version\":2}", "{\"version\":1,\"state\":\"nowhere\"}",
          "{\"version\":1,\"state\":\"menu\",\"attempt\":-1}",
          "{\"version\":1,\"state\":\"menu\",\"timers\":[{\"state\":\"/menu\",\"index\":99999999999}]}",
          "{\"version\":1,\"state\":\"menu\",\"names\":{\"vars.tries\":{\"$what\":1}}}"}) {
        INFO(text);
        CHECK_FALSE(keeper.recall(text));
    }
}

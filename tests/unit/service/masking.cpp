#include "service/masking.hpp"

#include "doc/form.hpp"
#include "service/kept_call.hpp"
#include "service/served.hpp"

#include <catch2/catch.hpp>

using namespace callflow;
using service_test::Served;

namespace {

const std::string asks = R"(callflow: 1
name: f
initial: ask
vars: {pin: {type: string, default: "", sensitive: true}}
states:
  ask: {response: [gather: {numDigits: 4, sensitive: true, action: typed}], on: {typed: told}, next: told}
  told: {response: [gather: {numDigits: 1, action: typed}], on: {typed: ask}, next: ask}
)";

} // namespace

TEST_CASE("what was typed where a verb is sensitive is hidden, in every form it comes in") {
    const Served served(asks);
    const service::Masking masking(served.machine().flow());
    const engine::Call call = served.machine().new_call("CA1", {}, 0);
    const auto state = served.machine().state_of(call.configuration);
    const auto mask = [&](std::string_view target, std::string_view body) {
        const auto taken = served.desk().read({.method = "POST", .target = target, .body = body});
        REQUIRE(taken);
        return masking.mask(state, call, call, taken->decoded, target, body);
    };
    const auto form = mask("/x?Digits=12", "CallSid=CA1&Digits=12&From=%2B1512");
    CHECK(form.digits == "(sensitive)");
    CHECK(form.target == "/x?Digits=%28sensitive%29");
    CHECK(form.body == "CallSid=CA1&Digits=%28sensitive%29&From=%2B1512"); // two digits stand everywhere
    const auto long_one = mask("/x", "CallSid=CA1&Digits=4711&Note=code+4711+typed");
    CHECK(long_one.body == "CallSid=CA1&Digits=%28sensitive%29&Note=code+%28sensitive%29+typed");
    const auto json =
        mask("/x", R"({"result":{"sessionId":"t1","state":"ANSWERED","actions":{"name":"a","disposition":"SUCCESS",)"
                   R"("value":"4711","interpretation":"4711","utterance":"4 7 1 1","xml":"<i>dtmf-4 dtmf-7</i>"}}})");
    CHECK(json.body.find("4711") == std::string::npos);
    CHECK(json.body.find("7 1 1") == std::string::npos);
    CHECK(json.body.find("dtmf") == std::string::npos);
    CHECK(json.body.find("SUCCESS") != std::string::npos);
    const auto twice = mask("/x?Digits=55", "CallSid=CA1&Digits=4711&Digits=99");
    CHECK(twice.target == "/x?Digits=%28sensitive%29");
    CHECK(twice.body == "CallSid=CA1&Digits=%28sensitive%29&Digits=%28sensitive%29");
    CHECK(json.body.find("(sensitive)") != std::string::npos);
    CHECK(json.digits == "(sensitive)");
}

TEST_CASE("nothing sensitive is left of a call that is over") {
    const Served served(asks);
    const service::Masking masking(served.machine().flow());
    engine::Call call = served.machine().new_call("CA1", {}, 0);
    engine::Request typed = served.machine().request("typed");
    typed.input.emplace_back("digits", expr::Value::string("4711"));
    typed.params = expr::Value::map({{expr::Value::string("Digits"), expr::Value::string("4711")}});
    engine::StepResult result;
    served.machine().step(call, typed, result);
    REQUIRE(served.machine().set_var(call, "pin", expr::Value::string("4711")));
    const service::CallKeeper keeper(served.machine());
    std::string open, over;
    keeper.keep(call, open);
    CHECK(open.find("4711") != std::string::npos); // or it could not go on
    masking.forget(call);
    keeper.keep(call, over);
    CHECK(over.find("4711") == std::string::npos);
    CHECK(keeper.recall(over));
}

TEST_CASE("values of sensitive vars are hidden wherever they stand, others are left as they came") {
    const Served served(asks);
    const service::Masking masking(served.machine().flow());
    engine::Call call = served.machine().new_call("CA1", {}, 0);
    REQUIRE(served.machine().set_var(call, "pin", expr::Value::string("4711")));
    const auto told = served.machine().find("told");
    const std::string_view body = "CallSid=CA1&Digits=7&Echo=%34711";
    const auto taken = served.desk().read({.method = "POST", .target = "/x", .body = body});
    const auto masked =
        masking.mask(served.machine().state_of(told), call, call, taken->decoded, "/x?pin=4711&a=b", body);
    CHECK(masked.digits == "7");
    CHECK(masked.target == "/x?pin=%28sensitive%29&a=b");
    CHECK(masked.body == "CallSid=CA1&Digits=7&Echo=%28sensitive%29");
    CHECK(masking.hide(call, "the pin is 4711.") == "the pin is (sensitive).");
    const engine::Call other = served.machine().new_call("CA2", {}, 0);
    const auto plain = masking.mask(served.machine().state_of(told), other, other, taken->decoded, "/x", "a=%41&b=+");
    CHECK(plain.body == "a=%41&b=+");
}

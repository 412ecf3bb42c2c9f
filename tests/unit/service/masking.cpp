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
        return service::Masking::mask(masking.secrets_of(state, "typed", call, call, taken->decoded), taken->decoded,
                                      target, body);
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
    const auto mask = [&](const engine::Call& of, std::string_view target, std::string_view text) {
        return service::Masking::mask(
            masking.secrets_of(served.machine().state_of(told), "typed", of, of, taken->decoded), taken->decoded,
            target, text);
    };
    const auto masked = mask(call, "/x?pin=4711&a=b", body);
    CHECK(masked.digits == "7");
    CHECK(masked.target == "/x?pin=%28sensitive%29&a=b");
    CHECK(masked.body == "CallSid=CA1&Digits=7&Echo=%28sensitive%29");
    CHECK(service::hide(masking.secrets_of(call), "the pin is 4711.") == "the pin is (sensitive).");
    const engine::Call other = served.machine().new_call("CA2", {}, 0);
    CHECK(mask(other, "/x", "a=%41&b=+").body == "a=%41&b=+");
}

TEST_CASE("what was typed where a verb is sensitive stays hidden when it comes again and the call has gone on") {
    const Served served(R"(callflow: 1
name: f
initial: ask
actors: {customer: {}}
states:
  ask: {response: [gather: {numDigits: 4, sensitive: true, action: customer.typed}], next: told}
  told: {response: [gather: {numDigits: 1, action: chose}], on: {chose: last}, next: last}
  last: {response: [gather: {numDigits: 1, action: customer.typed}], on: {customer.typed: told}, next: told}
on: {customer.typed: told}
)");
    const service::Masking masking(served.machine().flow());
    const engine::Call call = served.machine().new_call("CA1", {}, 0);
    const std::string_view body = "CallSid=CA1&Digits=4711";
    const auto taken = served.desk().read({.method = "POST", .target = "/x", .body = body});
    REQUIRE(taken);
    const auto shown = [&](std::string_view state, std::string_view event) {
        const auto at = served.machine().state_of(served.machine().find(state));
        const service::Secrets secrets = masking.secrets_of(at, event, call, call, taken->decoded);
        return service::Masking::mask(secrets, taken->decoded, "/x", body).digits;
    };
    CHECK(shown("ask", "customer.typed") == "(sensitive)");
    CHECK(shown("told", "customer.typed") == "(sensitive)"); // the same webhook, again
    CHECK(shown("told", "chose") == "4711");
    CHECK(shown("last", "customer.typed") == "4711"); // asked for there, and nobody's secret
}

TEST_CASE("what a sensitive var holds is hidden in each spelling that comes beside it, and in errors") {
    const Served served(asks);
    const service::Masking masking(served.machine().flow());
    engine::Call call = served.machine().new_call("t1", {}, 0);
    REQUIRE(served.machine().set_var(call, "pin", expr::Value::string("4711")));
    const std::string_view body =
        R"({"result":{"sessionId":"t1","state":"ANSWERED","actions":{"name":"a","disposition":"SUCCESS",)"
        R"("value":"4711","xml":"<i>dtmf-4 dtmf-7 dtmf-1 dtmf-1</i>"}}})";
    const auto taken = served.desk().read({.method = "POST", .target = "/x", .body = body});
    REQUIRE(taken);
    const auto told = served.machine().state_of(served.machine().find("told"));
    const service::Secrets secrets = masking.secrets_of(told, "typed", call, call, taken->decoded);
    CHECK(service::Masking::mask(secrets, taken->decoded, "/x", body).body.find("dtmf") == std::string::npos);
    CHECK(service::hide(secrets, "'4711z' is no int") == "'(sensitive)z' is no int");
    service::Secrets brief;
    brief.typed = {"12"};
    CHECK(service::hide(brief, "'12' is no int, 120 is") == "(sensitive) is no int, 120 is");
}

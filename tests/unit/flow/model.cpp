#include "flow/model.hpp"

#include "flow/vocabulary.hpp"

#include <catch2/catch.hpp>

namespace callflow::flow {
namespace {

TEST_CASE("an event is interned once") {
    Flow flow;
    CHECK(flow.intern_event("", "next") == next_event);
    const EventId bare = flow.intern_event("", "x");
    const EventId of = flow.intern_event("customer", "x");
    CHECK(bare != of);
    CHECK(flow.intern_event("customer", "x") == of);
    CHECK(flow.find_event("customer", "x") == of);
    CHECK(flow.find_event("agent", "x") == none);
    CHECK(flow.events[of].text() == "customer.x");
    CHECK(flow.events[bare].text() == "x");
}

TEST_CASE("states are found in their body") {
    Flow flow;
    for (const BodyId body : {0U, 1U}) {
        State state;
        state.name = "a";
        state.body = body;
        flow.states.push_back(state);
        flow.index_state(body);
    }
    CHECK(flow.find_state(0, "a") == 0);
    CHECK(flow.find_state(1, "a") == 1);
    CHECK(flow.find_state(2, "a") == none);
    CHECK(flow.find_state(0, "b") == none);
}

// An actor's address from a text.
std::optional<AddressTemplate> address(Flow& flow, std::string_view text) {
    base::Diagnostics found;
    return make_address(expr::compile_template(
                            text, flow.scope, [](std::uint32_t, std::uint32_t) { return base::Span{}; }, found),
                        {}, found);
}

TEST_CASE("a requested address is read back, whosever it is") {
    Flow flow;
    flow.builtins = declare_builtins(flow.scope);
    flow.address = *address(flow, default_flow_address);
    flow.actors.push_back({"agent", address(flow, "/agents?event={{ event }}"), {}});
    flow.actors.push_back({"customer", address(flow, "/calls/flow?who={{ actor }}&event={{ event }}"), {}});
    CHECK(flow.address_of("agent").text() == "/agents?event={{ event }}");
    CHECK(flow.address_of("").text() == default_flow_address);
    CHECK(flow.address_of("nobody").text() == default_flow_address);

    auto match = flow.read_address("/agents?event=talked");
    REQUIRE(match);
    CHECK(match->actor == "agent");
    match = flow.read_address("/calls/flow?who=customer&event=x");
    REQUIRE(match);
    CHECK(match->actor == "customer");
    match = flow.read_address("/calls/flow?call_id=1&actor=nobody&event=x");
    REQUIRE(match);
    CHECK(match->actor == "nobody");
    CHECK(match->call_id == "1");
    match = flow.read_address("/calls/flow");
    REQUIRE(match);
    CHECK(match->event.empty());
    CHECK_FALSE(flow.read_address("/elsewhere"));
}

TEST_CASE("the vocabulary is sound") {
    for (const VerbSpec& verb : vocabulary()) {
        INFO(verb.name);
        CHECK(find_verb(verb.name) == &verb);
        CHECK_FALSE(verb.summary.empty());
        const bool noun = find_verb(verb.content) != nullptr && verb.name == "dial";
        CHECK((verb.content.empty() || noun || find_attribute(verb, verb.content) != nullptr));
        CHECK((verb.content_unless.empty() || find_attribute(verb, verb.content_unless) != nullptr));
        for (const std::string_view child : verb.children) {
            INFO(child);
            CHECK(find_verb(child) != nullptr);
        }
        for (const AttributeSpec& one : verb.attributes) {
            INFO(one.name);
            CHECK(find_attribute(verb, one.name) == &one);
            CHECK_FALSE(one.summary.empty());
            CHECK((one.type != AttributeType::choice || !one.values.empty()));
            CHECK(one.minimum <= one.maximum);
        }
        for (const AttributeSpec& one : verb.extras) {
            INFO(one.name);
            CHECK(find_attribute(verb, one.name) == nullptr);
            CHECK(find_attribute(verb, one.name, one.provider) == &one);
        }
    }
    CHECK(find_verb("Say") == nullptr);
    CHECK(find_verb("") == nullptr);
}

TEST_CASE("every verb of the language that is carried out") {
    std::vector<std::string_view> supported;
    for (const VerbSpec& verb : vocabulary()) {
        if (verb.supported) {
            supported.push_back(verb.name);
        }
    }
    CHECK(supported == std::vector<std::string_view>{"client",   "conference", "dial",    "enqueue", "gather",
                                                     "hangup",   "leave",      "message", "number",  "parameter",
                                                     "pause",    "play",       "queue",   "raw",     "record",
                                                     "redirect", "reject",     "say",     "sip",     "task"});
}

TEST_CASE("words of the language are no names") {
    for (const std::string_view word :
         {"same", "next", "input", "inputs", "call", "event", "actor", "state", "attempt", "now", "params",
          "transition", "true", "false", "null", "in", "True", "FALSE"}) {
        CHECK(is_reserved(word));
    }
    CHECK_FALSE(is_reserved("greeting"));
    CHECK_FALSE(is_reserved("Same"));
    CHECK_FALSE(is_reserved(""));
}

} // namespace
} // namespace callflow::flow

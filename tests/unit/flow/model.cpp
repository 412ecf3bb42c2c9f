#include "flow/model.hpp"

#include "flow/ssml.hpp"
#include "flow/vocabulary.hpp"

#include <algorithm>
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
        for (const std::string_view other : verb.content_unless) {
            INFO(other);
            CHECK((find_attribute(verb, other) != nullptr || find_verb(other) != nullptr || other == verb.prompt_key));
        }
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

TEST_CASE("every noun has a place to stand, and none takes more inside a verb than elsewhere") {
    for (const VerbSpec& noun : vocabulary()) {
        INFO(noun.name);
        const bool used = std::ranges::any_of(vocabulary(), [&](const VerbSpec& verb) {
            return std::ranges::find(verb.children, noun.name) != verb.children.end();
        });
        CHECK((used || noun.in_response));
    }
    for (const InsideSpec& one : inside_specs()) {
        INFO(one.verb << " " << one.noun);
        const VerbSpec& verb = *find_verb(one.verb);
        CHECK(std::ranges::find(verb.children, one.noun) != verb.children.end());
        CHECK(find_inside(one.verb, one.noun) == &one);
        CHECK(std::ranges::find(one.attributes, one.content) != one.attributes.end());
        for (const std::string_view name : one.attributes) {
            CHECK(find_attribute(*find_verb(one.noun), name) != nullptr);
        }
    }
    CHECK(find_inside("connect", "stream") == nullptr);
}

TEST_CASE("SSML is closed under what it holds") {
    for (const SsmlElement& element : ssml_elements()) {
        INFO(element.name);
        CHECK(find_ssml(element.name) == &element);
        for (const std::string_view child : element.children) {
            CHECK(find_ssml(child) != nullptr);
        }
    }
    CHECK(find_ssml("speak") == nullptr);
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

#include "flow/address.hpp"

#include "base/codes.hpp"
#include "flow/names.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

namespace callflow::flow {
namespace {

// A scope with the builtins, and a template compiled in it.
struct Maker {
    expr::Scope scope;
    base::Diagnostics found;
    BuiltinSlots builtins = declare_builtins(scope);

    std::optional<AddressTemplate> make(std::string_view text) {
        found.items().clear();
        const expr::Template compiled =
            expr::compile_template(text, scope, [](std::uint32_t, std::uint32_t) { return base::Span{}; }, found);
        REQUIRE(found.empty());
        return make_address(compiled, base::Span{0, 0, 1}, found);
    }

    // Slots with `call.id` filled.
    std::vector<expr::Value> slots(std::string_view call_id) {
        std::vector<expr::Value> values(scope.slot_count());
        for (const expr::RecordSlot& one : scope.record_slots()) {
            if (one.path == "call.id") {
                values[one.slot] = expr::Value::string(call_id);
            }
        }
        return values;
    }
};

TEST_CASE("an address that cannot be read back is refused, and the finding teaches") {
    struct Row {
        std::string_view text;
        std::string_view help;
    };
    const Row rows[] = {
        {"/calls", "`?event={{ event }}`"},
        {"/calls?event=on_{{ event }}", "`?event={{ event }}`"},
        {"/calls/{{ event }}.xml", "`?event={{ event }}`"},
        {"/calls?event={{ event }}&e={{ event }}", "leave one of them out"},
        {"https://{{ event }}/calls?x=1", "`?event={{ event }}`"},
        {"/calls?event={{ event }}#{{ call.id }}", "`?call_id={{ call.id }}`"},
        {"/calls?event={{ event }}&{{ actor }}=1", "`?actor={{ actor }}`"},
        {"{{ params.x }}/calls?event={{ event }}", "https://"},
        {"/my calls?event={{ event }}", "%20"},
        {"/calls?a=1&a=2&event={{ event }}", "its own name"},
        {"/calls?event={{ 'x' + event }}", "`?event={{ event }}`"},
    };
    for (const Row& row : rows) {
        Maker maker;
        INFO(row.text);
        CHECK_FALSE(maker.make(row.text));
        REQUIRE_FALSE(maker.found.empty());
        CHECK(maker.found.items()[0].code == &base::codes::bad_address);
        CHECK(maker.found.items()[0].help.find(row.help) != std::string::npos);
    }
}

TEST_CASE("an address is made from its template") {
    Maker maker;
    const auto make = [&](std::string_view text, std::string_view event, std::string_view actor,
                          const Parameters& params = {}, std::string_view call_id = "CA 1") {
        const auto address = maker.make(text);
        REQUIRE(address);
        std::string out;
        std::string why;
        REQUIRE(address->append(out, event, actor, params, maker.slots(call_id), &why));
        return out;
    };
    CHECK(make(default_flow_address, "hangs_up", "customer") ==
          "/calls/flow?call_id=CA%201&actor=customer&event=hangs_up");
    // A parameter that is only the actor is left out where there is none.
    CHECK(make(default_flow_address, "hangs_up", "") == "/calls/flow?call_id=CA%201&event=hangs_up");
    CHECK(make("/x?event={{ event }}", "e", "", {{"page", "2 & 3"}}) == "/x?event=e&page=2%20%26%203");
    CHECK(make("/x/{{ event }}", "e", "", {{"page", "2"}}) == "/x/e?page=2");
    CHECK(make("/x?event={{ event }}#ct=2", "e", "", {{"page", "2"}}) == "/x?event=e&page=2#ct=2");
    CHECK(make("https://x.example?event={{ event }}", "e", "") == "https://x.example?event=e");
    // An empty segment would be lost, and at the front mean a host.
    CHECK(make("/{{ actor }}/{{ event }}", "e", "") == "/-/e");
    CHECK(make("?event={{ event }}", "e", "") == "?event=e");
    // Likewise a call that has no id yet, being made just now.
    CHECK(make("/x/{{ call.id }}/{{ event }}", "e", "", {}, "") == "/x/-/e");
    CHECK(make(default_flow_address, "e", "", {}, "") == "/calls/flow?event=e");
    const auto read = maker.make("/x/{{ call.id }}/{{ event }}")->invert("/x/-/e");
    REQUIRE(read);
    CHECK(read->call_id.empty());
}

TEST_CASE("an expression that errs makes no address, and says why") {
    Maker maker;
    const auto address = maker.make("/x?event={{ event }}&a={{ 1 / attempt }}");
    REQUIRE(address);
    std::vector<expr::Value> slots = maker.slots("c");
    slots[maker.builtins.attempt] = expr::Value::integer(0);
    std::string out;
    std::string why;
    CHECK_FALSE(address->append(out, "e", "", {}, slots, &why));
    CHECK_FALSE(why.empty());
}

TEST_CASE("an address is read back") {
    Maker maker;
    const auto address = maker.make("https://x.example/calls?id={{ call.id }}&actor={{ actor }}&event={{ event }}");
    REQUIRE(address);
    CHECK(address->names_actor());
    CHECK(address->has_parameter("id"));
    CHECK_FALSE(address->has_parameter("page"));

    auto match = address->invert("/calls?event=e&id=c+1&page=2");
    REQUIRE(match);
    CHECK(match->event == "e");
    CHECK(match->call_id == "c 1");
    CHECK(match->actor.empty());
    CHECK(match->others == Parameters{{"page", "2"}});

    CHECK(address->invert("https://user:secret@X.example:443/calls?event=e"));
    CHECK(address->invert("//x.example/calls?event=e"));
    CHECK_FALSE(address->invert("https://y.example/calls?event=e"));
    CHECK_FALSE(address->invert("http://x.example/calls?event=e"));
    CHECK_FALSE(address->invert("/call?event=e"));
    CHECK_FALSE(address->invert("/calls/x?event=e"));

    // A call's first request has no event yet.
    match = address->invert("/calls");
    REQUIRE(match);
    CHECK(match->event.empty());
}

TEST_CASE("an address with the event in its path is read back") {
    Maker maker;
    const auto address = maker.make("/calls/{{ call.id }}/v{{ attempt }}/{{ event }}");
    REQUIRE(address);
    auto match = address->invert("/calls/c%2F1/v3/talked?x=1");
    REQUIRE(match);
    CHECK(match->call_id == "c/1");
    CHECK(match->event == "talked");
    match = address->invert("/calls/c/v3");
    REQUIRE(match);
    CHECK(match->event.empty());
    CHECK_FALSE(address->invert("/calls/c/3/talked"));
    CHECK_FALSE(address->invert("/calls/c"));
}

TEST_CASE("fixed parameters tell addresses apart") {
    Maker maker;
    const auto address = maker.make("/calls?who=agent&event={{ event }}");
    REQUIRE(address);
    CHECK(address->invert("/calls?who=agent&event=e"));
    CHECK_FALSE(address->invert("/calls?who=customer&event=e"));
    CHECK_FALSE(address->invert("/calls?event=e"));
    CHECK(address->invert("/calls"));
}

TEST_CASE("a relative address is found at the end of what is requested") {
    Maker maker;
    const auto address = maker.make("flow?event={{ event }}");
    REQUIRE(address);
    CHECK(address->invert("https://x.example/voice/flow?event=e"));
    CHECK_FALSE(address->invert("/voice/flows?event=e"));
}

TEST_CASE("without an event an address is where a call's first request goes") {
    struct Row {
        std::string_view text;
        std::string_view address;
    };
    const Row rows[] = {
        {"/calls?event={{ event }}", "/calls"},
        {"/calls?id={{ call.id }}&actor={{ actor }}&event={{ event }}&x=1", "/calls?id=CA1&x=1"},
        {"https://example.com/calls/{{ event }}", "https://example.com/calls"},
        {"/calls/{{ event }}/{{ call.id }}", "/calls/-/CA1"},
        {"/calls/{{ call.id }}/{{ event }}/{{ actor }}", "/calls/CA1"},
        {"/v/{{ event }}/{{ actor }}?c={{ call.id }}", "/v?c=CA1"},
        {"/v/{{ event }}/", "/v/-/"},
        {"/{{ actor }}/{{ event }}/say", "/-/-/say"},
    };
    for (const Row& row : rows) {
        Maker maker;
        INFO(row.text);
        const auto address = maker.make(row.text);
        REQUIRE(address);
        std::string out;
        CHECK(address->append(out, "", "", {}, maker.slots("CA1"), nullptr));
        CHECK(out == row.address);
        const auto match = address->invert(out);
        REQUIRE(match);
        CHECK(match->event.empty());
    }
}

TEST_CASE("a first request may end before what it has nothing for, an event's address may not") {
    Maker maker;
    const auto address = maker.make("/calls/{{ event }}/{{ call.id }}");
    REQUIRE(address);
    for (const std::string_view first : {"/calls", "/calls/-", "/calls/-/CA1", "/calls/-/-"}) {
        CAPTURE(first);
        const auto match = address->invert(first);
        REQUIRE(match);
        CHECK(match->event.empty());
    }
    CHECK_FALSE(address->invert("/calls/pressed"));
    CHECK_FALSE(address->invert("/call"));
    CHECK(address->invert("/calls/pressed/CA1")->call_id == "CA1");
}

TEST_CASE("what was put into an address comes out again") {
    Maker maker;
    std::mt19937 random(7); // fixed: the test is the same every time
    const std::string_view letters[] = {"a",  "Z",  "0",   "/", "?", "&",  "=", "#",  "%", "+",
                                        " ",  "..", ".",   ":", "@", "\"", "<", "{{", "ü", "€",
                                        "\n", "\\", "%41", ";", ",", "'",  "~", "-",  "_"};
    const auto hostile = [&](std::size_t least) {
        std::string text;
        for (std::size_t n = least + random() % 6; n > 0; --n) {
            text += letters[random() % std::size(letters)];
        }
        return text;
    };
    const std::string_view templates[] = {
        default_flow_address,
        "/calls/{{ call.id }}/{{ actor }}/{{ event }}",
        "https://x.example/{{ event }}?a={{ actor }}&c={{ call.id }}",
        "/x?k=v&event={{ event }}&id={{ call.id }}&n={{ attempt }}&actor={{ actor }}",
    };
    for (const std::string_view text : templates) {
        const auto address = maker.make(text);
        REQUIRE(address);
        for (int i = 0; i < 500; ++i) {
            std::string event = hostile(1);
            if (event == "-") {
                event = "e"; // no event has that name
            }
            std::string actor = i % 3 == 0 ? std::string() : hostile(1);
            if (actor == "-") {
                actor = "a"; // no actor has that name
            }
            std::string call_id = i % 5 == 0 ? std::string() : hostile(1);
            if (call_id == "-") {
                call_id = "c"; // nor has any call
            }
            const Parameters params = {{hostile(1) + "x", hostile(0)}};
            std::vector<expr::Value> slots = maker.slots(call_id);
            slots[maker.builtins.attempt] = expr::Value::integer(1);
            std::string out;
            REQUIRE(address->append(out, event, actor, params, slots, nullptr));
            INFO(text << "\n" << out);
            const auto match = address->invert(out);
            REQUIRE(match);
            CHECK(match->event == event);
            CHECK(match->actor == actor);
            CHECK(match->call_id == call_id);
            CHECK(match->others.back() == params.front());
        }
    }
}

} // namespace
} // namespace callflow::flow

// One handler per event and document: what becomes of a response's addresses.
#include "providers/response.hpp"

using namespace callflow;
using namespace callflow::providers::testing;

namespace {

using Verbs = std::vector<flow::ResolvedVerb>;

flow::ResolvedVerb gather(std::string_view action) {
    return verb("gather", {{"numDigits", "1"}, {"action", action}}, {say("?")});
}
flow::ResolvedVerb dial(std::string_view action) { return verb("dial", {{"action", action}}, {number("+1")}); }
flow::ResolvedVerb redirect(std::string_view url) { return verb("redirect", {{"url", url}}); }

constexpr std::string_view ask = R"({"ask":{"choices":{"value":"[1 DIGIT]","mode":"dtmf"},
                                    "say":[{"value":"?"}]}})";
constexpr std::string_view optional_ask = R"({"ask":{"choices":{"value":"[1 DIGIT]","mode":"dtmf"},
                                             "say":[{"value":"?"}],"required":false}})";

Lines differ(const Rendered& out, std::initializer_list<std::string_view> steps) {
    std::string expected = "{\"tropo\":[";
    for (const std::string_view step : steps) {
        expected += expected.ends_with('[') ? "" : ",";
        expected += step;
    }
    return differences("tropo", out.document, expected + "]}");
}
Rendered with_signals(flow::ResolvedResponse one, std::vector<flow::ResolvedSignal> signals) {
    one.signals = std::move(signals);
    return render("tropo", one);
}

constexpr std::string_view on_a = R"({"on":{"event":"continue","next":"/a"}})";
constexpr std::string_view on_next = R"({"on":{"event":"continue","next":"/next"}})";
constexpr std::string_view incomplete_next = R"({"on":{"event":"incomplete","next":"/next"}})";

} // namespace

TEST_CASE("a verb's address is continue, next is incomplete") {
    Rendered out = render("tropo", response({gather("/a")}, "/next"));
    CHECK(out.said() == Lines{});
    CHECK(differ(out, {ask, on_a, incomplete_next}) == Lines{});
}

TEST_CASE("handlers follow the steps: continue, incomplete, then signals") {
    Rendered out = with_signals(response({say("x")}, "/next"), {{"hangup", "/gone"}});
    CHECK(out.document == R"json({"tropo": [
  {"say": [{"value": "x"}]},
  {"on": {"event": "continue", "next": "/next"}},
  {"on": {"event": "incomplete", "next": "/next"}},
  {"on": {"event": "hangup", "next": "/gone"}}
]}
)json");
}

TEST_CASE("a closing redirect is continue where no verb has an address") {
    Rendered out = render("tropo", response({say("x"), redirect("/a")}));
    CHECK(out.said() == Lines{});
    CHECK(differ(out, {R"({"say":[{"value":"x"}]})", on_a}) == Lines{});
    CHECK(differ(render("tropo", response({redirect("/a")}, "/next")), {on_a}) == Lines{});
}

TEST_CASE("what follows a verb with an address is incomplete: texts, then a redirect") {
    Rendered out =
        render("tropo", response({gather("/a"), say("Nothing?"),
                                  verb("play", {{"url", "http://e.com/1.mp3"}, {"loop", "2"}}), redirect("/again")},
                                 "/next"));
    CHECK(out.said() == Lines{});
    CHECK(differ(out, {ask, on_a,
                       R"({"on":{"event":"incomplete","next":"/again","say":[{"value":"Nothing?"},
                           {"value":"http://e.com/1.mp3"},{"value":"http://e.com/1.mp3"}]}})"}) == Lines{});
}

TEST_CASE("texts alone after a verb with an address are followed by next") {
    CHECK(differ(render("tropo", response({gather("/a"), say("Nothing?")}, "/next")),
                 {ask, on_a, R"({"on":{"event":"incomplete","next":"/next","say":[{"value":"Nothing?"}]}})"}) ==
          Lines{});
    CHECK(differ(render("tropo", response({gather("/a"), say("Nothing?")})),
                 {ask, on_a, R"({"on":{"event":"incomplete","say":[{"value":"Nothing?"}]}})"}) == Lines{});
}

TEST_CASE("the signal incomplete is handled where nothing else takes it") {
    constexpr std::string_view on_signal = R"({"on":{"event":"incomplete","next":"/lost"}})";
    CHECK(differ(with_signals(response({gather("/a")}), {{"incomplete", "/lost"}}), {ask, on_a, on_signal}) == Lines{});
    CHECK(differ(with_signals(response({gather("/a")}, "/next"), {{"incomplete", "/lost"}}),
                 {ask, on_a, incomplete_next}) == Lines{});
    CHECK(differ(with_signals(response({say("x")}), {{"incomplete", "/lost"}}),
                 {R"({"say":[{"value":"x"}]})", on_signal}) == Lines{});
}

TEST_CASE("hangup and error are handled where the flow does, others are no events of Tropo's") {
    CHECK(differ(with_signals(response({say("x")}), {{"hangup", "/gone"},
                                                     {"busy", "/busy"},
                                                     {"no_answer", "/na"},
                                                     {"failed", "/f"},
                                                     {"canceled", "/c"},
                                                     {"machine", "/m"},
                                                     {"fallback", "/fb"},
                                                     {"error", "/error"}}),
                 {R"({"say":[{"value":"x"}]})", R"({"on":{"event":"hangup","next":"/gone"}})",
                  R"({"on":{"event":"error","next":"/error"}})"}) == Lines{});
}

TEST_CASE("a final state handles no signals") {
    flow::ResolvedResponse one = response({say("x")});
    one.final = true;
    CHECK(differ(with_signals(one, {{"hangup", "/gone"}}), {R"({"say":[{"value":"x"}]})"}) == Lines{});
}

TEST_CASE("several addresses: the last wins, the earlier verb gets the finding") {
    Rendered out = render("tropo", response({gather("/a"), say("or"), gather("/b")}, "/next"));
    CHECK(out.said() == Lines{"CF5003 at 0: what comes of this gather arrives at the address of the "
                              "later gather"});
    REQUIRE(out.findings.items()[0].notes.size() == 1);
    CHECK(out.findings.items()[0].notes[0].where == base::Span{0, 3, 4});
    CHECK(differ(out, {optional_ask, R"({"say":[{"value":"or"}]})", ask, R"({"on":{"event":"continue","next":"/b"}})",
                       incomplete_next}) == Lines{});
    CHECK(render("tropo", response({gather("/a"), gather("/b"), gather("/c")})).count("CF5003") == 2);
}

TEST_CASE("a dial's address takes whatever comes of it") {
    CHECK(differ(render("tropo", response({dial("/a")}, "/next")), {R"({"transfer":{"to":"tel:+1"}})", on_a}) ==
          Lines{});
    CHECK(differ(with_signals(response({dial("/a")}), {{"incomplete", "/lost"}}),
                 {R"({"transfer":{"to":"tel:+1"}})", on_a}) == Lines{});
    // What an author writes after it all the same is for Tropo.
    CHECK(differ(render("tropo", response({dial("/a"), say("Busy"), redirect("/b")})),
                 {R"({"transfer":{"to":"tel:+1"}})", on_a,
                  R"({"on":{"event":"incomplete","next":"/b","say":[{"value":"Busy"}]}})"}) == Lines{});
    flow::ResolvedVerb always = gather("/a");
    always.attributes.push_back({flow::find_attribute(*always.spec, "actionOnEmptyResult"), "true"});
    CHECK(differ(render("tropo", response({always}, "/next")), {ask, on_a}) == Lines{});
}

TEST_CASE("a verb without an address does not end the document when nothing comes of it") {
    Rendered out = render("tropo", response({verb("dial", {}, {number("+1")}), say("Nobody"), verb("hangup")}));
    CHECK(out.said() == Lines{});
    CHECK(differ(out, {R"({"transfer":{"to":"tel:+1","required":false}})", R"({"say":[{"value":"Nobody"}]})",
                       R"({"hangup":null})"}) == Lines{});
    CHECK(differ(render("tropo", response({verb("dial", {}, {number("+1")})}, "/next")),
                 {R"({"transfer":{"to":"tel:+1"}})", on_next, incomplete_next}) == Lines{});
    // Unless the author says otherwise.
    CHECK(differ(render("tropo", response({verb("dial", {{"required", "true"}}, {number("+1")}), say("x")})),
                 {R"({"transfer":{"to":"tel:+1"}})", R"({"say":[{"value":"x"}]})"}) == Lines{});
}

TEST_CASE("nothing after a verb that ends the document is written") {
    Rendered out = render("tropo", response({say("a"), verb("hangup"), say("b"), gather("/a")}));
    CHECK(out.said() == Lines{});
    CHECK(differ(out, {R"({"say":[{"value":"a"}]})", R"({"hangup":null})"}) == Lines{});
}

TEST_CASE("a handler can only speak and go on") {
    Rendered ends = render("tropo", response({gather("/a"), say("Bye"), verb("hangup")}));
    CHECK(ends.said() == Lines{"CF5001 at 3: Tropo has no way to end the call in a handler: what "
                               "comes of the verb with an address goes on to that address"});
    CHECK(differ(ends, {ask, on_a, R"({"on":{"event":"incomplete","say":[{"value":"Bye"}]}})"}) == Lines{});

    Rendered calls = render("tropo", response({gather("/a"), verb("dial", {}, {number("+1")})}, "/next"));
    CHECK(calls.said() == Lines{"CF5001 at 2: Tropo has no dial after a verb with an address"});
    CHECK(differ(calls, {ask, on_a, incomplete_next}) == Lines{});

    Rendered waits = render("tropo", response({gather("/a"), verb("pause"), say("x")}, "/next"));
    CHECK(waits.said() == Lines{"CF5002 at 2: a pause after a verb with an address has no equivalent "
                                "on Tropo and is left out"});

    Rendered queue = render("tropo", response({gather("/a"), verb("enqueue", {{"name", "q"}})}, "/next"));
    CHECK(queue.said() == Lines{"CF5001 at 2: Tropo has no enqueue"});
}

TEST_CASE("a method other than Tropo's is left out of a redirect") {
    const flow::ResolvedVerb get = verb("redirect", {{"url", "/a"}, {"method", "GET"}});
    CHECK(render("tropo", response({get})).count("CF5002") == 1);
    CHECK(render("tropo", response({gather("/b"), get})).count("CF5002") == 1);
    CHECK(render("tropo", response({verb("redirect", {{"url", "/a"}, {"method", "POST"}})})).findings.empty());
}

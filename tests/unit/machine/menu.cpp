// Menus, as callers meet them.
#include "machine/play.hpp"

#include <catch2/catch.hpp>

using namespace machine_test;

namespace {

Inputs digits(const char* keys) { return {{"digits", Value::string(keys)}}; }
Inputs speech(const char* words) { return {{"speech", Value::string(words)}}; }

const char* const address = "/calls/flow?call_id=CA1&event=";

} // namespace

TEST_CASE("a menu asks for as many keys as its longest choice has, and goes on where nothing was typed") {
    Played flow(R"(
states:
  a:
    menu: {prompt: [say: Press 1 or 22], keys: {1: b, 22: c}, again: [say: Sorry], timeout: 8s, else: c}
  b: {final: true}
  c: {final: true}
)");
    const std::string gather = std::string("gather timeout=8 action=") + address + "pressed numDigits=2";
    CHECK(flow.respond() ==
          std::vector<std::string>{gather + " [say text=Press 1 or 22]", std::string("next ") + address + "next"});
    flow.fire("next");
    CHECK(flow.respond()[0] == gather + " [say text=Sorry] [say text=Press 1 or 22]");
    // On Tropo a grammar says what can be typed.
    CHECK(flow.respond("tropo")[0] == gather + " choices=[1-2 DIGITS] [say text=Sorry] [say text=Press 1 or 22]");
}

TEST_CASE("a key leads to its state, and is compared as text") {
    Played flow(R"(
states:
  a: {menu: {prompt: [say: x], keys: {1: b, 01: c, "*": d}, else: d}}
  b: {response: [say: x], next: d}
  c: {response: [say: x], next: d}
  d: {final: true}
)");
    const std::pair<const char*, const char*> expected[] = {{"1", "b"}, {"01", "c"}, {"*", "d"}};
    for (const auto& [keys, state] : expected) {
        flow.at("a").fire("pressed", digits(keys));
        CHECK(flow.state() == state);
    }
    CHECK(flow.at("a").respond()[0] ==
          std::string("gather action=") + address + "pressed numDigits=2 finishOnKey= [say text=x]");
}

TEST_CASE("silence and wrong keys share one count, which begins anew where the menu is entered again") {
    Played flow(R"(
states:
  a: {menu: {prompt: [say: x], keys: {1: a, 2: same}, else: b}}
  b: {final: true}
)");
    flow.start();
    flow.fire("next");
    CHECK(flow.state() == "a");
    flow.fire("pressed", digits("7"));
    CHECK(flow.state() == "a");
    flow.fire("pressed", digits("1")); // entered anew
    flow.fire("pressed", digits("7"));
    flow.fire("next");
    CHECK(flow.state() == "a");
    flow.fire("pressed", digits("8"));
    CHECK(flow.state() == "b");

    flow.at("a").fire("pressed", digits("2")); // stays, and is a try
    flow.fire("next");
    flow.fire("next");
    CHECK(flow.state() == "b");
}

TEST_CASE("one try is none after the first") {
    Played flow("states:\n  a: {menu: {prompt: [say: x], keys: {1: b}, tries: 1, else: c}}\n"
                "  b: {final: true}\n  c: {final: true}\n");
    flow.fire("pressed", digits("7"));
    CHECK(flow.state() == "c");
    flow.at("a").fire("next");
    CHECK(flow.state() == "c");
}

TEST_CASE("no_input and no_match replace the count for one of the two") {
    Played flow(R"(
states:
  a: {menu: {prompt: [say: x], keys: {1: b}, tries: 2, no_input: c, else: d}}
  e: {menu: {prompt: [say: x], keys: {1: b}, tries: 2, no_match: [{to: same, if: attempt < 4}, c], else: d}}
  f: {menu: {prompt: [say: x], keys: {1: b}, no_input: c, no_match: d}}
  b: {final: true}
  c: {final: true}
  d: {final: true}
)");
    flow.at("a").fire("next");
    CHECK(flow.state() == "c");
    flow.at("a").fire("pressed", digits("7"));
    CHECK(flow.state() == "a");
    flow.fire("pressed", digits("7"));
    CHECK(flow.state() == "d");

    flow.at("e");
    for (int wrong = 0; wrong < 3; ++wrong) {
        flow.fire("pressed", digits("7"));
        CHECK(flow.state() == "e");
    }
    flow.fire("pressed", digits("7"));
    CHECK(flow.state() == "c");
    flow.at("e").fire("next");
    CHECK(flow.state() == "e");
    flow.fire("next");
    CHECK(flow.state() == "d");

    flow.at("f").fire("next");
    CHECK(flow.state() == "c");
    flow.at("f").fire("pressed", digits("7"));
    CHECK(flow.state() == "d");
}

TEST_CASE("a key whose guards fail is a wrong key") {
    Played flow(R"(
vars: {open: false}
states:
  a: {menu: {prompt: [say: x], keys: {1: {to: b, if: open}}, tries: 2, else: c}}
  b: {final: true}
  c: {final: true}
)");
    flow.fire("pressed", digits("1"));
    CHECK(flow.state() == "a");
    flow.fire("pressed", digits("1"));
    CHECK(flow.state() == "c");
    flow.at("a").set("open", Value::boolean(true));
    flow.fire("pressed", digits("1"));
    CHECK(flow.state() == "b");
}

TEST_CASE("words are tried after the keys, in their order, and silence in between is none of them") {
    Played flow(R"(
vars: {open: false}
states:
  a:
    menu:
      prompt: [say: x]
      keys: {1: b}
      words: {sales: [{to: b, if: open}, c], bill|invoice: d, sales department: b}
      tries: 2
      else: e
  b: {final: true}
  c: {final: true}
  d: {final: true}
  e: {final: true}
)");
    CHECK(flow.at("a").respond()[0] ==
          std::string("gather action=") + address + "pressed input=dtmf speech numDigits=1 [say text=x]");
    CHECK(flow.respond("tropo")[0] == std::string("gather action=") + address +
                                          "pressed input=dtmf speech numDigits=1 "
                                          "hints=sales, bill, invoice, sales department [say text=x]");
    flow.fire("pressed", speech("sales"));
    CHECK(flow.state() == "c");
    flow.at("a").fire("pressed", speech("I would like to speak with Sales, please"));
    CHECK(flow.state() == "c");
    flow.at("a").fire("pressed", speech("invoice"));
    CHECK(flow.state() == "d");
    flow.at("a").fire("pressed", digits("1"));
    CHECK(flow.state() == "b");
    flow.at("a").fire("pressed", speech("nothing of the kind"));
    CHECK(flow.state() == "a");
    flow.fire("pressed", speech(""));
    CHECK(flow.state() == "e");
}

TEST_CASE("words are regular expressions, and the first that fits wins") {
    Played flow(R"(
states:
  a: {menu: {prompt: [say: x], words: {"^agent$": b, "bill(s|ing)?": c, "\\d{2}": d}, tries: 1, else: e}}
  b: {final: true}
  c: {final: true}
  d: {final: true}
  e: {final: true}
)");
    const std::pair<const char*, const char*> expected[] = {{"Agent", "b"},    {"an agent", "e"}, {"Billing", "c"},
                                                            {"12 bills", "c"}, {"room 12", "d"},  {"room 1", "e"}};
    for (const auto& [said, state] : expected) {
        flow.at("a").fire("pressed", speech(said));
        CHECK(flow.state() == state);
    }
}

TEST_CASE("a menu that only listens asks for no keys") {
    Played flow("states:\n  a: {menu: {prompt: [say: x], words: {\"yes\": b}, else: c}}\n"
                "  b: {final: true}\n  c: {final: true}\n");
    CHECK(flow.at("a").respond()[0] == std::string("gather action=") + address + "pressed input=speech [say text=x]");
    flow.fire("pressed", speech("yes"));
    CHECK(flow.state() == "b");
}

TEST_CASE("timers and other events stand beside a menu, and vars may be set on the way") {
    Played flow(R"(
vars: {choice: ""}
states:
  a:
    menu: {prompt: [say: x], keys: {1: {to: b, set: {choice: input.digits}, do: [chosen]}}, else: c}
    on: {too_long: c}
    timers: {too_long: 60s}
    before: [entering]
  b: {final: true}
  c: {final: true}
)");
    flow.start();
    flow.fire("pressed", digits("5"));
    CHECK(flow.effects() == std::vector<std::string>{"entering"});
    flow.fire("pressed", digits("1"));
    CHECK(flow.state() == "b");
    CHECK(flow.var("choice") == "1");
    CHECK(flow.effects() == std::vector<std::string>{"set choice=1", "chosen"});
    flow.at("a").wait(61);
    CHECK(flow.state() == "c");
}

TEST_CASE("an actor's address can take what is pressed") {
    Played flow(R"(
actors: {customer: {url: "/customer?event={{ event }}&call_id={{ call.id }}"}}
states:
  a: {menu: {prompt: [say: x], keys: {1: b}, action: customer.pressed, else: b}}
  b: {final: true}
)");
    CHECK(flow.at("a").respond()[0] == "gather action=/customer?event=pressed&call_id=CA1 numDigits=1 [say text=x]");
    flow.fire("customer.pressed", digits("1"));
    CHECK(flow.state() == "b");
}

TEST_CASE("defaults of gather count where a menu says nothing itself") {
    Played flow(R"(
defaults: {gather: {numDigits: 4, timeout: 9, action: elsewhere, tropo: {interdigitTimeout: 2}}}
states:
  a: {menu: {prompt: [say: x], keys: {1: b}, else: b}}
  b: {final: true}
)");
    CHECK(flow.at("a").respond()[0] ==
          std::string("gather action=") + address + "pressed numDigits=1 timeout=9 [say text=x]");
    CHECK(flow.respond("tropo")[0] ==
          std::string("gather action=") + address + "pressed numDigits=1 timeout=9 interdigitTimeout=2 [say text=x]");
}

TEST_CASE("the trace says that a key is none of the menu's") {
    Played flow("states:\n  a: {menu: {prompt: [say: x], keys: {1: b}, else: b}}\n  b: {final: true}\n");
    flow.fire("pressed", digits("7"));
    REQUIRE(flow.last().tried.size() == 2);
    CHECK_FALSE(flow.last().tried[0].held);
    CHECK(flow.last().tried[0].why == "'7' is no key of this menu");
    CHECK(flow.last().tried[1].held);
    flow.fire("pressed");
    CHECK(flow.last().tried[0].why == "no key was pressed");
}

TEST_CASE("what the guards of no_match and no_input leave is for else") {
    const std::string flow = "states:\n"
                             "  a:\n"
                             "    menu:\n"
                             "      prompt: [say: hi]\n"
                             "      keys: {1: b}\n"
                             "      no_match: {to: same, if: attempt < 2}\n"
                             "      no_input: {to: same, if: attempt < 2}\n"
                             "      else: z\n"
                             "  b: {final: true}\n"
                             "  z: {final: true}\n";
    machine_test::Played wrong(flow);
    wrong.start();
    CHECK(wrong.fire("pressed", {{"digits", Value::string("7")}}) == Outcome::moved);
    CHECK(wrong.state() == "a");
    CHECK(wrong.fire("pressed", {{"digits", Value::string("7")}}) == Outcome::moved);
    CHECK(wrong.state() == "z");
    machine_test::Played silent(flow);
    silent.start();
    CHECK(silent.fire("next") == Outcome::moved);
    CHECK(silent.fire("next") == Outcome::moved);
    CHECK(silent.state() == "z");
}

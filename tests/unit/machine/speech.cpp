// What prompts, each and raw come to when a state answers.
#include "machine/play.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

namespace machine_test {
namespace {

using Texts = std::vector<std::string>;

Texts said(Played& flow, std::string_view provider = "twilio") {
    Texts texts = flow.respond(provider);
    for (std::string& one : texts)
        if (one.starts_with("say text=")) one.erase(0, 9);
    return texts;
}

TEST_CASE("a prompt is spoken in the call's language") {
    Played flow(R"(
vars: {language: en-US, who: Ann}
prompts: {welcome: {en: "Hello {{ who }}", es: "Hola {{ who }}", es-MX: "Que tal {{ who }}"}}
states:
  a: {response: [say: {prompt: welcome}], final: true}
)");
    CHECK(said(flow)[0] == "Hello Ann");
    flow.set("language", Value::string("es-MX"));
    CHECK(said(flow)[0] == "Que tal Ann");
    flow.set("language", Value::string("es-AR"));
    CHECK(said(flow)[0] == "Hola Ann");
    flow.set("language", Value::string("fr"));
    CHECK(said(flow)[0] == "error: the prompt welcome has no text for the language 'fr', only for en, es, es-MX");
}

TEST_CASE("a verb's own language is stronger than the call's, and the call's than that of defaults") {
    Played flow(R"(
vars: {language: es, other: de-DE}
defaults: {say: {language: en-US}}
prompts: {yes: {en: Yes, es: Si, de: Ja}}
states:
  a:
    response:
      - say: {prompt: yes}
      - say: {prompt: yes, language: en-GB}
      - say: {prompt: yes, language: "{{ other }}"}
      - gather: {action: chose, prompt: [say: {prompt: yes, tropo: {text: other words}}]}
    on: {chose: b}
  b: {final: true}
)");
    CHECK(flow.respond() == Texts{"say text=Si language=en-US", "say text=Yes language=en-GB",
                                  "say text=Ja language=de-DE",
                                  "gather action=/calls/flow?call_id=CA1&event=chose [say text=Si language=en-US]"});
    CHECK(flow.respond("tropo")[3] ==
          "gather action=/calls/flow?call_id=CA1&event=chose [say text=other words language=en-US]");
}

TEST_CASE("without a var the language of defaults decides, or there is one text only") {
    Played flow(R"(
defaults: {say: {language: es-MX}}
prompts: {yes: {en: Yes, es: Si}, brand: {en: Acme}}
states:
  a: {response: [say: {prompt: yes}], next: b}
  b: {response: [say: {prompt: brand, twilio: {voice: man}}], final: true}
)");
    CHECK(flow.respond()[0] == "say text=Si language=es-MX");
    Played one("prompts: {brand: {en: Acme}}\n"
               "states:\n  a: {response: [say: {prompt: brand}], final: true}\n");
    CHECK(one.respond()[0] == "say text=Acme");
}

TEST_CASE("each repeats its verbs for every item, and its name is seen in texts and guards") {
    Played flow(R"(
vars: {rows: {type: list, default: [[1, 2], [], [3]]}, none: {type: list, default: []}}
states:
  a:
    response:
      - each: {in: rows, as: row, do: [say: "row of {{ size(row) }}", each: {in: row, as: n, do: [{say: "{{ n }}", unless: n == 2}]}]}
      - {each: {in: rows, as: row, do: [say: never]}, if: 1 > 2}
      - each: {in: none, as: x, do: [say: never]}
      - say: done
    final: true
)");
    CHECK(said(flow) == Texts{"row of 2", "1", "row of 0", "row of 1", "3", "done", "final"});
}

TEST_CASE("what is no list at run time is an error, and so are too many items") {
    Played flow(R"(
vars: {items: {type: dyn, default: x}}
states:
  a: {response: [each: {in: items, as: one, do: [each: {in: items, as: two, do: [say: "{{ one }}"]}]}], final: true}
)");
    CHECK(flow.respond() == Texts{"error: each: string is no list"});
    const auto list_of = [](std::size_t size) { return Value::list(std::vector<Value>(size, Value::integer(7))); };
    flow.set("items", list_of(20'000));
    CHECK(flow.respond() == Texts{"error: each: the list has 20000 items, and a response repeats at most 10000 times"});
    flow.set("items", list_of(101));
    CHECK(flow.respond() == Texts{"error: each: the response repeats more than 10000 times"});
    flow.set("items", list_of(50));
    CHECK(flow.respond().size() == 2501);
    flow.set("items",
             Value::list({Value::string(std::string(1'000'000, 'x')), Value::string(std::string(1'000'000, 'y')),
                          Value::string(std::string(1'000'000, 'y')), Value::string(std::string(1'000'000, 'y')),
                          Value::string(std::string(1'000'000, 'y'))}));
    CHECK(flow.respond() == Texts{"error: each: its texts grow beyond 16 MiB"});
}

TEST_CASE("a shuffled order follows from seed, call, state and attempt") {
    constexpr std::string_view text = R"(
vars: {items: {type: list, default: [a, b, c, d, e, f]}}
states:
  a:
    response:
      - each: {in: items, as: one, shuffle: true, do: [say: "{{ one }}"]}
      - each: {in: items, as: one, shuffle: true, do: [say: "{{ one }}"]}
      - each: {in: items, as: one, do: [say: "{{ one }}"]}
    on: {again: {to: same}, go: b}
    next: same
  b:
    response: [each: {in: items, as: one, shuffle: true, do: [say: "{{ one }}"]}]
    next: same
)";
    Played flow{std::string(text)};
    const Texts first = said(flow);
    CHECK(first == said(flow)); // rendered again
    const Texts one(first.begin(), first.begin() + 6);
    CHECK(one == Texts(first.begin() + 6, first.begin() + 12));
    CHECK(Texts(first.begin() + 12, first.begin() + 18) == Texts{"a", "b", "c", "d", "e", "f"});
    CHECK(std::is_permutation(one.begin(), one.end(), first.begin() + 12));
    std::set<Texts> orders = {one};
    flow.fire("again");
    Texts second = said(flow);
    orders.insert(Texts(second.begin(), second.begin() + 6));
    flow.fire("go");
    second = said(flow);
    orders.insert(Texts(second.begin(), second.begin() + 6));
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Played other{std::string(text)};
        other.call().seed = seed;
        second = said(other);
        orders.insert(Texts(second.begin(), second.begin() + 6));
    }
    CHECK(orders.size() > 20); // 720 orders: at most a few of 23 draws fall together
}

TEST_CASE("values in raw parts are escaped by where they land") {
    Played flow(R"yaml(
vars: {who: "A & <B> \"C\" 'D'", n: 3, items: {type: list, default: [1, x]}}
states:
  a:
    response:
      - raw:
          twiml: "<Say voice='{{ who }}'>{{ who }} {{ n }}</Say>"
          tropo: {say: {value: "Hi {{ who }}", n: "{{ n }}", list: "{{ items }}", code: "05", number: +1555, yes: true, none: }}
    final: true
)yaml");
    const std::string escaped = "A &amp; &lt;B&gt; &quot;C&quot; &apos;D&apos;";
    const std::string text = flow.respond()[0];
    CHECK(text.find("twiml=<Say voice='" + escaped + "'>" + escaped + " 3</Say>") != std::string::npos);
    CHECK(text.find(R"(tropo={"say":{"value":"Hi A & <B> \"C\" 'D'","n":3,"list":[1,"x"],"code":"05","number":"+1555",)"
                    R"("yes":true,"none":null}})") != std::string::npos);
}

TEST_CASE("values behind the question mark of a SIP address are percent-encoded, others are not") {
    Played flow(R"yaml(
vars: {who: "a+b", id: "x&y=1"}
states:
  a: {response: [dial: {sip: "sip:{{ who }}@x.example?x-id={{ id }}&x-who={{ who }}"}], final: true}
)yaml");
    CHECK(flow.respond()[0] == "dial [sip uri=sip:a+b@x.example?x-id=x%26y%3D1&x-who=a%2Bb]");
}

} // namespace
} // namespace machine_test

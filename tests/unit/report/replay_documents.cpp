#include "base/diagnostic.hpp"
#include "doc/read.hpp"
#include "replay/documents.hpp"
#include "replay/places.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace callflow::replay {
namespace {

constexpr std::string_view text = R"(callflow: 1
name: shop
initial: hello
vars: {name: "", open: true, items: {type: list, default: []}}
prompts: {bye: {en: "Good bye, {{ name }}.", es: "Adiós, {{ name }}."}}
states:
  hello:
    response:
      - say: "Hello {{ name }}, this is the shop."
      - play: {url: "https://media.example.com/wait.mp3", loop: 2}
      - {say: "We are closed.", unless: open}
      - gather: {numDigits: 1, action: pressed, prompt: [say: "Press 1."]}
    on: {pressed: list, left: ends}
    next: list
  list:
    response: [each: {in: items, as: item, do: [say: "{{ item }}, please."]}, {say: {prompt: bye, language: es}}, hangup]
    final: true
  ends: {final: true, response: [hangup]}
)";

class Shop {
public:
    Shop() {
        const auto document = doc::read_document(sources_, sources_.add("shop.yaml", std::string(text)), found_);
        REQUIRE(document.has_value());
        flow_ = syntax::read_flow(*document, found_);
        REQUIRE(flow_ != nullptr);
        REQUIRE_FALSE(found_.has_errors());
    }
    // What is answered, as TwiML.
    [[nodiscard]] bool may(std::string_view state, std::string_view verbs) const {
        return may_document(state, fmt::format("<?xml version=\"1.0\"?><Response>{}</Response>", verbs));
    }
    [[nodiscard]] bool may_document(std::string_view state, std::string_view document) const {
        const auto answer = read_answer(document);
        REQUIRE(answer.has_value());
        for (const flow::State& one : flow_->states)
            if (one.name == state) return may_answer(*flow_, one, *answer);
        FAIL("no such state");
        return false;
    }

private:
    base::Sources sources_;
    base::Diagnostics found_;
    std::unique_ptr<flow::Flow> flow_;
};

constexpr std::string_view greeting =
    "<Say>Hello Ann, this is the shop.</Say><Play loop=\"2\">https://media.example.com/wait.mp3</Play>";
constexpr std::string_view keys = "<Gather numDigits=\"1\" action=\"/x\"><Say>Press 1.</Say></Gather>";

} // namespace

TEST_CASE("an answer fits a response whatever its templates and conditions are", "[replay]") {
    const Shop shop;
    CHECK(shop.may("hello", fmt::format("{}{}", greeting, keys)));
    CHECK(shop.may("hello", fmt::format("{}{}<Redirect>/next</Redirect>", greeting, keys)));
    CHECK(shop.may("hello", fmt::format("{}<Say>We are closed.</Say>{}", greeting, keys)));
    CHECK(shop.may("hello", fmt::format("{}<Pause/>{}", greeting, keys)));
    CHECK(shop.may("list", "<Say>Tea, please.</Say><Say>Milk, please.</Say><Say>Adiós, Ann.</Say><Hangup/>"));
    CHECK(shop.may("list", "<Say>Good bye, Bo.</Say><Hangup/>"));
}

TEST_CASE("other verbs and other words do not fit", "[replay]") {
    const Shop shop;
    CHECK_FALSE(shop.may("hello", fmt::format("<Say>Hello Ann, this is a shop.</Say>{}", keys)));
    CHECK_FALSE(shop.may("hello", fmt::format("{}{}", keys, greeting)));
    CHECK_FALSE(shop.may("hello", greeting));
    CHECK_FALSE(shop.may("hello", "")); // nothing is what a state without words answers, or one that hangs up
    CHECK(shop.may("ends", ""));
    CHECK_FALSE(shop.may("hello", fmt::format("{}<Say>We are open.</Say>{}", greeting, keys)));
    CHECK_FALSE(shop.may(
        "hello", fmt::format("{}<Gather numDigits=\"1\" action=\"/x\"><Say>Press 2.</Say></Gather>", greeting)));
    CHECK_FALSE(shop.may("hello", fmt::format("{}{}<Dial>+15551230000</Dial>", greeting, keys)));
    CHECK_FALSE(shop.may("list", "<Say>Tea, please</Say><Say>Adiós, Ann.</Say><Hangup/>"));
}

TEST_CASE("Tropo's answers are taken apart as TwiML is", "[replay]") {
    const Shop shop;
    const auto document = [](std::string_view ask) {
        return fmt::format(
            R"({{"tropo":[{{"say":[{{"value":"Hello Ann, this is the shop."}}]}},)"
            R"({{"say":[{{"value":"https://media.example.com/wait.mp3"}},{{"value":"https://media.example.com/wait.mp3"}}]}},)"
            R"({{"ask":{{"name":"pressed","choices":{{"value":"[1 DIGIT]","mode":"dtmf"}},"say":[{{"value":"{}"}}]}}}},)"
            R"({{"on":{{"event":"continue","next":"/next"}}}}]}})",
            ask);
    };
    CHECK(shop.may_document("hello", document("Press 1.")));
    CHECK_FALSE(shop.may_document("hello", document("Press 3.")));
}

TEST_CASE("what is no document is no answer", "[replay]") {
    for (const std::string_view bytes : {"", "  ", "204", "<Response><Say>", "{\"tropo\":", "{}"}) {
        INFO(bytes);
        const auto answer = read_answer(bytes);
        CHECK((!answer || answer->parts.empty()));
    }
}

TEST_CASE("a text that many ways lead through is let pass in little time", "[replay]") {
    const Shop shop;
    std::string verbs;
    for (int i = 0; i < 400; ++i) verbs += "<Say>a, please.</Say>";
    CHECK(shop.may("list", verbs + "<Say>Adiós, Ann.</Say><Hangup/>"));
    CHECK(describe(*read_answer("<Response>" + verbs + "</Response>")).ends_with(", …"));
}

} // namespace callflow::replay

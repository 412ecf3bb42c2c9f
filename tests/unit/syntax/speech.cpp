// Prompts, each, raw, and the nouns of dial as they are written.
#include "syntax/finding.hpp"

#include <catch2/catch.hpp>

namespace callflow {
namespace {

using test::Case;
using test::in_flow;
using test::in_state;
using test::Reading;

TEST_CASE("findings in prompts") {
    const Case cases[] = {
        {"texts by name and language", "prompts: {welcome: {en: Hello, es-MX: \"Hola {{ call.from }}\", no: Hei}}"},
        {"prompts are a mapping", "prompts: @@Hello", "wrong_type", "{welcome: {en: Hello}}"},
        {"a prompt has languages", "prompts: {welcome: @@Hello}", "wrong_type", "{en: Hello, es: Hola}"},
        {"a prompt has a text", "prompts: {welcome: @@{}}", "bad_value", "{en: Hello}"},
        {"a text is not empty", "prompts: {welcome: {en: @@\"\"}}", "bad_value", "empty"},
        {"a name is one", "prompts: {@@1st: {en: Hello}}", "bad_name", ""},
        {"an underscore in a language", "prompts: {welcome: {@@en_US: Hello}}", "bad_name", "`en-US`"},
        {"no language", "prompts: {welcome: {@@text of mine: Hello}}", "bad_name", "`en-US`"},
        {"a lost comment", "prompts:\n  welcome:\n    en: Press @@# now", "lost_comment", ""},
        {"an unknown name", "prompts: {welcome: {en: \"Hello {{ @@nme }}\"}}", "unknown_name", ""},
        {"what an each calls its item", "prompts: {welcome: {en: \"Hello {{ @@zzz }}\"}}", "unknown_name",
         "below its `do:` only"},
        {"no default", "prompts: {a: {en: x}}\ndefaults: {say: {prompt: @@a}}", "unknown_attribute",
         "where it is said"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) { test::check_finding(one, in_flow(one.text)); }
    }
    const Case uses[] = {
        {"speaks it", "say: {prompt: welcome, voice: man}"},
        {"within a prompt", "gather: {action: chose, prompt: [say: {prompt: welcome}]}"},
        {"a name with a slip", "say: {prompt: @@welcom}", "unknown_prompt", "did you mean `welcome`?"},
        {"a name of nothing", "say: {prompt: @@goodbye}", "unknown_prompt", "prompts: {goodbye: {en: …}}"},
        {"a text instead of a name", "say: {prompt: @@Hello there}", "unknown_prompt", "`say: …`"},
        {"a name made of values", "say: {prompt: \"@@{{ plan }}\"}", "unknown_prompt", "condition"},
        {"a text beside it", "say: {prompt: welcome, @@text: Hello}", "conflicting_keys", "one of the two"},
        {"neither", "@@say: {voice: man}", "missing_key", "its text"},
        {"other verbs have none", "play: {@@prompt: welcome, url: ./a.mp3}", "unknown_attribute", ""},
        {"one for each provider", "say: {text: a, tropo: {@@prompt: welcome}}", "unknown_attribute", "response: {"},
        {"in no language", "say: {prompt: @@both}", "prompt_language", "values: [en, es]"},
        {"in its own language", "say: {prompt: both, language: es}"},
    };
    for (const Case& one : uses) {
        DYNAMIC_SECTION(one.sentence) {
            std::string text = in_state("    response: [" + std::string(one.text) + "]");
            text.replace(text.find("vars:"), 0, "prompts: {welcome: {en: Hello}, both: {en: Yes, es: Si}}\n");
            // A quoted scalar's finding begins at its quote.
            if (const std::size_t at = text.find("\"@@"); at != std::string::npos) text.replace(at, 3, "@@\"");
            test::check_finding(one, text);
        }
    }
}

TEST_CASE("findings in each") {
    const Case cases[] = {
        {"a list", "each: {in: '[1, 2]', as: one, do: [say: \"{{ one }}\"]}"},
        {"anything", "each: {in: input.json, as: one, shuffle: true, do: [{say: \"{{ one.name }}\", if: one.open}]}"},
        {"with a condition", "{each: {in: '[1]', as: one, do: []}, if: vip}"},
        {"within each", "each: {in: '[[1]]', as: row, do: [each: {in: row, as: one, do: [say: \"{{ one }}\"]}]}"},
        {"in a prompt", "gather: {action: chose, prompt: [each: {in: '[1]', as: one, do: [say: \"{{ one }}\"]}]}"},
        {"no such verb in a prompt", "gather: {action: chose, prompt: [each: {in: '[1]', as: one, do: [@@hangup]}]}",
         "unknown_verb", "only say"},
        {"alone", "@@each", "missing_key", "in: LIST"},
        {"a list instead of keys", "each: @@[1]", "wrong_type", ""},
        {"without a list", "@@each: {as: one, do: []}", "missing_key", "`in`"},
        {"without a name", "@@each: {in: '[1]', do: [say: \"{{ one }}\"]}", "missing_key", "`as`"},
        {"without verbs", "@@each: {in: '[1]', as: one}", "missing_key", "`do`"},
        {"with an unknown key", "each: {@@of: '[1]', in: '[1]', as: one, do: []}", "unknown_key", ""},
        {"a text is no list", "each: {in: @@plan, as: one, do: []}", "wrong_type", "this gives string"},
        {"nor is a map", "each: {in: @@'{1: 2}', as: one, do: []}", "wrong_type", "keys are a list"},
        {"a mistyped list", "each: {in: @@plna, as: one, do: [say: \"{{ one }}\"]}", "unknown_name", "'plan'"},
        {"a name that is a var", "each: {in: '[1]', as: @@plan, do: [say: \"{{ plan }}\"]}", "duplicate_name",
         "name of its own"},
        {"a reserved name", "each: {in: '[1]', as: @@call, do: []}", "bad_name", ""},
        {"the name of the each around it",
         "each: {in: '[1]', as: one, do: [each: {in: '[2]', as: @@one, do: [say: x]}]}", "duplicate_name", ""},
        {"its name is not known behind it", "each: {in: '[1]', as: one, do: []}, say: \"{{ @@one }}\"", "unknown_name",
         ""},
        {"two with one name",
         "each: {in: '[1]', as: one, do: []}, each: {in: '[2]', as: one, do: [say: \"{{ one }}\"]}"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) {
            std::string text(one.text);
            // Items on lines of their own, so that one may follow another.
            std::string items = "    response:\n      - ";
            for (std::size_t at = 0; at < text.size(); ++at) {
                if (text.compare(at, 8, "}, say: ") == 0 || text.compare(at, 9, "}, each: ") == 0) {
                    items += "}\n      - ";
                    ++at;
                    ++at;
                } else {
                    items += text[at];
                }
            }
            test::check_finding(one, in_state(items));
        }
    }
}

TEST_CASE("findings in raw") {
    const Case cases[] = {
        {"for both", "raw: {twiml: \"<Say>{{ plan }}</Say>\", tropo: {say: [{value: \"{{ plan }}\"}]}}"},
        {"for one, in short", "raw: <Echo/>"},
        {"several steps", "raw: {tropo: [{stopRecording: }, {wait: {milliseconds: 500}}]}"},
        {"for nobody", "@@raw: {}", "missing_key", ""},
        {"under a wrong name", "raw: {@@twilio: <Echo/>}", "unknown_attribute", "`twiml`"},
        {"a whole document", "raw: {twiml: <@@Response><Echo/></Response>}", "bad_raw", "leave it out"},
        {"not closed", "raw: {twiml: \"@@<Say>Hello\"}", "bad_raw", ""},
        {"behind a value", "raw: {twiml: \"<Say>{{ plan }}</@@Sya>\"}", "bad_raw", ""},
        {"a value in a tag", "raw: {twiml: \"<Say @@{{ plan }}='1'/>\"}", "bad_raw", "between the quotes"},
        {"a text", "raw: {twiml: @@Hello}", "bad_raw", "<Say>"},
        {"an unknown name", "raw: {twiml: \"<Say>{{ @@paln }}</Say>\"}", "unknown_name", "'plan'"},
        {"a list of elements", "raw: {twiml: @@[a]}", "wrong_type", ""},
        {"two actions in a step", "raw: {tropo: {say: {value: x}, @@hangup: }}", "bad_raw", "[{…}, {…}]"},
        {"no action", "raw: {tropo: @@{}}", "bad_raw", "stopRecording"},
        {"a word is no step", "raw: {tropo: @@hangup}", "wrong_type", ""},
        {"an unknown name for Tropo", "raw: {tropo: {say: {value: \"{{ @@paln }}\"}}}", "unknown_name", "'plan'"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) {
            test::check_finding(one, in_state("    response: [" + std::string(one.text) + "]"));
        }
    }
}

TEST_CASE("findings in messages and parties") {
    const Case cases[] = {
        {"a message", "message: Hello"},
        {"a picture alone", "message: {to: \"+1555\", media: \"https://x.example/a.jpg\"}"},
        {"several pictures",
         "message: {text: Hi, media: [\"https://x.example/{{ plan }}.jpg\", \"https://x.example/b.jpg\"]}"},
        {"a message needs a text", "@@message: {to: \"+1555\"}", "missing_key", "its text"},
        {"a reject with a reason", "reject: {reason: busy}"},
        {"a reject has no content", "reject: @@busy", "wrong_type", "`reject: {reason: …}`"},
        {"another reason is doubted", "reject: {reason: @@bussy}", "bad_value", "`busy`"},
        {"leave has nothing", "leave: @@now", "wrong_type", "alone"},
        {"a conference as a verb",
         "conference: {name: sales, muted: true, action: chose, timeLimit: 1h, beep: onEnter}"},
        {"in short", "conference: sales"},
        {"as a noun", "dial: {conference: {name: sales, maxParticipants: 10}, action: chose}"},
        {"without a name", "@@conference: {muted: true}", "missing_key", "its name"},
        {"as a word", "@@conference", "missing_key", "its name"},
        {"too many", "conference: {name: a, maxParticipants: @@251}", "bad_value", "at most 250"},
        {"its attributes are not dial's", "dial: {conference: a, @@muted: true}", "unknown_attribute", ""},
        {"dial's keys keep their ranges", "conference: {name: a, timeout: @@2s}", "bad_value", "at least 5"},
        {"a key of neither", "conference: {name: a, @@mutd: true}", "unknown_attribute", "did you mean `muted`?"},
        {"below a provider's key",
         "conference: {name: a, tropo: {playTones: true, label: x}, twilio: {timeLimit: 5m}}"},
        {"a sip address", "dial: {sip: {uri: \"sip:a@x.example?x-id={{ plan }}\", username: u, password: p}}"},
        {"a sip address is no event", "dial: {sip: chose}"},
        {"an empty one", "dial: {sip: @@\"\"}", "bad_value", "cannot be empty"},
        {"a client", "dial: {client: [ann, {identity: bob, parameter: {name: a, value: b}}]}"},
        {"a parameter has a name", "dial: {client: {identity: bob, @@parameter: {value: b}}}", "missing_key",
         "its name"},
        {"a queue", "dial: {queue: {name: sales, url: chose}}"},
        {"a long name", "dial: {queue: @@12345678901234567890123456789012345678901234567890123456789012345}",
         "bad_value", "at most 64 characters, and this has 65"},
        {"machines are looked for", "dial: {sip: {uri: \"sip:a\", machineDetectionTimeout: @@2m}}", "bad_value", "60"},
        {"a task", "enqueue: {workflowSid: WW1, task: {json: {a: [1, \"{{ plan }}\"]}, priority: 3, timeout: 2m}}"},
        {"a task holds something", "enqueue: {workflowSid: WW1, @@task: {priority: 3}}", "missing_key", "its json"},
    };
    for (const Case& one : cases) {
        DYNAMIC_SECTION(one.sentence) {
            test::check_finding(one, in_state("    response: [" + std::string(one.text) + "]"));
        }
    }
}

TEST_CASE("a conference as a verb is dial with that noun") {
    const Reading reading(R"(callflow: 1
initial: a
defaults: {dial: {timeLimit: 1h}, conference: {beep: onExit}}
states:
  a:
    response:
      - {conference: {name: sales, muted: true, action: left, tropo: {label: x, playTones: true}}, if: 1 < 2}
    on: {left: b}
  b: {final: true}
)");
    INFO(reading.listing());
    REQUIRE(reading.found.empty());
    const flow::Verb& dial = reading.flow->states[0].response.verbs.at(0);
    CHECK(dial.spec->name == "dial");
    CHECK(dial.conditions.size() == 1);
    REQUIRE(dial.attributes.size() == 2);
    CHECK(dial.attributes[0].spec->name == "action");
    CHECK(dial.attributes[1].value.literal() == "3600");
    REQUIRE(dial.overrides.size() == 1);
    CHECK(dial.overrides[0].attributes.at(0).spec->name == "label");
    REQUIRE(dial.children.size() == 1);
    const flow::Verb& noun = dial.children[0];
    CHECK(noun.spec->name == "conference");
    CHECK(noun.conditions.empty());
    REQUIRE(noun.attributes.size() == 3);
    CHECK(noun.attributes[0].value.literal() == "sales");
    CHECK(noun.attributes[1].value.literal() == "true");
    CHECK(noun.attributes[2].value.literal() == "onExit");
    CHECK(noun.overrides.at(0).attributes.at(0).spec->name == "playTones");
}

TEST_CASE("a prompt's text for a language") {
    flow::Prompt prompt;
    prompt.texts = {{"en-US", {}, {}}, {"es", {}, {}}, {"es-MX", {}, {}}, {"pt-BR", {}, {}}};
    const auto language = [&](std::string_view wanted) {
        const flow::PromptText* text = prompt.text_for(wanted);
        return text == nullptr ? std::string() : text->language;
    };
    CHECK(language("es-MX") == "es-MX"); // exactly
    CHECK(language("es-mx") == "es-MX");
    CHECK(language("es-AR") == "es"); // its primary subtag
    CHECK(language("en") == "en-US"); // one that shares it
    CHECK(language("pt-PT") == "pt-BR");
    CHECK(language("fr").empty());
    CHECK(language("e").empty());
    CHECK(language("").empty());
}

} // namespace
} // namespace callflow

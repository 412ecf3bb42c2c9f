// Tropo documents by meaning: what libraries write differently for the same thing.
#include "providers/response.hpp"

using namespace callflow;
using namespace callflow::providers::testing;

namespace {

Lines tropo(std::string_view left, std::string_view right) {
    const auto document = [](std::string_view steps) { return "{\"tropo\":[" + std::string(steps) + "]}"; };
    const Lines there = differences("tropo", document(left), document(right));
    const Lines back = differences("tropo", document(right), document(left));
    CHECK(there.size() == back.size());
    CHECK(differences("tropo", document(left), document(left)) == Lines{});
    CHECK(differences("tropo", document(right), document(right)) == Lines{});
    return there;
}

} // namespace

TEST_CASE("layout and the order of keys mean nothing") {
    CHECK(tropo(R"({"ask":{"choices":{"value":"[5 DIGITS]","mode":"dtmf"},"name":"zip"}})",
                "\n { \"ask\" : {\"name\": \"z\\u0069p\",\n\"choices\":{\"mode\":\"dtmf\", "
                "\"value\":\"[5 DIGITS]\"} } }") == Lines{});
}

TEST_CASE("one value is an array of one") {
    CHECK(tropo(R"({"say":{"value":"a"}})", R"({"say":[{"value":"a"}]})") == Lines{});
    CHECK(tropo(R"({"on":{"event":"continue","next":"/a"}})", R"({"on":[{"event":"continue","next":"/a"}]})") ==
          Lines{});
    CHECK(tropo(R"({"ask":{"say":{"value":"a"}}})", R"({"ask":{"say":[{"value":"a"}]}})") == Lines{});
    CHECK(tropo(R"({"transfer":{"to":"+1","on":{"event":"ring"},"allowSignals":"x"}})",
                R"({"transfer":{"to":["+1"],"on":[{"event":"ring"}],"allowSignals":["x"]}})") == Lines{});
    CHECK(tropo(R"({"record":{"url":"u","transcription":{"url":"t"}}})",
                R"({"record":{"url":["u"],"transcription":[{"url":"t"}]}})") == Lines{});
    CHECK(tropo(R"({"say":{"value":"a","media":"m"}})", R"({"say":{"value":"a","media":["m"]}})") == Lines{});
    CHECK(tropo(R"({"ask":{"name":"a"}})", R"({"ask":{"name":["a"]}})").size() == 1);
}

TEST_CASE("actions without fields have four spellings") {
    for (const std::string_view action : {"hangup", "reject", "stopRecording"}) {
        const auto step = [action](std::string_view value) {
            return "{\"" + std::string(action) + "\":" + std::string(value) + "}";
        };
        CHECK(tropo(step("null"), step("{}")) == Lines{});
        CHECK(tropo(step("null"), step("\"null\"")) == Lines{});
        CHECK(tropo(step("null"), step("{\"headers\":{}}")).size() == 1);
    }
    CHECK(tropo(R"({"hangup":null})", R"({"reject":null})").size() == 2);
    CHECK(tropo(R"({"answer":{}})", R"({"answer":null})") == Lines{});
}

TEST_CASE("a field that is null is not there") {
    CHECK(tropo(R"({"ask":{"name":"a","voice":null}})", R"({"ask":{"name":"a"}})") == Lines{});
}

TEST_CASE("numbers are compared as numbers, and are no texts") {
    CHECK(tropo(R"({"ask":{"timeout":7}})", R"({"ask":{"timeout":7.0}})") == Lines{});
    CHECK(tropo(R"({"ask":{"timeout":70}})", R"({"ask":{"timeout":7e1}})") == Lines{});
    CHECK(tropo(R"({"ask":{"timeout":7}})", R"({"ask":{"timeout":"7"}})") ==
          Lines{R"(tropo[0].ask.timeout: 7 -> "7")"});
    // A truth value may be a text, as Ruby's samples write it; any other text is none.
    CHECK(tropo(R"({"ask":{"bargein":false}})", R"({"ask":{"bargein":"false"}})") == Lines{});
    CHECK(tropo(R"({"ask":{"bargein":false}})", R"({"ask":{"bargein":"no"}})").size() == 1);
}

TEST_CASE("in Tropo documents a default that is written out means the same as none") {
    CHECK(tropo(R"({"ask":{"timeout":30.0,"bargein":true,"attempts":1,"required":true,
                   "choices":{"value":"a","mode":"any","terminator":"#"}}})",
                R"({"ask":{"choices":{"value":"a"}}})") == Lines{});
    CHECK(tropo(R"({"transfer":{"playTones":true}})", R"({"transfer":{}})") == Lines{});
    CHECK(tropo(R"({"conference":{"playTones":true}})", R"({"conference":{}})").size() == 1);
    CHECK(tropo(R"({"record":{"timeout":"30"}})", R"({"record":{}})").size() == 1);
    CHECK(tropo(R"({"say":{"value":"true"}})", R"({"say":{}})").size() == 1);
}

TEST_CASE("grammars and voices are compared as Tropo reads them") {
    const auto grammar = [](std::string_view value) {
        return R"({"ask":{"choices":{"value":")" + std::string(value) + "\"}}}";
    };
    CHECK(tropo(grammar("[5 DIGITS]"), grammar("[5 digits]")) == Lines{});
    CHECK(tropo(grammar("[1 DIGIT]"), grammar("[ 1  DIGITS ]")) == Lines{});
    CHECK(tropo(grammar("[4-5 DIGITS]"), grammar("[4 DIGITS]")).size() == 1);
    CHECK(tropo(grammar("red, blue,green"), grammar("red,blue, green")) == Lines{});
    CHECK(tropo(grammar("sales(1, sales)"), grammar("sales( 1,sales )")) == Lines{});
    CHECK(tropo(grammar("red, blue"), grammar("blue, red")).size() == 1);
    CHECK(tropo(grammar("red"), grammar("Red")).size() == 1);
    CHECK(tropo(R"({"say":{"value":"a","voice":"Allison"}})", R"({"say":{"value":"a","voice":"allison"}})") == Lines{});
    CHECK(tropo(R"({"record":{"choices":{"terminator":"*","value":"x","mode":"dtmf"}}})",
                R"({"record":{"choices":{"terminator":"*"}}})") == Lines{});
}

TEST_CASE("an ask inside a transfer's handler has a grammar and defaults of its own") {
    const auto whisper = [](std::string_view choices) {
        return R"({"transfer":{"to":"+1","on":{"event":"connect","ask":{"choices":)" + std::string(choices) + "}}}}";
    };
    CHECK(tropo(whisper(R"({"value":"1"})"), whisper(R"({"value":"2"})")).size() == 1);
    CHECK(tropo(whisper(R"({"value":"1"})"), whisper(R"({"value":"1","mode":"any"})")) == Lines{});
}

TEST_CASE("a handler may stand anywhere") {
    CHECK(tropo(R"({"on":{"event":"hangup","next":"/h"}},{"say":{"value":"a"}},
                   {"on":{"event":"continue","next":"/c"}})",
                R"({"say":{"value":"a"}},{"on":{"event":"continue","next":"/c"}},
                   {"on":{"event":"hangup","next":"/h"}})") == Lines{});
    CHECK(tropo(R"({"say":{"value":"a"}},{"on":{"event":"hangup","next":"/h"}},
                   {"on":{"event":"continue","next":"/c"}})",
                R"({"on":{"event":"continue","next":"/x"}},{"say":{"value":"b"}})") ==
          Lines{R"(tropo[0].say.value: "a" -> "b")", R"(tropo[1]: {"on":[{"event":"hangup","next":"/h"}]} -> )",
                R"(tropo[2].on.next: "/c" -> "/x")"});
    // The first of two for the same event holds.
    CHECK(tropo(R"({"on":{"event":"e","next":"/1"}},{"on":{"event":"e","next":"/2"}})",
                R"({"on":{"event":"e","next":"/2"}},{"on":{"event":"e","next":"/1"}})")
              .size() == 2);
}

TEST_CASE("in Tropo documents a difference has the path of what differs, with the indexes of its document") {
    CHECK(tropo(R"({"say":[{"value":"a"}]},{"ask":{"say":[{"value":"b"},{"value":"c"}]}})",
                R"({"say":[{"value":"a"}]},{"ask":{"say":[{"value":"b"},{"value":"d"}]}})") ==
          Lines{R"(tropo[1].ask.say[1].value: "c" -> "d")"});
    CHECK(tropo(R"({"say":{"value":"a"}})", R"({"say":{"value":"b"}})") == Lines{R"(tropo[0].say.value: "a" -> "b")"});
    CHECK(tropo(R"({"ask":{"name":"a"}})", R"({"ask":{"timeout":3}})") ==
          Lines{R"(tropo[0].ask.name: "a" -> )", "tropo[0].ask.timeout:  -> 3"});
}

TEST_CASE("an inserted or removed step is one difference") {
    CHECK(tropo(R"({"say":{"value":"a"}},{"hangup":null})",
                R"({"say":{"value":"x"}},{"say":{"value":"a"}},{"hangup":null})") ==
          Lines{R"(tropo[0]:  -> {"say":[{"value":"x"}]})"});
    CHECK(tropo(R"({"say":{"value":"a"}},{"wait":{"milliseconds":5}})", R"({"say":{"value":"a"}})") ==
          Lines{R"(tropo[1]: {"wait":{"milliseconds":5}} -> )"});
    CHECK(tropo(R"({"say":{"value":"a"}},{"say":{"value":"b"}})", R"({"say":{"value":"b"}},{"say":{"value":"a"}})")
              .size() == 2);
}

TEST_CASE("what is no Tropo document is compared as JSON") {
    CHECK(differences("tropo", "[1, 2]", "[1,3]") == Lines{"[1]: 2 -> 3"});
    CHECK(differences("tropo", R"({"a":{"b":1}})", R"({"a":{"b":2}})") == Lines{"a.b: 1 -> 2"});
    CHECK(differences("tropo", "{}", R"({"tropo":[]})").size() == 1);
    CHECK(differences("tropo", R"({"tropo":[1,{"a":1,"b":2},null]})", R"({"tropo":[1.0,{"b":2,"a":1},null]})") ==
          Lines{});
}

TEST_CASE("unreadable JSON is a finding") {
    base::Sources sources;
    const base::FileId good = sources.add("good.json", R"({"tropo":[]})");
    const base::FileId bad = sources.add("bad.json", R"({"tropo":[)");
    base::Diagnostics diagnostics;
    CHECK_FALSE(providers::find_provider("tropo")->compare(sources, bad, good, diagnostics));
    CHECK(diagnostics.unreadable());
}

TEST_CASE("several handlers in one list are several steps") {
    CHECK(tropo(R"({"on":[{"event":"continue","next":"/a"},{"event":"hangup","next":"/b"}]})",
                R"({"on":{"event":"hangup","next":"/b"}},{"on":{"event":"continue","next":"/a"}})") == Lines{});
    CHECK(tropo(R"({"on":[{"event":"continue","next":"/a"},{"event":"hangup","next":"/b"}]})",
                R"({"on":{"event":"hangup","next":"/c"}},{"on":{"event":"continue","next":"/a"}})")
              .size() == 1);
}

TEST_CASE("a place to record to is an address, or an object with nothing else") {
    CHECK(tropo(R"({"record":{"url":"u"}})", R"({"record":{"url":{"url":"u"}}})") == Lines{});
    CHECK(tropo(R"({"record":{"url":"u"}})", R"({"record":{"url":[{"url":"u","method":"POST"}]}})") == Lines{});
    CHECK(tropo(R"({"record":{"url":"u"}})", R"({"record":{"url":{"url":"u","username":"joe"}}})").size() == 1);
    CHECK(tropo(R"({"record":{"url":"u"}})", R"({"record":{"url":{"url":"v"}}})").size() == 1);
    CHECK(tropo(R"({"record":{"url":["u","v"]}})", R"({"record":{"url":["u",{"url":"v"}]}})") == Lines{});
}

TEST_CASE("says of an ask are chosen by their events") {
    CHECK(tropo(R"({"ask":{"say":[{"value":"a"},{"value":"t","event":"timeout"},{"value":"n","event":"nomatch"}]}})",
                R"({"ask":{"say":[{"value":"n","event":"nomatch"},{"value":"t","event":"timeout"},{"value":"a"}]}})") ==
          Lines{});
    CHECK(tropo(R"({"ask":{"say":[{"value":"t","event":"nomatch:1 timeout"}]}})",
                R"({"ask":{"say":[{"value":"t","event":"timeout nomatch:1"}]}})") == Lines{});
    CHECK(tropo(R"({"ask":{"say":[{"value":"a"},{"value":"b"}]}})", R"({"ask":{"say":[{"value":"b"},{"value":"a"}]}})")
              .size() == 2);
    CHECK(tropo(R"({"say":[{"value":"a"},{"value":"b","event":"timeout"}]})",
                R"({"say":[{"value":"b","event":"timeout"},{"value":"a"}]})") != Lines{});
}

TEST_CASE("what may interrupt is any signal, unless something else is said") {
    CHECK(tropo(R"({"say":{"value":"a","allowSignals":"*"}})", R"({"say":{"value":"a"}})") == Lines{});
    CHECK(tropo(R"({"say":{"value":"a","allowSignals":["*"]}})", R"({"say":{"value":"a"}})") == Lines{});
    CHECK(tropo(R"({"say":{"value":"a","allowSignals":""}})", R"({"say":{"value":"a"}})").size() == 1);
    CHECK(tropo(R"({"transfer":{"to":"1","machineDetection":false}})", R"({"transfer":{"to":"1"}})") == Lines{});
}

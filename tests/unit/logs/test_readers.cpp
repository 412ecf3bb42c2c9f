// What every reader has to survive, and what is said of it.
#include "logs/cel_conf.hpp"
#include "logs/outcomes.hpp"
#include "logs/reading.hpp"

#include <catch2/catch.hpp>

using namespace callflow;
using namespace callflow::logs;

namespace {

using Lines = std::vector<std::string>;

Settings as(std::string_view name) {
    Settings out = with_addresses();
    out.format = *find_format(name);
    return out;
}

Settings mapped(std::string_view text) {
    Settings out;
    out.mapping = *parse_mapping(text);
    return out;
}

} // namespace

TEST_CASE("JSON comes a line each, over several, joined or in lists, and places are lines of the log", "[logs]") {
    const Settings ndjson = as("ndjson");
    const Lines both{"call=a event=x", "call=b event=y"};
    for (const std::string_view text : {
             "{\"call\":\"a\",\"event\":\"x\"}\n{\"call\":\"b\",\"event\":\"y\"}\n",
             "{\"call\":\"a\",\"event\":\"x\"}{\"call\":\"b\",\"event\":\"y\"}",
             "[{\"call\":\"a\",\"event\":\"x\"},{\"call\":\"b\",\"event\":\"y\"}]",
             "\xef\xbb\xbf[{\"call\":\"a\",\"event\":\"x\"}]\r\n[{\"call\":\"b\",\"event\":\"y\"}]\r\n",
             "{\n  \"call\": \"a\",\n  \"event\": \"x\"\n}\n{\n  \"call\": \"b\",\n  \"event\": \"y\"\n}\n",
             "[\r\n{\"call\":\"a\",\"event\":\"x\"},\r\n{\"call\":\"b\",\"event\":\"y\"}\r\n]\r\n",
         }) {
        INFO(text);
        CHECK(read_all(text, ndjson) == both);
    }
    // the second object has lost its end
    Told told;
    CHECK(
        read_all(
            "{\n\"call\": \"a\",\n\"event\": \"x\"\n}\n{\n\"call\": \"lost\",\n\n{\n\"call\": \"b\",\n\"event\": \"y\"\n}\n{\n\"event\":\"z\"}\n",
            ndjson, &told) == Lines{"call=a event=x", "skipped unreadable", "call=b event=y", "skipped no_call"});
    REQUIRE(told.places.size() == 2);
    CHECK(told.places[0].line == 5);
    CHECK(told.places[1].line == 12);
}

TEST_CASE("bytes that are no UTF-8 are Latin-1, and counted", "[logs]") {
    Told told;
    CHECK(read_all("{\"call\":\"a\",\"event\":\"caf\xe9\"}\n{\"call\":\"b\",\"event\":\"y\"}\n",
                   mapped("call=call,event=event"), &told) == Lines{"call=a event=caf\u00e9", "call=b event=y"});
    CHECK(told.decoded_count == 1);
    Told csv;
    CHECK(read_all("call,event\na,\x80\nb,\xc3\xa9\n", mapped("call=call,event=event"), &csv) ==
          Lines{"call=a event=\u20ac", "call=b event=\u00e9"});
    CHECK(csv.decoded_count == 1);
    Told lines;
    CHECK(read_all("- - \xe9 [05/Jan/2026:00:00:01 +0000] \"GET /calls/flow?call_id=a&event=x HTTP/1.1\" 200 1\n",
                   as("access"),
                   &lines) == Lines{"call=a time=2026-01-05T00:00:01Z address=/calls/flow?call_id=a&event=x"});
    CHECK(lines.decoded_count == 1);
}

TEST_CASE("a last line without an end is read where it is whole, else torn", "[logs]") {
    const Settings csv = mapped("call=call,event=event");
    CHECK(read_all("call,event,x\na,press,1\nb,go,2", csv) == Lines{"call=a event=press", "call=b event=go"});
    CHECK(read_all("call,event,x\na,press,1\nb,go", csv) == Lines{"call=a event=press", "skipped torn"});
    CHECK(read_all("call,event,x\na,press,1\nb,\"go", csv) == Lines{"call=a event=press", "skipped torn"});
    CHECK(read_all("{\"call\":\"a\",\"event\":\"x\"}\n{\"call\":\"b\",\"ev", csv) ==
          Lines{"call=a event=x", "skipped torn"});
}

TEST_CASE("records are read whatever names they have and in whatever order", "[logs]") {
    const Settings settings = mapped("call=call,event=data.event,digits=digits,state=a_rather_long_name");
    std::string many;
    for (int i = 0; i < 100; ++i) many += "\"name" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    CHECK(
        read_all("{\"call\":\"a\",\"data\":{\"event\":\"x\",\"other\":1},\"digits\":\"1\"}\n"
                 "{\"digits\":\"2\",\"data\":{\"other\":1,\"event\":\"y\"},\"call\":\"b\"}\n"
                 "{\"call\":\"c\",\"dat\":0,\"data\":{\"events\":\"-\"},\"call_\":\"-\",\"a_rather_long_nam\":\"-\"}\n"
                 "{" +
                     many +
                     "\"call\":\"d\",\"a_rather_long_name\":\"s\",\"an\\\"y\":\"-\",\"digits\":\"3\"}\n"
                     "{" +
                     many + "\"digits\":\"4\",\"call\":\"e\",\"call\":\"f\",\"\":\"-\"}\n",
                 settings) == Lines{"call=a event=x digits=1", "call=b event=y digits=2", "call=c",
                                    "call=d state=s digits=3", "call=f digits=4"});
}

TEST_CASE("rows of a table that go over several lines are whole wherever a piece of the log ends", "[logs]") {
    std::string text = "note,call,event\n";
    constexpr int rows = 12'000; // more than two pieces
    for (int i = 0; i < rows; ++i)
        text += "\"{\n \"\"a\"\": 1,\"\"b\"\": \"\"" + std::string(static_cast<std::size_t>(i % 7), 'x') +
                "\"\"\n}\",C" + std::to_string(i) + ",x\n";
    const auto got = read_all(text, mapped("call=call,event=event"));
    REQUIRE(got.size() == rows);
    for (int i = 0; i < rows; ++i)
        REQUIRE(got[static_cast<std::size_t>(i)] == "call=C" + std::to_string(i) + " event=x");
}

TEST_CASE("a table's columns may be named again where tables were joined", "[logs]") {
    const Settings settings = mapped("call=call,event=event");
    const Lines three{"call=call event=a", "call=b event=go", "call=event event=call"};
    CHECK(read_all("call,event\ncall,a\ncall,event\nb,go\ncall,event\r\nevent,call\ncall,event", settings) == three);
    CHECK(read_all("call,event\ncall,events\n", settings) == Lines{"call=call event=events"});
}

TEST_CASE("times of one minute and the next are told apart, leap seconds and days before 1970 included", "[logs]") {
    const Settings settings = mapped("call=call,event=event,time=time");
    const auto times = [&](std::initializer_list<std::string_view> all) {
        std::string text;
        for (const std::string_view one : all)
            text += "{\"call\":\"a\",\"event\":\"x\",\"time\":\"" + std::string(one) + "\"}\n";
        return read_all(text, settings);
    };
    CHECK(times({"2016-12-31T23:59:58.999Z", "2016-12-31T23:59:60.500Z", "2016-12-31T23:59:59.001Z"}) ==
          Lines{"call=a time=2016-12-31T23:59:58.999Z event=x", "call=a time=2017-01-01T00:00:00.5Z event=x",
                "call=a time=2016-12-31T23:59:59.001Z event=x"});
    CHECK(times({"2016-12-31T23:59:60.000Z", "2016-12-31T23:59:01.000Z"}) ==
          Lines{"call=a time=2017-01-01T00:00:00Z event=x", "call=a time=2016-12-31T23:59:01Z event=x"});
    CHECK(times({"1969-12-31T23:58:30.000Z", "1969-12-31T23:58:31.000Z", "1969-12-31T23:58:3x.000Z"}) ==
          Lines{"call=a time=1969-12-31T23:58:30Z event=x", "call=a time=1969-12-31T23:58:31Z event=x",
                "skipped bad_time"});
}

TEST_CASE("times without a zone are the zone's", "[logs]") {
    Settings paris = mapped("call=call,event=event,time=time");
    paris.zone = "Europe/Paris";
    CHECK(read_all("call,event,time\na,x,2026-07-05 12:00:00\na,x,2026-07-05T12:00:00Z\n", paris) ==
          Lines{"call=a time=2026-07-05T10:00:00Z event=x", "call=a time=2026-07-05T12:00:00Z event=x"});
    CHECK(read_all("call,event,time\na,x,yesterday\n", paris) == Lines{"skipped bad_time"});
}

TEST_CASE("what stands between the fields is seen in the line that names them", "[logs]") {
    const Settings semicolons = mapped("call=call,event=event");
    const Lines both = {"call=a event=press", "call=b event=go,on"};
    CHECK(read_all("call;event\na;press\nb;go,on\n", semicolons) == both);
    CHECK(read_all("call\tevent\tx\na\tpress\t1\nb\tgo,on\t2\n", semicolons) == both);
    CHECK(read_all("call|event\na|press\nb|go,on\n", semicolons) == both);
    CHECK(read_all("\"call\";\"a,b,c\";event\na;1;press\nb;2;\"go,on\"\n", semicolons) == both);
    CHECK(read_all("call,event,a;b\na,press,1\n", semicolons) == Lines{"call=a event=press"});
    CHECK(read_all("CallSid;CallStatus\nCA1;busy\n", as("twilio")) == Lines{"call=CA1 signal=busy"});
    CHECK(read_all("CallSid;CallStatus\nCA1;busy\n", Settings()) == Lines{"call=CA1 signal=busy"});
    Settings unnamed = mapped("call=call,event=event");
    unnamed.columns = {"call", "event"};
    CHECK(read_all("a;press\nb;go\n", unnamed) == Lines{"call=a event=press", "call=b event=go"});
    CHECK(read_all("a,press;x\n", unnamed) == Lines{"call=a event=press;x"});
}

TEST_CASE("times as spreadsheets and file names have them", "[logs]") {
    Settings paris = mapped("call=call,event=event,time=time");
    paris.zone = "Europe/Paris";
    const auto read = [&](const std::string& time) {
        const Lines all = read_all("call,event,time\na,x," + time + "\n", paris);
        const std::size_t at = all.front().find("time=");
        return at == std::string::npos ? all.front() : all.front().substr(at + 5, all.front().find(' ', at) - at - 5);
    };
    CHECK(read("2026/07/01 10:00:00") == "2026-07-01T08:00:00Z");
    CHECK(read("2026/07/01 10:00:00.5+01:00") == "2026-07-01T09:00:00.5Z");
    CHECK(read("20260701T100000Z") == "2026-07-01T10:00:00Z");
    CHECK(read("20260701T100000.250") == "2026-07-01T08:00:00.25Z");
    CHECK(read("2026-07-01") == "2026-06-30T22:00:00Z");
    CHECK(read("2026/07/01") == "2026-06-30T22:00:00Z");
    CHECK(read("2026-07-01 10:05") == "2026-07-01T08:05:00Z");
    CHECK(read("2026/07/01 10:05") == "2026-07-01T08:05:00Z");
    CHECK(read("2026-07-01T10:05Z") == "2026-07-01T10:05:00Z");
    CHECK(read("2026-07-01T10:05+01:00") == "2026-07-01T09:05:00Z");
    CHECK(read("2026-07-01 10:05:03.125+00") == "2026-07-01T10:05:03.125Z"); // PostgreSQL's
    CHECK(read("2026-07-01 10:05:03-05") == "2026-07-01T15:05:03Z");
    CHECK(read("20260701100503") == "2026-07-01T08:05:03Z");
    CHECK(read("1767571201500") == "2026-01-05T00:00:01.5Z");
    for (const char* const none : {"2026/13/01", "2026-02-30", "2026/07-01", "2026/07/01x", "2026/07/01 25",
                                   "20260701T10", "20260732T100000Z", "2026-07-01 10:05:03+24", "2026-07-01 10:05:03+0",
                                   "2026/07/01 10:5", "2026/07/01 10:60", "2026/07/01 10:05:7"})
        CHECK(read(none) == "skipped bad_time");
}

TEST_CASE("a mapping goes before the format's own", "[logs]") {
    Settings twilio = as("twilio");
    twilio.mapping = *parse_mapping("event=What", true);
    CHECK(read_all("{\"CallSid\":\"CA1\",\"CallStatus\":\"ringing\",\"event\":\"no\",\"What\":\"press\"}\n", twilio) ==
          Lines{"call=CA1 event=press"});
    CHECK(read_all("CallSid,CallStatus\nCA1,busy\n", as("twilio")) == Lines{"call=CA1 signal=busy"});
    CHECK(read_all("CalSid,CallStatus\nCA1,busy\n", twilio)[0].find("there is no column 'What' in the log") !=
          std::string::npos);
}

TEST_CASE("what nobody knows is said with the columns that it has", "[logs]") {
    CHECK(
        read_all("wer,was\na,b\n", Settings()) ==
        Lines{
            "error log: no format that is known; --from names one, or --map call=COLUMN,event=COLUMN,time=COLUMN says what means what: "
            "it has wer, was"});
    CHECK(read_all("{\"wer\":{\"id\":\"a\"},\"was\":\"b\"}\n", Settings())[0].ends_with("it has wer, wer.id, was"));
    CHECK(read_all("", Settings()).empty());
    CHECK(read_all("\n\n", Settings()).empty());
}

TEST_CASE("codes of SIP, Q.850 and switches are told apart by their size, and by the answer", "[logs]") {
    CHECK(outcome_of("16", true) == Outcome::answered);
    CHECK(outcome_of("16", false) == Outcome::cancelled);
    CHECK(outcome_of("17", false) == Outcome::busy);
    CHECK(outcome_of("102", false) == Outcome::no_answer);
    CHECK(outcome_of("19", false) == Outcome::no_answer);
    CHECK(outcome_of("28", false) == Outcome::bad_number);
    CHECK(outcome_of("34", false) == Outcome::congestion);
    CHECK(outcome_of("127", false) == Outcome::error);
    CHECK(outcome_of("486", false) == Outcome::busy);
    CHECK(outcome_of("sip:487", false) == Outcome::cancelled);
    CHECK(outcome_of("603", false) == Outcome::rejected);
    CHECK(outcome_of("499", false) == Outcome::error);
    CHECK(outcome_of("702", false) == Outcome::elsewhere);
    CHECK(outcome_of("Q.850;cause=20", false) == Outcome::unreachable);
    CHECK(outcome_of("NO ANSWER", false) == Outcome::no_answer);
    CHECK(outcome_of("no-answer", false) == Outcome::no_answer);
    CHECK(outcome_of("NORMAL_CLEARING", false) == Outcome::cancelled);
    CHECK(outcome_of("ANSWERED", false) == Outcome::answered);
    CHECK(outcome_of("-3", true) == Outcome::unknown);
    CHECK(outcome_of("who knows", true) == Outcome::unknown);
    const auto codes = Codes::read("codes.yaml", "480: unreachable\nDONT: rejected\n");
    REQUIRE(codes.has_value());
    CHECK(outcome_of(&*codes, {.word = "480"}) == Outcome::unreachable);
    CHECK(outcome_of(&*codes, {.word = "486"}) == Outcome::busy);
    CHECK(outcome_of(&*codes, {.word = "SALE", .cause = "480"}) == Outcome::unreachable);
    CHECK(outcome_of(nullptr, {.word = "SALE", .cause = "17"}) == Outcome::busy);
    CHECK(outcome_of(nullptr, {.word = "no answer", .cause = "17"}) == Outcome::no_answer);
    CHECK(outcome_of(nullptr, {.word = "SALE", .cause = "16"}) == Outcome::unknown); // who hung up when is not said
    CHECK(outcome_of(nullptr, {.word = "SALE", .cause = "16", .answered = true}) == Outcome::answered);
    CHECK(outcome_of(nullptr, {.word = "busy", .answered = true, .word_decides = true}) == Outcome::busy);
    CHECK(Codes::read("codes.yaml", "480: unreachble\n")
              .error()
              .message.starts_with("codes.yaml: '480' stands for no outcome 'unreachble' (did you mean unreachable?)"));
    CHECK(signal_of(Outcome::rejected) == "failed");
    CHECK(signal_of(Outcome::unknown).empty());
}

TEST_CASE("Asterisk's own file says what its columns are", "[logs]") {
    const auto columns =
        read_cel_conf("cel_custom.conf", "; a comment\n[general]\nx => y\n[mappings]\n;Master.csv => ${no}\n"
                                         "Master.csv => ${CSV_QUOTE(${eventtype})},${CSV_QUOTE(${eventtime})},"
                                         "${CSV_QUOTE(${CALLERID(num)})},\"${CHANNEL(linkedid)}\",${uniqueid} ; end\n");
    REQUIRE(columns.has_value());
    CHECK(*columns == Lines{"eventtype", "eventtime", "cidnum", "linkedid", "uniqueid"});
    CHECK(!read_cel_conf("cel_custom.conf", "[mappings]\n").has_value());
    Settings settings = as("asterisk-cel");
    settings.columns = *columns;
    CHECK(read_all("\"LINKEDID_END\",\"1767571200.5\",\"4075550100\",\"L1\",\"U1\"\n", settings) ==
          Lines{"call=L1 time=2026-01-05T00:00:00.5Z signal=hangup"});
}

TEST_CASE("random bytes are survived by every format", "[logs]") {
    std::uint64_t state = 1;
    for (int round = 0; round < 60; ++round) {
        std::string bytes;
        for (int i = 0; i < 3000; ++i) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            constexpr std::string_view likely = "{}[]\",:\n<>/=&\\ 0aA";
            bytes += round % 2 == 0 ? static_cast<char>(state >> 56) : likely[(state >> 40) % likely.size()];
        }
        read_all(bytes, with_addresses());
        for (const auto& format : all_formats()) {
            Settings settings = with_addresses();
            settings.format = format;
            read_all(bytes, settings);
        }
    }
}

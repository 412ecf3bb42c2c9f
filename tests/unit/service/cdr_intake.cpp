#include "service/cdr_intake.hpp"

#include <catch2/catch.hpp>

using namespace callflow;

namespace {

service::CdrIntake::Read read(std::vector<std::string> items) {
    service::CdrIntake intake{logs::Settings{}};
    return intake.read(items);
}

} // namespace

TEST_CASE("halves of records are not put together", "[cdr]") {
    const auto found = read({R"({"call_ref":"A","end_code":17)", R"("call_ref":"B","end_code":18})"});
    CHECK(found.records.empty());
    CHECK_FALSE(found.items[0].problem.empty());
    CHECK_FALSE(found.items[1].problem.empty());
}

TEST_CASE("what is no call detail record says what it is, also as the first of a list", "[cdr]") {
    const auto found = read({R"({"type":"status","payload":{"ref":"spring"}})",
                             R"({"type":"cdr","payload":{"call_ref":"A","end_code":17}})"});
    CHECK(found.items[0].other == "status");
    REQUIRE(found.records.size() == 1);
    CHECK(found.records[0].key == "enigma:A");
}

TEST_CASE("an item may hold several records, and several kinds may share a list, in their order", "[cdr]") {
    const auto found = read({R"({"call_ref":"A","end_code":17})",
                             "<cdr><variables><uuid>B</uuid><hangup_cause>USER_BUSY</hangup_cause></variables></cdr>",
                             R"([{"call_ref":"C","end_code":17},{"call_ref":"D","end_code":18}])",
                             R"({"sid":"E","status":"busy","start_time":"2026-01-05T00:00:00Z","direction":"inbound"})",
                             "{\"call_ref\":\"F\",\n\"end_code\":19}"});
    std::string order;
    for (const logs::Cdr& one : found.records) order += one.call;
    CHECK(order == "ABCDEF");
    CHECK(found.items[2].records == 2);
    for (const service::CdrItem& one : found.items) CHECK(one.problem.empty());
}

TEST_CASE("the answer and the code together say how a call ended", "[cdr]") {
    const auto outcome = [](const std::string& fields) {
        const auto found = read({R"({"call_ref":"A",)" + fields + "}"});
        return found.records.size() == 1
                   ? std::string(logs::outcomes[static_cast<std::size_t>(found.records[0].outcome)])
                   : found.items[0].problem;
    };
    // A normal end says nothing by itself, and Enigma's call_time is that of a call that nobody answered, too.
    CHECK(outcome(R"("end_code":16,"call_time":0)") == "unknown");
    CHECK(outcome(R"("end_code":16,"call_time":9,"dialed_at":1767571200)") == "unknown");
    CHECK(outcome(R"("end_code":16,"talk_time":9,"dialed_at":1767571200)") == "answered");
    CHECK(outcome(R"("end_code":487)") == "cancelled");
    CHECK(outcome(R"("end_code":"34")") == "congestion");
    CHECK(outcome(R"("end_reason":"busy","call_time":3,"dialed_at":1767571200)") == "busy");
    CHECK(outcome(R"("end_reason":"error","end_code":28)") == "bad_number");
    CHECK(outcome(R"("end_reason":"error","end_code":16)") == "error");
    CHECK(outcome(R"("end_reason":"new word","end_code":102)") == "no_answer");
    CHECK(outcome(R"("end_reason":"new word")") == "unknown");
}

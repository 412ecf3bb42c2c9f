#include "service/cdr_memory.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace callflow;
using Known = service::CdrMemory::Known;

namespace {

logs::Cdr record(int number, const std::string& disposition = "busy") {
    logs::Cdr out;
    out.source = "enigma";
    out.call = "E" + std::to_string(number);
    out.key = "enigma:" + out.call;
    out.contact = "P" + std::to_string(number / 2);
    out.disposition = disposition;
    return out;
}

Known look(service::CdrMemory& memory, logs::Cdr one) { return memory.look(one); }

} // namespace

TEST_CASE("a record is known again by its key, and told from another with the same one", "[cdr]") {
    service::CdrMemory memory(100);
    CHECK(look(memory, record(1)) == Known::fresh);
    CHECK(look(memory, record(1)) == Known::repeated);
    CHECK(look(memory, record(1, "hungup")) == Known::changed);
    CHECK(look(memory, record(2, "hungup")) == Known::fresh);
}

TEST_CASE("attempts of a contact are counted, and are no part of what a record says", "[cdr]") {
    service::CdrMemory memory(100);
    logs::Cdr first = record(2), second = record(3), again = record(3);
    CHECK(memory.look(first) == Known::fresh);
    CHECK(memory.look(second) == Known::fresh);
    CHECK(first.attempt == 1);
    CHECK(second.attempt == 2);
    CHECK(memory.look(again) == Known::repeated);
}

TEST_CASE("the last records of a window are known, and not all that ever were", "[cdr]") {
    constexpr int window = 1000;
    service::CdrMemory memory(window);
    for (int i = 0; i < 10 * window; ++i) REQUIRE(look(memory, record(i)) == Known::fresh);
    for (int i = 9 * window; i < 10 * window; ++i) REQUIRE(look(memory, record(i)) == Known::repeated);
    CHECK(look(memory, record(0)) == Known::fresh);
    service::CdrMemory none(0);
    CHECK(look(none, record(1)) == Known::fresh);
    CHECK(look(none, record(1)) == Known::fresh);
}

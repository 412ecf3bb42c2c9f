#include "service/cdr_lease.hpp"

#include <catch2/catch.hpp>

using namespace callflow;

TEST_CASE("a process is gone only where this machine and container know it", "[cdr]") {
    const std::string mark = service::process_mark("desk");
    CHECK_FALSE(service::is_gone(mark));
    CHECK_FALSE(service::is_gone(mark + " 0123456789abcdef"));
    // The number of a process that came later.
    CHECK(service::is_gone(mark + "0"));
    // The first process of another container, whose number is the same; one of another machine; marks of others.
    std::string elsewhere = mark;
    elsewhere.replace(elsewhere.find("pid:["), 5, "pid:[9");
    CHECK_FALSE(service::is_gone(elsewhere + "0"));
    for (const char* const one : {"", "17", "17 elsewhere", "x y z/0", "17 elsewhere a/b/1 c"})
        CHECK_FALSE(service::is_gone(one));
}

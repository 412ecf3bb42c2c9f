// Requests whose parameters stand in their address.
#include "doc/form.hpp"
#include "providers/request.hpp"

#include <catch2/catch.hpp>

using namespace callflow;

TEST_CASE("a GET's parameters are those of its address, where they are the provider's") {
    const auto names = [](std::string address) {
        base::Sources sources;
        base::Diagnostics found;
        std::string out;
        for (const doc::FormField& one :
             providers::read_request_query(sources, sources.add("address", std::move(address)), found))
            out += one.name + "=" + one.value + ";";
        return out + (found.empty() ? "" : " and findings");
    };
    CHECK(names("/menu?event=chose&CallSid=CA1&Digits=1%23") == "event=chose;CallSid=CA1;Digits=1#;");
    CHECK(names("https://example.com/a?CallSid=CA1&msg=Gather+End#ct=100") == "CallSid=CA1;msg=Gather End;");
    CHECK(names("/menu?event=chose&Digits=1").empty()); // the flow's own
    CHECK(names("/menu").empty());
    CHECK(names("").empty());
    CHECK(names("?CallSid=%zz") == "CallSid=%zz; and findings");
}

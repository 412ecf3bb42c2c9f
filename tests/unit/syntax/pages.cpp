// The examples of `explain` hold: what a page calls bad raises its code, what it calls good nothing.
#include "base/codes.hpp"
#include "syntax/reading.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

namespace callflow {
namespace {

bool about_flows(const base::Code& code) { return code.code.starts_with("CF1") || code.code.starts_with("CF2"); }

TEST_CASE("the bad example of a page raises its code, and the good one nothing") {
    for (const base::Code* code : base::all_codes()) {
        if (!about_flows(*code) || code->bad.empty()) {
            continue;
        }
        DYNAMIC_SECTION(code->code << " " << code->name) {
            const test::Reading bad{std::string(code->bad)};
            INFO("bad:\n" << code->bad << bad.listing());
            CHECK(
                std::ranges::any_of(bad.found.items(), [&](const base::Diagnostic& one) { return one.code == code; }));
            // One mistake, one finding.
            CHECK(bad.found.items().size() == 1);
            const test::Reading good{std::string(code->good)};
            INFO("good:\n" << code->good << good.listing());
            CHECK(good.found.empty());
            CHECK(good.flow != nullptr);
        }
    }
}

} // namespace
} // namespace callflow

#include "base/codes.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>

using namespace callflow::base;

TEST_CASE("codes stand in order of their number, each number and name once") {
    const auto all = all_codes();
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < all.size(); ++i) {
        CAPTURE(all[i]->code);
        CHECK(names.insert(all[i]->name).second);
        if (i > 0) {
            CHECK(all[i - 1]->code < all[i]->code);
        }
    }
}

TEST_CASE("every code has a number, a snake_case name and a complete page") {
    for (const Code* code : all_codes()) {
        CAPTURE(code->code);
        REQUIRE(code->code.size() == 6);
        CHECK(code->code.substr(0, 2) == "CF");
        CHECK(parse_int(code->code.substr(2)));
        CHECK(is_name(code->name));
        CHECK(std::none_of(code->name.begin(), code->name.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
        CHECK_FALSE(code->summary.empty());
        CHECK(code->summary.find('\n') == std::string_view::npos);
        CHECK_FALSE(code->summary.ends_with('.'));
        CHECK(code->why.size() > 80);
        CHECK(code->why.ends_with('.'));
        CHECK(code->bad.empty() == code->good.empty());
        CHECK((code->bad.empty() || code->bad != code->good));
        const bool bound =
            code == &codes::too_many_states || code == &codes::expression_cost || code == &codes::too_many_parts;
        CHECK(code->unreadable == (code->code[2] == '0' || bound));
    }
}

TEST_CASE("examples are flows that say so, or documents") {
    for (const Code* code : all_codes()) {
        CAPTURE(code->code);
        if (!code->good.empty()) {
            CHECK((code->good.starts_with("callflow: 1\n") || code->good.starts_with("<") ||
                   code->good.starts_with("{")));
            CHECK(find_invalid_utf8(code->bad) == std::string_view::npos);
        }
    }
}

TEST_CASE("a code is found by number in any case, or by name") {
    CHECK(find_code("CF1019") == &codes::unknown_target);
    CHECK(find_code("cf1019") == &codes::unknown_target);
    CHECK(find_code("unknown_target") == &codes::unknown_target);
    CHECK(find_code("allow_without_reason") == &codes::allow_without_reason);
    CHECK(find_code("Unknown_Target") == nullptr);
    CHECK(find_code("") == nullptr);
}

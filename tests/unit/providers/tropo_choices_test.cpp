// Tropo's simple grammar, as the pretend Tropo takes it.
#include "doc/read.hpp"
#include "providers/tropo/emulate/choices.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace callflow;

TEST_CASE("grammars take what they say and nothing else") {
    using providers::tropo::emulate::Choices;
    const auto read = [](std::string_view value) {
        base::Sources sources;
        base::Diagnostics found;
        std::string problem;
        const auto document =
            doc::read_json(sources, sources.add("c", fmt::format(R"({{"value":"{}"}})", value)), found);
        return providers::tropo::emulate::read_choices(document->root(), problem);
    };
    const auto typed = [&](std::string_view grammar, std::string_view keys) {
        const Choices::Typed so = read(grammar)->typed(keys);
        return std::string(so.fits ? "fits" : "") + (so.may_grow ? " grows" : "");
    };
    CHECK(typed("[1-3 DIGITS]", "12") == "fits grows");
    CHECK(typed("[1-3 DIGITS]", "123") == "fits");
    CHECK(typed("[4 digits]", "123") == " grows");
    CHECK(typed("[4 digits]", "12*") == "");
    CHECK(typed("[DIGITS]", "1") == "fits grows");
    CHECK(typed("sales(1, 12), help(#)", "1") == "fits grows");
    CHECK(typed("sales(1, 12), help(#)", "#") == "fits");
    CHECK(typed("red, blue", "1") == "");
    const auto meant = [&](std::string_view grammar, std::string_view said) {
        const auto out = read(grammar)->by_words(said);
        return out ? fmt::format("{}|{}|{}", out->interpretation, out->value, out->idea) : std::string("no");
    };
    CHECK(meant("[5 DIGITS]", "nine four oh seven zero") == "94070|nine four oh seven zero|");
    CHECK(meant("[5 DIGITS]", "nine") == "no");
    CHECK(meant("sales(1, inside  sales), support", "Inside Sales.") == "Inside Sales.|sales|sales");
    CHECK(meant("sales(1, inside sales)", "sales") == "no");
    CHECK(meant("sales(1), support(2)", "two") == "two|support|support");
    CHECK(meant("[ANY]", " so it is ") == "so it is|so it is|");
    for (const std::string_view bad : {"[4-1 DIGITS]", "[x DIGITS]", "[4 LETTERS]", "[4 DIGITS", "a(b", "a(b) c", ""})
        CHECK_FALSE(read(bad));
}

#include "doc/fragment.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace callflow {
namespace {

struct Fragment {
    std::string_view sentence;
    std::string_view text; // `@@` stands where the problem begins; values land at each `$`
    std::string_view says = {};
};

TEST_CASE("elements that can be put into a document, and those that cannot") {
    const Fragment cases[] = {
        {"an element", "<Echo/>"},
        {"several, with blanks and comments between", " <Say>Hi</Say>\n<!-- then --> <Echo a=\"1\"/> "},
        {"markup in a text", "<Say>one <break time='1s'/> two<![CDATA[ & three]]></Say>"},
        {"values in texts and attributes", "<Say voice=\"$\" a='x$'>$ and $<b>$</b></Say>"},
        {"nothing", "@@", "no element"},
        {"only a comment", "@@<!-- x -->", "no element"},
        {"a text before", "@@Hello <Echo/>", "<Say>"},
        {"a text behind", "<Echo/> @@Hello", "<Say>"},
        {"CDATA beside", "<Echo/>@@<![CDATA[x]]>", "text"},
        {"a document", "<@@Response><Echo/></Response>", "<Response> already"},
        {"a document inside", "<Say><@@Response/></Say>", "<Response> already"},
        {"a declaration", "@@<?xml version=\"1.0\"?><Echo/>", ""},
        {"an instruction", "@@<?php x ?><Echo/>", "only elements"},
        {"an open element", "@@<Say>Hello", "not closed"},
        {"a wrong end", "<Say>Hello</@@Sya>", ""},
        {"the end of what is around it", "<Echo/></r>@@<r>", ""},
        {"an unknown entity", "<Say>a @@&nbsp; b</Say>", ""},
        {"a lone ampersand", "<Say>a @@& b</Say>", ""},
        {"a value behind an attribute", "<Say a=\"1\" @@$=\"2\"/>", "attribute"},
        {"a value in a tag", "<Say @@$=\"1\"/>", "attribute"},
        {"a value as a name", "<@@$/>", "attribute"},
        {"a value in a comment", "<Echo/><!-- @@$ -->", "comment"},
        {"a value in CDATA", "<Say><![CDATA[@@$]]></Say>", "CDATA"},
    };
    for (const Fragment& one : cases) {
        DYNAMIC_SECTION(one.sentence) {
            std::string text(one.text);
            const std::size_t mark = text.find("@@");
            if (mark != std::string::npos) text.erase(mark, 2);
            std::vector<std::uint32_t> holes;
            for (std::size_t at = 0; (at = text.find('$', at)) != std::string::npos; ++at) {
                holes.push_back(static_cast<std::uint32_t>(at));
                text[at] = 'x';
            }
            const auto problem = doc::check_elements(text, "Response", holes);
            INFO(text << (problem ? ": " + problem->message + " | " + problem->help : ""));
            CHECK(problem.has_value() == (mark != std::string::npos));
            if (problem && mark != std::string::npos) {
                CHECK(problem->begin == mark);
                CHECK(problem->end <= text.size());
                CHECK((problem->message + problem->help).find(one.says) != std::string::npos);
            }
        }
    }
}

TEST_CASE("elements are handed out one by one") {
    std::vector<std::string_view> elements;
    CHECK_FALSE(doc::check_elements(" <Say><b/>x</Say><!-- y -->\n<Echo/> ", "Response", {}, &elements));
    CHECK(elements == std::vector<std::string_view>{"<Say><b/>x</Say>", "<Echo/>"});
    elements.clear();
    const std::string_view one = "<Say voice=\"a>b\" x='\"/'>to <em level=\"strong\">A &amp; B</em ></Say>";
    const std::string text = std::string(one) + "<Echo a='1' />\n";
    CHECK_FALSE(doc::check_elements(text, "Response", {}, &elements));
    REQUIRE(elements.size() == 2);
    CHECK(elements[0] == one);
    CHECK(elements[1] == "<Echo a='1' />");
}

} // namespace
} // namespace callflow

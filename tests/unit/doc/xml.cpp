#include "doc/xml.hpp"

#include "base/codes.hpp"

#include <catch2/catch.hpp>
#include <pugixml.hpp>
#include <string>

using namespace callflow;
namespace codes = base::codes;

namespace {

struct XmlReading {
    explicit XmlReading(std::string text, const doc::XmlLimits& limits = {})
        : file(sources.add("a.xml", std::move(text))), document(doc::read_xml(sources, file, found, limits)) {}

    [[nodiscard]] std::string_view cut(base::Span span) const {
        return sources[file].text().substr(span.begin, span.size());
    }
    [[nodiscard]] pugi::xml_node root() const { return document->tree().document_element(); }

    base::Sources sources;
    base::FileId file;
    base::Diagnostics found;
    std::optional<doc::XmlDocument> document;
};

std::string as_text(std::string_view text) {
    std::string out;
    doc::append_xml_text(out, text);
    return out;
}

std::string as_attribute(std::string_view text) {
    std::string out;
    doc::append_xml_attribute(out, text);
    return out;
}

} // namespace

TEST_CASE("elements and attributes are found where they stand") {
    const XmlReading r(
        "<?xml version=\"1.0\"?>\n<Response>\n <Say voice = 'al\"ice'\n  loop=\"2\">Hi</Say><Hangup/></Response>");
    REQUIRE(r.document.has_value());
    const pugi::xml_node say = r.root().child("Say");
    CHECK(r.cut(r.document->span(r.root())) == "<Response>");
    CHECK(r.cut(r.document->span(say)) == "<Say voice = 'al\"ice'\n  loop=\"2\">");
    CHECK(r.cut(r.document->attribute_span(say, "voice")) == "al\"ice");
    CHECK(r.cut(r.document->attribute_span(say, "loop")) == "2");
    CHECK(r.cut(r.document->attribute_span(say, "none")) == "Say");
    CHECK(r.cut(r.document->span(r.root().child("Hangup"))) == "<Hangup/>");
    CHECK_FALSE(r.document->span(say.first_child()).valid());
    CHECK_FALSE(r.document->attribute_span(pugi::xml_node(), "x").valid());
}

TEST_CASE("text, CDATA and comments stay in order; entities and CDATA are text") {
    const XmlReading r("<a>x &amp; &#233;<![CDATA[<y>]]> z<!-- c --> w<b/></a>");
    REQUIRE(r.document.has_value());
    pugi::xml_node node = r.root().first_child();
    CHECK(node.type() == pugi::node_pcdata);
    CHECK(node.value() == std::string("x & \xc3\xa9<y> z"));
    node = node.next_sibling();
    CHECK(node.type() == pugi::node_comment);
    CHECK(node.value() == std::string(" c "));
    node = node.next_sibling();
    CHECK(node.value() == std::string(" w"));
    CHECK(node.next_sibling().name() == std::string("b"));
}

TEST_CASE("what XML or we refuse is refused in place") {
    struct Lesson {
        const char* text;
        const base::Code* code;
        std::uint32_t at;
        const char* message;
    };
    const Lesson lessons[] = {
        {"<a/><b/>", &codes::forbidden_xml, 4, "second root"},
        {"<a/>x", &codes::forbidden_xml, 4, "text outside"},
        {"x<a/>", &codes::forbidden_xml, 0, "text outside"},
        {" <?xml version='1.0'?><a/>", &codes::forbidden_xml, 1, "first thing"},
        {"<!DOCTYPE a><a/>", &codes::forbidden_xml, 0, "DOCTYPE"},
        {"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", &codes::forbidden_xml, 0, "DOCTYPE"},
        {"<a>&nbsp;</a>", &codes::forbidden_xml, 3, "&nbsp;"},
        {"<a x='1' y='2' x='3'/>", &codes::forbidden_xml, 15, "'x'"},
        {"<a>&#0;</a>", &codes::syntax_error, 3, "no character"},
        {"<a><b></a>", &codes::syntax_error, 8, "closes another element"},
        {"<a><b>", &codes::syntax_error, 3, "<b> is not closed"},
        {"<a x='1", &codes::syntax_error, 0, "ends inside"},
        {"<a>x & y</a>", &codes::syntax_error, 5, "an ampersand by itself"},
        {"<a x='/b?c=1&d=2'/>", &codes::syntax_error, 12, "an ampersand by itself"},
        {"<a>x &amp; y < z</a>", &codes::syntax_error, 14, "not well-formed"},
        {"<a x='<'/>", &codes::syntax_error, 6, "not well-formed"},
        {"<a>\x01</a>", &codes::syntax_error, 3, "U+0001"},
        {"<a><![CDATA[x</a>", &codes::syntax_error, 3, "CDATA"},
        {"<a>\xff</a>", &codes::invalid_utf8, 3, "0xFF"},
        {"", &codes::empty_document, 0, "nothing"},
        {" \n", &codes::empty_document, 0, "nothing"},
    };
    for (const Lesson& lesson : lessons) {
        CAPTURE(lesson.text);
        const XmlReading r(lesson.text);
        CHECK_FALSE(r.document.has_value());
        REQUIRE(r.found.items().size() == 1);
        CHECK(r.found.items()[0].code == lesson.code);
        CHECK(r.found.items()[0].where.begin == lesson.at);
        CHECK_THAT(r.found.items()[0].message, Catch::Contains(lesson.message));
    }
}

TEST_CASE("nesting, nodes and size of XML are bounded") {
    std::string deep;
    for (int i = 0; i < 100000; ++i) {
        deep += "<a>";
    }
    const XmlReading r(deep);
    REQUIRE(r.found.items().size() == 1);
    CHECK(r.found.items()[0].code == &codes::too_deep);
    CHECK(r.found.items()[0].where.begin == 600);
    doc::XmlLimits limits;
    limits.nodes = 2;
    CHECK(XmlReading("<a><b/><c/></a>", limits).found.items().at(0).code == &codes::too_many_nodes);
    limits.bytes = 2;
    CHECK(XmlReading("<a/>", limits).found.items().at(0).code == &codes::too_large);
}

TEST_CASE("a declared encoding does not change how the bytes are read") {
    const XmlReading r("\xef\xbb\xbf<?xml version='1.0' encoding='ISO-8859-1'?><a b='\xc3\xa9'/>");
    REQUIRE(r.document.has_value());
    CHECK(r.root().attribute("b").value() == std::string("\xc3\xa9"));
    CHECK(r.cut(r.document->attribute_span(r.root(), "b")) == "\xc3\xa9");
}

TEST_CASE("XML text and attributes are escaped so that they are read back") {
    CHECK(as_text("a<b>&\"'\n\tc\r") == "a&lt;b&gt;&amp;\"'\n\tc&#13;");
    CHECK(as_attribute("a<b>&\"'\n\tc\r") == "a&lt;b&gt;&amp;&quot;'&#10;&#9;c&#13;");
    CHECK(as_text("h\xc3\xa9llo \xf0\x9f\x98\x80") == "h\xc3\xa9llo \xf0\x9f\x98\x80");
    CHECK(as_text("").empty());
}

TEST_CASE("characters that XML cannot hold are replaced, and said to be") {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"a\x01z", "a\xef\xbf\xbdz"},
        {std::string_view("\0", 1), "\xef\xbf\xbd"},
        {"\xef\xbf\xbe|\xef\xbf\xbf|", "\xef\xbf\xbd|\xef\xbf\xbd|"},
        {"a\xff|", "a\xef\xbf\xbd|"},
        {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    };
    for (const auto& [text, expected] : cases) {
        std::string out;
        CHECK_FALSE(doc::append_xml_text(out, text));
        CHECK(out == expected);
        CHECK_FALSE(doc::append_xml_attribute(out, text));
    }
    std::string out;
    CHECK(doc::append_xml_text(out, "\xef\xbf\xbd\xef\xbc\x81"));
    CHECK(out == "\xef\xbf\xbd\xef\xbc\x81");
}

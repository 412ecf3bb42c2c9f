#include "doc/xml_tree.hpp"

#include "base/codes.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace callflow;

namespace {

struct TreeReading {
    explicit TreeReading(std::string text)
        : file(sources.add("a.xml", std::move(text))), tree(doc::read_xml_tree(sources, file, found)) {}

    [[nodiscard]] std::string_view cut(base::Span span) const {
        return sources[file].text().substr(span.begin, span.size());
    }
    // Names and texts in document order, texts in brackets.
    [[nodiscard]] std::string shown() const {
        std::string out;
        for (const doc::XmlNode& one : tree->nodes)
            out += one.is_element() ? std::string(one.name) + " " : "[" + std::string(one.text) + "] ";
        return out;
    }

    base::Sources sources;
    base::FileId file;
    base::Diagnostics found;
    std::optional<doc::XmlTree> tree;
};

} // namespace

TEST_CASE("a tree of XML has the place of everything in it") {
    const TreeReading r("<a>\n <b x = 'one' y=\"t&amp;wo\">text</b>\n <c/> tail </a>");
    REQUIRE(r.tree.has_value());
    CHECK(r.shown() == "a b [text] c [ tail ] ");
    const doc::XmlNode& b = r.tree->nodes[1];
    CHECK(r.cut(b.where) == "<b x = 'one' y=\"t&amp;wo\">");
    CHECK(r.cut(b.name_span()) == "b");
    CHECK(r.cut(b.inside) == "text");
    CHECK(r.cut({r.file, b.where.begin, b.end}) == "<b x = 'one' y=\"t&amp;wo\">text</b>");
    const auto attributes = r.tree->attributes_of(b);
    REQUIRE(attributes.size() == 2);
    CHECK(r.cut(attributes[0].key) == "x");
    CHECK(r.cut(attributes[0].where) == "one");
    CHECK(attributes[1].value == "t&wo");
    CHECK(r.cut(attributes[1].where) == "t&amp;wo");
}

TEST_CASE("texts are decoded, and those of blanks only are no nodes") {
    CHECK(TreeReading("<a> \n\t</a>").shown() == "a ");
    CHECK(TreeReading("<a>one &amp; two</a>").shown() == "a [one & two] ");
    CHECK(TreeReading("<a>one<!-- c --> two</a>").shown() == "a [one two] ");
    CHECK(TreeReading("<a>one\r\ntwo\rthree</a>").shown() == "a [one\ntwo\nthree] ");
    CHECK(TreeReading("<a> <![CDATA[<b>]]> </a>").shown() == "a [ <b> ] ");
    CHECK(TreeReading("<a>&#32;</a>").shown() == "a ");
    CHECK(TreeReading("<a>x<b/>y<b>z</b></a>").shown() == "a [x] b [y] b [z] ");
}

// Expat is given a large document a little at a time.
TEST_CASE("a large document is read as a small one is, wherever its parts end") {
    for (const std::size_t shift : {0U, 1U, 2U, 3U, 5U, 7U}) {
        std::string text = "<r>" + std::string(shift, ' ');
        constexpr int count = 6000;
        for (int i = 0; i < count; ++i)
            text += "<say n='\xc3\xa9" + std::to_string(i) + "'>caf\xc3\xa9 &lt;" + std::to_string(i) + "</say>";
        text += "<!--" + std::string(100'000, 'x') + "--><last/></r>";
        const TreeReading r(std::move(text));
        REQUIRE(r.tree.has_value());
        REQUIRE(r.tree->nodes.size() == 2 * count + 2);
        for (int i = 0; i < count; ++i) {
            const auto at = static_cast<std::size_t>(2 * i + 1);
            const doc::XmlNode& say = r.tree->nodes[at];
            const std::string number = std::to_string(i);
            if (r.cut(say.where) != "<say n='\xc3\xa9" + number + "'>" ||
                r.tree->attributes_of(say)[0].value != "\xc3\xa9" + number ||
                r.tree->nodes[at + 1].text != "caf\xc3\xa9 <" + number ||
                r.cut(r.tree->nodes[at + 1].where) != "caf\xc3\xa9 &lt;" + number) {
                FAIL("element " << i << " is read as " << r.cut(say.where));
            }
        }
        CHECK(r.tree->nodes.back().name == "last");
    }
}

TEST_CASE("what is wrong far behind the beginning of a document is found in its place") {
    std::string text = "<r>";
    while (text.size() < 150'000) text += "<say>Hello</say>\n";
    const std::size_t good = text.size();
    const TreeReading open(text + "<say");
    REQUIRE(open.found.items().size() == 1);
    CHECK(open.found.items()[0].where.begin == good);
    const TreeReading entity(text + "&nbsp;</r>");
    REQUIRE(entity.found.items().size() == 1);
    CHECK(entity.found.items()[0].code == &base::codes::forbidden_xml);
    CHECK(entity.found.items()[0].where.begin == good);
    const TreeReading second(text + "</r><r/>");
    REQUIRE(second.found.items().size() == 1);
    CHECK(second.found.items()[0].where.begin == good + 4);
}

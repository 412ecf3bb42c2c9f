// Documents joined to one tree: entries move, places stay.
#include "doc/join.hpp"

#include "doc/read.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace callflow::doc {
namespace {

struct Two {
    Two(std::string first, std::string second) {
        whole = read_document(sources, sources.add("first.yaml", std::move(first)), found);
        auto part = read_document(sources, sources.add("second.yaml", std::move(second)), found);
        REQUIRE(whole);
        REQUIRE(part);
        root = adopt(*whole, std::move(*part));
    }
    // Moves the entries of the second document's root behind those of the first's.
    void join() {
        NodeId last = no_node;
        for (const Entry entry : entries(whole->root())) last = entry.value.id();
        for (View key(*whole, whole->nodes[root].first_child); key;) {
            const View following = key.next().next();
            last = append_entry(*whole, 0, last, key.id());
            key = following;
        }
    }
    base::Sources sources;
    base::Diagnostics found;
    std::optional<Document> whole;
    NodeId root = no_node;
};

TEST_CASE("entries of another document stand behind one's own, in their order") {
    for (const std::string first : {"a: 1\nb: [2]\n", "{}\n"}) {
        Two two(first, "c: {d: 3}\n\"e\\u00e9\": 4\n");
        two.join();
        std::string keys;
        for (const Entry entry : entries(two.whole->root())) keys += std::string(entry.key.text()) + " ";
        CHECK(keys == (first == "{}\n" ? "c eé " : "a b c eé "));
        CHECK(two.whole->root().size() == (first == "{}\n" ? 2 : 4));
        CHECK(two.whole->root().find("c").find("d").text() == "3");
    }
}

TEST_CASE("a place, a comment and the bytes of a text are found in the file they stand in") {
    Two two("a: x # one\n", "# two\nb: \"caf\\u00e9 y\"\nc: z # three\n");
    two.join();
    const Document& whole = *two.whole;
    const View b = whole.root().find("b");
    CHECK(two.sources[b.span().file].name() == "second.yaml");
    const base::Span y = whole.source_span(b.id(), 6, 7); // behind é, two bytes decoded and six as written
    CHECK(y.file == b.span().file);
    CHECK(two.sources[y.file].text().substr(y.begin, y.size()) == "y");
    const View c = whole.root().find("c");
    const base::Span z = whole.source_span(c.id(), 0, 1);
    CHECK(two.sources[z.file].text().substr(z.begin, z.size()) == "z");
    const auto text_of = [&](View value) {
        const auto comment = whole.trailing_comment(value.id());
        REQUIRE(comment);
        return two.sources[comment->span.file].text().substr(comment->span.begin, comment->span.size());
    };
    CHECK(text_of(whole.root().find("a")) == "# one");
    CHECK(text_of(c) == "# three");
    CHECK(whole.comments_of(c.span().file).size() == 2);
    CHECK(whole.source_of(0).name() == "first.yaml");
}

} // namespace
} // namespace callflow::doc

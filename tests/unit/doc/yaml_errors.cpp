#include "doc/reading.hpp"

using namespace callflow;
using doc::Reading;
namespace codes = base::codes;

namespace {

struct Lesson {
    const char* text;
    std::uint32_t line;
    std::uint32_t column;
    const char* message; // a part of it
    const char* help;    // a part of it
};

} // namespace

TEST_CASE("syntax errors say what is wrong, where, and what to write") {
    const Lesson lessons[] = {
        {"a:\n\tb: 1\n", 2, 1, "a tab cannot indent", "spaces"},
        {"a:\n  b: 1\n \tc: 2\n", 3, 2, "a tab cannot indent", "spaces"},
        {"a: [1, 2\nb: 3\n", 1, 4, "the list `[` is not closed: opened here", "quote texts"},
        {"a: {x: 1\n", 1, 4, "the mapping `{` is not closed: opened here", "`}`"},
        {"a: {x: \"1\" 2}\n", 1, 12, "`,` or `}` is expected here", "quote texts and expressions that contain"},
        {"k: {1: a, #: b}\n", 1, 4, "is not closed", "`#`"},
        {"a: [1}\n", 1, 6, "`}` does not close `[`", "`]`"},
        {"a: ]\n", 1, 4, "`]` closes nothing", "quote"},
        {"a: b: c\n", 1, 5, "second `: `", "quote"},
        {"a: 1\n  b: 2\n", 2, 4, "a key cannot stand here", "indent"},
        {"a: \"x\" y\n", 1, 8, "text after the closing quote", "quote the whole text"},
        {"a: [x] y\n", 1, 8, "text after the closing bracket", "quote"},
        {"a: - b\n", 1, 4, "a list item cannot begin here", "a line of its own"},
        {"a: [- b]\n", 1, 5, "makes no item inside brackets", "commas"},
        {"a: @x\n", 1, 4, "cannot begin with '@'", "quote"},
        {"a: [b: Sure?]\n", 1, 12, "cannot hold this '?'", "quote the text"},
        {"a: `x`\n", 1, 4, "cannot begin with '`'", "quote"},
        {"a: \"\\q\"\n", 1, 5, "unknown escape", "\\\\"},
        {"a: \"\\ud83d\\ude00\"\n", 1, 5, "no character", "\\U"},
        {"a: |x\n  y\n", 1, 5, "the text begins on the next line", "quote"},
        {"if: !a || b\n", 1, 9, "the text begins on the next line", "begins with `!`"},
        {"a: \"x\n---\n", 1, 4, "the quote opened here is never closed", "close it"},
        {"a: *\n", 1, 5, "a name is expected", "\"*\""},
        {"%YAML 9.0\n--- a\n", 1, 1, "directive", "%"},
        {"a: |0\n  x\n", 1, 6, "indented by 0", "digit"},
        {"a: 1\nb", 2, 1, "a colon is missing behind this key", "the end of the file is lost"},
        {"a: 1\nb\n", 2, 1, "a colon is missing behind this key", "the end of the file is lost"},
        {"a:\n  b: 1\n  x-c # d", 3, 3, "a colon is missing behind this key", "key: value"},
        {"a: 1\n\"\"", 2, 1, "a colon is missing behind this key", "key: value"},
        {"a: 1\n&b c\n", 2, 4, "a colon is missing behind this key", "key: value"},
    };
    for (const Lesson& lesson : lessons) {
        CAPTURE(lesson.text);
        const Reading r(lesson.text);
        CHECK_FALSE(r.document.has_value());
        const base::Diagnostic& found = r.only(codes::syntax_error);
        const base::Position at = r.sources[r.file].position(found.where.begin);
        CHECK(at.line == lesson.line);
        CHECK(at.column == lesson.column);
        CHECK_THAT(found.message, Catch::Contains(lesson.message));
        CHECK_THAT(found.help, Catch::Contains(lesson.help));
    }
}

TEST_CASE("an unclosed bracket shows where it was noticed") {
    const Reading r("a: [1, 2\nb: 3\n");
    const base::Diagnostic& found = r.only(codes::syntax_error);
    REQUIRE(found.notes.size() == 1);
    CHECK(r.sources[r.file].position(found.notes[0].where.begin).line == 2);
}

TEST_CASE("the last key of a file may have a colon and nothing else, or stand behind a question mark") {
    for (const char* text :
         {"a: 1\nb:", "a: 1\nb:\n", "a: 1\n? b", "a: 1\n? b\n", "a: 1\n? &x b", "[a, {b}]", "a: {b, c}"}) {
        CAPTURE(text);
        const Reading r(text);
        CHECK(r.document.has_value());
    }
}

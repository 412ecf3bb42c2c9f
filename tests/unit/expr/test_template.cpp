// Texts with expressions in them.
#include "support.hpp"

#include <catch2/catch.hpp>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

namespace {

std::string rendered(Bench& bench, std::string_view source, Template::Target target = Template::Target::text) {
    const Template text = bench.text(source);
    if (!bench.diagnostics.empty()) return "! " + bench.findings();
    return Bench::shown(text.evaluate(bench.slots, target));
}

} // namespace

TEST_CASE("texts without expressions stay as they are") {
    Bench bench;
    const Template text = bench.text("Press } or { for }} help");
    CHECK(bench.diagnostics.empty());
    CHECK(text.is_literal());
    CHECK(text.literal() == "Press } or { for }} help");
    CHECK_FALSE(text.is_single_expression());
    CHECK(Template().is_literal());
    CHECK(Template().literal().empty());
    CHECK(Template("abc").literal() == "abc");
    CHECK(Template("abc").evaluate({}).as_string() == "abc");
    CHECK(bench.text("").evaluate(bench.slots).as_string().empty());
}

TEST_CASE("values are put between the texts") {
    Bench bench;
    bench.set("digits", Value::string("42"));
    bench.set("tries", Value::integer(3));
    CHECK(rendered(bench, "You typed {{ digits }}, try {{tries + 1}}.") == "string You typed 42, try 4.");
    CHECK(rendered(bench, "{{ digits }}{{ tries }}") == "string 423");
    CHECK(rendered(bench, " {{ tries }}") == "string  3");
    CHECK(rendered(bench, "{{ account }}!") == "string !");
    CHECK(rendered(bench, "{{ queue }}!") == "string []!");
    const Template text = bench.text("a{{ digits }}b");
    CHECK(text.parts().size() == 3);
    CHECK(text.text() == "a{{ digits }}b");
}

TEST_CASE("a text that is one expression keeps the value's type") {
    Bench bench;
    CHECK(rendered(bench, "{{ tries }}") == "int 0");
    CHECK(rendered(bench, "{{ [1, 2] }}") == "list [1,2]");
    CHECK(bench.text("{{ tries }}").is_single_expression());
    CHECK_FALSE(bench.text("{{ tries }} ").is_single_expression());
}

TEST_CASE("braces inside texts and maps do not end an expression") {
    Bench bench;
    CHECK(rendered(bench, R"({{ "{{" }})") == "string {{");
    CHECK(rendered(bench, R"(a {{ "}}" }} b)") == "string a }} b");
    CHECK(rendered(bench, R"({{ '}}"' + r"\}}" }})") == R"(string }}"\}})");
    CHECK(rendered(bench, R"(x{{ {"a": {"b": 1}}.a.b }})") == "string x1");
    CHECK(rendered(bench, R"(x{{ {"a": {"b": 1}}}}y)") == R"(string x{"a":{"b":1}}y)");
    CHECK(rendered(bench, "x{{ tries // a comment }}y") == "string x0y");
    CHECK(rendered(bench, "x{{\n  tries\n}}y") == "string x0y");
}

TEST_CASE("values that land in an address are percent-encoded, its own parts are not") {
    Bench bench;
    bench.set("digits", Value::string("a b/&\u00e9+"));
    CHECK(rendered(bench, "https://x.test/a?b={{ digits }}&c=1", Template::Target::url) ==
          "string https://x.test/a?b=a%20b%2F%26%C3%A9%2B&c=1");
    CHECK(rendered(bench, "{{ digits }}", Template::Target::url) == "string a%20b%2F%26%C3%A9%2B");
}

TEST_CASE("findings in a template point into the whole text") {
    Bench bench;
    CHECK(bench.template_complaint("Hello {{ diggits }}!") == "unknown_name [diggits] there is no name 'diggits' here");
    CHECK(bench.diagnostics.items().front().where == base::Span{0, 9, 16});
    CHECK(bench.template_complaint("{{ tries }} and {{ tries = 1 }}") ==
          "expression_syntax [=] found '=', expected '=='");
    CHECK(bench.template_complaint("Hello {{ digits") == "template_syntax [{{] this '{{' has no '}}'");
    CHECK(bench.diagnostics.items().front().where.begin == 6);
    CHECK(bench.template_complaint("Hello {{ digits }") == "template_syntax [{{] this '{{' has no '}}'");
    CHECK(bench.template_complaint("a{{ }}b") == "template_syntax [{{ }}] there is no expression between these braces");
    CHECK(bench.template_complaint("a{{}}b").substr(0, 20) == "template_syntax [{{}");
    CHECK(bench.template_complaint("{{ {{ digits }} }}") == "template_syntax [{{] found '{{' inside {{ }}");
    CHECK(bench.diagnostics.items().front().where.begin == 3);
    CHECK(bench.template_complaint("{{ it's }} x") ==
          "expression_syntax ['] this text is not closed: ' is missing at its end");
    CHECK(bench.template_complaint("{{ \"abc }} x").substr(0, 21) == "expression_syntax [\"]");
    CHECK(bench.template_complaint("{{ (vip }}") == "expression_syntax [(] '(' is not closed");
    static_cast<void>(bench.text("{{ aa }} {{ bb }} {{ tries }}"));
    CHECK(bench.diagnostics.items().size() == 2);
}

TEST_CASE("an error in a part is the text's error") {
    Bench bench;
    CHECK(rendered(bench, "a {{ 1 / tries }}") == "error division by zero");
    std::string out = "before ";
    std::string why;
    const Template text = bench.text("a {{ 1 / tries }}");
    CHECK_FALSE(text.append(out, bench.slots, Template::Target::text, &why));
    CHECK(why == "division by zero");
    CHECK_FALSE(text.append(out, bench.slots, Template::Target::text, nullptr));
}

TEST_CASE("the output is bounded") {
    Bench bench;
    bench.set("digits", Value::string(std::string(600'000, 'x')));
    CHECK(rendered(bench, "{{ digits }}-{{ digits }}") == "error the text grows beyond 1 MiB");
    CHECK(rendered(bench, "{{ digits }}-").size() == 600'008);
}

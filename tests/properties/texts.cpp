// What is written is read back as it was: texts in JSON and in form bodies, moments.
#include "base/json_writer.hpp"
#include "base/moment.hpp"
#include "doc/form.hpp"
#include "doc/read.hpp"
#include "properties/law.hpp"

#include <string>
#include <vector>

using namespace callflow;
using laws::below;
using laws::one_of;

namespace {

// Texts of what makes trouble: quotes, escapes, controls, blanks, several bytes a character, all of them at any place.
std::string text() {
    static constexpr std::string_view pieces[] = {"a",
                                                  "B7",
                                                  "\"",
                                                  "\\",
                                                  "\n",
                                                  "\t",
                                                  "\x01",
                                                  "&",
                                                  "=",
                                                  "+",
                                                  "%",
                                                  "%4",
                                                  " ",
                                                  "/",
                                                  "\xc3\xa9",
                                                  "\xe2\x82\xac",
                                                  "\x7f",
                                                  "\r\n",
                                                  "'",
                                                  "{",
                                                  "]",
                                                  "\xe2\x80\xa8",
                                                  "\xf0\x9f\x93\x9e",
                                                  "#"};
    std::string out;
    for (std::size_t n = below(12); n > 0; --n) out += one_of(pieces);
    return out;
}

} // namespace

TEST_CASE("a text written as JSON is the same text when it is read") {
    laws::check(300, [] {
        const std::string name = text(), value = text();
        std::string json;
        base::JsonWriter(json).begin_object().member(name, value).end_object();
        base::Sources sources;
        base::Diagnostics found;
        const auto document = doc::read_json(sources, sources.add("a.json", json), found);
        RC_ASSERT(document.has_value() && found.empty());
        const doc::View read = document->root().first_child();
        RC_ASSERT(read.text() == name);
        RC_ASSERT(read.next().text() == value);
    });
}

TEST_CASE("names and values of a form are the same when it is read") {
    laws::check(300, [] {
        std::vector<std::pair<std::string, std::string>> fields;
        for (std::size_t n = below(6); n > 0; --n) fields.emplace_back("n" + text(), text());
        base::Sources sources;
        base::Diagnostics found;
        const std::string body = doc::write_form(fields);
        const auto size = static_cast<std::uint32_t>(body.size());
        const auto form = doc::read_form(sources, {sources.add("form", body), 0, size}, found);
        RC_ASSERT(form.has_value() && found.empty());
        RC_ASSERT(form->size() == fields.size());
        for (std::size_t i = 0; i < fields.size(); ++i) {
            RC_ASSERT((*form)[i].name == fields[i].first);
            RC_ASSERT((*form)[i].value == fields[i].second);
        }
    });
}

TEST_CASE("a moment is the same when it is read") {
    laws::check(500, [] {
        const base::Moment moment{*rc::gen::inRange(base::first_second, base::last_second),
                                  *rc::gen::element(0u, 1u, 500'000'000u, 999'999'999u, 120'000u)};
        RC_ASSERT(base::parse_moment(base::format_moment(moment)) == moment);
    });
}

// Whatever a reader of documents knows has a page.
#include "base/text.hpp"
#include "cli/explain.hpp"
#include "cli/suggest.hpp"
#include "cli/words.hpp"
#include "flow/ssml.hpp"
#include "providers/provider.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace callflow::cli {
namespace {

bool has_page(std::string_view name) {
    return flow::find_verb(name) != nullptr || !element_page(name, PageStyle{}).empty();
}

TEST_CASE("every element, action and part of the providers' tables has a page, and so has every element of SSML") {
    for (const providers::Provider* provider : providers::registry()) {
        for (const providers::VerbSupport& support : provider->verbs) {
            if (support.element == providers::as_it_is) continue;
            for (std::string_view rest = support.element; !rest.empty();) {
                const std::string_view one = base::trim(rest.substr(0, rest.find(',')));
                rest.remove_prefix(
                    std::min(rest.size(), rest.find(',') == std::string_view::npos ? rest.size() : rest.find(',') + 1));
                INFO(provider->name << " " << one);
                CHECK(has_page(one));
            }
        }
        for (const providers::PartName& part : provider->parts) {
            INFO(provider->name << " " << part.name);
            CHECK(has_page(part.name));
            CHECK(flow::find_verb(part.verb) != nullptr);
            if (part.attribute.empty()) continue;
            const flow::VerbSpec& verb = *flow::find_verb(part.verb);
            CHECK(flow::find_attribute(verb, part.attribute, provider->name) != nullptr);
        }
    }
    for (const flow::SsmlElement& one : flow::ssml_elements()) {
        INFO(one.name);
        CHECK(!one.summary.empty());
        CHECK(has_page(one.name));
    }
}

TEST_CASE("an element leads to the verb that becomes it, in whatever letters it is typed") {
    const PageStyle plain;
    CHECK_THAT(element_page("sms", plain), Catch::Contains("`message`") && Catch::Contains("\nmessage (verb)\n"));
    CHECK_THAT(element_page("ask", plain), Catch::Contains("\ngather (verb)\n"));
    CHECK_THAT(element_page("BODY", plain), Catch::Contains("`text` of `message`"));
    CHECK_THAT(element_page("Media", plain), Catch::Contains("`media` of `message`"));
    CHECK_THAT(element_page("redirect", plain), Catch::Contains("`deflect`"));
    CHECK_THAT(element_page("say-as", plain), Catch::Contains("interpret-as") && Catch::Contains("required"));
    CHECK(element_page("gather", plain).empty());
    CHECK(element_page("nothing", plain).empty());
}

TEST_CASE("an element that is misspelt is offered by its name") {
    const auto words = words_for(Names::page);
    CHECK_THAT(did_you_mean("prosdy", words), Catch::Contains("'prosody'"));
    CHECK_THAT(did_you_mean("Identty", words), Catch::Contains("'Identity'"));
}

} // namespace
} // namespace callflow::cli

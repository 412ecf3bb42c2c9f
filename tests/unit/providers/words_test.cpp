// What the language says a field of `input` can be is what the providers say.
#include "flow/names.hpp"
#include "providers/tropo/requests.hpp"
#include "providers/twilio/requests.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

using namespace callflow;
using namespace callflow::providers;

TEST_CASE("a field of input can be just the words that some provider says") {
    std::set<std::pair<std::string_view, std::string_view>> said;
    for (const twilio::Parameter& one : twilio::parameters()) {
        if (flow::input_words(one.input).empty()) continue;
        for (const std::string_view word : one.words) said.emplace(one.input, word);
    }
    const auto add = [&](std::string_view field, std::span<const tropo::Meaning> meanings) {
        for (const tropo::Meaning& one : meanings) {
            if (!one.meaning.empty()) said.emplace(field, one.meaning);
        }
    };
    add("call_status", tropo::states());
    add("dial_status", tropo::dispositions());
    add("answered_by", tropo::user_types());
    std::set<std::pair<std::string_view, std::string_view>> known;
    for (const expr::Field& field : flow::input_fields()) {
        for (const std::string_view word : flow::input_words(field.name)) known.emplace(field.name, word);
    }
    for (const auto& [field, word] : said) {
        INFO(field << " " << word);
        CHECK(known.contains({field, word}));
    }
    for (const auto& [field, word] : known) {
        INFO(field << " " << word);
        CHECK(said.contains({field, word}));
    }
}

// The tables agree with the vocabulary, and with themselves.
#include "providers/response.hpp"
#include "providers/sample.hpp"
#include "providers/tropo/tropo.hpp"
#include "providers/twilio/twilio.hpp"

#include <algorithm>
#include <set>

using namespace callflow;
using namespace callflow::providers;
using namespace callflow::providers::testing;

TEST_CASE("providers are listed and found by name") {
    REQUIRE(registry().size() == 2);
    CHECK(registry()[0]->name == "twilio");
    CHECK(registry()[1]->name == "tropo");
    CHECK(find_provider("tropo") == registry()[1]);
    CHECK(find_provider("Tropo") == nullptr);
    CHECK(find_provider("twilio")->extension == "xml");
    CHECK(find_provider("tropo")->content_type == "application/json");
    for (const std::string_view key : flow::provider_keys()) {
        CHECK(find_provider(key) != nullptr);
    }
}

TEST_CASE("every verb of the vocabulary has a row with every provider, and there are no others") {
    for (const Provider* provider : registry()) {
        CHECK(std::ranges::is_sorted(provider->verbs, {}, &VerbSupport::verb));
        for (const flow::VerbSpec& spec : flow::vocabulary()) {
            INFO(provider->name << " " << spec.name);
            CHECK(find_support(*provider, spec.name) != nullptr);
        }
        for (const VerbSupport& row : provider->verbs) {
            INFO(provider->name << " " << row.verb);
            CHECK(flow::find_verb(row.verb) != nullptr);
        }
        CHECK(find_support(*provider, "nonsense") == nullptr);
    }
}

TEST_CASE("a row says what the verb becomes, or what to write instead") {
    for (const Provider* provider : registry()) {
        for (const VerbSupport& row : provider->verbs) {
            INFO(provider->name << " " << row.verb);
            CHECK(row.element.empty() == !row.instead.empty());
            CHECK((row.attributes.empty() || !row.element.empty()));
        }
    }
}

TEST_CASE("attributes of a row are attributes of the verb, each once") {
    for (const Provider* provider : registry()) {
        for (const VerbSupport& row : provider->verbs) {
            const flow::VerbSpec& spec = *flow::find_verb(row.verb);
            for (const std::string_view name : row.attributes) {
                INFO(provider->name << " " << row.verb << " " << name);
                const bool known = flow::find_attribute(spec, name, provider->name) != nullptr;
                // A dial's number is a noun of its own. A wait can be interrupted by signals, which
                // a pause may not have a word for.
                CHECK((known || name == spec.content || name == "allowSignals"));
                CHECK(std::ranges::count(row.attributes, name) == 1);
            }
        }
    }
}

TEST_CASE("TwiML has every attribute of the vocabulary") {
    for (const flow::VerbSpec& spec : flow::vocabulary()) {
        const VerbSupport& row = *find_support(*find_provider("twilio"), spec.name);
        for (const flow::AttributeSpec& one : spec.attributes) {
            INFO(spec.name << " " << one.name);
            const bool for_tropo = one.name == "tropo" || one.provider == "tropo"; // of raw; its own
            const bool not_here = spec.name == "wait" && one.name == "allowSignals";
            CHECK((row.element.empty() || for_tropo || not_here || std::ranges::count(row.attributes, one.name) == 1));
        }
    }
}

TEST_CASE("what only Tropo has is in Tropo's rows") {
    for (const flow::VerbSpec& spec : flow::vocabulary()) {
        const VerbSupport& row = *find_support(*find_provider("tropo"), spec.name);
        for (const flow::AttributeSpec& one : spec.extras) {
            INFO(spec.name << " " << one.name);
            CHECK((one.provider != "tropo" || std::ranges::count(row.attributes, one.name) == 1));
        }
    }
}

TEST_CASE("a field comes from an attribute that its row claims") {
    for (const VerbSupport& support : find_provider("tropo")->verbs) {
        const tropo::Row& row = *tropo::find_row(*flow::find_verb(support.verb));
        for (const tropo::Field& field : row.fields) {
            INFO(support.verb << " " << field.name);
            CHECK((field.attribute.empty() || std::ranges::count(support.attributes, field.attribute) == 1));
        }
    }
}

// `explain verbs` tells what is read back by doing it; here by hand, from what the readers promise.
TEST_CASE("what a provider renders it reads back, but for what is written alike") {
    const std::pair<std::string_view, std::string_view> others[] = {
        {"twilio wait", "pause"},    {"tropo pause", "wait"},
        {"tropo redirect", "on"},    {"tropo header", ""}, // one of the headers of a SIP address
        {"tropo sipUri", ""},                              // a destination like others
        {"twilio transfer", "dial"},                       // becomes others when a flow is read
        {"tropo transfer", ""},
    };
    for (const Provider* provider : registry()) {
        for (const flow::VerbSpec& verb : flow::vocabulary()) {
            const std::string name = std::string(provider->name) + " " + std::string(verb.name);
            INFO(name);
            std::string_view expected = find_support(*provider, verb.name)->element.empty() ? "" : verb.name;
            for (const auto& [which, other] : others) {
                if (which == name) expected = other;
            }
            CHECK(read_back_as(*provider, verb) == expected);
        }
    }
}

TEST_CASE("samples of verbs are what their provider has nothing against") {
    for (const Provider* provider : registry()) {
        for (const flow::VerbSpec& verb : flow::vocabulary()) {
            if (find_support(*provider, verb.name)->element.empty() || !verb.in_response || !verb.inside.empty() ||
                verb.name == "raw" || verb.name == "choices" || verb.name == "transfer") {
                continue;
            }
            flow::ResolvedResponse response;
            response.verbs.push_back(sample_verb(verb, provider->name));
            std::string text;
            base::Sources sources;
            base::Diagnostics found;
            provider->render(response, text, &found);
            INFO(provider->name << " " << verb.name << "\n" << text);
            static_cast<void>(provider->check(sources, sources.add("sample", text), found));
            for (const base::Diagnostic& one : found.items()) {
                INFO(one.message);
                CHECK(one.severity == base::Severity::note);
            }
        }
    }
}

TEST_CASE("what happens where an attribute is left out, of each provider that has it") {
    const auto usual = [](std::string_view verb, std::string_view attribute) {
        return usual_value(*flow::find_verb(verb), attribute);
    };
    CHECK(usual("gather", "timeout").text == "5 on twilio, 30 on tropo"); // facts: twiml 2.1, tropo 1.2
    CHECK(usual("gather", "timeout").value.empty());
    CHECK(usual("dial", "timeout").value == "30"); // of both
    CHECK(usual("dial", "timeLimit").value == "14400");
    CHECK(usual("dial", "action").text.empty());
    CHECK(usual("enqueue", "waitUrlMethod").text.empty()); // depends on waitUrl
    CHECK(usual("record", "tropo").text.empty());
    CHECK(usual("conference", "muted").value == "false");
    CHECK(usual("stream", "track").value == "inbound_track");
    CHECK(usual("record", "startTimeout").value == "30"); // Tropo's timeout
}

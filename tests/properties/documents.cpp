// Documents of the providers, written from responses of any verbs, read back and written again.
#include "flow/verb.hpp"
#include "properties/law.hpp"
#include "providers/provider.hpp"

#include <string>

using namespace callflow;
using laws::below;
using laws::one_of;

namespace {

std::string value_of(const flow::AttributeSpec& spec) {
    static constexpr std::string_view any[] = {"1",
                                               "10",
                                               "true",
                                               "false",
                                               "/next?a=b&c=d",
                                               "+15551230000",
                                               "Hello & <bye>",
                                               "en",
                                               "https://example.com/a.mp3",
                                               "#",
                                               "0",
                                               "",
                                               "caf\xc3\xa9 \"quoted\""};
    if (!spec.values.empty() && below(4) != 0) return std::string(one_of(spec.values));
    return std::string(one_of(any));
}

flow::ResolvedVerb verb_of(const flow::VerbSpec& spec, std::size_t depth) {
    flow::ResolvedVerb verb;
    verb.spec = &spec;
    for (const flow::AttributeSpec& one : spec.attributes)
        if (one.name == spec.content || below(4) == 0) verb.attributes.push_back({&one, value_of(one)});
    if (depth == 0 || spec.children.empty()) return verb;
    for (std::size_t n = below(3); n > 0; --n) {
        const std::string_view name = one_of(spec.children);
        for (const flow::VerbSpec& child : flow::vocabulary())
            if (child.name == name) {
                verb.children.push_back(verb_of(child, depth - 1));
                break;
            }
    }
    return verb;
}

flow::ResolvedResponse response() {
    flow::ResolvedResponse out;
    const auto all = flow::vocabulary();
    for (std::size_t n = below(5); n > 0; --n) {
        const flow::VerbSpec& spec = all[below(all.size())];
        if (spec.in_response) out.verbs.push_back(verb_of(spec, 2));
    }
    out.has_next = below(2) == 1;
    if (out.has_next) out.next = "/next";
    for (const flow::SignalSpec& signal : flow::signal_specs())
        if (below(3) == 0) out.signals.push_back({signal.name, "/" + std::string(signal.name)});
    return out;
}

struct Written {
    base::Sources sources;
    base::Diagnostics found;
    const providers::Provider* provider = nullptr;

    std::string write(const flow::ResolvedResponse& of) const {
        std::string out;
        provider->render(of, out, nullptr);
        return out;
    }
    std::optional<providers::ParsedDocument> read(const std::string& text) {
        return provider->parse(sources, sources.add("document", text), found);
    }
    bool same(const std::string& left, const std::string& right) {
        const base::FileId one = sources.add("left", left), other = sources.add("right", right);
        const auto differences = provider->compare(sources, one, other, found);
        return differences && differences->empty();
    }
};

} // namespace

TEST_CASE("what a provider's document says is the same when it is read and written again") {
    for (const providers::Provider* provider : providers::registry()) {
        INFO(provider->name);
        std::size_t read = 0;
        laws::check(200, [&] {
            Written documents;
            documents.provider = provider;
            const std::string once = documents.write(response());
            const auto first = documents.read(once);
            RC_ASSERT(first.has_value()); // whatever we write is a document
            const std::string twice = documents.write(first->response);
            const auto second = documents.read(twice);
            RC_ASSERT(second.has_value());
            RC_ASSERT(documents.same(twice, documents.write(second->response)));
            ++read;
        });
        CHECK(read >= 100);
    }
}

TEST_CASE("whether two documents mean the same does not depend on which comes first") {
    for (const providers::Provider* provider : providers::registry()) {
        INFO(provider->name);
        laws::check(100, [&] {
            Written documents;
            documents.provider = provider;
            const std::string left = documents.write(response()), right = documents.write(response());
            RC_ASSERT(documents.same(left, left));
            RC_ASSERT(documents.same(left, right) == documents.same(right, left));
        });
    }
}

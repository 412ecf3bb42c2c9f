#include "providers/sample.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers {

namespace {

using flow::AttributeSpec;
using flow::AttributeType;
using flow::ResolvedVerb;
using flow::VerbSpec;

std::string number(const AttributeSpec& spec) {
    const std::int64_t usual = spec.name == "milliseconds" ? 1000 : 1;
    return fmt::format("{}", std::min(std::max(spec.minimum, usual), spec.maximum));
}

// Most take any text.
std::string text(std::string_view name, std::string_view provider) {
    if (name == "language") return "en-US";
    if (name == "voice") return provider == "tropo" ? "allison" : "Polly.Joanna";
    if (name == "recognizer") return "en-us";
    if (name == "coach") return "CA00000000000000000000000000000000";
    if (name == "sid") return "DE00000000000000000000000000000000";
    if (name == "choices") return "[1 DIGIT]";
    return "x";
}

void give(ResolvedVerb& verb, const AttributeSpec& spec) {
    if (std::ranges::find(verb.attributes, &spec, &flow::ResolvedAttribute::spec) == verb.attributes.end()) {
        verb.attributes.push_back({&spec, sample_value(spec)});
    }
}

// Where the noun can stand: a verb of a response, or (a noun's noun) one inside it.
const VerbSpec* around(const VerbSpec& noun) {
    const auto takes = [&](const VerbSpec& one) {
        return one.name != noun.name && std::ranges::find(one.children, noun.name) != one.children.end();
    };
    const auto all = flow::vocabulary();
    const auto verb = std::ranges::find_if(all, [&](const VerbSpec& one) { return one.in_response && takes(one); });
    const auto any = verb != all.end() ? verb : std::ranges::find_if(all, takes);
    return any == all.end() ? nullptr : &*any;
}

// A response in which the verb stands.
ResolvedVerb standing(ResolvedVerb verb, std::string_view provider) {
    for (;;) {
        const bool inside = !verb.spec->inside.empty(); // a conference is dialled
        if (verb.spec->in_response && !inside) return verb;
        const VerbSpec* outer = inside ? flow::find_verb(verb.spec->inside) : around(*verb.spec);
        if (outer == nullptr) return verb;
        ResolvedVerb parent = sample_verb(*outer, provider);
        if (outer->prompt_key.empty()) parent.children.clear();
        parent.children.push_back(std::move(verb));
        verb = std::move(parent);
    }
}

// What no verb is for.
ResolvedVerb unknown_part(const VerbSpec& raw) {
    ResolvedVerb out;
    out.spec = &raw;
    out.attributes.push_back({flow::find_attribute(raw, "twiml"), "<Unknown/>"});
    out.attributes.push_back({flow::find_attribute(raw, "tropo"), R"({"unknown": {}})"});
    return out;
}

bool holds(const std::vector<ResolvedVerb>& verbs, const VerbSpec& spec) {
    return std::ranges::any_of(verbs,
                               [&](const ResolvedVerb& one) { return one.spec == &spec || holds(one.children, spec); });
}

} // namespace

std::string sample_value(const AttributeSpec& attribute, std::string_view provider) {
    switch (attribute.type) {
    case AttributeType::boolean: return "true";
    case AttributeType::integer:
    case AttributeType::decimal:
    case AttributeType::seconds: return number(attribute);
    case AttributeType::key_set:
    case AttributeType::dtmf: return "1";
    case AttributeType::phone_number: return "+15550100000";
    case AttributeType::address: return "https://example.com/x";
    case AttributeType::uri:
        return attribute.scheme.empty() ? "sip:x@example.com" : fmt::format("{}example.com/x", attribute.scheme);
    case AttributeType::xml: return "<Pause/>";
    case AttributeType::json: return attribute.name == "tropo" ? R"({"say": {"value": "x"}})" : "{}";
    default: return attribute.values.empty() ? text(attribute.name, provider) : std::string(attribute.values.front());
    }
}

ResolvedVerb sample_verb(const VerbSpec& verb, std::string_view provider) {
    ResolvedVerb out;
    out.spec = &verb;
    const AttributeSpec* content = flow::find_attribute(verb, verb.content);
    if (content != nullptr && verb.content_required) give(out, *content);
    for (const AttributeSpec& one : verb.attributes) {
        if (one.required || (verb.name == "raw" && one.name == "tropo")) give(out, one);
    }
    for (const AttributeSpec& one : verb.extras) {
        const bool upload = verb.name == "record" && one.name == "url"; // where Tropo sends it
        if ((one.required || upload) && one.provider == provider) give(out, one);
    }
    // In a call nobody is written to who is not named (Tropo).
    if (verb.name == "message") give(out, *flow::find_attribute(verb, "to"));
    // Nouns that it needs; a number to call is one.
    const VerbSpec* noun = content == nullptr && !verb.content.empty() ? flow::find_verb(verb.content) : nullptr;
    if (noun == nullptr && verb.needs != flow::Nouns::any) noun = flow::find_verb(verb.children.front());
    if (noun == nullptr) return out;
    out.children.push_back(sample_verb(*noun, provider));
    if (const flow::InsideSpec* inside = flow::find_inside(verb.name, noun->name)) {
        out.children.back().attributes.clear();
        give(out.children.back(), *flow::find_attribute(*noun, inside->content));
    }
    return out;
}

std::string_view read_back_as(const Provider& provider, const VerbSpec& verb) {
    const VerbSupport* support = find_support(provider, verb.name);
    if (support == nullptr || support->element.empty()) return {};
    flow::ResolvedResponse response;
    response.verbs.push_back(verb.name == "raw" ? unknown_part(verb)
                                                : standing(sample_verb(verb, provider.name), provider.name));
    std::string text;
    provider.render(response, text, nullptr);
    base::Sources sources;
    base::Diagnostics found;
    const auto document = provider.parse(sources, sources.add("sample", std::move(text)), found);
    if (!document || document->response.verbs.empty()) return {};
    const auto& verbs = document->response.verbs;
    if (holds(verbs, verb)) return verb.name;
    const std::string_view other = verbs.front().spec->name;
    return verb.in_response && other != "raw" ? other : std::string_view();
}

} // namespace callflow::providers

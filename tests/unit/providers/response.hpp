// Resolved responses, written by hand, and what a provider makes of them.
#pragma once

#include "base/diagnostic.hpp"
#include "flow/verb.hpp"
#include "providers/provider.hpp"

#include <catch2/catch.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::providers::testing {

using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// The row of an attribute, also where only Tropo has it.
inline const flow::AttributeSpec* attribute_spec(const flow::VerbSpec& verb, std::string_view name) {
    const flow::AttributeSpec* spec = flow::find_attribute(verb, name);
    return spec != nullptr ? spec : flow::find_attribute(verb, name, "tropo");
}

inline flow::ResolvedVerb verb(std::string_view name, Attributes attributes = {},
                               std::vector<flow::ResolvedVerb> children = {}) {
    flow::ResolvedVerb out;
    out.spec = flow::find_verb(name);
    INFO("verb " << name);
    REQUIRE(out.spec != nullptr);
    for (const auto& [key, value] : attributes) {
        const flow::AttributeSpec* spec = attribute_spec(*out.spec, key);
        INFO("attribute " << key);
        REQUIRE(spec != nullptr);
        out.attributes.push_back({spec, std::string(value)});
    }
    out.children = std::move(children);
    return out;
}
inline flow::ResolvedVerb say(std::string_view text) { return verb("say", {{"text", text}}); }
inline flow::ResolvedVerb number(std::string_view text) { return verb("number", {{"number", text}}); }

// Each verb gets a place of its own, in order: children after their parents.
inline void place(std::vector<flow::ResolvedVerb>& verbs, std::uint32_t& next) {
    for (flow::ResolvedVerb& one : verbs) {
        one.where = {0, next, next + 1};
        ++next;
        place(one.children, next);
    }
}

struct Rendered {
    std::string document;
    base::Diagnostics findings;

    // `CF5002 at 0: message` a line, in order of place.
    [[nodiscard]] std::vector<std::string> said() {
        findings.sort();
        std::vector<std::string> out;
        for (const base::Diagnostic& one : findings.items()) {
            out.push_back(std::string(one.code->code) + " at " + std::to_string(one.where.begin) + ": " + one.message);
        }
        return out;
    }
    [[nodiscard]] std::size_t count(std::string_view code) const {
        std::size_t n = 0;
        for (const base::Diagnostic& one : findings.items()) {
            n += one.code->code == code ? 1U : 0U;
        }
        return n;
    }
};

inline Rendered render(std::string_view provider, flow::ResolvedResponse response) {
    std::uint32_t next = 0;
    place(response.verbs, next);
    const Provider* row = find_provider(provider);
    REQUIRE(row != nullptr);
    Rendered out;
    row->render(response, out.document, &out.findings);
    std::string silent;
    row->render(response, silent, nullptr);
    CHECK(silent == out.document);
    return out;
}

inline flow::ResolvedResponse response(std::vector<flow::ResolvedVerb> verbs) {
    flow::ResolvedResponse out;
    out.verbs = std::move(verbs);
    return out;
}
inline flow::ResolvedResponse response(std::vector<flow::ResolvedVerb> verbs, std::string_view next) {
    flow::ResolvedResponse out = response(std::move(verbs));
    out.has_next = true;
    out.next = next;
    return out;
}

// Differences as `path: left -> right`.
inline std::vector<std::string> differences(std::string_view provider, std::string_view left, std::string_view right) {
    base::Sources sources;
    const base::FileId a = sources.add("left", std::string(left));
    const base::FileId b = sources.add("right", std::string(right));
    base::Diagnostics diagnostics;
    const auto found = find_provider(provider)->compare(sources, a, b, diagnostics);
    for (const base::Diagnostic& one : diagnostics.items()) {
        UNSCOPED_INFO(one.message);
    }
    REQUIRE(found.has_value());
    std::vector<std::string> out;
    for (const Difference& one : *found) {
        out.push_back(one.path + ": " + one.left + " -> " + one.right);
    }
    return out;
}

using Lines = std::vector<std::string>;

} // namespace callflow::providers::testing

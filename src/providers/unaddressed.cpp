#include "providers/nobody.hpp"

#include "base/text.hpp"
#include "flow/sip_address.hpp"
#include "flow/vocabulary.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers {

namespace {

using flow::ResolvedVerb;

// Why nobody is there to be called; empty where somebody is, or where nobody has been named at all.
std::string_view nobody_in(const ResolvedVerb& dial) {
    if (dial.spec->name != "dial") return {};
    std::string_view why;
    const auto look = [&](const std::string* whom) {
        const std::string_view nobody = whom == nullptr ? std::string_view() : flow::calls_nobody(*whom);
        if (!nobody.empty()) why = nobody;
        return nobody.empty();
    };
    if (const std::string* number = dial.find("number"); number != nullptr && look(number)) return {};
    for (const ResolvedVerb& one : dial.children) {
        const bool phone = one.spec->name == "number" || one.spec->name == "sip" || one.spec->name == "client";
        if (!phone || look(one.content())) return {};
    }
    return why;
}

} // namespace

std::optional<flow::ResolvedResponse> without_nobody(const flow::ResolvedResponse& response, const Findings& findings) {
    const auto calls_nobody = [](const ResolvedVerb& one) { return !nobody_in(one).empty(); };
    if (std::ranges::none_of(response.verbs, calls_nobody)) return std::nullopt;
    flow::ResolvedResponse out = response;
    for (std::size_t i = 0; i < out.verbs.size();) {
        ResolvedVerb& dial = out.verbs[i];
        const std::string_view why = nobody_in(dial);
        if (why.empty()) {
            ++i;
            continue;
        }
        const std::string* const action = dial.find("action");
        findings.calls_nobody(dial, why, action != nullptr);
        if (action == nullptr) {
            out.verbs.erase(out.verbs.begin() + static_cast<std::ptrdiff_t>(i));
            continue;
        }
        ResolvedVerb onward;
        onward.spec = flow::find_verb("redirect");
        onward.where = dial.where;
        onward.attributes.push_back(
            {.spec = flow::find_attribute(*onward.spec, "url"), .value = *action, .where = dial.where});
        dial = std::move(onward);
        out.verbs.resize(i + 1); // nothing is come to behind it
    }
    return out;
}

} // namespace callflow::providers

#include "providers/barred.hpp"

#include "base/text.hpp"
#include "flow/sip_address.hpp"
#include "flow/vocabulary.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

namespace callflow::providers {

namespace {

// What a verb calls or writes to; who is shown as the caller is not among them.
bool names_callee(std::string_view attribute) {
    constexpr std::string_view names[] = {"number", "uri", "to"};
    return std::ranges::find(names, attribute) != std::end(names);
}

std::string look_at(const std::vector<flow::ResolvedVerb>& verbs, std::span<const std::string> barred) {
    for (const flow::ResolvedVerb& verb : verbs) {
        for (const flow::ResolvedAttribute& one : verb.attributes) {
            if (one.spec == nullptr || !names_callee(one.spec->name)) continue;
            if (std::string why = barred_number(one.value, barred); !why.empty()) return why;
        }
        if (std::string why = look_at(verb.children, barred); !why.empty()) return why;
    }
    return {};
}

} // namespace

std::string barred_number(const std::string& number, std::span<const std::string> barred) {
    if (barred.empty() || !flow::has_prefix(number, barred)) return {};
    return fmt::format("a call to {} is barred by the settings (`barred`)", base::quoted(number));
}

std::string barred_in(const flow::ResolvedResponse& response, std::span<const std::string> barred) {
    return barred.empty() ? std::string() : look_at(response.verbs, barred);
}

} // namespace callflow::providers

#include "providers/unaddressed.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "flow/sip_address.hpp"
#include "flow/vocabulary.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace callflow::providers {

namespace {

using flow::ResolvedVerb;

// Why nobody is there to be called; empty where somebody is, or where nobody has been named at all.
std::string_view nobody_dialled(const ResolvedVerb& dial) {
    std::string_view why;
    const auto look = [&](const std::string* whom) {
        const std::string_view nobody = whom == nullptr ? std::string_view() : flow::calls_nobody(*whom);
        if (!nobody.empty()) why = nobody;
        return nobody.empty();
    };
    if (const std::string* number = dial.find("number"); number != nullptr && look(number)) return {};
    for (const ResolvedVerb& one : dial.children) {
        const bool phone = one.spec->name == "number" || one.spec->name == "sip" || one.spec->name == "client" ||
                           one.spec->name == "queue";
        if (!phone || look(one.content())) return {};
    }
    return why;
}

// Without a `to` a message goes to the caller.
std::string_view nobody_written_to(const ResolvedVerb& message) {
    const std::string* const to = message.find("to");
    return to == nullptr || message.find("recipients") != nullptr ? std::string_view() : flow::calls_nobody(*to);
}

std::string_view nobody_in(const ResolvedVerb& verb) {
    if (verb.spec->name == "dial" || verb.spec->name == "refer") return nobody_dialled(verb);
    return verb.spec->name == "message" ? nobody_written_to(verb) : std::string_view();
}

bool has_nobody(const ResolvedVerb& verb) {
    return !nobody_in(verb).empty() || std::ranges::any_of(verb.children, has_nobody);
}

// What is come to instead: its `action`, with what became of it.
ResolvedVerb onward(const ResolvedVerb& verb, const std::string& action) {
    const std::string_view outcome = outcomes_in_address[verb.spec->name == "dial"      ? 0
                                                         : verb.spec->name == "message" ? 1
                                                                                        : 2];
    ResolvedVerb to;
    to.spec = flow::find_verb("redirect");
    to.where = verb.where;
    to.attributes.push_back({.spec = flow::find_attribute(*to.spec, "url"),
                             .value = base::with_query(action, fmt::format("{}={}", outcome, failed_in_address)),
                             .where = verb.where});
    if (const std::string* const method = verb.find("method"); method != nullptr)
        to.attributes.push_back(
            {.spec = flow::find_attribute(*to.spec, "method"), .value = *method, .where = verb.where});
    return to;
}

// `steers`: whether a verb's `action` is gone to, as in a call; in the answer to a text message, and in what a called party hears, it is
// only told.
void leave_out(std::vector<ResolvedVerb>& verbs, bool steers, const Findings& findings) {
    for (auto at = verbs.begin(); at != verbs.end();) {
        const std::string_view why = nobody_in(*at);
        if (why.empty()) {
            leave_out(at->children, false, findings);
            ++at;
            continue;
        }
        const std::string* const action = steers ? at->find("action") : nullptr;
        findings.unaddressed(*at, why, action != nullptr);
        if (action == nullptr) {
            at = verbs.erase(at);
            continue;
        }
        *at = onward(*at, *action);
        verbs.erase(std::next(at), verbs.end()); // nothing is come to behind it
        return;
    }
}

} // namespace

std::optional<flow::ResolvedResponse> without_unaddressed(const flow::ResolvedResponse& response,
                                                          const Findings& findings) {
    if (std::ranges::none_of(response.verbs, has_nobody)) return std::nullopt;
    flow::ResolvedResponse out = response;
    leave_out(out.verbs, !out.text, findings);
    return out;
}

} // namespace callflow::providers

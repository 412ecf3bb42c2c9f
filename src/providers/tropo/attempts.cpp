#include "providers/tropo/attempts.hpp"

#include "providers/translate.hpp"
#include "providers/tropo/heard.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>

namespace callflow::providers::tropo {

namespace {

using flow::ResolvedVerb;

bool has_action(const ResolvedVerb& one) {
    const std::string* given = one.find("action");
    return given != nullptr && !given->empty();
}

bool is_said(const ResolvedVerb& one) { return one.spec->name == "say" || one.spec->name == "play"; }

bool same_attributes(const ResolvedVerb& a, const ResolvedVerb& b) {
    return a.spec == b.spec && a.attributes.size() == b.attributes.size() &&
           std::ranges::all_of(a.attributes, [&](const flow::ResolvedAttribute& one) {
               const std::string* other = b.find(one.spec->name);
               return other != nullptr && *other == one.value;
           });
}

// As deep as a document is, which is bounded.
bool same_verb(const ResolvedVerb& a, const ResolvedVerb& b) {
    return same_attributes(a, b) && std::ranges::equal(a.children, b.children, same_verb);
}

bool can_be_repeated(const ResolvedVerb& one) {
    return one.spec->name == "gather" && has_action(one) && one.find("actionOnEmptyResult") == nullptr &&
           one.find("attempts") == nullptr && std::ranges::all_of(one.children, is_said);
}

// A gather that asks again what the one before it asked, and what is said between the two.
struct Again {
    std::size_t at = 0;               // of the later gather
    std::vector<ResolvedVerb> before; // its prompt is this and then the earlier one's
};

std::optional<Again> asked_again(const std::vector<ResolvedVerb>& verbs, std::size_t first, std::size_t from) {
    Again out;
    for (out.at = from; out.at < verbs.size() && is_said(verbs[out.at]); ++out.at) out.before.push_back(verbs[out.at]);
    if (out.at == verbs.size() || !can_be_repeated(verbs[out.at])) return std::nullopt;
    const std::vector<ResolvedVerb>& prompt = verbs[first].children;
    const std::vector<ResolvedVerb>& later = verbs[out.at].children;
    if (!same_attributes(verbs[first], verbs[out.at]) || later.size() < prompt.size()) return std::nullopt;
    const auto own = static_cast<std::ptrdiff_t>(later.size() - prompt.size());
    if (!std::equal(prompt.begin(), prompt.end(), later.begin() + own, later.end(), same_verb)) return std::nullopt;
    out.before.insert(out.before.end(), later.begin(), later.begin() + own);
    return out;
}

} // namespace

bool join_attempts(std::vector<ResolvedVerb>& verbs) {
    bool any = false;
    for (std::size_t first = 0; first < verbs.size(); ++first) {
        if (!can_be_repeated(verbs[first])) continue;
        std::vector<std::vector<ResolvedVerb>> between;
        std::size_t end = first + 1;
        while (between.size() + 1 < most_attempts) {
            auto again = asked_again(verbs, first, end);
            if (!again) break;
            between.push_back(std::move(again->before));
            end = again->at + 1;
        }
        if (between.empty()) continue;
        const bool alike = std::ranges::all_of(between, [&](const std::vector<ResolvedVerb>& one) {
            return std::ranges::equal(one, between.front(), same_verb);
        });
        std::vector<ResolvedVerb> said;
        for (std::size_t failed = 1; failed <= (alike ? 1 : between.size()); ++failed) {
            for (ResolvedVerb& one : between[failed - 1]) {
                give(one, "event", alike ? std::string("timeout") : fmt::format("timeout:{}", failed));
                said.push_back(std::move(one));
            }
        }
        ResolvedVerb& gather = verbs[first];
        gather.children.insert(gather.children.begin(), said.begin(), said.end());
        give(gather, "attempts", fmt::format("{}", between.size() + 1));
        verbs.erase(verbs.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                    verbs.begin() + static_cast<std::ptrdiff_t>(end));
        any = true;
    }
    return any;
}

} // namespace callflow::providers::tropo

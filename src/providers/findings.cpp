#include "providers/findings.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers {

namespace {

// Of the value, where the verb was read from a document; else of the verb.
base::Span place_of(const flow::ResolvedVerb& verb, std::string_view attribute) {
    const auto given = std::ranges::find_if(
        verb.attributes, [&](const flow::ResolvedAttribute& one) { return one.spec->name == attribute; });
    return given != verb.attributes.end() && given->where.valid() ? given->where : verb.where;
}

} // namespace

void Findings::not_on_provider(const flow::ResolvedVerb& verb, std::string_view what, std::string_view help) const {
    if (diagnostics_ == nullptr) {
        return;
    }
    diagnostics_->report(base::codes::not_on_provider, verb.where, fmt::format("{} has {}", title_, what)).help = help;
}

void Findings::left_out(const flow::ResolvedVerb& verb, std::string_view attribute, std::string_view why) const {
    if (diagnostics_ == nullptr) {
        return;
    }
    const auto given = std::ranges::find_if(
        verb.attributes, [&](const flow::ResolvedAttribute& one) { return one.spec->name == attribute; });
    const bool found = given != verb.attributes.end();
    std::string message = fmt::format("{} of {} has no equivalent on {} and is left out", base::quoted(attribute),
                                      base::quoted(verb.spec->name), title_);
    if (!why.empty()) {
        message += fmt::format(": {}", why);
    }
    base::Diagnostic& finding =
        diagnostics_->report(base::codes::left_out, place_of(verb, attribute), std::move(message));
    if (found) {
        finding.notes.push_back({{}, fmt::format("its value is {}", base::quoted(given->value))});
    }
}

void Findings::left_out(std::string_view effect, const flow::Field& field, std::string_view why) const {
    if (diagnostics_ == nullptr) return;
    diagnostics_->report(base::codes::left_out, field.where,
                         fmt::format("{} of {} has no equivalent on {} and is left out: {}", base::quoted(field.name),
                                     base::quoted(effect), title_, why));
}

void Findings::left_out_there(const flow::ResolvedVerb& verb, std::string_view what, std::string_view help) const {
    if (diagnostics_ == nullptr) {
        return;
    }
    diagnostics_
        ->report(base::codes::left_out, verb.where,
                 fmt::format("{} has no equivalent on {} and is left out", what, title_))
        .help = help;
}

void Findings::unaddressed(const flow::ResolvedVerb& verb, std::string_view why, bool has_action) const {
    if (diagnostics_ == nullptr) return;
    const bool dials = verb.spec->name != "message";
    auto& finding = diagnostics_->report(
        base::codes::left_out, verb.where,
        fmt::format("this {} is left out, for {}: {}; {}", verb.spec->name,
                    dials ? "nobody can be called" : "it goes to nobody", why,
                    has_action ? "the call goes on at its `action`, as one that failed" : "what follows it is next"));
    finding.severity = base::Severity::warning;
    finding.help = "decide before it whether there is a number: `if: \"number != ''\"`";
}

void Findings::several_addresses(const flow::ResolvedVerb& earlier, const flow::ResolvedVerb& last) const {
    if (diagnostics_ == nullptr) {
        return;
    }
    base::Diagnostic& finding =
        diagnostics_->report(base::codes::one_continue, earlier.where,
                             fmt::format("what comes of this {} arrives at the address of the later {}",
                                         earlier.spec->name, last.spec->name));
    finding.notes.push_back({last.where, "this address is the document's only one"});
    finding.help = "give each of them a state of its own";
}

void Findings::asked_all_the_same(const flow::ResolvedVerb& earlier, const flow::ResolvedVerb& last) const {
    if (diagnostics_ == nullptr) return;
    base::Diagnostic& finding = diagnostics_->report(
        base::codes::one_continue, earlier.where,
        fmt::format("{} asks for this address only once the later {} is over, also where something came of this {}",
                    title_, last.spec->name, earlier.spec->name));
    finding.notes.push_back({last.where, "this comes first"});
    finding.help = earlier.spec == last.spec && earlier.spec->name == "gather"
                       ? "one that asks again with the same words is an attempt of the first; else give each a state"
                       : "give each of them a state of its own";
}

void Findings::unsayable(base::Span where, std::string_view what, std::string_view help) const {
    if (diagnostics_ == nullptr) {
        return;
    }
    diagnostics_->report(base::codes::unsayable_text, where, std::string(what)).help = help;
}

} // namespace callflow::providers

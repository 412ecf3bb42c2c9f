#include "base/text.hpp"
#include "flow/graph.hpp"
#include "flow/responses.hpp"
#include "flow/sip_address.hpp"
#include "lint/barred.hpp"
#include "lint/rule.hpp"

#include <array>
#include <fmt/format.h>
#include <span>
#include <string>

namespace callflow::lint::rules {
namespace {

// Ranges whose calls cost extra (national numbering plans): North America's 900 and 976, and those of a few others.
const std::array<std::string, 12>& premium() {
    static const std::array<std::string, 12> prefixes = {"+1900", "+1976",  "+449",   "+49900", "+3389",  "+34803",
                                                         "+3989", "+43900", "+41900", "+32900", "+31900", "+61190"};
    return prefixes;
}

class Search {
public:
    Search(const base::Code& page, std::span<const std::string> barred, base::Diagnostics& diagnostics)
        : page_(page), barred_(barred), diagnostics_(diagnostics) {}

    void number(const expr::Template& text, base::Span where) {
        if (!barred_.empty()) {
            if (!text.is_literal() || !flow::has_prefix(text.literal(), barred_)) return;
            std::erase_if(diagnostics_.items(), [&](const base::Diagnostic& one) { // the warning that it costs extra
                return one.code == &page_ && one.where == where;
            });
            auto& finding = diagnostics_.report(
                page_, where, fmt::format("a call to {} is barred by the settings", base::quoted(text.text())));
            finding.severity = base::Severity::error;
            finding.help = "call somebody else, or take its beginning out of `barred`";
            return;
        }
        if (!text.is_literal() || !flow::sip_user(text.literal()).starts_with('+')) return;
        if (!flow::has_prefix(text.literal(), premium())) return;
        diagnostics_.report(page_, where, fmt::format("a call to {} costs more than others", base::quoted(text.text())))
            .help = "make sure that it is meant, and allow it here: `# callflow: allow premium_number WHY`";
    }

private:
    const base::Code& page_;
    std::span<const std::string> barred_; // empty: known ranges
    base::Diagnostics& diagnostics_;
};

void look_at_transfers(const flow::Flow& flow, Search& search) {
    for (const flow::State& state : flow.states)
        for (const flow::Transfer& transfer : state.transfers)
            if (transfer.via == flow::Via::http && !transfer.to.empty())
                search.number(transfer.to.front(), transfer.to_where);
    for (const flow::Dialplan& plan : flow.dialplans)
        for (const flow::DialEntry& entry : plan.entries)
            for (const flow::DialTarget& target : entry.to) search.number(target.address, target.where);
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search search(page, {}, diagnostics);
    for (const Survey::Placed& one : context.survey.verbs())
        for (const flow::Attribute& attribute : one.verb->attributes)
            if (attribute.spec->name == "number" || attribute.spec->name == "uri")
                search.number(attribute.value, attribute.where);
    look_at_transfers(context.flow, search);
}

} // namespace

extern const Rule premium_number;
const Rule premium_number{
    .page = {.code = "CF5025",
             .name = "premium_number",
             .severity = base::Severity::warning,
             .summary = "A number that costs extra",
             .why =
                 "Calls to premium numbers cost far more than others, and somebody earns by them: they are what "
                 "those look for who break into telephone systems. Known ranges of a few countries are looked at. "
                 "Numbers whose beginnings the setting `barred` lists are errors, also where a flow makes a new call "
                 "to one; numbers that are computed are refused when they are.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: [dial: {number: "+19005550100", action: talked}], on: {talked: done}}
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: [dial: {number: "+15035550100", action: talked}], on: {talked: done}}
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting: {response: [dial: {number: "+16195550100", action: talked}], on: {talked: done}}
  done: {final: true}
)"},
    .category = "provider",
    .check = find,
};

} // namespace callflow::lint::rules

namespace callflow::lint {

void check_barred(const flow::Flow& flow, std::span<const std::string> barred, base::Diagnostics& diagnostics) {
    if (barred.empty()) return;
    rules::Search search(rules::premium_number.page, barred, diagnostics);
    for (const flow::State& state : flow.states)
        flow::each_verb(state.response, [&](const flow::Verb& verb) {
            for (const flow::Attribute& one : verb.attributes)
                if (one.spec->name == "number" || one.spec->name == "uri" || one.spec->name == "to")
                    search.number(one.value, one.where);
        });
    rules::look_at_transfers(flow, search);
    flow::each_effect(flow, [&](const flow::Effect& effect) {
        if (effect.kind != flow::EffectKind::originate) return;
        for (const flow::Field& field : effect.fields)
            if (field.name == "to") search.number(field.value, field.where);
    });
}

} // namespace callflow::lint

#include "base/text.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"
#include "lint/whispers.hpp"
#include "providers/sample.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace callflow::lint::rules {
namespace {

using providers::Occasion;

// What a document is for whose address the attribute holds; false where it is one of the call's own.
bool occasion_of(const flow::Verb& verb, const flow::Attribute& attribute, Occasion& occasion) {
    const std::string_view name = verb.spec->name;
    const bool waits = attribute.spec->name == "waitUrl";
    if (attribute.event.empty() || (!waits && attribute.spec->name != "url")) return false;
    if (waits) {
        occasion = name == "conference" ? Occasion::conference_wait : Occasion::queue_wait;
        return name == "conference" || name == "enqueue";
    }
    occasion = name == "queue" ? Occasion::queue_whisper : Occasion::screening;
    constexpr std::string_view nouns[] = {"number", "client", "sip", "whatsApp", "application", "queue"};
    return std::ranges::find(nouns, name) != std::end(nouns);
}

std::string_view hearer(Occasion occasion) {
    switch (occasion) {
    case Occasion::screening: return "the called party, before the two are connected";
    case Occasion::queue_whisper: return "a caller from a queue, before the two are connected";
    case Occasion::queue_wait: return "callers who wait in a queue";
    default: return "callers who wait for a conference";
    }
}

// How Twilio takes such a verb there: nothing, or what its check of documents says.
std::optional<base::Severity> objection(const flow::VerbSpec& verb, Occasion occasion) {
    const providers::Provider& twilio = *providers::find_provider("twilio");
    flow::ResolvedResponse response;
    response.verbs.push_back(providers::sample_verb(verb, twilio.name));
    if (!verb.inside.empty()) response.verbs.front().spec = flow::find_verb(verb.inside);
    std::string text;
    twilio.render(response, text, nullptr);
    base::Sources sources;
    base::Diagnostics found;
    twilio.check_occasion(sources, sources.add({}, std::move(text)), occasion, {}, found);
    if (found.empty()) return std::nullopt;
    return found.items().front().severity;
}

const std::vector<flow::Verb>& verbs_for_twilio(const flow::Response& response) {
    for (const flow::ProviderResponse& one : response.by_provider) {
        if (one.provider == "twilio") return one.verbs;
    }
    return response.verbs;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const flow::Flow& flow = context.flow;
    std::set<std::pair<const flow::Verb*, Occasion>> said; // many may name one state
    const auto look = [&](const flow::Attribute& named, flow::StateId answers, Occasion occasion) {
        for (const flow::Verb& verb : verbs_for_twilio(flow.states[answers].response)) {
            if (!verb.conditions.empty() || !verb.each.empty() || verb.spec->name == "raw") continue;
            if (!said.insert({&verb, occasion}).second) continue;
            const auto severity = objection(*verb.spec, occasion);
            if (!severity) continue;
            auto& finding = diagnostics.report(page, verb.where,
                                               fmt::format("{} cannot be part of what is heard by {}",
                                                           base::quoted(verb.spec->name), hearer(occasion)));
            if (*severity != base::Severity::error) finding.severity = base::Severity::note;
            finding.notes.push_back(
                {named.where, "state " + base::quoted(flow.states[answers].name) + " answers this event"});
            finding.help = "lead the event to a state that only speaks, plays and asks";
        }
    };
    for (flow::StateId id = 0; id < flow.states.size(); ++id) {
        flow::each_verb(flow.states[id].response, [&](const flow::Verb& verb) {
            Occasion occasion{};
            for (const flow::Attribute& one : verb.attributes) {
                if (!occasion_of(verb, one, occasion)) continue;
                for (const flow::StateId answers : answering(flow, id, one.event.front())) look(one, answers, occasion);
            }
        });
    }
}

} // namespace

extern const Rule not_in_whisper;
const Rule not_in_whisper{
    .page =
        {.code = "CF5012",
         .name = "not_in_whisper",
         .severity = base::Severity::warning,
         .summary = "A verb that the one who hears the document cannot be given",
         .why =
             "What stands behind the `url` of a number is run for the called party before the two are connected: it "
             "may speak, play, ask for a key and hang up, but not dial (Twilio ends that call with error 13201). "
             "Callers who wait for a conference hear speech, files and pauses, nothing else (13238). What Twilio only "
             "passes over is a note.",
         .bad = R"(callflow: 1
name: shop
initial: calling
states:
  calling:
    response: [dial: {number: {number: "+15551230000", url: answered}, action: talked}]
    on: {answered: elsewhere, talked: done}
  elsewhere:
    response: [dial: {number: "+15551230001", action: talked}]
    on: {talked: done}
  done: {final: true}
)",
         .good = R"(callflow: 1
name: shop
initial: calling
states:
  calling:
    response: [dial: {number: {number: "+15551230000", url: answered}, action: talked}]
    on: {answered: announced, talked: done}
  announced:
    response: [say: A customer is on the line.]
    on: {talked: done}
  done: {final: true}
)",
         .near_miss = R"(callflow: 1
name: shop
initial: calling
states:
  calling:
    response: [dial: {number: "+15551230000", action: talked}]
    on: {talked: elsewhere}
  elsewhere:
    response: [dial: {number: "+15551230001", action: talked_again}]
    on: {talked_again: done}
  done: {final: true}
)"},
    .category = "portability",
    .check = find,
};

} // namespace callflow::lint::rules

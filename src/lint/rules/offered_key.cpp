#include "base/text.hpp"
#include "flow/responses.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::lint::rules {
namespace {

bool is_taken(const Asking& asking, const std::string& key) {
    if (std::ranges::find(asking.keys, key, &KeyChoice::text) != asking.keys.end()) return true;
    return key.size() == 1 && finish_keys(*asking.gather).find(key.front()) != std::string_view::npos;
}

// Whether what takes every other key asks again, as for a wrong one.
bool asks_again(const std::vector<flow::Branch>& branches) {
    return std::ranges::any_of(branches, [](const flow::Branch& one) {
        const bool by_count = std::ranges::all_of(one.conditions, [](const flow::Condition& condition) {
            return !condition.expression.empty() &&
                   std::ranges::all_of(condition.expression.references(),
                                       [](const expr::Reference& name) { return name.path == "attempt"; });
        });
        return (one.kind == flow::Branch::Kind::same && by_count) ||
               std::ranges::any_of(one.choose, [](const flow::Switch& choice) { return asks_again(choice.otherwise); });
    });
}

// Whether somebody who comes to the state is told that something went wrong.
bool apologizes(const flow::Flow& flow, flow::StateId id) {
    constexpr std::array<std::string_view, 14> words = {
        " sorry ",  " invalid ", " not valid ", " wrong ",   " not an option ", " did not understand ", " did not get ",
        " perdón ", " inválid",  " désolé",     " invalide", " ungültig",       " desculpe ",           " non valid"};
    bool found = false;
    if (id >= flow.states.size()) return false;
    flow::each_verb(flow.states[id].response, [&](const flow::Verb& verb) {
        if (found || !is(verb, "say")) return;
        for (const auto& [text, where] : texts_of(flow, verb)) {
            const std::string said = plain_words(text);
            found = found || std::ranges::any_of(
                                 words, [&](std::string_view one) { return said.find(one) != std::string::npos; });
        }
    });
    return found;
}

// Where the last candidate leads: it takes what the others do not.
flow::StateId otherwise(const std::vector<flow::Branch>& branches) {
    if (branches.empty()) return flow::none;
    const flow::Branch& last = branches.back();
    if (last.kind == flow::Branch::Kind::choose)
        return last.choose.empty() ? flow::none : otherwise(last.choose.back().otherwise);
    return last.kind == flow::Branch::Kind::state && last.conditions.empty() ? last.target : flow::none;
}

// `1, or anything else`: a prompt that offers one key besides may be meant, unless that key is taken for a mistake.
bool one_or_anything(const flow::Flow& flow, const Asking& asking) {
    std::string others;
    for (const Heard& heard : asking.heard)
        for (const Offer& offer : heard.offers)
            if (!is_taken(asking, offer.key) && others.find(offer.key) == std::string::npos) others += offer.key + " ";
    return std::ranges::count(others, ' ') < 2 && !apologizes(flow, otherwise(asking.handler->branches));
}

// What is said before a recording about keys, which only end it.
class Recordings {
public:
    Recordings(const Context& context, const base::Code& page, base::Diagnostics& diagnostics)
        : flow_(context.flow), page_(page), diagnostics_(diagnostics) {}

    void look(const std::vector<flow::Verb>& verbs) {
        std::vector<std::pair<std::string_view, base::Span>> heard;
        for (const flow::Verb& verb : verbs) {
            if (is(verb, "say")) {
                for (const auto& one : texts_of(flow_, verb)) heard.push_back(one);
            } else if (is(verb, "record")) {
                for (const auto& [text, where] : heard) offered(text, where, verb);
                heard.clear();
            } else if (!is(verb, "play") && !is(verb, "pause")) {
                heard.clear(); // the keys may be for it
            }
        }
    }

private:
    void offered(std::string_view text, base::Span where, const flow::Verb& record) {
        const flow::Attribute* given = find_attribute(record, "finishOnKey");
        if (given != nullptr && !literal(record, "finishOnKey")) return;
        const std::string_view keys = finish_keys(record);
        std::string said;
        for (const Offer& offer : offers(text)) {
            if (offer.key.size() != 1 || keys.find(offer.key) != std::string_view::npos) continue;
            if (said.find(offer.key) != std::string::npos) continue;
            said += offer.key;
            auto& finding =
                diagnostics_.report(page_, where,
                                    fmt::format("the prompt offers {}, and the recording goes on when it is pressed",
                                                base::quoted(offer.key)));
            finding.help = fmt::format("let the key end it, `finishOnKey: \"{}{}\"`, or take it out of the prompt",
                                       keys, offer.key);
            finding.notes.push_back(
                {given == nullptr ? record.where : given->where, keys.empty() ? "no key ends it" : "what ends it"});
        }
    }

    const flow::Flow& flow_;
    const base::Code& page_;
    base::Diagnostics& diagnostics_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Recordings recordings(context, page, diagnostics);
    for (const flow::State& state : context.flow.states) {
        recordings.look(state.response.verbs);
        for (const flow::ProviderResponse& one : state.response.by_provider) recordings.look(one.verbs);
    }
    for (const Asking& one : context.survey.askings()) {
        // Where every other key is taken somewhere, the offered one is, too; unless that is to ask again.
        const bool caught = !one.menu && one.takes_others && !asks_again(one.handler->branches);
        const bool decided = one.menu || (one.tells_apart && one.understood);
        if (!decided || !one.takes_keys || one.keys.empty()) continue;
        if (caught && one.keys.size() < 2 && one_or_anything(context.flow, one)) continue;
        for (const Heard& heard : one.heard) {
            std::string said;
            for (const Offer& offer : heard.offers) {
                const std::string shown = base::quoted(offer.key);
                if (is_taken(one, offer.key) || said.find(shown) != std::string::npos) continue;
                said += shown;
                auto& finding = diagnostics.report(
                    page, heard.where,
                    fmt::format("the prompt offers {}, and {} of {} takes it", shown,
                                one.takes_others && !one.menu ? "only what takes any other key" : "no transition",
                                base::quoted(context.flow.states[one.state].name)));
                if (caught) finding.severity = base::Severity::note;
                finding.help = "add the key, or take it out of the prompt";
                finding.notes.push_back({one.keys.front().where, "the keys that are taken begin here"});
            }
        }
    }
}

} // namespace

extern const Rule offered_key;
const Rule offered_key{
    .page = {.code = "CF6002",
             .name = "offered_key",
             .severity = base::Severity::warning,
             .summary = "A prompt that offers a key which no transition takes",
             .why = "The caller does as told and is treated as somebody who pressed a wrong key. Mostly the prompt "
                    "was changed and the transitions were not, or the other way round. Prompts are understood in "
                    "English, Spanish, French, German, Italian and Portuguese, and only where they plainly say what "
                    "to press. Before a recording, keys can only end it.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "For sales press 1, for service press 2, for our address press 3."]
      keys: {1: sales, 2: service}
      else: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    menu:
      prompt: [say: "For sales press 1, for service press 2."]
      keys: {1: sales, 2: service}
      else: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response:
      - say: "Please press 5 digits. When you are done, press pound. Press any key to stop me."
      - gather: {action: chose, prompt: [say: "To begin press 1, to end press 2."]}
    on: {chose: {switch: input.digits, case: {1: sales}, else: service}}
    next: service
  sales: {response: [say: Sales], final: true}
  service: {response: [say: Service], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules

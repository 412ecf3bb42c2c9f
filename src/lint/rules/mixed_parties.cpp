#include "flow/responses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const flow::State& state : context.flow.states) {
        flow::each_verb(state.response, [&](const flow::Verb& verb) {
            if (verb.spec->name != "dial" || verb.children.size() < 2) return;
            const auto alone = std::ranges::find_if(verb.children, [](const flow::Verb& noun) {
                return noun.spec->name == "conference" || noun.spec->name == "queue";
            });
            if (alone == verb.children.end()) return;
            auto& finding = diagnostics.report(
                page, alone->where, fmt::format("a dial to a {} calls nobody else beside it", alone->spec->name));
            const flow::Verb& other = alone == verb.children.begin() ? verb.children[1] : verb.children.front();
            finding.notes.push_back({other.where, "the other one"});
            finding.help = "give each a dial of its own";
        });
    }
}

} // namespace

extern const Rule mixed_parties;
const Rule mixed_parties{
    .page = {.code = "CF5010",
             .name = "mixed_parties",
             .severity = base::Severity::warning,
             .summary = "A dial to a conference or queue and to somebody else",
             .why = "Numbers, clients and SIP addresses of one dial ring together, and the first to answer gets the "
                    "call. A conference or a queue cannot ring: Twilio warns (13000) and leaves the others out, and "
                    "Tropo has an action of its own for a conference.",
             .bad = R"(callflow: 1
name: shop
initial: meeting
states:
  meeting:
    response:
      - dial: {conference: sales, number: "+15551230000"}
    next: done
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: meeting
states:
  meeting:
    response:
      - conference: sales
    next: done
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: meeting
states:
  meeting:
    response:
      - dial: {number: ["+15551230000", "+15551230001"], client: ann}
      - dial: {conference: sales}
    next: done
  done: {final: true}
)"},
    .category = "portability",
    .check = find,
};

} // namespace callflow::lint::rules

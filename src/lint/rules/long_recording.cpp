#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <fmt/format.h>
#include <string_view>

namespace callflow::lint::rules {
namespace {

bool is_true(const flow::Verb& verb, std::string_view name) { return literal(verb, name) == "true"; }

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Survey::Placed& one : context.survey.verbs()) {
        const flow::Verb& record = *one.verb;
        // One that is written down by the provider has two minutes.
        if (!is(record, "record") || find_attribute(record, "maxLength") != nullptr || is_true(record, "transcribe"))
            continue;
        const bool no_key = literal(record, "finishOnKey") == "";
        const bool no_silence = whole_number(record, "timeout") == 0;
        auto& finding = diagnostics.report(
            page, record.where,
            no_key && no_silence ? "only hanging up ends this recording: no key does, and no silence"
                                 : "nothing says how long this recording may last: on Twilio it is an hour");
        if (no_key && no_silence) finding.severity = base::Severity::warning;
        finding.help = "give it seconds: `maxLength: 120`";
    }
}

} // namespace

extern const Rule long_recording;
const Rule long_recording{
    .page = {.code = "CF6006",
             .name = "long_recording",
             .severity = base::Severity::note,
             .summary = "A recording without a length",
             .why = "Without `maxLength` a recording may last for an hour on Twilio, and the caller who has laid the "
                    "telephone aside pays for it. Where no key ends it and silence does not either, only hanging up "
                    "does, and that is a warning: whatever follows the recording is never reached.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [{say: "Please leave a message."}, {record: {action: recorded}}]
    on: {recorded: done}
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [{say: "Please leave a message."}, {record: {action: recorded, maxLength: 120}}]
    on: {recorded: done}
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {most: 60}
states:
  menu:
    response:
      - say: "Please leave a message."
      - record: {action: recorded, maxLength: "{{ most }}", finishOnKey: "", timeout: 0}
    on: {recorded: other}
    next: done
  other:
    response: [record: {action: recorded, transcribe: true}]
    on: {recorded: done}
    next: done
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules

#include "base/text.hpp"
#include "flow/sip_address.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::lint::rules {
namespace {

constexpr std::size_t most_compared = 1'000; // entries that an entry is held against

// Whether a transfer by HTTP names its call by something else than what platforms say of the Call-ID.
bool moves_by_caller(const flow::Flow& flow) {
    return std::ranges::any_of(flow.states, [](const flow::State& state) {
        if (!state.request || !state.request->hands_over) return false;
        return std::ranges::any_of(state.request->fields, [](const flow::Field& field) {
            return field.name == "callid" &&
                   (field.value.is_literal() || field.value.text().find("call.from") != std::string_view::npos);
        });
    });
}

bool leads_to_flow(const flow::DialEntry& entry) {
    return std::ranges::any_of(entry.to, [](const flow::DialTarget& one) { return !one.flow.empty(); });
}

bool is_constant(const flow::DialEntry& entry) {
    return entry.from_user.is_literal() && !entry.from_user.literal().empty();
}

// Another entry whose caller always contains this one's.
const flow::DialEntry* find_like(const std::vector<flow::DialEntry>& entries, const flow::DialEntry& entry) {
    const std::size_t count = std::min(entries.size(), most_compared);
    for (std::size_t i = 0; i < count; ++i) {
        const flow::DialEntry& other = entries[i];
        if (&other == &entry || !leads_to_flow(other)) continue;
        for (const auto& part : other.from_user.parts())
            if (part.expression.empty() && part.literal.find(entry.from_user.literal()) != std::string::npos)
                return &other;
    }
    return nullptr;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    if (!moves_by_caller(context.flow)) return;
    for (const flow::Dialplan& plan : context.flow.dialplans) {
        for (const flow::DialEntry& entry : plan.entries) {
            if (!leads_to_flow(entry) || !is_constant(entry)) continue;
            auto& finding = diagnostics.report(
                page, entry.where,
                fmt::format("two calls at a time show the same caller, {}, and then neither is found to be moved",
                            base::quoted(entry.from_user.literal())));
            if (const flow::DialEntry* other = find_like(plan.entries, entry))
                finding.notes.push_back({other->where, "a caller of this one contains it, too"});
            finding.help = fmt::format("let each call show its own: `from_user: \"{}{{{{ call.id }}}}\"`",
                                       base::printable(entry.from_user.literal()));
        }
    }
}

} // namespace

extern const Rule same_caller_shown;
const Rule same_caller_shown{
    .page = {.code = "CF3063",
             .name = "same_caller_shown",
             .severity = base::Severity::warning,
             .summary = "Calls that are told apart by who is shown as caller, and show the same",
             .why =
                 "A SIP server that is to move a call and does not know its Call-ID looks for the one call whose shown "
                 "caller contains what it is given. Where `from_user` is the same for every call, or a part of "
                 "another entry's, two calls at a time are two that fit, and none is found.",
             .bad = R"(callflow: 1
name: shop
initial: asked
dialplan:
  - {match: "^232$", to: {flow: shop, at: "sip:999@voice.example.com"}, from_user: unique}
states:
  asked:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press 1 to be put through.]}]
    on: {chose: move}
    next: done
  move:
    response:
      - transfer: {to: "507", url: "https://sip.example.com/blindtransfer", user: joe, callid: unique}
      - say: One moment please.
    on: {success: done, failure: done}
    next: done
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: asked
dialplan:
  - {match: "^232$", to: {flow: shop, at: "sip:999@voice.example.com"}, from_user: "unique{{ call.id }}"}
states:
  asked:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press 1 to be put through.]}]
    on: {chose: move}
    next: done
  move:
    response:
      - transfer: {to: "507", url: "https://sip.example.com/blindtransfer", user: joe, callid: "{{ call.from }}"}
      - say: One moment please.
    on: {success: done, failure: done}
    next: done
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: arrived
start: called
vars: {leg: ""}
dialplan:
  - {match: "^232$", to: {flow: shop, at: "sip:999@voice.example.com"}, from_user: unique}
states:
  arrived: {on: {called: {to: asked, set: {leg: 'default(input.sip_headers["x-sbc-call-id"], input.sip_call_id)'}}}}
  asked:
    response: [gather: {numDigits: 1, action: chose, prompt: [say: Press 1 to be put through.]}]
    on: {chose: move}
    next: done
  move:
    response:
      - transfer: {to: "507", url: "https://sip.example.com/blindtransfer", user: joe, callid: "{{ leg }}"}
      - say: One moment please.
    on: {success: done, failure: done}
    next: done
  done: {final: true}
)"},
    .category = "machine",
    .check = find,
};

} // namespace callflow::lint::rules

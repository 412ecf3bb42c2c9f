#include "base/text.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <array>

// One row per rule, in order of code; its page and its check live in rules/NAME.cpp.
#define CALLFLOW_RULES(row)                                                                                            \
    row(unreachable_state) row(no_way_out) row(shadowed_transition) row(dangling_event) row(waits_in_silence)          \
        row(call_drops) row(failure_never_unique) row(timer_for_silence) row(unhandled_start) row(dangling_timer)      \
            row(final_state_moves) row(unreachable_verb) row(missing_action) row(dead_case) row(transient_cycle)       \
                row(deaf_state) row(unused_flow) row(lost_outcome) row(no_such_outcome) row(unheard_response)          \
                    row(next_elsewhere) row(unused_in_menu) row(unused_var) row(unset_var) row(inputs_never_left)      \
                        row(unused_actor) row(never_holds) row(always_holds) row(mixed_parties) row(too_many_parties)  \
                            row(not_in_whisper) row(star_key_on_tropo) row(missing_provider) row(old_attribute)        \
                                row(late_reject) row(missing_language) row(unused_prompt)

namespace callflow::lint {

namespace rules {
#define CALLFLOW_DECLARE(name) extern const Rule name;
CALLFLOW_RULES(CALLFLOW_DECLARE)
#undef CALLFLOW_DECLARE
} // namespace rules

std::span<const Rule* const> registry() {
#define CALLFLOW_ROW(name) &rules::name,
    static constexpr std::array all = {CALLFLOW_RULES(CALLFLOW_ROW)};
#undef CALLFLOW_ROW
    return all;
}

const Rule* find_rule(std::string_view code_or_name) {
    std::string upper(code_or_name);
    for (char& c : upper) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    for (const Rule* rule : registry()) {
        if (rule->page.code == upper || rule->page.name == code_or_name) return rule;
    }
    return nullptr;
}

void check(const flow::Flow& flow, base::Diagnostics& diagnostics) {
    const std::vector<bool> reachable = flow::reachable(flow);
    const Context context{flow, reachable};
    for (const Rule* rule : registry()) rule->check(context, rule->page, diagnostics);
}

} // namespace callflow::lint

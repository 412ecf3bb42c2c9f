#include "base/ascii.hpp"
#include "base/text.hpp"
#include "lint/rule.hpp"
#include "lint/side_by_side.hpp"

#include <algorithm>
#include <array>

// One row per rule, in order of code; its page and its check live in rules/NAME.cpp.
// clang-format off
#define CALLFLOW_RULES(row) \
    row(unreachable_state) \
    row(no_way_out) \
    row(shadowed_transition) \
    row(dangling_event) \
    row(waits_in_silence) \
    row(call_drops) \
    row(failure_never_unique) \
    row(timer_for_silence) \
    row(unhandled_start) \
    row(dangling_timer) \
    row(final_state_moves) \
    row(unreachable_verb) \
    row(missing_action) \
    row(dead_case) \
    row(transient_cycle) \
    row(deaf_state) \
    row(dead_next) \
    row(unused_flow) \
    row(lost_outcome) \
    row(no_such_outcome) \
    row(unheard_response) \
    row(next_elsewhere) \
    row(unused_in_menu) \
    row(attempt_restarts) \
    row(endless_retry) \
    row(near_event) \
    row(unreachable_entry) \
    row(hand_off_loop) \
    row(whisper_moves_call) \
    row(same_caller_shown) \
    row(unused_var) \
    row(unset_var) \
    row(inputs_never_left) \
    row(unused_actor) \
    row(never_holds) \
    row(always_holds) \
    row(stuck_counter) \
    row(wrong_counter) \
    row(counter_restarts) \
    row(digits_as_text) \
    row(never_read) \
    row(set_to_itself) \
    row(secret_in_log) \
    row(unmasked_secret) \
    row(failure_unseen) \
    row(unknown_word) \
    row(no_such_time) \
    row(not_brought) \
    row(mixed_parties) \
    row(too_many_parties) \
    row(not_in_whisper) \
    row(star_key_on_tropo) \
    row(missing_provider) \
    row(old_attribute) \
    row(plain_http) \
    row(local_number) \
    row(premium_number) \
    row(silent_redirect) \
    row(wrong_key) \
    row(offered_key) \
    row(hidden_key) \
    row(crossed_keys) \
    row(dial_unanswered) \
    row(long_recording) \
    row(long_prompt) \
    row(many_choices) \
    row(short_wait) \
    row(late_reject) \
    row(missing_language) \
    row(unused_prompt) \
    row(key_too_long) \
    row(key_finishes) \
    row(slow_choice) \
    row(unknown_language) \
    row(long_silence) \
    row(silent_gather) \
    row(press_but_speech) \
    row(nothing_listens) \
    row(markup_in_text) \
    row(digits_as_number) \
    row(outcome_unseen) \
    row(unbounded_guesses) \
    row(outside_domain) \
    row(late_redirect) \
    row(no_time_to_ring) \
    row(other_length) \
    row(early_hand_off) \
    row(similar_names) \
    row(same_states) \
    row(repeated_effect) \
    row(repeats_flow_wide) \
    row(compared_with_true)
// clang-format on

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
        c = base::to_upper(c);
    }
    for (const Rule* rule : registry()) {
        if (rule->page.code == upper || rule->page.name == code_or_name) return rule;
    }
    return nullptr;
}

void check(const flow::Flow& flow, base::Diagnostics& diagnostics, Neighbours* neighbours) {
    const std::vector<bool> reachable = flow::reachable(flow);
    const Survey survey(flow);
    const Context context{flow, reachable, survey, neighbours};
    const std::span<const Rule* const> rules = registry();
    std::vector<base::Diagnostics> found(rules.size());
    side_by_side(rules.size(), flow.states.size() >= large_flow,
                 [&](std::size_t i) { rules[i]->check(context, rules[i]->page, found[i]); });
    for (base::Diagnostics& one : found) {
        for (base::Diagnostic& each : one.items()) diagnostics.add(std::move(each));
    }
}

} // namespace callflow::lint

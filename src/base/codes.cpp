#include "base/codes.hpp"

#include <algorithm>
#include <array>

namespace callflow::base {

namespace {

// In order of their number; a test compares.
// clang-format off: a line each, so that two people can add one
constexpr std::array table{
    &codes::invalid_utf8,
    &codes::syntax_error,
    &codes::too_large,
    &codes::too_deep,
    &codes::too_many_nodes,
    &codes::second_document,
    &codes::forbidden_xml,
    &codes::empty_document,
    &codes::yaml_tag,
    &codes::duplicate_key,
    &codes::null_value,
    &codes::unquoted_template,
    &codes::lost_comment,
    &codes::several_verbs,
    &codes::unknown_key,
    &codes::wrong_type,
    &codes::bad_value,
    &codes::missing_key,
    &codes::bad_name,
    &codes::duplicate_name,
    &codes::format_version,
    &codes::not_yet_supported,
    &codes::unknown_verb,
    &codes::unknown_attribute,
    &codes::bad_duration,
    &codes::conflicting_keys,
    &codes::unknown_target,
    &codes::unknown_actor,
    &codes::guarded_last_next,
    &codes::bad_address,
    &codes::unknown_signal,
    &codes::too_many_states,
    &codes::unknown_alias,
    &codes::unknown_state,
    &codes::text_by_look,
    &codes::unknown_flow,
    &codes::recursive_flow,
    &codes::shared_event,
    &codes::bad_raw,
    &codes::unknown_prompt,
    &codes::prompt_language,
    &codes::missing_part,
    &codes::part_outside,
    &codes::include_cycle,
    &codes::too_many_parts,
    &codes::expression_syntax,
    &codes::unknown_name,
    &codes::unknown_field,
    &codes::expression_type,
    &codes::guard_not_bool,
    &codes::template_syntax,
    &codes::expression_cost,
    &codes::unknown_function,
    &codes::bad_pattern,
    &codes::not_on_provider,
    &codes::left_out,
    &codes::one_continue,
    &codes::unsayable_text,
    &codes::lost_part,
    &codes::unknown_request_value,
    &codes::bad_request_value,
    &codes::no_request,
    &codes::twiml_root,
    &codes::twiml_element,
    &codes::twiml_nesting,
    &codes::twiml_attribute,
    &codes::twiml_value,
    &codes::twiml_missing,
    &codes::twiml_address,
    &codes::twiml_size,
    &codes::twiml_text,
    &codes::twiml_mixed,
    &codes::twiml_whisper,
    &codes::twiml_unreachable,
    &codes::twiml_old,
    &codes::twiml_several,
    &codes::twiml_pair,
    &codes::twiml_declaration,
    &codes::tropo_root,
    &codes::tropo_step,
    &codes::tropo_action,
    &codes::tropo_field,
    &codes::tropo_value,
    &codes::tropo_missing,
    &codes::tropo_grammar,
    &codes::tropo_address,
    &codes::tropo_name,
    &codes::tropo_order,
    &codes::tropo_old,
    &codes::tropo_unit,
    &codes::tropo_pair,
    &codes::expectation_failed,
    &codes::refused_event,
    &codes::step_error,
    &codes::unknown_event,
    &codes::unknown_call,
    &codes::endless_loop,
    &codes::missing_document,
    &codes::missing_flow,
    &codes::unmocked_request,
    &codes::foreign_callback,
    &codes::person_cannot,
    &codes::cut_off,
    &codes::no_assumption,
    &codes::providers_part,
    &codes::stuck_call,
    &codes::fault_matters,
    &codes::missing_snapshot,
    &codes::orphan_snapshot,
    &codes::two_snapshots,
    &codes::flow_has_errors,
    &codes::low_coverage,
    &codes::circling,
    &codes::unheard_hang_up,
    &codes::not_from_outside,
    &codes::unused_fault,
    &codes::snapshot_refused,
    &codes::unused_allow,
    &codes::unknown_allow,
    &codes::too_many_findings,
    &codes::allow_without_reason,
    &codes::unknown_setting,
    &codes::bad_setting,
    &codes::unknown_rule,
};
// clang-format on

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool equal_code(std::string_view a, std::string_view b) {
    const auto same = [](char x, char y) { return upper(x) == upper(y); };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

} // namespace

std::span<const Code* const> all_codes() { return table; }

const Code* find_code(std::string_view code_or_name) {
    for (const Code* code : table) {
        if (code->name == code_or_name || equal_code(code->code, code_or_name)) return code;
    }
    return nullptr;
}

} // namespace callflow::base

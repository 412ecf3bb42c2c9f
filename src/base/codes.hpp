// The table of codes raised outside lint. A code is never reused or renumbered; a lint rule's page lives with the rule.
//
//   CF0xxx  bytes that are no document, and bounds          codes_document.cpp
//   CF1xxx  the flow and scenario languages' form           codes_language_*.cpp
//   CF2xxx  expressions and templates                       codes_expression.cpp
//   CF3xxx  the machine                                     lint/rules/
//   CF4xxx  data flow                                       lint/rules/
//   CF5xxx  providers and portability                       lint/rules/; codes_provider.cpp: rendering; codes_requests.cpp: CF503x, requests
//   CF51xx  TwiML documents                                 codes_twiml.cpp
//   CF52xx  Tropo documents                                 codes_tropo.cpp
//   CF6xxx  what the caller meets                           lint/rules/
//   CF7xxx  style                                           lint/rules/
//   CF8xxx  runs: steps, expectations                       codes_run.cpp, codes_emulate.cpp, codes_test.cpp, codes_requests.cpp
//   CF9xxx  suppressions, configuration, the program        codes_suppression.cpp
#pragma once

#include "base/diagnostic.hpp"

#include <span>

namespace callflow::base {

// All codes of this table in order of their number.
[[nodiscard]] std::span<const Code* const> all_codes();
// By code (`CF1001`, any case) or name; null where there is none.
[[nodiscard]] const Code* find_code(std::string_view code_or_name);

namespace codes {

// CF0: bytes and bounds -------------------------------------------------------------------------------------------------
extern const Code invalid_utf8;    // CF0001 unreadable
extern const Code syntax_error;    // CF0002 unreadable: no YAML, JSON or XML
extern const Code too_large;       // CF0003 unreadable: file size
extern const Code too_deep;        // CF0004 unreadable: nesting
extern const Code too_many_nodes;  // CF0005 unreadable: nodes, alias expansion
extern const Code second_document; // CF0006 unreadable: only one document a file
extern const Code forbidden_xml;   // CF0007 unreadable: DOCTYPE, entity, duplicate attribute, …
extern const Code empty_document;  // CF0008 unreadable: nothing in it

// CF1: the language -----------------------------------------------------------------------------------------------------
extern const Code yaml_tag;          // CF1001 a tag, `if: !vip`
extern const Code duplicate_key;     // CF1002
extern const Code null_value;        // CF1003 null where something is expected
extern const Code unquoted_template; // CF1004 `say: {{ x }}`
extern const Code lost_comment;      // CF1005 `say: Press 1 # for sales`
extern const Code several_verbs;     // CF1006 two verbs in one item
extern const Code unknown_key;       // CF1007
extern const Code wrong_type;        // CF1008 mapping, list, text, number, bool expected
extern const Code bad_value;         // CF1009 out of range, not one of
extern const Code missing_key;       // CF1010
extern const Code bad_name;          // CF1011 not a name, or reserved
extern const Code duplicate_name;    // CF1012 a name defined twice
extern const Code format_version;    // CF1013 head key missing or of another version
extern const Code not_yet_supported; // CF1014 written correctly, but this version cannot do it
extern const Code unknown_verb;      // CF1015
extern const Code unknown_attribute; // CF1016
extern const Code bad_duration;      // CF1017
extern const Code conflicting_keys;  // CF1018 keys that exclude each other
extern const Code unknown_target;    // CF1019 transition to a state that is not there
extern const Code unknown_actor;     // CF1020
extern const Code guarded_last_next; // CF1021 the last candidate of next: has a guard
extern const Code bad_address;       // CF1022 an actor's or flow's url cannot be read back
extern const Code unknown_signal;    // CF1023
extern const Code too_many_states;   // CF1024
extern const Code unknown_alias;     // CF1025 *x without &x, or x inside itself
extern const Code unknown_state;     // CF1026 initial:, inputs.X, scenario state
extern const Code text_by_look;      // CF1027 a default that looks like a number or truth value and is none
extern const Code unknown_flow;      // CF1030 `flow:` names no sub-flow
extern const Code recursive_flow;    // CF1031 a sub-flow runs inside itself
extern const Code shared_event;      // CF1032 an event is in two machines
extern const Code bad_raw;           // CF1040 elements or steps that would break the provider's document
extern const Code unknown_prompt;    // CF1041
extern const Code prompt_language;   // CF1042 nothing says in which language a prompt is spoken
extern const Code missing_part;      // CF1050 include: of a file that cannot be read
extern const Code file_outside;      // CF1051 include: or a scenario's file is elsewhere
extern const Code include_cycle;     // CF1052
extern const Code too_many_parts;    // CF1053 unreadable: parts, or what they hold, beyond a bound

// CF2: expressions and templates ----------------------------------------------------------------------------------------
extern const Code expression_syntax; // CF2001
extern const Code unknown_name;      // CF2002
extern const Code unknown_field;     // CF2003
extern const Code expression_type;   // CF2004 a type error
extern const Code guard_not_bool;    // CF2005
extern const Code template_syntax;   // CF2006 `{{` without `}}`
extern const Code expression_cost;   // CF2007 too large or too deep
extern const Code unknown_function;  // CF2009
extern const Code bad_pattern;       // CF2010

// CF5: what rendering for a provider finds ------------------------------------------------------------------------------
extern const Code not_on_provider;       // CF5001 error: the provider has no such verb
extern const Code left_out;              // CF5002 note: an attribute without equivalent is left out
extern const Code one_continue;          // CF5003 several next addresses in one Tropo document
extern const Code unsayable_text;        // CF5004 a character that XML cannot hold; text read as an address
extern const Code lost_part;             // CF5005 note: a part of a document that a conversion leaves out
extern const Code unknown_request_value; // CF5030 a value that the provider is not known to send
extern const Code bad_request_value;     // CF5031 a value in a request that cannot be read
extern const Code no_request;            // CF5032 a body that is no request of the provider

// CF51: TwiML documents -----------------------------------------------------------------------------------------------
extern const Code twiml_root;        // CF5100 error: the root of a TwiML document is not <Response>
extern const Code twiml_element;     // CF5101 warning: TwiML has no such element
extern const Code twiml_nesting;     // CF5102 warning: an element stands where Twilio does not look for it
extern const Code twiml_attribute;   // CF5103 warning: the element has no such attribute
extern const Code twiml_value;       // CF5104 warning: the attribute or text cannot have this value
extern const Code twiml_missing;     // CF5105 warning: something that the element needs is missing
extern const Code twiml_address;     // CF5106 warning: an address that leads somewhere else than it looks
extern const Code twiml_size;        // CF5107 error: a TwiML document has 64 kB at most
extern const Code twiml_text;        // CF5108 warning: text that is too long, or nobody hears
extern const Code twiml_mixed;       // CF5109 warning: verbs of a call beside those of a text message
extern const Code twiml_whisper;     // CF5110 error: a verb that cannot stand in a document for this occasion
extern const Code twiml_unreachable; // CF5111 note: nothing after this verb is reached
extern const Code twiml_old;         // CF5112 note: an old name or value that Twilio still takes
extern const Code twiml_several;     // CF5113 warning: more of something than Twilio takes
extern const Code twiml_pair;        // CF5114 warning: things that do not go together
extern const Code twiml_declaration; // CF5115 error: an XML declaration that Twilio cannot follow

// CF52: Tropo documents -----------------------------------------------------------------------------------------------
extern const Code tropo_root;    // CF5200 error: not a Tropo document
extern const Code tropo_step;    // CF5201 error: a step is an object with exactly one key
extern const Code tropo_action;  // CF5202 error: Tropo has no such action
extern const Code tropo_field;   // CF5203 warning: the action has no such field
extern const Code tropo_value;   // CF5204 warning: the field cannot have this value
extern const Code tropo_missing; // CF5205 error: a field that the action needs is missing
extern const Code tropo_grammar; // CF5206 warning: the choices cannot be understood
extern const Code tropo_address; // CF5207 warning: an address that leads somewhere else than it looks
extern const Code tropo_name;    // CF5208 warning: two of one name in the same document
extern const Code tropo_order;   // CF5209 warning: an action stands where it does nothing
extern const Code tropo_old;     // CF5210 note: an old name that Tropo still takes
extern const Code tropo_unit;    // CF5211 warning: a number that looks as if it were in another unit
extern const Code tropo_pair;    // CF5212 warning: fields that do not go together

// CF8: runs -------------------------------------------------------------------------------------------------------------
extern const Code expectation_failed; // CF8001
extern const Code refused_event;      // CF8002 a step was refused and did not expect it
extern const Code step_error;         // CF8003 evaluation error in a step that did not expect it
extern const Code unknown_event;      // CF8004 no state handles the event under any actor
extern const Code unknown_call;       // CF8005 a step names a call that is not open
extern const Code endless_loop;       // CF8006 run-to-completion bound reached, with its path
extern const Code missing_document;   // CF8007 an expected document that is not there
extern const Code unmocked_request;   // CF8009 a request that no mock answers
extern const Code foreign_callback;   // CF8010 a callback to an address that is none of the flow's
extern const Code person_cannot;      // CF8011 a person's step that the call never takes
extern const Code cut_off;            // CF8012 an emulated call beyond a bound
extern const Code no_assumption;      // CF8013 nothing is assumed under that name, or not that
extern const Code providers_part;     // CF8014 a scenario goes another way on another provider
extern const Code stuck_call;         // CF8015 a call that is over, in a state that is not final
extern const Code fault_matters;      // CF8016 something gone wrong on the way has changed what comes of the call
extern const Code missing_snapshot;   // CF8017 an expected document that nobody has kept yet
extern const Code orphan_snapshot;    // CF8018 a kept document that no scenario expects
extern const Code two_snapshots;      // CF8019 two scenarios would write one file differently
extern const Code flow_has_errors;    // CF8020 a scenario's flow cannot be played
extern const Code low_coverage;       // CF8021 less of a flow is covered than was asked for
extern const Code circling;           // CF8022 documents of a call follow each other without a sound
extern const Code unheard_hang_up;    // CF8023 a hang-up comes where the call goes on
extern const Code unused_fault;       // CF8025 a fault that nothing in the run is like
extern const Code not_from_outside;   // CF8024 a step or expectation that a real application cannot be held against
extern const Code snapshot_refused;   // CF8028 a file that `--update` does not write
extern const Code replay_part;        // CF8030 a file that is to be a part of a replay is none
extern const Code missing_flow;       // CF8008 a scenario names a flow that is not there

// CF9: suppressions -----------------------------------------------------------------------------------------------------
extern const Code unused_allow;         // CF9001 a suppression that suppresses nothing
extern const Code unknown_allow;        // CF9002 a suppression of no known code
extern const Code too_many_findings;    // CF9003 the rest is not listed
extern const Code allow_without_reason; // CF9004 a suppression that does not say why
extern const Code unknown_setting;      // CF9005 a key of a configuration file that is none
extern const Code bad_setting;          // CF9006 a value that the setting does not take
extern const Code unknown_rule;         // CF9007 a rule that is none

} // namespace codes
} // namespace callflow::base

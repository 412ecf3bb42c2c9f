// Parts of a flow as text: the same text for all that mean the same, however their authors spell them and in whatever order
// they write keys. For comparing, and readable enough to be shown.
#pragma once

#include "flow/model.hpp"

#include <span>
#include <string>

namespace callflow::flow {

// `Hello {{ customer.name }}`: expressions in one spelling between the literal parts.
[[nodiscard]] std::string spell(const expr::Template& text);
[[nodiscard]] std::string spell_expression(const expr::Expression& expression);
[[nodiscard]] std::string spell(const expr::Value& value); // as an expression that gives it
// `if: a > 1`, `unless: b`, several with commas between them. `sorted`: in one order, as all of them hold together.
[[nodiscard]] std::string spell(std::span<const Condition> conditions, bool sorted);
[[nodiscard]] std::string spell(const EventReference& event); // `agent.chose`, `chose {tries: 1}`
[[nodiscard]] std::string spell(const Field& field);          // its value: `"text"`, `{a: 1, b: "x"}`
[[nodiscard]] std::string spell(const Attribute& attribute);  // its value, as above; a text without quotes
// The verbs of a flow: `say {text: "Hello", voice: "Polly.Joanna"}`.
[[nodiscard]] std::string spell(const Flow& flow, const Verb& verb);
[[nodiscard]] std::string spell(const Flow& flow, const Assignment& assignment); // `tries = tries + 1`
[[nodiscard]] std::string spell(const Flow& flow, const Effect& effect);         // `run notify`, `log {text: "…"}`
[[nodiscard]] std::string spell(const Flow& flow, const Callback& callback);     // the same, `on failure`, `unique`
[[nodiscard]] std::string spell(const AddressTemplate& address);

} // namespace callflow::flow

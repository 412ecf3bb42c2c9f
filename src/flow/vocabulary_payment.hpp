// Attributes of a payment and of what is said at its steps.
#pragma once

#include "flow/vocabulary_parts.hpp"

namespace callflow::flow::attributes {

inline constexpr std::string_view pay_inputs[] = {"dtmf"};
inline constexpr std::string_view payment_methods[] = {"credit-card", "ach-debit"};
inline constexpr std::string_view account_types[] = {"consumer-checking", "consumer-savings", "commercial-checking",
                                                     "commercial-savings"};
inline constexpr std::string_view token_types[] = {"reusable", "one-time", "payment-method"};
inline constexpr std::string_view card_types[] = {"visa",   "mastercard", "amex",        "maestro", "discover",
                                                  "optima", "jcb",        "diners-club", "enroute"};
inline constexpr AttributeSpec pay_attributes[] = {
    choice("input", pay_inputs, "how numbers are given"),
    address("action", "where the outcome goes; the same state where left out"),
    address("statusCallback", "told how each step fares"),
    method("statusCallbackMethod"),
    choice("paymentMethod", payment_methods, "what is charged"),
    choice("bankAccountType", account_types, "of ach-debit: what kind of account"),
    number("timeout", Type::seconds, 1, any, "seconds of silence after the last key"),
    number("maxAttempts", Type::integer, 1, 3, "how often a step is repeated at most"),
    boolean("securityCode", "whether it is asked for"),
    text("postalCode", "whether it is asked for, or the code itself"),
    number("minPostalCodeLength", Type::integer, 0, any, "how long a postal code has to be"),
    text("paymentConnector", "the provider's connector to who charges it"),
    choice("tokenType", token_types, "what kind of token comes back"),
    {.name = "chargeAmount",
     .type = Type::decimal,
     .minimum = 0,
     .maximum = 1000000,
     .summary = "what is charged, `20.45`; 0 or left out only makes a token"},
    text("currency", "of chargeAmount"),
    text("language", "language of what the provider says"),
    text("description", "what is paid for"),
    choice("validCardTypes", card_types, "cards that are taken", Type::choices),
};

inline constexpr std::string_view payment_steps[] = {"payment-card-number", "expiration-date",    "security-code",
                                                     "postal-code",         "payment-processing", "bank-account-number",
                                                     "bank-routing-number"};
inline constexpr std::string_view payment_errors[] = {
    "timeout",        "invalid-card-number",   "invalid-card-type",          "invalid-date", "invalid-security-code",
    "internal-error", "input-matching-failed", "invalid-bank-routing-number"};
inline constexpr std::string_view payment_attempts[] = {"1", "2", "3"};
inline constexpr AttributeSpec prompt_attributes[] = {
    required(choice("for", payment_steps, "the step at which it is said")),
    choice("errorType", payment_errors, "only after such a failure", Type::choices),
    choice("cardType", card_types, "only for such cards", Type::choices),
    choice("attempt", payment_attempts, "only at these tries", Type::choices),
    boolean("requireMatchingInputs", "whether the number has to be given twice"),
};

} // namespace callflow::flow::attributes

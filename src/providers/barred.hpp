// Numbers that settings bar: what an answer would have the provider call.
#pragma once

#include "flow/verb.hpp"

#include <span>
#include <string>

namespace callflow::providers {

// What to say of the first number of an answer that begins as one of `barred`, whatever verb would call it or send it a message;
// empty where there is none. An address of SIP counts by its user.
[[nodiscard]] std::string barred_in(const flow::ResolvedResponse& response, std::span<const std::string> barred);
// The same of one number or address.
[[nodiscard]] std::string barred_number(const std::string& number, std::span<const std::string> barred);

} // namespace callflow::providers

// Dials and messages that values leave without anybody to go to.
#pragma once

#include "flow/verb.hpp"
#include "providers/findings.hpp"

#include <array>
#include <optional>

namespace callflow::providers {

// The answer without them. With an `action` the call goes there and says in the address's query what the platform would have said, that
// it failed (input_of, in arrival.hpp, reads it); without one what follows is next. Nothing where each of them names somebody, as
// nearly all do.
[[nodiscard]] std::optional<flow::ResolvedResponse> without_unaddressed(const flow::ResolvedResponse& response,
                                                                        const Findings& findings);

// What that query says: one of these fields of `input` is `failed`.
inline constexpr std::array<std::string_view, 3> outcomes_in_address = {"dial_status", "message_status",
                                                                        "refer_status"};
inline constexpr std::string_view failed_in_address = "failed";

} // namespace callflow::providers

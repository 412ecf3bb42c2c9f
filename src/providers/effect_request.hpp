// The HTTP request that carries an effect out: recorded by simulation, sent by whoever serves.
#pragma once

#include "expr/value.hpp"
#include "flow/transition.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::providers {

// A redirect, originate or webhook with every template evaluated. Views live as long as what they were taken from.
struct EffectView {
    using Fields = std::span<const std::pair<std::string, expr::Value>>;
    flow::EffectKind kind = flow::EffectKind::redirect;
    Fields fields = {};            // what the author gave besides `event`
    std::string_view event = {};   // the event's name, empty for none
    std::string_view actor = {};   // whose it is, empty for nobody's
    std::string_view address = {}; // what is fetched for it
    std::string_view bare = {};    // the same without what the event brings with it; of whichever call
    std::string_view call_id = {}; // of the call that does this
    // The field of that name, null where it was not given.
    [[nodiscard]] const expr::Value* find(std::string_view field) const;
};

struct OutgoingRequest {
    std::string method = "POST";
    std::string url; // `{AccountSid}` and `{token}` stand for what only the account's owner knows
    std::vector<std::pair<std::string, std::string>> headers;
    std::vector<std::pair<std::string, std::string>> form; // with a form there is no body
    std::string body;
};

// A webhook as it is: GET without a body, else POST; JSON and forms with their content type. Of any provider.
[[nodiscard]] OutgoingRequest webhook_request(const EffectView& effect);
// The HTTP request that a state makes (`request:`): a webhook's fields, and a `query` that stands behind the address.
[[nodiscard]] OutgoingRequest state_request(std::span<const std::pair<std::string, expr::Value>> fields);
// What both providers take for a length of time: whole seconds, where the author wrote `20s`; else the text as it is.
[[nodiscard]] std::string whole_seconds(const std::string& text);
// Whether a switch of an effect is written as off: `record: false`.
[[nodiscard]] bool asks_for_nothing(const flow::Field& field);
// Name and text of each entry of a map; a list gives its entry once for each item.
void append_form(const expr::Value& map, std::vector<std::pair<std::string, std::string>>& out);

} // namespace callflow::providers

// Attributes of transfer.
#pragma once

#include "flow/vocabulary_parts.hpp"

namespace callflow::flow::attributes {

inline constexpr std::string_view transfer_modes[] = {"attended", "blind"};
inline constexpr std::string_view transfer_vias[] = {"bridge", "refer", "http", "redirect"};
inline constexpr std::string_view transfer_presets[] = {"sipsorcery"};
inline constexpr std::string_view request_methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

// One of a list that is ours, so that other words are none.
constexpr AttributeSpec closed(std::string_view name, Words values, std::string_view summary) {
    return {.name = name, .type = Type::choice, .values = values, .summary = summary};
}

inline constexpr AttributeSpec transfer_attributes[] = {
    {.name = "to",
     .type = Type::list,
     .summary = "a number, SIP address or {flow, at, platform}, or several; of http the destination"},
    title("agent", "instead: a client of the provider, by name (bridge)"),
    title("queue", "instead: the first who waits in this queue (bridge)"),
    closed("mode", transfer_modes, "attended: the platform stays on the line; blind: it lets go"),
    closed("via", transfer_vias, "how; where left out http with a url, refer where blind, else bridge"),
    address("action", "the event that it comes back as, instead of success and failure (bridge, refer)"),
    number("ring", Type::seconds, 5, 600, "seconds of ringing (bridge)"),
    {.name = "callerId", .type = Type::phone_number, .summary = "who is shown to the called party (bridge)"},
    address("whisper", "answers the called party before the two are connected (bridge)"),
    closed("preset", transfer_presets, "whose request it is; sipsorcery where nothing of it is written out (http)"),
    {.name = "url", .type = Type::uri, .summary = "where the SIP side is asked (http)"},
    closed("method", request_methods, "GET without a body, else POST (http)"),
    text("user", "whose call it is at the SIP side (http)"),
    text("callid", "the leg to move: its Call-ID, or what its From holds (http)"),
    json("query", "query parameters by name, where no preset is meant (http)"),
    json("headers", "headers by name (http)"),
    json("json", "a body in JSON (http)"),
    json("form", "a body as a form (http)"),
    text("body", "a body as text (http)"),
    title("accepted", "what the reply contains where it is done; any of status 2xx where left out (http)"),
    number("timeout", Type::seconds, 1, 600, "seconds that the reply is waited for, 10 where left out (http)"),
};

} // namespace callflow::flow::attributes

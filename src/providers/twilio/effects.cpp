// Effects on calls as requests to Twilio's REST API (its page "Call resource").
#include "base/text.hpp"
#include "flow/sip_address.hpp"
#include "providers/twilio/twilio.hpp"

#include <utility>

namespace callflow::providers::twilio {
namespace {

constexpr std::string_view calls = "https://api.twilio.com/2010-04-01/Accounts/{AccountSid}/Calls";

struct Parameter {
    std::string_view field;
    std::string_view parameter;
};
constexpr Parameter originate_parameters[] = {
    {"to", "To"},
    {"from", "From"},
    {"timeout", "Timeout"},
    {"machineDetection", "MachineDetection"},
    {"sendDigits", "SendDigits"},
    {"record", "Record"},
};

// SIP headers stand behind the address, as in a document's <Sip>.
std::string with_headers(std::string address, const expr::Value* headers) {
    if (headers == nullptr || !flow::is_sip_address(address)) return address;
    std::vector<std::pair<std::string, std::string>> all;
    append_form(*headers, all);
    char before = address.find('?') == std::string::npos ? '?' : '&';
    for (const auto& [name, value] : all) {
        address += before + base::percent_encode(name) + "=" + base::percent_encode(flow::header_value(value));
        before = '&';
    }
    return address;
}

} // namespace

std::optional<OutgoingRequest> effect_request(const EffectView& effect) {
    OutgoingRequest request;
    if (effect.kind == flow::EffectKind::redirect) {
        const expr::Value* call = effect.find("call");
        const std::string id = call != nullptr ? call->to_text() : std::string(effect.call_id);
        request.url = std::string(calls) + "/" + base::percent_encode(id) + ".json";
        if (const expr::Value* status = effect.find("status")) request.form.emplace_back("Status", status->to_text());
    } else if (effect.kind == flow::EffectKind::originate) {
        request.url = std::string(calls) + ".json";
        const expr::Value* keys = effect.find("sendDigits");
        const bool plays = keys != nullptr && !keys->to_text().empty();
        for (const auto& [field, parameter] : originate_parameters) {
            const expr::Value* value = effect.find(field);
            if (value == nullptr || (value == keys && !plays)) continue;
            if (field == "machineDetection" && plays) continue; // see effect_gap()
            std::string text = value->to_text();
            if (field == "to") text = with_headers(std::move(text), effect.find("headers"));
            if (field == "timeout") text = whole_seconds(text);
            request.form.emplace_back(parameter, std::move(text));
        }
    } else {
        return std::nullopt;
    }
    if (!effect.address.empty()) {
        request.form.emplace_back("Url", effect.address);
        request.form.emplace_back("Method", "POST");
    }
    return request;
}

// Facts, machine detection of REST calls: it and the keys exclude each other, and a number has no SIP headers.
std::string_view effect_gap(const flow::Effect& effect, const flow::Field& field) {
    if (effect.kind != flow::EffectKind::originate) return {};
    const flow::Field* to = effect.find("to");
    if (field.name == "headers" && to != nullptr && !flow::is_sip_address(to->value.text()))
        return to->value.is_single_expression() ? "only a SIP address is called with headers, and `to` may be a number"
                                                : "only a SIP address is called with headers";
    if (field.name == "machineDetection" && effect.find("sendDigits") != nullptr && !asks_for_nothing(field))
        return "nobody looks for a machine where `sendDigits` has keys played";
    return {};
}

} // namespace callflow::providers::twilio

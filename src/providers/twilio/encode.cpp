// Requests as Twilio would send them: the standard parameters, then those of the kind, in the order of Twilio's pages.
#include "base/json_writer.hpp"
#include "providers/twilio/requests.hpp"
#include "providers/twilio/twilio.hpp"

#include <algorithm>
#include <utility>

namespace callflow::providers::twilio {
namespace {

using Form = std::vector<std::pair<std::string, std::string>>;

// Fills a parameter where something is known for it.
void add(Form& form, const Happening& happening, std::string_view name) {
    const auto given = std::ranges::find(happening.params, name, &Form::value_type::first);
    if (given != happening.params.end()) {
        form.emplace_back(name, given->second);
        return;
    }
    if (name == "CallSid" || name == "MessageSid") {
        if (!happening.call_id.empty()) form.emplace_back(name, happening.call_id);
        return;
    }
    if (name == "ApiVersion") {
        form.emplace_back(name, "2010-04-01");
        return;
    }
    const Parameter* parameter = find_parameter(name);
    if (parameter == nullptr) return;
    // `input` tells what this request brings, `call` what has been so all along.
    const expr::Value* value = find_field(happening.input, parameter->input);
    if (value == nullptr || parameter->input.empty()) value = find_field(happening.call, parameter->call);
    if (value != nullptr && !value->is_absent()) form.emplace_back(name, value->to_text());
}

void add_headers(Form& form, std::string_view prefix, const expr::Value* headers) {
    if (headers == nullptr || headers->kind() != expr::Kind::map) return;
    for (const auto& [name, value] : headers->as_map())
        form.emplace_back(std::string(prefix) + name.to_text(), value.to_text());
}

// What was said in a call that is written down while it lasts.
void add_transcription(Form& form, const Happening& happening) {
    const expr::Value* said = find_field(happening.input, "transcription");
    const expr::Value* sure = find_field(happening.input, "confidence");
    if (said == nullptr && sure == nullptr) return;
    std::string data;
    base::JsonWriter json(data);
    json.begin_object();
    if (said != nullptr) json.member("transcript", said->to_text());
    if (sure != nullptr && sure->kind() == expr::Kind::real) json.key("confidence").raw(sure->to_json());
    json.end_object();
    form.emplace_back(transcription_data, std::move(data));
}

void add_media(Form& form, const expr::Value* media) {
    if (media == nullptr || media->kind() != expr::Kind::list) return;
    std::size_t number = 0;
    for (const expr::Value& url : media->as_list())
        form.emplace_back(std::string(media_url) + std::to_string(number++), url.to_text());
}

} // namespace

OutgoingRequest encode(const Happening& happening, std::string_view address) {
    OutgoingRequest request;
    request.url = address;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    const RequestRow* row = find_request(happening.kind);
    if (row == nullptr) row = find_request("next");
    if (row->standard) {
        for (const std::string_view name : standard_parameters()) add(request.form, happening, name);
        add_headers(request.form, sip_header, find_field(happening.input, "sip_headers"));
    }
    for (const std::string_view name : row->adds) add(request.form, happening, name);
    if (row->kind.name == "dial")
        add_headers(request.form, dial_sip_header, find_field(happening.input, "dial_sip_headers"));
    if (row->kind.name == "transcribing") add_transcription(request.form, happening);
    if (row->kind.name == "message") {
        const expr::Value* media = find_field(happening.input, "media");
        const bool listed = media != nullptr && media->kind() == expr::Kind::list;
        if (std::ranges::find(request.form, "NumMedia", &Form::value_type::first) == request.form.end())
            request.form.emplace_back("NumMedia", std::to_string(listed ? media->as_list().size() : 0));
        add_media(request.form, media);
    }
    for (const auto& [name, value] : happening.params) {
        if (std::ranges::find(request.form, name, &Form::value_type::first) == request.form.end())
            request.form.emplace_back(name, value);
    }
    return request;
}

} // namespace callflow::providers::twilio

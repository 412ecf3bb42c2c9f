// The first document of a session that a token has launched, where the flow says none of its own (Tropo's page "call"; facts 3.3).
#include "base/text.hpp"
#include "flow/vocabulary.hpp"
#include "providers/tropo/destination.hpp"
#include "providers/tropo/tropo.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace callflow::providers::tropo {
namespace {

std::string_view parameter(const DecodedRequest& request, std::string_view name) {
    const auto at = std::ranges::find(request.launch, name, &std::pair<std::string, std::string>::first);
    return at == request.launch.end() ? std::string_view() : base::trim(at->second);
}

void put(flow::ResolvedVerb& verb, std::string_view name, std::string value) {
    verb.attributes.push_back({.spec = flow::find_attribute(*verb.spec, name), .value = std::move(value)});
}

flow::ResolvedVerb handler(std::string_view event, std::string_view next) {
    flow::ResolvedVerb verb;
    verb.spec = flow::find_verb("on");
    put(verb, "event", std::string(event));
    put(verb, "next", std::string(next));
    return verb;
}

// What the event brought with it goes on with the address.
std::string with_params(const DecodedRequest& request, std::string_view address) {
    constexpr std::string_view own[] = {"action",           "token",      "to",      "from",  "timeout",
                                        "machineDetection", "sendDigits", "headers", "event", "record"};
    std::string out(address);
    for (const auto& [name, value] : request.launch) {
        const std::string key = base::percent_encode(name) + "=";
        if (std::ranges::find(own, name) != std::end(own) || out.find("?" + key) != std::string::npos ||
            out.find("&" + key) != std::string::npos)
            continue;
        out += (out.find('?') == std::string::npos ? "?" : "&") + key + base::percent_encode(value);
    }
    return out;
}

} // namespace

std::optional<flow::ResolvedResponse> launch(const DecodedRequest& request, std::string_view answered,
                                             std::string_view otherwise) {
    std::string to(parameter(request, "to"));
    if (!request.begins || to.empty()) return std::nullopt;
    std::string keys(parameter(request, "sendDigits"));
    std::erase_if(keys,
                  [](char c) { return std::string_view("0123456789*#ABCDabcdwW").find(c) == std::string_view::npos; });
    append_digits(to, keys);
    flow::ResolvedResponse response;
    flow::ResolvedVerb call;
    call.spec = flow::find_verb("call");
    put(call, "to", std::move(to));
    for (const std::string_view name : {"from", "timeout", "headers"})
        if (const std::string_view value = parameter(request, name); !value.empty())
            put(call, name, std::string(value));
    // Twilio's words, `Enable` and `DetectMessageEnd`, both ask for what Tropo calls true.
    const std::string_view detection = parameter(request, "machineDetection");
    if (!detection.empty() && detection != "false") put(call, "machineDetection", "true");
    put(call, "allowSignals", {}); // a signal while it rings would come to `continue`, as if somebody had picked up
    response.verbs.push_back(std::move(call));
    response.verbs.push_back(handler("continue", with_params(request, answered)));
    for (const std::string_view event : {"incomplete", "error", "hangup"})
        response.verbs.push_back(handler(event, with_params(request, otherwise)));
    return response;
}

} // namespace callflow::providers::tropo

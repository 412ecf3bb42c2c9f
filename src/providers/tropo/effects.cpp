// Effects on calls as requests to Tropo (its pages "signals" and "REST API", session launch).
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "providers/tropo/tropo.hpp"

#include <algorithm>
#include <utility>

namespace callflow::providers::tropo {
namespace {

constexpr std::string_view sessions = "https://api.tropo.com/1.0/sessions";

// SIP headers as a call takes them: a JSON object of texts, each of one line.
std::string headers_of(const expr::Value& map) {
    std::vector<std::pair<std::string, std::string>> all;
    append_form(map, all);
    std::string out;
    base::JsonWriter json(out);
    json.begin_object();
    for (auto& [name, value] : all) {
        std::ranges::replace_if(value, [](char c) { return c == '\r' || c == '\n'; }, ' ');
        json.member(name, value);
    }
    json.end_object();
    return out;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs query_of(std::string_view address) {
    Pairs out;
    std::string_view query = address.substr(std::min(address.find('?'), address.size()));
    while (!query.empty()) {
        query.remove_prefix(1);
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(pair.size());
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        auto name = base::percent_decode(pair.substr(0, equals), true);
        auto value = base::percent_decode(pair.substr(equals + 1), true);
        if (name && value) out.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
}

bool has(const Pairs& all, std::string_view name) {
    return std::ranges::find(all, name, &Pairs::value_type::first) != all.end();
}

// What the event brings with it (`params`) stands in the query of its address. A launch has no address of its own, so that
// its parameters carry it.
void add_params(const EffectView& effect, std::string_view event, OutgoingRequest& request) {
    const Pairs own = query_of(effect.bare);
    for (auto& [name, value] : query_of(effect.address)) {
        // the address itself names the event and whose it is
        const bool names = has(own, name) && (value == event || value == effect.event || value == effect.actor);
        if (!names && !has(request.form, name)) request.form.emplace_back(name, std::move(value));
    }
}

} // namespace

// A live session is moved by a signal of the event's name: the document's handler of that name says where. Nothing ends a
// session from outside. A new call is a session that the application begins with `call`; it is told by parameters whom.
std::optional<OutgoingRequest> effect_request(const EffectView& effect) {
    OutgoingRequest request;
    const std::string event =
        effect.actor.empty() ? std::string(effect.event) : std::string(effect.actor) + "." + std::string(effect.event);
    if (effect.kind == flow::EffectKind::redirect) {
        if (event.empty()) return std::nullopt;
        const expr::Value* call = effect.find("call");
        const std::string id = call != nullptr ? call->to_text() : std::string(effect.call_id);
        request.url = std::string(sessions) + "/" + base::percent_encode(id) + "/signals";
        request.form = {{"action", "signal"}, {"value", event}};
        return request;
    }
    if (effect.kind != flow::EffectKind::originate) return std::nullopt;
    request.url = sessions;
    request.form = {{"action", "create"}, {"token", "{token}"}};
    for (const auto& [name, value] : effect.fields) {
        if (name == "record") continue; // see effect_gap()
        std::string text = value.kind() == expr::Kind::map ? headers_of(value) : value.to_text();
        request.form.emplace_back(name, name == "timeout" ? whole_seconds(text) : std::move(text));
    }
    if (!event.empty()) request.form.emplace_back("event", event);
    add_params(effect, event, request);
    return request;
}

// A launch has parameters for the application alone, and a `call` none that records without saying where to (page "startRecording").
std::string_view effect_gap(const flow::Effect& effect, const flow::Field& field) {
    if (effect.kind == flow::EffectKind::originate && field.name == "record" && !asks_for_nothing(field))
        return "let the answer to the event begin with `startRecording: {url: …}`";
    if (effect.kind == flow::EffectKind::redirect && field.name == "status")
        return "nothing ends a session from outside; name an `event:` whose answer is `hangup`";
    return {};
}

} // namespace callflow::providers::tropo

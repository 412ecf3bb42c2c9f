#include "providers/arrival.hpp"

#include "base/text.hpp"
#include "flow/handling.hpp"
#include "providers/unaddressed.hpp"

#include <algorithm>

namespace callflow::providers {
namespace {

std::string event_text(const std::string& actor, std::string_view event) {
    return actor.empty() ? std::string(event) : actor + "." + std::string(event);
}

void fire(const flow::Flow& flow, flow::EventId event, Arrival& arrival) {
    arrival.event = flow.events[event].text();
    arrival.actor = flow.events[event].actor;
}

const flow::Signal* find_signal(const flow::Flow& flow, std::string_view name) {
    const auto at = std::ranges::find_if(flow.signals, [&](const flow::Signal& one) { return one.spec->name == name; });
    return at == flow.signals.end() ? nullptr : &*at;
}

// Those that end a call are signals whether anybody handles them or not. Others come with a request that wants an answer,
// and are only worth an event where somebody waits for it.
bool is_heard(const flow::Flow& flow, const flow::Signal& signal) {
    if (signal.spec->name != "machine" && signal.spec->name != "fallback") return true;
    return flow::handled_events(flow)[signal.event];
}

} // namespace

std::string_view to_string(Arrival::Means means) {
    switch (means) {
    case Arrival::Means::event: return "event";
    case Arrival::Means::first: return "first";
    case Arrival::Means::signal: return "signal";
    case Arrival::Means::again: return "again";
    case Arrival::Means::foreign: return "foreign";
    }
    return {};
}

Arrival arrival_of(const flow::Flow& flow, std::string_view address, const DecodedRequest& request, bool known) {
    using Means = Arrival::Means;
    Arrival arrival;
    if (auto match = flow.read_address(address)) {
        arrival.means = Means::event;
        arrival.actor = std::move(match->actor);
        arrival.call_id = std::move(match->call_id);
        arrival.others = std::move(match->others);
        arrival.event = match->event.empty() ? std::string() : event_text(arrival.actor, match->event);
    }
    const flow::Signal* signal = request.signal.empty() ? nullptr : find_signal(flow, request.signal);
    const bool over = request.over && signal != nullptr;             // whatever the address
    const bool told = request.kind == "status" && signal != nullptr; // no call begins with its end
    if (!over && (arrival.means == Means::foreign || !arrival.event.empty())) return arrival;
    if (over || ((known || told) && signal != nullptr && is_heard(flow, *signal))) {
        arrival.means = Means::signal;
        fire(flow, signal->event, arrival);
    } else if (!known) {
        arrival.means = Means::first;
        arrival.actor.clear();
        if (!request.event.empty()) {
            arrival.event = request.event;
            const std::size_t dot = request.event.find('.');
            arrival.actor = dot == std::string::npos ? std::string() : request.event.substr(0, dot);
        } else if (flow.start != flow::none) {
            fire(flow, flow.start, arrival);
        }
    } else {
        arrival.means = Means::again;
        arrival.actor.clear();
    }
    return arrival;
}

InputFields input_of(const Arrival& arrival, const DecodedRequest& request) {
    InputFields input = request.input;
    if (arrival.means != Arrival::Means::event) return input; // who hangs up before has no outcome
    for (const auto& [name, value] : arrival.others) {
        const bool outcome = std::ranges::find(outcomes_in_address, name) != outcomes_in_address.end();
        if (outcome && value == failed_in_address && find_field(input, name) == nullptr)
            put_field(input, name, expr::Value::string(value));
    }
    return input;
}

namespace {

// Whatever is no UTF-8 replaced, as JSON has it.
std::string sound_text(std::string_view text) {
    if (base::find_invalid_utf8(text) == std::string_view::npos) return std::string(text);
    std::string out;
    for (std::size_t at = 0; at < text.size();) base::append_utf8(out, base::decode_utf8(text, at));
    return out;
}

} // namespace

expr::Value params_of(const Arrival& arrival, const DecodedRequest& request) {
    if (arrival.others.empty() && request.params.kind() == expr::Kind::map) return request.params;
    std::vector<std::pair<expr::Value, expr::Value>> entries;
    // What is written down of two names that differ in bytes that are no UTF-8 is one name: it is so from the beginning.
    for (const auto& [name, value] : arrival.others)
        entries.emplace_back(expr::Value::string(sound_text(name)), expr::Value::string(sound_text(value)));
    if (request.params.kind() == expr::Kind::map) // the last of a name counts
        for (const auto& [name, value] : request.params.as_map()) entries.emplace_back(name, value);
    return expr::Value::map(std::move(entries));
}

} // namespace callflow::providers

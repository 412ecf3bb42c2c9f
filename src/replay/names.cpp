#include "replay/names.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <optional>

namespace callflow::replay {
namespace {

// What people call the event where the flow does not say which one is a hang-up: the words before its verb say whose it is.
std::optional<std::string_view> who_hung_up(std::string_view text) {
    for (const std::string_view one : {"hangs_up", "hang_up", "hangup", "hung_up", "hungup"}) {
        const std::size_t at = text.find(one);
        if (at == std::string_view::npos) continue;
        const std::string_view who = text.substr(0, at);
        return who.substr(0, who.find_last_not_of("._") + 1);
    }
    return std::nullopt;
}

// Whom the call is of, among the flow's actors: who is called so, else the first.
std::string_view caller_of(const flow::Flow& flow) {
    for (const std::string_view one : {"customer", "caller", "client"})
        if (flow.find_actor(one) != nullptr) return one;
    return flow.actors.empty() ? std::string_view() : std::string_view(flow.actors.front().name);
}

// Somebody else who hangs up leaves the caller on the line.
bool is_somebody_else(const flow::Flow& flow, std::string_view who) {
    constexpr std::string_view others[] = {"agent", "operator", "callee"};
    const std::string_view caller = caller_of(flow);
    if (who == caller) return false;
    return flow.find_actor(who) != nullptr || std::ranges::find(others, who) != std::end(others);
}

} // namespace

Names::Names(const engine::Machine& machine) : machine_(machine), handled_(machine.flow().events.size()) {
    names_.push_back(std::make_unique<const Name>(Name{.text = "(no event)"}));
    for (const flow::Signal& one : machine.flow().signals)
        if (one.spec->name == "hangup") says_hangup_ = one.where.valid();
    const auto note = [&](const std::vector<flow::Handler>& all) {
        for (const flow::Handler& one : all)
            if (one.event < handled_.size()) handled_[one.event] = true;
    };
    for (const flow::State& state : machine.flow().states) note(state.on);
    for (const flow::Body& body : machine.flow().bodies) note(body.on);
}

Name Names::resolve(std::string_view actor, std::string_view event) const {
    Name out;
    const auto knows = [&](const std::string& text) {
        const flow::EventId id = machine_.request(text).event;
        if (id == flow::none) return false;
        if (id != flow::next_event && !machine_.knows(id) && machine_.signal_of(id) == nullptr) return false;
        out.event = id;
        // a key without an actor is one for every actor: what is shown is the key
        const flow::Event& event_named = machine_.flow().events[id];
        const flow::EventId bare = machine_.flow().find_event({}, event_named.name);
        const bool by_bare = bare != flow::none && handled_[bare] && !handled_[id];
        out.text = by_bare ? event_named.name : event_named.text();
        return true;
    };
    bool known = false;
    if (!actor.empty()) {
        known = knows(fmt::format("{}.{}", actor, event));
        const bool repeats = event.size() > actor.size() + 1 && event.starts_with(actor) && event[actor.size()] == '_';
        if (!known && repeats) known = knows(fmt::format("{}.{}", actor, event.substr(actor.size() + 1)));
    }
    if (!known) known = knows(std::string(event));
    for (const flow::Actor& one : machine_.flow().actors) { // `customer_hangs_up`
        const bool begins =
            event.size() > one.name.size() + 1 && event.starts_with(one.name) && event[one.name.size()] == '_';
        if (!known && begins) known = knows(fmt::format("{}.{}", one.name, event.substr(one.name.size() + 1)));
    }
    if (!known) { // a signal that the flow does not mention is one all the same
        for (const flow::Signal& one : machine_.flow().signals)
            if (one.event == flow::none && one.spec->default_event == event) out.signal = one.spec;
    }
    // what a trace says of requests; `accepted` is a transfer's to which the SIP side agrees
    if (!known && actor.empty() && (event == "success" || event == "failure" || event == "accepted"))
        out.outcome = std::ranges::any_of(machine_.flow().states, [&](const flow::State& one) {
            return one.request && (event != "accepted" || one.request->hands_over);
        });
    if (known) {
        out.signal = machine_.signal_of(out.event);
        out.heard =
            out.signal == nullptr && !is_somebody_else(machine_.flow(), machine_.flow().events[out.event].actor);
    } else {
        const bool beside = !actor.empty() && !event.starts_with(actor);
        out.text = beside ? fmt::format("{}.{}", actor, event) : std::string(event);
    }
    // whose hang-up is the caller's the flow says, or else what the event is called
    if (out.signal != nullptr) {
        out.hangup = out.signal->name == "hangup";
    } else if (const auto who = says_hangup_ ? std::nullopt : who_hung_up(out.text)) {
        out.hangup = !is_somebody_else(machine_.flow(), *who);
    }
    return out;
}

NameId Names::of(std::string_view actor, std::string_view event) {
    key_.assign(actor);
    key_ += '\0';
    key_ += event;
    const auto found = ids_.find(std::string_view(key_));
    if (found != ids_.end()) return found->second;
    Name name = resolve(actor, event);
    if (name.event == flow::none && names_.size() >= max_names) {
        name.text = "(other names)";
        key_ = "\1other";
        const auto other = ids_.find(std::string_view(key_));
        if (other != ids_.end()) return other->second;
    }
    const auto id = static_cast<NameId>(names_.size());
    names_.push_back(std::make_unique<const Name>(std::move(name)));
    ids_.emplace(key_, id);
    return id;
}

NameId Names::by_address(std::string_view address, bool& fires) {
    const flow::Flow& flow = machine_.flow();
    // at an actor's own address an event without an actor is that actor's
    const auto read = [&](const flow::AddressTemplate& form, std::string_view whose) -> NameId {
        const auto match = form.invert(address);
        if (!match) return flow::none;
        fires = true;
        return match->event.empty() ? nameless : of(match->actor.empty() ? whose : match->actor, match->event);
    };
    NameId out = flow::none;
    for (const flow::Actor& actor : flow.actors)
        if (out == flow::none && actor.address) out = read(*actor.address, actor.name);
    if (out == flow::none) out = read(flow.address, {});
    return out == flow::none ? nameless : out;
}

NameId Names::of_request(std::string_view address, std::string_view signal, bool& fires) {
    fires = false;
    if (!address.empty()) {
        const NameId out = by_address(address, fires);
        if (out != nameless) return out;
    }
    for (const flow::Signal& one : machine_.flow().signals) {
        if (signal.empty() || one.spec->name != signal) continue;
        fires = true;
        if (one.event == flow::none) return of({}, one.spec->default_event);
        const flow::Event& named = machine_.flow().events[one.event];
        return of(named.actor, named.name);
    }
    return nameless;
}

} // namespace callflow::replay

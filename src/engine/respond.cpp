#include "base/text.hpp"
#include "engine/resolver.hpp"
#include "flow/sip_address.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::engine {
namespace {

// The element at `index`, in the buffers that an earlier response left there.
template <class T> T& reuse(std::vector<T>& list, std::size_t index) {
    return index < list.size() ? list[index] : list.emplace_back();
}

// Whether the author has written just that, without values.
bool is_written(const flow::Verb& noun, const std::string& whom) {
    return std::ranges::any_of(noun.attributes, [&](const flow::Attribute& one) {
        return one.spec->name == noun.spec->content && one.value.is_literal() && one.value.literal() == whom;
    });
}

// Whether the `;` in a number are its author's alone, and no value's: `{{ number }};postd=12` has Tropo play keys to who answers.
bool has_written_options(const expr::Template& written, std::string_view number) {
    std::ptrdiff_t options = 0;
    for (const expr::Template::Part& part : written.parts())
        if (part.expression.empty()) options += std::ranges::count(part.literal, ';');
    return options > 0 && options == std::ranges::count(number, ';');
}

// Of several that are called at once, one that a value names may be nobody; the others are called.
void leave_nobody_out(const flow::Verb& dial, std::vector<flow::ResolvedVerb>& called) {
    const auto is_nobody = [&](const flow::ResolvedVerb& one) {
        const bool address = one.spec->name == "number" || one.spec->name == "sip";
        if (!address || one.content() == nullptr || flow::calls_nobody(*one.content()).empty()) return false;
        return std::ranges::none_of(dial.children,
                                    [&](const flow::Verb& noun) { return is_written(noun, *one.content()); });
    };
    if (!std::ranges::all_of(called, is_nobody)) std::erase_if(called, is_nobody);
}

// A value may be a whole SIP address where a number is written, which is a noun of its own on every platform.
void name_sip(flow::ResolvedVerb& dial) {
    const auto number = std::ranges::find_if(
        dial.attributes, [](const flow::ResolvedAttribute& one) { return one.spec->name == "number"; });
    if (number != dial.attributes.end() && flow::is_sip_address(number->value)) {
        flow::ResolvedVerb noun;
        noun.spec = flow::find_verb("number");
        noun.where = dial.where;
        noun.attributes.push_back(
            {flow::find_attribute(*noun.spec, "number"), std::move(number->value), number->where});
        dial.attributes.erase(number);
        dial.children.insert(dial.children.begin(), std::move(noun));
    }
    for (flow::ResolvedVerb& one : dial.children) {
        if (one.spec->name != "number" || one.content() == nullptr || !flow::is_sip_address(*one.content())) continue;
        one.spec = flow::find_verb("sip");
        std::erase_if(one.attributes, [&](flow::ResolvedAttribute& given) {
            if (given.spec->name == "extra") return false; // a provider's own, of whichever noun
            given.spec = flow::find_attribute(*one.spec, given.spec->name == "number" ? "uri" : given.spec->name);
            return given.spec == nullptr; // keys to be sent: a SIP address takes none
        });
    }
}

} // namespace

bool Resolver::fail(std::string message, base::Span where) {
    error_ = {std::move(message), where};
    return false;
}

bool Resolver::resolve(flow::ResolvedResponse& out) {
    const flow::State& state = compiled_.flow.states[compiled_.configurations.state(call_.configuration)];
    state_ = &state;
    const flow::Response& response = state.response;
    out.text = call_.text;
    out.where = response.where;
    // A sub-flow's final state is answered only where nobody took its outcome: the call does not end with it.
    out.final = state.final.has_value() && compiled_.configurations.outer(call_.configuration) == flow::none;
    out.has_next = false;
    out.next.clear();
    const std::vector<flow::Verb>* from = &response.verbs;
    for (const flow::ProviderResponse& one : response.by_provider)
        if (one.provider == provider_) from = &one.verbs;
    if (!response.present) {
        out.verbs.clear();
        out.signals.clear();
        out.interrupts.clear();
        return true;
    }
    return verbs(*from, out.verbs) && closing(state, out) && signals(state, out) && interrupts(state, out);
}

bool Resolver::verbs(const std::vector<flow::Verb>& from, std::vector<flow::ResolvedVerb>& to) {
    std::size_t count = 0;
    if (!append(from, to, count)) return false;
    to.resize(count);
    return true;
}

// Behind the `count` verbs that are there.
bool Resolver::append(const std::vector<flow::Verb>& from, std::vector<flow::ResolvedVerb>& to, std::size_t& count) {
    for (const flow::Verb& one : from) {
        if (!one.conditions.empty() && !holds(one.conditions)) continue;
        if (!one.each.empty()) {
            if (!repeat(one.each.front(), to, count)) return false;
            continue;
        }
        if (!verb(one, reuse(to, count))) return false;
        if (rounds_deep_ > 0 && !within_bounds(to[count])) return false;
        ++count;
    }
    return true;
}

bool Resolver::verb(const flow::Verb& from, flow::ResolvedVerb& to) {
    to.spec = from.spec;
    to.where = from.where;
    to.written = from.written;
    std::size_t count = 0;
    if (!from.prompt.empty() && !spoken(from, to, count)) return false;
    for (const flow::Attribute& one : from.attributes)
        if (!add(one, to, count, count)) return false;
    for (const flow::ProviderAttributes& overrides : from.overrides) {
        if (overrides.provider != provider_) continue;
        for (const flow::Attribute& one : overrides.attributes) {
            std::size_t place = 0;
            while (place < count && to.attributes[place].spec->name != one.spec->name) ++place;
            if (!add(one, to, place, count)) return false;
        }
    }
    to.attributes.resize(count);
    if (!verbs(from.children, to.children)) return false;
    if (from.spec->name == "header")
        for (flow::ResolvedAttribute& one : to.attributes) one.value = flow::header_value(one.value);
    if (from.spec->name != "dial") return true;
    name_sip(to);
    leave_nobody_out(from, to.children);
    return true;
}

// Writes an attribute at `place`, behind the `count` ones that are there or instead of one of them.
bool Resolver::add(const flow::Attribute& from, flow::ResolvedVerb& to, std::size_t place, std::size_t& count) {
    flow::ResolvedAttribute& target = reuse(to.attributes, place);
    target.spec = from.spec;
    bool given = true;
    if (!attribute(from, target.value, given)) return false;
    if (given && place == count) {
        ++count;
    } else if (!given && place < count) {
        const auto begin = to.attributes.begin();
        std::rotate(begin + static_cast<std::ptrdiff_t>(place), begin + static_cast<std::ptrdiff_t>(place) + 1,
                    begin + static_cast<std::ptrdiff_t>(count));
        --count;
    }
    return true;
}

// `given` is false where the value is null: such an attribute is not written.
bool Resolver::attribute(const flow::Attribute& from, std::string& to, bool& given) {
    to.clear();
    std::string why;
    if (!from.event.empty())
        return append_reference(compiled_, from.event.front(), slots_, nullptr, to, &why) ||
               fail(std::move(why), from.where);
    if (!from.json.empty()) {
        expr::Value tree;
        if (!evaluate_field(compiled_, from.json.front(), slots_, tree, error_)) return false;
        why = write_attribute(*from.spec, tree, to);
        return why.empty() || fail(std::string(from.spec->name) + ": " + why, from.where);
    }
    if (from.value.is_literal()) {
        to = from.value.literal();
        return true;
    }
    using flow::AttributeType;
    const AttributeType type = from.spec->type;
    const bool single = from.value.is_single_expression();
    if (type == AttributeType::xml || type == AttributeType::ssml) return elements(from, to);
    if (type == AttributeType::uri) return uri(from, to);
    if (type == AttributeType::address && !single)
        return append_url(from.value, slots_, to, &why) || fail(std::move(why), from.where);
    if (type == AttributeType::phone_number && !single)
        return from.value.append(to, slots_, expr::Template::Target::text, &why) ? callable(from, to)
                                                                                 : fail(std::move(why), from.where);
    if (!single && (type == AttributeType::text || type == AttributeType::spoken))
        return from.value.append(to, slots_, expr::Template::Target::text, &why) || fail(std::move(why), from.where);
    const expr::Value value = from.value.evaluate(slots_);
    if (value.is_error()) return fail(std::string(value.as_string()), from.where);
    if (value.kind() == expr::Kind::null) {
        given = false;
        return true;
    }
    why = write_attribute(*from.spec, value, to);
    if (!why.empty()) return fail(std::string(from.spec->name) + ": " + why, from.where);
    return type != AttributeType::phone_number || callable(from, to);
}

// A number that a call brings, or an application, must not add lines or parameters to what it is put into.
bool Resolver::callable(const flow::Attribute& from, const std::string& to) {
    if (to.empty()) return true;
    std::string judged = to;
    if (!flow::is_sip_address(to) && has_written_options(from.value, to)) std::erase(judged, ';');
    const std::string why = flow::wrong_with_address(judged);
    return why.empty() || fail(fmt::format("{} cannot be called: {}", base::quoted(to), why), from.where);
}

// Where the call goes when the response has run out.
bool Resolver::closing(const flow::State& state, flow::ResolvedResponse& out) {
    if (state.next.empty() || state.final) return true;
    for (const flow::ResolvedVerb& verb : out.verbs) {
        if (verb.spec == nullptr) continue;
        if (verb.spec->ends_document) return true;
        // The answer to a text message is sent as a whole, and its actions are only told of it.
        if (verb.spec->action_always && !out.text && verb.find("action") != nullptr) return true;
    }
    out.has_next = true;
    std::string why;
    return append_address(compiled_, compiled_.flow.events[flow::next_event].name, {}, {}, slots_, nullptr, out.next,
                          &why) ||
           fail(std::move(why), state.next_where);
}

// What the provider is to announce by itself, and where.
bool Resolver::signals(const flow::State& state, flow::ResolvedResponse& out) {
    std::size_t count = 0;
    std::uint32_t handled = 0;
    const Configurations& configurations = compiled_.configurations;
    for (Configuration at = call_.configuration; at != flow::none; at = configurations.outer(at))
        handled |= compiled_.states[configurations.state(at)].signals;
    for (std::size_t index = 0; handled >> index != 0; ++index) {
        if ((handled >> index & 1U) == 0) continue;
        const flow::Signal& signal = compiled_.flow.signals[index];
        const flow::Event& event = compiled_.flow.events[signal.event];
        flow::ResolvedSignal& resolved = reuse(out.signals, count++);
        resolved.signal = signal.spec->name;
        resolved.address.clear();
        std::string why;
        if (!append_address(compiled_, event.name, event.actor, {}, slots_, nullptr, resolved.address, &why))
            return fail(std::move(why), state.where);
    }
    out.signals.resize(count);
    return true;
}

// What may interrupt the call here: events of running timers, and those that a `redirect` effect names.
bool Resolver::interrupts(const flow::State& state, flow::ResolvedResponse& out) {
    std::vector<flow::EventId> events;
    const Configurations& configurations = compiled_.configurations;
    for (Configuration at = out.final ? flow::none : call_.configuration; at != flow::none;
         at = configurations.outer(at)) {
        const CompiledState& around = compiled_.states[configurations.state(at)];
        for (std::uint32_t index = 0; index < around.timer_count; ++index)
            events.push_back(compiled_.flow.states[configurations.state(at)]
                                 .timers[compiled_.timers[around.timers + index].index]
                                 .event);
        for (const flow::EventId event : compiled_.redirected)
            if (!compiled_.tables.candidates(configurations.state(at), event).empty()) events.push_back(event);
    }
    std::size_t count = 0;
    for (auto event = events.begin(); event != events.end(); ++event) {
        if (std::find(events.begin(), event, *event) != event) continue;
        const flow::Event& named = compiled_.flow.events[*event];
        flow::ResolvedInterrupt& resolved = reuse(out.interrupts, count++);
        resolved.event = named.text();
        resolved.address.clear();
        std::string why;
        if (!append_address(compiled_, named.name, named.actor, {}, slots_, nullptr, resolved.address, &why))
            return fail(std::move(why), state.where);
    }
    out.interrupts.resize(count);
    return true;
}

bool Resolver::holds(const std::vector<flow::Condition>& conditions) const {
    for (const flow::Condition& condition : conditions) {
        const expr::Value value = condition.expression.evaluate(slots_);
        const bool held = value.kind() == expr::Kind::boolean && value.as_boolean() != condition.negated;
        if (compiled_.limits.outcomes != nullptr) compiled_.limits.outcomes->note(condition.where, held);
        if (!held) return false;
    }
    return true;
}

} // namespace callflow::engine

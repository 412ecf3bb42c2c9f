// Actors, signals, addresses, and events by name.
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "syntax/reader.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;

namespace {

constexpr std::size_t max_states = 100'000;
// Beyond this many events no pair of actor and bare event is made that the flow does not write.
constexpr std::size_t max_crossed_events = 1'000'000;

struct Dotted {
    std::string_view left, right; // left is empty without a dot
};

Dotted split(std::string_view text) {
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos) {
        return {{}, text};
    }
    return {text.substr(0, dot), text.substr(dot + 1)};
}

} // namespace

void Reader::declare_states(View states) {
    flow_.bodies[body_].where = states.span();
    for (const doc::Entry entry : doc::entries(states)) {
        if (!entry.key.is_scalar() || entry.key.text().starts_with("x-") ||
            flow_.find_state(body_, entry.key.text()) != flow::none) {
            continue;
        }
        in_.is_name(entry.key, "a state's name"); // under a bad name it can still be led to
        if (flow_.states.size() == max_states) {
            in_.report(codes::too_many_states, entry.key.span(),
                       fmt::format("the flow has more than {} states", max_states));
            return;
        }
        flow::State state;
        state.name = entry.key.text();
        state.body = body_;
        state.where = entry.key.span();
        const auto id = static_cast<flow::StateId>(flow_.states.size());
        flow_.scope.add_key("inputs", state.name);
        flow_.states.push_back(std::move(state));
        flow_.index_state(id);
        flow_.bodies[body_].states.push_back(id);
    }
}

void Reader::declare_actors(View actors) {
    if (!in_.is_mapping(actors, "a mapping of actors", "`actors: {customer: {}}`")) {
        return;
    }
    for (const doc::Entry entry : doc::entries(actors)) {
        if (!entry.key.is_scalar() || entry.key.text().starts_with("x-")) {
            continue;
        }
        in_.is_name(entry.key, "an actor's name"); // under a bad name it can still have events
        const auto index = static_cast<std::uint32_t>(flow_.actors.size());
        if (actors_.emplace(entry.key.text(), index).second) {
            flow_.actors.push_back({std::string(entry.key.text()), {}, entry.key.span()});
        }
    }
}

void Reader::read_actors(View actors) {
    std::vector<bool> read(flow_.actors.size());
    for (const doc::Entry entry : doc::entries(actors)) {
        const auto at = actors_.find(entry.key.text());
        if (at == actors_.end() || read[at->second]) {
            continue;
        }
        read[at->second] = true;
        if (!in_.is_mapping(entry.value, "a mapping", "`{}` or `{url: …}`")) {
            continue;
        }
        in_.each_key(entry.value, Mapping::actor, entry.key.span(), [&](const KeySpec& key, const doc::Entry& one) {
            if (key.key == Key::url) {
                read_address(one.value, flow_.actors[at->second].address);
            } else {
                in_.words(one.value);
            }
        });
    }
}

// How many actors have an address, by its text.
void Reader::count_addresses() {
    for (const flow::Actor& actor : flow_.actors) {
        if (actor.address) ++addresses_[actor.address->text()];
    }
}

void Reader::read_address(View url, std::optional<flow::AddressTemplate>& out) {
    if (!in_.is_text(url, "an address")) {
        return;
    }
    const std::size_t findings = in_.findings();
    const expr::Template address = in_.text(url);
    if (in_.findings() == findings) {
        out = flow::make_address(address, url.span(), in_.diagnostics());
    }
}

void Reader::read_signals(View signals) {
    if (!in_.is_mapping(signals, "a mapping of signals", "`signals: {hangup: customer.hangs_up}`")) {
        return;
    }
    std::vector<std::string_view> names;
    for (const flow::SignalSpec& spec : flow::signal_specs()) {
        names.push_back(spec.name);
    }
    for (const doc::Entry entry : doc::entries(signals)) {
        if (!entry.key.is_scalar() || entry.key.text().starts_with("x-")) {
            continue;
        }
        const auto at = std::ranges::find(names, entry.key.text());
        if (at == names.end()) {
            base::Diagnostic& found = in_.report(codes::unknown_signal, entry.key.span(),
                                                 fmt::format("{} is no signal", base::quoted(entry.key.text())));
            if (!in_.offer(found, entry.key, names)) {
                found.help = fmt::format("signals are {}", listed(names, " and "));
            }
            continue;
        }
        flow::Signal& signal = flow_.signals[static_cast<std::size_t>(at - names.begin())];
        if (signal.where.valid()) {
            continue; // a key given twice was reported when the document was read
        }
        signal.where = entry.key.span();
        signal.event = event(entry.value, "an event");
    }
}

void Reader::default_signals() {
    for (flow::Signal& signal : flow_.signals) {
        if (signal.event == flow::none) {
            signal.event = flow_.intern_event("", signal.spec->default_event);
        }
    }
}

// A bare key holds for every actor's event of that name, so each such event exists.
void Reader::cross_events() {
    const std::size_t events = flow_.events.size();
    if (events * flow_.actors.size() > max_crossed_events) {
        return;
    }
    for (std::size_t i = 1; i < events; ++i) {
        if (!flow_.events[i].actor.empty()) {
            continue;
        }
        for (const flow::Actor& actor : flow_.actors) {
            flow_.intern_event(actor.name, std::string(flow_.events[i].name));
        }
    }
}

std::optional<Reader::EventName> Reader::event_name(View value, std::string_view what) {
    if (!in_.is_text(value, what)) {
        return std::nullopt;
    }
    const Dotted name = split(value.text());
    const bool dotted = name.right.size() != value.text().size();
    if (!dotted) {
        return in_.is_name(value, what) ? std::optional(EventName{{}, name.right}) : std::nullopt;
    }
    if (!base::is_name(name.left) || !base::is_name(name.right) || flow::is_reserved(name.right)) {
        in_.report(codes::bad_name, value.span(), fmt::format("{} cannot be {}", base::quoted(value.text()), what))
            .help = "an event is a word, or an actor and a word: `customer.hangs_up`";
        return std::nullopt;
    }
    if (!is_actor(name.left)) {
        const auto end = static_cast<std::uint32_t>(name.left.size());
        unknown_actor(value, name.left, document_.source_span(value.id(), 0, end));
        return std::nullopt;
    }
    return EventName{name.left, name.right};
}

flow::EventId Reader::event(View value, std::string_view what) {
    const auto name = event_name(value, what);
    return name ? flow_.intern_event(name->actor, name->event) : flow::none;
}

// For suggestions: none where no more may be looked for.
std::vector<std::string_view> Reader::actor_names() {
    std::vector<std::string_view> names;
    if (in_.may_search(flow_.actors.size())) {
        for (const flow::Actor& one : flow_.actors) names.emplace_back(one.name);
    }
    return names;
}

void Reader::unknown_actor(View place, std::string_view actor, Span where) {
    base::Diagnostic& found =
        in_.report(codes::unknown_actor, where, fmt::format("there is no actor {}", base::quoted(actor)));
    const std::vector<std::string_view> names = actor_names();
    const std::string_view near = in_.nearest(actor, names);
    if (!near.empty()) {
        found.help = fmt::format("did you mean `{}`?", near);
        if (place.is_plain()) {
            found.edits.push_back({where, std::string(near)});
        }
        found.notes.push_back({flow_.find_actor(near)->where, "declared here"});
    } else if (names.empty()) {
        found.help = fmt::format("declare it: `actors: {{{}: {{}}}}`", actor);
    } else {
        found.help = fmt::format("actors are {}; declare others below `actors:`", listed(names, " and "));
    }
}

bool Reader::reference(View value, std::vector<flow::EventReference>& out) {
    flow::EventReference made;
    made.where = value.span();
    if (value.is_mapping()) {
        long_reference(value, made);
    } else {
        const Dotted name = split(value.text());
        const bool dotted = name.right.size() != value.text().size();
        if (!base::is_name(name.right) || (dotted && !base::is_name(name.left))) {
            return false;
        }
        if (dotted && !is_actor(name.left)) {
            if (in_.nearest(name.left, actor_names()).empty()) return false; // a file: `welcome.mp3`
        }
        const auto parsed = event_name(value, "an event");
        if (!parsed) {
            return true;
        }
        made.actor = parsed->actor;
        made.event = parsed->event;
    }
    if (!made.event.empty()) {
        flow_.intern_event(made.actor, made.event);
        check_reference(made);
        out.push_back(std::move(made));
    }
    return true;
}

void Reader::long_reference(View value, flow::EventReference& out) {
    in_.each_key(value, Mapping::event_reference, value.span(), [&](const KeySpec& key, const doc::Entry& entry) {
        switch (key.key) {
        case Key::event:
            if (const auto name = event_name(entry.value, "an event")) {
                out.event = name->event;
                out.actor = out.actor.empty() ? name->actor : out.actor;
            }
            break;
        case Key::actor:
            if (in_.is_name(entry.value, "an actor's name")) {
                if (is_actor(entry.value.text())) {
                    out.actor = entry.value.text();
                } else {
                    unknown_actor(entry.value, entry.value.text(), entry.value.span());
                }
            }
            break;
        default:
            if (!in_.is_mapping(entry.value, "a mapping of texts", "`{page: \"2\"}`")) {
                break;
            }
            for (const doc::Entry one : doc::entries(entry.value)) {
                if (one.key.is_scalar() && in_.is_text(one.value, "a text")) {
                    out.params.emplace_back(one.key.text(), in_.text(one.value));
                }
            }
        }
    });
}

// What comes back has to be told apart: the actor of an event, and the event's own parameters.
void Reader::check_reference(const flow::EventReference& reference) {
    const auto at = actors_.find(reference.actor);
    const flow::Actor* actor = at == actors_.end() ? nullptr : &flow_.actors[at->second];
    const bool own = actor != nullptr && actor->address.has_value();
    const flow::AddressTemplate& address = own ? *actor->address : flow_.address;
    for (const auto& [key, value] : reference.params) {
        if (address.has_parameter(key)) {
            in_.report(codes::bad_address, reference.where,
                       fmt::format("the address has a parameter {} already", base::quoted(key)))
                .help = "give this one another name";
        }
    }
    if (actor == nullptr || address.names_actor()) return;
    if (own && address.text() != flow_.address.text() && addresses_[address.text()] == 1) {
        return; // an address of the actor's own says who it is
    }
    const std::uint32_t index = at->second;
    if (told_.size() <= index) {
        told_.resize(flow_.actors.size());
    }
    if (told_[index]) {
        return;
    }
    told_[index] = true;
    base::Diagnostic& found =
        in_.report(codes::bad_address, reference.where,
                   fmt::format("`{0}.{1}` would come back as `{1}`: its address does not say that the "
                               "actor is {0}",
                               reference.actor, reference.event));
    found.help = "add `actor={{ actor }}` to the address";
    found.notes.push_back(
        {flow_.actors[index].where, own ? "the actor's address is given here" : "the actor has no address of its own"});
}

} // namespace callflow::syntax

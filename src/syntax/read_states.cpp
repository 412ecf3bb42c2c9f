// States: what each of their keys holds.
#include "base/text.hpp"
#include "syntax/reader.hpp"
#include "syntax/transfer_expander.hpp"

#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;

void Reader::read_states(View states) {
    std::vector<bool> read(flow_.states.size());
    for (const doc::Entry entry : doc::entries(states)) {
        if (!entry.key.is_scalar()) {
            continue;
        }
        const flow::StateId id = flow_.find_state(body_, entry.key.text());
        if (id == flow::none || read[id]) {
            continue;
        }
        read[id] = true;
        read_state(flow_.states[id], entry.value);
    }
}

void Reader::read_state(flow::State& state, View value) {
    if (!in_.is_mapping(value, "a mapping", "`{response: […], on: {…}}`, or `{}` for a state that waits")) {
        return;
    }
    in_.each_key(value, Mapping::state, state.where,
                 [&](const KeySpec& key, const doc::Entry& entry) { state_key(state, key, entry); });
    TransferExpander(*this, state).expand();
    if (state.final) {
        check_final(state, value);
    }
    if (state.menu) {
        check_beside_menu(state, value);
    } else if (state.has_next) {
        check_last_next(state.next, state.next_where);
    }
    const View menu = value.find("menu");
    const View request = value.find("request");
    const View flow = value.find("flow");
    const View response = value.find("response");
    View first;
    for (const auto& [place, name] :
         {std::pair(menu, "menu"), {request, "request"}, {flow, "flow"}, {response, "response"}}) {
        if (!place) {
            continue;
        }
        if (first && place.id() != response.id()) {
            in_.report(codes::conflicting_keys, place.span(),
                       fmt::format("a state has one of `menu`, `request` and `flow`, and `{}` is a second", name))
                .help = "let it be a state of its own";
        } else if (first && first.id() == menu.id()) {
            in_.report(codes::conflicting_keys, place.span(), "a menu makes the response itself").help =
                "say it in the menu's `prompt:`";
        } else if (first && first.id() == flow.id()) {
            in_.report(codes::conflicting_keys, place.span(),
                       "the sub-flow answers while it runs, so this response is never heard")
                .help = "say it in a state before this one, or in the sub-flow";
        }
        first = first ? first : place;
    }
}

void Reader::state_key(flow::State& state, const KeySpec& key, const doc::Entry& entry) {
    switch (key.key) {
    case Key::description: state.description = in_.words(entry.value); break;
    case Key::group: state.group = in_.words(entry.value); break;
    case Key::label: state.label = in_.words(entry.value); break;
    case Key::tags: state.tags = in_.list_of_words(entry.value); break;
    case Key::talk: state.talk = in_.boolean(entry.value); break;
    case Key::response: response(entry.value, state.response, entry.key); break;
    case Key::on: handlers(entry.value, state.on); break;
    case Key::next:
        state.has_next = true;
        state.next_where = entry.key.span();
        branches(entry.value, state.next);
        break;
    case Key::final: read_final(entry.value, state); break;
    case Key::before: callbacks(entry.value, Mapping::before_callback, state.before); break;
    case Key::after: callbacks(entry.value, Mapping::after_callback, state.after); break;
    case Key::timers: read_timers(entry.value, state.timers); break;
    case Key::menu: read_menu(entry.value, entry.key, state); break;
    case Key::request: read_request(entry.value, entry.key, state); break;
    case Key::flow:
        if (in_.is_name(entry.value, "a flow's name")) {
            state.sub_flow = flow::SubFlow{std::string(entry.value.text()), flow::none, entry.value.span()};
        }
        break;
    default: break;
    }
}

void Reader::read_final(View value, flow::State& state) {
    if (!in_.is_text(value, "an outcome, or true")) {
        return;
    }
    if (value.text() == "false") {
        in_.report(codes::bad_value, value.span(), "`final: false` says nothing").help = "leave the key out";
        return;
    }
    state.final = state.name;
    if (value.text() == "true") {
        return;
    }
    if (value.text() == "True" || value.text() == "TRUE" || value.text() == "False" || value.text() == "FALSE") {
        in_.report(codes::bad_value, value.span(),
                   fmt::format("{} is neither true nor an outcome", base::quoted(value.text())))
            .help = "write `final: true`, or the outcome's name";
        return;
    }
    if (!base::is_name(value.text())) {
        in_.report(codes::bad_name, value.span(),
                   fmt::format("{} cannot be an outcome: letters, digits and _ only, no digit first",
                               base::quoted(value.text())));
        return;
    }
    state.final = value.text();
}

// A final state ends the flow: nothing leads on from it.
void Reader::check_final(const flow::State& state, View value) {
    for (const std::string_view name : {"next", "timers", "menu", "request", "flow"}) {
        for (const doc::Entry entry : doc::entries(value)) {
            if (entry.key.text() == name) {
                in_.report(
                       codes::conflicting_keys, entry.key.span(),
                       fmt::format("the state {} is final, so `{}` never comes about", base::quoted(state.name), name))
                    .help = "leave out one of the two";
                break;
            }
        }
    }
}

void Reader::read_timers(View value, std::vector<flow::Timer>& out) {
    if (!in_.is_mapping(value, "a mapping of events", "`timers: {time_out: 60s}`")) {
        return;
    }
    for (const doc::Entry entry : doc::entries(value)) {
        if (!entry.key.is_scalar() || entry.key.text().starts_with("x-")) {
            continue;
        }
        flow::Timer timer;
        timer.where = entry.key.span();
        timer.event = event(entry.key, "a timer's event");
        timer.after = in_.duration(entry.value);
        if (timer.event != flow::none && timer.after > 0) {
            out.push_back(timer);
        }
    }
}

} // namespace callflow::syntax

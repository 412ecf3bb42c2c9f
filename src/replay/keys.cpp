#include "replay/keys.hpp"

#include "expr/value.hpp"
#include "flow/graph.hpp"
#include "flow/responses.hpp"
#include "flow/secrets.hpp"
#include "replay/account.hpp"
#include "replay/report_states.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace callflow::replay {

using engine::Configuration;

Keys::Keys(const engine::Machine& machine, const std::string& set)
    : machine_(machine), members_(members_of(machine, set)) {
    for (const Member& one : members_) {
        const flow::State& state = machine.flow().states[machine.state_of(one.at)];
        careful_ = flow::has_secrets(machine.flow());
        secret_ = secret_ || flow::asks_for_secrets(state);
        if (state.menu)
            for (const flow::MenuChoice& choice : state.menu->keys) menu_.insert(choice.text);
        const auto asked = [&](const flow::Verb& verb) {
            if (verb.spec == nullptr || verb.spec->name != "gather") return;
            for (const flow::Attribute& attribute : verb.attributes)
                for (const flow::EventReference& event : attribute.event)
                    if (attribute.spec->name == "action") add_event(event);
        };
        flow::each_verb(state.response, asked);
        if (state.menu && state.menu->event != flow::none) events_.insert(state.menu->event);
        asks_ = asks_ || may_ask(state);
    }
    nowhere_ = after("~");
}

bool Keys::asked(const std::string& event) const {
    return std::ranges::any_of(events_, [&](flow::EventId one) { return machine_.flow().events[one].text() == event; });
}

bool Keys::wrong(const std::string& keys) const {
    if (!menu_.empty()) return !menu_.contains(keys);
    return tells_apart() && after(keys) == nowhere_;
}

bool Keys::may_ask(const flow::State& state) const {
    constexpr std::string_view taking[] = {"gather", "record", "pay", "raw",
                                           "redirect"}; // the last, in somebody's document
    bool found = state.menu.has_value() || state.sub_flow.has_value();
    bool any = false;
    flow::each_verb(state.response, [&](const flow::Verb& verb) {
        any = true;
        found = found || verb.spec == nullptr || std::ranges::find(taking, verb.spec->name) != std::end(taking);
    });
    if (found || (!any && !state.final)) return true; // whoever writes no responses here asks elsewhere
    const auto look = [&](const flow::Branch& branch) {
        for (const flow::Condition& one : branch.conditions)
            for (const expr::Reference& each : one.expression.references())
                found = found || each.path == "input.digits";
    };
    for (const flow::Handler& one : state.on) flow::each_branch(one.branches, look);
    return found;
}

void Keys::add_event(const flow::EventReference& event) {
    const flow::EventId id = machine_.flow().find_event(event.actor, event.event);
    if (id != flow::none) events_.insert(id);
}

std::vector<Configuration> Keys::after(std::string_view keys) const {
    std::vector<Configuration> out;
    const std::array<std::pair<std::string_view, expr::Value>, 1> input{{{"digits", expr::Value::string(keys)}}};
    const engine::Known known{.input = input};
    for (const Member& one : members_)
        for (const flow::EventId event : events_)
            machine_.arrivals(one.at, event, out, keys.empty() ? nullptr : &known);
    return out;
}

namespace {

// How keys are put that a part of an account has already put so: `(4 keys)!` were wrong.
constexpr std::string_view wrong_mark = ")!";

} // namespace

ShownKeys shown(const Keys& keys, std::string_view text, bool many) {
    constexpr std::size_t long_keys = 3; // from here on they are somebody's number, not a choice
    if (text.starts_with('(') && text.ends_with(wrong_mark))
        return {std::string(text.substr(0, text.size() - 1)), true};
    if (text.starts_with('(') && text.ends_with(')')) return {std::string(text), false};
    if (keys.secret()) return {"(secret)", false};
    const bool wrong = keys.wrong(std::string(text));
    const bool short_ones = text.size() < long_keys && !keys.careful();
    constexpr std::size_t longest_of_many = 4;
    const bool one_of_many = many && text.size() > longest_of_many;
    const bool choice =
        !one_of_many && text.front() != hidden_key && (keys.tells_apart() ? !wrong || short_ones : short_ones);
    if (choice) return {std::string(text), wrong};
    return {fmt::format("({} {})", text.size(), text.size() == 1 ? "key" : "keys"), wrong};
}

std::string put_away(const Keys& keys, std::string_view text, bool many) {
    auto [out, wrong] = shown(keys, text, many);
    if (wrong && out.ends_with(')')) out += '!';
    return std::move(out);
}

ShownDigits::ShownDigits(const engine::Machine& machine)
    : machine_(machine), careful_(flow::has_secrets(machine.flow())), names_(machine) {}

std::optional<std::string> ShownDigits::text(const std::string& set, const std::string& event,
                                             std::string_view digits) {
    if (!careful_) return std::nullopt;
    const auto [found, fresh] = known_.try_emplace({set, event});
    if (fresh && may_be_secret(machine_, set, event)) {
        const auto keys = std::make_shared<const Keys>(machine_, handling(machine_, set, names_[names_.of({}, event)]));
        const bool secret = keys->secret() || !keys->asked(event); // what nobody asked for may be anything
        found->second = [keys, secret](std::string_view said) {
            return secret ? std::string("(secret)") : shown(*keys, said).text;
        };
    }
    return found->second ? std::optional(found->second(digits)) : std::nullopt;
}

void hide_keys(Account& account, const engine::Machine& machine) {
    std::map<std::string, Keys> keys; // by set
    std::map<std::pair<std::string, std::string>, std::uint64_t> hidden;
    for (const auto& [key, count] : account.digits) {
        const Keys& known = keys.try_emplace(key.first, machine, key.first).first->second;
        hidden[{key.first, put_away(known, key.second)}] += count;
    }
    account.digits = std::move(hidden);
}

} // namespace callflow::replay

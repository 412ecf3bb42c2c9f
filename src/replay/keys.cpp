#include "replay/keys.hpp"

#include "expr/ast.hpp"
#include "expr/value.hpp"
#include "flow/graph.hpp"
#include "flow/responses.hpp"
#include "flow/secrets.hpp"
#include "replay/account.hpp"
#include "replay/report_states.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace callflow::replay {

using engine::Configuration;

Keys::Keys(const engine::Machine& machine, const std::string& set)
    : machine_(machine), careful_(flow::has_secrets(machine.flow())) {
    for (const Member& member : members_of(machine, set)) {
        const flow::State& state = machine.flow().states[machine.state_of(member.at)];
        Asked one;
        one.at = member.at;
        secret_ = secret_ || flow::asks_for_secrets(state);
        if (state.menu)
            for (const flow::MenuChoice& choice : state.menu->keys) one.menu.insert(choice.text);
        const auto asked = [&](const flow::Verb& verb) {
            if (verb.spec == nullptr || verb.spec->name != "gather") return;
            for (const flow::Attribute& attribute : verb.attributes)
                for (const flow::EventReference& event : attribute.event)
                    if (attribute.spec->name == "action") add_event(machine, event, one);
        };
        flow::each_verb(state.response, asked);
        if (state.menu && state.menu->event != flow::none) one.events.insert(state.menu->event);
        asks_ = asks_ || may_ask(state);
        one.nowhere = after(one, "~");
        one.tells_apart = !one.menu.empty() || after(one, {}) != one.nowhere;
        states_.push_back(std::move(one));
    }
    const auto of_the_call = [&](const Asked& one) { return machine_.machine_of(one.at) == 0; };
    gathers_ = std::ranges::any_of(states_, of_the_call) &&
               std::ranges::none_of(states_, [&](const Asked& one) { return of_the_call(one) && one.events.empty(); });
}

bool Keys::asked(const std::string& event) const {
    const auto is_it = [&](flow::EventId id) {
        const flow::Event& one = machine_.flow().events[id];
        return one.text() == event || one.name == event; // a bare handler's takes those of every actor
    };
    return std::ranges::any_of(states_, [&](const Asked& one) { return std::ranges::any_of(one.events, is_it); });
}

bool Keys::tells_apart() const { return std::ranges::any_of(states_, &Asked::tells_apart); }

bool Keys::wrong(const std::string& keys) const {
    return tells_apart() && std::ranges::none_of(states_, [&](const Asked& one) {
               if (!one.menu.empty()) return one.menu.contains(keys);
               return one.tells_apart && after(one, keys) != one.nowhere;
           });
}

bool Keys::wrong_but_in(std::string_view right) const {
    const std::vector<Member> all = members_of(machine_, right);
    return tells_apart() && std::ranges::none_of(states_, [&](const Asked& one) {
               return std::ranges::find(all, one.at, &Member::at) != all.end();
           });
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

void Keys::add_event(const engine::Machine& machine, const flow::EventReference& event, Asked& into) {
    const flow::EventId id = machine.flow().find_event(event.actor, event.event);
    if (id != flow::none) into.events.insert(id);
}

std::vector<Configuration> Keys::after(const Asked& one, std::string_view keys) const {
    std::vector<Configuration> out;
    const std::array<std::pair<std::string_view, expr::Value>, 1> input{{{"digits", expr::Value::string(keys)}}};
    const engine::Known known{.input = input};
    for (const flow::EventId event : one.events) machine_.arrivals(one.at, event, out, keys.empty() ? nullptr : &known);
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
    const bool short_ones = text.size() < (keys.careful() ? 2 : long_keys); // two may be half of a secret
    constexpr std::size_t longest_of_many = 4;
    const bool one_of_many = many && text.size() > longest_of_many;
    const bool choice =
        !one_of_many && text.front() != hidden_key && (keys.tells_apart() ? !wrong || short_ones : short_ones);
    if (choice) return {std::string(text), wrong};
    return {count_alone(keys, text.size(), false), wrong};
}

std::string count_alone(const Keys& keys, std::size_t number, bool wrong) {
    if (keys.secret()) return "(secret)";
    return fmt::format("({} {}){}", number, number == 1 ? "key" : "keys", wrong ? "!" : "");
}

std::string put_away(const Keys& keys, std::string_view text, bool many) {
    auto [out, wrong] = shown(keys, text, many);
    if (wrong && out.ends_with(')')) out += '!';
    return std::move(out);
}

namespace {

// What a state's transitions compare keys with, or a menu lists.
void add_spelt(const flow::State& state, std::set<std::string>& into) {
    if (state.menu)
        for (const flow::MenuChoice& choice : state.menu->keys) into.insert(choice.text);
    const auto reads_keys = [](const expr::Expression& one) {
        return std::ranges::any_of(one.references(),
                                   [](const expr::Reference& each) { return each.path == "input.digits"; });
    };
    const auto conditions = [&](const std::vector<flow::Condition>& all) {
        for (const flow::Condition& one : all) {
            if (!reads_keys(one.expression)) continue;
            for (const expr::Value& value : one.expression.ast().literals)
                if (value.kind() == expr::Kind::string) into.insert(value.to_text());
        }
    };
    const auto look = [&](const auto& self, const std::vector<flow::Branch>& all) -> void {
        for (const flow::Branch& branch : all) {
            conditions(branch.conditions);
            for (const flow::Switch& choice : branch.choose) {
                for (const flow::SwitchCase& each : choice.cases) {
                    if (reads_keys(choice.on)) into.insert(each.value);
                    self(self, each.branches);
                }
                self(self, choice.otherwise);
            }
        }
    };
    for (const flow::Handler& one : state.on) {
        conditions(one.conditions);
        look(look, one.branches);
    }
}

} // namespace

bool CarefulKeys::plain(const Name& event, const std::string& keys) {
    if (keys.size() <= 1) return true;
    if (event.event == flow::none) return false;
    if (!spelt_) {
        std::set<std::string> secret;
        spelt_.emplace();
        for (const flow::State& state : machine_.flow().states)
            add_spelt(state, flow::asks_for_secrets(state) ? secret : *spelt_);
        for (const std::string& one : secret) spelt_->erase(one);
    }
    if (!spelt_->contains(keys)) return false;
    const auto [found, fresh] = secret_events_.try_emplace(event.text);
    if (fresh) found->second = may_be_secret(machine_, {}, event.text);
    return !found->second;
}

std::string CarefulKeys::right(const std::string& keys) {
    if (waiting_.empty())
        for (const Configuration at : waiting_places(machine_)) {
            std::string path = machine_.path(at);
            Keys one(machine_, path);
            if (one.tells_apart()) waiting_.emplace_back(std::move(path), std::move(one));
        }
    std::vector<std::string_view> out;
    for (const auto& [path, one] : waiting_)
        if (!one.wrong(keys)) out.push_back(path);
    return fmt::format("{}", fmt::join(out, " | "));
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

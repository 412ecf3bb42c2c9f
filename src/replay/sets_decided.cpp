// What keys decide, put so that it can be told without them.
#include "base/text.hpp"
#include "replay/said.hpp"
#include "replay/sets.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace callflow::replay {
namespace {

using engine::Configuration;

// The places of its parts in the lists of Asked, `c3=1`, `s0=2`; what stands behind `=` is Decided's, and of a switch the place of the
// case, counted from 1.
constexpr char of_condition = 'c', of_switch = 's';

bool reads_attempt(const expr::Expression& one) {
    return std::ranges::any_of(one.references(), [](const expr::Reference& each) { return each.path == "attempt"; });
}

template <class Map> auto nth(const Map& map, std::int64_t place) {
    return place >= 0 && place < static_cast<std::int64_t>(map.size()) ? std::next(map.begin(), place) : map.end();
}

} // namespace

const Sets::Asked& Sets::asked_by(flow::EventId event) const {
    const auto [found, fresh] = asked_by_.try_emplace(event);
    Asked& out = found->second;
    if (!fresh) return out;
    const auto add = [&](const std::vector<flow::Condition>& all) {
        for (const flow::Condition& one : all)
            if (!one.expression.empty()) out.conditions.emplace(one.expression.text(), &one.expression);
    };
    const auto look = [&](const auto& self, const flow::Branch& branch) -> void {
        add(branch.conditions);
        for (const flow::Switch& choice : branch.choose) {
            auto& cases = out.switches.try_emplace(choice.on.text(), &choice.on, std::set<std::string>()).first->second;
            for (const flow::SwitchCase& each : choice.cases) {
                cases.second.insert(each.value);
                for (const flow::Branch& inner : each.branches) self(self, inner);
            }
            for (const flow::Branch& inner : choice.otherwise) self(self, inner);
        }
    };
    for (Configuration state = 0; state < machine_.flow().states.size(); ++state)
        for (const engine::Candidate& one : machine_.candidates(state, event)) {
            if (one.handler != nullptr) add(one.handler->conditions);
            look(look, *one.branch);
        }
    return out;
}

std::string Sets::decisions(NameId id, std::string_view digits, std::string_view others) {
    const flow::EventId event = names_[id].event;
    if (event == flow::none || (digits.empty() && others.empty())) return {};
    std::string said(others.empty() ? digits : others);
    if (!others.empty() && !digits.empty()) append_known(said, "input.digits", digits);
    Heard heard;
    understand(machine_.flow(), said, heard.input, heard.vars);
    const engine::Known known = heard.known();
    const auto outcome = [&](const expr::Expression& one, std::uint8_t attempt) {
        const expr::Value value = machine_.value_of(one, known, attempt);
        return value.kind() != expr::Kind::boolean ? '?' : value.as_boolean() ? '1' : '0';
    };
    std::string out(1, decision);
    std::size_t place = 0;
    for (const auto& [text, expression] : asked_by(event).conditions) {
        std::string came(1, outcome(*expression, 0));
        if (came == "?" && reads_attempt(*expression))
            for (std::uint8_t i = 1; i <= counting_.largest(); ++i) came += outcome(*expression, i);
        if (came.find_first_not_of('?') != std::string::npos)
            out += fmt::format("{}{}={}{}", of_condition, place, came, pair_end);
        ++place;
    }
    place = 0;
    for (const auto& [text, choice] : asked_by(event).switches) {
        const expr::Value on = machine_.value_of(*choice.first, known);
        if (!on.is_absent()) {
            const auto found = choice.second.find(on.to_text());
            const auto which = found == choice.second.end() ? 0 : std::distance(choice.second.begin(), found) + 1;
            out += fmt::format("{}{}={}{}", of_switch, place, which, pair_end);
        }
        ++place;
    }
    return out.size() == 1 ? std::string() : out;
}

void Sets::hear(const Name& name, std::string_view said, Heard& out) const {
    if (!said.starts_with(decision)) return understand(machine_.flow(), said, out.input, out.vars);
    if (name.event == flow::none) return;
    const Asked& asked = asked_by(name.event);
    said.remove_prefix(1);
    for (; !said.empty(); said.remove_prefix(std::min(said.find(pair_end), said.size() - 1) + 1)) {
        const std::string_view pair = said.substr(0, said.find(pair_end));
        const std::size_t middle = pair.find('=');
        if (pair.size() < 3 || middle == std::string_view::npos) continue;
        const auto place = base::parse_int(pair.substr(1, middle - 1));
        const std::string_view came = pair.substr(middle + 1);
        if (!place) continue;
        if (pair.front() == of_condition) {
            const auto found = nth(asked.conditions, *place);
            if (found != asked.conditions.end()) out.decided.conditions.emplace(found->first, came);
        } else if (pair.front() == of_switch) {
            const auto found = nth(asked.switches, *place);
            const auto which = base::parse_int(came);
            if (found == asked.switches.end() || !which) continue;
            const std::set<std::string>& cases = found->second.second;
            const auto value = nth(cases, *which - 1);
            out.decided.switches.emplace(found->first, value == cases.end() ? std::nullopt : std::optional(*value));
        }
    }
}

} // namespace callflow::replay

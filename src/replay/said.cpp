#include "replay/said.hpp"

#include "base/text.hpp"
#include "flow/names.hpp"
#include "replay/sets.hpp"

#include <algorithm>
#include <optional>

namespace callflow::replay {
namespace {

// A log's text as a value of that type; nothing where it is none.
std::optional<expr::Value> value_of(const expr::Type& type, std::string_view text) {
    const expr::Kind kind = type.tag == expr::Type::Tag::plain ? type.kind : expr::Kind::string;
    if (kind == expr::Kind::boolean) {
        if (text != "true" && text != "false" && text != "1" && text != "0") return std::nullopt;
        return expr::Value::boolean(text == "true" || text == "1");
    }
    if (kind == expr::Kind::integer) {
        const auto number = base::parse_int(text);
        return number ? std::optional(expr::Value::integer(*number)) : std::nullopt;
    }
    if (kind == expr::Kind::real) {
        const auto number = base::parse_double(text);
        return number ? std::optional(expr::Value::real(*number)) : std::nullopt;
    }
    if (kind != expr::Kind::string) return std::nullopt;
    return expr::Value::string(text);
}

} // namespace

void understand(const flow::Flow& flow, std::string_view said, Values& input, Values& vars) {
    constexpr std::string_view of_input = "input.";
    if (said.find(pair_end) == std::string_view::npos) {
        input.emplace_back("digits", said.empty() ? expr::Value() : expr::Value::string(said));
        return;
    }
    for (; !said.empty(); said.remove_prefix(std::min(said.find(pair_end), said.size() - 1) + 1)) {
        const std::string_view pair = said.substr(0, said.find(pair_end));
        const std::size_t middle = std::min(pair.find(value_begins), pair.size() - 1);
        std::string_view name = pair.substr(0, middle);
        const std::string_view text = pair.substr(middle + 1);
        if (name.starts_with(of_input)) {
            name.remove_prefix(of_input.size());
            for (const expr::Field& one : flow::input_fields())
                if (one.name == name)
                    if (auto value = value_of(one.type, text)) input.emplace_back(name, std::move(*value));
            continue;
        }
        for (const flow::Var& one : flow.vars)
            if (one.name == name)
                if (auto value = value_of(one.type, text)) vars.emplace_back(name, std::move(*value));
    }
}

std::set<std::string, std::less<>> asked_by_transitions(const flow::Flow& flow) {
    std::set<std::string, std::less<>> out;
    const auto note = [&](const expr::Expression& one) {
        for (const expr::Reference& each : one.references()) out.insert(each.path);
    };
    const auto conditions = [&](const std::vector<flow::Condition>& all) {
        for (const flow::Condition& one : all) note(one.expression);
    };
    const auto look = [&](const auto& self, const std::vector<flow::Branch>& branches) -> void {
        for (const flow::Branch& branch : branches) {
            conditions(branch.conditions);
            for (const flow::Switch& choice : branch.choose) {
                note(choice.on);
                for (const flow::SwitchCase& each : choice.cases) self(self, each.branches);
                self(self, choice.otherwise);
            }
        }
    };
    const auto handlers = [&](const std::vector<flow::Handler>& all) {
        for (const flow::Handler& one : all) {
            conditions(one.conditions);
            look(look, one.branches);
        }
    };
    for (const flow::State& state : flow.states) {
        handlers(state.on);
        look(look, state.next);
    }
    for (const flow::Body& body : flow.bodies) handlers(body.on);
    return out;
}

void append_known(std::string& out, std::string_view name, std::string_view value) {
    constexpr std::size_t longest = 200;
    if (value.size() > longest || value.find_first_of("\x1e\x1f") != std::string_view::npos) return;
    out.append(name) += value_begins;
    out.append(value) += pair_end;
}

} // namespace callflow::replay

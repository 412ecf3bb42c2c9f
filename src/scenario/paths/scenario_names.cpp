// What a scenario is called that was made of a path: what happens in it.
#include "base/text.hpp"
#include "scenario/paths/scenarios.hpp"
#include "scenario/paths/values.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {
namespace {

constexpr std::size_t longest_name = 72;

// `voicemail_complete` as words.
std::string words(std::string_view name) {
    std::string text(name.substr(name.find('.') == std::string_view::npos ? 0 : name.find('.') + 1));
    std::ranges::replace(text, '_', ' ');
    return text;
}

std::string words(const Step& step) {
    std::string text;
    switch (step.kind) {
    case Step::Kind::wait: return "waits " + base::format_duration(step.wait);
    case Step::Kind::set:
        for (const PlainValue& one : step.set) text += fmt::format("{} is {}", one.name, one.value.to_text());
        return base::printable(text, 40);
    case Step::Kind::event:
    case Step::Kind::redirect: text = step.event == "next" ? std::string("no input") : words(step.event); break;
    case Step::Kind::flush: return "flush " + step.group;
    default: return "looks";
    }
    const auto brought = std::ranges::find_if(step.input, [](const PlainValue& one) {
        return one.name == "digits" || one.name == "speech" || one.name.ends_with("_status") ||
               one.name.ends_with("_result") || one.name == "answered_by";
    });
    if (brought == step.input.end()) return text;
    const std::string value = base::printable(brought->value.to_text(), 24);
    if (brought->name == "speech") return fmt::format("says {}", base::quoted(value));
    return brought->name == "digits" && text == "pressed" ? "presses " + value : fmt::format("{} {}", text, value);
}

// Whether what a transfer's server says is that it moves the call.
bool agrees(const flow::Flow& flow, std::string_view state, std::string_view reply) {
    return std::ranges::any_of(flow.states, [&](const flow::State& one) {
        return one.name == state && one.request && one.request->hands_over &&
               reply.find(one.request->accepted) != std::string_view::npos;
    });
}

} // namespace

// What happens in it, as far as there is room.
std::string ScenarioMaker::account_of(const Scenario& made) const {
    std::string name;
    for (const PlainValue& one : made.given)
        name += fmt::format("{}{} {}", name.empty() ? "" : ", ", one.name, base::printable(one.value.to_text(), 16));
    for (const Mock& mock : made.mocks) {
        for (const MockAnswer& one : mock.answers) {
            const bool fine = one.status / 100 == 2;
            const bool refused = one.body && (fine ? !agrees(machine_.flow(), mock.state, *one.body)
                                                   : one.status == 404 && *one.body == refusing_reply);
            if (one.fail.empty() && fine && !refused) continue;
            const std::string what = fmt::format("{} {}", mock.state,
                                                 !one.fail.empty() ? one.fail
                                                 : refused         ? "refused"
                                                                   : std::to_string(one.status));
            if (name.size() + what.size() < longest_name / 2 && name.find(what) == std::string::npos)
                name += (name.empty() ? "" : ", ") + what;
        }
    }
    std::size_t times = 0;
    for (std::size_t i = looks_first(made) && made.steps.size() > 1 ? 1 : 0; i < made.steps.size(); i += times) {
        const std::string what = words(made.steps[i]);
        for (times = 1; i + times < made.steps.size() && words(made.steps[i + times]) == what;) ++times;
        const std::string more = times == 1 ? what : fmt::format("{} {} times", what, times);
        if (!name.empty() && name.size() + more.size() > longest_name) {
            name += ", and on";
            break;
        }
        name += (name.empty() ? "" : ", ") + more;
    }
    return name;
}

std::string ScenarioMaker::name_of(const Scenario& made) {
    const std::string name = account_of(made);
    std::string one = name;
    for (int i = 2; !taken_.insert(one).second; ++i) one = fmt::format("{} ({})", name, i);
    return one;
}

} // namespace callflow::scenario

#include "cli/arguments.hpp"

#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "cli/suggest.hpp"
#include "cli/words.hpp"
#include "flow/bodies.hpp"
#include "providers/provider.hpp"
#include "scenario/run.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

tl::unexpected<base::Error> usage(std::string message) {
    return base::fail(base::ErrorKind::usage, std::move(message));
}

// The nearest event, its actor forgotten or not.
std::string similar_event(std::string_view word, const flow::Flow& flow) {
    const std::vector<std::string_view> bare = names_of(flow.events, &flow::Event::name);
    std::vector<std::string> texts;
    texts.reserve(flow.events.size());
    for (const flow::Event& event : flow.events) texts.push_back(event.text());
    const std::vector<std::string_view> whole(texts.begin(), texts.end());
    std::string similar = did_you_mean(word, whole);
    if (!similar.empty()) return similar;
    const std::string_view name = base::nearest(word, bare);
    if (name.empty()) return {};
    const auto at = static_cast<std::size_t>(std::find(bare.begin(), bare.end(), name) - bare.begin());
    return fmt::format(", did you mean {}?", base::quoted(whole[at]));
}

} // namespace

base::Result<Settings> settings_of(const Values& values, const flow::Flow& flow) {
    return settings_of(values.all("set"), flow);
}

base::Result<Settings> settings_of(const std::vector<std::string>& words, const flow::Flow& flow) {
    Settings settings;
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos || equals == 0) {
            return usage(fmt::format("--set takes NAME=VALUE, not {}", base::quoted(word)));
        }
        std::string name = word.substr(0, equals);
        std::string value = word.substr(equals + 1);
        if (std::any_of(settings.begin(), settings.end(), [&](const auto& one) { return one.first == name; })) {
            return usage(fmt::format("--set: {} is given twice", base::quoted(name)));
        }
        const flow::Var* var = flow.find_var(name);
        if (var == nullptr) {
            return usage(fmt::format("--set: the flow has no var {}{}", base::quoted(name),
                                     did_you_mean(name, names_of(flow.vars, &flow::Var::name))));
        }
        if (!expr::parse_plain(value, var->type)) {
            return usage(fmt::format("--set: var {} is {}, not {}", base::quoted(name), expr::to_string(var->type),
                                     base::quoted(value)));
        }
        const auto& allowed = var->domain.values;
        if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
            const std::vector<std::string_view> known(allowed.begin(), allowed.end());
            return usage(fmt::format("--set: var {} is {}, not {}{}", base::quoted(name), one_of(known),
                                     base::quoted(value), did_you_mean(value, known)));
        }
        settings.emplace_back(std::move(name), std::move(value));
    }
    return settings;
}

base::Result<std::vector<std::string>> providers_of(const Values& values) {
    std::vector<std::string> names;
    const std::vector<std::string_view> known = words_for(Names::provider);
    for (std::string_view words : values.all("provider")) {
        while (true) {
            const std::size_t comma = std::min(words.find(','), words.size());
            const std::string_view name = base::trim(words.substr(0, comma));
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                const std::string near = did_you_mean(name, known);
                return usage(fmt::format("unknown provider {}{}", base::quoted(name),
                                         near.empty() ? fmt::format("; it is {}", one_of(known)) : near));
            }
            if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
            if (comma == words.size()) break;
            words.remove_prefix(comma + 1);
        }
    }
    return names;
}

base::Result<std::optional<std::int64_t>> now_of(const Values& values) {
    const std::string_view text = values.get("now");
    if (text.empty()) return std::nullopt;
    if (const auto time = base::parse_timestamp(text)) return time;
    return usage(fmt::format("--now takes a time such as 2000-01-01T00:00:00Z, not {}", base::quoted(text)));
}

base::Result<std::optional<std::uint64_t>> seed_of(const Values& values) {
    const std::string_view text = values.get("seed");
    if (text.empty()) return std::nullopt;
    std::uint64_t seed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (error == std::errc() && end == text.data() + text.size()) return seed;
    return usage(fmt::format("--seed takes a number from 0 to 18446744073709551615, not {}", base::quoted(text)));
}

base::Result<std::vector<std::string>> events_of(const Values& values, const flow::Flow& flow) {
    std::vector<std::string> events;
    for (const std::string& word : values.all("event")) {
        if (!scenario::knows_event(flow, word)) {
            return usage(
                fmt::format("--event: the flow has no event {}{}", base::quoted(word), similar_event(word, flow)));
        }
        events.push_back(scenario::event_text(flow, word));
    }
    return events;
}

base::Result<flow::BodyId> body_of(const Values& values, const flow::Flow& flow) {
    if (!values.has("flow")) return 0;
    const std::string_view name = values.get("flow");
    const flow::BodyId body = flow::find_body(flow, name);
    if (body != flow::none) return body;
    std::vector<std::string_view> names = {flow.name};
    for (std::size_t index = 1; index < flow.bodies.size(); ++index) names.emplace_back(flow.bodies[index].name);
    return usage(
        fmt::format("the flow has no machine or sub-flow {}{}", base::quoted(name), did_you_mean(name, names)));
}

base::Result<engine::Configuration> state_named(const engine::Machine& machine, std::string_view name,
                                                flow::BodyId root) {
    const engine::Configuration at = machine.find(name, root);
    if (at != flow::none) return at;
    return usage(fmt::format("the flow has no state {}{}", base::quoted(name),
                             did_you_mean(name, names_of(machine.flow().states, &flow::State::name))));
}

base::Result<std::size_t> number_of(const Values& values, std::string_view option, std::size_t fallback,
                                    std::size_t most) {
    if (!values.has(option)) return fallback;
    const auto number = base::parse_int(values.get(option));
    if (!number || *number < 1 || static_cast<std::uint64_t>(*number) > most)
        return base::fail(base::ErrorKind::usage, fmt::format("--{} takes a number from 1 to {}, not {}", option, most,
                                                              base::quoted(values.get(option))));
    return static_cast<std::size_t>(*number);
}

report::Format results_format(const Values& values) {
    for (const report::FormatName& format : report::finding_formats()) {
        if (format.name == values.get("format")) return format.format;
    }
    return report::Format::text;
}

} // namespace callflow::cli

// Document -> Config.
#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/config.hpp"
#include "cli/own_machine.hpp"
#include "cli/suggest.hpp"
#include "cli/words.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>

namespace callflow::cli {
namespace {

using doc::View;

constexpr std::string_view lint_keys[] = {"select", "ignore", "severity", "per_path"};

class ConfigReader {
public:
    ConfigReader(Whose whose, base::Diagnostics& diagnostics) : whose_(whose), diagnostics_(diagnostics) {}

    Config run(View root) {
        if (root.is_null()) return std::move(out_);
        if (!is_mapping(root, "settings")) return std::move(out_);
        std::vector<std::string_view> known = {"lint", "commands"};
        for (const Command* command : commands()) add_options(*command, known);
        for (const doc::Entry entry : doc::entries(root)) {
            const std::string_view key = entry.key.text();
            if (key == "lint") {
                lint(entry.value);
            } else if (key == "commands") {
                of_commands(entry.value);
            } else if (std::ranges::find(known, key) == known.end()) {
                unknown(entry.key, "setting", known);
            } else {
                option(nullptr, key, entry.value);
            }
        }
        return std::move(out_);
    }

private:
    static void add_options(const Command& command, std::vector<std::string_view>& names) {
        for (const Option* one : options_of(command)) {
            if (!is_setting(*one)) continue;
            if (std::ranges::find(names, one->name) == names.end()) names.push_back(one->name);
        }
    }

    void of_commands(View value) {
        if (!is_mapping(value, "commands, each with its options")) return;
        const std::vector<std::string_view> names = words_for(Names::command);
        for (const doc::Entry entry : doc::entries(value)) {
            const Command* command = find_command(entry.key.text());
            if (command == nullptr) {
                unknown(entry.key, "command", names);
                continue;
            }
            if (!is_mapping(entry.value, "options of the command")) continue;
            std::vector<std::string_view> known;
            add_options(*command, known);
            for (const doc::Entry one : doc::entries(entry.value)) {
                if (std::ranges::find(known, one.key.text()) == known.end())
                    unknown(one.key, "setting of this command", known);
                else
                    option(command, one.key.text(), one.value);
            }
        }
    }

    // `command` is null for every command that has the option.
    void option(const Command* command, std::string_view name, View value) {
        std::string text;
        if (value.is_sequence()) {
            for (const View item : doc::items(value)) {
                if (!is_scalar(item, "a word")) return;
                text += (text.empty() ? "" : ",") + std::string(item.text());
            }
        } else {
            if (!is_scalar(value, "a value")) return;
            text = value.text();
        }
        std::vector<std::string_view> words;
        bool closed = true;
        for (const Command* one : commands()) {
            if (command != nullptr && one != command) continue;
            for (const Option* each : options_of(*one)) {
                if (each->name != name || !is_setting(*each)) continue;
                const auto of_option = words_for(*each);
                closed = closed && !of_option.empty();
                for (const std::string_view word : of_option)
                    if (std::ranges::find(words, word) == words.end()) words.push_back(word);
            }
        }
        for (std::string_view rest = text; closed;) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            const std::string_view word = base::trim(rest.substr(0, comma));
            if (std::ranges::find(words, word) == words.end()) {
                auto& found =
                    diagnostics_.report(base::codes::bad_setting, value.span(),
                                        fmt::format("`{}` is {}, not {}", name, one_of(words), base::quoted(word)));
                offer(found, value, word, words);
                return;
            }
            if (comma == rest.size()) break;
            rest.remove_prefix(comma + 1);
        }
        if (whose_ == Whose::project && !is_own(name, text)) {
            diagnostics_
                .report(
                    base::codes::bad_setting, value.span(),
                    fmt::format(
                        "a project's file names no `{}` on another machine: a password of yours would be sent there",
                        name))
                .help = fmt::format("give it by `--{0}` or CALLFLOW_{1}, or in your own ~/.config/callflow/config.yaml",
                                    name, name == "db" ? "DB" : "REDIS");
            return;
        }
        out_.settings.push_back(
            {command == nullptr ? std::string() : std::string(command->name), std::string(name), text});
    }

    static bool is_own(std::string_view name, std::string_view value) {
        return name == "db" ? is_own_store(value) : name != "redis" || is_own_redis(value);
    }

    void lint(View value) {
        if (!is_mapping(value, "what is said about rules")) return;
        for (const doc::Entry entry : doc::entries(value)) {
            if (entry.key.text() != "per_path") {
                rule_key(entry, out_.rules, lint_keys);
                continue;
            }
            if (!is_mapping(entry.value, "patterns of paths, each with its rules")) continue;
            for (const doc::Entry path : doc::entries(entry.value)) {
                if (!is_mapping(path.value, "`select`, `ignore` or `severity`")) continue;
                Config::PathRules rules;
                rules.pattern = path.key.text();
                for (const doc::Entry one : doc::entries(path.value))
                    rule_key(one, rules.rules, std::span(lint_keys).first(3));
                out_.per_path.push_back(std::move(rules));
            }
        }
    }

    void rule_key(const doc::Entry& entry, RuleLayer& rules, std::span<const std::string_view> known) {
        const std::string_view key = entry.key.text();
        if (key == "select") {
            rules.select = selectors(entry.value);
        } else if (key == "ignore") {
            rules.ignore = selectors(entry.value);
        } else if (key == "severity") {
            if (!is_mapping(entry.value, "rules, each with its severity")) return;
            for (const doc::Entry one : doc::entries(entry.value)) {
                if (!is_rule(one.key) || !is_scalar(one.value, "a severity")) continue;
                const auto severity = severity_of(one.value.text());
                if (severity) {
                    rules.severity.emplace_back(std::string(one.key.text()), *severity);
                    continue;
                }
                constexpr std::string_view words[] = {"note", "warning", "error"};
                auto& found = diagnostics_.report(
                    base::codes::bad_setting, one.value.span(),
                    fmt::format("a severity is {}, not {}", one_of(words), base::quoted(one.value.text())));
                offer(found, one.value, one.value.text(), words);
            }
        } else {
            unknown(entry.key, "setting of rules", known);
        }
    }

    // A list of selectors, or one.
    std::vector<std::string> selectors(View value) {
        std::vector<std::string> out;
        const auto take = [&](View one) {
            if (is_scalar(one, "a rule") && is_rule(one)) out.emplace_back(one.text());
        };
        if (value.is_sequence()) {
            for (const View item : doc::items(value)) take(item);
        } else {
            take(value);
        }
        return out;
    }

    bool is_rule(View word) {
        if (is_selector(word.text())) return true;
        auto& found = diagnostics_.report(base::codes::unknown_rule, word.span(),
                                          fmt::format("there is no rule {}", base::quoted(word.text())));
        if (const std::string near = nearest_selector(word.text()); !near.empty()) {
            found.help = fmt::format("did you mean {}?", base::quoted(near));
            if (word.is_plain()) found.edits.push_back({word.span(), near});
        } else {
            found.help = "`callflow rules` lists them";
        }
        return false;
    }

    void unknown(View key, std::string_view what, std::span<const std::string_view> known) {
        auto& found = diagnostics_.report(base::codes::unknown_setting, key.span(),
                                          fmt::format("there is no {} {}", what, base::quoted(key.text())));
        offer(found, key, key.text(), known);
        if (found.help.empty() && !known.empty()) found.help = fmt::format("there is {}", one_of(known));
    }

    static void offer(base::Diagnostic& found, View place, std::string_view word,
                      std::span<const std::string_view> known) {
        const std::string_view near = base::nearest(word, known);
        if (near.empty()) return;
        found.help = fmt::format("did you mean {}?", base::quoted(near));
        if (place.is_plain() && place.text() == word) found.edits.push_back({place.span(), std::string(near)});
    }

    bool is_mapping(View value, std::string_view what) {
        if (value.is_mapping()) return true;
        diagnostics_.report(base::codes::bad_setting, value.span(),
                            fmt::format("a mapping was expected here: {}", what));
        return false;
    }
    bool is_scalar(View value, std::string_view what) {
        if (value.is_scalar() && !base::trim(value.text()).empty()) return true;
        diagnostics_.report(base::codes::bad_setting, value.span(), fmt::format("{} was expected here", what));
        return false;
    }

    Whose whose_;
    base::Diagnostics& diagnostics_;
    Config out_;
};

} // namespace

bool is_setting(const Option& option) {
    const bool of_rules = option.name == "select" || option.name == "ignore" || option.name == "severity";
    return option.environment && option.metavar != "URL" && !of_rules;
}

Config read_config(const doc::Document& document, Whose whose, base::Diagnostics& diagnostics) {
    return ConfigReader(whose, diagnostics).run(document.root());
}

} // namespace callflow::cli

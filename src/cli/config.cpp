#include "cli/config.hpp"

#include "base/codes.hpp"
#include "cli/commands.hpp"
#include "cli/load.hpp"
#include "cli/path_pattern.hpp"
#include "cli/terminal.hpp"
#include "doc/read.hpp"
#include "report/findings.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

constexpr std::uint64_t most_bytes = 1u << 20;
constexpr std::size_t most_folders = 200; // between an input and its repository

std::string parent_of(const std::string& folder) {
    const std::size_t slash = folder.rfind('/');
    if (slash == std::string::npos || folder.size() < 2) return {};
    return slash == 0 ? "/" : folder.substr(0, slash);
}

std::string in_folder(const std::string& folder, std::string_view name) {
    return fmt::format("{}{}{}", folder, folder.ends_with('/') ? "" : "/", name);
}

} // namespace

const Config* Configs::read(const std::string& path, const std::string& folder, Whose whose) {
    const auto [at, fresh] = files_.try_emplace(path);
    if (!fresh) return at->second.get();
    if (!io_.files->exists(path) || io_.files->is_directory(path)) return nullptr;
    auto text = io_.files->read_regular(path, most_bytes);
    // What is shown does not depend on where the repository lies.
    const std::string shown = path.ends_with(config_name) ? std::string(config_name) : path;
    const base::FileId file = sources_.add(shown, text ? std::move(*text) : std::string());
    at->second = std::make_unique<Config>();
    if (!text) {
        findings_.report(base::codes::bad_setting, {file, 0, 0}, std::move(text.error().message));
        return at->second.get();
    }
    doc::Limits limits;
    limits.nodes = limits.alias_nodes = 100'000;
    const std::size_t before = findings_.items().size();
    if (const auto document = doc::read_document(sources_, file, findings_, limits)) {
        *at->second = read_config(*document, whose, findings_);
    } else if (findings_.items().size() == before + 1 &&
               findings_.items().back().code == &base::codes::empty_document) {
        findings_.items().pop_back(); // nothing is set
    }
    at->second->folder = folder;
    return at->second.get();
}

const Config* Configs::below(const std::string& folder) {
    const auto known = folders_.find(folder);
    if (known != folders_.end()) return known->second;
    std::vector<std::string> upwards;
    bool in_repository = false;
    for (std::string at = folder; !at.empty() && !in_repository && upwards.size() < most_folders; at = parent_of(at)) {
        upwards.push_back(at);
        in_repository = io_.files->exists(in_folder(at, ".git"));
    }
    if (!in_repository) {
        std::size_t kept = std::min(upwards.size(), std::size_t{1});
        for (std::size_t i = 0; i < upwards.size(); ++i)
            if (roots_.contains(upwards[i])) kept = i + 1;
        upwards.resize(kept);
    }
    const Config* found = nullptr;
    for (const std::string& one : upwards) {
        found = read(in_folder(one, config_name), one, Whose::project);
        if (found != nullptr) break;
    }
    return folders_[folder] = found;
}

Configs::Place Configs::place_of(const std::string& path) {
    const std::string named = path == "-" ? std::string() : folder_of(path);
    auto real = real_.find(named);
    if (real == real_.end()) {
        auto found = io_.files->real_path(named.empty() && path.starts_with('/') ? "/" : named);
        real = real_.emplace(named, found ? std::move(*found) : std::string()).first;
    }
    if (real->second.empty()) return {};
    Place out{below(real->second), {}};
    if (out.config == nullptr) return out;
    const std::string whole = in_folder(real->second, path.substr(path.rfind('/') + 1));
    out.relative =
        whole.substr(std::min(whole.size(), out.config->folder.size() + (out.config->folder.ends_with('/') ? 0 : 1)));
    return out;
}

void Configs::belongs_below(const Values& values) {
    for (const Positional& one : values.command().positionals) {
        if (one.names != Names::flow && one.names != Names::file) continue;
        for (const std::string& named : values.all(one.name))
            if (io_.files->is_directory(named))
                if (auto real = io_.files->real_path(named)) roots_.insert(std::move(*real));
    }
}

const Config* Configs::project_of(const std::string& path) { return place_of(path).config; }

const Config* Configs::user() {
    if (user_known_) return user_;
    user_known_ = true;
    std::string folder;
    if (const auto config = io_.environment("XDG_CONFIG_HOME"); config && config->starts_with('/'))
        folder = *config;
    else if (const auto home = io_.environment("HOME"); home && home->starts_with('/'))
        folder = in_folder(*home, ".config");
    if (!folder.empty()) user_ = read(in_folder(folder, "callflow/config.yaml"), folder, Whose::user);
    return user_;
}

void Configs::apply(const RuleLayer& flags, base::Diagnostics& findings, const base::Sources& sources) {
    std::map<std::pair<base::FileId, const base::Code*>, RuleDecision> known;
    const auto decision = [&](const base::Diagnostic& one) -> const RuleDecision& {
        const auto [at, fresh] = known.try_emplace({one.where.file, one.code});
        if (!fresh) return at->second;
        const Place place = one.where.file < sources.size() ? place_of(sources[one.where.file].name()) : Place{};
        std::vector<const RuleLayer*> layers;
        if (const Config* own = user()) layers.push_back(&own->rules);
        if (place.config != nullptr) {
            layers.push_back(&place.config->rules);
            for (const Config::PathRules& path : place.config->per_path)
                if (fits(path.pattern, place.relative)) layers.push_back(&path.rules);
        }
        layers.push_back(&flags);
        return at->second = decide(layers, find_listed(one.code->code));
    };
    std::erase_if(findings.items(), [&](base::Diagnostic& one) {
        if (one.severity == base::Severity::error) return false; // what is read has a hole there
        const RuleDecision& what = decision(one);
        if (what.severity) one.severity = *what.severity;
        return !what.wanted;
    });
}

ExitStatus configure(Values& values, Io& io) {
    const Command& command = values.command();
    const auto from_environment = [](const Option& one) { return one.environment; };
    if (io.files == nullptr || std::ranges::none_of(command.options, from_environment)) return ExitStatus::fine;
    std::string input;
    for (const Positional& one : command.positionals) {
        if (one.names != Names::flow && one.names != Names::file) continue;
        if (!values.all(one.name).empty()) input = values.all(one.name).front();
        break;
    }
    if (!input.empty() && input != "-" && io.files->is_directory(input)) input += "/";
    Configs configs(io);
    configs.belongs_below(values);
    const Config* layers[] = {configs.project_of(input), configs.user()};
    if (!configs.sound()) {
        configs.findings().sort();
        report::write_findings(io.err, configs.findings(), configs.sources(),
                               {.color = wants_color(values, io, io.err_is_terminal)});
        return ExitStatus::usage;
    }
    for (const Option* option : options_of(command)) {
        if (!is_setting(*option) || values.has(option->name)) continue;
        const auto taken = [&](const Config::Setting& one) {
            return option->choices.empty() || std::ranges::find(option->choices, one.value) != option->choices.end();
        };
        for (const Config* layer : layers) {
            if (layer == nullptr || values.has(option->name)) continue;
            const Config::Setting* found = nullptr;
            for (const Config::Setting& one : layer->settings) {
                if (one.option != option->name || !taken(one)) continue;
                if (one.command == command.name || (one.command.empty() && found == nullptr)) found = &one;
            }
            if (found != nullptr) values.stand_in(option->name, found->value);
        }
    }
    return ExitStatus::fine;
}

base::Result<void> apply_rules(const Values& values, Io& io, base::Diagnostics& findings,
                               const base::Sources& sources) {
    auto flags = rules_of(values);
    if (!flags) return tl::unexpected(flags.error());
    Configs configs(io);
    configs.belongs_below(values);
    configs.apply(*flags, findings, sources);
    if (configs.sound()) return {};
    configs.findings().sort();
    for (base::Diagnostic& one : configs.findings().items()) {
        // A file for some other input; its places are in sources of its own.
        return base::fail(base::ErrorKind::usage, fmt::format("{}: {}", config_name, one.message));
    }
    return {};
}

} // namespace callflow::cli

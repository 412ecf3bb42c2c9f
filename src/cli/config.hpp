// Configuration files: `.callflow.yaml` of a project, and the user's own.
#pragma once

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "cli/exit_status.hpp"
#include "cli/io.hpp"
#include "cli/rule_settings.hpp"
#include "cli/values.hpp"
#include "doc/tree.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

inline constexpr std::string_view config_name = ".callflow.yaml";

// What one file says.
struct Config {
    struct Setting {         // of an option that the environment can give, too
        std::string command; // empty: of every command that has it and takes the value
        std::string option;
        std::string value;
    };
    struct PathRules {
        std::string pattern; // of paths relative to the folder
        RuleLayer rules;
    };
    std::string folder; // real path of the file's
    std::vector<Setting> settings;
    RuleLayer rules;
    std::vector<PathRules> per_path;
};

// A project's may come from anywhere, so that it names no store and no Redis on another machine: passwords of the environment would be sent
// there.
enum class Whose : std::uint8_t { project, user };

// Reads what a document says; every key, value and rule that is none is a finding with its place and the nearest right word.
[[nodiscard]] Config read_config(const doc::Document& document, Whose whose, base::Diagnostics& diagnostics);

// The files that matter to a run, each read once. Project files are looked for in the folder of an input and upwards, as far as
// the one with `.git`; without one as far as a folder that is named as an input, else only in the folder itself. The nearest
// one counts. The user's is $XDG_CONFIG_HOME/callflow/config.yaml, by default below ~/.config.
class Configs {
public:
    explicit Configs(Io& io) : io_(io) {}

    // What lies below the folders among a command's inputs belongs to them, in a repository or not. Before all others.
    void belongs_below(const Values& values);
    // Of a file by the path it is named by, `-` and empty being in the current folder; null where there is none.
    const Config* project_of(const std::string& path);
    const Config* user();

    // Whether every file read so far was fit for use; else findings() says what is wrong.
    [[nodiscard]] bool sound() const { return !findings_.has_errors(); }
    [[nodiscard]] base::Diagnostics& findings() { return findings_; }
    [[nodiscard]] const base::Sources& sources() const { return sources_; }

    // Leaves out of `findings`, whose files are in `sources`, what is not wanted, and gives the others the severity that is:
    // by the user's file, then the project's, then its rules for the path, then `flags`. What is an error by itself stays one.
    void apply(const RuleLayer& flags, base::Diagnostics& findings, const base::Sources& sources);

private:
    struct Place {
        const Config* config = nullptr;
        std::string relative; // path below the config's folder
    };
    const Config* read(const std::string& path, const std::string& folder, Whose whose);
    const Config* below(const std::string& folder); // real path
    Place place_of(const std::string& path);

    Io& io_;
    base::Sources sources_;
    base::Diagnostics findings_;
    std::map<std::string, std::unique_ptr<Config>> files_; // by path; null where there is none
    std::map<std::string, const Config*> folders_;         // by real path
    std::map<std::string, std::string, std::less<>> real_; // of folders as they are named
    std::set<std::string> roots_;                          // real paths
    bool user_known_ = false;
    const Config* user_ = nullptr;
};

// Gives options that neither the command line nor the environment gives their value from the files that matter to the
// command's first input. Says on stderr what is wrong in a file; then the status is not fine.
[[nodiscard]] ExitStatus configure(Values& values, Io& io);

// For commands that check flows: the findings as configured, by `--select`, `--ignore`, `--severity` and the files. Call it
// when suppressions have been applied.
[[nodiscard]] base::Result<void> apply_rules(const Values& values, Io& io, base::Diagnostics& findings,
                                             const base::Sources& sources);

// Whether an option may be set by a file: those of the environment, but for rules, which have a place of their own, and for
// addresses that requests are sent to, which a folder that came from anywhere must not choose.
[[nodiscard]] bool is_setting(const Option& option);

// JSON Schema of the files; indented, with a line break at the end.
[[nodiscard]] std::string config_schema();

} // namespace callflow::cli

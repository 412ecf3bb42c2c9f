// Files -> checked flows and scenarios: the one way in which commands read them.
#pragma once

#include "base/allow.hpp"
#include "base/diagnostic.hpp"
#include "cli/exit_status.hpp"
#include "cli/io.hpp"
#include "doc/tree.hpp"
#include "flow/model.hpp"
#include "scenario/scenario.hpp"
#include "syntax/read_flow.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

// Everything one run has read, and what was found in it.
struct Inputs {
    base::Sources sources;
    base::Diagnostics findings;
    std::vector<base::Allow> allows;          // suppressions of all files, not yet applied
    std::set<base::FileId> allowed;           // files whose suppressions are among them
    std::set<base::FileId> half_checked;      // files in which an error kept some checks from running
    std::set<base::FileId> for_all_providers; // those that were held against every provider

    std::vector<std::string> barred; // beginnings of numbers that no flow may call: `--barred`

    std::map<std::string, base::FileId> parts;            // parts of flows, by their real path
    std::set<base::FileId> included;                      // those that some flow has taken in
    std::set<base::FileId> joined;                        // and that are parts indeed
    std::map<base::FileId, doc::Document> part_documents; // some of those that no flow has taken in yet

    std::map<std::string, std::unique_ptr<flow::Flow>>
        neighbours; // flows that others hand calls to, by their real path; null: unusable
};

// What one file turned out to hold.
struct Loaded {
    base::FileId file = base::no_file;
    bool readable = false; // it is a document
    syntax::HeadKey head = syntax::HeadKey::none;
    std::vector<base::FileId> with;            // the files of parts that it includes
    bool sound = false;                        // nothing in it is an error
    std::unique_ptr<flow::Flow> flow;          // head key flow, unless too little of it was there
    std::vector<scenario::Scenario> scenarios; // head key scenario, or those beside the flow
};

// What is done with a document that callflow does not know by its head key.
enum class Foreign : std::uint8_t {
    report, // CF1013
    accept, // nothing: `head` says none
};

// Reads a file (`-` is stdin) and checks what is in it, with the parts that it includes: syntax, the language, and where
// that is free of errors every rule. A part is only read; check_part() looks into it. Findings and suppressions are added
// to `inputs`. The error says why its bytes could not be had at all; too many bytes are a finding.
[[nodiscard]] base::Result<Loaded> load(Io& io, Inputs& inputs, const std::string& path, Foreign foreign);

// The same of a file whose bytes are among the sources already.
[[nodiscard]] Loaded load_read(Io& io, Inputs& inputs, const std::string& path, base::FileId file, Foreign foreign);

// Checks a part of a flow by itself, as far as that can be: for one that load() has read and no flow takes in.
void check_part(Inputs& inputs, base::FileId file);

// Applies the suppressions and sorts the findings; once, when everything has been read. A suppression is called unused
// only where what it allows was looked for.
void settle(Inputs& inputs);

// For commands that need a flow without errors: loads it, complaining and saying its findings on stderr where it has some.
// Then `status` is what to end with, and the flow must not be used.
struct UsableFlow {
    Loaded loaded;
    ExitStatus status = ExitStatus::fine;
    [[nodiscard]] bool usable() const { return status == ExitStatus::fine; }
};
[[nodiscard]] UsableFlow load_flow(const class Values& values, Io& io, Inputs& inputs, const std::string& path);

// Writes findings on stderr as text.
void say_findings(const class Values& values, Io& io, const Inputs& inputs);

// The folder a file is in, for paths relative to it; empty for one without a folder.
[[nodiscard]] std::string folder_of(std::string_view path);

} // namespace callflow::cli

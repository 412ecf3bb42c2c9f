// `include:`: files that hold parts of a flow, joined to its document before it is read.
#pragma once

#include "base/diagnostic.hpp"
#include "base/files.hpp"
#include "base/source.hpp"
#include "doc/read.hpp"
#include "doc/tree.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace callflow::syntax {

// Where parts come from. What a file may be is bounded by `limits`, all files of a flow together by the same.
struct PartFiles {
    base::FileStore& files;
    base::Sources& sources;
    std::map<std::string, base::FileId>& known; // parts read before, by their real path; takes new ones
    std::uint32_t most = 1000;                  // parts of one flow
    std::uint32_t depth = 20;                   // of parts that include parts
    doc::Limits limits = {};
    std::map<base::FileId, doc::Document>* documents =
        nullptr; // parts that were read for themselves; it takes what it joins
};

// What became of a document's `include:`.
struct Included {
    std::vector<base::FileId> files; // the parts, in the order in which they were joined
    bool complete = true;            // false: some could not be had, so names may be missing that they hold
};

// Reads the files that a flow's or part's `include:` names, and theirs in turn, and joins what they hold to the document,
// behind its own: states, flows, machines, prompts, vars, defaults, actors. Paths are relative to the file they stand in and
// may not leave its folder, not by a symbolic link either. A file that is named in several places is joined once. What is
// wrong (no such file, no part, a name defined twice, a cycle) is a finding where it stands, in whichever file.
[[nodiscard]] Included include_parts(doc::Document& document, PartFiles with, base::Diagnostics& diagnostics);

// Takes out, from the finding with that index on, what is said of names that a part which was not read may hold: unknown
// states, vars, actors. For a flow whose parts could not be had, and for a part that is looked at by itself.
void drop_unknown_names(base::Diagnostics& diagnostics, std::size_t from);

} // namespace callflow::syntax

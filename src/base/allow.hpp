// Suppressions: `# callflow: allow NAME[, NAME…] reason` in a comment silences findings of one
// line.
#pragma once

#include "base/diagnostic.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::base {

// A comment as a reader found it; `text` may begin with its `#` or not, and must outlive the call
// only.
struct CommentView {
    Span where;
    std::string_view text;
};

// One name of one suppression.
struct Allow {
    Span where;             // of the name in the comment, else of the whole comment
    std::string name;       // name or code of a finding, as written
    std::uint32_t line = 0; // the line whose findings it silences, from 1
    Span alone = {};        // the whole comment where it names nothing else, else invalid
};

// The suppressions among the comments of one file, which is `source`. One in a comment behind code
// speaks of its own line, else of the next line that is neither blank nor a comment. One without a
// reason is reported (allow_without_reason) and left out, one without a name likewise
// (unknown_allow).
[[nodiscard]] std::vector<Allow> parse_allows(std::span<const CommentView> comments, const Source& source,
                                              Diagnostics& problems);

// Takes out of `findings` what the suppressions silence: findings that begin on that line of that
// file, of that name or code, unless they say that a file is unreadable. Then reports each
// suppression that silenced nothing (unused_allow) or whose name is none of `known`
// (unknown_allow). `known` is every code of the program, those of lint rules included. One is not
// called unused where `looked_for` says that nothing in its file was asked whether there is such a
// finding; empty, everything was. Call it once, when all findings of the files are in.
using LookedFor = std::function<bool(const Allow& allow, const Code& code)>;
void apply_allows(std::span<const Allow> allows, Diagnostics& findings, const Sources& sources,
                  std::span<const Code* const> known, const LookedFor& looked_for = {});

} // namespace callflow::base

// Regular expressions in RE2's syntax, matched in linear time.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace re2 {
class RE2;
}

namespace callflow::base {

inline constexpr std::size_t max_pattern_bytes = 2048;

// Why a pattern is none.
struct PatternError {
    std::string message; // one sentence, no full stop
    std::string part;    // what it is about, a piece of the pattern as it is written there; may be empty
};

// A compiled pattern. Immutable and cheap to copy (shared); may be used by several threads.
class Pattern {
public:
    // `text` is UTF-8, at most max_pattern_bytes. A pattern needs at most 1 MB of memory, compiled and while it runs; a
    // larger one is an error.
    [[nodiscard]] static tl::expected<Pattern, PatternError> compile(std::string_view text);

    // Whether some part of `text` matches; `^` and `$` tie it to the ends. In time linear in the text.
    [[nodiscard]] bool matches(std::string_view text) const;

    // The parts that `(?P<name>…)` name, in order: their numbers, from 1, among all groups, and names.
    [[nodiscard]] std::vector<std::pair<int, std::string>> names() const;
    // Whether it matches, and what its groups match: groups[0] the whole, then one after the other, empty ones where they take no
    // part. As many as there is room for.
    [[nodiscard]] bool captures(std::string_view text, std::span<std::string_view> groups) const;
    [[nodiscard]] int group_count() const;

    // How many instructions it was compiled to. matches() may follow all of them at each byte of the text, a few
    // nanoseconds each: `[ab]{1000}c` takes seconds for a megabyte.
    [[nodiscard]] std::size_t size() const;

private:
    explicit Pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}
    std::shared_ptr<const re2::RE2> compiled_;
};

} // namespace callflow::base

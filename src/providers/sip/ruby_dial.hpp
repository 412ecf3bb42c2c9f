// Whom a `sys.Dial` of a Ruby dialplan calls.
#pragma once

#include "providers/sip/ruby_test.hpp"

#include <cstdint>
#include <string_view>

namespace callflow::providers::sip {

// `sys.Dial("a@b", 30) if …` taken apart.
struct DialStatement {
    std::string_view called;    // a text in quotes, or a value
    std::string_view arguments; // `, 30, 600)`
    std::string_view word = {}; // `if`, `unless`, `while`, `until`
    std::string_view condition = {};
};
[[nodiscard]] DialStatement dial_statement(std::string_view text);
// How long it rings, in seconds; 0 where it does not say. What else it says is lost.
[[nodiscard]] std::int64_t ring_of(const DialStatement& dial, RubyLosses& losses);

// Whom a `sys.Dial` names: a text of the script's, in which `#{…}` puts values, or one that was made of values, with templates in it.
struct Called {
    std::string_view text;
    bool made = false;
};

// `a@b[fu=x] & c@d | e@f` as an entry with these tests; one that calls nobody where nothing of it is taken over.
[[nodiscard]] PlanEntry entry_of(Called called, std::string_view where, const PlanEntry& test, const RubyNames& names,
                                 RubyLosses& losses);
// What is dialled where whoever was dialled before has not answered is the rest of a list that is tried in turn.
void try_next(PlanEntry& before, PlanEntry&& next, std::string_view where, RubyLosses& losses);

} // namespace callflow::providers::sip

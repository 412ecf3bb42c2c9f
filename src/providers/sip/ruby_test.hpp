// What a Ruby dialplan asks of a call before it dials.
#pragma once

#include "providers/sip/plan_entry.hpp"
#include "providers/sip/ruby_losses.hpp"
#include "providers/sip/ruby_values.hpp"

#include <string_view>

namespace callflow::providers::sip {

// The pattern whose groups can be named; empty where there is none, or several.
[[nodiscard]] std::string_view groups_of(const PlanEntry& entry);

// Tests that hold together, as an entry without anybody to call.
struct RubyTest {
    PlanEntry entry;
    bool known = true; // whether an entry can ask them

    [[nodiscard]] bool is_asked() const { return !entry.match.empty() || !entry.dialled.empty(); }
    [[nodiscard]] std::string_view groups() const { return groups_of(entry); }
    // `sys.Out`, `sys.In`.
    void direct(Direction way);
    // `sys.Out && req.URI.User =~ /^2/`; `whole` is the statement.
    void ask_all(std::string_view test, std::string_view whole, const RubyNames& names, RubyLosses& losses);
    // Takes a pattern or a text off the front of what a `when` lists, and adds it; empty where neither stands there.
    std::string_view take(std::string_view& left, RubyLosses& losses);

private:
    bool ask_one(std::string_view test, const RubyNames& names, RubyLosses& losses);
    void ask(std::string_view test, std::string_view whole, const RubyNames& names, RubyLosses& losses);
};

// Whether a name or an expression is what was dialled.
[[nodiscard]] bool is_dialled(std::string_view ruby, const RubyNames& names);

} // namespace callflow::providers::sip

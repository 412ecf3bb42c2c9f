#include "providers/sip/ruby_dial.hpp"

#include "base/text.hpp"
#include "flow/sip_address.hpp"
#include "providers/sip/ruby_lines.hpp"
#include "providers/sip/ruby_scan.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace callflow::providers::sip {

namespace {

// A template with something in the place of each value, to judge what is written.
std::string as_if_put_in(std::string_view made) {
    std::string out;
    while (!made.empty()) {
        const std::size_t open = std::min(made.find("{{"), made.size());
        out += made.substr(0, open);
        made.remove_prefix(open);
        if (made.empty()) break;
        out += '0';
        made.remove_prefix(std::min(made.find("}}"), made.size() - 2) + 2);
    }
    return out;
}

// The legs of one dial string.
class Legs {
public:
    // `from_values`: what the texts of legs hold has been put in.
    Legs(PlanEntry& made, bool from_values, std::string_view groups, const RubyNames& names, RubyLosses& losses)
        : made_(made), from_values_(from_values), groups_(groups), names_(names), losses_(losses) {}

    void add(std::string_view text) {
        const std::size_t bracket = options_of(text, from_values_);
        const std::string_view address = base::trim(text.substr(0, bracket));
        if (address.empty()) return;
        if (bracket != std::string_view::npos) options(text.substr(bracket + 1));
        auto to = this->text(address);
        if (!to) {
            losses_.lose(
                text, fmt::format("what is put into {} has no name here", base::quoted(address, 60)),
                "`dialled` is what was dialled, and `captures` what groups matched; vars of the flow are known, too");
            return;
        }
        if (to->find('@') == std::string::npos) *to = "{{ dialled }}@" + *to;
        if (!to->starts_with("sip:") && !to->starts_with("sips:")) to->insert(0, "sip:");
        if (flow::sip_host(*to).find('.') == std::string_view::npos)
            losses_.lose(address,
                         fmt::format("{} is a provider of the account's, and is taken for a host",
                                     base::quoted(flow::sip_host(*to))),
                         "write its host, and how it knows you");
        if (const std::string why = flow::uncallable(as_if_put_in(*to)); !why.empty()) {
            losses_.lose(address, fmt::format("{} cannot be called: {}", base::quoted(*to), why));
            return;
        }
        made_.to.push_back(std::move(*to));
    }

private:
    void options(std::string_view text) {
        text = text.substr(0, text.rfind(']'));
        while (!text.empty()) {
            const std::size_t end = text.find(',');
            const std::string_view one = base::trim(text.substr(0, end));
            text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
            const std::size_t equals = one.find('=');
            const std::string_view name = one.substr(0, equals);
            const std::string_view value =
                equals == std::string_view::npos ? std::string_view() : one.substr(equals + 1);
            auto user = name == "fu" ? this->text(value) : std::nullopt;
            const bool fits = user && (!shown_ || made_.from_user == *user) &&
                              (user->find("{{") != std::string::npos || flow::escape_sip(*user) == *user);
            if (fits) {
                made_.from_user = *user;
                shown_ = true;
            } else if (!one.empty()) {
                losses_.lose(one, fmt::format("the option {} is not taken over", base::quoted(one)),
                             name == "fu" ? "an entry shows one `from_user` to all" : std::string());
            }
        }
    }

    [[nodiscard]] std::optional<std::string> text(std::string_view of) const {
        return from_values_ ? std::optional(std::string(of)) : names_.text(of, groups_);
    }

    PlanEntry& made_;
    bool from_values_;
    std::string_view groups_;
    const RubyNames& names_;
    RubyLosses& losses_;
    bool shown_ = false;
};

} // namespace

DialStatement dial_statement(std::string_view text) {
    std::string_view inner = base::trim(text.substr(std::string_view("sys.Dial").size()));
    if (inner.starts_with('(')) inner = base::trim(inner.substr(1));
    const std::size_t end = std::min(find_outside(inner, ","), find_outside(inner, ")"));
    std::string_view rest = end == std::string_view::npos ? std::string_view() : base::trim(inner.substr(end));
    DialStatement out;
    out.called = base::trim(inner.substr(0, end));
    for (const std::string_view word : {"if", "unless", "while", "until"}) {
        const std::size_t at = rest.find(fmt::format(" {} ", word));
        if (at == std::string_view::npos) continue;
        out.word = rest.substr(at + 1, word.size());
        out.condition = base::trim(rest.substr(at + word.size() + 2));
        rest = base::trim(rest.substr(0, at));
        break;
    }
    out.arguments = rest;
    return out;
}

std::int64_t ring_of(const DialStatement& dial, RubyLosses& losses) {
    if (!dial.arguments.starts_with(',')) return 0;
    const std::string_view arguments =
        dial.arguments.substr(1, std::min(dial.arguments.find(')'), dial.arguments.size()) - 1);
    if (arguments.find(',') != std::string_view::npos)
        losses.lose(dial.arguments, "how long the call may last is not taken over",
                    "a `timeLimit` of the dial does it");
    const std::string_view ring = base::trim(arguments.substr(0, arguments.find(',')));
    const auto seconds = base::parse_int(ring);
    if (!seconds && !ring.empty())
        losses.lose(ring, fmt::format("how long this rings is not known before it runs: {}", base::quoted(ring, 60)),
                    "an entry's `ring` is a time: `ring: 20s`");
    return seconds.value_or(0);
}

PlanEntry entry_of(Called called, std::string_view where, const PlanEntry& test, const RubyNames& names,
                   RubyLosses& losses) {
    std::string_view string = called.text;
    PlanEntry made = test;
    made.to.clear();
    const bool stages = string.find('|') != std::string_view::npos;
    made.together = string.find('&') != std::string_view::npos && !stages;
    if (stages && string.find('&') != std::string_view::npos)
        losses.lose(where, "who rings together within a turn is rung one after the other here");
    Legs legs(made, called.made, groups_of(test), names, losses);
    while (!string.empty()) {
        const std::size_t end = string.find_first_of("|&");
        legs.add(base::trim(string.substr(0, end)));
        string = end == std::string_view::npos ? std::string_view() : string.substr(end + 1);
    }
    if (made.to.size() == 1) made.together = false;
    if (!made.match.empty()) { // an entry's tests hold together, those of a line are one or the other
        for (const std::string& one : made.dialled) made.match.front() += "|^" + literally(one) + "$";
        made.dialled.clear();
    }
    return made;
}

void try_next(PlanEntry& before, PlanEntry&& next, std::string_view where, RubyLosses& losses) {
    if (before.together || next.together)
        losses.lose(where, "who rings together within a turn is rung one after the other here");
    before.together = false;
    if (next.ring != 0 && before.ring != next.ring)
        losses.lose(where,
                    before.ring == 0 ? std::string("how long this rings is not taken over")
                                     : fmt::format("this rings for {} s here, as who is dialled before", before.ring),
                    "an entry has one `ring` for all whom it tries");
    if (before.from_user != next.from_user)
        losses.lose(where,
                    before.from_user.empty()
                        ? std::string("who is shown as caller is not taken over")
                        : fmt::format("who is shown as caller is {} here, as before", base::quoted(before.from_user)),
                    "an entry shows one `from_user` to all");
    before.to.insert(before.to.end(), std::make_move_iterator(next.to.begin()), std::make_move_iterator(next.to.end()));
}

} // namespace callflow::providers::sip

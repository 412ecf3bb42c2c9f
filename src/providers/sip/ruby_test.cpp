#include "providers/sip/ruby_test.hpp"

#include "base/pattern.hpp"
#include "base/text.hpp"
#include "providers/sip/ruby_lines.hpp"
#include "providers/sip/ruby_scan.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::sip {

bool is_dialled(std::string_view ruby, const RubyNames& names) { return names.value(ruby, {}) == "{{ dialled }}"; }

std::string_view groups_of(const PlanEntry& entry) {
    return entry.patterns == 1 && entry.dialled.empty() ? std::string_view(entry.match.front()) : std::string_view();
}

void RubyTest::direct(Direction way) {
    if (entry.direction != Direction::any && entry.direction != way) known = false; // no call is both
    entry.direction = way;
}

void RubyTest::ask_all(std::string_view test, std::string_view whole, const RubyNames& names, RubyLosses& losses) {
    const auto has = [&](std::string_view word) { return find_outside(test, word) != std::string_view::npos; };
    if ((has(" && ") || has(" and ")) && (has(" || ") || has(" or "))) return ask({}, whole, names, losses);
    while (!test.empty()) {
        const std::size_t both = std::min(find_outside(test, " && "), find_outside(test, " and "));
        const std::string_view one = base::trim(test.substr(0, both));
        if (const Direction way = direction_of(one); way != Direction::any)
            direct(way);
        else
            ask(one, whole, names, losses);
        test = both == std::string_view::npos ? std::string_view() : test.substr(both + 4);
    }
}

// `req.URI.User =~ /^2/`, `/^2/ =~ num`, `num == "232" || num == "233"`
void RubyTest::ask(std::string_view test, std::string_view whole, const RubyNames& names, RubyLosses& losses) {
    bool understood = !is_asked() && !test.empty();
    for (std::string_view left = test; understood && !left.empty();) {
        const std::size_t either = std::min(find_outside(left, " || "), find_outside(left, " or "));
        understood = ask_one(base::trim(left.substr(0, either)), names, losses);
        left = either == std::string_view::npos ? std::string_view() : left.substr(either + 4);
    }
    if (understood) return;
    known = false;
    losses.lose(whole, fmt::format("this test is not understood: {}", base::quoted(test.empty() ? whole : test, 60)),
                "entries may test headers, the time and any condition");
}

bool RubyTest::ask_one(std::string_view test, const RubyNames& names, RubyLosses& losses) {
    const bool turned = test.starts_with('/');
    const std::size_t sign = turned ? test.rfind("=~") : std::min(test.find("=~"), test.find("=="));
    if (sign == std::string_view::npos) return false;
    const std::string_view left = base::trim(test.substr(0, sign)), right = base::trim(test.substr(sign + 2));
    std::string_view asked = turned ? left : right;
    const bool understood = is_dialled(turned ? right : left, names) && !asked.empty();
    return understood && !take(asked, losses).empty() && base::trim(asked).empty();
}

std::string_view RubyTest::take(std::string_view& left, RubyLosses& losses) {
    constexpr std::string_view braced = "%r{";
    const bool braces = left.starts_with(braced);
    const char mark = braces ? '/' : left.front();
    if (mark != '/' && mark != '"' && mark != '\'') return {};
    const std::size_t begin = braces ? braced.size() : 1;
    std::size_t end = braces ? end_of_braces(left, begin) : begin;
    while (end < left.size() && !braces && left[end] != mark)
        end += left[end] == '\\' ? std::size_t{2} : std::size_t{1};
    if (end >= left.size()) return {};
    const std::string_view inner = left.substr(begin, end - begin);
    left.remove_prefix(end + 1);
    if (mark != '/') {
        entry.dialled.emplace_back(inner);
        return inner.empty() ? std::string_view(" ") : inner;
    }
    std::string pattern = ruby_pattern(inner);
    if (left.starts_with('i')) {
        pattern = "(?i)" + pattern;
        left.remove_prefix(1);
    }
    if (const auto compiled = base::Pattern::compile(pattern); !compiled) {
        losses.lose(inner,
                    fmt::format("this pattern is not taken over: {}", base::printable(compiled.error().message)));
        known = false;
    }
    ++entry.patterns;
    if (entry.match.empty())
        entry.match.push_back(pattern);
    else
        entry.match.front() = without_names(entry.match.front() + "|" + pattern);
    return inner.empty() ? std::string_view(" ") : inner;
}

} // namespace callflow::providers::sip

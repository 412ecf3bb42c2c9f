#include "tracking/cdr_account.hpp"

#include "base/moment.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <utility>

namespace callflow::tracking {
namespace {

using logs::Cdr;
using logs::Millis;
using logs::no_time;
using logs::Outcome;

// What says more about a call than another leg does.
int weight(Outcome outcome) {
    switch (outcome) {
    case Outcome::answered: return 3;
    case Outcome::voicemail: return 2;
    case Outcome::unknown: return 0;
    default: return 1;
    }
}

// Of the stages of a record the one that another one follows.
bool is_earlier(std::string_view stage) { return stage == "cdrCreated"; }

// The smallest that so many are not above.
Millis rank(const std::vector<Millis>& sorted, double share) {
    const auto at = static_cast<std::size_t>(share * static_cast<double>(sorted.size()) + 0.999999);
    return sorted[std::clamp<std::size_t>(at, 1, sorted.size()) - 1];
}

struct Gathered {
    CdrSums sums;
    std::vector<Millis> talks;

    [[nodiscard]] CdrSums finish() {
        std::ranges::sort(talks);
        sums.talks = talks.size();
        if (!talks.empty()) {
            sums.talk_p50 = rank(talks, 0.5);
            sums.talk_p90 = rank(talks, 0.9);
        }
        return sums;
    }
};

} // namespace

std::uint32_t CdrAccount::name(std::string_view text) {
    if (text.empty()) return 0;
    const auto [at, fresh] = name_numbers_.try_emplace(std::string(text), static_cast<std::uint32_t>(names_.size()));
    if (fresh) names_.emplace_back(text);
    return at->second;
}

// What one record says of its call.
CdrAccount::Attempt CdrAccount::part_of(const Cdr& cdr) {
    Attempt out;
    out.campaign = name(cdr.campaign);
    out.contact = name(cdr.contact);
    out.direction = name(cdr.direction);
    out.source = name(cdr.source);
    out.agent = name(cdr.agent.empty() ? cdr.extension : cdr.agent);
    out.start = cdr.start;
    out.outcome = cdr.outcome;
    out.abandoned = cdr.abandoned == logs::Told::yes;
    out.talk = cdr.talk;
    return out;
}

void CdrAccount::merge(Attempt& into, const Attempt& part) {
    const auto first = [](std::uint32_t& number, std::uint32_t other) {
        if (number == 0) number = other;
    };
    first(into.campaign, part.campaign);
    first(into.contact, part.contact);
    first(into.direction, part.direction);
    first(into.source, part.source);
    if (part.start != no_time && (into.start == no_time || part.start < into.start)) into.start = part.start;
    // Who has answered is told by the leg that was; of legs that ring side by side nobody is meant.
    if (weight(part.outcome) > weight(into.outcome)) {
        into.outcome = part.outcome;
        if (part.agent != 0) into.agent = part.agent;
    }
    first(into.agent, part.agent);
    into.abandoned = into.abandoned || part.abandoned;
    into.talk = std::max(into.talk, part.talk); // no_time is the smallest
}

void CdrAccount::add(const Cdr& cdr) {
    ++records_;
    std::string key = cdr.key;
    if (!cdr.stage.empty() && key.ends_with("/" + cdr.stage)) key.resize(key.size() - cdr.stage.size() - 1);
    const auto [stage, fresh] = stages_.try_emplace(std::move(key), Stage{cdr.stage, parts_.size()});
    if (!fresh) {
        Stage& before = stage->second;
        if (before.name == cdr.stage) {
            ++repeated_;
            return;
        }
        ++restated_;
        if (is_earlier(cdr.stage) || before.name.empty()) return; // that came late
        before.name = cdr.stage;
        parts_[before.part].second = part_of(cdr);
        return;
    }
    std::string call = cdr.source;
    call.append(1, '\0').append(cdr.group.empty() ? cdr.call : cdr.group);
    const auto [number, begun] = numbers_.try_emplace(std::move(call), attempts_.size());
    if (begun)
        attempts_.emplace_back();
    else
        ++legs_;
    if (cdr.stage.empty())
        merge(attempts_[number->second], part_of(cdr));
    else // may be said again
        parts_.emplace_back(number->second, part_of(cdr));
}

std::string CdrAccount::value(CdrBy by, const Attempt& attempt) const {
    switch (by) {
    case CdrBy::campaign: return names_[attempt.campaign];
    case CdrBy::agent: return names_[attempt.agent];
    case CdrBy::contact: return names_[attempt.contact];
    case CdrBy::direction: return names_[attempt.direction];
    case CdrBy::source: return names_[attempt.source];
    case CdrBy::outcome: return std::string(logs::outcomes[static_cast<std::size_t>(attempt.outcome)]);
    case CdrBy::day:
    case CdrBy::hour: break;
    }
    if (attempt.start == no_time) return {};
    const std::int64_t seconds = attempt.start / 1000 - (attempt.start % 1000 < 0 ? 1 : 0);
    const base::DateTime at = base::date_time(seconds + base::zone_offset(zone_, seconds).value_or(0));
    std::string out = fmt::format("{:04}-{:02}-{:02}", at.year, at.month, at.day);
    if (by == CdrBy::hour) out += fmt::format("T{:02}:00", at.hour);
    return out;
}

CdrReport CdrAccount::report(std::vector<CdrBy> by) const {
    CdrReport out;
    out.by = std::move(by);
    out.records = records_;
    out.legs = legs_;
    out.repeated = repeated_;
    out.restated = restated_;
    Gathered total;
    std::map<std::vector<std::string>, Gathered> rows;
    struct Person {
        std::uint32_t tried = 0, reached_at = 0;
    };
    std::unordered_map<std::string, Person> persons;
    std::vector<Attempt> attempts = attempts_;
    for (const auto& [number, part] : parts_) merge(attempts[number], part);
    // Numbers are tried one after the other, whatever the order of their records; those without a time come last.
    std::ranges::stable_sort(attempts, {}, [](const Attempt& one) {
        return one.start == no_time ? std::numeric_limits<Millis>::max() : one.start;
    });
    for (const Attempt& one : attempts) {
        std::vector<std::string> values;
        for (const CdrBy what : out.by) values.push_back(value(what, one));
        const bool contact = one.outcome == Outcome::answered;
        for (Gathered* const into : {&total, &rows[std::move(values)]}) {
            CdrSums& sums = into->sums;
            ++sums.attempts;
            sums.contacts += contact ? 1u : 0u;
            sums.abandoned += contact && one.abandoned ? 1u : 0u;
            sums.voicemail += one.outcome == Outcome::voicemail ? 1u : 0u;
            sums.unmatched += one.outcome == Outcome::unknown ? 1u : 0u;
            if (!contact || one.talk == no_time) continue;
            sums.talk += one.talk;
            into->talks.push_back(one.talk);
        }
        if (one.contact == 0) continue;
        Person& person = persons[fmt::format("{} {} {}", one.source, one.campaign, one.contact)];
        ++person.tried;
        if (contact && person.reached_at == 0) person.reached_at = person.tried;
    }
    out.total = total.finish();
    for (auto& [values, row] : rows) out.rows[values] = row.finish();
    out.persons = persons.size();
    for (const auto& [who, person] : persons)
        if (person.reached_at != 0) ++out.reached_at[person.reached_at];
    return out;
}

} // namespace callflow::tracking

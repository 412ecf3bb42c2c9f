// Lists that are compared, and the candidates of events as lists.
#include "flow/diff_parts.hpp"
#include "flow/spell.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace callflow::flow {
namespace {

constexpr std::size_t most_cells = 1'000'000; // of a table of common items

// The longest common list of what is between the equal ends of both, as pairs in order.
std::vector<Aligned> common(std::span<const Listed> old, std::span<const Listed> now) {
    std::size_t front = 0;
    while (front < old.size() && front < now.size() && old[front].text == now[front].text) ++front;
    std::size_t back = 0;
    while (back < old.size() - front && back < now.size() - front &&
           old[old.size() - 1 - back].text == now[now.size() - 1 - back].text)
        ++back;
    std::vector<Aligned> out;
    for (std::size_t i = 0; i < front; ++i) out.push_back({i, i});
    const std::size_t rows = old.size() - front - back;
    const std::size_t columns = now.size() - front - back;
    if (rows != 0 && columns != 0 && rows <= most_cells / columns) {
        std::vector<std::uint32_t> longest((rows + 1) * (columns + 1));
        const auto at = [&](std::size_t row, std::size_t column) -> std::uint32_t& {
            return longest[row * (columns + 1) + column];
        };
        const auto equal = [&](std::size_t row, std::size_t column) {
            return old[front + row].text == now[front + column].text;
        };
        for (std::size_t row = rows; row-- > 0;)
            for (std::size_t column = columns; column-- > 0;)
                at(row, column) = equal(row, column) ? at(row + 1, column + 1) + 1
                                                     : std::max(at(row + 1, column), at(row, column + 1));
        for (std::size_t row = 0, column = 0; row < rows && column < columns;) {
            if (equal(row, column))
                out.push_back({front + row++, front + column++});
            else if (at(row + 1, column) >= at(row, column + 1))
                ++row;
            else
                ++column;
        }
    }
    for (std::size_t i = back; i > 0; --i) out.push_back({old.size() - i, now.size() - i});
    return out;
}

// What stands between two pairs of equal items: those of the same label side by side, the first with the first.
void align_gap(std::vector<Aligned>& out, std::span<const Listed> old, std::span<const Listed> now, Aligned from,
               Aligned to) {
    if (to.old == from.old || to.now == from.now || to.old - from.old > most_cells / (to.now - from.now)) {
        // Nothing to choose from, or too much: one by one, so that no change of order is missed.
        for (; from.old < to.old || from.now < to.now; ++from.old, ++from.now) {
            const bool both = from.old < to.old && from.now < to.now;
            if (both && old[from.old].label == now[from.now].label) {
                out.push_back(from);
                continue;
            }
            if (from.old < to.old) out.push_back({from.old, not_there});
            if (from.now < to.now) out.push_back({not_there, from.now});
        }
        return;
    }
    std::map<std::string_view, std::vector<std::size_t>> left; // by label, the last first
    for (std::size_t i = to.old; i > from.old; --i) left[old[i - 1].label].push_back(i - 1);
    std::vector<bool> paired(to.old - from.old);
    std::vector<Aligned> pairs;
    for (std::size_t i = from.now; i < to.now; ++i) {
        Aligned& one = pairs.emplace_back();
        one.now = i;
        const auto found = left.find(now[i].label);
        if (found == left.end() || found->second.empty()) continue;
        one.old = found->second.back();
        found->second.pop_back();
        paired[one.old - from.old] = true;
    }
    std::size_t told = from.old; // what is gone and stood before it has been said
    const auto tell_gone = [&](std::size_t end) {
        for (; told < end; ++told)
            if (!paired[told - from.old]) out.push_back({told, not_there});
    };
    for (const Aligned& one : pairs) {
        if (one.old != not_there) tell_gone(one.old);
        out.push_back(one);
    }
    tell_gone(to.old);
}

struct Collector {
    const Flow& flow;
    std::vector<Way>& out;
    EventId event = none;

    struct Guards {
        std::vector<std::string> spelled, shown;
        void add(const std::vector<Condition>& conditions) {
            for (const Condition& one : conditions) {
                spelled.push_back(spell({&one, 1}, false));
                shown.push_back((one.negated ? "unless: " : "if: ") + one.expression.text());
            }
        }
    };

    void branches(const std::vector<Branch>& all, const Guards& outer) {
        for (const Branch& branch : all) {
            Guards guards = outer;
            guards.add(branch.conditions);
            if (branch.kind == Branch::Kind::choose)
                for (const Switch& one : branch.choose) choose(one, guards);
            else
                add(branch, std::move(guards));
        }
    }

private:
    // Cases exclude each other, so that their order means nothing.
    void choose(const Switch& choice, const Guards& outer) {
        std::vector<const SwitchCase*> cases;
        for (const SwitchCase& one : choice.cases) cases.push_back(&one);
        std::ranges::stable_sort(cases, {}, &SwitchCase::value);
        const std::string on = choice.on.empty() ? std::string() : spell_expression(choice.on);
        const std::string written = choice.on.empty() ? std::string() : choice.on.text();
        for (const SwitchCase* one : cases) {
            Guards guards = outer;
            guards.spelled.push_back("switch: " + on + ", case: " + one->value);
            guards.shown.push_back("switch: " + written + ", case: " + one->value);
            branches(one->branches, guards);
        }
        Guards guards = outer;
        guards.spelled.push_back("switch: " + on + ", else");
        guards.shown.push_back("switch: " + written + ", else");
        branches(choice.otherwise, guards);
    }
    void add(const Branch& branch, Guards guards) {
        std::ranges::sort(guards.spelled);
        const auto same = std::ranges::unique(guards.spelled);
        guards.spelled.erase(same.begin(), same.end());
        Way& way = out.emplace_back();
        way.event = event;
        way.branch = &branch;
        const auto join = [](std::string& into, const std::vector<std::string>& texts) {
            for (const std::string& one : texts) into += (into.empty() ? "" : ", ") + one;
        };
        join(way.guards, guards.spelled);
        join(way.shown, guards.shown);
    }
};

void append_handlers(const Flow& flow, const std::vector<Handler>& on, std::vector<Way>& out) {
    for (const Handler& handler : on) {
        Collector::Guards guards;
        guards.add(handler.conditions);
        Collector{flow, out, handler.event}.branches(handler.branches, guards);
    }
}

std::vector<Listed> listed_callbacks(const Flow& flow, const std::vector<Callback>& all) {
    std::vector<Listed> out;
    for (const Callback& one : all) out.push_back({spell(flow, one), to_string(one.effect.kind), one.effect.where});
    return out;
}
std::vector<Listed> listed_effects(const Flow& flow, const std::vector<Effect>& all) {
    std::vector<Listed> out;
    for (const Effect& one : all) out.push_back({spell(flow, one), to_string(one.kind), one.where});
    return out;
}
std::vector<Listed> listed_settings(const Flow& flow, const std::vector<Assignment>& all) {
    std::vector<Listed> out;
    for (const Assignment& one : all) {
        const std::string_view label = one.var < flow.vars.size() ? std::string_view(flow.vars[one.var].name) : "";
        out.push_back({spell(flow, one), label, one.where});
    }
    return out;
}

// A change for each item that only one list has, `PATH[n]`, n counted from 1 in the list that has it (the new one first).
void compare_lists(Changes& changes, const std::string& path, std::span<const Listed> old,
                   std::span<const Listed> now) {
    for (const Aligned& one : align(old, now)) {
        const std::size_t at = one.now == not_there ? one.old : one.now;
        compare_texts(changes, path + "[" + std::to_string(at + 1) + "]", one.old == not_there ? "" : old[one.old].text,
                      one.now == not_there ? "" : now[one.now].text,
                      one.now == not_there ? old[one.old].where : now[one.now].where);
    }
}

} // namespace

void compare_texts(Changes& changes, std::string path, std::string old, std::string now, base::Span where) {
    if (old != now) changes.push_back({std::move(path), std::move(old), std::move(now), where});
}

std::vector<Aligned> align(std::span<const Listed> old, std::span<const Listed> now) {
    std::vector<Aligned> out;
    Aligned from{0, 0};
    for (const Aligned& next : common(old, now)) {
        align_gap(out, old, now, from, next);
        out.push_back(next);
        from = {next.old + 1, next.now + 1};
    }
    align_gap(out, old, now, from, {old.size(), now.size()});
    return out;
}

void compare_callbacks(Changes& changes, const std::string& path, const Versions& flows,
                       const std::vector<Callback>& old, const std::vector<Callback>& now) {
    compare_lists(changes, path, listed_callbacks(flows.old, old), listed_callbacks(flows.now, now));
}

std::vector<Way> ways_of(const Flow& flow, const State& state) {
    std::vector<Way> out;
    append_handlers(flow, state.on, out);
    Collector{flow, out, next_event}.branches(state.next, {});
    return out;
}

std::vector<Way> ways_of(const Flow& flow, const Body& body) {
    std::vector<Way> out;
    append_handlers(flow, body.on, out);
    return out;
}

std::string spell_effects(const Flow& flow, const Branch& branch) {
    std::string out;
    for (const Listed& one : listed_settings(flow, branch.set)) out += one.text + "\n";
    for (const Listed& one : listed_effects(flow, branch.effects)) out += one.text + "\n";
    return out;
}

void compare_effects(Changes& changes, const Versions& flows, const Branch& old, const Branch& now) {
    compare_lists(changes, "set", listed_settings(flows.old, old.set), listed_settings(flows.now, now.set));
    compare_lists(changes, "do", listed_effects(flows.old, old.effects), listed_effects(flows.now, now.effects));
}

} // namespace callflow::flow

#include "draw/transitions.hpp"

#include "base/text.hpp"
#include "draw/paint_words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::draw {
namespace {

using flow::Branch;
using flow::Condition;

// What leads into a list of candidates.
struct Entry {
    std::string event; // as it is shown
    std::string name;
    Edge::Kind kind = Edge::Kind::event;
    std::vector<const Condition*> conditions;
    std::string subject; // of a switch's case
    std::string test;    // `subject: value`, or of its rest `else`
};

class Walk {
public:
    Walk(const flow::Flow& flow, const flow::State* state, const Contents& contents, std::vector<Way>& ways)
        : flow_(flow), state_(state), contents_(contents), ways_(ways) {}

    void walk(const std::vector<Branch>& branches, const Entry& entry) {
        bool guarded = false; // by a candidate before
        for (const Branch& branch : branches) {
            Entry inner = entry;
            if (const flow::Condition* outcome = outcome_of(branch)) {
                inner.event = outcome->negated ? "failure" : "success";
                add_conditions(inner, branch, 1);
            } else if (const std::string* word = word_of(branch)) {
                inner.event = fmt::format("“{}”", shortened(*word, contents_.most_label - 2));
                add_conditions(inner, branch, 1);
            } else {
                add_conditions(inner, branch, 0);
            }
            const bool conditional = inner.conditions.size() > entry.conditions.size();
            if (branch.kind == Branch::Kind::choose) {
                for (const flow::Switch& choice : branch.choose) choose(choice, inner);
            } else {
                add(branch, inner, !conditional && guarded && inner.conditions.empty() && inner.test.empty());
            }
            guarded |= conditional;
        }
    }

private:
    // What a transfer's outcome was made into, which the author has called `success` and `failure`.
    const Condition* outcome_of(const Branch& branch) const {
        if (state_ == nullptr || branch.conditions.empty()) return nullptr;
        const Condition& first = branch.conditions.front();
        const auto made = [&](const flow::Transfer& one) { return one.where == first.where && !one.own_action; };
        return std::ranges::any_of(state_->transfers, made) ? &first : nullptr;
    }

    // The menu's word that the branch waits for.
    const std::string* word_of(const Branch& branch) const {
        if (state_ == nullptr || !state_->menu || branch.conditions.empty()) return nullptr;
        for (const flow::MenuChoice& word : state_->menu->words) {
            if (word.where == branch.conditions.front().where) return &word.text;
        }
        return nullptr;
    }

    static void add_conditions(Entry& entry, const Branch& branch, std::size_t from) {
        for (std::size_t i = from; i < branch.conditions.size(); ++i) entry.conditions.push_back(&branch.conditions[i]);
    }

    void choose(const flow::Switch& choice, const Entry& entry) {
        for (const flow::SwitchCase& one : choice.cases) {
            Entry inner = entry;
            if (choice.menu) {
                inner.event = shortened(one.value, contents_.most_label);
            } else {
                inner.subject = shortened(choice.on.text(), contents_.most_guard);
                inner.test = fmt::format("{}: {}", inner.subject, one.value);
            }
            walk(one.branches, inner);
        }
        Entry inner = entry;
        if (choice.menu)
            inner.event = "other keys";
        else
            inner.test = "else";
        walk(choice.otherwise, inner);
    }

    void add(const Branch& branch, const Entry& entry, bool otherwise) {
        Way way;
        way.kind = entry.kind;
        way.label.event = entry.event;
        way.label.name = entry.name;
        if (entry.conditions.empty()) way.label.subject = entry.subject;
        way.label.guard = shortened(otherwise ? std::string("else") : guard_of(entry),
                                    way.label.subject.empty() ? contents_.most_guard : 2 * contents_.most_guard);
        way.label.where = branch.where;
        if (branch.kind == Branch::Kind::state) {
            way.target = branch.target;
            way.label.to = flow_.states[branch.target].name;
        } else {
            way.label.to = "same";
        }
        ways_.push_back(std::move(way));
    }

    static std::string guard_of(const Entry& entry) {
        std::vector<std::string> parts;
        parts.reserve(entry.conditions.size() + 1);
        if (!entry.test.empty()) parts.push_back(entry.test);
        const bool several = entry.conditions.size() + parts.size() > 1;
        for (const Condition* one : entry.conditions) {
            const std::string& text = one->expression.text();
            if (one->negated)
                parts.push_back(several ? fmt::format("!({})", text) : "unless " + text);
            else
                parts.push_back(several && text.find("||") != std::string::npos ? fmt::format("({})", text) : text);
        }
        return fmt::format("{}", fmt::join(parts, " && "));
    }

    const flow::Flow& flow_;
    const flow::State* state_;
    const Contents& contents_;
    std::vector<Way>& ways_;
};

bool asks(const std::vector<flow::Verb>& verbs) {
    return std::ranges::any_of(verbs, [](const flow::Verb& verb) {
        return verb.spec != nullptr && (verb.spec->name == "gather" || asks(verb.children));
    });
}

// What a difference says of a part is said of what it is a part of.
void add_changes(Label& into, const Label& part) {
    for (const std::string& one : part.paint.notes) add_once(into.paint.notes, one);
    for (const std::string& one : part.changes) add_once(into.changes, one);
}

void join(Label& into, const Label& label) {
    add_changes(into, label);
    if (into.parts.empty()) {
        Label alone = into;
        into.parts.push_back(std::move(alone));
    }
    into.parts.push_back(label);
}

// The transitions one by one.
std::vector<Label> parts_of(const std::vector<Label>& labels) {
    std::vector<Label> parts;
    for (const Label& label : labels) {
        if (label.parts.empty()) parts.push_back(label);
        parts.insert(parts.end(), label.parts.begin(), label.parts.end());
    }
    return parts;
}

// How many there are of those.
Label sum_of(std::vector<Label> parts) {
    Label sum;
    sum.event = parts.size() == 1 ? "1 transition" : fmt::format("{} transitions", parts.size());
    sum.where = parts.front().where;
    sum.sum = true;
    sum.parts = std::move(parts);
    return sum;
}

// What a label says, in one for each mark and `was` that its parts have.
std::vector<Label> alike_of(const Label& label) {
    std::vector<std::vector<Label>> all;
    for (const Label& part : label.parts) {
        const auto at = std::ranges::find_if(all, [&](const std::vector<Label>& some) {
            return some.front().paint.mark == part.paint.mark && some.front().was == part.was;
        });
        if (at != all.end())
            add_label(*at, part);
        else
            all.push_back({part});
    }
    std::vector<Label> alike;
    for (const std::vector<Label>& some : all) {
        if (label.sum && some.front().paint.mark == Mark::none) {
            alike.push_back(sum_of(parts_of(some)));
            continue;
        }
        for (Label one : some) {
            one.jump = label.jump;
            if (label.jump) one.to = label.to;
            if (one.text().empty()) one.event = label.event;
            alike.push_back(std::move(one));
        }
    }
    return alike;
}

} // namespace

void add_label(std::vector<Label>& labels, Label label) {
    const auto same = std::ranges::find_if(
        labels, [&](const Label& one) { return one.guard == label.guard && one.event.empty() == label.event.empty(); });
    if (same != labels.end()) {
        join(*same, label);
        if (!label.event.empty() && label.event != same->event) same->event += ", " + label.event;
        return;
    }
    // Cases of one switch name what they compare once: `subject: one, other`.
    const auto alike = std::ranges::find_if(labels, [&](const Label& one) {
        return !label.subject.empty() && one.subject == label.subject && one.event == label.event;
    });
    if (alike != labels.end()) {
        join(*alike, label);
        alike->guard += "," + label.guard.substr(std::min(label.guard.size(), label.subject.size() + 1));
        return;
    }
    labels.push_back(std::move(label));
}

void sum_up(std::vector<Label>& labels) {
    std::vector<Label> parts = parts_of(labels);
    if (parts.size() < 2) return;
    labels.clear();
    labels.push_back(sum_of(std::move(parts)));
}

void take_apart(std::vector<Label>& labels) {
    std::vector<Label> apart;
    for (Label& label : labels) {
        const auto differs = [&](const Label& part) {
            return part.paint.mark != label.parts.front().paint.mark || part.was != label.parts.front().was;
        };
        // What something else was said of before, such as a count, stays one.
        if (!label.paint.any() && std::ranges::any_of(label.parts, differs)) {
            for (Label& one : alike_of(label)) apart.push_back(std::move(one));
            continue;
        }
        for (const Label& part : label.parts) {
            if (part.paint.mark == Mark::none) continue;
            label.paint.mark = part.paint.mark;
            label.was = part.was;
            add_changes(label, part);
        }
        apart.push_back(std::move(label));
    }
    labels = std::move(apart);
}

std::vector<Way> ways_of(const flow::Flow& flow, const flow::State& state, const Contents& contents) {
    std::vector<Way> ways;
    Walk walk(flow, &state, contents, ways);
    std::vector<const flow::Timer*> open;
    for (const flow::Timer& timer : state.timers) open.push_back(&timer);
    for (const flow::Handler& handler : state.on) {
        Entry entry;
        entry.name = flow.events[handler.event].text();
        entry.event = shortened(entry.name, contents.most_label);
        for (const Condition& one : handler.conditions) entry.conditions.push_back(&one);
        if (handler.menu) entry.event = "other";
        // By HTTP, and before the answer, it is the hang-up.
        for (const flow::Transfer& one : state.transfers)
            if (one.blind && one.via != flow::Via::refer && one.where == handler.where) entry.event = "success";
        const auto timer =
            std::ranges::find_if(open, [&](const flow::Timer* one) { return one->event == handler.event; });
        if (timer != open.end()) {
            entry.event = fmt::format("after {}: {}", base::format_duration((*timer)->after), entry.event);
            entry.kind = Edge::Kind::timer;
            open.erase(timer);
        }
        walk.walk(handler.branches, entry);
    }
    Entry entry;
    entry.name = "next";
    entry.kind = Edge::Kind::next;
    if (state.menu || asks(state.response.verbs)) entry.event = "no input";
    if (!state.response.by_provider.empty() && asks(state.response.by_provider.front().verbs)) entry.event = "no input";
    walk.walk(state.next, entry);
    for (const flow::Timer* timer : open) {
        Way way;
        way.kind = Edge::Kind::timer;
        way.label.name = flow.events[timer->event].text();
        way.label.event = fmt::format("after {}: {}", base::format_duration(timer->after),
                                      shortened(way.label.name, contents.most_label));
        way.label.where = timer->where;
        ways.push_back(std::move(way));
    }
    return ways;
}

std::vector<Way> ways_of(const flow::Flow& flow, const flow::Body& body, const Contents& contents) {
    std::vector<Way> ways;
    Walk walk(flow, nullptr, contents, ways);
    for (const flow::Handler& handler : body.on) {
        Entry entry;
        entry.name = flow.events[handler.event].text();
        entry.event = shortened(entry.name, contents.most_label);
        for (const Condition& one : handler.conditions) entry.conditions.push_back(&one);
        walk.walk(handler.branches, entry);
    }
    return ways;
}

} // namespace callflow::draw

#include "cli/flow_diff.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

namespace callflow::cli {
namespace {

using flow::Annotation;
using flow::Annotations;
using flow::Change;

bool is_marked(const Annotation& item, std::string_view mark) {
    return std::ranges::find(item.marks, mark) != item.marks.end();
}

char sign_of(const Annotation& item) { return is_marked(item, "added") ? '+' : is_marked(item, "removed") ? '-' : '~'; }

std::string place_of(base::Span where, const base::Sources& sources) {
    if (where.file >= sources.size()) return {};
    const base::Source& source = sources[where.file];
    return fmt::format(" ({}:{})", base::printable(source.name(), 4096), source.position(where.begin).line);
}

std::string said(const std::string& text) { return text.empty() ? "nothing" : base::quoted(text, 200); }

void append_change(std::string& out, std::size_t indent, const Change& one, const base::Sources& sources) {
    const std::string path = base::printable(one.path, 400);
    const std::string place = place_of(one.where, sources);
    if (one.path == "order")
        out += fmt::format("{:{}}{}{}\n", "", indent, base::printable(one.now), place);
    else if (one.old == one.now) // both are secret
        out += fmt::format("{:{}}{}: another one{}\n", "", indent, path, place);
    else
        out += fmt::format("{:{}}{}: {} before, {} after{}\n", "", indent, path, said(one.old), said(one.now), place);
}

// A state, or what holds in every state of a body, with what is said of it.
struct Group {
    const Annotation* state = nullptr; // none: only transitions differ
    std::vector<const Annotation*> transitions;
    [[nodiscard]] const Annotation& first() const { return state != nullptr ? *state : *transitions.front(); }
};

std::vector<Group> groups_of(const Annotations& diff) {
    std::vector<Group> out;
    std::map<std::pair<std::string_view, std::string_view>, std::size_t> known;
    for (const Annotation& item : diff.items) {
        const auto [at, fresh] = known.try_emplace({item.body, item.state}, out.size());
        if (fresh) out.emplace_back();
        Group& group = out[at->second];
        if (item.part == Annotation::Part::state)
            group.state = &item;
        else
            group.transitions.push_back(&item);
    }
    const auto place = [](const Group& one) {
        const Annotation& item = one.first();
        const bool gone = one.state != nullptr && is_marked(item, "removed");
        return std::tuple(gone, item.where.file, item.where.begin);
    };
    std::ranges::stable_sort(out, {}, place);
    return out;
}

void append_state(std::string& out, const Group& group, const base::Sources& sources) {
    const Annotation& item = group.first();
    std::string name = item.state.empty() ? "in every state" : "state " + base::printable(item.state);
    if (!item.body.empty()) name += " of " + base::printable(item.body);
    if (group.state == nullptr) {
        out += fmt::format("    {}\n", name);
        return;
    }
    if (!item.was.empty()) name += ", which was called " + base::printable(item.was);
    out += fmt::format("  {} {}{}\n", sign_of(item), name, place_of(item.where, sources));
    for (const Change& one : item.changes) append_change(out, 8, one, sources);
}

void append_transition(std::string& out, const Annotation& item, const base::Sources& sources) {
    const std::string guards = item.text.empty() ? "" : " (" + base::printable(item.text, 200) + ")";
    std::string line = base::printable(item.event) + guards + " -> " + base::printable(item.to);
    if (!item.was.empty()) line += ", which led to " + base::printable(item.was);
    out += fmt::format("    {} {}{}\n", sign_of(item), line, place_of(item.where, sources));
    for (const Change& one : item.changes) append_change(out, 8, one, sources);
}

void write_place(base::JsonWriter& json, base::Span where, const base::Sources& sources) {
    if (where.file >= sources.size()) return;
    const base::Source& source = sources[where.file];
    const base::Position at = source.position(where.begin);
    json.member("file", source.name()).member("line", at.line).member("column", at.column);
}

void write_changes(base::JsonWriter& json, const std::vector<Change>& changes, const base::Sources& sources) {
    json.key("changes").begin_array();
    for (const Change& one : changes) {
        json.begin_object().member("path", one.path).member("old", one.old).member("new", one.now);
        write_place(json, one.where, sources);
        json.end_object();
    }
    json.end_array();
}

// Of a part that is only changed, each change is one; else it is one itself.
std::size_t count_in(const Annotation& item) {
    return item.changes.size() + (item.marks.front() == "changed" ? 0U : 1U);
}

} // namespace

std::size_t count_differences(const Annotations& diff) {
    std::size_t count = diff.changes.size();
    for (const Annotation& item : diff.items) count += count_in(item);
    return count;
}

void append_flow_differences(std::string& out, const Annotations& diff, const base::Sources& sources) {
    for (const Change& one : diff.changes) append_change(out, 2, one, sources);
    for (const Group& group : groups_of(diff)) {
        append_state(out, group, sources);
        for (const Annotation* one : group.transitions) append_transition(out, *one, sources);
    }
}

std::vector<Difference> differences_of(const Annotations& diff, const base::Sources& sources) {
    std::vector<Difference> out;
    // The first line's indent is of a list in which it does not stand here.
    const auto add = [&](const Annotation* item, std::size_t count, std::string text) {
        const std::size_t indent = text.find_first_not_of(' ');
        std::string lines;
        for (std::string_view rest = text; !rest.empty();) {
            const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
            std::string_view line = rest.substr(0, end);
            rest.remove_prefix(end + 1);
            line.remove_prefix(std::min(indent, line.size()));
            lines += (lines.empty() ? "" : "\n") + std::string(line);
        }
        out.push_back({item == nullptr ? "" : item->body, item == nullptr ? "" : item->state, std::move(lines), count});
    };
    for (const Change& one : diff.changes) {
        std::string text;
        append_change(text, 2, one, sources);
        add(nullptr, 1, std::move(text));
    }
    for (const Group& group : groups_of(diff)) {
        std::string text;
        append_state(text, group, sources);
        add(&group.first(), group.state == nullptr ? 0 : count_in(*group.state), std::move(text));
        for (const Annotation* one : group.transitions) {
            text.clear();
            append_transition(text, *one, sources);
            add(one, count_in(*one), std::move(text));
        }
    }
    return out;
}

void write_flow_differences(base::JsonWriter& json, const Annotations& diff, const base::Sources& sources) {
    write_changes(json, diff.changes, sources);
    json.key("items").begin_array();
    for (const Annotation& item : diff.items) {
        json.begin_object();
        json.member("part", item.part == Annotation::Part::state ? "state" : "transition");
        json.key("marks").begin_array();
        for (const std::string& mark : item.marks) json.value(mark);
        json.end_array();
        const auto text = [&](std::string_view name, const std::string& value) {
            if (!value.empty()) json.member(name, value);
        };
        text("body", item.body);
        text("state", item.state);
        text("event", item.event);
        text("guards", item.text);
        text("to", item.to);
        text("was", item.was);
        write_place(json, item.where, sources);
        write_changes(json, item.changes, sources);
        json.end_object();
    }
    json.end_array();
}

} // namespace callflow::cli

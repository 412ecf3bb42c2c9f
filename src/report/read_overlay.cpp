// JSON -> Annotations. Strict: a member that is misspelt would be a drawing without its counts.
#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "report/overlay.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

namespace callflow::report {
namespace {

using doc::View;
using flow::Annotation;
using flow::Annotations;
using Names = std::span<const std::string_view>;

constexpr std::size_t max_findings = 100;
constexpr std::int64_t max_number = 0xffffffff; // of lines, columns and steps

constexpr std::array<std::string_view, 2> top_keys = {"callflow_overlay", "flows"};
constexpr std::array<std::string_view, 7> flow_keys = {"flow", "name", "kind", "numbers", "items", "old", "changes"};
constexpr std::array<std::string_view, 16> item_keys = {"part",  "count", "marks", "numbers", "body", "state",
                                                        "event", "to",    "text",  "file",    "line", "column",
                                                        "way",   "steps", "was",   "changes"};
constexpr std::array<std::string_view, 3> change_keys = {"path", "old", "new"};
constexpr std::array<std::string_view, 5> parts = {"state", "transition", "guard", "callback", "response"};
constexpr std::array<std::string_view, 4> kinds = {"coverage", "replay", "path", "diff"};
constexpr std::array<std::string_view, 16> marks = {"covered",   "uncovered", "partly",  "used",    "unused", "maybe",
                                                    "deviation", "unknown",   "passed",  "refused", "added",  "removed",
                                                    "changed",   "rewired",   "renamed", "failed"};

// Files by name, so that an item costs no walk through all of them.
class Places {
public:
    Places(const base::Sources& sources, base::FileId overlay) : sources_(sources) {
        for (base::FileId id = 0; id < sources.size(); ++id) {
            if (id == overlay) continue;
            const std::string& name = sources[id].name();
            by_path_.emplace(name, id);
            const auto [at, fresh] = by_name_.emplace(last_of(name), id);
            if (!fresh) at->second = base::no_file;
        }
    }

    // `exactly`: a file of another folder does not stand for it.
    [[nodiscard]] base::Span find(std::string_view file, std::int64_t line, std::int64_t column, bool exactly) const {
        base::FileId id = base::no_file;
        if (const auto same = by_path_.find(file); same != by_path_.end())
            id = same->second;
        else if (const auto alike = by_name_.find(last_of(file)); alike != by_name_.end() && !exactly)
            id = alike->second;
        if (id == base::no_file || line < 1 || column < 1 || line > sources_[id].line_count()) return {};
        const auto offset =
            offset_of(sources_[id], static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(column));
        if (!offset) return {};
        return {id, *offset, *offset};
    }

private:
    static std::string_view last_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

    // The inverse of Source::position(), which knows the columns of long lines without a walk along them.
    static std::optional<std::uint32_t> offset_of(const base::Source& source, std::uint32_t line,
                                                  std::uint32_t column) {
        std::uint32_t from = source.line_start(line);
        const std::uint32_t end = from + static_cast<std::uint32_t>(source.line(line).size());
        std::uint32_t to = end;
        if (line == 1 && source.text().starts_with("\xEF\xBB\xBF")) from = std::min(from + 3, end); // takes no column
        while (from < to) {
            const std::uint32_t middle = from + (to - from) / 2;
            if (source.position(middle).column < column)
                from = middle + 1;
            else
                to = middle;
        }
        // A column counts from its first byte on.
        while (from < end && (static_cast<unsigned char>(source.text()[from]) & 0xc0U) == 0x80U) ++from;
        if (source.position(from).column != column) return std::nullopt;
        return from;
    }

    const base::Sources& sources_;
    std::map<std::string_view, base::FileId> by_path_, by_name_; // of a name that several have: no_file
};

class OverlayReader {
public:
    OverlayReader(const base::Sources& sources, base::FileId file, base::Diagnostics& diagnostics)
        : places_(sources, file), diagnostics_(diagnostics) {}

    std::vector<Annotations> run(View root) {
        if (!head(root)) return {};
        each_member(root, "an overlay", top_keys, top_keys, [&](std::string_view key, View value) {
            if (key == "flows") each_item(value, "`flows`", [&](View one) { read_flow(one); });
        });
        return std::move(out_);
    }
    [[nodiscard]] bool sound() const { return findings_ == 0; }

private:
    [[nodiscard]] bool full() const { return findings_ >= max_findings; }

    // Null where no more is listed.
    base::Diagnostic* report(const base::Code& code, base::Span where, std::string message) {
        if (full()) return nullptr;
        if (++findings_ < max_findings) return &diagnostics_.report(code, where, std::move(message));
        diagnostics_.report(base::codes::too_many_findings, where,
                            fmt::format("{} findings or more; the rest is not listed", max_findings));
        return nullptr;
    }
    void help(base::Diagnostic* found, std::string text) {
        if (found != nullptr) found->help = std::move(text);
    }

    bool head(View root) {
        constexpr std::string_view who = "overlays are written by `callflow test --coverage-out`, `replay --overlay`, "
                                         "`simulate --overlay` and `diff --overlay`";
        const View version = root.is_mapping() ? root.find("callflow_overlay") : View();
        if (!version) {
            help(report(base::codes::format_version, root.span(), "this is no overlay: `callflow_overlay` is missing"),
                 std::string(who));
        } else if (!version.is_plain() || version.text() != "1") {
            help(report(base::codes::format_version, version.span(),
                        fmt::format("`callflow_overlay` is 1 in what this version reads, not {}",
                                    version.is_scalar() ? base::quoted(version.text()) : "a list or object")),
                 "write it anew with this version of callflow");
        }
        return sound();
    }

    template <class Take> void each_member(View object, std::string_view what, Names known, Names needed, Take&& take) {
        if (!object.is_mapping()) return wrong(object, what, "an object");
        for (const doc::Entry entry : doc::entries(object)) {
            if (full()) return;
            if (std::ranges::find(known, entry.key.text()) == known.end())
                unknown(base::codes::unknown_key, entry.key, fmt::format("{} has no member", what), known);
            else
                take(entry.key.text(), entry.value);
        }
        for (const std::string_view one : needed)
            if (!object.find(one))
                report(base::codes::missing_key, object.span(), fmt::format("{} needs `{}`", what, one));
    }
    template <class Take> void each_item(View list, std::string_view what, Take&& take) {
        if (!list.is_sequence()) return wrong(list, what, "a list");
        for (const View one : doc::items(list)) {
            if (full()) return;
            take(one);
        }
    }

    void unknown(const base::Code& code, View word, const std::string& message, Names known) {
        base::Diagnostic* const found =
            report(code, word.span(), fmt::format("{} {}", message, base::quoted(word.text())));
        const std::string_view near = base::nearest(word.text(), known);
        help(found, near.empty() ? fmt::format("there are: {}", fmt::join(known, ", "))
                                 : fmt::format("did you mean `{}`?", near));
    }
    void wrong(View value, std::string_view what, std::string_view wanted) {
        report(base::codes::wrong_type, value.span(), fmt::format("{} must be {}", what, wanted));
    }

    std::string text(View value, std::string_view what) {
        if (value.is_scalar() && !value.is_plain()) return std::string(value.text());
        wrong(value, what, "a text");
        return {};
    }
    std::int64_t whole(View value, std::string_view what, std::int64_t least, std::int64_t most) {
        if (value.is_plain()) {
            const auto number = base::parse_int(value.text());
            if (number && *number >= least && *number <= most) return *number;
        }
        const bool bounded = most != INT64_MAX;
        wrong(value, what,
              bounded ? fmt::format("a whole number from {} to {}", least, most)
                      : fmt::format("a whole number, {} or more", least));
        return least;
    }
    // One of a few words.
    std::size_t word(View value, std::string_view what, Names known) {
        if (!value.is_scalar() || value.is_plain()) {
            wrong(value, what, "a text");
            return 0;
        }
        const auto found = std::ranges::find(known, value.text());
        if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
        unknown(base::codes::bad_value, value, fmt::format("{} cannot be", what), known);
        return 0;
    }
    std::vector<std::string> texts(View list, std::string_view what) {
        std::vector<std::string> out;
        each_item(list, what, [&](View one) { out.push_back(text(one, fmt::format("an item of {}", what))); });
        return out;
    }
    std::vector<flow::Change> changes(View list, std::string_view what) {
        std::vector<flow::Change> out;
        each_item(list, what, [&](View one) {
            flow::Change& made = out.emplace_back();
            each_member(one, "a change", change_keys, change_keys, [&](std::string_view key, View member) {
                (key == "path" ? made.path : key == "old" ? made.old : made.now) = text(member, fmt::format("`{}`", key));
            });
        });
        return out;
    }
    std::vector<std::pair<std::string, double>> numbers(View value) {
        std::vector<std::pair<std::string, double>> out;
        if (!value.is_mapping()) {
            wrong(value, "`numbers`", "an object");
            return out;
        }
        for (const doc::Entry entry : doc::entries(value)) {
            if (full()) break;
            const auto number = entry.value.is_plain() ? base::parse_double(entry.value.text()) : std::nullopt;
            if (number && std::isfinite(*number))
                out.emplace_back(std::string(entry.key.text()), *number);
            else
                wrong(entry.value, fmt::format("`{}`", base::printable(entry.key.text())), "a number");
        }
        return out;
    }

    void read_flow(View value) {
        constexpr Names needed = Names(flow_keys).first(5);
        Annotations& out = out_.emplace_back();
        each_member(value, "a flow of an overlay", flow_keys, needed, [&](std::string_view key, View member) {
            const std::string what = fmt::format("`{}`", key);
            if (key == "flow") out.flow = text(member, what);
            if (key == "name") out.name = text(member, what);
            if (key == "kind") out.kind = kinds[word(member, what, kinds)];
            if (key == "old") out.old = text(member, what);
            if (key == "changes") out.changes = changes(member, what);
            if (key == "numbers") out.numbers = numbers(member);
            if (key == "items") each_item(member, what, [&](View one) { out.items.push_back(read_item(one)); });
        });
    }

    Annotation read_item(View value) {
        constexpr Names needed = Names(item_keys).first(4);
        Annotation out;
        std::string file;
        std::int64_t line = 0;
        std::int64_t column = 0;
        each_member(value, "an item of an overlay", item_keys, needed, [&](std::string_view key, View member) {
            const std::string what = fmt::format("`{}`", key);
            if (key == "part") out.part = static_cast<Annotation::Part>(word(member, what, parts));
            if (key == "body") out.body = text(member, what);
            if (key == "state") out.state = text(member, what);
            if (key == "event") out.event = text(member, what);
            if (key == "to") out.to = text(member, what);
            if (key == "text") out.text = text(member, what);
            if (key == "was") out.was = text(member, what);
            if (key == "file") file = text(member, what);
            if (key == "line") line = whole(member, what, 1, max_number);
            if (key == "column") column = whole(member, what, 1, max_number);
            if (key == "count") out.count = static_cast<std::uint64_t>(whole(member, what, 0, INT64_MAX));
            if (key == "numbers") out.numbers = numbers(member);
            if (key == "way") out.way = texts(member, what);
            if (key == "changes") out.changes = changes(member, what);
            if (key == "marks")
                each_item(member, what, [&](View one) { out.marks.emplace_back(marks[word(one, "a mark", marks)]); });
            if (key == "steps")
                each_item(member, what, [&](View one) {
                    out.steps.push_back(static_cast<std::uint32_t>(whole(one, "a step", 1, max_number)));
                });
        });
        // What is gone stood in the old flow's files, which are often called as the new one's.
        const bool gone = std::ranges::find(out.marks, "removed") != out.marks.end();
        if (!file.empty()) out.where = places_.find(file, line, column, gone);
        return out;
    }

    Places places_;
    base::Diagnostics& diagnostics_;
    std::size_t findings_ = 0;
    std::vector<Annotations> out_;
};

} // namespace

std::optional<std::vector<Annotations>> read_overlay(const base::Sources& sources, base::FileId file,
                                                     base::Diagnostics& diagnostics) {
    const std::size_t before = diagnostics.count(base::Severity::error);
    const std::optional<doc::Document> document = doc::read_json(sources, file, diagnostics);
    if (!document || diagnostics.count(base::Severity::error) != before) return std::nullopt;
    OverlayReader reader(sources, file, diagnostics);
    std::vector<Annotations> out = reader.run(document->root());
    if (!reader.sound()) return std::nullopt;
    return out;
}

} // namespace callflow::report

#include "base/allow.hpp"

#include "base/ascii.hpp"
#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace callflow::base {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

void skip_blanks(std::string_view& text) {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
}

// A word up to a blank or comma, taken off the front.
std::string_view take_word(std::string_view& text) {
    const std::size_t end = std::min(text.find_first_of(" \t,"), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end);
    return word;
}

bool names(std::string_view name, const Code& code) { return name == code.name || same_ignoring_case(name, code.code); }

// The line that a comment at `where` speaks of.
std::uint32_t line_meant(const Source& source, Span where) {
    const Position at = source.position(where.begin);
    const std::uint32_t start = source.line_start(at.line);
    const std::string_view before = source.text().substr(start, where.begin - start);
    if (!trim(before).empty()) {
        return at.line;
    }
    std::uint32_t line = at.line + 1;
    for (; line <= source.line_count(); ++line) {
        const std::string_view text = trim(source.line(line));
        if (!text.empty() && text.front() != '#') {
            break;
        }
    }
    return line;
}

// Behind `callflow:` stands something. Whether it is a suppression; a near miss is reported.
bool begins_with_allow(std::string_view& text, Span where, Diagnostics& problems) {
    const std::string_view word = take_word(text);
    if (word == "allow") {
        return true;
    }
    if (edit_distance(word, "allow", 1) <= 1) {
        auto& finding = problems.report(codes::unknown_allow, where,
                                        fmt::format("{} is no instruction in a comment", quoted(word)));
        finding.help = "write `callflow: allow NAME reason`";
    }
    return false;
}

class AllowParser {
public:
    AllowParser(const CommentView& comment, const Source& source, Diagnostics& problems)
        : comment_(comment), source_(source), problems_(problems) {}

    void parse(std::vector<Allow>& out) {
        std::string_view text = comment_.text;
        while (!text.empty() && (text.front() == '#' || is_blank(text.front()))) {
            text.remove_prefix(1);
        }
        constexpr std::string_view head = "callflow:";
        if (!text.starts_with(head)) {
            return;
        }
        text.remove_prefix(head.size());
        skip_blanks(text);
        if (!begins_with_allow(text, comment_.where, problems_)) {
            return;
        }
        const std::vector<std::string_view> words = take_names(text);
        if (words.empty()) {
            problems_.report(codes::unknown_allow, comment_.where, "the suppression names no finding").help =
                "write `callflow: allow NAME reason`";
            return;
        }
        if (trim(text).empty()) {
            problems_
                .report(codes::allow_without_reason, comment_.where,
                        fmt::format("the suppression of {} gives no reason", quoted(words.front())))
                .help = "say behind the name why the finding does not matter here";
            return;
        }
        const std::uint32_t line = line_meant(source_, comment_.where);
        for (const std::string_view word : words) {
            out.push_back({place_of(word), std::string(word), line, words.size() == 1 ? comment_.where : Span{}});
        }
    }

private:
    // NAME, NAME, … off the front of `text`.
    static std::vector<std::string_view> take_names(std::string_view& text) {
        std::vector<std::string_view> words;
        for (;;) {
            skip_blanks(text);
            const std::string_view word = take_word(text);
            if (word.empty()) {
                break;
            }
            words.push_back(word);
            skip_blanks(text);
            if (!text.starts_with(',')) {
                break;
            }
            text.remove_prefix(1);
        }
        return words;
    }

    // The reader may have left out the `#` or decoded something; then the whole comment has to do.
    [[nodiscard]] Span place_of(std::string_view word) const {
        const std::string_view raw = source_.text().substr(comment_.where.begin, comment_.where.size());
        const auto offset = static_cast<std::size_t>(word.data() - comment_.text.data());
        const std::size_t shift = raw.find(comment_.text);
        if (shift == std::string_view::npos) {
            return comment_.where;
        }
        const auto begin = static_cast<std::uint32_t>(comment_.where.begin + shift + offset);
        return {comment_.where.file, begin, static_cast<std::uint32_t>(begin + word.size())};
    }

    const CommentView& comment_;
    const Source& source_;
    Diagnostics& problems_;
};

void report_unknown(const Allow& allow, Diagnostics& findings, std::span<const Code* const> known) {
    auto& finding =
        findings.report(codes::unknown_allow, allow.where, fmt::format("there is no finding {}", quoted(allow.name)));
    std::vector<std::string_view> candidates;
    for (const Code* code : known) {
        candidates.push_back(code->name);
        candidates.push_back(code->code);
    }
    if (const std::string_view near = nearest(allow.name, candidates); !near.empty()) {
        finding.help = fmt::format("did you mean {}?", quoted(near));
        if (allow.where.size() == allow.name.size()) {
            finding.edits.push_back({allow.where, std::string(near)});
        }
    }
}

// A comment with the blanks before it, and with its whole line where nothing else stands there.
Span with_its_line(const Sources& sources, Span comment) {
    const std::string_view text = sources[comment.file].text();
    while (comment.begin > 0 && is_blank(text[comment.begin - 1])) --comment.begin;
    const bool own_line = comment.begin == 0 || text[comment.begin - 1] == '\n';
    if (own_line && comment.end < text.size() && text[comment.end] == '\r') ++comment.end;
    if (own_line && comment.end < text.size() && text[comment.end] == '\n') ++comment.end;
    return comment;
}

// Null where there is none.
const Code* find_known(std::string_view name, std::span<const Code* const> known) {
    const auto at = std::find_if(known.begin(), known.end(), [name](const Code* code) { return names(name, *code); });
    return at == known.end() ? nullptr : *at;
}

} // namespace

std::vector<Allow> parse_allows(std::span<const CommentView> comments, const Source& source, Diagnostics& problems) {
    std::vector<Allow> allows;
    for (const CommentView& comment : comments) {
        AllowParser(comment, source, problems).parse(allows);
    }
    return allows;
}

void apply_allows(std::span<const Allow> allows, Diagnostics& findings, const Sources& sources,
                  std::span<const Code* const> known, const LookedFor& looked_for) {
    if (allows.empty()) {
        return;
    }
    // Findings and suppressions meet by file and line; there may be many of both.
    using Place = std::pair<FileId, std::uint32_t>;
    std::vector<std::pair<Place, std::size_t>> by_place;
    by_place.reserve(allows.size());
    for (std::size_t i = 0; i < allows.size(); ++i) {
        by_place.push_back({{allows[i].where.file, allows[i].line}, i});
    }
    std::sort(by_place.begin(), by_place.end());
    std::vector<bool> used(allows.size(), false);
    std::vector<bool> refused(allows.size(), false);
    const auto silenced = [&](const Diagnostic& finding) {
        if (finding.code->unreadable || finding.where.file >= sources.size()) {
            return false;
        }
        const Place place{finding.where.file, sources[finding.where.file].position(finding.where.begin).line};
        bool found = false;
        auto at = std::lower_bound(by_place.begin(), by_place.end(), std::pair(place, std::size_t{0}));
        for (; at != by_place.end() && at->first == place; ++at) {
            if (!names(allows[at->second].name, *finding.code)) {
                continue;
            }
            // An error is a hole in what is read: with it silenced, something would run that cannot.
            if (finding.severity == Severity::error) {
                refused[at->second] = true;
            } else {
                used[at->second] = true;
                found = true;
            }
        }
        return found;
    };
    std::vector<Diagnostic>& items = findings.items();
    items.erase(std::remove_if(items.begin(), items.end(), silenced), items.end());
    for (std::size_t i = 0; i < allows.size(); ++i) {
        if (used[i]) {
            continue;
        }
        const Code* code = find_known(allows[i].name, known);
        if (code == nullptr) {
            report_unknown(allows[i], findings, known);
            continue;
        }
        if (!refused[i] && looked_for && !looked_for(allows[i], *code)) {
            continue;
        }
        auto& finding = findings.report(
            codes::unused_allow, allows[i].where,
            fmt::format("{} {}", quoted(allows[i].name),
                        refused[i] ? "is an error here, which cannot be silenced" : "silences nothing"));
        finding.help = "remove the suppression";
        // One that is an error today may be a note for whoever asks less.
        if (allows[i].alone.valid() && !refused[i])
            finding.edits.push_back({with_its_line(sources, allows[i].alone), ""});
    }
}

} // namespace callflow::base

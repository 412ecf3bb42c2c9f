#include "cli/fix.hpp"

#include "base/codes.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <vector>

namespace callflow::cli {

const std::string* MendedFiles::find(const std::string& path) {
    if (texts_.empty()) return nullptr;
    const auto real = disk_.real_path(path);
    const auto at = real ? texts_.find(*real) : texts_.end();
    return at == texts_.end() ? nullptr : &at->second;
}

void MendedFiles::put(const std::string& path, std::string text) {
    if (auto real = disk_.real_path(path)) texts_[*real] = std::move(text);
}

base::Result<std::string> MendedFiles::read(const std::string& path, std::uint64_t max_bytes) {
    if (const std::string* text = find(path)) return *text;
    return disk_.read(path, max_bytes);
}
base::Result<std::string> MendedFiles::read_regular(const std::string& path, std::uint64_t max_bytes) {
    if (const std::string* text = find(path)) return *text;
    return disk_.read_regular(path, max_bytes);
}
base::Result<void> MendedFiles::replace(const std::string& path, std::string_view bytes) {
    return disk_.replace(path, bytes);
}
base::Result<void> MendedFiles::make_directories(const std::string& path) { return disk_.make_directories(path); }
base::Result<void> MendedFiles::remove(const std::string& path) { return disk_.remove(path); }
base::Result<std::vector<base::DirEntry>> MendedFiles::list(const std::string& path) { return disk_.list(path); }
bool MendedFiles::exists(const std::string& path) { return disk_.exists(path); }
bool MendedFiles::is_directory(const std::string& path) { return disk_.is_directory(path); }
base::Result<std::string> MendedFiles::real_path(const std::string& path) { return disk_.real_path(path); }

namespace {

constexpr int most_rounds = 10;
constexpr int most_alone = 100; // rounds in which some file gets one finding's edits

struct Round {
    base::Sources sources;
    base::Diagnostics findings;

    [[nodiscard]] std::map<std::string, std::size_t> errors() const {
        std::map<std::string, std::size_t> out;
        for (const base::Diagnostic& one : findings.items())
            if (one.severity == base::Severity::error && one.where.file < sources.size())
                ++out[sources[one.where.file].name()];
        return out;
    }
};

// The edits of one file.
struct Work {
    std::vector<base::TextEdit> edits;
    std::vector<const base::Diagnostic*> findings;
    std::uint32_t end = 0; // of the last edit
};

// Files of which edits made an error: the findings whose edits did, by identity().
using Careful = std::map<std::string, std::set<std::string>>;

// What stays the same of a finding while other places of its file are mended.
std::string identity(const base::Sources& sources, const base::Diagnostic& finding) {
    const base::TextEdit& edit = finding.edits.front();
    const std::string_view text = sources[edit.where.file].text();
    const std::size_t begin = edit.where.begin == 0 ? 0 : text.rfind('\n', edit.where.begin - 1) + 1;
    const std::size_t end = std::min(text.find('\n', edit.where.begin), text.size());
    return fmt::format("{} {} {}", finding.code->code, edit.where.begin - begin, text.substr(begin, end - begin));
}

std::map<base::FileId, Work> work_of(const Round& round, const std::function<bool(const std::string&)>& named,
                                     const Careful& careful) {
    std::map<base::FileId, Work> out;
    for (const base::Diagnostic& one : round.findings.items()) {
        if (!one.code->fixable || one.edits.empty()) continue;
        const base::FileId file = one.edits.front().where.file;
        if (file >= round.sources.size()) continue;
        const std::string& path = round.sources[file].name();
        const bool in_one =
            std::ranges::all_of(one.edits, [&](const base::TextEdit& edit) { return edit.where.file == file; });
        // JSON has other quotes, and no comments.
        if (!in_one || !named(path) || path.ends_with(".json")) continue;
        const auto care = careful.find(path);
        if (care != careful.end() && (out.contains(file) || care->second.contains(identity(round.sources, one))))
            continue;
        Work& work = out[file];
        // Two findings for one place would spoil each other's edits; the other one's turn comes in the next round.
        const auto early = [&](const base::TextEdit& edit) {
            return !work.edits.empty() && edit.where.begin <= work.end;
        };
        if (std::ranges::any_of(one.edits, early)) continue;
        work.edits.insert(work.edits.end(), one.edits.begin(), one.edits.end());
        for (const base::TextEdit& edit : one.edits) work.end = std::max(work.end, edit.where.end);
        work.findings.push_back(&one);
    }
    return out;
}

std::string refusal(const base::Sources& sources, const base::Diagnostic& finding) {
    const base::Source& source = sources[finding.where.file];
    const base::Position at = source.position(finding.where.begin);
    return fmt::format("{}:{}:{}: {} {} is left as it is: mended, it would be an error", source.name(), at.line,
                       at.column, finding.code->code, finding.code->name);
}

} // namespace

Mended mend(Io& io, MendedFiles& files, std::string& standard_input,
            const std::function<bool(const std::string&)>& named, const Checking& check) {
    std::map<std::string, Mended::File> changed;
    std::map<std::string, std::size_t> counted;
    Careful careful;
    Mended out;
    const auto put = [&](const std::string& path, const std::string& text) {
        if (path == "-")
            standard_input = text;
        else
            files.put(path, text);
    };
    Round now;
    check(io, now.sources, now.findings);
    for (int round = 0, alone = 0; round < most_rounds && alone < most_alone;) {
        const auto work = work_of(now, named, careful);
        if (work.empty()) break;
        ++(careful.empty() ? round : alone);
        std::map<std::string, std::string> before;
        for (const auto& [file, todo] : work) {
            const base::Source& source = now.sources[file];
            const std::string text(source.text());
            before.emplace(source.name(), text);
            const auto at = changed.try_emplace(source.name(), Mended::File{source.name(), text, {}}).first;
            at->second.after = base::apply_edits(text, todo.edits);
            put(source.name(), at->second.after);
        }
        const auto errors = now.errors();
        Round next;
        check(io, next.sources, next.findings);
        const auto fresh = next.errors();
        bool undone = false;
        for (const auto& [file, todo] : work) {
            const std::string& path = now.sources[file].name();
            const auto then = errors.find(path);
            const auto after = fresh.find(path);
            if (after == fresh.end() || after->second <= (then == errors.end() ? 0 : then->second)) {
                counted[path] += todo.findings.size();
                continue;
            }
            // One of several: which one is seen when each is tried alone.
            changed[path].after = before[path];
            put(path, before[path]);
            std::set<std::string>& refused = careful[path];
            if (todo.findings.size() == 1) {
                refused.insert(identity(now.sources, *todo.findings.front()));
                // Once more where something else in its line was mended.
                if (std::string said = refusal(now.sources, *todo.findings.front());
                    std::ranges::find(out.refused, said) == out.refused.end())
                    out.refused.push_back(std::move(said));
            }
            undone = true;
        }
        now = Round();
        if (undone)
            check(io, now.sources, now.findings);
        else
            now = std::move(next);
    }
    for (auto& [path, file] : changed) {
        if (file.after == file.before) continue;
        out.findings += counted[path];
        out.files.push_back(std::move(file));
    }
    for (auto& [path, refused] : careful)
        if (!refused.empty()) out.kept.emplace(path, std::move(refused));
    return out;
}

void forget_refused(const Mended& mended, const base::Sources& sources, base::Diagnostics& findings) {
    for (base::Diagnostic& one : findings.items()) {
        if (!one.code->fixable || one.edits.empty() || one.edits.front().where.file >= sources.size()) continue;
        const auto at = mended.kept.find(sources[one.edits.front().where.file].name());
        if (at == mended.kept.end() || !at->second.contains(identity(sources, one))) continue;
        one.edits.clear();
        one.help += one.help.empty() ? "" : "; ";
        one.help += "--fix leaves it: mended by that alone, it would be an error";
    }
}

} // namespace callflow::cli

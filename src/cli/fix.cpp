#include "cli/fix.hpp"

#include "base/codes.hpp"

#include <algorithm>
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
    std::size_t findings = 0;
    std::uint32_t end = 0; // of the last edit
};

std::map<base::FileId, Work> work_of(const Round& round, const std::function<bool(const std::string&)>& named,
                                     const std::set<std::string>& given_up) {
    std::map<base::FileId, Work> out;
    for (const base::Diagnostic& one : round.findings.items()) {
        if (!one.code->fixable || one.edits.empty()) continue;
        const base::FileId file = one.edits.front().where.file;
        if (file >= round.sources.size()) continue;
        const std::string& path = round.sources[file].name();
        const bool in_one =
            std::ranges::all_of(one.edits, [&](const base::TextEdit& edit) { return edit.where.file == file; });
        // JSON has other quotes, and no comments.
        if (!in_one || !named(path) || path.ends_with(".json") || given_up.contains(path)) continue;
        Work& work = out[file];
        // Two findings for one place would spoil each other's edits; the other one's turn comes in the next round.
        const auto early = [&](const base::TextEdit& edit) {
            return !work.edits.empty() && edit.where.begin <= work.end;
        };
        if (std::ranges::any_of(one.edits, early)) continue;
        work.edits.insert(work.edits.end(), one.edits.begin(), one.edits.end());
        for (const base::TextEdit& edit : one.edits) work.end = std::max(work.end, edit.where.end);
        ++work.findings;
    }
    return out;
}

} // namespace

Mended mend(Io& io, MendedFiles& files, std::string& standard_input,
            const std::function<bool(const std::string&)>& named, const Checking& check) {
    std::map<std::string, Mended::File> changed;
    std::map<std::string, std::size_t> counted;
    std::set<std::string> given_up;
    const auto put = [&](const std::string& path, const std::string& text) {
        if (path == "-")
            standard_input = text;
        else
            files.put(path, text);
    };
    Round now;
    check(io, now.sources, now.findings);
    for (int round = 0; round < most_rounds; ++round) {
        const auto work = work_of(now, named, given_up);
        if (work.empty()) break;
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
        bool undone = false;
        for (const auto& [path, count] : next.errors()) {
            const auto then = errors.find(path);
            if (!before.contains(path) || count <= (then == errors.end() ? 0 : then->second)) continue;
            changed[path].after = before[path];
            put(path, before[path]);
            given_up.insert(path);
            undone = true;
        }
        for (const auto& [file, todo] : work)
            if (!given_up.contains(now.sources[file].name())) counted[now.sources[file].name()] += todo.findings;
        now = Round();
        if (undone)
            check(io, now.sources, now.findings);
        else
            now = std::move(next);
    }
    Mended out;
    for (auto& [path, file] : changed) {
        if (file.after == file.before) continue;
        out.findings += counted[path];
        out.files.push_back(std::move(file));
    }
    return out;
}

} // namespace callflow::cli

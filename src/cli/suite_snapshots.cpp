#include "cli/suite_snapshots.hpp"

#include "base/codes.hpp"
#include "base/inside.hpp"
#include "base/text.hpp"
#include "cli/load.hpp"
#include "cli/out_folder.hpp"
#include "cli/search.hpp"
#include "doc/read.hpp"
#include "providers/provider.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <span>

namespace callflow::cli {
namespace {

bool same_meaning(const scenario::Snapshot& one, const scenario::Snapshot& other) {
    if (one.provider != other.provider) return false;
    if (one.actual == other.actual) return true;
    base::Sources sources;
    base::Diagnostics unheard;
    const base::FileId left = sources.add(one.path, one.actual);
    const base::FileId right = sources.add(other.path, other.actual);
    const auto differences = providers::find_provider(one.provider)->compare(sources, left, right, unheard);
    return differences && differences->empty();
}

void add_finding(Suite& suite, std::size_t at, const base::Code& code, base::Span where, std::string message) {
    report::Case& one = suite.cases[at];
    one.findings.push_back(suite.findings.items().size());
    one.status = report::Case::Status::failed;
    suite.findings.report(code, where, std::move(message));
}

// `.xml`, `.json` and other names of documents.
bool is_document(std::string_view name) {
    return name.ends_with(".twiml") || std::ranges::any_of(providers::registry(), [&](const providers::Provider* one) {
               return name.ends_with(one->extension) &&
                      name.substr(0, name.size() - one->extension.size()).ends_with('.');
           });
}

// Whether the bytes may be a document of the provider: good or broken, none that somebody keeps for something else.
bool may_be_of(std::string_view text, const providers::Provider& provider) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    text = base::trim(text);
    if (text.empty()) return true;
    const bool json = provider.extension == "json";
    return text.front() == (json ? '{' : '<') && text.find(json ? "\"tropo\"" : "<Response") != std::string_view::npos;
}
bool may_be_document(base::FileStore& files, const std::string& path) {
    const auto text = files.read_regular(path, doc::Limits{}.bytes);
    return text && !base::trim(*text).empty() &&
           std::ranges::any_of(providers::registry(),
                               [&](const providers::Provider* one) { return may_be_of(*text, *one); });
}

bool is_lost_link(base::FileStore& files, const std::string& path) {
    const std::string folder = folder_of(path);
    if (files.exists(path) || (!folder.empty() && !files.exists(folder))) return false;
    const auto entries = files.list(folder.empty() ? "." : folder);
    const std::string name = path.substr(folder.empty() ? 0 : folder.size() + 1);
    return entries && std::ranges::any_of(*entries, [&](const base::DirEntry& one) { return one.name == name; });
}

// Why a document is not written there; empty where it may be.
std::string refusal(base::FileStore& files, const scenario::Snapshot& snapshot, const std::string& path,
                    const std::string& home) {
    const std::string shown = base::quoted(snapshot.path, 4096);
    if (!base::is_inside(files, path, home) || is_lost_link(files, path))
        return fmt::format("{} is outside the folder of the scenario's file, and is not written", shown);
    if (snapshot.state == scenario::Snapshot::State::missing) return {};
    const providers::Provider& provider = *providers::find_provider(snapshot.provider);
    if (may_be_of(snapshot.expected, provider)) return {};
    return fmt::format("{} is no document of {}, and is not overwritten", shown, provider.title);
}

} // namespace

base::Result<void> write_snapshots(base::FileStore& files, Suite& suite) {
    std::map<std::string, const SuiteSnapshot*> first; // of each file
    std::set<std::string> disputed;
    for (const SuiteSnapshot& one : suite.snapshots) {
        const auto [known, fresh] = first.try_emplace(plain_path(one.snapshot.path), &one);
        if (fresh || same_meaning(known->second->snapshot, one.snapshot)) continue;
        disputed.insert(known->first);
        add_finding(suite, one.at, base::codes::two_snapshots, one.snapshot.where,
                    fmt::format("{} has another document for {}",
                                base::quoted(report::title_of(suite.cases[known->second->at]), 300),
                                base::quoted(one.snapshot.path, 4096)));
    }
    for (const auto& [path, one] : first) {
        if (one->snapshot.state == scenario::Snapshot::State::same || disputed.contains(path)) continue;
        if (std::string why = refusal(files, one->snapshot, path, folder_of(suite.cases[one->at].file)); !why.empty()) {
            add_finding(suite, one->at, base::codes::snapshot_refused, one->snapshot.where, std::move(why));
            suite.findings.items().back().help = "name a file of its own, below the folder of the scenario";
            continue;
        }
        const bool fresh = one->snapshot.state == scenario::Snapshot::State::missing;
        if (const std::string folder = folder_of(path); fresh && !folder.empty()) {
            if (auto made = files.make_directories(folder); !made) return made;
        }
        if (auto written = files.replace(path, one->snapshot.actual); !written) return written;
        suite.cases[one->at].notices.push_back(fmt::format("{} {}", fresh ? "wrote" : "rewrote", path));
    }
    return {};
}

std::vector<std::string> find_orphans(base::FileStore& files, const Suite& suite, const std::string& folder) {
    std::set<std::string> folders; // that hold expected documents
    for (const std::string& path : suite.expected) folders.insert(folder_of(path));
    for (const std::string& one : suite.folders) {
        folders.erase(plain_path(one));
        folders.insert(plain_path(path_in(one, "snapshots")));
        if (one.empty()) folders.insert("snapshots");
    }
    for (const std::string& one : suite.folders) folders.erase(one.empty() ? one : plain_path(one));
    const std::string top = plain_path(folder);
    std::vector<std::string> orphans;
    for (const std::string& one : folders) {
        const bool below = top == "." || one == top || one.starts_with(top.ends_with('/') ? top : top + "/");
        if (!below || !files.is_directory(one.empty() ? "." : one)) continue;
        const auto real = files.real_path(one); // a link may lead anywhere
        const auto real_top = files.real_path(folder);
        if (!real || !real_top || (*real != *real_top && !base::is_inside(files, one, folder))) continue;
        const auto entries = files.list(one.empty() ? "." : one);
        const auto manifest = read_manifest(files, one);
        if (!entries || !manifest) continue;
        for (const base::DirEntry& entry : *entries) {
            const std::string path = one.empty() ? entry.name : path_in(one, entry.name);
            if (entry.directory || !is_document(entry.name) || entry.name.starts_with('.') ||
                manifest->contains(entry.name))
                continue;
            if (suite.expected.contains(path) || suite.bodies.contains(path)) continue;
            if (may_be_document(files, path)) orphans.push_back(path);
        }
    }
    std::ranges::sort(orphans);
    return orphans;
}

base::Result<void> settle_orphans(base::FileStore& files, Suite& suite, const std::vector<std::string>& orphans,
                                  bool prune) {
    for (const std::string& path : orphans) {
        report::Case& one = suite.cases.emplace_back();
        one.kind = report::Case::Kind::check;
        one.file = path;
        if (!prune) {
            const base::FileId file = suite.sources.add(path, {});
            add_finding(suite, suite.cases.size() - 1, base::codes::orphan_snapshot, {file, 0, 0},
                        fmt::format("no scenario expects {}", base::quoted(path, 4096)));
            suite.findings.items().back().help = "remove it, or let `callflow test --update --prune` do it";
            continue;
        }
        if (auto removed = files.remove(path); !removed) return removed;
        one.notices.push_back(fmt::format("removed {}", path));
    }
    return {};
}

} // namespace callflow::cli

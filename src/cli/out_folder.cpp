#include "cli/out_folder.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace callflow::cli {
namespace {

constexpr std::uint64_t largest_manifest = 64u << 20;

bool is_plain_name(std::string_view name) {
    return !name.empty() && name.front() != '.' && name.find('/') == std::string_view::npos &&
           name.find('\0') == std::string_view::npos;
}

base::Result<void> write_manifest(base::FileStore& files, const std::string& folder,
                                  const std::set<std::string>& names) {
    std::string text = "# Written by callflow, which replaces and removes only these files.\n";
    for (const std::string& name : names) text += name + "\n";
    const std::string path = path_in(folder, manifest_name);
    if (const auto old = files.read_regular(path, largest_manifest); old && *old == text) return {};
    return files.replace(path, text);
}

base::Result<void> refuse_strangers(base::FileStore& files, const std::string& folder,
                                    const std::vector<OutFile>& wanted, const std::set<std::string>& ours) {
    for (const OutFile& file : wanted) {
        const std::string path = path_in(folder, file.name);
        if (ours.contains(file.name) || !files.exists(path)) continue;
        return base::fail(base::ErrorKind::usage,
                          fmt::format("{} was not written by callflow; --force replaces it", base::quoted(path, 4096)));
    }
    return {};
}

} // namespace

std::string path_in(const std::string& folder, std::string_view name) {
    return fmt::format("{}{}{}", folder, folder.ends_with('/') ? "" : "/", name);
}

base::Result<std::set<std::string>> read_manifest(base::FileStore& files, const std::string& folder) {
    std::set<std::string> names;
    const std::string path = path_in(folder, manifest_name);
    if (!files.exists(path)) return names;
    const auto text = files.read_regular(path, largest_manifest);
    if (!text) return tl::unexpected(text.error());
    std::string_view rest = *text;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (!line.starts_with('#') && is_plain_name(line)) names.emplace(line);
    }
    return names;
}

base::Result<OutCounts> write_folder(base::FileStore& files, const std::string& folder,
                                     const std::vector<OutFile>& wanted, const std::set<std::string>& stale,
                                     bool force) {
    OutCounts counts;
    if (auto made = files.make_directories(folder); !made) return tl::unexpected(made.error());
    auto ours = read_manifest(files, folder);
    if (!ours) return tl::unexpected(ours.error());
    if (!force) {
        if (auto fine = refuse_strangers(files, folder, wanted, *ours); !fine) return tl::unexpected(fine.error());
    }
    std::set<std::string> doomed;
    for (const std::string& name : stale) {
        if (ours->contains(name)) doomed.insert(name);
    }
    for (const OutFile& file : wanted) {
        ours->insert(file.name);
        doomed.erase(file.name);
    }
    // Before the files: what is half written is ours too.
    if (auto written = write_manifest(files, folder, *ours); !written) return tl::unexpected(written.error());
    for (const OutFile& file : wanted) {
        const std::string path = path_in(folder, file.name);
        if (const auto old = files.read_regular(path, file.bytes.size()); old && *old == file.bytes) {
            ++counts.unchanged;
            continue;
        }
        if (auto written = files.replace(path, file.bytes); !written) return tl::unexpected(written.error());
        ++counts.written;
    }
    for (const std::string& name : doomed) {
        const std::string path = path_in(folder, name);
        if (files.exists(path)) {
            if (auto removed = files.remove(path); !removed) return tl::unexpected(removed.error());
            ++counts.removed;
        }
        ours->erase(name);
    }
    if (auto written = write_manifest(files, folder, *ours); !written) return tl::unexpected(written.error());
    return counts;
}

} // namespace callflow::cli

#include "cli/search.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <string_view>

namespace callflow::cli {
namespace {

bool ends_with_one(std::string_view name, std::span<const std::string_view> endings) {
    return std::any_of(endings.begin(), endings.end(),
                       [&](std::string_view ending) { return name.size() > ending.size() && name.ends_with(ending); });
}

std::string joined(const std::string& folder, const std::string& name) {
    // What is found in `.` needs no `./` before it.
    if (folder == ".") return name;
    return folder.ends_with('/') ? folder + name : folder + "/" + name;
}

constexpr std::array<std::string_view, 3> endings_of_ours = {".yaml", ".yml", ".json"};

} // namespace

std::string plain_path(std::string_view path) { return std::filesystem::path(path).lexically_normal().native(); }

std::vector<Found> find_documents(Io& io, const std::string& path, const Unlisted& unlisted) {
    return find_files(io, path, endings_of_ours, unlisted);
}

std::vector<Found> find_files(Io& io, const std::string& path, std::span<const std::string_view> endings,
                              const Unlisted& unlisted) {
    if (path == "-" || !io.files->is_directory(path)) return {{path, true}};
    std::vector<Found> found;
    // Folders still to be listed, the next one last.
    std::vector<std::string> folders = {path};
    while (!folders.empty()) {
        const std::string folder = std::move(folders.back());
        folders.pop_back();
        const auto entries = io.files->list(folder);
        if (!entries) {
            unlisted(entries.error());
            continue;
        }
        std::vector<std::string> below;
        for (const base::DirEntry& entry : *entries) {
            if (!entry.directory) {
                if (ends_with_one(entry.name, endings)) found.push_back({joined(folder, entry.name), false});
            } else if (!entry.name.starts_with('.') && !entry.link) {
                below.push_back(joined(folder, entry.name));
            }
        }
        folders.insert(folders.end(), below.rbegin(), below.rend());
    }
    return found;
}

base::Result<std::vector<Found>> find_documents(Io& io, const std::string& path) {
    return find_files(io, path, endings_of_ours);
}

base::Result<std::vector<Found>> find_files(Io& io, const std::string& path,
                                            std::span<const std::string_view> endings) {
    std::optional<base::Error> first;
    std::vector<Found> found = find_files(io, path, endings, [&](const base::Error& error) {
        if (!first) first = error;
    });
    if (first) return tl::unexpected(*first);
    return found;
}

base::Result<std::string> read_found(Io& io, const Found& found, std::uint64_t max_bytes) {
    if (!found.named) return io.files->read_regular(found.path, max_bytes);
    return found.path == "-" ? io.read_stdin(max_bytes) : io.files->read(found.path, max_bytes);
}

} // namespace callflow::cli

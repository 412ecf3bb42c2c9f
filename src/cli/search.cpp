#include "cli/search.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
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

} // namespace

std::string plain_path(std::string_view path) { return std::filesystem::path(path).lexically_normal().native(); }

base::Result<std::vector<Found>> find_documents(Io& io, const std::string& path) {
    constexpr std::array<std::string_view, 3> endings = {".yaml", ".yml", ".json"};
    return find_files(io, path, endings);
}

base::Result<std::vector<Found>> find_files(Io& io, const std::string& path,
                                            std::span<const std::string_view> endings) {
    if (path == "-" || !io.files->is_directory(path)) return std::vector<Found>{{path, true}};
    std::vector<Found> found;
    // Folders still to be listed, the next one last.
    std::vector<std::string> folders = {path};
    while (!folders.empty()) {
        const std::string folder = std::move(folders.back());
        folders.pop_back();
        const auto entries = io.files->list(folder);
        if (!entries) return tl::unexpected(entries.error());
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

} // namespace callflow::cli

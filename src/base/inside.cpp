#include "base/inside.hpp"

#include <algorithm>
#include <string_view>

namespace callflow::base {
namespace {

std::string folder_above(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return std::string(path.substr(0, slash == std::string_view::npos ? 0 : slash));
}

bool goes_up(std::string_view path) {
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        if (path.substr(0, end) == "..") return true;
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return false;
}

// The one name of a file that is there or would be made.
Result<std::string> real_name(FileStore& files, const std::string& path) {
    if (files.exists(path)) return files.real_path(path);
    std::string folder = folder_above(path);
    while (!folder.empty() && !files.exists(folder)) folder = folder_above(folder);
    const bool relative = folder.empty() && !path.starts_with('/');
    const std::string rest = path.substr(relative ? 0 : folder.size() + 1);
    if (goes_up(rest)) return fail(ErrorKind::system, "a name that goes up from what is not there");
    auto real = files.real_path(folder.empty() && !relative ? "/" : folder);
    if (real) real->append("/").append(rest);
    return real;
}

} // namespace

bool is_inside(FileStore& files, const std::string& path, const std::string& folder) {
    const auto home = files.real_path(folder);
    const auto real = real_name(files, path);
    return home && real && is_below(*real, *home);
}

bool is_below(std::string_view real, std::string_view real_folder) {
    if (real_folder.ends_with('/')) real_folder.remove_suffix(1);
    return real.size() > real_folder.size() && real.starts_with(real_folder) && real[real_folder.size()] == '/';
}

} // namespace callflow::base

#include "cli/path_pattern.hpp"

#include <cstddef>
#include <vector>

namespace callflow::cli {
namespace {

// One row of the table of which beginnings fit: `row[i]` says that the pattern so far fits the first i bytes.
bool fits_whole(std::string_view pattern, std::string_view path) {
    std::vector<bool> row(path.size() + 1, false);
    row[0] = true;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        std::vector<bool> next(path.size() + 1, false);
        const bool deep = pattern.substr(at).starts_with("**");
        if (deep || pattern[at] == '*') {
            bool open = false;
            for (std::size_t i = 0; i <= path.size(); ++i) {
                if (i > 0 && !deep && path[i - 1] == '/') open = false;
                open = open || row[i];
                next[i] = open;
            }
            if (deep) {
                ++at;
                // `**/x` fits `x`, too.
                if (at + 1 < pattern.size() && pattern[at + 1] == '/') {
                    ++at;
                    std::vector<bool> after(path.size() + 1, false);
                    for (std::size_t i = 0; i <= path.size(); ++i)
                        after[i] = row[i] || (i > 0 && path[i - 1] == '/' && next[i - 1]);
                    next = std::move(after);
                }
            }
        } else {
            for (std::size_t i = 0; i < path.size(); ++i)
                next[i + 1] = row[i] && (pattern[at] == path[i] || (pattern[at] == '?' && path[i] != '/'));
        }
        row = std::move(next);
    }
    return row[path.size()];
}

} // namespace

bool fits(std::string_view pattern, std::string_view path) {
    if (pattern.starts_with("./")) pattern.remove_prefix(2);
    while (pattern.size() > 1 && pattern.ends_with('/')) pattern.remove_suffix(1);
    if (fits_whole(pattern, path)) return true;
    // A folder is all that is below it.
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1))
        if (fits_whole(pattern, path.substr(0, slash))) return true;
    return false;
}

} // namespace callflow::cli

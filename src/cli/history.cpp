#include "cli/history.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <sys/stat.h>

namespace callflow::cli {
namespace {

constexpr std::size_t most_lines = 1000;
constexpr std::size_t longest_line = 4096;
constexpr std::uint64_t most_bytes = 4 * 1024 * 1024;

// What is made meanwhile is its owner's alone.
class OwnersOnly {
public:
    OwnersOnly() : before_(::umask(077)) {}
    ~OwnersOnly() { ::umask(before_); }
    OwnersOnly(const OwnersOnly&) = delete;
    OwnersOnly& operator=(const OwnersOnly&) = delete;

private:
    mode_t before_;
};

bool may_be_shown(std::string_view line) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    return !line.empty() && line.size() <= longest_line && std::ranges::none_of(line, control) &&
           base::find_invalid_utf8(line) == std::string_view::npos;
}

} // namespace

std::string history_path(const Environment& environment) {
    const auto state = environment("XDG_STATE_HOME");
    if (state && state->starts_with('/')) return *state + "/callflow/history";
    const auto home = environment("HOME");
    if (home && home->starts_with('/')) return *home + "/.local/state/callflow/history";
    return {};
}

std::vector<std::string> read_history(Io& io) {
    const std::string path = history_path(io.environment);
    if (path.empty()) return {};
    const auto bytes = io.files->read_regular(path, most_bytes);
    if (!bytes) return {};
    std::vector<std::string> lines;
    std::string_view rest = *bytes;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        if (const std::string_view line = rest.substr(0, end); may_be_shown(line)) lines.emplace_back(line);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (lines.size() > most_lines) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most_lines));
    return lines;
}

base::Result<void> add_to_history(Io& io, const std::vector<std::string>& lines) {
    const std::string path = history_path(io.environment);
    if (path.empty() || lines.empty()) return {};
    std::vector<std::string> all = read_history(io);
    for (const std::string& line : lines)
        if (may_be_shown(line) && (all.empty() || all.back() != line)) all.push_back(line);
    if (all.size() > most_lines) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(most_lines));
    const OwnersOnly guard;
    if (auto made = io.files->make_directories(path.substr(0, path.rfind('/'))); !made) return made;
    return io.files->replace(path, fmt::format("{}\n", fmt::join(all, "\n")));
}

} // namespace callflow::cli

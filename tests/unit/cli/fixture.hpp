// A process made by hand.
#pragma once

#include "base/files.hpp"
#include "cli/io.hpp"

#include <map>
#include <string>
#include <utility>

namespace callflow::cli {

// Files in memory; folders are what names have in common.
class MemoryFiles final : public base::FileStore {
public:
    std::map<std::string, std::string> content;
    std::string broken; // writing this path fails

    base::Result<std::string> read(const std::string& path, std::uint64_t max_bytes) override {
        const auto found = content.find(path);
        if (found == content.end()) return base::fail(base::ErrorKind::system, "cannot read " + path);
        if (found->second.size() > max_bytes) return base::fail(base::ErrorKind::unreadable, "too large");
        return found->second;
    }
    base::Result<void> replace(const std::string& path, std::string_view bytes) override {
        if (path == broken) return base::fail(base::ErrorKind::system, "cannot write " + path);
        content[path] = bytes;
        return {};
    }
    base::Result<void> make_directories(const std::string&) override { return {}; }
    base::Result<void> remove(const std::string& path) override {
        content.erase(path);
        return {};
    }
    base::Result<std::vector<base::DirEntry>> list(const std::string& path) override {
        std::map<std::string, base::DirEntry> entries;
        for (const auto& [name, text] : content) {
            if (!name.starts_with(path + "/")) continue;
            const std::string rest = name.substr(path.size() + 1);
            const std::string first = rest.substr(0, rest.find('/'));
            entries[first] = {first, rest.size() != first.size(), false};
        }
        std::vector<base::DirEntry> list;
        for (auto& [name, entry] : entries) list.push_back(std::move(entry));
        return list;
    }
    bool exists(const std::string& path) override { return content.contains(path) || is_directory(path); }
    bool is_directory(const std::string& path) override {
        for (const auto& [name, text] : content) {
            if (name.starts_with(path + "/")) return true;
        }
        return false;
    }
    base::Result<std::string> real_path(const std::string& path) override {
        if (path.empty() || exists(path)) return "/" + path;
        return base::fail(base::ErrorKind::system, "cannot find " + path);
    }
};

struct Process {
    MemoryFiles files;
    std::map<std::string, std::string> variables;
    std::string flushed; // what a command has handed over before its end
    Io io;

    explicit Process(std::vector<std::string> args = {}) {
        io.args = std::move(args);
        io.files = &files;
        io.read_stdin = [](std::uint64_t) { return base::Result<std::string>(std::string()); };
        io.open_stdin = [] { return base::Result<std::unique_ptr<base::ByteStream>>(base::stream_over("")); };
        io.flush_out = [this] {
            flushed += io.out;
            io.out.clear();
            return true;
        };
        io.environment = [this](std::string_view name) -> std::optional<std::string> {
            const auto found = variables.find(std::string(name));
            return found == variables.end() ? std::nullopt : std::optional(found->second);
        };
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
};

} // namespace callflow::cli

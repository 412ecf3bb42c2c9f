// Files in memory, for flows that include parts.
#pragma once

#include "base/files.hpp"

#include <map>
#include <string>

namespace callflow::test {

class PartStore final : public base::FileStore {
public:
    std::map<std::string, std::string> content;
    std::map<std::string, std::string> links; // where a name really leads

    base::Result<std::string> read(const std::string& path, std::uint64_t max_bytes) override {
        const auto found = content.find(path);
        if (found == content.end()) return base::fail(base::ErrorKind::system, "cannot read " + path);
        if (found->second.size() > max_bytes)
            return base::fail(base::ErrorKind::unreadable, "cannot read it: too large");
        return found->second;
    }
    base::Result<void> replace(const std::string&, std::string_view) override { return {}; }
    base::Result<void> make_directories(const std::string&) override { return {}; }
    base::Result<void> remove(const std::string&) override { return {}; }
    base::Result<std::vector<base::DirEntry>> list(const std::string&) override {
        return std::vector<base::DirEntry>();
    }
    bool exists(const std::string& path) override { return content.contains(path); }
    bool is_directory(const std::string&) override { return false; }
    base::Result<std::string> real_path(const std::string& path) override {
        const auto link = links.find(path);
        if (link != links.end()) return link->second;
        return path.empty() ? "/here" : "/here/" + path;
    }
};

} // namespace callflow::test

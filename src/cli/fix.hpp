// Mending files by the edits of findings.
#pragma once

#include "base/diagnostic.hpp"
#include "base/files.hpp"
#include "base/result.hpp"
#include "cli/io.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace callflow::cli {

// Files as they are on disk, but for those whose text has been replaced in memory.
class MendedFiles final : public base::FileStore {
public:
    explicit MendedFiles(base::FileStore& disk) : disk_(disk) {}

    // What a file holds from now on; `path` as it was named.
    void put(const std::string& path, std::string text);

    [[nodiscard]] base::Result<std::string> read(const std::string& path, std::uint64_t max_bytes) override;
    [[nodiscard]] base::Result<std::string> read_regular(const std::string& path, std::uint64_t max_bytes) override;
    [[nodiscard]] base::Result<void> replace(const std::string& path, std::string_view bytes) override;
    [[nodiscard]] base::Result<void> make_directories(const std::string& path) override;
    [[nodiscard]] base::Result<void> remove(const std::string& path) override;
    [[nodiscard]] base::Result<std::vector<base::DirEntry>> list(const std::string& path) override;
    [[nodiscard]] bool exists(const std::string& path) override;
    [[nodiscard]] bool is_directory(const std::string& path) override;
    [[nodiscard]] base::Result<std::string> real_path(const std::string& path) override;

private:
    [[nodiscard]] const std::string* find(const std::string& path);

    base::FileStore& disk_;
    std::map<std::string, std::string> texts_; // by real path
};

// What mending has come to.
struct Mended {
    struct File {
        std::string path; // as it was named, `-` for stdin
        std::string before;
        std::string after;
    };
    std::vector<File> files;  // those that changed, in order of their names
    std::size_t findings = 0; // that were mended
    // `FILE:LINE:COLUMN: CODE NAME is left as it is: …` of each whose edits would have made an error, where it then stood.
    std::vector<std::string> refused;
    // The same findings, by file, as forget_refused() knows them again.
    std::map<std::string, std::set<std::string>> kept;
};

// Findings of the files as they are at that moment, suppressions and configuration applied; their sources are added to.
using Checking = std::function<void(Io& io, base::Sources& sources, base::Diagnostics& findings)>;

// Applies the edits of fixable findings to the named files, checks them again, and so on until none is left or a bound is
// reached. Nothing is written: the texts are in the result, and `check` reads them by `io.files`. Edits by which a file would have more
// errors than before are left out, and what is no YAML is left as it is.
[[nodiscard]] Mended mend(Io& io, MendedFiles& files, std::string& standard_input,
                          const std::function<bool(const std::string&)>& named, const Checking& check);

// Takes their edits from those findings of the mended files that were refused, and says so in their help: no other program is to
// apply them.
void forget_refused(const Mended& mended, const base::Sources& sources, base::Diagnostics& findings);

} // namespace callflow::cli

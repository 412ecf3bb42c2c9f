#include "cli/check_folder.hpp"

#include "base/text.hpp"
#include "cli/document_diff.hpp"
#include "cli/out_folder.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace callflow::cli {
namespace {

constexpr std::uint64_t largest_document = 64u << 20;

class Check {
public:
    Check(base::FileStore& files, const std::string& folder, Inputs& inputs)
        : files_(files), folder_(folder), inputs_(inputs) {}

    base::Result<void> compare(const RenderedDocument& document) {
        const std::string path = path_in(folder_, file_name(document));
        if (!files_.exists(path)) {
            different(path, "missing");
            return {};
        }
        auto bytes = files_.read_regular(path, largest_document);
        if (!bytes) return tl::unexpected(bytes.error());
        if (*bytes == document.text) return {};
        const base::FileId left = inputs_.sources.add(path, std::move(*bytes));
        const base::FileId right = inputs_.sources.add(fmt::format("({} rendered)", document.state), document.text);
        const auto differences = document.provider->compare(inputs_.sources, left, right, inputs_.findings);
        if (!differences) {
            different(path, "not a document that can be read");
        } else if (!differences->empty()) {
            different(path, plural(differences->size(), "difference"));
            append_differences(check.report, *differences, "in the file", "rendered");
        }
        return {};
    }

    base::Result<void> look_for_extra(const std::set<std::string>& wanted,
                                      std::span<const providers::Provider* const> providers) {
        const auto entries = files_.list(folder_);
        if (!entries) return tl::unexpected(entries.error());
        for (const base::DirEntry& entry : *entries) {
            const bool ours = std::any_of(providers.begin(), providers.end(), [&](const providers::Provider* one) {
                return entry.name.ends_with(file_ending(*one));
            });
            if (!entry.directory && ours && !wanted.contains(entry.name)) {
                different(path_in(folder_, entry.name), "extra, no state answers with it");
            }
        }
        return {};
    }

    std::size_t count = 0; // files that differ
    FolderCheck check;

private:
    void different(const std::string& path, const std::string& how) {
        ++count;
        check.status = ExitStatus::findings;
        check.report += fmt::format("{}: {}\n", base::printable(path, 4096), how);
    }

    base::FileStore& files_;
    const std::string& folder_;
    Inputs& inputs_;
};

} // namespace

base::Result<FolderCheck> check_folder(base::FileStore& files, const std::string& folder,
                                       std::span<const RenderedDocument> documents,
                                       std::span<const providers::Provider* const> providers, bool whole,
                                       Inputs& inputs) {
    Check check(files, folder, inputs);
    std::set<std::string> wanted;
    for (const RenderedDocument& document : documents) {
        wanted.insert(file_name(document));
        if (auto done = check.compare(document); !done) return tl::unexpected(done.error());
    }
    if (whole) {
        if (auto done = check.look_for_extra(wanted, providers); !done) return tl::unexpected(done.error());
    }
    const std::string verdict =
        check.count == 0 ? std::string("no differences") : plural(check.count, "file") + " with differences";
    check.check.report += fmt::format("checked {}: {}\n", plural(documents.size(), "document"), verdict);
    return std::move(check.check);
}

} // namespace callflow::cli

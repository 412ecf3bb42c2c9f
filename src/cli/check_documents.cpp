#include "cli/check_documents.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/search.hpp"
#include "doc/read.hpp"
#include "providers/provider.hpp"

#include <array>
#include <fmt/format.h>
#include <set>

namespace callflow::cli {
namespace {

constexpr std::array<std::string_view, 2> twiml_endings = {".xml", ".twiml"};
constexpr std::array<std::string_view, 1> tropo_endings = {".json"};

class Documents {
public:
    Documents(const Values& values, Io& io, Inputs& inputs)
        : values_(values), io_(io), inputs_(inputs), twiml_(values.get("as") == "twiml"),
          provider_(*providers::find_provider(twiml_ ? "twilio" : "tropo")) {}

    void path(const std::string& path) {
        const std::string_view self = values_.command().name;
        const std::vector<Found> files =
            find_files(io_, path, twiml_ ? std::span<const std::string_view>(twiml_endings) : tropo_endings,
                       [&](const base::Error& error) { done.status = worst(done.status, complain(io_, self, error)); });
        const std::size_t before = done.files.size();
        const std::size_t seen = seen_.size();
        for (const Found& one : files) file(one);
        const bool folder = files.empty() || !files.front().named;
        if (folder && done.files.size() == before && seen_.size() == seen && done.status == ExitStatus::fine) {
            complain(io_, self,
                     fmt::format("no {} in {}", twiml_ ? "TwiML" : "Tropo document", base::quoted(path, 4096)));
            done.status = ExitStatus::usage;
        }
    }

    // What a document of this run is named for by another.
    void occasions() {
        for (const Named& one : links_) {
            const auto target = files_.find(plain_path(one.path));
            if (target == files_.end()) continue;
            provider_.check_occasion(inputs_.sources, target->second, one.occasion, one.where, inputs_.findings);
        }
    }

    DocumentCheck done;

private:
    struct Named {
        std::string path;
        providers::Occasion occasion;
        base::Span where;
    };

    void file(const Found& found) {
        if (!seen_.insert(found.path).second) return;
        constexpr std::uint64_t most = doc::Limits{}.bytes;
        auto text = read_found(io_, found, most);
        if (!text) {
            too_large_or_gone(found, text.error());
            return;
        }
        // Whatever else lies in a folder is somebody's data.
        const bool ours = text->find(twiml_ ? "<Response" : "\"tropo\"") != std::string::npos;
        if (!found.named && !ours) {
            ++done.foreign;
            return;
        }
        done.files.push_back(found.path);
        const base::FileId id = inputs_.sources.add(found.path, std::move(*text));
        files_.emplace(plain_path(found.path), id);
        const auto links = provider_.check(inputs_.sources, id, inputs_.findings);
        if (!links) return;
        for (const providers::DocumentLink& link : *links) {
            const std::string_view name = std::string_view(link.address).substr(0, link.address.find_first_of("?#"));
            if (name.empty() || name.starts_with('/') || name.find("://") != std::string_view::npos) continue;
            const std::string folder = folder_of(found.path);
            links_.push_back(
                {folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name), link.occasion, link.where});
        }
    }

    void too_large_or_gone(const Found& found, const base::Error& error) {
        if (error.kind != base::ErrorKind::unreadable) {
            done.status = worst(done.status, complain(io_, values_.command().name, error));
        } else if (found.named) {
            const base::FileId id = inputs_.sources.add(found.path, {});
            inputs_.findings.report(base::codes::too_large, {id, 0, 0}, error.message);
        } else {
            ++done.foreign;
        }
    }

    const Values& values_;
    Io& io_;
    Inputs& inputs_;
    bool twiml_;
    const providers::Provider& provider_;
    std::set<std::string> seen_;
    std::map<std::string, base::FileId> files_; // by plain path
    std::vector<Named> links_;
};

} // namespace

DocumentCheck check_documents(const Values& values, Io& io, const std::vector<std::string>& paths, Inputs& inputs) {
    Documents documents(values, io, inputs);
    for (const std::string& path : paths) documents.path(path);
    documents.occasions();
    return documents.done;
}

} // namespace callflow::cli

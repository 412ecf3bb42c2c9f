// Documents of real applications, where the folder with them is at hand.
#include "doc/reading.hpp"
#include "doc/xml.hpp"
#include "source_dir.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace callflow;
namespace fs = std::filesystem;

namespace {

fs::path corpus() {
    const char* shared = std::getenv("CALLFLOW_SHARED");
    return fs::path(shared != nullptr ? shared : std::string(source_dir) + "/../shared") / "corpus";
}

std::vector<fs::path> files(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code none;
    for (const auto& entry : fs::recursive_directory_iterator(folder, none)) {
        const std::string ending = entry.path().extension().string();
        if (ending == ".xml" || ending == ".twiml" || ending == ".json") {
            found.push_back(entry.path());
        }
    }
    return found;
}

std::string content(const fs::path& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

} // namespace

TEST_CASE("real TwiML is read") {
    for (const fs::path& path : files(corpus() / "twiml")) {
        CAPTURE(path.string());
        base::Sources sources;
        base::Diagnostics found;
        const base::FileId file = sources.add(path.string(), content(path));
        CHECK(doc::read_xml(sources, file, found).has_value());
        CHECK(found.empty());
    }
}

TEST_CASE("real Tropo documents are read") {
    for (const fs::path& path : files(corpus() / "tropo")) {
        CAPTURE(path.string());
        const doc::Reading r(content(path), doc::read_document, {}, path.string());
        CHECK(r.document.has_value());
        CHECK(r.found.empty());
    }
}

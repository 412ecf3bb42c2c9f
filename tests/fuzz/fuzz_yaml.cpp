#include "check_tree.hpp"

#include <cstddef>
#include <cstdint>

using namespace callflow;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    base::Sources sources;
    const base::FileId file = sources.add("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
    base::Diagnostics found;
    doc::Limits limits;
    limits.nodes = 20000;
    limits.alias_nodes = 5000;
    const auto document = doc::read_yaml(sources, file, found, limits);
    doc::check_findings(found, sources[file].text(), file, document.has_value());
    if (document) {
        doc::TreeCheck(*document, file).run();
    }
    return 0;
}

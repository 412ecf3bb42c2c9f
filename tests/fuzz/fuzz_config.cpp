#include "cli/config.hpp"
#include "cli/path_pattern.hpp"
#include "doc/read.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace callflow;

// A configuration is read without harm, and what is refused says where.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    base::Sources sources;
    base::Diagnostics diagnostics;
    const base::FileId file =
        sources.add(std::string(cli::config_name), std::string(reinterpret_cast<const char*>(data), size));
    const auto document = doc::read_document(sources, file, diagnostics);
    if (!document) return 0;
    const cli::Config config = cli::read_config(*document, cli::Whose::project, diagnostics);
    for (const base::Diagnostic& one : diagnostics.items())
        if (one.code == nullptr || one.where.end > size) std::abort();
    for (const cli::Config::PathRules& one : config.per_path)
        if (one.pattern.size() < 256) static_cast<void>(cli::fits(one.pattern, "legacy/flows/support_line.yaml"));
    return 0;
}

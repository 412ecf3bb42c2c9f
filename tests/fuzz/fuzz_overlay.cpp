#include "report/overlay.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace callflow;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

} // namespace

// An overlay is read without harm or refused with a place, and what was read and is written again is the same from then on.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    base::Sources sources;
    base::Diagnostics found;
    sources.add("flows/line.yaml", "callflow: 1\nname: line\nstates:\n  \"men\xc3\xbc\": {final: true}\n");
    const base::FileId file = sources.add("overlay.json", std::string(reinterpret_cast<const char*>(data), size));
    const auto flows = report::read_overlay(sources, file, found);
    require(flows.has_value() == !found.has_errors());
    for (const base::Diagnostic& one : found.items())
        require(one.code != nullptr && one.where.file == file && one.where.begin <= one.where.end &&
                one.where.end <= size);
    if (!flows) return 0;
    std::string once;
    report::write_overlay(once, *flows, sources);
    const auto again = report::read_overlay(sources, sources.add("again.json", once), found);
    require(again.has_value());
    std::string twice;
    report::write_overlay(twice, *again, sources);
    require(once == twice);
    return 0;
}

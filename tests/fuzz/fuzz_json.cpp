#include "base/text.hpp"
#include "check_tree.hpp"
#include "doc/plain_json.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace callflow;

namespace {

bool same_node(const doc::Node& a, const doc::Node& b) {
    return a.kind == b.kind && a.style == b.style && a.parent == b.parent && a.first_child == b.first_child &&
           a.next == b.next && a.child_count == b.child_count && a.span == b.span && a.text == b.text;
}

bool same_finding(const base::Diagnostic& a, const base::Diagnostic& b) {
    return a.code == b.code && a.where == b.where && a.message == b.message;
}

// Whether the quick way is taken or not cannot be seen.
void check_judge(const base::Sources& sources, base::FileId file, const doc::Limits& limits,
                 const std::optional<doc::Document>& document, const base::Diagnostics& found) {
    if (base::find_invalid_utf8(sources[file].text()) != std::string_view::npos) return;
    base::Diagnostics judged;
    const auto other = doc::judge_json(sources[file], file, judged, limits);
    const bool same = document.has_value() == other.has_value() &&
                      std::ranges::equal(found.items(), judged.items(), same_finding) &&
                      (!document || std::ranges::equal(document->nodes, other->nodes, same_node));
    if (!same) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    base::Sources sources;
    const base::FileId file = sources.add("fuzz.json", std::string(reinterpret_cast<const char*>(data), size));
    base::Diagnostics found;
    doc::Limits limits;
    limits.nodes = 20000;
    limits.alias_nodes = 5000;
    const auto document = doc::read_json(sources, file, found, limits);
    doc::check_findings(found, sources[file].text(), file, document.has_value());
    check_judge(sources, file, limits, document, found);
    if (document) {
        doc::TreeCheck(*document, file).run();
    }
    return 0;
}

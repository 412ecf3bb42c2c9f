#include "doc/bytes.hpp"
#include "doc/read.hpp"

#include <string_view>

namespace callflow::doc {
namespace {

bool ends_with_json(std::string_view name) {
    constexpr std::string_view ending = ".json";
    if (name.size() < ending.size()) {
        return false;
    }
    for (std::size_t i = 0; i < ending.size(); ++i) {
        if ((name[name.size() - ending.size() + i] | 0x20) != (ending[i] | 0x20)) {
            return false;
        }
    }
    return true;
}

} // namespace

std::optional<Document> read_document(const base::Sources& sources, base::FileId file, base::Diagnostics& diagnostics,
                                      const Limits& limits) {
    const base::Source& source = sources[file];
    const std::string_view text = source.text();
    const std::size_t first = text.find_first_not_of(" \t\r\n", byte_order_mark(text));
    const bool bracket = first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
    if (!bracket) {
        return read_yaml(sources, file, diagnostics, limits);
    }
    if (ends_with_json(source.name())) {
        return read_json(sources, file, diagnostics, limits);
    }
    // Without the name to tell, what strict JSON accepts means the same in YAML and is read several times faster.
    base::Diagnostics found;
    if (std::optional<Document> document = read_json(sources, file, found, limits)) {
        for (base::Diagnostic& diagnostic : found.items()) {
            diagnostics.add(std::move(diagnostic));
        }
        return document;
    }
    return read_yaml(sources, file, diagnostics, limits);
}

} // namespace callflow::doc

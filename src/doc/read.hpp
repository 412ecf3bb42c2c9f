// Bytes -> tree. yaml-cpp's event API and nlohmann's SAX are hidden behind these; all guards against hostile input live here.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/tree.hpp"

#include <cstdint>
#include <optional>

namespace callflow::doc {

struct Limits {
    std::uint64_t bytes = 64ull << 20;     // size of a file
    std::uint32_t depth = 200;             // nesting of collections
    std::uint32_t nodes = 8'000'000;       // after aliases are expanded
    std::uint32_t alias_nodes = 1'000'000; // nodes made by expanding aliases
    bool merge = true;                     // put what `<<` names in its place; else it stays an entry, as it is written
};

// Reads one YAML 1.2 document. Problems are reported (CF0xxx: no tree; CF10xx tags, duplicate keys, unquoted templates, aliases:
// the tree is still handed back so that more can be said). Aliases are expanded, `<<` is merged. nullopt only for bytes that
// are no document.
[[nodiscard]] std::optional<Document> read_yaml(const base::Sources& sources, base::FileId file,
                                                base::Diagnostics& diagnostics, const Limits& limits = {});

// Reads one JSON document (RFC 8259), strictly, with the same tree and the same findings (duplicate keys included).
[[nodiscard]] std::optional<Document> read_json(const base::Sources& sources, base::FileId file,
                                                base::Diagnostics& diagnostics, const Limits& limits = {});

// JSON where the first significant byte is `{` or `[` and the file's name ends in .json, or where YAML could not differ; else YAML.
[[nodiscard]] std::optional<Document> read_document(const base::Sources& sources, base::FileId file,
                                                    base::Diagnostics& diagnostics, const Limits& limits = {});

} // namespace callflow::doc

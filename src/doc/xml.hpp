// XML bytes -> a tree with positions, and XML writing. expat checks well-formedness, pugixml holds the tree.
#pragma once

#include "base/diagnostic.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pugi {
class xml_document;
class xml_node;
} // namespace pugi

namespace callflow::doc {

struct XmlLimits {
    std::uint64_t bytes = 64ull << 20;
    std::uint32_t depth = 200;
    std::uint32_t nodes = 2'000'000;
};

// A well-formed document without DTD. Comments, CDATA (as text) and text are kept in document order. Owns the tree.
class XmlDocument {
public:
    XmlDocument();
    XmlDocument(XmlDocument&&) noexcept;
    XmlDocument& operator=(XmlDocument&&) noexcept;
    ~XmlDocument();

    [[nodiscard]] const pugi::xml_document& tree() const;
    [[nodiscard]] pugi::xml_document& tree();
    // Where an element's start tag stands: `<` to `>`.
    [[nodiscard]] base::Span span(const pugi::xml_node& element) const;
    // Where the value of an attribute stands, without quotes; of a missing one the element's name.
    [[nodiscard]] base::Span attribute_span(const pugi::xml_node& element, std::string_view name) const;

    struct Impl; // filled by read_xml
    std::unique_ptr<Impl> impl;
};

// Findings are CF0xxx. A blank before the declaration, DOCTYPE, entities other than the five, duplicate attributes, a second
// root, text outside the root and bad UTF-8 are refused with their place.
[[nodiscard]] std::optional<XmlDocument> read_xml(const base::Sources& sources, base::FileId file,
                                                  base::Diagnostics& diagnostics, const XmlLimits& limits = {});

// Escaping for writers; both append. A character that XML 1.0 cannot hold is written as U+FFFD and makes the result false.
bool append_xml_text(std::string& out, std::string_view text);
bool append_xml_attribute(std::string& out,
                          std::string_view text); // for a value in double quotes; line breaks as &#10;

} // namespace callflow::doc

// XML as a flat tree in which every name, value and text has its place: for checking what others wrote. Nothing is copied that
// stands in the source as it is meant.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/xml.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::doc {

inline constexpr std::uint32_t no_xml_node = 0xffffffffu;

struct XmlAttribute {
    std::string_view name;
    std::string_view value; // decoded
    base::Span key;         // its name
    base::Span where;       // its value, without quotes
};

// An element, or (without a name) text between two of them. Comments, instructions and text of blanks only are left out; text
// around a comment is one.
struct XmlNode {
    std::string_view name;
    std::string_view text; // decoded; of a text
    base::Span where;      // of an element its start tag, `<` to `>`
    base::Span inside;     // between its tags
    std::uint32_t end = 0; // behind its end tag
    std::uint32_t parent = no_xml_node;
    std::uint32_t first_child = no_xml_node;
    std::uint32_t next = no_xml_node;
    std::uint32_t first_attribute = 0;
    std::uint32_t attribute_count = 0;

    [[nodiscard]] bool is_element() const { return !name.empty(); }
    // Where its name stands in the start tag.
    [[nodiscard]] base::Span name_span() const {
        return {where.file, where.begin + 1, where.begin + 1 + static_cast<std::uint32_t>(name.size())};
    }
};

// Refers to its Source, which must outlive it; movable, not copyable.
class XmlTree {
public:
    XmlTree() = default;
    XmlTree(XmlTree&&) noexcept = default;
    XmlTree& operator=(XmlTree&&) noexcept = default;
    XmlTree(const XmlTree&) = delete;
    XmlTree& operator=(const XmlTree&) = delete;

    [[nodiscard]] const XmlNode& root() const { return nodes.front(); }
    [[nodiscard]] std::span<const XmlAttribute> attributes_of(const XmlNode& node) const {
        return std::span(attributes).subspan(node.first_attribute, node.attribute_count);
    }
    // Null where there is none.
    [[nodiscard]] const XmlAttribute* find(const XmlNode& node, std::string_view attribute) const;
    [[nodiscard]] const XmlNode* first_child(const XmlNode& node) const { return at(node.first_child); }
    [[nodiscard]] const XmlNode* next(const XmlNode& node) const { return at(node.next); }
    [[nodiscard]] const XmlNode* parent(const XmlNode& node) const { return at(node.parent); }

    std::vector<XmlNode> nodes; // 0 is the root; parents before their children
    std::vector<XmlAttribute> attributes;
    std::deque<std::string> decoded; // what is no slice of the source

private:
    [[nodiscard]] const XmlNode* at(std::uint32_t index) const {
        return index == no_xml_node ? nullptr : &nodes[index];
    }
};

// As read_xml, with the same findings.
[[nodiscard]] std::optional<XmlTree> read_xml_tree(const base::Sources& sources, base::FileId file,
                                                   base::Diagnostics& diagnostics, const XmlLimits& limits = {});

} // namespace callflow::doc

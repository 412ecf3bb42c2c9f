// Puts elements, attributes and texts into an XmlTree in the order of the document. Internal to doc.
#pragma once

#include "doc/xml_tree.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::doc {

// All places are byte offsets into `source`, the whole text of `file`, which must outlive the tree.
class XmlTreeBuilder {
public:
    XmlTreeBuilder(XmlTree& tree, std::string_view source, base::FileId file)
        : tree_(tree), source_(source), file_(file) {}

    // An element whose start tag begins at `begin`; its attributes follow, then opened().
    void open(std::uint32_t begin, std::uint32_t name_size);
    // Its value stands from `value` to `value_end`, without quotes.
    void attribute(std::uint32_t name, std::uint32_t name_size, std::uint32_t value, std::uint32_t value_end);
    // What the last attribute's value means, where that is not what stands there.
    void decoded_value(std::string_view decoded) { tree_.attributes.back().value = keep(decoded); }
    // The start tag ends before `end`.
    void opened(std::uint32_t end);
    // The end tag of the open element; empty, at the end of the start tag, for an element that closes itself.
    void close(std::uint32_t begin, std::uint32_t end);
    // A piece of text and the bytes that it stands for. Pieces that follow each other make one text.
    void text(std::string_view piece, std::uint32_t begin, std::uint32_t end);

    // The name of the open element. Only while one is open.
    [[nodiscard]] std::string_view open_name() const { return tree_.nodes[open_].name; }

private:
    XmlNode& append();
    void flush_text();
    std::string_view keep(std::string_view decoded) { return tree_.decoded.emplace_back(decoded); }

    XmlTree& tree_;
    std::string_view source_;
    base::FileId file_;
    std::uint32_t open_ = no_xml_node;
    std::vector<std::uint32_t> last_; // the last child so far of each open element
    bool has_text_ = false;
    bool copied_ = false; // into text_; else it is what the source has at text_place_
    std::string text_;
    base::Span text_place_;
};

} // namespace callflow::doc

// Puts nodes into a Document in the order a parser meets them; finds duplicate keys and applies `<<`. Internal to doc.
#pragma once

#include "doc/read.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::doc {

class TreeBuilder {
public:
    TreeBuilder(Document& document, base::Diagnostics& diagnostics, const Limits& limits)
        : document_(document), diagnostics_(diagnostics), limits_(limits) {}

    // Adds a node below the innermost open collection; a collection is then open itself. no_node (and a finding) at a bound.
    NodeId add(Kind kind, Style style, base::Span span, std::string_view text = {});
    // Adds a copy of a finished subtree for an alias at `place`.
    NodeId add_copy(NodeId original, base::Span place);
    // Closes the innermost collection, which ends at `end`. `quiet` leaves findings about its keys out.
    void close(std::uint32_t end, bool quiet);
    // Makes the collection just closed a scalar and forgets its children.
    void collapse(NodeId collection, std::string_view text);

    [[nodiscard]] std::size_t depth() const { return frames_.size(); }
    // The innermost open collection, or no_node.
    [[nodiscard]] NodeId innermost() const { return frames_.empty() ? no_node : frames_.back().node; }
    // Whether the next node is a mapping's key.
    [[nodiscard]] bool at_key() const;
    // The last key given to the innermost mapping, or no_node.
    [[nodiscard]] NodeId last_key() const;
    // Last child of the innermost collection, or no_node.
    [[nodiscard]] NodeId last_child() const { return frames_.empty() ? no_node : frames_.back().last; }
    [[nodiscard]] bool is_open(NodeId node) const;

    // Counts a finding that does not keep the tree from being read; false once there are so many that one more helps nobody.
    bool may_report(base::Span where);

    Node& operator[](NodeId id) { return document_.nodes[id]; }
    // Keeps a text that is no slice of the source.
    std::string_view keep(std::string text) { return document_.decoded.emplace_back(std::move(text)); }

private:
    struct Frame {
        NodeId node = no_node;
        NodeId last = no_node;
    };
    struct HashedKey {
        std::uint64_t hash = 0;
        NodeId key = no_node;
    };

    NodeId append(const Node& node, Frame& frame);
    // Puts a node behind the last one of an open collection.
    void link(NodeId child, Frame& frame) {
        Node* const nodes = document_.nodes.data();
        Node& around = nodes[frame.node];
        nodes[child].parent = frame.node;
        (frame.last == no_node ? around.first_child : nodes[frame.last].next) = child;
        ++around.child_count;
        frame.last = child;
    }
    // The finding of a node that is one too many, or too deep; no_node.
    NodeId refuse(base::Span span);
    bool copy_children(NodeId original, NodeId copy, std::size_t depth);
    void check_keys(NodeId mapping);
    void check_many_keys(NodeId mapping);
    void report_duplicate(NodeId first, NodeId second);
    void merge(NodeId mapping);
    void report_bad_merge(NodeId value);
    bool too_deep(base::Span where, std::size_t depth);
    bool full(base::Span where);

    Document& document_;
    base::Diagnostics& diagnostics_;
    const Limits& limits_;
    std::vector<Frame> frames_;
    std::vector<HashedKey> keys_; // scratch of check_many_keys
    std::uint32_t alias_nodes_ = 0;
    std::uint32_t findings_ = 0;
};

// Here, for it is most of what reading a document costs.
inline NodeId TreeBuilder::add(Kind kind, Style style, base::Span span, std::string_view text) {
    const bool collection = kind == Kind::sequence || kind == Kind::mapping;
    std::vector<Node>& nodes = document_.nodes;
    if (nodes.size() >= limits_.nodes || (collection && depth() >= limits_.depth)) return refuse(span);
    const auto id = static_cast<NodeId>(nodes.size());
    Node& node = nodes.emplace_back();
    node.kind = kind;
    node.style = style;
    node.span = span;
    node.text = text;
    if (!frames_.empty()) link(id, frames_.back());
    if (collection) frames_.push_back({id, no_node});
    return id;
}

} // namespace callflow::doc

#include "doc/join.hpp"

#include <utility>

namespace callflow::doc {

NodeId adopt(Document& into, Document&& part) {
    if (part.nodes.empty()) return no_node;
    const auto shift = static_cast<NodeId>(into.nodes.size());
    const auto moved = [shift](NodeId id) { return id == no_node ? no_node : id + shift; };
    into.nodes.reserve(into.nodes.size() + part.nodes.size());
    for (Node node : part.nodes) {
        node.parent = moved(node.parent);
        node.first_child = moved(node.first_child);
        node.next = moved(node.next);
        into.nodes.push_back(node);
    }
    // Moving a deque leaves the texts where they are, and the nodes look at them.
    into.joined.push_back({part.source, part.file, std::move(part.comments), std::move(part.decoded)});
    return shift;
}

NodeId append_entry(Document& document, NodeId mapping, NodeId last, NodeId key) {
    Node& owner = document.nodes[mapping];
    const NodeId value = document.nodes[key].next;
    (last == no_node ? owner.first_child : document.nodes[last].next) = key;
    document.nodes[key].parent = mapping;
    document.nodes[value].parent = mapping;
    document.nodes[value].next = no_node;
    owner.child_count += 2;
    return value;
}

} // namespace callflow::doc

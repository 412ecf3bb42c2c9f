#include "doc/tree_builder.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <set>

namespace callflow::doc {
namespace codes = base::codes;

namespace {

constexpr std::uint32_t max_findings = 1000;

} // namespace

bool TreeBuilder::may_report(base::Span where) {
    if (findings_ > max_findings) {
        return false;
    }
    if (++findings_ > max_findings) {
        diagnostics_.report(codes::too_many_findings, where,
                            fmt::format("more than {} findings; the rest is not listed", max_findings));
        return false;
    }
    return true;
}

NodeId TreeBuilder::append(const Node& node, Frame& frame) {
    const auto id = static_cast<NodeId>(document_.nodes.size());
    document_.nodes.push_back(node);
    document_.nodes.back().parent = no_node;
    if (frame.node != no_node) {
        link(id, frame);
    }
    return id;
}

bool TreeBuilder::full(base::Span where) {
    if (document_.nodes.size() < limits_.nodes) {
        return false;
    }
    diagnostics_.report(codes::too_many_nodes, where,
                        fmt::format("the document has more than {} values", limits_.nodes));
    return true;
}

bool TreeBuilder::too_deep(base::Span where, std::size_t depth) {
    if (depth <= limits_.depth) {
        return false;
    }
    diagnostics_
        .report(codes::too_deep, where, fmt::format("lists and mappings are nested more than {} deep", limits_.depth))
        .help = "a flow needs a few levels only; look for brackets or dashes that were repeated by mistake";
    return true;
}

NodeId TreeBuilder::refuse(base::Span span) {
    if (!full(span)) too_deep(span, depth() + 1);
    return no_node;
}

NodeId TreeBuilder::add_copy(NodeId original, base::Span place) {
    if (full(place)) {
        return no_node;
    }
    Node node = document_.nodes[original];
    node.from_alias = true;
    node.merged = false;
    node.span = place;
    node.first_child = node.next = no_node;
    node.child_count = 0;
    Frame root;
    const NodeId id = append(node, frames_.empty() ? root : frames_.back());
    return copy_children(original, id, depth() + 1) ? id : no_node;
}

bool TreeBuilder::copy_children(NodeId original, NodeId copy, std::size_t depth) {
    const base::Span place = document_.nodes[copy].span;
    if (document_.nodes[original].first_child == no_node) {
        return true;
    }
    if (too_deep(place, depth)) {
        return false;
    }
    Frame frame{copy, no_node};
    for (NodeId child = document_.nodes[original].first_child; child != no_node; child = document_.nodes[child].next) {
        if (full(place)) {
            return false;
        }
        if (++alias_nodes_ > limits_.alias_nodes) {
            diagnostics_.report(codes::too_many_nodes, place,
                                fmt::format("aliases (*name) repeat more than {} values", limits_.alias_nodes));
            return false;
        }
        Node node = document_.nodes[child];
        node.from_alias = true;
        node.first_child = node.next = no_node;
        node.child_count = 0;
        const NodeId id = append(node, frame);
        if (!copy_children(child, id, depth + 1)) {
            return false;
        }
    }
    return true;
}

bool TreeBuilder::at_key() const {
    if (frames_.empty()) {
        return false;
    }
    const Node& node = document_.nodes[frames_.back().node];
    return node.kind == Kind::mapping && node.child_count % 2 == 0;
}

NodeId TreeBuilder::last_key() const {
    if (frames_.empty()) {
        return no_node;
    }
    const Node& node = document_.nodes[frames_.back().node];
    return node.kind == Kind::mapping && node.child_count % 2 == 1 ? frames_.back().last : no_node;
}

bool TreeBuilder::is_open(NodeId node) const {
    return std::any_of(frames_.begin(), frames_.end(), [node](const Frame& f) { return f.node == node; });
}

void TreeBuilder::close(std::uint32_t end, bool quiet) {
    const NodeId id = frames_.back().node;
    frames_.pop_back();
    document_.nodes[id].span.end = end;
    if (document_.nodes[id].kind == Kind::mapping && !quiet) {
        check_keys(id);
    }
}

void TreeBuilder::collapse(NodeId collection, std::string_view text) {
    document_.nodes.resize(collection + 1);
    Node& node = document_.nodes[collection];
    node.kind = Kind::scalar;
    node.style = Style::plain;
    node.first_child = no_node;
    node.child_count = 0;
    node.text = text;
}

// Few keys are compared with each other; many are sorted by hash, so that no choice of keys makes this quadratic.
void TreeBuilder::check_keys(NodeId mapping) {
    constexpr std::uint32_t few = 16; // children: keys and values
    const Node* const nodes = document_.nodes.data();
    const NodeId first = nodes[mapping].first_child;
    bool merges = false;
    const bool many = nodes[mapping].child_count > few;
    for (NodeId key = first; key != no_node; key = nodes[nodes[key].next].next) {
        const Node& node = nodes[key];
        merges = merges || (node.style == Style::plain && node.text == "<<");
        if (many || node.kind != Kind::scalar) {
            continue;
        }
        for (NodeId other = first; other != key; other = nodes[nodes[other].next].next) {
            if (nodes[other].kind == Kind::scalar && nodes[other].text == node.text) {
                report_duplicate(other, key);
                break;
            }
        }
    }
    if (many) {
        check_many_keys(mapping);
    }
    if (merges && limits_.merge && !document_.json) {
        merge(mapping);
    }
}

void TreeBuilder::check_many_keys(NodeId mapping) {
    const std::vector<Node>& nodes = document_.nodes;
    keys_.clear();
    for (NodeId key = nodes[mapping].first_child; key != no_node; key = nodes[nodes[key].next].next) {
        if (nodes[key].kind == Kind::scalar) {
            keys_.push_back({std::hash<std::string_view>{}(nodes[key].text), key});
        }
    }
    std::sort(keys_.begin(), keys_.end(), [&](const HashedKey& a, const HashedKey& b) {
        if (a.hash != b.hash) {
            return a.hash < b.hash;
        }
        const int order = nodes[a.key].text.compare(nodes[b.key].text);
        return order != 0 ? order < 0 : a.key < b.key;
    });
    for (std::size_t i = 1, first = 0; i < keys_.size(); ++i) {
        if (keys_[i].hash == keys_[first].hash && nodes[keys_[i].key].text == nodes[keys_[first].key].text) {
            report_duplicate(keys_[first].key, keys_[i].key);
        } else {
            first = i;
        }
    }
}

void TreeBuilder::report_duplicate(NodeId first, NodeId second) {
    const Node& node = document_.nodes[second];
    if (!may_report(node.span)) {
        return;
    }
    base::Diagnostic& found = diagnostics_.report(codes::duplicate_key, node.span,
                                                  fmt::format("the key {} stands here twice", base::quoted(node.text)));
    found.notes.push_back({document_.nodes[first].span, "first defined here"});
    found.help = "give one of the two another name, or join what they hold";
}

void TreeBuilder::report_bad_merge(NodeId value) {
    const Node& node = document_.nodes[value];
    // An alias that could not be resolved has been reported.
    if (!(node.kind == Kind::null && node.from_alias) && may_report(node.span)) {
        diagnostics_.report(codes::wrong_type, node.span, "`<<` takes a mapping or a list of mappings").help =
            "write `<<: *name`, where `&name` stands before a mapping";
    }
}

// Puts the entries of each `<<` in its place. Own keys win, then what was merged first.
void TreeBuilder::merge(NodeId mapping) {
    std::vector<Node>& nodes = document_.nodes;
    const auto is_merge = [&](NodeId key) { return nodes[key].style == Style::plain && nodes[key].text == "<<"; };
    std::set<std::string_view> taken;
    for (NodeId key = nodes[mapping].first_child; key != no_node; key = nodes[nodes[key].next].next) {
        if (nodes[key].kind == Kind::scalar && !is_merge(key)) {
            taken.insert(nodes[key].text);
        }
    }
    std::vector<NodeId> children;
    const auto take = [&](NodeId from) {
        for (NodeId key = nodes[from].first_child; key != no_node; key = nodes[nodes[key].next].next) {
            if (nodes[key].kind != Kind::scalar || taken.insert(nodes[key].text).second) {
                nodes[key].merged = true;
                children.insert(children.end(), {key, nodes[key].next});
            }
        }
    };
    for (NodeId key = nodes[mapping].first_child; key != no_node; key = nodes[nodes[key].next].next) {
        const NodeId value = nodes[key].next;
        if (!is_merge(key)) {
            children.insert(children.end(), {key, value});
        } else if (nodes[value].kind == Kind::mapping) {
            take(value);
        } else if (nodes[value].kind == Kind::sequence) {
            for (NodeId item = nodes[value].first_child; item != no_node; item = nodes[item].next) {
                nodes[item].kind == Kind::mapping ? take(item) : report_bad_merge(item);
            }
        } else {
            report_bad_merge(value);
        }
    }
    NodeId* link = &nodes[mapping].first_child;
    for (const NodeId child : children) {
        *link = child;
        nodes[child].parent = mapping;
        link = &nodes[child].next;
    }
    *link = no_node;
    nodes[mapping].child_count = static_cast<std::uint32_t>(children.size());
}

} // namespace callflow::doc

#include "draw/paint_shown.hpp"

#include <algorithm>

namespace callflow::draw {

using flow::Annotation;

Shown::Shown(Diagram& diagram, const flow::Flow& flow, const std::string& kind)
    : diagram_(diagram), coverage_(kind == "coverage"), difference_(kind == "diff") {
    for (std::size_t i = 0; i < diagram.nodes.size(); ++i) {
        const Node& node = diagram.nodes[i];
        for (const std::string& state : node.members) groups_.emplace(std::pair(node.body, state), i);
        if (node.kind != Node::Kind::state && node.kind != Node::Kind::ghost) continue;
        nodes_.emplace(std::pair(node.body, node.name), i);
    }
    for (Edge& edge : diagram.edges) index(edge.labels, diagram.nodes[edge.from].name);
    for (Node& node : diagram.nodes) index(node.loops, node.kind == Node::Kind::wide ? std::string() : node.name);
    for (std::size_t i = 0; i < flow.bodies.size(); ++i) bodies_[i == 0 ? std::string() : flow.bodies[i].name] = i;
}

void Shown::index(std::vector<Label>& labels, const std::string& state) {
    const auto add = [&](const base::Span& where, Label& label) {
        std::vector<Found>& here = labels_[{where.file, where.begin}];
        if (std::ranges::find(here, &label, &Found::label) == here.end()) here.push_back({&label, state});
    };
    for (Label& label : labels) {
        if (label.parts.empty()) add(label.where, label);
        // A difference is one of the part alone, not of what happens to be said with it.
        for (Label& part : label.parts) add(part.where, difference_ ? part : label);
    }
}

std::optional<std::size_t> Shown::body_of(const Annotation& item) const {
    const auto at = bodies_.find(item.body);
    if (at == bodies_.end()) return std::nullopt;
    return at->second;
}

std::size_t Shown::node_of(std::size_t body, const std::string& name) const {
    const auto at = nodes_.find(std::pair(body, name));
    return at == nodes_.end() ? nowhere : at->second;
}

std::size_t Shown::group_of(std::size_t body, const std::string& state) const {
    const auto at = groups_.find(std::pair(body, state));
    return at == groups_.end() ? nowhere : at->second;
}

std::vector<Label*> Shown::labels_of(const Annotation& item) const {
    std::vector<Label*> labels;
    if (item.where.valid()) {
        const auto at = labels_.find({item.where.file, item.where.begin});
        if (at == labels_.end()) return labels;
        const bool any =
            coverage_ || std::ranges::none_of(at->second, [&](const Found& one) { return one.state == item.state; });
        for (const Found& one : at->second) {
            if (any || one.state == item.state) labels.push_back(one.label);
        }
        return labels;
    }
    const auto body = body_of(item);
    const std::size_t from = body ? node_of(*body, item.state) : nowhere;
    if (from == nowhere) return labels;
    const auto look = [&](std::vector<Label>& all) {
        const auto fits = [&](const Label& one) { return one.name == item.event && one.to == item.to; };
        for (Label& label : all) {
            const auto part = std::ranges::find_if(label.parts, fits);
            if (!labels.empty() || (part == label.parts.end() && !fits(label))) continue;
            labels.push_back(part != label.parts.end() && difference_ ? &*part : &label);
        }
    };
    look(diagram_.nodes[from].loops);
    for (Edge& edge : diagram_.edges) {
        if (edge.from == from) look(edge.labels);
    }
    return labels;
}

std::vector<std::string> Shown::drawn_alone() const {
    std::vector<std::string> names;
    for (const auto& [name, body] : bodies_) {
        if (std::ranges::any_of(diagram_.nodes, [&](const Node& node) { return node.body == body; }))
            names.push_back(name);
    }
    return names.size() == bodies_.size() ? std::vector<std::string>() : names;
}

void Shown::add(std::size_t body, const std::string& name) {
    nodes_.emplace(std::pair(body, name), diagram_.nodes.size() - 1);
}

} // namespace callflow::draw

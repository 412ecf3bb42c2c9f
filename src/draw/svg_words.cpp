#include "draw/svg_words.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <vector>

namespace callflow::draw {
namespace {

std::string words_of(const Label& label) {
    std::string text = label.text().empty() ? label.name : label.text();
    if (!label.was.empty()) text += " (was → " + label.was + ")";
    for (const std::string& note : label.paint.notes) text += ", " + note;
    return text;
}

void add_mark(std::vector<std::string>& parts, const Paint& paint) {
    if (paint.mark != Mark::none) parts.emplace_back(to_string(paint.mark));
}

std::string path_of(std::string_view file) {
    while (file.starts_with("./")) file.remove_prefix(2);
    std::string path;
    while (true) {
        const std::size_t slash = file.find('/');
        path += base::percent_encode(file.substr(0, slash));
        if (slash == std::string_view::npos) return path;
        path += '/';
        file.remove_prefix(slash + 1);
    }
}

} // namespace

std::string account_of(const Diagram& diagram) {
    std::size_t states = 0;
    std::size_t transitions = 0;
    for (const Node& node : diagram.nodes) {
        states += node.kind == Node::Kind::state ? 1 : 0;
        for (const Label& label : node.loops) transitions += std::max<std::size_t>(1, label.parts.size());
    }
    for (const Edge& edge : diagram.edges) {
        for (const Label& label : edge.labels) transitions += std::max<std::size_t>(1, label.parts.size());
    }
    std::string text = fmt::format("{} {}, {} {}.", states, states == 1 ? "state" : "states", transitions,
                                   transitions == 1 ? "transition" : "transitions");
    if (diagram.description.empty()) return text;
    constexpr std::array<std::string_view, 8> ends = {".", "!", "?", "…", ":", "。", "！", "？"};
    const bool ended =
        std::ranges::any_of(ends, [&](std::string_view end) { return diagram.description.ends_with(end); });
    return fmt::format("{}{} {}", diagram.description, ended ? "" : ".", text);
}

std::string name_of(const Node& node) {
    return node.kind == Node::Kind::start ? "start" : node.kind == Node::Kind::wide ? node.title : node.name;
}

std::string tooltip_of(const Node& node) {
    std::string text = node.kind != Node::Kind::wide    ? node.name
                       : node.title == "in every state" ? "holds in every state"
                                                        : node.title;
    if (!node.description.empty()) text += "\n" + node.description;
    return text;
}

std::string account_of(const Node& node) {
    std::vector<std::string> parts;
    if (node.initial) parts.emplace_back("calls begin here");
    if (!node.reachable) parts.emplace_back("nothing leads here");
    add_mark(parts, node.paint);
    if (!node.detail.empty()) parts.push_back(node.detail);
    for (const Icon icon : node.icons) parts.emplace_back(to_string(icon));
    if (!node.heard.empty()) parts.push_back(fmt::format("says: {}", node.heard));
    for (const Label& label : node.loops)
        parts.push_back(
            fmt::format("{} → {}", words_of(label), label.to.empty() ? "handled in every state" : label.to));
    for (const std::string& note : node.paint.notes) parts.push_back(note);
    return fmt::format("{}", fmt::join(parts, "; "));
}

std::string tooltip_of(const Diagram& diagram, const Edge& edge) {
    std::string text = fmt::format("{} → {}", name_of(diagram.nodes[edge.from]), name_of(diagram.nodes[edge.to]));
    for (const Label& label : edge.labels) text += "\n" + tooltip_of(label);
    return text;
}

std::string account_of(const Edge& edge) {
    std::vector<std::string> parts;
    if (edge.kind == Edge::Kind::start) parts.emplace_back("calls begin here");
    if (edge.kind == Edge::Kind::timer) parts.emplace_back("after a time");
    if (!edge.reachable) parts.emplace_back("nothing leads here");
    add_mark(parts, edge.paint);
    for (const Label& label : edge.labels) parts.push_back(words_of(label));
    for (const std::string& note : edge.paint.notes) parts.push_back(note);
    return fmt::format("{}", fmt::join(parts, "; "));
}

std::string tooltip_of(const Label& label) {
    std::string text = label.text().empty() ? label.name : label.text();
    for (const std::string& change : label.changes) text += "\n  " + change;
    return text;
}

std::string link_of(std::string_view link_template, std::string_view file, std::uint64_t line, std::uint64_t column) {
    std::string address;
    while (!link_template.empty()) {
        const auto fill = [&](std::string_view name, const std::string& value) {
            if (!link_template.starts_with(name)) return false;
            // At its beginning, a first folder with a colon would be read as a scheme by those who undo the encoding too early.
            if (address.empty() && name == "{file}" && !value.starts_with('/')) address = "./";
            address += value;
            link_template.remove_prefix(name.size());
            return true;
        };
        if (fill("{file}", path_of(file)) || fill("{line}", fmt::format("{}", line)) ||
            fill("{column}", fmt::format("{}", column)))
            continue;
        const char c = link_template.front();
        const bool plain = static_cast<unsigned char>(c) > 0x20 && c != '"' && c != '<' && c != '>' && c != '\\' &&
                           c != '^' && c != '`' && c != '{' && c != '|' && c != '}' && c != 0x7f;
        address += plain ? std::string(1, c) : base::percent_encode(std::string_view(&c, 1));
        link_template.remove_prefix(1);
    }
    return address;
}

} // namespace callflow::draw

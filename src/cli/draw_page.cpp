#include "cli/draw_page.hpp"

#include "cli/flow_diff.hpp"
#include "cli/render.hpp"
#include "draw/svg_words.hpp"
#include "draw/transitions.hpp"
#include "providers/provider.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace callflow::cli {
namespace {

constexpr std::uint32_t most_lines = 80;

// The lines of what stands under a key: up to the next line that is not further in.
std::string lines_of(const base::Source& source, std::uint32_t first) {
    const auto indent_of = [](std::string_view line) { return line.find_first_not_of(" \t"); };
    const std::size_t indent = indent_of(source.line(first));
    if (indent == std::string_view::npos) return {};
    std::string text;
    std::string blank; // lines without words, which belong to it only if more comes
    for (std::uint32_t line = first; line <= source.line_count() && line < first + most_lines; ++line) {
        std::string_view words = source.line(line);
        const std::size_t here = indent_of(words);
        if (here == std::string_view::npos) {
            blank += '\n';
            continue;
        }
        if (line > first && here <= indent) return text;
        text += blank;
        blank.clear();
        words.remove_prefix(indent < here ? indent : here);
        text += words;
        text += '\n';
    }
    return text;
}

} // namespace

std::vector<draw::PageState> page_states(const flow::Flow& flow, const draw::Diagram& diagram, base::Sources& sources,
                                         std::string_view link_template) {
    const engine::Machine machine(flow);
    RenderOptions options;
    for (const providers::Provider* one : providers::registry()) options.providers.push_back(one);
    std::map<flow::StateId, std::vector<RenderedDocument>> documents;
    for (const engine::Configuration at : answering_states(machine, 0)) {
        base::Diagnostics ignored; // `render` says them
        std::vector<RenderedDocument>& of = documents[machine.state_of(at)];
        if (of.empty()) render(machine, {.at = at, .events = {}}, options, sources, ignored, of);
    }
    std::vector<draw::PageState> states;
    draw::Contents contents;
    contents.most_label = contents.most_guard = 1'000;
    const auto add = [&](flow::StateId id, const std::string& group) {
        const flow::State& state = flow.states[id];
        draw::PageState page;
        page.group = group;
        page.name = state.name;
        page.body = state.body;
        page.description = state.description;
        for (const draw::Way& way : draw::ways_of(flow, state, contents))
            page.ways.push_back({way.label.text(), way.label.to});
        for (const draw::Way& way : draw::ways_of(flow, flow.bodies[state.body], contents)) {
            if (!state.final) page.ways.push_back({way.label.text(), way.label.to, true});
        }
        for (const RenderedDocument& one : documents[id])
            page.documents.emplace_back(std::string(one.provider->name), one.text);
        if (state.where.file < sources.size()) {
            const base::Source& source = sources[state.where.file];
            const base::Position at = source.position(state.where.begin);
            page.file = source.name();
            page.line = at.line;
            if (!link_template.empty()) page.link = draw::link_of(link_template, page.file, at.line, at.column);
            page.source = lines_of(source, static_cast<std::uint32_t>(page.line));
        }
        states.push_back(std::move(page));
    };
    for (const draw::Node& node : diagram.nodes) {
        if (node.state != flow::none) add(node.state, {});
        for (const std::string& member : node.members) {
            const auto same = [&](const flow::State& one) { return one.body == node.body && one.name == member; };
            const auto state = std::ranges::find_if(flow.states, same);
            if (state != flow.states.end()) add(static_cast<flow::StateId>(state - flow.states.begin()), node.name);
        }
    }
    return states;
}

std::vector<draw::PageChange> page_changes(const flow::Flow& flow, const std::vector<flow::Annotations>& overlays,
                                           const base::Sources& sources) {
    std::vector<draw::PageChange> changes;
    for (const flow::Annotations& overlay : overlays) {
        if (overlay.kind != "diff") continue;
        for (Difference& one : differences_of(overlay, sources)) {
            const auto body = std::ranges::find(flow.bodies, one.body, &flow::Body::name);
            const bool known = !one.body.empty() && body != flow.bodies.end();
            changes.push_back({known ? static_cast<std::size_t>(body - flow.bodies.begin()) : 0, std::move(one.state),
                               std::move(one.text), one.count});
        }
    }
    return changes;
}

} // namespace callflow::cli

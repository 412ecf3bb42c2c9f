// Bytes -> flow -> drawings in every form that is made without a library. Whatever authors write: no crash, an SVG and a page that
// are well-formed, and the same bytes a second time. Findings of the flow do not matter here, only that it could be read.
#include "doc/read.hpp"
#include "doc/xml.hpp"
#include "draw/ends.hpp"
#include "draw/faces.hpp"
#include "draw/frames.hpp"
#include "draw/labels.hpp"
#include "draw/layout.hpp"
#include "draw/page.hpp"
#include "draw/svg.hpp"
#include "draw/texts.hpp"
#include "syntax/read_flow.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace callflow;

namespace {

void require(bool holds, const char* what) {
    if (!holds) {
        std::fprintf(stderr, "does not hold: %s\n", what);
        std::abort();
    }
}

void draw_all(const flow::Flow& flow, const base::Sources& sources, const draw::Contents& contents) {
    const draw::Diagram diagram = draw::diagram_of(flow, contents);
    for (const draw::Edge& edge : diagram.edges) {
        require(edge.from < diagram.nodes.size() && edge.to < diagram.nodes.size(),
                "an arrow leads from a box to a box");
        require(edge.from != edge.to, "no arrow is a loop");
    }
    const draw::Faces faces = draw::faces_of(diagram);
    const draw::LayoutRequest request = draw::request_of(diagram, faces, contents.expand);
    draw::Layout layout = draw::lay_out_in_rows(request);
    draw::Layout again;
    require(draw::from_bytes(draw::to_bytes(layout), request, again), "a layout can be handed over");
    draw::make_room(request, layout);
    draw::spread_ends(request, layout);
    draw::settle_titles(request, layout);
    draw::settle_labels(request, layout);
    draw::grow_frames(request, layout);
    draw::fit_size(request, layout);
    draw::SvgOptions options;
    options.title = options.legend = true;
    options.link_template = "https://example.com/{file}#L{line}";
    const std::string svg = draw::to_svg(diagram, faces, layout, sources, options);
    require(svg == draw::to_svg(diagram, faces, layout, sources, options), "the same diagram gives the same bytes");
    base::Sources drawn;
    const base::FileId file = drawn.add("fuzz.svg", svg);
    base::Diagnostics found;
    doc::XmlLimits limits;
    limits.bytes = 1ULL << 30;
    limits.nodes = 100'000'000;
    require(doc::read_xml(drawn, file, found, limits).has_value(), "the SVG is well-formed");
    draw::PageState state;
    state.name = flow.name;
    state.description = flow.description;
    const std::string page = draw::to_page(flow.name, svg, {state}, {{0, state.name, flow.name}});
    require(page.find("</html>") != std::string::npos, "the page has an end");
    require(!draw::to_dot(diagram, false).empty() && !draw::to_mermaid(diagram, true).empty(), "there are texts");
    (void)draw::to_boxes(diagram, 100);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    base::Sources sources;
    const base::FileId file = sources.add("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
    base::Diagnostics found;
    doc::Limits limits;
    limits.nodes = 20'000;
    limits.alias_nodes = 5'000;
    const auto document = doc::read_document(sources, file, found, limits);
    if (!document) return 0;
    const auto flow = syntax::read_flow(*document, found);
    if (flow == nullptr || found.has_errors()) return 0;
    draw::Contents contents;
    draw_all(*flow, sources, contents);
    contents.expand = true;
    contents.hub = 1;
    draw_all(*flow, sources, contents);
    contents = {};
    contents.groups = contents.hears = false;
    contents.collapse = true;
    draw_all(*flow, sources, contents);
    return 0;
}

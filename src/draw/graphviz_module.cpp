#include "draw/layout.hpp"

#include <array>
#include <fmt/format.h>
#include <graphviz/gvc.h>
#include <graphviz/gvcext.h>

extern "C" {
// Graphviz's own name for what its plugin `dot_layout` hands out.
extern gvplugin_library_t gvplugin_dot_layout_LTX_library; // NOLINT
}

namespace callflow::draw {
namespace {

// What Graphviz last complained about. Its function of complaints takes nothing of ours along.
std::string complaint; // NOLINT: one layout at a time

int note_complaint(char* text) {
    if (complaint.size() < 500) complaint += text;
    return 0;
}

constexpr double inch = 72;

class Work {
public:
    explicit Work(const LayoutRequest& request) : request_(request) {
        static std::array<lt_symlist_t, 2> plugins = {
            {{"gvplugin_dot_layout_LTX_library", &gvplugin_dot_layout_LTX_library}, {nullptr, nullptr}}};
        agseterr(AGERR);
        agseterrf(note_complaint);
        complaint.clear();
        context_ = gvContextPlugins(plugins.data(), 0);
        graph_ = agopen(text("callflow"), Agdirected, nullptr);
    }
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;
    // Graphviz 2.42 frees some of its lists twice (gvFreeLayout): what it has made is left to the end of the process.
    ~Work() = default;

    base::Result<Layout> run() {
        build();
        if (gvLayout(context_, graph_, "dot") != 0) {
            return base::fail(base::ErrorKind::internal,
                              fmt::format("Graphviz could not lay the drawing out: {}", complaint));
        }
        return read();
    }

private:
    // Graphviz takes texts that it does not change as char*.
    static char* text(const char* constant) { return const_cast<char*>(constant); } // NOLINT

    void set(void* object, const char* name, const std::string& value) {
        agsafeset(object, text(name), const_cast<char*>(value.c_str()), text("")); // NOLINT
    }

    // An empty box of that size in place of words, whose fonts nobody has to know.
    void set_label(void* object, const Size& size) {
        const std::string html = fmt::format(
            R"(<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" WIDTH="{:.0f}" HEIGHT="{:.0f}"><TR><TD></TD></TR></TABLE>)",
            size.width, size.height);
        // Once known as HTML, the same text stays it.
        agstrdup_html(graph_, const_cast<char*>(html.c_str())); // NOLINT
        set(object, "label", html);
    }

    void build() {
        const bool quick = request_.effort == Effort::quick;
        set(graph_, "rankdir", request_.sideways ? "LR" : "TB");
        set(graph_, "nodesep", "0.3");
        set(graph_, "ranksep", request_.sideways ? "0.35" : "0.3");
        set(graph_, "splines", quick ? "line" : "true");
        set(graph_, "labeljust", "l");
        for (const Trouble& one : request_.trouble)
            set(graph_, std::string(one.attribute).c_str(), std::string(one.value));
        for (std::size_t i = 0; i < request_.frames.size(); ++i) {
            const LayoutFrame& frame = request_.frames[i];
            Agraph_t* const parent = frame.parent < i ? frames_[frame.parent] : graph_;
            frames_.push_back(agsubg(parent, fmt::format("cluster_{}", i).data(), 1));
            set_label(frames_.back(), frame.title);
        }
        for (std::size_t i = 0; i < request_.nodes.size(); ++i) {
            const LayoutNode& node = request_.nodes[i];
            nodes_.push_back(agnode(graph_, fmt::format("n{}", i).data(), 1));
            agbindrec(nodes_.back(), text("Agnodeinfo_t"), sizeof(Agnodeinfo_t), 1);
            if (node.frame < frames_.size()) agsubnode(frames_[node.frame], nodes_.back(), 1);
            set(nodes_.back(), "shape", node.round ? "circle" : "box");
            set(nodes_.back(), "fixedsize", "true");
            set(nodes_.back(), "label", "");
            set(nodes_.back(), "width", fmt::format("{:.4f}", node.size.width / inch));
            set(nodes_.back(), "height", fmt::format("{:.4f}", node.size.height / inch));
        }
        for (std::size_t i = 0; i < request_.edges.size(); ++i) {
            const LayoutEdge& one = request_.edges[i];
            edges_.push_back(agedge(graph_, nodes_[one.from], nodes_[one.to], fmt::format("e{}", i).data(), 1));
            set(edges_.back(), "arrowsize", "0.8");
            if (!one.constraint) set(edges_.back(), "constraint", "false");
            if (one.weight != 1) set(edges_.back(), "weight", fmt::format("{}", one.weight));
            if (one.label.width > 0 && !quick) set_label(edges_.back(), one.label);
        }
    }

    Layout read() const {
        Layout layout;
        const boxf all = GD_bb(graph_);
        const auto point = [&](const pointf& at) { return Point{at.x - all.LL.x, all.UR.y - at.y}; };
        layout.size = {all.UR.x - all.LL.x, all.UR.y - all.LL.y};
        for (Agnode_t* const node : nodes_) layout.nodes.push_back(point(ND_coord(node)));
        for (Agraph_t* const frame : frames_) {
            const boxf box = GD_bb(frame);
            const Point corner = point({box.LL.x, box.UR.y});
            layout.frames.push_back({corner.x, corner.y, box.UR.x - box.LL.x, box.UR.y - box.LL.y});
        }
        for (Agedge_t* const edge : edges_) {
            PlacedEdge placed;
            const splines* const all_curves = ED_spl(edge);
            if (all_curves != nullptr && all_curves->size > 0) {
                const bezier& curve = all_curves->list[0];
                for (int i = 0; i < curve.size; ++i) placed.curve.push_back(point(curve.list[i]));
                placed.tip = curve.eflag != 0 ? point(curve.ep) : placed.curve.back();
            }
            if (ED_label(edge) != nullptr) placed.label = point(ED_label(edge)->pos);
            layout.edges.push_back(std::move(placed));
        }
        return layout;
    }

    const LayoutRequest& request_;
    GVC_t* context_ = nullptr;
    Agraph_t* graph_ = nullptr;
    std::vector<Agnode_t*> nodes_;
    std::vector<Agedge_t*> edges_;
    std::vector<Agraph_t*> frames_;
};

base::Result<Layout> lay_out(const LayoutRequest& request) {
    Work work(request);
    return work.run();
}

constexpr GraphvizModule module_of_this = {.version = graphviz_module_version, .lay_out = lay_out};

} // namespace
} // namespace callflow::draw

extern "C" __attribute__((visibility("default"))) const callflow::draw::GraphvizModule* callflow_graphviz();
extern "C" const callflow::draw::GraphvizModule* callflow_graphviz() { return &callflow::draw::module_of_this; }

#include "draw/layout.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <fmt/format.h>
#include <graphviz/gvc.h>
#include <graphviz/gvcext.h>
#include <string>
#include <unordered_map>
#include <vector>

extern "C" {
// Graphviz's own name for what its plugin `dot_layout` hands out.
extern gvplugin_library_t gvplugin_dot_layout_LTX_library; // NOLINT

// In place of Graphviz's own function of that name, which clears by hand what the system hands out clear: each time that it looks for parts
// of a graph 8 MB, of which it uses some thousand bytes.
__attribute__((visibility("default"))) void* zmalloc(std::size_t size);
void* zmalloc(std::size_t size) {
    if (size == 0) return nullptr;
    void* const memory = std::calloc(1, size); // NOLINT: C frees it
    if (memory == nullptr) std::abort();       // of the child, as Graphviz does
    return memory;
}
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
constexpr char passing =
    1; // the type of a node that Graphviz makes where an arrow passes a row (VIRTUAL in its sources)

// Numbers for what has a name, in the order in which it is made. Graphviz itself takes addresses, goes through groups in their order, and
// so would draw one and the same flow as its memory happens to be.
class Ids {
public:
    static Agdisc_t* discipline() {
        static Agiddisc_t ids = {open, map, alloc, forget, print, close, note};
        static Agdisc_t all = {nullptr, &ids, nullptr};
        return &all;
    }

private:
    static void* open(Agraph_t* /*graph*/, Agdisc_t* /*all*/) { return new Ids; } // NOLINT: close() has it
    static long map(void* state, int /*kind*/, char* name, IDTYPE* id, int create) {
        auto& ids = *static_cast<Ids*>(state);
        if (name == nullptr) {
            *id = 2 * ids.unnamed_++ + 1;
            return 1;
        }
        const auto known = ids.known_.find(name);
        if (known != ids.known_.end()) {
            *id = known->second;
            return 1;
        }
        if (create == 0) return 0;
        *id = 2 * (ids.known_.size() + 1);
        ids.names_.push_back(ids.known_.emplace(name, *id).first->first.c_str());
        return 1;
    }
    static long alloc(void* /*state*/, int /*kind*/, IDTYPE /*id*/) { return 0; } // numbers are ours alone
    static void forget(void* /*state*/, int /*kind*/, IDTYPE /*id*/) {}
    static char* print(void* state, int /*kind*/, IDTYPE id) {
        const auto& names = static_cast<Ids*>(state)->names_;
        return id % 2 == 0 && id / 2 - 1 < names.size() ? const_cast<char*>(names[id / 2 - 1]) : nullptr; // NOLINT
    }
    static void close(void* state) { delete static_cast<Ids*>(state); } // NOLINT
    static void note(void* /*state*/, int /*kind*/, void* /*object*/) {}

    std::unordered_map<std::string, IDTYPE> known_;
    std::vector<const char*> names_; // of the numbers 2, 4 and so on: keys of known_
    IDTYPE unnamed_ = 0;
};

class Work {
public:
    // `routed`: Graphviz draws no curves, it says where they may pass.
    Work(const LayoutRequest& request, bool routed) : request_(request), routed_(routed) {
        static std::array<lt_symlist_t, 2> plugins = {
            {{"gvplugin_dot_layout_LTX_library", &gvplugin_dot_layout_LTX_library}, {nullptr, nullptr}}};
        agseterr(AGERR);
        agseterrf(note_complaint);
        complaint.clear();
        context_ = gvContextPlugins(plugins.data(), 0);
        graph_ = agopen(text("callflow"), Agdirected, Ids::discipline());
    }
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;
    // Graphviz 2.42 frees some of its lists twice (gvFreeLayout): what it has made is left to the end of the process.
    ~Work() = default;

    base::Result<Layout> run() {
        build();
        // A complaint with a return of 0 is "trouble in init_rank" and the like: boxes outside of their frames.
        if (gvLayout(context_, graph_, "dot") != 0 || (!complaint.empty() && !frames_.empty())) {
            return base::fail(base::ErrorKind::internal,
                              fmt::format("Graphviz could not lay the drawing out: {}", complaint));
        }
        Layout layout = read();
        if (routed_) read_rows(layout);
        return layout;
    }

    // The arrows between boxes of one row that are of different frames and do not stand side by side. Graphviz stops when it has
    // ordered the rows.
    std::vector<std::size_t> arrows_in_rows() {
        build();
        set(graph_, "phase", "2");
        std::vector<std::size_t> found;
        if (gvLayout(context_, graph_, "dot") != 0) return found;
        for (std::size_t i = 0; i < edges_.size(); ++i) {
            const LayoutEdge& edge = request_.edges[i];
            if (request_.nodes[edge.from].frame == request_.nodes[edge.to].frame) continue;
            if (stand_apart(nodes_[edge.from], nodes_[edge.to])) found.push_back(i);
        }
        return found;
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
        set(graph_, "splines", quick || routed_ ? "line" : "true");
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
            if (one.weight != 1) set(edges_.back(), "weight", fmt::format("{}", one.weight));
            if (one.label.width > 0 && !quick) set_label(edges_.back(), one.label);
        }
    }

    // Whether there is a box or a label between two boxes of one row.
    bool stand_apart(Agnode_t* one, Agnode_t* other) const {
        if (ND_rank(one) != ND_rank(other)) return false;
        const rank_t& rank = GD_rank(graph_)[ND_rank(one)];
        const auto [low, high] = std::minmax(ND_order(one), ND_order(other));
        return std::any_of(rank.v + low + 1, rank.v + high, [](Agnode_t* between) {
            return ND_node_type(between) != passing || ND_label(between) != nullptr;
        });
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
            if (ED_label(edge) != nullptr)
                placed.label = point(ED_label(edge)->pos);
            else if (!placed.curve.empty())
                placed.label = placed.curve[placed.curve.size() / 2];
            layout.edges.push_back(std::move(placed));
        }
        return layout;
    }

    // A label that arrows through several rows have. Graphviz knows its place twice: where its row is made, and in the finished drawing.
    struct Anchor {
        const textlabel_t* label = nullptr;
        pointf raw = {0, 0};
    };
    Anchor find_anchor() const {
        for (int r = GD_minrank(graph_); r <= GD_maxrank(graph_); ++r) {
            for (int i = 0; i < GD_rank(graph_)[r].n; ++i) {
                Agnode_t* const node = GD_rank(graph_)[r].v[i];
                if (ND_node_type(node) != passing || ND_label(node) == nullptr || ND_alg(node) != nullptr) continue;
                const double wide = request_.sideways ? ND_label(node)->dimen.y : ND_label(node)->dimen.x;
                return {ND_label(node), {ND_coord(node).x + wide / 2, ND_coord(node).y}};
            }
        }
        return {};
    }

    // What Graphviz knows of the rows between the boxes, and which places each arrow has in them.
    void read_rows(Layout& layout) const {
        const Anchor anchor = find_anchor();
        if (anchor.label == nullptr) return;
        const boxf all = GD_bb(graph_);
        const Point known = {anchor.label->pos.x - all.LL.x, all.UR.y - anchor.label->pos.y};
        const bool sideways = request_.sideways;
        const auto across = [&](double x) {
            return sideways ? known.y - (x - anchor.raw.x) : known.x + (x - anchor.raw.x);
        };
        const auto along = [&](double y) { return (sideways ? known.x : known.y) - (y - anchor.raw.y); };
        std::unordered_map<const Agnode_t*, Stop> stops;
        std::unordered_map<const Agnode_t*, std::size_t> boxes;
        for (std::size_t i = 0; i < nodes_.size(); ++i) boxes.emplace(nodes_[i], i);
        for (int r = GD_minrank(graph_); r <= GD_maxrank(graph_); ++r) {
            const rank_t& rank = GD_rank(graph_)[r];
            if (rank.n == 0) continue;
            Row row;
            const auto first = boxes.find(rank.v[0]); // whose place is that of the finished drawing
            const double middle =
                first != boxes.end() ? along_of(layout.nodes[first->second]) : along(ND_coord(rank.v[0]).y);
            row.begin = middle - rank.ht2;
            row.end = middle + rank.ht1;
            for (int i = 0; i < rank.n; ++i) {
                const auto box = boxes.find(rank.v[i]);
                row.slots.push_back(box != boxes.end() ? slot_of(layout, box->second) : slot_of(rank.v[i], across));
            }
            // From left to right, Graphviz counts upwards.
            if (sideways) std::ranges::reverse(row.slots);
            for (int i = 0; i < rank.n; ++i) {
                const int place = sideways ? rank.n - 1 - i : i;
                stops[rank.v[i]] = {static_cast<std::uint32_t>(layout.rows.size()), static_cast<std::uint32_t>(place)};
            }
            layout.rows.push_back(std::move(row));
        }
        for (std::size_t i = 0; i < edges_.size(); ++i) layout.edges[i].stops = stops_of(i, stops);
    }

    double along_of(const Point& point) const { return request_.sideways ? point.x : point.y; }

    Slot slot_of(const Layout& layout, std::size_t box) const {
        const Size& size = request_.nodes[box].size;
        const double at = request_.sideways ? layout.nodes[box].y : layout.nodes[box].x;
        const double half = (request_.sideways ? size.height : size.width) / 2;
        return {at - half, at + half, at, Slot::Kind::box};
    }
    template <class Across> Slot slot_of(Agnode_t* node, const Across& across) const {
        const double one = across(ND_coord(node).x - ND_lw(node));
        const double other = across(ND_coord(node).x + ND_rw(node));
        return {std::min(one, other), std::max(one, other), across(ND_coord(node).x),
                ND_label(node) != nullptr ? Slot::Kind::label : Slot::Kind::line};
    }

    // The arrow's places from its one end to the other; none where Graphviz does not lead it through the rows in between.
    std::vector<Stop> stops_of(std::size_t index, const std::unordered_map<const Agnode_t*, Stop>& stops) const {
        Agnode_t* const from = nodes_[request_.edges[index].from];
        Agnode_t* const to = nodes_[request_.edges[index].to];
        std::vector<Stop> way;
        const Stop begin = stops.at(from);
        const Stop end = stops.at(to);
        if (begin.row == end.row) return {begin, end};
        Agedge_t* edge = ED_to_virt(edges_[index]);
        if (edge == nullptr || (agtail(edge) != from && agtail(edge) != to)) return {};
        Agnode_t* const last = agtail(edge) == from ? to : from;
        way.push_back(stops.at(agtail(edge)));
        while (true) {
            Agnode_t* const node = aghead(edge);
            const auto stop = stops.find(node);
            if (stop == stops.end() || stop->second.row != way.back().row + 1) return {};
            way.push_back(stop->second);
            if (node == last) return way;
            if (ND_node_type(node) != passing || ND_out(node).size == 0) return {};
            edge = ND_out(node).list[0];
        }
    }

    const LayoutRequest& request_;
    bool routed_;
    GVC_t* context_ = nullptr;
    Agraph_t* graph_ = nullptr;
    std::vector<Agnode_t*> nodes_;
    std::vector<Agedge_t*> edges_;
    std::vector<Agraph_t*> frames_;
};

// Graphviz puts the label of an arrow within a row into the row above, between the two boxes, whatever frame is there. Of an arrow
// from frame to frame that contradicts the places of the frames: "trouble in init_rank", when almost all is done. It is laid out
// without its label, which then begins on its middle.
LayoutRequest without_labels_in_rows(LayoutRequest request) {
    for (const std::size_t edge : Work(request, true).arrows_in_rows()) request.edges[edge].label = {};
    return request;
}

bool counts_across_frames(const LayoutRequest& request) {
    return std::ranges::any_of(request.trouble, [](const Trouble& one) { return one.attribute == "newrank"; });
}

base::Result<Layout> lay_out(const LayoutRequest& given) {
    const bool labelled = std::ranges::any_of(given.edges, [](const LayoutEdge& one) { return one.label.width > 0; });
    const bool framed = !given.frames.empty() && !counts_across_frames(given);
    const LayoutRequest request =
        framed && labelled && given.effort == Effort::full ? without_labels_in_rows(given) : given;
    if (request.effort == Effort::full && labelled && request.routed) {
        Work routed(request, true);
        auto layout = routed.run();
        if (!layout || !layout->rows.empty()) return layout;
        // Without a label that passes a row nothing is known of the rows.
    }
    Work work(request, false);
    return work.run();
}

constexpr GraphvizModule module_of_this = {.lay_out = lay_out};

} // namespace
} // namespace callflow::draw

extern "C" __attribute__((visibility("default"))) const callflow::draw::GraphvizModule* callflow_graphviz();
extern "C" const callflow::draw::GraphvizModule* callflow_graphviz() { return &callflow::draw::module_of_this; }

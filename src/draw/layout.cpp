#include "draw/layout.hpp"

#include "base/module.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>

namespace callflow::draw {
namespace {

// --- rows ---------------------------------------------------------------------------------------------

constexpr double between_boxes = 30;
constexpr double between_rows = 60;
constexpr double widest_row = 6'000; // a longer one goes on below

// Per node: how many arrows lead to it from the first nodes of all, which are those that nothing leads to, and where there are
// none the first one.
std::vector<std::size_t> ranks_of(const LayoutRequest& request) {
    const std::size_t count = request.nodes.size();
    std::vector<std::vector<std::size_t>> out(count);
    std::vector<bool> led_to(count, false);
    for (const LayoutEdge& edge : request.edges) {
        out[edge.from].push_back(edge.to);
        led_to[edge.to] = true;
    }
    constexpr std::size_t unknown = static_cast<std::size_t>(-1);
    std::vector<std::size_t> ranks(count, unknown);
    std::vector<std::size_t> queue;
    const auto spread = [&](std::size_t from) {
        for (; from < queue.size(); ++from) {
            for (const std::size_t to : out[queue[from]]) {
                if (ranks[to] != unknown) continue;
                ranks[to] = ranks[queue[from]] + 1;
                queue.push_back(to);
            }
        }
    };
    for (std::size_t i = 0; i < count; ++i) {
        if (led_to[i]) continue;
        ranks[i] = 0;
        queue.push_back(i);
    }
    spread(0);
    for (std::size_t i = 0; i < count; ++i) { // circles that nothing leads to
        if (ranks[i] != unknown) continue;
        ranks[i] = 0;
        queue.push_back(i);
        spread(queue.size() - 1);
    }
    return ranks;
}

Rectangle around(const Layout& layout, const LayoutRequest& request, std::size_t node) {
    const Size& size = request.nodes[node].size;
    return {layout.nodes[node].x - size.width / 2, layout.nodes[node].y - size.height / 2, size.width, size.height};
}

void add_box(Rectangle& all, const Rectangle& one) {
    if (all.width == 0) {
        all = one;
        return;
    }
    const double right = std::max(all.x + all.width, one.x + one.width);
    const double bottom = std::max(all.y + all.height, one.y + one.height);
    all.x = std::min(all.x, one.x);
    all.y = std::min(all.y, one.y);
    all.width = right - all.x;
    all.height = bottom - all.y;
}

// A straight arrow from the border of one box to that of the other.
PlacedEdge straight(const Rectangle& from, const Rectangle& to) {
    const Point a = {from.x + from.width / 2, from.y + from.height / 2};
    const Point b = {to.x + to.width / 2, to.y + to.height / 2};
    const auto border = [](const Rectangle& box, const Point& inside, const Point& outside) {
        const double dx = outside.x - inside.x;
        const double dy = outside.y - inside.y;
        const double across = dx != 0 ? box.width / 2 / std::abs(dx) : 1e9;
        const double down = dy != 0 ? box.height / 2 / std::abs(dy) : 1e9;
        const double share = std::min({across, down, 1.0});
        return Point{inside.x + dx * share, inside.y + dy * share};
    };
    const Point begin = border(from, a, b);
    const Point tip = border(to, b, a);
    const auto between = [&](double share) {
        return Point{begin.x + (tip.x - begin.x) * share, begin.y + (tip.y - begin.y) * share};
    };
    PlacedEdge placed;
    placed.tip = tip;
    placed.curve = {begin, between(0.3), between(0.6), between(0.9)};
    return placed;
}

// Nodes and arrows up to which Graphviz may take as long as it likes: its time grows with their square, and more.
constexpr std::size_t most_whatever = 300;

// --- soundness ----------------------------------------------------------------------------------------

constexpr double slack = 1;

bool overlap(const Rectangle& one, const Rectangle& other) {
    return one.x + slack < other.x + other.width && other.x + slack < one.x + one.width &&
           one.y + slack < other.y + other.height && other.y + slack < one.y + one.height;
}
bool lies_in(const Rectangle& one, const Rectangle& outer) {
    return one.x >= outer.x - slack && one.y >= outer.y - slack && one.x + one.width <= outer.x + outer.width + slack &&
           one.y + one.height <= outer.y + outer.height + slack;
}

bool frames_are_sound(const LayoutRequest& request, const Layout& layout, const std::vector<Rectangle>& boxes) {
    for (std::size_t frame = 0; frame < layout.frames.size(); ++frame) {
        const Rectangle& one = layout.frames[frame];
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            const bool inside = is_within(request, request.nodes[i].frame, frame);
            if (inside ? one.width <= 0 || !lies_in(boxes[i], one) : one.width > 0 && overlap(boxes[i], one))
                return false;
        }
        for (std::size_t k = frame + 1; k < layout.frames.size(); ++k) {
            const Rectangle& other = layout.frames[k];
            if (one.width <= 0 || other.width <= 0) continue;
            if (is_within(request, k, frame) ? !lies_in(other, one) : overlap(one, other)) return false;
        }
    }
    return true;
}

// --- bytes --------------------------------------------------------------------------------------------

class Writer {
public:
    template <class T> void put(const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value); // NOLINT: bytes of this very machine
    }
    template <class T> void put_all(const std::vector<T>& values) {
        put(values.size());
        for (const T& value : values) put(value);
    }
    std::string bytes;
};

class Reader {
public:
    explicit Reader(const std::string& bytes) : bytes_(bytes) {}
    template <class T> T get() {
        T value{};
        if (bytes_.size() - at_ < sizeof value) {
            fine = false;
            return value;
        }
        std::memcpy(&value, bytes_.data() + at_, sizeof value);
        at_ += sizeof value;
        return value;
    }
    template <class T> std::vector<T> get_all() {
        std::vector<T> values;
        const auto count = get<std::size_t>();
        fine = fine && count <= left() / sizeof(T);
        for (std::size_t i = 0; fine && i < count; ++i) values.push_back(get<T>());
        return values;
    }
    [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }
    bool fine = true;

private:
    const std::string& bytes_;
    std::size_t at_ = 0;
};

} // namespace

std::span<const Trouble> trouble_for(Effort effort, std::size_t nodes, std::size_t edges) {
    static constexpr std::array<Trouble, 3> some = {{{"nslimit", "1"}, {"nslimit1", "1"}, {"mclimit", "0.3"}}};
    static constexpr std::array<Trouble, 3> little = {{{"nslimit", "0.5"}, {"nslimit1", "0.5"}, {"mclimit", "0.05"}}};
    if (effort == Effort::quick) return little;
    if (nodes + edges > most_whatever) return some;
    return {};
}

std::span<const Trouble> other_trouble() {
    static constexpr std::array<Trouble, 3> other = {{{"nslimit", "1"}, {"nslimit1", "1"}, {"mclimit", "1"}}};
    return other;
}

std::span<const Trouble> common_rows() {
    static constexpr std::array<Trouble, 4> rows = {
        {{"nslimit", "1"}, {"nslimit1", "1"}, {"mclimit", "1"}, {"newrank", "true"}}};
    return rows;
}

std::span<const Trouble> hasty_trouble() {
    static constexpr std::array<Trouble, 3> hasty = {{{"nslimit", "0.5"}, {"nslimit1", "0.5"}, {"mclimit", "0.05"}}};
    return hasty;
}

bool is_sound(const LayoutRequest& request, const Layout& layout) {
    std::vector<Rectangle> boxes;
    boxes.reserve(layout.nodes.size());
    for (std::size_t i = 0; i < layout.nodes.size(); ++i) boxes.push_back(around(layout, request, i));
    if (!frames_are_sound(request, layout, boxes)) return false;
    if (std::ranges::any_of(layout.edges, [](const PlacedEdge& edge) { return edge.curve.size() < 4; })) return false;
    std::ranges::sort(boxes, {}, &Rectangle::y);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const Rectangle& one = boxes[i];
        if (!lies_in(one, {0, 0, layout.size.width, layout.size.height})) return false;
        for (std::size_t k = i + 1; k < boxes.size() && boxes[k].y + slack < one.y + one.height; ++k) {
            if (overlap(one, boxes[k])) return false;
        }
    }
    return true;
}

bool is_within(const LayoutRequest& request, std::size_t frame, std::size_t outer) {
    while (frame < request.frames.size() && frame != outer) frame = request.frames[frame].parent;
    return frame == outer;
}

bool is_inside(const LayoutRequest& request, std::size_t edge, std::size_t frame) {
    return is_within(request, request.nodes[request.edges[edge].from].frame, frame) &&
           is_within(request, request.nodes[request.edges[edge].to].frame, frame);
}

void fit_size(const LayoutRequest& request, Layout& layout) {
    Rectangle all = {0, 0, layout.size.width, layout.size.height};
    const auto add = [&](const Rectangle& one) { add_box(all, one); };
    for (std::size_t i = 0; i < layout.edges.size(); ++i) {
        const PlacedEdge& edge = layout.edges[i];
        const Size& label = request.edges[i].label;
        if (edge.curve.empty()) continue;
        for (std::size_t k = 0; k < edge.curve.size(); k += 3) add({edge.curve[k].x - 1, edge.curve[k].y - 1, 2, 2});
        add({edge.label.x - label.width / 2, edge.label.y - label.height / 2, label.width, label.height});
    }
    for (const Rectangle& frame : layout.frames) {
        if (frame.width > 0) add(frame);
    }
    layout.size = {all.width, all.height};
    if (all.x == 0 && all.y == 0) return;
    const auto move = [&](Point& point) { point = {point.x - all.x, point.y - all.y}; };
    for (Point& node : layout.nodes) move(node);
    for (Point& title : layout.titles) move(title);
    for (Rectangle& frame : layout.frames) frame.x -= all.x, frame.y -= all.y;
    for (PlacedEdge& edge : layout.edges) {
        for (Point& point : edge.curve) move(point);
        move(edge.tip);
        move(edge.label);
    }
    layout.rows.clear();
}

base::Result<const GraphvizModule*> find_graphviz() {
    const auto module = base::find_module_as<const GraphvizModule*()>("graphviz");
    if (!module) return tl::unexpected(module.error());
    return (*module)();
}

Layout lay_out_in_rows(const LayoutRequest& request) {
    const std::vector<std::size_t> ranks = ranks_of(request);
    std::vector<std::size_t> order(request.nodes.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, {}, [&](std::size_t node) { return ranks[node]; });

    Layout layout;
    layout.nodes.resize(request.nodes.size());
    double x = 0;
    double y = 0;
    double deep = 0; // the thickest box of the row
    std::size_t rank = 0;
    for (const std::size_t node : order) {
        const Size& size = request.nodes[node].size;
        const double along = request.sideways ? size.height : size.width;
        const double across = request.sideways ? size.width : size.height;
        if (x > 0 && (ranks[node] != rank || x + along > widest_row)) {
            y += deep + (ranks[node] != rank ? between_rows : between_boxes);
            x = deep = 0;
        }
        rank = ranks[node];
        const Point middle = {x + along / 2, y + across / 2};
        layout.nodes[node] = request.sideways ? Point{middle.y, middle.x} : middle;
        x += along + between_boxes;
        deep = std::max(deep, across);
    }
    Rectangle all;
    for (std::size_t i = 0; i < request.nodes.size(); ++i) add_box(all, around(layout, request, i));
    layout.size = {all.x + all.width, all.y + all.height};
    for (const LayoutEdge& edge : request.edges)
        layout.edges.push_back(straight(around(layout, request, edge.from), around(layout, request, edge.to)));
    layout.frames.resize(request.frames.size()); // their boxes stand in many rows: none is drawn
    return layout;
}

std::string to_bytes(const Layout& layout) {
    Writer out;
    out.put(layout.size);
    for (const Point& node : layout.nodes) out.put(node);
    for (const Rectangle& frame : layout.frames) out.put(frame);
    for (const PlacedEdge& edge : layout.edges) {
        out.put(edge.tip);
        out.put(edge.label);
        out.put_all(edge.curve);
        out.put_all(edge.stops);
    }
    out.put(layout.rows.size());
    for (const Row& row : layout.rows) {
        out.put(row.begin);
        out.put(row.end);
        out.put_all(row.slots);
    }
    return std::move(out.bytes);
}

bool from_bytes(const std::string& bytes, const LayoutRequest& request, Layout& layout) {
    Reader in(bytes);
    layout = {};
    layout.size = in.get<Size>();
    for (std::size_t i = 0; i < request.nodes.size(); ++i) layout.nodes.push_back(in.get<Point>());
    for (std::size_t i = 0; i < request.frames.size(); ++i) layout.frames.push_back(in.get<Rectangle>());
    for (std::size_t i = 0; i < request.edges.size() && in.fine; ++i) {
        PlacedEdge edge;
        edge.tip = in.get<Point>();
        edge.label = in.get<Point>();
        edge.curve = in.get_all<Point>();
        edge.stops = in.get_all<Stop>();
        layout.edges.push_back(std::move(edge));
    }
    const auto rows = in.get<std::size_t>();
    for (std::size_t i = 0; i < rows && in.fine; ++i) {
        Row row;
        row.begin = in.get<double>();
        row.end = in.get<double>();
        row.slots = in.get_all<Slot>();
        layout.rows.push_back(std::move(row));
    }
    for (const PlacedEdge& edge : layout.edges) {
        for (const Stop& stop : edge.stops) {
            if (stop.row >= layout.rows.size() || stop.slot >= layout.rows[stop.row].slots.size()) return false;
        }
    }
    return in.fine && in.left() == 0;
}

} // namespace callflow::draw

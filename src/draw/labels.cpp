#include "draw/labels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

namespace callflow::draw {
namespace {

constexpr double cell = 80;
constexpr double step = 5;                       // between the points that stand for a line
constexpr double farthest = 400;                 // where a better place is looked for, along the arrow
constexpr double astray = 60;                    // from its arrow: nobody would look for it there
constexpr std::array near_by = {3.0, 9.0, 16.0}; // from its arrow
constexpr double farthest_beside = 12;           // words further away have a line to their arrow
constexpr std::array farther_off = {26.0, 38.0, 50.0};
constexpr double on_box = 20'000; // what a fault costs: anything rather than words that cannot be read
constexpr double on_label = 20'000;
constexpr double on_line = 30;
constexpr double on_own_line = 30;
constexpr double on_border = 30; // of a frame, each piece of it
constexpr double in_doubt = 15;  // words that seem to be another arrow's
constexpr double as_near = 3;    // how much further away that may be than their own
constexpr double astray_leader =
    500; // a line from words to their arrow that crosses something: it seems to belong there

constexpr double anywhere = std::numeric_limits<double>::infinity();
constexpr std::uint32_t border = std::numeric_limits<std::uint32_t>::max(); // in place of an arrow

// Most are by one of the two alone.
bool is_farther(double x, double y, double reach) {
    return std::abs(x) > reach || std::abs(y) > reach || std::hypot(x, y) > reach;
}

struct Box {
    double left, top, right, bottom;
    [[nodiscard]] bool has(const Point& at) const { return at.x > left && at.x < right && at.y > top && at.y < bottom; }
    [[nodiscard]] bool meets(const Box& other) const {
        return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
};

Box around(const Point& middle, const Size& size, double more = 0) {
    return {middle.x - size.width / 2 - more, middle.y - size.height / 2 - more, middle.x + size.width / 2 + more,
            middle.y + size.height / 2 + more};
}

// Things by the cells of a grid that they touch. What lies outside of the drawing is in the cells at its border.
class Grid {
public:
    explicit Grid(const Size& size)
        : columns_(std::max(1, static_cast<int>(size.width / cell) + 1)),
          rows_(std::max(1, static_cast<int>(size.height / cell) + 1)),
          cells_(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_)) {}

    void add(std::uint32_t thing, const Box& box) {
        each_cell(box, [&](std::size_t index) { cells_[index].push_back(thing); });
    }
    void remove(std::uint32_t thing, const Box& box) {
        each_cell(box, [&](std::size_t index) { std::erase(cells_[index], thing); });
    }
    template <class Visit> void visit(const Box& box, Visit&& visit) const {
        each_cell(box, [&](std::size_t index) {
            for (const std::uint32_t thing : cells_[index]) visit(thing);
        });
    }
    // Until `visit` has seen enough: false.
    template <class Visit> void visit_while(const Box& box, Visit&& visit) const {
        bool on = true;
        each_cell(box, [&](std::size_t index) {
            for (std::size_t i = 0; on && i < cells_[index].size(); ++i) on = visit(cells_[index][i]);
        });
    }

private:
    template <class Visit> void each_cell(const Box& box, Visit&& visit) const {
        const auto number = [](double value, int count) {
            return static_cast<int>(std::clamp(std::floor(value / cell), 0.0, static_cast<double>(count - 1)));
        };
        const int right = number(box.right, columns_);
        const int bottom = number(box.bottom, rows_);
        for (int y = number(box.top, rows_); y <= bottom; ++y) {
            for (int x = number(box.left, columns_); x <= right; ++x)
                visit(static_cast<std::size_t>(y) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(x));
        }
    }
    int columns_, rows_;
    std::vector<std::vector<std::uint32_t>> cells_;
};

class Settler {
public:
    Settler(const LayoutRequest& request, Layout& layout)
        : request_(request), layout_(layout), nodes_(layout.size), labels_(layout.size), lines_(layout.size) {
        for (std::size_t i = 0; i < request.nodes.size(); ++i)
            add_box(around(layout.nodes[i], request.nodes[i].size, 2));
        for (std::size_t i = 0; i < layout.frames.size(); ++i) { // their titles
            const Rectangle& frame = layout.frames[i];
            if (frame.width <= 0) continue;
            const Size& title = request.frames[i].title;
            const Point at =
                layout.titles.empty() ? Point{frame.x + title_in.x, frame.y + title_in.y} : layout.titles[i];
            add_box({at.x - 2, at.y, at.x + 2 + title.width, at.y + title.height});
            add_border(frame);
        }
        curves_.resize(layout.edges.size());
        for (std::size_t i = 0; i < layout.edges.size(); ++i) {
            curves_[i] = points_along(layout.edges[i], step);
            for (const Point& at : curves_[i]) {
                points_.push_back({at, static_cast<std::uint32_t>(i)});
                lines_.add(static_cast<std::uint32_t>(points_.size() - 1), {at.x, at.y, at.x, at.y});
            }
        }
        for (std::size_t i = 0; i < layout.edges.size(); ++i) {
            if (has_label(i)) labels_.add(static_cast<std::uint32_t>(i), box_of(i));
        }
    }

    void run() {
        for (std::size_t i = 0; i < layout_.edges.size(); ++i) {
            if (has_label(i) && is_astray(i)) fetch(i);
        }
        for (int round = 0; round < 2; ++round) {
            bool moved = false;
            for (std::size_t i = 0; i < layout_.edges.size(); ++i) {
                if (has_label(i)) moved |= settle(i);
            }
            if (!moved) break;
        }
        for (std::size_t i = 0; i < layout_.edges.size(); ++i) {
            if (has_label(i)) clear_up(i);
        }
    }

    std::size_t count_faults() const {
        std::size_t count = 0;
        for (std::size_t i = 0; i < layout_.edges.size(); ++i)
            count +=
                has_label(i) && cost(i, layout_.edges[i].label) + cost_of_leader(i, layout_.edges[i].label) >= on_line;
        return count;
    }

private:
    bool has_label(std::size_t edge) const {
        return request_.edges[edge].label.width > 0 && !layout_.edges[edge].curve.empty();
    }
    Box box_of(std::size_t edge) const { return around(layout_.edges[edge].label, request_.edges[edge].label); }
    // Without the room around them.
    Box box_of_words(std::size_t edge, const Point& middle) const {
        return around(middle, request_.edges[edge].label, -2);
    }
    void add_box(const Box& box) {
        boxes_.push_back(box);
        nodes_.add(static_cast<std::uint32_t>(boxes_.size() - 1), box);
    }

    void add_border(const Rectangle& frame) {
        const auto add = [&](double x, double y) {
            points_.push_back({{x, y}, border});
            lines_.add(static_cast<std::uint32_t>(points_.size() - 1), {x, y, x, y});
        };
        for (double x = 0; x < frame.width; x += step) {
            add(frame.x + x, frame.y);
            add(frame.x + x, frame.y + frame.height);
        }
        for (double y = 0; y < frame.height; y += step) {
            add(frame.x, frame.y + y);
            add(frame.x + frame.width, frame.y + y);
        }
    }

    // What is wrong with that place; no more is added up than `enough`.
    double cost(std::size_t edge, const Point& middle, double enough = anywhere) const {
        const Size& size = request_.edges[edge].label;
        const Box box = around(middle, size);
        double sum = 0;
        if (box.left < 0 || box.top < 0 || box.right > layout_.size.width || box.bottom > layout_.size.height)
            sum += on_box;
        if (sum >= enough) return sum;
        nodes_.visit(box, [&](std::uint32_t node) { sum += boxes_[node].meets(box) ? on_box : 0; });
        labels_.visit(box,
                      [&](std::uint32_t label) { sum += label != edge && box_of(label).meets(box) ? on_label : 0; });
        if (sum >= enough) return sum;
        const Box words = box_of_words(edge, middle);
        lines_.visit_while(words, [&](std::uint32_t point) {
            if (!words.has(points_[point].at)) return true;
            const std::uint32_t whose = points_[point].edge;
            sum += whose == border ? on_border : whose == edge ? on_own_line : on_line;
            return sum < enough;
        });
        return sum;
    }

    bool is_astray(std::size_t edge) const {
        const Box box = box_of(edge);
        return std::ranges::none_of(curves_[edge], [&](const Point& at) {
            const double aside = std::max({box.left - at.x, at.x - box.right, 0.0});
            const double away = std::max({box.top - at.y, at.y - box.bottom, 0.0});
            return !is_farther(aside, away, astray);
        });
    }

    // Graphviz puts some labels of arrows between frames into the last row of all (with `newrank`): from there, nothing near is any
    // better. The best place along the whole arrow is, be it over something.
    void fetch(std::size_t edge) {
        const Point middle = curves_[edge][curves_[edge].size() / 2];
        move(edge, best_place(edge, {middle.x + request_.edges[edge].label.width / 2 + 9, middle.y}, anywhere, anywhere,
                              near_by));
    }

    bool settle(std::size_t edge) {
        const Point before = layout_.edges[edge].label;
        const double now = cost(edge, before);
        if (now == 0) return false;
        Point place = best_place(edge, before, now, farthest, near_by);
        if (const double left = cost(edge, place); left >= on_line) // as a last resort, with a line to its arrow
            place = best_place(edge, place, left, farthest, farther_off);
        if (place.x == before.x && place.y == before.y) return false;
        move(edge, place);
        return true;
    }

    // Whether the words seem to belong to another arrow, which is as near as their own.
    bool is_doubtful(std::size_t edge, const Point& middle) const {
        const Box words = box_of_words(edge, middle);
        const auto away = [&](const Point& at) {
            const double aside = std::max({words.left - at.x, at.x - words.right, 0.0});
            return std::hypot(aside, std::max({words.top - at.y, at.y - words.bottom, 0.0}));
        };
        double own = farthest;
        for (const Point& at : curves_[edge]) own = std::min(own, away(at));
        own += as_near;
        bool doubtful = false;
        lines_.visit({words.left - own, words.top - own, words.right + own, words.bottom + own}, [&](std::uint32_t i) {
            const Spot& spot = points_[i];
            doubtful |= spot.edge != edge && spot.edge != border && away(spot.at) < own;
        });
        return doubtful;
    }

    // Words that seem to be another arrow's move nearer to their own, else they get a line to it.
    void clear_up(std::size_t edge) {
        const Point before = layout_.edges[edge].label;
        if (!is_doubtful(edge, before)) return;
        constexpr double reach = 80;
        double best = cost(edge, before) + in_doubt;
        Point place = before;
        const Size& size = request_.edges[edge].label;
        for (const Point& at : curves_[edge]) {
            if (is_farther(at.x - before.x, at.y - before.y, reach + size.width / 2)) continue;
            for (const double off : {1.0, 4.0}) {
                for (const Point there :
                     {Point{at.x + size.width / 2 + off, at.y}, Point{at.x - size.width / 2 - off, at.y},
                      Point{at.x, at.y - size.height / 2 - off}, Point{at.x, at.y + size.height / 2 + off}}) {
                    const double away = std::hypot(there.x - before.x, there.y - before.y) / 10;
                    if (away >= best) continue;
                    double sum = cost(edge, there, best) + away;
                    if (sum < best && is_doubtful(edge, there)) sum += in_doubt;
                    if (sum < best) best = sum, place = there;
                }
            }
        }
        move(edge, place);
        layout_.edges[edge].led = is_doubtful(edge, place);
    }

    // What lies on the line that leads from the words around `middle` to the nearest point of their arrow.
    double cost_of_leader(std::size_t edge, const Point& middle) const {
        const Box words = box_of_words(edge, middle);
        const auto end_at = [&](const Point& at) {
            return Point{std::clamp(at.x, words.left, words.right), std::clamp(at.y, words.top, words.bottom)};
        };
        const Point at = *std::ranges::min_element(curves_[edge], {}, [&](const Point& one) {
            return std::hypot(end_at(one).x - one.x, end_at(one).y - one.y);
        });
        const Point end = end_at(at);
        const double length = std::hypot(end.x - at.x, end.y - at.y);
        if (length <= farthest_beside) return 0; // no line is drawn
        double sum = 0;
        for (double way = step; way < length; way += step) {
            const double share = way / length;
            const Box here =
                around({at.x + (end.x - at.x) * share, at.y + (end.y - at.y) * share}, {2 * step, 2 * step});
            bool crossed = false;
            lines_.visit(here, [&](std::uint32_t point) {
                const std::uint32_t whose = points_[point].edge;
                crossed |= whose != edge && whose != border && here.has(points_[point].at);
            });
            nodes_.visit(here, [&](std::uint32_t node) { crossed |= boxes_[node].meets(here); });
            sum += crossed ? astray_leader : 0;
        }
        return sum;
    }

    // Beside the arrow, up to `reach` from `before`, which itself costs `best`.
    Point best_place(std::size_t edge, const Point& before, double best, double reach,
                     std::span<const double> offs) const {
        Point place = before;
        const bool led = offs.front() >= farther_off.front();
        const auto consider = [&](const Point& there) {
            const double away = std::hypot(there.x - before.x, there.y - before.y);
            if (away / 10 >= best) return;
            double sum = cost(edge, there, best) + away / 10;
            if (led && sum < best) sum += cost_of_leader(edge, there);
            if (sum < best) {
                best = sum;
                place = there;
            }
        };
        const Size& size = request_.edges[edge].label;
        for (const Point& at : curves_[edge]) { // to the right and to the left of the arrow, on and under it
            if (is_farther(at.x - before.x, at.y - before.y, reach + size.width)) continue;
            for (const double off : offs) {
                for (const double up : {0.0, -0.5, 0.5}) {
                    consider({at.x + size.width / 2 + off, at.y + up * size.height});
                    consider({at.x - size.width / 2 - off, at.y + up * size.height});
                }
                for (const double aside : {0.0, -0.4, 0.4}) {
                    consider({at.x + aside * size.width, at.y - size.height / 2 - off});
                    consider({at.x + aside * size.width, at.y + size.height / 2 + off});
                }
            }
        }
        return place;
    }

    void move(std::size_t edge, const Point& place) {
        labels_.remove(static_cast<std::uint32_t>(edge), box_of(edge));
        layout_.edges[edge].label = place;
        labels_.add(static_cast<std::uint32_t>(edge), box_of(edge));
    }

    struct Spot {
        Point at;
        std::uint32_t edge;
    };
    const LayoutRequest& request_;
    Layout& layout_;
    std::vector<Box> boxes_;
    std::vector<Spot> points_;
    std::vector<std::vector<Point>> curves_;
    Grid nodes_, labels_, lines_;
};

} // namespace

std::vector<Point> points_along(const PlacedEdge& edge, double apart) {
    std::vector<Point> points;
    const std::vector<Point>& c = edge.curve;
    for (std::size_t i = 0; i + 3 < c.size(); i += 3) {
        const double length = std::hypot(c[i + 3].x - c[i].x, c[i + 3].y - c[i].y) +
                              (std::hypot(c[i + 1].x - c[i].x, c[i + 1].y - c[i].y) +
                               std::hypot(c[i + 2].x - c[i + 1].x, c[i + 2].y - c[i + 1].y) +
                               std::hypot(c[i + 3].x - c[i + 2].x, c[i + 3].y - c[i + 2].y));
        const int pieces = std::max(1, static_cast<int>(std::ceil(length / 2 / apart)));
        for (int k = 0; k < pieces; ++k) {
            const double t = static_cast<double>(k) / pieces;
            const double u = 1 - t;
            const double w[4] = {u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t};
            points.push_back({w[0] * c[i].x + w[1] * c[i + 1].x + w[2] * c[i + 2].x + w[3] * c[i + 3].x,
                              w[0] * c[i].y + w[1] * c[i + 1].y + w[2] * c[i + 2].y + w[3] * c[i + 3].y});
        }
    }
    if (!c.empty()) {
        points.push_back(c.back());
        points.push_back(edge.tip);
    }
    return points;
}

std::size_t settle_labels(const LayoutRequest& request, Layout& layout) {
    Settler settler(request, layout);
    settler.run();
    return settler.count_faults();
}

} // namespace callflow::draw

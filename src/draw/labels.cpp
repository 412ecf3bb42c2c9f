#include "draw/labels.hpp"

#include "draw/surroundings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace callflow::draw {
namespace {

constexpr double farthest = 400;                 // where a better place is looked for, along the arrow
constexpr double astray = 60;                    // from its arrow: nobody would look for it there
constexpr std::array near_by = {3.0, 9.0, 16.0}; // from its arrow
constexpr std::size_t sparse = 2;      // of the points along an arrow, those that words beside it are tried at first,
constexpr std::size_t sparser = 3;     // and those far off it
constexpr double farthest_beside = 12; // words further away have a line to their arrow
constexpr std::array farther_off = {26.0, 38.0, 50.0};
constexpr std::array farthest_off = {62.0, 74.0, 86.0};
constexpr double on_box = 20'000; // what a fault costs: anything rather than words that cannot be read
constexpr double on_label = 20'000;
constexpr double on_line = 30;  // of an arrow, also its own, or of a frame's border: each point of it
constexpr double in_doubt = 15; // words that seem to be another arrow's
constexpr double as_near = 3;   // how much further away that may be than their own
constexpr double surely_nearer = 0.9;
constexpr double astray_leader =
    500; // a line from words to their arrow that crosses something: it seems to belong there

constexpr double anywhere = std::numeric_limits<double>::infinity();

class Settler : Surroundings {
public:
    Settler(const LayoutRequest& request, Layout& layout)
        : Surroundings(request, layout), request_(request), layout_(layout), labels_(layout.size) {
        for (std::size_t i = 0; i < layout.edges.size(); ++i) {
            if (has_label(i)) labels_.add(static_cast<std::uint32_t>(i), box_of(i));
        }
    }

    // Beside their arrows.
    void run() {
        for (std::size_t i = 0; i < layout_.edges.size(); ++i) {
            if (has_label(i) && is_astray(i)) fetch(i);
        }
        for (int round = 0; round < 2 && settle_all(&Settler::settle); ++round) {
        }
    }

    // Further off, as a last resort, with a line to their arrow.
    void run_farther() {
        for (int round = 0; round < 2 && settle_all(&Settler::settle_farther); ++round) settle_all(&Settler::settle);
        for (std::size_t i = 0; i < layout_.edges.size(); ++i) {
            if (has_label(i)) clear_up(i);
        }
    }

    std::vector<std::size_t> covered() const {
        constexpr double around_letters = 4;
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < layout_.edges.size(); ++i) {
            if (!has_label(i)) continue;
            bool covered = cost(i, layout_.edges[i].label, on_label) >= on_label;
            const auto cover = [&](const Spot&) { return !(covered = true); };
            lines.visit_while(box_around(layout_.edges[i].label, request_.edges[i].label, -around_letters), cover);
            if (covered) found.push_back(i);
        }
        return found;
    }

    // Labels that lie on something, or, where they are `led`, whose line to their arrow does.
    std::size_t count_faults(bool led) const {
        std::size_t count = 0;
        for (std::size_t i = 0; i < layout_.edges.size(); ++i) {
            if (!has_label(i)) continue;
            const Point& place = layout_.edges[i].label;
            const auto leader = [&] { return cost_of_leader(i, place, curves[i].points.front(), on_line); };
            count += cost(i, place, on_line) >= on_line || (led && leader() >= on_line);
        }
        return count;
    }

private:
    bool has_label(std::size_t edge) const {
        return request_.edges[edge].label.width > 0 && !layout_.edges[edge].curve.empty();
    }
    Box box_of(std::size_t edge) const { return box_around(layout_.edges[edge].label, request_.edges[edge].label); }
    // Without the room around them.
    Box box_of_words(std::size_t edge, const Point& middle) const {
        return box_around(middle, request_.edges[edge].label, -2);
    }

    // What is wrong with that place; no more is added up than `enough`.
    double cost(std::size_t edge, const Point& middle, double enough = anywhere) const {
        const Box box = box_around(middle, request_.edges[edge].label);
        const Box words = box_of_words(edge, middle);
        double sum = 0;
        if (box.left < 0 || box.top < 0 || box.right > layout_.size.width || box.bottom > layout_.size.height)
            sum += on_box;
        if (sum >= enough) return sum;
        if (const double least = on_line * static_cast<double>(lines.least_within(words)); least >= enough)
            return least;
        nodes.visit_while(box, [&](std::uint32_t node) {
            sum += boxes[node].meets(box) ? on_box : 0;
            return sum < enough;
        });
        if (sum >= enough) return sum;
        labels_.visit_while(box, [&](std::uint32_t label) {
            sum += label != edge && box_of(label).meets(box) ? on_label : 0;
            return sum < enough;
        });
        if (sum >= enough) return sum;
        lines.visit_while(words, [&](const Spot&) {
            sum += on_line;
            return sum < enough;
        });
        return sum;
    }

    bool is_astray(std::size_t edge) const {
        constexpr double reach = astray * astray * (1 + in_full);
        return nearest(curves[edge], box_of(edge), reach).away >= reach;
    }

    // Graphviz puts some labels of arrows between frames into the last row of all (with `newrank`): from there, nothing near is any
    // better. The best place along the whole arrow is, be it over something.
    void fetch(std::size_t edge) {
        const std::span<const Point> line = curves[edge].points;
        const Point middle = line[line.size() / 2];
        move(edge, best_place(edge, {middle.x + request_.edges[edge].label.width / 2 + 9, middle.y}, anywhere, anywhere,
                              near_by, sparse));
    }

    // Whether any has moved.
    bool settle_all(bool (Settler::*one)(std::size_t)) {
        bool moved = false;
        for (std::size_t i = 0; i < layout_.edges.size(); ++i) {
            if (has_label(i)) moved |= (this->*one)(i);
        }
        return moved;
    }

    bool settle(std::size_t edge) {
        const Point before = layout_.edges[edge].label;
        const double now = cost(edge, before);
        return now > 0 && move(edge, best_place(edge, before, now, farthest, near_by, sparse));
    }

    bool settle_farther(std::size_t edge) {
        const auto attempt = [&](std::span<const double> offs, std::size_t of) {
            const Point before = layout_.edges[edge].label;
            const double now = cost(edge, before);
            return now >= on_line && move(edge, best_place(edge, before, now, farthest, offs, of));
        };
        bool moved = attempt(near_by, 1);
        moved |= attempt(farther_off, sparser);
        moved |= attempt(farthest_off, sparser);
        return moved;
    }

    // Whether the words seem to belong to another arrow, which is as near as their own.
    bool is_doubtful(std::size_t edge, const Point& middle) const {
        const Box words = box_of_words(edge, middle);
        const double own = std::sqrt(nearest(curves[edge], words, farthest * farthest).away) + as_near;
        bool doubtful = false;
        each_other(edge, words, own, [&](const Spot&) { return !(doubtful = true); });
        return doubtful;
    }
    // Whether the letters are nearer to another arrow than to their own: measured finely, for the eye does.
    bool is_mistaken(std::size_t edge, const Point& middle) const {
        const Box letters = letters_in(box_around(middle, request_.edges[edge].label));
        const auto away = [&](std::size_t one) {
            return std::sqrt(letters.away_squared(nearest_point(layout_.edges[one], 1, letters)));
        };
        const double about = std::sqrt(nearest(curves[edge], letters, anywhere).away);
        double own = anywhere;
        bool mistaken = false;
        std::size_t last = edge;
        each_other(edge, letters, about + between_points / 2, [&](const Spot& spot) {
            if (own == anywhere) own = away(edge);
            if (spot.edge != last) mistaken = away(spot.edge) < own - surely_nearer;
            last = spot.edge;
            return !mistaken;
        });
        return mistaken;
    }
    template <class Visit> void each_other(std::size_t edge, const Box& words, double reach, Visit&& visit) const {
        const Box within = {words.left - reach, words.top - reach, words.right + reach, words.bottom + reach};
        lines.visit_while(within, [&](const Spot& spot) {
            const bool other = spot.edge != edge && spot.edge != border;
            return !other || words.away_squared(spot.at) >= reach * reach || visit(spot);
        });
    }

    // Words that seem to be another arrow's move nearer to their own, else they get a line to it.
    void clear_up(std::size_t edge) {
        PlacedEdge& one = layout_.edges[edge];
        one.led = is_doubtful(edge, one.label);
        if (one.led) {
            move_nearer(edge);
            one.led = is_doubtful(edge, one.label);
        }
        one.mistaken = is_mistaken(edge, one.label);
    }
    void move_nearer(std::size_t edge) {
        const Point before = layout_.edges[edge].label;
        constexpr double reach = 80;
        constexpr double a_little_off = 4;
        const Size& size = request_.edges[edge].label;
        Search search(before, cost(edge, before) + in_doubt);
        const auto consider = [&](const Point& there, std::size_t order) {
            if (search.is_too_far(there)) return;
            const double away = search.cost_of_way(there);
            double sum = cost(edge, there, search.best - away + in_full) + away;
            if (!search.is_too_much(sum) && is_doubtful(edge, there)) sum += in_doubt;
            search.offer(there, sum, order);
        };
        search.each_near(curves[edge], reach + size.width / 2, size, a_little_off, 1,
                         [&](const Point& at, std::size_t order) {
                             for (const double off : {1.0, a_little_off}) {
                                 consider({at.x + size.width / 2 + off, at.y}, order++);
                                 consider({at.x - size.width / 2 - off, at.y}, order++);
                                 consider({at.x, at.y - size.height / 2 - off}, order++);
                                 consider({at.x, at.y + size.height / 2 + off}, order++);
                             }
                         });
        move(edge, search.place);
    }

    // What lies on the line that leads from the words around `middle` to the nearest point of their arrow, which is no farther off than
    // `near_to`; no more is added up than `enough`.
    double cost_of_leader(std::size_t edge, const Point& middle, const Point& near_to, double enough) const {
        const Box words = box_of_words(edge, middle);
        const auto end_at = [&](const Point& at) {
            return Point{std::clamp(at.x, words.left, words.right), std::clamp(at.y, words.top, words.bottom)};
        };
        const Point at = nearest(curves[edge], words, words.away_squared(near_to) * (1 + in_full) + in_full).at;
        const Point end = end_at(at);
        const double length = std::sqrt(square(end.x - at.x, end.y - at.y));
        if (length <= farthest_beside) return 0; // no line is drawn
        double sum = 0;
        for (double way = between_points; way < length && sum < enough; way += between_points) {
            const double share = way / length;
            const Box here = box_around({at.x + (end.x - at.x) * share, at.y + (end.y - at.y) * share},
                                        {2 * between_points, 2 * between_points});
            bool crossed = false;
            nodes.visit_while(here, [&](std::uint32_t node) { return !(crossed = boxes[node].meets(here)); });
            const auto is_clear = [&](const Spot& spot) {
                crossed = spot.edge != edge && spot.edge != border;
                return !crossed;
            };
            if (!crossed) lines.visit_while(here, is_clear);
            sum += crossed ? astray_leader : 0;
        }
        return sum;
    }

    // Beside the arrow, up to `reach` from `before`, which itself costs `best`.
    Point best_place(std::size_t edge, const Point& before, double best, double reach, std::span<const double> offs,
                     std::size_t of) const {
        const bool led = offs.front() >= farther_off.front();
        const Size& size = request_.edges[edge].label;
        Search search(before, best);
        // To the right and to the left of the arrow, on and under it.
        search.each_near(curves[edge], reach + size.width, size, offs.back(), of,
                         [&](const Point& at, std::size_t order) {
                             const auto consider = [&](const Point& there, std::size_t here) {
                                 if (search.is_too_far(there)) return;
                                 const double away = search.cost_of_way(there);
                                 double sum = cost(edge, there, search.best - away + in_full) + away;
                                 if (led && !search.is_too_much(sum))
                                     sum += cost_of_leader(edge, there, at, search.best - sum + in_full);
                                 search.offer(there, sum, here);
                             };
                             for (const double off : offs) {
                                 for (const double up : {0.0, -0.5, 0.5}) {
                                     consider({at.x + size.width / 2 + off, at.y + up * size.height}, order++);
                                     consider({at.x - size.width / 2 - off, at.y + up * size.height}, order++);
                                 }
                                 for (const double aside : {0.0, -0.4, 0.4}) {
                                     consider({at.x + aside * size.width, at.y - size.height / 2 - off}, order++);
                                     consider({at.x + aside * size.width, at.y + size.height / 2 + off}, order++);
                                 }
                             }
                         });
        return search.place;
    }

    bool move(std::size_t edge, const Point& place) {
        Point& label = layout_.edges[edge].label;
        if (place.x == label.x && place.y == label.y) return false;
        labels_.remove(static_cast<std::uint32_t>(edge), box_of(edge));
        label = place;
        labels_.add(static_cast<std::uint32_t>(edge), box_of(edge));
        return true;
    }

    const LayoutRequest& request_;
    Layout& layout_;
    Grid labels_;
};

} // namespace

Settled settle_labels(const LayoutRequest& request, Layout& layout, std::size_t most) {
    Settler settler(request, layout);
    settler.run();
    const std::size_t faults = settler.count_faults(false);
    if (faults > most) return {faults, false};
    settler.run_farther();
    layout.covered = settler.covered();
    return {settler.count_faults(true), true};
}

} // namespace callflow::draw

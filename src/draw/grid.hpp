// What is near a place: things by the cells of a grid that they touch.
#pragma once

#include "draw/points.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace callflow::draw {

// Boxes. What lies outside of the drawing is in the cells at its border.
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
    // Those that may meet the box, some more than once, until `visit` has seen enough: false.
    template <class Visit> void visit_while(const Box& box, Visit&& visit) const {
        bool more = true;
        each_cell(box, [&](std::size_t index) {
            for (std::size_t i = 0; more && i < cells_[index].size(); ++i) more = visit(cells_[index][i]);
        });
    }

private:
    static constexpr double cell = 80;

    template <class Visit> void each_cell(const Box& box, Visit&& visit) const {
        const auto number = [](double value, int count) {
            return static_cast<int>(std::min(std::max(value / cell, 0.0), static_cast<double>(count - 1)));
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

// A point of the line of an arrow, or of the border of a frame.
struct Spot {
    Point at;
    std::uint32_t edge = 0;
};

// Points, which are many and stay. Those of a cell lie side by side, and a cell is hardly larger than words.
class Spots {
public:
    Spots() = default;
    // `ends` tells of each line where its points end.
    Spots(const Size& size, std::span<const Point> points, std::span<const std::size_t> ends) {
        const double enough = 2.0 * static_cast<double>(points.size()) + 1'000; // cells
        double wide = 16;
        double high = 8;
        while (size.width / wide * size.height / high > enough) wide *= 1.5, high *= 1.5;
        across_ = 1 / wide, down_ = 1 / high;
        columns_ = std::max(1, static_cast<int>(size.width / wide) + 1);
        rows_ = std::max(1, static_cast<int>(size.height / high) + 1);
        begins_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_) + 1, 0);
        const auto cell = [&](const Point& at) {
            return row(at.y) * static_cast<std::size_t>(columns_) + column(at.x);
        };
        for (const Point& at : points) ++begins_[cell(at)];
        for (std::size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
        spots_.resize(points.size());
        std::uint32_t line = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            while (i >= ends[line]) ++line;
            // From the ends of cells, which become their begins.
            spots_[--begins_[cell(points[i])]] = {points[i], line};
        }
    }

    // Of those within the box, until `visit` has seen enough: false.
    template <class Visit> void visit_while(const Box& box, Visit&& visit) const {
        if (spots_.empty()) return;
        const std::uint32_t left = column(box.left);
        const std::uint32_t right = column(box.right);
        const std::uint32_t bottom = row(box.bottom);
        for (std::uint32_t y = row(box.top); y <= bottom; ++y) {
            const std::size_t begin = static_cast<std::size_t>(y) * static_cast<std::size_t>(columns_);
            const std::uint32_t first = begins_[begin + left];
            for (const Spot& one : std::span(spots_).subspan(first, begins_[begin + right + 1] - first)) {
                if (box.has(one.at) && !visit(one)) return;
            }
        }
    }

    // That many at least are within the box: those of cells that lie in it whole, which need not be looked at.
    [[nodiscard]] std::size_t least_within(const Box& box) const {
        // Cells at the border also hold what lies outside of the drawing.
        const auto first = [](double cell) { return std::max(static_cast<int>(std::floor(cell)) + 1, 1); };
        const auto behind = [](double cell, int count) {
            return std::min(static_cast<int>(std::floor(cell)), count - 1);
        };
        const int left = first(box.left * across_);
        const int right = behind(box.right * across_, columns_);
        if (left >= right) return 0;
        std::size_t count = 0;
        for (int y = first(box.top * down_); y < behind(box.bottom * down_, rows_); ++y) {
            const std::size_t begin = static_cast<std::size_t>(y) * static_cast<std::size_t>(columns_);
            count += begins_[begin + static_cast<std::size_t>(right)] - begins_[begin + static_cast<std::size_t>(left)];
        }
        return count;
    }

private:
    static std::uint32_t number(double cell, int count) {
        return static_cast<std::uint32_t>(std::min(std::max(cell, 0.0), static_cast<double>(count - 1)));
    }
    std::uint32_t column(double x) const { return number(x * across_, columns_); }
    std::uint32_t row(double y) const { return number(y * down_, rows_); }

    double across_ = 1, down_ = 1; // of cells in a point
    int columns_ = 1, rows_ = 1;
    std::vector<std::uint32_t> begins_; // by cell, of its first point; cells of a row lie side by side
    std::vector<Spot> spots_;           // by cell
};

} // namespace callflow::draw

#include "report/unified_diff.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <vector>

namespace callflow::report {
namespace {

using Lines = std::vector<std::string_view>;

// With their breaks, so that a missing last one counts.
Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return lines;
}

// Lines that both have, `count` from `before` and `after` on.
struct Common {
    std::size_t before = 0;
    std::size_t after = 0;
    std::size_t count = 0;
};

// Myers' greedy comparison, in stretches: after most_edits edits what was found farthest on is settled, so that time and memory
// stay in bounds whatever the texts are.
class Comparison {
public:
    Comparison(const Lines& before, const Lines& after) : before_(before), after_(after) {}

    std::vector<Common> run() {
        while (x_ < before_.size() && y_ < after_.size()) {
            stretch();
        }
        return std::move(common_);
    }

private:
    static constexpr int most_edits = 256;
    static constexpr long nowhere = -2; // and still before the beginning after a step

    [[nodiscard]] std::size_t match(std::size_t x, std::size_t y) const {
        std::size_t count = 0;
        while (x + count < before_.size() && y + count < after_.size() && before_[x + count] == after_[y + count]) {
            ++count;
        }
        return count;
    }

    // Farthest x on each diagonal k = x - y after d edits, relative to where the stretch begins.
    struct Round {
        std::vector<long> x;
        [[nodiscard]] long& at(int d, int k) { return x[static_cast<std::size_t>((k + d) / 2)]; }
    };

    [[nodiscard]] static long start(std::vector<Round>& rounds, int d, int k) {
        if (d == 0) {
            return 0;
        }
        Round& last = rounds[static_cast<std::size_t>(d - 1)];
        const bool down = k == -d || (k != d && last.at(d - 1, k - 1) < last.at(d - 1, k + 1));
        return down ? last.at(d - 1, k + 1) : last.at(d - 1, k - 1) + 1;
    }

    void stretch() {
        const auto width = static_cast<long>(before_.size() - x_);
        const auto height = static_cast<long>(after_.size() - y_);
        std::vector<Round> rounds;
        int best = 0; // the diagonal that came farthest in the last round
        for (int d = 0; d <= most_edits; ++d) {
            rounds.push_back({std::vector<long>(static_cast<std::size_t>(d) + 1, nowhere)});
            long farthest = -1;
            for (int k = -d; k <= d; k += 2) {
                long x = start(rounds, d, k);
                if (x < 0 || x > width || x - k < 0 || x - k > height) {
                    continue; // leads out of the texts
                }
                x += static_cast<long>(match(x_ + static_cast<std::size_t>(x), y_ + static_cast<std::size_t>(x - k)));
                rounds.back().at(d, k) = x;
                if (x + x - k > farthest) {
                    farthest = x + x - k;
                    best = k;
                }
            }
            if (farthest >= width + height) {
                break;
            }
        }
        settle(rounds, best);
    }

    void settle(std::vector<Round>& rounds, int k) {
        std::vector<Common> found;
        const auto last = static_cast<int>(rounds.size()) - 1;
        const long end = rounds.back().at(last, k);
        const int diagonal = k;
        for (int d = last; d >= 0; --d) {
            const long x = rounds[static_cast<std::size_t>(d)].at(d, k);
            const long from = start(rounds, d, k);
            if (x > from) {
                found.push_back({x_ + static_cast<std::size_t>(from), y_ + static_cast<std::size_t>(from - k),
                                 static_cast<std::size_t>(x - from)});
            }
            if (d > 0) {
                Round& before = rounds[static_cast<std::size_t>(d - 1)];
                const bool down = k == -d || (k != d && before.at(d - 1, k - 1) < before.at(d - 1, k + 1));
                k += down ? 1 : -1;
            }
        }
        for (auto one = found.rbegin(); one != found.rend(); ++one) {
            add(*one);
        }
        x_ += static_cast<std::size_t>(end);
        y_ += static_cast<std::size_t>(end - diagonal);
    }

    void add(const Common& one) {
        const bool goes_on = !common_.empty() && common_.back().before + common_.back().count == one.before &&
                             common_.back().after + common_.back().count == one.after;
        if (goes_on) {
            common_.back().count += one.count;
        } else {
            common_.push_back(one);
        }
    }

    const Lines& before_;
    const Lines& after_;
    std::vector<Common> common_;
    std::size_t x_ = 0;
    std::size_t y_ = 0;
};

void write_line(std::string& out, char mark, std::string_view line) {
    out += mark;
    out += line;
    if (!line.ends_with('\n')) {
        out += "\n\\ No newline at end of file\n";
    }
}

// Line numbers as `diff -u` counts them: an empty range stands behind the line before it.
std::string range(std::size_t begin, std::size_t count) {
    const std::size_t first = count == 0 ? begin : begin + 1;
    return count == 1 ? fmt::format("{}", first) : fmt::format("{},{}", first, count);
}

} // namespace

void write_unified_diff(std::string& out, std::string_view name, std::string_view before, std::string_view after) {
    if (before == after) {
        return;
    }
    constexpr std::size_t context = 3;
    const Lines old_lines = lines_of(before);
    const Lines new_lines = lines_of(after);
    std::vector<Common> common = Comparison(old_lines, new_lines).run();
    const auto ends = [&](const Common& one) {
        return one.before + one.count == old_lines.size() && one.after + one.count == new_lines.size();
    };
    if (common.empty() || !ends(common.back())) common.push_back({old_lines.size(), new_lines.size(), 0});
    const std::string shown = base::printable(name, 4096);
    out += fmt::format("--- a/{0}\n+++ b/{0}\n", shown);

    std::string hunk;
    bool changes = false; // in the hunk; else it holds context at most
    std::size_t old_begin = 0;
    std::size_t new_begin = 0;
    std::size_t x = 0; // up to where the texts have been written or passed over
    std::size_t y = 0;
    const auto write_same = [&](std::size_t count) {
        for (std::size_t k = 0; k < count; ++k, ++x, ++y) write_line(hunk, ' ', old_lines[x]);
    };
    for (std::size_t i = 0; i < common.size(); ++i) {
        const std::size_t end = common[i].before + common[i].count;
        const bool last = i + 1 == common.size();
        changes = changes || common[i].before > x || common[i].after > y;
        for (; x < common[i].before; ++x) write_line(hunk, '-', old_lines[x]);
        for (; y < common[i].after; ++y) write_line(hunk, '+', new_lines[y]);
        if (changes && !last && common[i].count <= 2 * context) {
            write_same(common[i].count);
            continue;
        }
        if (changes) {
            write_same(std::min(end - x, context));
            out += fmt::format("@@ -{} +{} @@\n{}", range(old_begin, x - old_begin), range(new_begin, y - new_begin),
                               hunk);
        }
        // The next hunk begins with the end of what is the same.
        hunk.clear();
        changes = false;
        const std::size_t head = std::min(end - x, context);
        y += end - x - head;
        x = end - head;
        old_begin = x;
        new_begin = y;
        write_same(head);
    }
}

} // namespace callflow::report

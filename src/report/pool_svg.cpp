// A pool's plots in one picture: no scripts, no fonts of its own, light and dark.
#include "report/markup.hpp"
#include "report/pool_report.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>

namespace callflow::report {
namespace {

using namespace tracking;

constexpr double width = 960, left = 70, right = 20, plot_height = 200, gap = 70;

constexpr std::string_view style = R"(text{font:13px Helvetica,Arial,sans-serif;fill:#1b2330}
.title{font-weight:700;font-size:15px}.dim{fill:#475160}
.back{fill:#fff}.axis{stroke:#808a98;fill:none}.grid{stroke:#d8dee8;fill:none}
.busy{stroke:#3563c9;fill:none}.assigned{stroke:#2b7a43;fill:none}.parked{stroke:#b83232;fill:none}.free{stroke:#9a6100;fill:none}
.line{stroke-width:1.8}.bar{fill:#3563c9}.good{fill:#2b7a43}.warn{fill:#c98a1b}.bad{fill:#b83232}.none{fill:#808a98}
@media screen and (prefers-color-scheme:dark){text{fill:#e8ecf2}.dim{fill:#b6c0cd}.back{fill:#14181f}.grid{stroke:#333d4e}.axis{stroke:#77839a}
.busy{stroke:#7ea6ff}.assigned{stroke:#6ccf8b}.parked{stroke:#ff8f87}.free{stroke:#e3ac4d}.bar{fill:#7ea6ff}.good{fill:#6ccf8b}.warn{fill:#e3ac4d}.bad{fill:#ff8f87}.none{fill:#77839a}}
)";

class Picture {
public:
    Picture(std::string& out, const PoolReport& report) : out_(out), report_(report), run_(report.outcome) {}

    void write() {
        const std::size_t series = run_.samples.size() < 2 ? 0 : run_.regions.size();
        const std::size_t rows = series + (run_.inside.count() != 0 ? 1 : 0) + (run_.calls != 0 ? 2 : 0);
        const double height = 60 + static_cast<double>(rows) * (plot_height + gap);
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:g} {:g}\" width=\"{:g}\" height=\"{:g}\" role=\"img\">",
            width, height, width, height);
        const std::string name = markup(report_.file.name.empty() ? "Number pool" : report_.file.name, 200);
        add("<title>{}</title>\n<desc>{} visits, {} calls, {} to {}</desc>", name, run_.visits, run_.calls,
            moment_text(run_.begin), moment_text(run_.end));
        add("<style>{}</style>\n<rect class=\"back\" width=\"100%\" height=\"100%\"/>", style);
        add("<text class=\"title\" x=\"{:g}\" y=\"28\">{}: {} visits, {} calls</text>", left, name, run_.visits,
            run_.calls);
        top_ = 70;
        for (std::size_t i = 0; i < series; ++i) region(i);
        if (run_.inside.count() != 0) gaps();
        if (run_.calls != 0) {
            calls();
            likely();
        }
        add("</svg>");
    }

private:
    template <class... Args> void add(fmt::format_string<Args...> text, Args&&... args) {
        fmt::format_to(std::back_inserter(out_), text, std::forward<Args>(args)...);
        out_ += '\n';
    }
    [[nodiscard]] static double inner() { return width - left - right; }

    void frame(std::string_view title, double most, std::string_view unit) {
        add("<text class=\"title\" x=\"{:g}\" y=\"{:g}\">{}</text>", left, top_ - 12, markup(title, 200));
        for (int i = 0; i <= 4; ++i) {
            const double y = top_ + plot_height * (4 - i) / 4;
            add("<path class=\"{}\" d=\"M{:g} {:g}H{:g}\"/>", i == 0 ? "axis" : "grid", left, y, width - right);
            add("<text class=\"dim\" text-anchor=\"end\" x=\"{:g}\" y=\"{:g}\">{:g}{}</text>", left - 8, y + 4,
                most * i / 4, unit);
        }
    }

    void region(std::size_t index) {
        using Of = PoolSample::OfRegion;
        struct Line {
            std::string_view name, look;
            std::uint32_t (*value)(const Of&);
        };
        static constexpr std::array<Line, 4> lines{
            {{"busy", "busy", [](const Of& one) { return one.busy; }},
             {"assigned", "assigned", [](const Of& one) { return one.assigned; }},
             {"in quarantine", "parked", [](const Of& one) { return one.quarantined; }},
             {"free", "free", [](const Of& one) { return one.free; }}}};
        std::uint32_t most = 4;
        for (const PoolSample& one : run_.samples)
            for (const Line& line : lines) most = std::max(most, line.value(one.regions[index]));
        most = (most + 3) / 4 * 4;
        frame(fmt::format("Numbers of region {}", run_.regions[index].name), most, "");
        double x = left + inner();
        for (std::size_t i = lines.size(); i-- > 0;) {
            x -= 130;
            add("<path class=\"line {}\" d=\"M{:g} {:g}h20\"/><text x=\"{:g}\" y=\"{:g}\">{}</text>", lines[i].look, x,
                top_ - 16, x + 25, top_ - 12, lines[i].name);
        }
        const double span = std::max(1.0, static_cast<double>(run_.samples.back().at - run_.begin));
        for (const Line& line : lines) {
            std::string path;
            for (const PoolSample& one : run_.samples)
                fmt::format_to(std::back_inserter(path), "{}{:.1f} {:.1f}", path.empty() ? "M" : "L",
                               left + inner() * static_cast<double>(one.at - run_.begin) / span,
                               top_ + plot_height - plot_height * line.value(one.regions[index]) / most);
            add("<path class=\"line {}\" d=\"{}\"/>", line.look, path);
        }
        add("<text class=\"dim\" x=\"{:g}\" y=\"{:g}\">{}</text>", left, top_ + plot_height + 20,
            moment_text(run_.begin));
        add("<text class=\"dim\" text-anchor=\"end\" x=\"{:g}\" y=\"{:g}\">{}</text>", width - right,
            top_ + plot_height + 20, moment_text(run_.samples.back().at));
        top_ += plot_height + gap;
    }

    void bars(const std::vector<std::pair<std::string, double>>& all, double most) {
        const double each = inner() / static_cast<double>(all.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            const double x = left + each * static_cast<double>(i);
            const double size = plot_height * all[i].second / most;
            add("<rect class=\"bar\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>", x + each * 0.1,
                top_ + plot_height - size, each * 0.8, size);
            add("<text class=\"dim\" text-anchor=\"middle\" x=\"{:.1f}\" y=\"{:g}\">{}</text>", x + each / 2,
                top_ + plot_height + 20, markup(all[i].first, 60));
        }
        top_ += plot_height + gap;
    }

    void gaps() {
        static constexpr std::array<Millis, 11> edges{0,           5 * one_minute, 15 * one_minute, 30 * one_minute,
                                                      one_hour,    3 * one_hour,   6 * one_hour,    one_day,
                                                      3 * one_day, 14 * one_day,   INT64_MAX};
        std::vector<std::pair<std::string, double>> all;
        double most = 1;
        for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
            const double share = 100.0 * static_cast<double>(run_.inside.between(edges[i], edges[i + 1])) /
                                 static_cast<double>(run_.inside.count());
            all.emplace_back(edges[i + 1] == INT64_MAX ? "longer" : "to " + format_length(edges[i + 1]), share);
            most = std::max(most, share);
        }
        frame("Until a number is shown to somebody else of the same company",
              most = std::min(100.0, static_cast<double>(static_cast<int>(most / 10) + 1) * 10), " %");
        bars(all, most);
    }

    void calls() {
        static constexpr std::array<std::string_view, delays.size()> whens{
            "in the visit", "keep-alive", "to 1h", "to 6h", "to 1d", "to 7d", "later", "not known"};
        struct Part {
            std::string_view name, look;
            std::vector<CallEnd> ends;
        };
        const std::array<Part, 4> parts{
            {{"right visit", "good", {CallEnd::right}},
             {"wrong visit", "warn", {CallEnd::wrong_visit, CallEnd::wrong_channel}},
             {"nobody, or another company", "bad", {CallEnd::nobody, CallEnd::other_company}},
             {"not known",
              "none",
              {CallEnd::booked, CallEnd::unknown_visit, CallEnd::fixed, CallEnd::untracked, CallEnd::no_pool}}}};
        double most = 4;
        for (const DelayRow& one : run_.by_delay) most = std::max(most, static_cast<double>((one.calls + 3) / 4 * 4));
        frame("Calls by when they came, and where they went", most, "");
        double x = width - right;
        for (std::size_t i = parts.size(); i-- > 0;) {
            x -= 40 + 7 * static_cast<double>(parts[i].name.size());
            add("<rect class=\"{}\" x=\"{:g}\" y=\"{:g}\" width=\"14\" height=\"14\"/><text x=\"{:g}\" y=\"{:g}\">{}</text>",
                parts[i].look, x, top_ + 4, x + 20, top_ + 15, parts[i].name);
        }
        const double each = inner() / static_cast<double>(whens.size());
        for (std::size_t i = 0; i < whens.size(); ++i) {
            double y = top_ + plot_height;
            for (const Part& part : parts) {
                std::uint64_t sum = 0;
                for (const CallEnd end : part.ends) sum += run_.by_delay[i].ends[static_cast<std::size_t>(end)];
                const double size = plot_height * static_cast<double>(sum) / most;
                y -= size;
                if (sum != 0)
                    add("<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>", part.look,
                        left + each * (static_cast<double>(i) + 0.1), y, each * 0.8, size);
            }
            add("<text class=\"dim\" text-anchor=\"middle\" x=\"{:.1f}\" y=\"{:g}\">{}</text>",
                left + each * (static_cast<double>(i) + 0.5), top_ + plot_height + 20, whens[i]);
        }
        top_ += plot_height + gap;
    }

    void likely() {
        std::vector<std::pair<std::string, double>> all;
        double most = 4;
        for (std::size_t i = 0; i < run_.likely.size(); ++i) {
            all.emplace_back(fmt::format("{}-{} %", i * 10, i * 10 + 10), static_cast<double>(run_.likely[i].calls));
            most = std::max(most, static_cast<double>((run_.likely[i].calls + 3) / 4 * 4));
        }
        frame("Booked calls by P(correct)", most, "");
        bars(all, most);
    }

    std::string& out_;
    const PoolReport& report_;
    const PoolOutcome& run_;
    double top_ = 0;
};

} // namespace

void write_pool_svg(std::string& out, const PoolReport& report) { Picture(out, report).write(); }

} // namespace callflow::report

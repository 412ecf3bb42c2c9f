// A report of call tracking as a page: nothing from elsewhere, light and dark, readable without colours.
#include "report/markup.hpp"
#include "report/track_columns.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <utility>
#include <vector>

namespace callflow::report {
namespace {

constexpr std::size_t longest = 300;
constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Call tracking: {0}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 15px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; margin-bottom: 1.5rem; }}
th, td {{ border-bottom: 1px solid GrayText; padding: .25rem .6rem; text-align: right; white-space: nowrap; }}
th.name, td.name {{ text-align: left; }}
tfoot td {{ font-weight: bold; border-top: 2px solid; }}
caption {{ text-align: left; font-weight: bold; padding: .25rem .6rem; }}
svg {{ vertical-align: middle; }}
svg rect {{ fill: #8ab4e8; }}
svg path {{ fill: none; stroke: CanvasText; stroke-width: 1.5; }}
@media screen and (prefers-color-scheme: dark) {{ svg rect {{ fill: #2f5d94; }} }}
@page {{ size: landscape; }}
@media print {{ th, td {{ white-space: normal; padding: .15rem .25rem; }} svg {{ max-width: 8rem; height: auto; }} }}
{2}</style>
</head>
<body>
<h1>Call tracking: {0}</h1>
<p>{1}</p>
)";

class Page {
public:
    explicit Page(std::string& out) : out_(out) {}
    void open(std::string_view caption) {
        out_ += fmt::format("<div class=\"wide\"><table>\n<caption>{}</caption>\n", caption);
    }
    void close() { out_ += "</table></div>\n"; }
    void part(std::string_view tag) { out_ += fmt::format("<{}>\n", tag); }
    void begin() { out_ += "<tr>"; }
    void end() { out_ += "</tr>\n"; }
    void header(std::string_view text, bool name) {
        out_ += fmt::format("<th scope=\"col\"{}>{}</th>", name ? " class=\"name\"" : "", markup(text, longest));
    }
    // Markup of our own.
    void drawn(std::string_view markup) { out_ += fmt::format("<td class=\"name\">{}</td>", markup); }
    void cell(std::string_view text, bool name) {
        out_ += fmt::format("<td{}>{}</td>", name ? " class=\"name\"" : "", markup(text, longest));
    }

private:
    std::string& out_;
};

void rows(Page& page, const tracking::TrackReport& report) {
    page.open("What advertising brought in");
    page.part("thead");
    page.begin();
    for (const tracking::TrackBy by : report.by) page.header(tracking::track_bys[static_cast<std::size_t>(by)], true);
    const std::vector<std::size_t> columns = shown_track_columns(report);
    for (const std::size_t one : columns) page.header(track_columns[one].title, false);
    page.end();
    page.part("/thead");
    const auto row = [&](const std::vector<std::string>& names, const tracking::TrackSums& sums) {
        page.begin();
        for (const std::string& one : names) page.cell(one, true);
        const std::vector<std::string> values = track_values(sums, report.currency, true);
        for (const std::size_t one : columns) page.cell(values[one], false);
        page.end();
    };
    page.part("tbody");
    for (const auto& [names, sums] : report.rows) row(names, sums);
    page.part("/tbody");
    page.part("tfoot");
    std::vector<std::string> names(report.by.size());
    if (!names.empty()) names.front() = "total";
    row(names, report.total);
    page.part("/tfoot");
    page.close();
}

// A bar of the calls that are expected, and over it the line within which they are.
std::string bar(const tracking::TrackSums& sums, double most) {
    constexpr double width = 240;
    const double off = 2 * std::sqrt(sums.variance);
    const auto at = [&](double calls) { return std::clamp(calls / most, 0.0, 1.0) * width; };
    const double low = at(sums.expected - off), high = at(sums.expected + off);
    std::string out = fmt::format("<svg width=\"{0:.0f}\" height=\"14\" viewBox=\"0 0 {0:.0f} 14\" role=\"img\" "
                                  "aria-label=\"{1:.1f} to {2:.1f}\"><rect y=\"2\" width=\"{3:.1f}\" height=\"10\"/>",
                                  width, std::max(0.0, sums.expected - off), sums.expected + off, at(sums.expected));
    if (off > 0)
        out += fmt::format("<path d=\"M{0:.1f} 7H{1:.1f}M{0:.1f} 3v8M{1:.1f} 3v8\"/>", std::max(low, 0.75),
                           std::min(high, width - 0.75));
    return out + "</svg>";
}

// The calls of each row, and how sure they are; of many rows those with the most.
void bars(Page& page, const tracking::TrackReport& report) {
    constexpr std::size_t most_rows = 50;
    std::vector<std::pair<const std::vector<std::string>*, const tracking::TrackSums*>> rows;
    for (const auto& [names, sums] : report.rows)
        if (sums.expected > 0) rows.emplace_back(&names, &sums);
    std::ranges::stable_sort(rows, std::greater(), [](const auto& row) { return row.second->expected; });
    rows.resize(std::min(rows.size(), most_rows));
    double most = 0;
    for (const auto& [names, sums] : rows) most = std::max(most, sums->expected + 2 * std::sqrt(sums->variance));
    page.open("Calls, and how sure they are");
    page.begin();
    for (const tracking::TrackBy by : report.by) page.header(tracking::track_bys[static_cast<std::size_t>(by)], true);
    for (const std::string_view one : {"calls", "expected", "+/-"}) page.header(one, false);
    page.header("", true);
    page.end();
    for (const auto& [names, sums] : rows) {
        const std::vector<std::string> values = track_values(*sums, report.currency, true);
        page.begin();
        for (const std::string& one : *names) page.cell(one, true);
        for (std::size_t i = calls_column; i < calls_column + 3; ++i) page.cell(values[i], false);
        page.drawn(bar(*sums, most));
        page.end();
    }
    page.close();
}

void read(Page& page, const tracking::Data& data) {
    page.open("What was read");
    page.begin();
    page.header("table", true);
    for (const std::string_view one : {"read", "malformed", "repeated", "corrected", "joined", "later", "used"})
        page.header(one, false);
    page.end();
    for (std::size_t i = 0; i < data.intake.size(); ++i) {
        const tracking::Intake& of = data.intake[i];
        if (of.read == 0) continue;
        page.begin();
        page.cell(tracking::table_names[i], true);
        for (const std::uint64_t one : {of.read, of.malformed, of.repeated, of.corrected, of.joined, of.later, of.used})
            page.cell(std::to_string(one), false);
        page.end();
    }
    page.close();
}

void matched(Page& page, const tracking::TrackReport& report) {
    page.open("How it was matched");
    page.begin();
    for (const std::string_view one : {"table", "matched", "with"}) page.header(one, true);
    for (const std::string_view one : {"all", "of these days"}) page.header(one, false);
    page.end();
    for (const TrackCount& one : track_counts(report)) {
        if (one.all == 0) continue;
        page.begin();
        page.cell(one.table, true);
        page.cell(one.matched ? "yes" : "no", true);
        page.cell(one.what, true);
        page.cell(std::to_string(one.all), false);
        page.cell(std::to_string(one.within), false);
        page.end();
    }
    page.close();
}

} // namespace

void write_track_html(std::string& out, const TrackShown& shown) {
    const tracking::TrackReport& report = *shown.report;
    std::string days = report.past > report.from ? tracking::day_text(report.from) : "no days";
    if (report.past > report.from + 1) days += " to " + tracking::day_text(report.past - 1);
    std::string about = fmt::format("Credit: {}.", shown.model);
    if (!report.currency.empty()) about += fmt::format(" Money in {}.", report.currency);
    if (!shown.as_of.empty()) about += fmt::format(" As it was known at {}.", shown.as_of);
    out += fmt::format(fmt::runtime(head), markup(days, longest), markup(about, longest), rules_for_paper);
    Page page(out);
    rows(page, report);
    if (track_in_doubt(report)) {
        bars(page, report);
        out += fmt::format("<p>{}.</p>\n", markup(track_doubt, longest));
    }
    read(page, *shown.data);
    matched(page, report);
    if (report.several != 0)
        out += fmt::format(
            "<p>{} of the matched calls may belong to another visit: the number was shown to several within the window.</p>\n",
            report.several);
    if (report.weighed != 0)
        out += fmt::format("<p>P(correct) of the calls that were matched with a visit is {:.1f} % on average.</p>\n",
                           100 * report.correct / static_cast<double>(report.weighed));
    out += "</body>\n</html>\n";
}

} // namespace callflow::report

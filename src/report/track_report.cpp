#include "report/track_report.hpp"

#include "report/table.hpp"
#include "report/track_columns.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace callflow::report {
namespace {

using tracking::TrackSums;

std::string rounded_micro(std::int64_t micro) {
    if (micro % tracking::whole_credit == 0) return std::to_string(micro / tracking::whole_credit);
    return fmt::format("{:.2f}", static_cast<double>(micro) / 1e6);
}

std::string decimal(double value, int places) { return fmt::format("{:.{}f}", value, places); }

std::string ratio(std::int64_t of, std::int64_t by) {
    if (by == 0) return {};
    std::string out = fmt::format("{:.4f}", static_cast<double>(of) / static_cast<double>(by));
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
    return out;
}

// Texts of one column with blanks before them, so that they end at one place.
void align(std::vector<std::string*> texts) {
    std::size_t width = 0;
    for (const std::string* const one : texts) width = std::max(width, one->size());
    for (std::string* const one : texts) one->insert(0, width - one->size(), ' ');
}

std::string text_of_days(const tracking::TrackReport& report) {
    if (report.past <= report.from) return "no days";
    if (report.past == report.from + 1) return tracking::day_text(report.from);
    return fmt::format("{} to {}", tracking::day_text(report.from), tracking::day_text(report.past - 1));
}

// Millionths as a number with as many places as it needs: `2.333333`.
std::string micro_text(std::int64_t micro) {
    std::string out =
        fmt::format("{}{}.{:06}", micro < 0 ? "-" : "", std::abs(micro) / 1'000'000, std::abs(micro) % 1'000'000);
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
    return out;
}

} // namespace

std::vector<std::string> track_values(const TrackSums& sums, const std::string& currency, bool rounded) {
    const auto micro = [&](std::int64_t value) { return rounded ? rounded_micro(value) : micro_text(value); };
    const auto money = [&](tracking::Minor value) { return tracking::money_text(value, currency); };
    const auto per = [&](tracking::Micro count) {
        return count == 0 || sums.cost == 0 ? std::string()
                                            : money(tracking::scaled(sums.cost, tracking::whole_credit, count));
    };
    std::vector<std::string> out{std::to_string(sums.visits), std::to_string(sums.clicks),
                                 std::to_string(sums.impressions)};
    out.push_back(micro(sums.calls));
    out.push_back(decimal(sums.expected, rounded ? 1 : 3));
    out.push_back(decimal(2 * std::sqrt(sums.variance), rounded ? 1 : 3));
    for (const tracking::Micro one : {sums.fresh, sums.repeated, sums.good, sums.missed, sums.callbacks, sums.forms,
                                      sums.leads(), sums.clients, sums.deals, sums.won})
        out.push_back(micro(one));
    out.push_back(money(sums.cost));
    out.push_back(money(sums.revenue));
    out.push_back(per(sums.leads()));
    out.push_back(per(sums.fresh));
    out.push_back(ratio(sums.leads(), sums.visits * tracking::whole_credit));
    out.push_back(ratio(sums.deals, sums.leads()));
    out.push_back(ratio(sums.revenue, sums.cost));
    return out;
}

bool track_in_doubt(const tracking::TrackReport& report) {
    return std::ranges::any_of(report.rows, [](const auto& row) { return row.second.variance > 0; });
}

std::vector<std::size_t> shown_track_columns(const tracking::TrackReport& report) {
    std::array<bool, track_column_count> any{};
    const auto see = [&](const TrackSums& sums) {
        const auto values = track_values(sums, report.currency, true);
        for (std::size_t i = 0; i < values.size(); ++i)
            any[i] = any[i] || values[i].find_first_of("123456789") != std::string::npos;
    };
    for (const auto& [key, sums] : report.rows) see(sums);
    see(report.total);
    const bool doubt = track_in_doubt(report);
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < track_column_count; ++i) {
        const std::string_view name = track_columns[i].name;
        if (name == "expected_calls" || name == "plus_minus" ? doubt : any[i] || name == "visits" || name == "calls")
            out.push_back(i);
    }
    return out;
}

std::vector<TrackCount> track_counts(const tracking::TrackReport& report) {
    std::vector<TrackCount> out;
    for (std::size_t i = 0; i < report.calls.size(); ++i)
        out.push_back({"calls", tracking::match_words[i], report.calls[i].all, report.calls[i].within, i < 2});
    for (std::size_t i = 0; i < report.leads.size(); ++i)
        out.push_back({"leads", tracking::lead_match_words[i], report.leads[i].all, report.leads[i].within, i < 2});
    for (std::size_t i = 0; i < report.deals.size(); ++i)
        out.push_back({"deals", tracking::deal_match_words[i], report.deals[i].all, report.deals[i].within, i < 2});
    out.push_back(
        {"costs", "visits of that day with its marks", report.costs_matched.all, report.costs_matched.within, true});
    out.push_back({"costs", "no visit of that day with its marks", report.costs_unmatched.all,
                   report.costs_unmatched.within, false});
    out.push_back({"costs", "of other days or companies", report.costs_outside, 0, false});
    return out;
}

void write_track_counts(std::string& out, const TrackShown& shown) {
    const auto whole = [](std::uint64_t number) { return Cell(static_cast<std::int64_t>(number)); };
    Table read{.columns = {"table", "read", "malformed", "repeated", "corrected", "joined", "later", "used"},
               .rows = {}};
    for (std::size_t i = 0; i < shown.data->intake.size(); ++i) {
        const tracking::Intake& of = shown.data->intake[i];
        if (of.read == 0) continue;
        read.rows.push_back({std::string(tracking::table_names[i]), whole(of.read), whole(of.malformed),
                             whole(of.repeated), whole(of.corrected), whole(of.joined), whole(of.later),
                             whole(of.used)});
    }
    write_table(out, read, TableFormat::table);
    if (read.rows.empty()) out += "nothing was read\n";
    for (std::size_t i = 0; i < shown.data->intake.size(); ++i)
        for (const auto& [why, count] : shown.data->intake[i].reasons)
            out += fmt::format("{}: {} malformed: {}\n", tracking::table_names[i], count, why);
    for (std::size_t i = 0; i < shown.data->intake.size(); ++i)
        if (const std::uint64_t count = shown.data->intake[i].unusable; count != 0)
            out += fmt::format("{}: {} phone number{} none; --region says in which country they are\n",
                               tracking::table_names[i], count, count == 1 ? " is" : "s are");
    Table matched{.columns = {"matched", "with", "all", "of these days"}, .rows = {}};
    const auto counts = track_counts(*shown.report);
    for (std::size_t i = 0; i < counts.size();) {
        const std::string_view table = counts[i].table;
        std::uint64_t all[2] = {0, 0}, within[2] = {0, 0}; // unmatched, matched
        const std::size_t begin = matched.rows.size();
        for (; i < counts.size() && counts[i].table == table; ++i) {
            all[counts[i].matched ? 1 : 0] += counts[i].all;
            within[counts[i].matched ? 1 : 0] += counts[i].within;
            if (counts[i].all == 0) continue;
            matched.rows.push_back({fmt::format("  {}", counts[i].matched ? "matched" : "unmatched"),
                                    std::string(counts[i].what), whole(counts[i].all), whole(counts[i].within)});
        }
        if (all[0] + all[1] == 0) continue;
        matched.rows.insert(matched.rows.begin() + static_cast<std::ptrdiff_t>(begin),
                            {std::string(table), fmt::format("{} matched + {} unmatched", all[1], all[0]),
                             whole(all[0] + all[1]), whole(within[0] + within[1])});
    }
    if (shown.model.empty()) { // there are no days
        matched.columns.pop_back();
        for (auto& row : matched.rows) row.pop_back();
    }
    if (!matched.rows.empty()) out += '\n';
    write_table(out, matched, TableFormat::table);
    if (shown.report->several != 0)
        out += fmt::format(
            "\n{} of the matched calls may belong to another visit: the number was shown to several within the window\n",
            shown.report->several);
    if (shown.report->weighed != 0)
        out += fmt::format("{}P(correct) of the calls that were matched with a visit is {:.1f} % on average\n",
                           shown.report->several == 0 ? "\n" : "",
                           100 * shown.report->correct / static_cast<double>(shown.report->weighed));
}

void write_track_text(std::string& out, const TrackShown& shown) {
    const tracking::TrackReport& report = *shown.report;
    out += fmt::format("{}, {} touch{}{}\n\n", text_of_days(report), shown.model,
                       report.currency.empty() ? std::string() : fmt::format(", money in {}", report.currency),
                       shown.as_of.empty() ? std::string() : fmt::format(", as of {}", shown.as_of));
    // All of it as texts; columns in which nothing is are left out.
    std::vector<std::vector<std::string>> cells;
    std::vector<std::vector<std::string>> names;
    for (const auto& [key, sums] : report.rows) {
        names.push_back(key);
        cells.push_back(track_values(sums, report.currency, true));
    }
    names.emplace_back(report.by.size());
    if (!names.back().empty()) names.back().front() = "total";
    cells.push_back(track_values(report.total, report.currency, true));
    Table table;
    for (const tracking::TrackBy by : report.by)
        table.columns.emplace_back(tracking::track_bys[static_cast<std::size_t>(by)]);
    table.rows.resize(cells.size());
    for (std::size_t r = 0; r < cells.size(); ++r)
        for (const std::string& one : names[r]) table.rows[r].emplace_back(one);
    for (const std::size_t c : shown_track_columns(report)) {
        std::string title(track_columns[c].title);
        std::vector<std::string*> column{&title};
        for (auto& row : cells) column.push_back(&row[c]);
        align(column);
        table.columns.push_back(title);
        for (std::size_t r = 0; r < cells.size(); ++r) table.rows[r].emplace_back(cells[r][c]);
    }
    write_table(out, table, TableFormat::table);
    if (track_in_doubt(report)) out += fmt::format("\n{}\n", track_doubt);
    out += '\n';
    write_track_counts(out, shown);
}

void write_track_csv(std::string& out, const TrackShown& shown) {
    const tracking::TrackReport& report = *shown.report;
    Table table;
    for (const tracking::TrackBy by : report.by)
        table.columns.emplace_back(tracking::track_bys[static_cast<std::size_t>(by)]);
    for (const TrackColumn& one : track_columns) table.columns.emplace_back(one.name);
    table.columns.emplace_back("currency");
    for (const auto& [key, sums] : report.rows) {
        std::vector<Cell> row(key.begin(), key.end());
        for (std::string& one : track_values(sums, report.currency, false)) row.emplace_back(std::move(one));
        row.emplace_back(report.currency);
        table.rows.push_back(std::move(row));
    }
    write_table(out, table, TableFormat::csv);
}

void write_track_counts(base::JsonWriter& json, const TrackShown& shown) {
    json.key("read").begin_object();
    for (std::size_t i = 0; i < shown.data->intake.size(); ++i) {
        const tracking::Intake& of = shown.data->intake[i];
        json.key(tracking::table_names[i]).begin_object();
        json.member("read", of.read).member("malformed", of.malformed).member("repeated", of.repeated);
        json.member("corrected", of.corrected).member("joined", of.joined).member("later", of.later);
        json.member("used", of.used).member("unusable_numbers", of.unusable);
        json.key("reasons").begin_object();
        for (const auto& [why, count] : of.reasons) json.member(why, count);
        json.end_object().end_object();
    }
    json.end_object().key("matched").begin_object();
    const auto counts = track_counts(*shown.report);
    for (std::size_t i = 0; i < counts.size();) {
        const std::string_view table = counts[i].table;
        json.key(table).begin_array();
        for (; i < counts.size() && counts[i].table == table; ++i) {
            json.begin_object().member("with", counts[i].what).member("matched", counts[i].matched);
            json.member("all", counts[i].all).member("within", counts[i].within).end_object();
        }
        json.end_array();
    }
    json.end_object().member("several_candidates", shown.report->several);
    if (shown.report->weighed != 0)
        json.key("p_correct")
            .raw(fmt::format("{:.4f}", shown.report->correct / static_cast<double>(shown.report->weighed)));
}

void write_track_json(std::string& out, const TrackShown& shown) {
    const tracking::TrackReport& report = *shown.report;
    base::JsonWriter json(out, base::JsonWriter::Layout::indented);
    json.begin_object().member("callflow_track_report", 1);
    const bool any = report.past > report.from;
    json.key("from");
    any ? json.value(tracking::day_text(report.from)) : json.null();
    json.key("to");
    any ? json.value(tracking::day_text(report.past - 1)) : json.null();
    json.member("model", shown.model);
    json.key("as_of");
    shown.as_of.empty() ? json.null() : json.value(shown.as_of);
    json.key("currency");
    report.currency.empty() ? json.null() : json.value(report.currency);
    json.key("by").begin_array();
    for (const tracking::TrackBy by : report.by) json.value(tracking::track_bys[static_cast<std::size_t>(by)]);
    json.end_array();
    const auto sums = [&](const TrackSums& of) {
        const auto values = track_values(of, report.currency, false);
        for (std::size_t i = 0; i < values.size(); ++i) {
            json.key(track_columns[i].name);
            values[i].empty() ? json.null() : json.raw(values[i]);
        }
    };
    json.key("rows").begin_array();
    for (const auto& [key, of] : report.rows) {
        json.begin_object();
        for (std::size_t i = 0; i < key.size(); ++i)
            json.member(tracking::track_bys[static_cast<std::size_t>(report.by[i])], key[i]);
        sums(of);
        json.end_object();
    }
    json.end_array().key("total").begin_object();
    sums(report.total);
    json.end_object();
    write_track_counts(json, shown);
    json.end_object();
    out += '\n';
}

} // namespace callflow::report

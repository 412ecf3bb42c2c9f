#include "report/cdr_report.hpp"

#include "base/json_writer.hpp"
#include "report/table.hpp"

#include <fmt/format.h>
#include <numeric>

namespace callflow::report {
namespace {

using tracking::CdrReport;
using tracking::CdrSums;

Cell count(std::uint64_t number) { return static_cast<std::int64_t>(number); }
Cell seconds(logs::Millis time) {
    if (time % 1000 == 0) return time / 1000;
    return static_cast<double>(time) / 1000;
}
double rate(const CdrSums& sums) {
    return sums.attempts == 0 ? 0 : static_cast<double>(sums.contacts) / static_cast<double>(sums.attempts);
}

const std::array<std::string, 10> columns{"attempts",  "contacts",     "contact_rate", "abandoned", "voicemail",
                                          "unmatched", "talk_seconds", "talks",        "talk_p50",  "talk_p90"};

std::vector<Cell> cells_of(const CdrSums& sums) {
    std::vector<Cell> out{count(sums.attempts),
                          count(sums.contacts),
                          rate(sums),
                          count(sums.abandoned),
                          count(sums.voicemail),
                          count(sums.unmatched),
                          seconds(sums.talk),
                          count(sums.talks),
                          {},
                          {}};
    if (sums.talks != 0) {
        out[8] = seconds(sums.talk_p50);
        out[9] = seconds(sums.talk_p90);
    }
    return out;
}

Table table_of(const CdrReport& report, std::string_view nothing, std::string_view total) {
    Table out;
    for (const tracking::CdrBy by : report.by)
        out.columns.emplace_back(tracking::cdr_bys[static_cast<std::size_t>(by)]);
    out.columns.insert(out.columns.end(), columns.begin(), columns.end());
    const auto add = [&](std::vector<Cell> row, const CdrSums& sums) {
        const auto cells = cells_of(sums);
        row.insert(row.end(), cells.begin(), cells.end());
        out.rows.push_back(std::move(row));
    };
    for (const auto& [values, sums] : report.rows) {
        std::vector<Cell> row;
        for (const std::string& one : values) row.emplace_back(one.empty() ? std::string(nothing) : one);
        add(std::move(row), sums);
    }
    std::vector<Cell> last;
    for (std::size_t i = 0; i < report.by.size(); ++i) last.emplace_back(i == 0 ? std::string(total) : std::string());
    add(std::move(last), report.total);
    return out;
}

std::string short_number(double number) {
    std::string out = fmt::format("{:.4f}", number);
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
    return out;
}

void member(base::JsonWriter& json, std::string_view name, const Cell& cell) {
    json.key(name);
    if (const auto* const text = std::get_if<std::string>(&cell))
        json.value(*text);
    else if (const auto* const whole = std::get_if<std::int64_t>(&cell))
        json.value(*whole);
    else if (const auto* const number = std::get_if<double>(&cell))
        json.raw(short_number(*number));
    else
        json.null();
}

void sums(base::JsonWriter& json, const CdrSums& of) {
    const auto cells = cells_of(of);
    for (std::size_t i = 0; i < cells.size(); ++i) member(json, columns[i], cells[i]);
}

std::uint64_t skipped_in_all(const CdrRead& read) {
    return std::accumulate(read.skipped.begin(), read.skipped.end(), std::uint64_t{0});
}

} // namespace

void write_cdr_text(std::string& out, const CdrReport& report, const CdrRead& read) {
    const auto line = [&](std::string_view what, std::uint64_t number, std::string_view note) {
        if (number != 0 || note.empty())
            out += fmt::format("{:<12}{:>9}  {}", what, number, note), out.resize(out.find_last_not_of(' ') + 1),
                out += '\n';
    };
    line("read", report.records + skipped_in_all(read) + read.others, {});
    for (std::size_t i = 0; i < read.skipped.size(); ++i)
        line("  malformed", read.skipped[i], logs::explain(static_cast<logs::Reason>(i)));
    line("  others", read.others, "no call detail records");
    line("  repeated", report.repeated, "there before");
    line("  restated", report.restated, "another stage of one that was there before");
    line("  legs", report.legs, "further ones of a call");
    line("  attempts", report.total.attempts, "calls");
    out += '\n';
    write_table(out, table_of(report, "(none)", "total"), TableFormat::table);
    if (report.persons == 0) return;
    std::uint64_t reached = 0;
    for (const auto& [at, persons] : report.reached_at) reached += persons;
    out += fmt::format("\n{} of {} people were reached", reached, report.persons);
    char between = ':';
    for (const auto& [at, persons] : report.reached_at) {
        out += fmt::format("{} {} at number {}", between, persons, at);
        between = ',';
    }
    out += '\n';
}

void write_cdr_json(std::string& out, const CdrReport& report, const CdrRead& read) {
    base::JsonWriter json(out, base::JsonWriter::Layout::indented);
    json.begin_object().member("callflow_cdr_report", 1);
    json.key("read").begin_object();
    json.member("all", report.records + skipped_in_all(read) + read.others).member("malformed", skipped_in_all(read));
    json.key("reasons").begin_object();
    for (std::size_t i = 0; i < read.skipped.size(); ++i)
        if (read.skipped[i] != 0) json.member(logs::to_string(static_cast<logs::Reason>(i)), read.skipped[i]);
    json.end_object();
    json.member("others", read.others).member("repeated", report.repeated).member("restated", report.restated);
    json.member("legs", report.legs).member("attempts", report.total.attempts).end_object();
    json.key("by").begin_array();
    for (const tracking::CdrBy by : report.by) json.value(tracking::cdr_bys[static_cast<std::size_t>(by)]);
    json.end_array().key("rows").begin_array();
    for (const auto& [values, row] : report.rows) {
        json.begin_object();
        for (std::size_t i = 0; i < values.size(); ++i)
            member(json, tracking::cdr_bys[static_cast<std::size_t>(report.by[i])],
                   values[i].empty() ? Cell() : Cell(values[i]));
        sums(json, row);
        json.end_object();
    }
    json.end_array().key("total").begin_object();
    sums(json, report.total);
    json.end_object().key("contacts").begin_object().member("tried", report.persons);
    json.key("reached_at").begin_object();
    for (const auto& [at, persons] : report.reached_at) json.member(std::to_string(at), persons);
    json.end_object().end_object().end_object();
    out += '\n';
}

void write_cdr_csv(std::string& out, const CdrReport& report) {
    Table table = table_of(report, {}, {});
    table.rows.pop_back(); // a total would be counted with the rows
    write_table(out, table, TableFormat::csv);
}

} // namespace callflow::report

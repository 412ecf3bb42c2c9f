#include "report/table.hpp"

#include "base/json_writer.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace callflow::report {
namespace {

std::string number_text(double number) {
    std::string text = fmt::format("{:.3f}", number);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string text_of(const Cell& cell) {
    if (const auto* const whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
    if (const auto* const number = std::get_if<double>(&cell)) return number_text(*number);
    if (const auto* const text = std::get_if<std::string>(&cell)) return *text;
    return {};
}

bool is_number(const Cell& cell) {
    return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell);
}

void write_aligned(std::string& out, const Table& table) {
    if (table.rows.empty()) return;
    std::vector<std::size_t> widths;
    std::vector<std::vector<std::string>> texts;
    for (const std::string& column : table.columns) widths.push_back(base::display_width(column));
    for (const std::vector<Cell>& row : table.rows) {
        std::vector<std::string>& shown = texts.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i) {
            shown.push_back(base::printable(text_of(row[i]), 400));
            widths[i] = std::max(widths[i], base::display_width(shown.back()));
        }
    }
    const auto write = [&](const std::vector<std::string>& cells, const std::vector<Cell>* values) {
        std::string line;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string pad(widths[i] - std::min(widths[i], base::display_width(cells[i])), ' ');
            const bool right = values != nullptr && is_number((*values)[i]);
            if (i > 0) line += "  ";
            line += right ? pad + cells[i] : cells[i] + pad;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    };
    write(table.columns, nullptr);
    for (std::size_t i = 0; i < texts.size(); ++i) write(texts[i], &table.rows[i]);
}

std::string csv_cell(const Cell& cell) {
    std::string text = text_of(cell);
    if (is_number(cell)) return text;
    const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    if (formula && text.find_first_not_of("+-0123456789*.") != std::string::npos) text.insert(0, 1, '\'');
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

void write_csv(std::string& out, const Table& table) {
    const auto line = [&](const auto& cells, const auto& as_text) {
        bool first = true;
        for (const auto& cell : cells) {
            if (!first) out += ',';
            first = false;
            out += as_text(cell);
        }
        out += '\n';
    };
    line(table.columns, [](const std::string& name) { return name; });
    for (const std::vector<Cell>& row : table.rows) line(row, csv_cell);
}

void write_object(base::JsonWriter& json, const Table& table, const std::vector<Cell>& row) {
    json.begin_object();
    for (std::size_t i = 0; i < row.size(); ++i) {
        json.key(table.columns[i]);
        if (const auto* const whole = std::get_if<std::int64_t>(&row[i]))
            json.value(*whole);
        else if (const auto* const number = std::get_if<double>(&row[i]))
            json.value(std::round(*number * 1000) / 1000);
        else if (const auto* const text = std::get_if<std::string>(&row[i]))
            json.value(*text);
        else
            json.null();
    }
    json.end_object();
}

} // namespace

std::optional<TableFormat> table_format(std::string_view name) {
    constexpr std::pair<std::string_view, TableFormat> names[] = {{"table", TableFormat::table},
                                                                  {"json", TableFormat::json},
                                                                  {"jsonl", TableFormat::jsonl},
                                                                  {"csv", TableFormat::csv}};
    const auto at = std::ranges::find(names, name, &std::pair<std::string_view, TableFormat>::first);
    return at == std::end(names) ? std::nullopt : std::optional(at->second);
}

void write_table(std::string& out, const Table& table, TableFormat format) {
    if (format == TableFormat::table) return write_aligned(out, table);
    if (format == TableFormat::csv) return write_csv(out, table);
    if (format == TableFormat::jsonl) {
        for (const std::vector<Cell>& row : table.rows) {
            base::JsonWriter json(out);
            write_object(json, table, row);
            out += '\n';
        }
        return;
    }
    base::JsonWriter json(out, base::JsonWriter::Layout::rows);
    json.begin_object().key("rows").begin_array();
    for (const std::vector<Cell>& row : table.rows) write_object(json, table, row);
    json.end_array().end_object();
    out += '\n';
}

} // namespace callflow::report

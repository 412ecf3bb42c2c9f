// The tables of call tracking, as data: readers, the store and manuals follow from it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace callflow::tracking {

enum class Table : std::uint8_t { numbers, visits, calls, leads, costs, deals };
inline constexpr std::array<std::string_view, 6> table_names{"numbers", "visits", "calls", "leads", "costs", "deals"};

// What stands in a column: a text, a moment, a phone number, the moment since when the row is known.
enum class Holds : std::uint8_t { text, time, phone, known };

struct Column {
    std::string_view name;   // of files
    bool needed = false;     // a file without it is none
    std::string_view column; // in the store, where the name is a word of SQL's
    Holds holds = Holds::text;
};

// clang-format off
inline constexpr Column number_columns[] = {
    {"number", true, {}, Holds::phone}, {"region", false, {}, Holds::text}, {"state", false, {}, Holds::text}, {"company", false, {}, Holds::text}, {"since", false, {}, Holds::time},
    {"flow", false, {}, Holds::text}, {"source", false, {}, Holds::text}, {"medium", false, {}, Holds::text}, {"campaign", false, {}, Holds::text}, {"as_of", false, {}, Holds::known}};
inline constexpr Column visit_columns[] = {
    {"visit_id", true, {}, Holds::text}, {"visitor_id", false, {}, Holds::text}, {"ts_start", true, {}, Holds::time}, {"ts_last", false, {}, Holds::time}, {"company", false, {}, Holds::text},
    {"region", false, {}, Holds::text}, {"number_shown", false, {}, Holds::phone}, {"landing_url", false, {}, Holds::text}, {"referrer", false, {}, Holds::text},
    {"utm_source", false, {}, Holds::text}, {"utm_medium", false, {}, Holds::text}, {"utm_campaign", false, {}, Holds::text}, {"utm_term", false, {}, Holds::text},
    {"utm_content", false, {}, Holds::text}, {"utm_id", false, {}, Holds::text}, {"gclid", false, {}, Holds::text}, {"gbraid", false, {}, Holds::text}, {"wbraid", false, {}, Holds::text},
    {"yclid", false, {}, Holds::text}, {"fbclid", false, {}, Holds::text}, {"msclkid", false, {}, Holds::text}, {"client_id", false, {}, Holds::text}, {"as_of", false, {}, Holds::known}};
inline constexpr Column call_columns[] = {
    {"call_id", true, {}, Holds::text}, {"ts_start", true, {}, Holds::time}, {"ts_answer_agent", false, {}, Holds::time}, {"ts_end", false, {}, Holds::time},
    {"from", true, "caller", Holds::phone}, {"to", true, "called", Holds::phone}, {"status", false, {}, Holds::text}, {"ring_s", false, {}, Holds::text}, {"ivr_s", false, {}, Holds::text},
    {"queue_s", false, {}, Holds::text}, {"talk_s", false, {}, Holds::text}, {"tag", false, {}, Holds::text}, {"company", false, {}, Holds::text}, {"as_of", false, {}, Holds::known}};
inline constexpr Column lead_columns[] = {
    {"id", true, "lead_id"}, {"ts", true, {}, Holds::time}, {"kind", true, {}, Holds::text}, {"visit_id", false, {}, Holds::text}, {"client_id", false, {}, Holds::text},
    {"phone", false, {}, Holds::phone}, {"company", false, {}, Holds::text}, {"as_of", false, {}, Holds::known}};
inline constexpr Column cost_columns[] = {
    {"date", true, "day"}, {"source", true, {}, Holds::text}, {"medium", false, {}, Holds::text}, {"campaign", false, {}, Holds::text}, {"keyword", false, {}, Holds::text},
    {"clicks", false, {}, Holds::text}, {"impressions", false, {}, Holds::text}, {"cost", true, {}, Holds::text}, {"currency", true, {}, Holds::text}, {"company", false, {}, Holds::text},
    {"as_of", false, {}, Holds::known}};
inline constexpr Column deal_columns[] = {
    {"deal_id", true, {}, Holds::text}, {"ts_created", true, {}, Holds::time}, {"ts_won", false, {}, Holds::time}, {"phone", false, {}, Holds::phone}, {"lead_id", false, {}, Holds::text},
    {"stage", false, {}, Holds::text}, {"amount", false, {}, Holds::text}, {"currency", false, {}, Holds::text}, {"company", false, {}, Holds::text}, {"as_of", false, {}, Holds::known}};
// clang-format on

[[nodiscard]] constexpr std::span<const Column> columns_of(Table table) {
    switch (table) {
    case Table::numbers: return number_columns;
    case Table::visits: return visit_columns;
    case Table::calls: return call_columns;
    case Table::leads: return lead_columns;
    case Table::costs: return cost_columns;
    case Table::deals: return deal_columns;
    }
    return {};
}

// Where a column of that name stands; a mistake of ours where there is none.
[[nodiscard]] constexpr std::size_t place_of(Table table, std::string_view name) {
    const auto columns = columns_of(table);
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i].name == name) return i;
    return columns.size();
}

// A column's name in the store. The last one of every table, `as_of`, is the version's there.
[[nodiscard]] constexpr std::string_view sql_name(const Column& column) {
    return column.column.empty() ? column.name : column.column;
}

} // namespace callflow::tracking

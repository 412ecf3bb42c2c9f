// Files of tables: lines of fields or JSON texts, plain or compressed, whose columns have the usual names or those of `--map`.
#pragma once

#include "base/files.hpp"
#include "base/result.hpp"
#include "tracking/attribution/tables.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::tracking {

// Which names columns have in files, where they are not the usual ones: by table, a name for each column; empty: the usual.
struct ColumnNames {
    std::array<std::vector<std::string>, table_names.size()> names;
};
// Adds `visits.visit_id=ID,calls.from=Caller`. An error of kind usage names what is wrong and the nearest right word.
[[nodiscard]] base::Result<void> add_column_names(std::string_view text, ColumnNames& names);

// A row's values, in the order of columns_of(table); views that live until the next row.
using Cells = std::span<const std::pair<std::string_view, std::string_view>>;

// What is done with rows.
struct RowTaker {
    // Why a row cannot be used, in a few words; empty: it is.
    std::function<std::string_view(Cells cells)> take;
    // Of each row that was not used, whether it was handed to `take` or not: `visits.csv:17`, why, how it begins.
    std::function<void(std::string_view where, std::string_view why, std::string_view text)> malformed;
    // Of visits without a region whose file has a column `ip`: the region of that address, empty where nobody knows. May be null.
    std::function<std::string_view(std::string_view address)> region_of = {};
};

// Reads all rows of a file; how many there were. An error is one of the file, or of kind usage where it lacks a column.
[[nodiscard]] base::Result<std::uint64_t> read_table(Table table, const std::string& name,
                                                     std::unique_ptr<base::ByteStream> bytes, const ColumnNames& names,
                                                     const RowTaker& taker);

} // namespace callflow::tracking

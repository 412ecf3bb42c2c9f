// Files of visits and calls: CSV or JSON lines, plain or compressed.
#pragma once

#include "base/files.hpp"
#include "base/result.hpp"
#include "logs/cdr.hpp"
#include "logs/reader.hpp"
#include "logs/time_text.hpp"
#include "tracking/pools/visits.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace callflow::tracking {

inline constexpr std::array<std::string_view, 9> pool_visit_columns{
    "visit_id", "ts_start", "ts_last", "visitor_id", "company", "region", "ip", "channel", "number_shown"};
inline constexpr std::array<std::string_view, 5> pool_call_columns{"call_id", "ts_start", "ts_end", "to", "visit_id"};

struct TableSettings {
    std::string zone = "UTC"; // of times that do not say theirs
    // Column that has a value instead of the one of its name: `visit_id` -> `id`.
    std::vector<std::pair<std::string, std::string>> visit_map, call_map;
};

// `visits.visit_id=id,calls.to=dialled`. An error, of kind usage, names the nearest right word.
[[nodiscard]] base::Result<void> parse_table_map(std::string_view text, TableSettings& into);

// Rows that were read of one kind of file. rows = taken + the sum of `skipped`.
struct TableCounts {
    std::uint64_t rows = 0, taken = 0;
    std::vector<std::pair<std::string, std::uint64_t>> skipped; // by reason, for people, in order of first use
    std::vector<std::string> first;                             // some of those: `visits.csv:7: …`
    std::uint64_t unknown_regions = 0;   // taken, with a region that the pool file lacks: as if nobody knew it
    std::uint64_t unknown_addresses = 0; // taken, with an address that no range has
    std::uint64_t unknown_visits = 0;    // calls, taken, that name a visit which is in no file: as if they named none
};

class VisitTables {
public:
    // The file must outlive it.
    VisitTables(const PoolFile& file, TableSettings settings)
        : file_(file), settings_(std::move(settings)), time_(settings_.zone) {}

    // Errors are those of files and options; what is wrong in a row is counted. `name` is the file's.
    [[nodiscard]] base::Result<void> read_visits(const std::string& name, std::unique_ptr<base::ByteStream> bytes);
    [[nodiscard]] base::Result<void> read_calls(const std::string& name, std::unique_ptr<base::ByteStream> bytes);
    // A call detail record, of whatever format it was read from: a call to a number; legs of one are put together, and calls out are
    // passed over. Empty where it was taken, else why not; counted among calls() either way.
    std::string_view take(const logs::Cdr& record);
    // What the records' reader could not read.
    void skipped_records(std::string_view why, std::uint64_t count);
    // Everything in the order of time. Once, when all files have been read.
    [[nodiscard]] VisitLog finish();

    [[nodiscard]] const TableCounts& visits() const { return visits_; }
    [[nodiscard]] const TableCounts& calls() const { return calls_; }

private:
    friend class RowSink;
    [[nodiscard]] base::Result<void> read(const std::string& name, std::unique_ptr<base::ByteStream> bytes, bool calls);
    // Empty where the row was taken, else why not.
    std::string_view take_visit(const logs::Event& event);
    std::string_view take_call(const logs::Event& event);
    std::uint32_t number(std::string_view text);

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    using Names = std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>>;
    std::uint32_t index(Names& names, std::string_view text, std::vector<std::string>* list);

    const PoolFile& file_;
    TableSettings settings_;
    logs::TimeReader time_;
    TableCounts visits_, calls_;
    VisitLog log_;
    Names number_names_, channel_names_, visitor_names_;
    std::unordered_map<std::string, std::size_t> of_group_; // calls of records that have several legs
    std::vector<std::string> of_visit_;                     // of each call the visit that it names
    std::string key_;
};

// A number without what people put between its digits, `00` at its beginning as `+`.
[[nodiscard]] std::string plain_number(std::string_view text);

} // namespace callflow::tracking

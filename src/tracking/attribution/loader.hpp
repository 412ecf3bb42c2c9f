// Rows of tables, as texts -> Data. Each row is used, or says why it is not; nothing is dropped in silence.
#pragma once

#include "logs/cdr.hpp"
#include "logs/time_text.hpp"
#include "tracking/attribution/channels.hpp"
#include "tracking/attribution/data.hpp"
#include "tracking/attribution/phone.hpp"
#include "tracking/attribution/table_file.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace callflow::tracking {

struct LoadOptions {
    std::string zone = "UTC"; // of times that do not say theirs
    Millis as_of = no_time;   // what was not known or not there then is not used; no_time: everything is
    bool clicks = false;      // keep click ids and clients' ids, for uploads
};

// Belongs to one thread. Numbers and visits are to come before calls and leads, these before deals.
class Loader {
public:
    // All of them have to outlive it.
    Loader(Data& data, const Channels& channels, PhoneReader& phones, LoadOptions options);

    // Before the rows of a file: costs of one file with the same marks and day are added up, those of two are corrections.
    void begin_file() { ++file_; }
    // Takes a row; why it cannot be used, in a few words, else empty. Counted in Data::intake either way, but for `read`.
    std::string_view take(Table table, Cells cells);
    // The same of a call detail record, which is a call where it is inbound; its legs are one. Those that are no calls of visitors, and
    // those of outbound ones, are taken by nobody, and counted in others().
    std::string_view take(const logs::Cdr& cdr);
    // The same of a call that somebody has put together; numbers as they are written.
    std::string_view take(std::string_view id, Call call, std::string_view from, std::string_view to);
    // Counts one that nobody takes.
    void left_out() { ++others_; }
    [[nodiscard]] std::uint64_t others() const { return others_; }
    // The rows that a reader could not even take apart, and how many there were in all.
    void count(Table table, std::uint64_t rows) { intake(table).read += rows; }
    void malformed(Table table, std::string_view why);
    // After the last row: sorts what has to be, and gives visits the company and region of the number that they were shown.
    void finish();

    // Whether a row may be used, and what is stored of it: values as they are, times in UTC, phone numbers as E.164. `known`: its
    // as_of, no_time where it has none.
    std::string_view canonical(Table table, Cells cells, std::vector<std::string>& values, Millis& known);

private:
    Intake& intake(Table table) { return data_.intake[static_cast<std::size_t>(table)]; }
    bool is_later(Table table, Millis at);
    template <class Row>
    void put(Table table, std::deque<Row>& rows, StringPool& ids, const StringPool::Key& id, const Row& row);
    bool replaces(Table table, std::size_t place, bool added);
    std::string_view number(Cells cells);
    std::string_view visit(Cells cells);
    std::string_view call(Cells cells);
    std::string_view lead(Cells cells);
    std::string_view cost(Cells cells);
    std::string_view deal(Cells cells);
    std::string_view quality(Cells cells, Call& out);
    void put_cost(const Cost& row);
    void keep_click(Cells cells, std::size_t place);
    void merge_leg(const Call& leg, Id place);
    Id tags_as_marks();
    Id word(std::string_view text);
    bool name(StringPool& pool, std::string_view text, std::uint16_t& out);
    std::uint64_t phone(Table table, std::string_view text);
    Id place_of_phone(std::uint64_t number);
    bool time(std::string_view text, Millis& out);

    Data& data_;
    const Channels& channels_;
    PhoneReader& phones_;
    LoadOptions options_;
    logs::TimeReader time_;
    std::uint32_t file_ = 0;
    Millis known_ = no_time; // of the row that is taken
    // Since when rows are known, by table and place; only where some row says.
    std::array<std::vector<Millis>, table_names.size()> versions_;
    struct CostSeen {
        std::size_t place = 0;
        std::uint32_t file = 0;
        Millis known = no_time;
    };
    std::unordered_map<std::string, CostSeen> costs_seen_;
    std::string key_;
    Tags tags_;
    bool dry_ = false; // a row is only looked at
    std::uint64_t others_ = 0;
};

} // namespace callflow::tracking

// From what a dialler pushed to call detail records: items that are records, items that are something else, and items that nobody can use.
#pragma once

#include "logs/cdr.hpp"
#include "logs/log_file.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::service {

// What one item held.
struct CdrItem {
    std::uint32_t records = 0; // mostly one
    std::string other;         // what it says it is, where it is no call detail record: `status`
    std::string problem;       // why some or all of it cannot be used; empty where nothing is wrong
};

class CdrIntake {
public:
    // `settings` as for files: without a format each item is looked at. `records` and `strict` are set here.
    explicit CdrIntake(logs::Settings settings);

    struct Read {
        std::vector<CdrItem> items;      // as many as were given
        std::vector<logs::Cdr> records;  // in the items' order
        std::vector<std::uint32_t> from; // of each record: its item
        std::uint64_t bad_times = 0;     // records with a time that cannot be read, and is null
    };
    // Reads items by themselves: none can spoil another.
    [[nodiscard]] Read read(std::span<const std::string> items);

private:
    void read_together(std::span<const std::string> items, std::size_t first, Read& into);
    void read_alone(const std::string& item, std::uint32_t index, Read& into);
    [[nodiscard]] bool read_as_looks(const std::string& item, std::uint32_t index, Read& into);
    [[nodiscard]] bool is_plain(std::string_view item) const;
    void choose(const std::shared_ptr<const logs::Format>& format);

    logs::Settings settings_;
    bool given_;                           // the format
    bool seen_ = false;                    // some item was recognised, and the format is its
    std::unique_ptr<logs::Reader> reader_; // of JSON objects in the format, null where there are none
};

} // namespace callflow::service

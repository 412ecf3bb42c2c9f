// What is known of a log format: src/logs/formats/NAME.yaml, read.
#pragma once

#include "base/pattern.hpp"
#include "base/result.hpp"
#include "logs/mapping.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::logs {

// How a format's records are told apart, and their values.
enum class Kind : std::uint8_t {
    ndjson, // JSON texts: a line each, over several lines, joined, or in arrays
    csv,    // lines of fields
    lines,  // lines that a pattern takes apart
    form,   // lines that are form bodies
    xml,    // elements
};
[[nodiscard]] std::string_view to_string(Kind kind);

// Where a value comes from: the first of these columns that has one.
struct Slot {
    Mapped::Kind kind = Mapped::Kind::meaning;
    Meaning meaning = Meaning::call;
    std::string name; // of the input field or var
    enum class Decode : std::uint8_t {
        plain,
        base64,
        field,
        inside
    } decode = Decode::plain; // inside: of a value that is a JSON text itself, or Python's
    std::uint8_t detail = 0;  // place in cdr_details
    bool absent =
        false; // the value is `true` where the first of its columns that is there is null or empty, else `false`
    std::vector<std::string> fields; // Decode::field: the value is a body or an address, of which one of these is meant
    bool join = false;               // all of the columns together, with ` / ` between them
    std::vector<std::uint32_t> columns;  // into Format::columns
    std::optional<std::uint32_t> beside; // counts only where this column has a value, too
    std::vector<std::uint32_t> unless;   // and none of these has one
    std::optional<std::uint32_t> except; // and this one none of these values
    std::vector<std::string> except_values;
    // This value counts only where those of these columns that have a value have the same, two of them at least.
    std::vector<std::pair<std::string, std::vector<std::uint32_t>>> same;
    // What values stand for: `no-answer: no_answer`. A value that is not there stands for nothing; without a table for itself.
    std::optional<std::vector<std::pair<std::string, std::string>>> table;
};

struct Sample {
    std::string text;                // of a log, with its line breaks
    std::vector<std::string> events; // what it gives, as describe() writes it
    std::string note;                // for people; may be empty
};

struct Format {
    std::string name, title;
    std::string about;                 // for the manual, some sentences
    std::vector<Kind> kinds;           // at least one; which of them a log has is told by its looks
    bool header = true;                // csv: the first line names the columns
    char separator = ',';              // csv
    std::optional<base::Pattern> line; // lines: what takes one apart
    std::vector<std::string>
        records;          // names that lead to the records inside a document: `runs`, `steps`; of XML an element
    std::string items;    // of XML: the element inside a record that is an event; empty: the record is one
    bool percent = false; // values may be percent-encoded
    // Only records count in which this column has one of these values; without values all do.
    std::uint32_t only = 0;
    std::vector<std::string> only_values;
    // Every column that is mapped; without a header, all columns of a line in their order.
    std::vector<std::string> columns;
    std::vector<Slot> slots;
    // What a record says as a call detail record, by the names of cdr_details. Their columns stand behind the `event_columns` that
    // the slots need. Empty: its records are none.
    std::vector<Slot> details;
    std::size_t event_columns = 0;
    bool hangup_first = false; // a record that is a hang-up is nothing else, whatever address was asked for
    bool state_counts = false; // its states are the flow's own
    bool code_decides = false; // what a record calls its end goes before its lengths: these are not those of a talk
    bool lengths_vary = false; // those of call detail records are seconds in some and milliseconds in others
    // How it is recognised: by columns that must all be there; of each list one.
    std::vector<std::vector<std::string>> needs;
    bool general = false;                        // only where no other format is
    std::optional<base::Pattern> looks;          // instead, or in addition: what its first lines look like
    std::optional<base::Pattern> first_elements; // xml: what stands in its first bytes
    std::vector<Sample> samples;

    [[nodiscard]] bool takes(Kind kind) const;
    [[nodiscard]] const Slot* find(Meaning meaning) const;
    // A record says what is known of a whole call, or needs others to be understood: records are gathered before they are events.
    [[nodiscard]] bool gathers() const;
    // A record may need another one, which says whose it is or when its session began.
    [[nodiscard]] bool refers() const { return find(Meaning::link) != nullptr || find(Meaning::offset) != nullptr; }
    // A record is a call, or a leg of one, that is over.
    [[nodiscard]] bool summarises() const { return find(Meaning::end) != nullptr || find(Meaning::code) != nullptr; }
};

// Reads the text of a format's file. An error says where and what.
[[nodiscard]] base::Result<Format> read_format(std::string_view name, std::string_view text);

// A format that travels with the program, by its name; null where there is none. Read when first asked for.
[[nodiscard]] base::Result<std::shared_ptr<const Format>> find_format(std::string_view name);
// All of them, sorted by name.
[[nodiscard]] std::vector<std::shared_ptr<const Format>> all_formats();
// Their names alone, which costs nothing.
[[nodiscard]] std::vector<std::string_view> format_names();

} // namespace callflow::logs

// Pieces of logs and those who read them.
#pragma once

#include "base/result.hpp"
#include "logs/event.hpp"
#include "logs/mapping.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::logs {

// Whole records of a log, one behind the other. Its events refer to it.
struct Piece {
    std::unique_ptr<char[]> bytes; // `room` of them: at least size + piece_padding
    std::size_t room = 0;
    std::size_t size = 0;
    bool last = false;            // nothing comes behind it: an unfinished record is torn
    bool translated = false;      // its lines are translated.hpp's
    std::deque<std::string> kept; // texts that stand otherwise in the log: unescaped, decoded

    [[nodiscard]] std::string_view text() const { return {bytes.get(), size}; }
    std::string_view keep(std::string text) { return kept.emplace_back(std::move(text)); }
};

// Reads pieces of one log, in any order. Belongs to one thread; several may read pieces of one log side by side.
class Reader {
public:
    virtual ~Reader() = default;
    virtual void read(Piece& piece, Sink& sink) = 0;
};

struct Format;
class Codes;
class SessionBook;

// Where an address leads.
struct AddressCall {
    bool ours = false; // it is the flow's
    std::string call;  // the call's id in it; empty where it has none
};

// How a log is to be read.
struct Settings {
    Mapping mapping; // of --map. With a format it goes before the format's own
    std::shared_ptr<const Format> format =
        nullptr; // null: the mapping is all there is, or, where that is empty, the log is recognised
    bool refines =
        false; // without a format: the log is recognised all the same, and the mapping says otherwise what that format says
    std::vector<std::string> columns = {}; // names of the columns of a log that has no header; empty: the format knows
    std::shared_ptr<const Codes> codes = nullptr; // how calls ended; null: the table's
    // Asked for records that have an address and no call; null: nobody knows.
    std::function<AddressCall(std::string_view address)> call_of = nullptr;
    std::string zone = "UTC"; // of times that do not say theirs
    // What logs that are read together tell each other of sessions; null: each is alone.
    std::shared_ptr<SessionBook> sessions = nullptr;
    // Each record by itself with its details, for those who make call detail records of them; nothing is gathered.
    bool records = false;
    bool strict = false; // parts of a record that nothing asks for must be right too
    // A table: each record comes as an event whose `input` has every mapped column, in the mapping's order, empty where it has nothing;
    // columns that are a meaning must be among a file's, others may be missing. With a mapping alone.
    bool table = false;
    // Asked at the end of a log that is still being written: waits for as long, unless it is known before that nothing more will come,
    // and says whether more may. next() gives what there is without waiting for more. Null: an end is an end.
    std::function<bool(std::chrono::milliseconds)> more;
};

// A format's mapping with what the user wants otherwise, and the columns that a reader has to find.
[[nodiscard]] Mapping columns_of(const Settings& settings);

// JSON texts, one behind the other; mostly one a line.
[[nodiscard]] std::unique_ptr<Reader> ndjson_reader(const Settings& settings);
// Lines of fields with commas (or what `separator` is) between them, RFC 4180's. `header` are the names of the columns. An error
// of kind usage where a mapped column is not among them.
[[nodiscard]] base::Result<std::unique_ptr<Reader>> csv_reader(const Settings& settings, std::string_view header,
                                                               char separator = ',');
// Lines that the format's pattern takes apart, and lines that are form bodies.
[[nodiscard]] std::unique_ptr<Reader> lines_reader(const Settings& settings);
[[nodiscard]] std::unique_ptr<Reader> form_reader(const Settings& settings);

// Where a record stands that was skipped: its line, and how it begins. `before`: lines before the piece. `log`: where several logs are
// read as one, the name of the one that has it.
struct Place {
    std::uint64_t line = 0;
    std::string_view text;
    std::string log = {};
};
[[nodiscard]] Place place_of(const Piece& piece, std::uint32_t at, std::uint64_t before);

// Bytes that are no UTF-8, taken for Windows-1252, which is Latin-1 with letters where that has none.
[[nodiscard]] std::string from_latin1(std::string_view bytes);

} // namespace callflow::logs

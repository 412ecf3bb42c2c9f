// Pieces of logs and those who read them.
#pragma once

#include "base/result.hpp"
#include "logs/event.hpp"
#include "logs/mapping.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace callflow::logs {

// Whole records of a log, one behind the other. Its events refer to it.
struct Piece {
    std::unique_ptr<char[]> bytes; // `room` of them: at least size + piece_padding
    std::size_t room = 0;
    std::size_t size = 0;
    bool last = false; // nothing comes behind it: an unfinished record is torn
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

// How a log is to be read.
struct Settings {
    Mapping mapping;
    std::string zone = "UTC"; // of times that do not say theirs
    bool strict = false;      // parts of a record that nothing asks for must be right too
    // Asked at the end of a log that is still being written, having waited a while: whether more may come. Then next() gives what
    // there is without waiting for more. Null: an end is an end.
    std::function<bool()> more;
};

// JSON texts, one behind the other; mostly one a line.
[[nodiscard]] std::unique_ptr<Reader> ndjson_reader(const Settings& settings);
// Lines of fields with commas (or what `separator` is) between them, RFC 4180's. `header` are the names of the columns. An error
// of kind usage where a mapped column is not among them.
[[nodiscard]] base::Result<std::unique_ptr<Reader>> csv_reader(const Settings& settings, std::string_view header,
                                                               char separator = ',');

} // namespace callflow::logs

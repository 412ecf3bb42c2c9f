// A log: bytes that may be compressed, cut into pieces of whole records.
#pragma once

#include "base/files.hpp"
#include "base/result.hpp"
#include "logs/format.hpp"
#include "logs/reader.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::logs {

// Bytes that were gzip's or zstd's, and others as they are. Files that were compressed one by one and joined are one.
[[nodiscard]] base::Result<std::unique_ptr<base::ByteStream>> decompressed(std::unique_ptr<base::ByteStream> bytes);

// Who follows logs looks so often whether something has come.
constexpr std::chrono::milliseconds between_looks{250};

class LogFile {
public:
    // Looks at the first bytes: where the settings name no format, they say which one it is, and why() how that was found. With a
    // mapping alone it is JSON texts, or lines of fields, by what they look like or as `kind` says. An error of kind usage where nothing
    // says what the log's columns mean.
    [[nodiscard]] static base::Result<LogFile> open(std::string name, std::unique_ptr<base::ByteStream> bytes,
                                                    Settings settings, const Kind* kind = nullptr);

    // The events that this log's records tell only together, and with those of the others, which have its format and are opened when
    // their turn comes; itself where each record is an event. Nothing may have been read of it.
    [[nodiscard]] LogFile whole(std::vector<std::function<base::Result<LogFile>()>> rest = {}) &&;

    // Of a log that is being written an empty piece says that nothing has come for a while.
    // The next piece, into one whose bytes may be used again; false at the end. Records longer than max_line_bytes come as `too_long` ones.
    [[nodiscard]] base::Result<bool> next(Piece& piece);
    // A reader of its pieces; any number of them.
    [[nodiscard]] std::unique_ptr<Reader> reader() const;

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] Kind kind() const { return kind_; }
    // The name of its format; empty where a mapping is all that is known.
    [[nodiscard]] std::string_view format() const {
        return settings_.format == nullptr ? std::string_view() : settings_.format->name;
    }
    // The same, itself; null where there is none.
    [[nodiscard]] std::shared_ptr<const Format> format_data() const { return settings_.format; }
    // What records refer to may stand in other logs.
    [[nodiscard]] bool refers() const { return settings_.format != nullptr && settings_.format->refers(); }
    // It is still being written.
    [[nodiscard]] bool is_followed() const { return settings_.more != nullptr; }
    // What some texts of its events stand in: it has to live as long as they do.
    [[nodiscard]] std::array<std::shared_ptr<const void>, 2> texts() const {
        return {settings_.format, settings_.codes};
    }
    [[nodiscard]] const std::string& why() const { return why_; }
    // What whoever has mapped its fields should look at, a sentence each.
    [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
    // Lines before the piece that next() gave last.
    [[nodiscard]] std::uint64_t line() const { return line_; }
    // Bytes, decompressed, of all pieces so far.
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    // Lines that were too long, and passed over, since this was asked last.
    [[nodiscard]] std::uint64_t take_too_long() { return std::exchange(too_long_, 0); }
    // Why the file could not be read to its end, once; empty where it could.
    [[nodiscard]] std::string take_damage() { return std::exchange(damage_, {}); }

private:
    [[nodiscard]] base::Result<void> choose(const Kind* kind, std::string_view head);
    [[nodiscard]] base::Result<void> prepare(std::string head);
    [[nodiscard]] base::Result<void> take_header();
    [[nodiscard]] base::Result<void> fill(Piece& piece, std::size_t want);
    [[nodiscard]] bool goes_on(std::chrono::milliseconds wait);
    [[nodiscard]] std::size_t cut(std::string_view text) const;

    std::string name_;
    std::unique_ptr<base::ByteStream> stream_;
    Settings settings_;
    Kind kind_ = Kind::ndjson;
    bool translated_ = false;
    std::string why_;
    std::vector<std::string> notes_;
    std::string header_;   // csv
    char separator_ = ','; // likewise
    std::string pending_;  // read, not handed out yet: mostly the beginning of a record
    bool ended_ = false;
    bool quiet_ = false;    // being written, and nothing came when it was last read
    bool stopping_ = false; // nothing more is waited for
    bool skipping_ = false; // inside a line that is too long
    std::uint64_t next_line_ = 0;
    std::uint64_t line_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint64_t too_long_ = 0;
    bool begun_ = false; // something was read
    std::string damage_;
};

using OpenLog = std::function<base::Result<LogFile>()>;

} // namespace callflow::logs

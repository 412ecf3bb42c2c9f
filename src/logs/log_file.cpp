#include "logs/log_file.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/format.h>

namespace callflow::logs {
namespace {

// Pieces are small enough that what is made of one stays in the processor's cache.
constexpr std::size_t piece_bytes = std::size_t{256} << 10;

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

// In blocks that a compiler makes vectors of.
std::uint64_t lines_in(std::string_view text) {
    constexpr std::size_t width = 64;
    std::uint64_t out = 0;
    const char* at = text.data();
    std::size_t blocks = text.size() / width;
    while (blocks != 0) {
        std::array<std::uint8_t, width> counts{};
        const std::size_t most = std::min<std::size_t>(blocks, 255);
        for (std::size_t block = 0; block < most; ++block, at += width)
            for (std::size_t i = 0; i < width; ++i) counts[i] = static_cast<std::uint8_t>(counts[i] + (at[i] == '\n' ? 1 : 0));
        for (const std::uint8_t one : counts) out += one;
        blocks -= most;
    }
    return out + static_cast<std::uint64_t>(std::count(at, text.data() + text.size(), '\n'));
}

} // namespace

// Makes room for `want` bytes in a piece, keeping what is there, and reads until it is full or the log has ended.
base::Result<void> LogFile::fill(Piece& piece, std::size_t want) {
    if (piece.room < want + piece_padding) {
        auto bytes = std::make_unique_for_overwrite<char[]>(want + piece_padding);
        if (piece.size != 0) std::memcpy(bytes.get(), piece.bytes.get(), piece.size);
        piece.bytes = std::move(bytes);
        piece.room = want + piece_padding;
    }
    while (!ended_ && piece.size < want) {
        const auto got = stream_->read(std::span(piece.bytes.get() + piece.size, want - piece.size));
        if (!got) return tl::unexpected(got.error());
        piece.size += *got;
        if (*got == 0) {
            ended_ = !goes_on();
            quiet_ = !ended_;
            if (quiet_) return {};
        } else if (settings_.more && piece.text().find('\n', piece.size - *got) != std::string_view::npos) {
            return {}; // a whole record is not kept waiting
        }
    }
    return {};
}

bool LogFile::goes_on() { return settings_.more && settings_.more(); }

base::Result<LogFile> LogFile::open(std::string name, std::unique_ptr<base::ByteStream> bytes, Settings settings,
                                    const Format* format) {
    LogFile out;
    out.name_ = std::move(name);
    out.settings_ = std::move(settings);
    auto plain = decompressed(std::move(bytes));
    if (!plain) return tl::unexpected(plain.error());
    out.stream_ = std::move(*plain);
    Piece front;
    if (const auto filled = out.fill(front, piece_bytes); !filled) return tl::unexpected(filled.error());
    out.pending_ = front.text();
    if (std::string_view(out.pending_).starts_with("\xef\xbb\xbf")) out.pending_.erase(0, 3);
    const std::string_view line = base::trim(first_line(out.pending_));
    if (format != nullptr) {
        out.format_ = *format;
        out.why_ = "as asked";
    } else if (line.starts_with('{') || line.starts_with('[')) {
        out.format_ = Format::ndjson;
        out.why_ = "its first line is JSON";
    } else {
        out.format_ = Format::csv;
        out.why_ = "its first line names columns";
    }
    if (out.format_ == Format::csv) {
        const std::size_t end = std::min(out.pending_.find('\n'), out.pending_.size());
        out.header_ = out.pending_.substr(0, end);
        out.pending_.erase(0, std::min(end + 1, out.pending_.size()));
        out.next_line_ = 1;
        const auto reader = csv_reader(out.settings_, out.header_);
        if (!reader) return tl::unexpected(reader.error());
    }
    return out;
}

std::unique_ptr<Reader> LogFile::reader() const {
    if (format_ == Format::ndjson) return ndjson_reader(settings_);
    auto out = csv_reader(settings_, header_);
    return out ? std::move(*out) : nullptr;
}

// How many of the bytes are whole records.
std::size_t LogFile::cut(std::string_view text) const {
    if (ended_) return text.size();
    std::size_t end = text.rfind('\n');
    if (end == std::string_view::npos) return 0;
    if (format_ == Format::csv) { // a line's end between quotes is none
        const auto quotes = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '"');
        if (quotes % 2 != 0) {
            const std::size_t quote = text.rfind('"', end);
            const std::size_t before = quote == 0 ? std::string_view::npos : text.rfind('\n', quote - 1);
            if (before != std::string_view::npos) end = before;
        }
    }
    return end + 1;
}

base::Result<bool> LogFile::next(Piece& piece) {
    piece.kept.clear();
    piece.size = 0;
    for (std::size_t want = piece_bytes;;) {
        if (!pending_.empty()) {
            piece.size = 0;
            if (const auto room = fill(piece, 0); !room) return tl::unexpected(room.error());
            const std::string front = std::exchange(pending_, {});
            want = std::max(want, front.size());
            if (piece.room < want + piece_padding) {
                piece.bytes = std::make_unique_for_overwrite<char[]>(want + piece_padding);
                piece.room = want + piece_padding;
            }
            std::memcpy(piece.bytes.get(), front.data(), front.size());
            piece.size = front.size();
        }
        quiet_ = false;
        if (const auto filled = fill(piece, want); !filled) return tl::unexpected(filled.error());
        if (piece.size == 0 && !quiet_) return false;
        std::size_t from = 0;
        if (skipping_) { // the rest of a line that is too long
            const std::size_t end = piece.text().find('\n');
            if (end == std::string_view::npos && !ended_) {
                piece.size = 0;
                continue;
            }
            from = std::min(end, piece.size - 1) + 1;
            skipping_ = false;
            ++too_long_;
            ++next_line_;
        }
        const std::size_t size = cut(piece.text());
        if (size == 0 && quiet_) { // not a whole record yet
            pending_ = piece.text();
            piece.size = 0;
            return true;
        }
        if (size == 0 && want <= max_line_bytes) {
            want *= 2;
            continue;
        }
        if (size == 0) { // a line without an end
            skipping_ = true;
            piece.size = 0;
            want = piece_bytes;
            continue;
        }
        pending_.assign(piece.bytes.get() + size, piece.size - size);
        piece.size = size - std::min(from, size);
        if (from != 0) std::memmove(piece.bytes.get(), piece.bytes.get() + from, piece.size);
        std::memset(piece.bytes.get() + piece.size, 0, piece_padding);
        piece.last = ended_;
        line_ = next_line_;
        bytes_ += piece.size;
        next_line_ += lines_in(piece.text());
        return true;
    }
}

} // namespace callflow::logs

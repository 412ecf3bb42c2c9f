#include "logs/log_file.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

namespace callflow::logs {
namespace {

// Pieces are small enough that what is made of one stays in the processor's cache.
constexpr std::size_t piece_bytes = std::size_t{256} << 10;

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

} // namespace

base::Result<void> LogFile::fill(std::size_t want) {
    while (!ended_ && pending_.size() < want) {
        const std::size_t before = pending_.size();
        pending_.resize(std::max(want, before + 4096));
        const auto got = stream_->read(std::span(pending_.data() + before, pending_.size() - before));
        pending_.resize(before + (got ? *got : 0));
        if (!got) return tl::unexpected(got.error());
        ended_ = *got == 0;
    }
    return {};
}

base::Result<LogFile> LogFile::open(std::string name, std::unique_ptr<base::ByteStream> bytes, Settings settings,
                                    const Format* format) {
    LogFile out;
    out.name_ = std::move(name);
    out.settings_ = std::move(settings);
    auto plain = decompressed(std::move(bytes));
    if (!plain) return tl::unexpected(plain.error());
    out.stream_ = std::move(*plain);
    if (const auto filled = out.fill(piece_bytes); !filled) return tl::unexpected(filled.error());
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

// How many of the pending bytes are whole records.
std::size_t LogFile::cut() const {
    if (ended_) return pending_.size();
    std::size_t end = pending_.rfind('\n');
    if (end == std::string::npos) return 0;
    if (format_ == Format::csv) { // a line's end between quotes is none
        const auto quotes = std::count(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(end), '"');
        if (quotes % 2 != 0) {
            const std::size_t quote = pending_.rfind('"', end);
            const std::size_t before = quote == 0 ? std::string::npos : pending_.rfind('\n', quote - 1);
            if (before != std::string::npos) end = before;
        }
    }
    return end + 1;
}

base::Result<bool> LogFile::next(Piece& piece) {
    for (std::size_t want = piece_bytes;;) {
        if (const auto filled = fill(want); !filled) return tl::unexpected(filled.error());
        if (pending_.empty()) return false;
        const std::size_t size = cut();
        if (size == 0 && want <= max_line_bytes) {
            want *= 2;
            continue;
        }
        line_ = next_line_;
        if (size == 0) { // a line without an end: its rest is looked for
            skipping_ = true;
            pending_.clear();
            want = piece_bytes;
            continue;
        }
        std::size_t from = 0;
        if (skipping_) {
            from = std::min(pending_.find('\n'), pending_.size() - 1) + 1;
            skipping_ = false;
            ++too_long_;
            ++next_line_;
        }
        piece.size = size - from;
        piece.bytes = std::make_unique_for_overwrite<char[]>(piece.size + piece_padding);
        std::memcpy(piece.bytes.get(), pending_.data() + from, piece.size);
        std::memset(piece.bytes.get() + piece.size, 0, piece_padding);
        piece.kept.clear();
        piece.last = ended_;
        pending_.erase(0, size);
        line_ = next_line_;
        bytes_ += size;
        next_line_ += static_cast<std::uint64_t>(std::count(piece.bytes.get(), piece.bytes.get() + piece.size, '\n'));
        return true;
    }
}

} // namespace callflow::logs

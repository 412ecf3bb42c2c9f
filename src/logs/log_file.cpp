#include "logs/log_file.hpp"

#include "base/text.hpp"
#include "logs/cdr.hpp"
#include "logs/gather.hpp"
#include "logs/json_split.hpp"
#include "logs/log_checks.hpp"
#include "logs/recognise.hpp"
#include "logs/translated.hpp"
#include "logs/xml_split.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <iterator>
#include <span>
#include <utility>

namespace callflow::logs {
namespace {

// Pieces are small enough that what is made of one stays in the processor's cache.
constexpr std::size_t piece_bytes = std::size_t{128} << 10;

// Bytes that were read already, then the rest.
class BytesThen final : public base::ByteStream {
public:
    BytesThen(std::string head, std::unique_ptr<base::ByteStream> rest)
        : head_(std::move(head)), rest_(std::move(rest)) {}
    base::Result<std::size_t> read(std::span<char> into) override {
        if (at_ == head_.size())
            return rest_ == nullptr ? base::Result<std::size_t>(std::size_t{0}) : rest_->read(into);
        const std::size_t size = std::min(into.size(), head_.size() - at_);
        std::memcpy(into.data(), head_.data() + at_, size);
        at_ += size;
        return size;
    }

private:
    std::string head_;
    std::size_t at_ = 0;
    std::unique_ptr<base::ByteStream> rest_;
};

std::unique_ptr<base::ByteStream> bytes_then(std::string head, std::unique_ptr<base::ByteStream> rest) {
    return std::make_unique<BytesThen>(std::move(head), std::move(rest));
}

// In stretches whose count a byte holds, so that many are compared at once.
std::uint64_t count_of(std::string_view text, char c) {
    constexpr std::size_t stretch = 240;
    std::uint64_t out = 0;
    for (; text.size() >= stretch; text.remove_prefix(stretch)) {
        std::uint8_t some = 0;
        for (std::size_t i = 0; i < stretch; ++i) some = static_cast<std::uint8_t>(some + (text[i] == c ? 1 : 0));
        out += some;
    }
    return out + static_cast<std::uint64_t>(std::ranges::count(text, c));
}

// Where the last whole row of a table ends: a line's end between quotes is none, and in them two quotes are one. Where there is none, the
// last line's end.
std::size_t last_row_end(std::string_view text, char separator) {
    std::size_t last = std::string_view::npos;
    bool quoted = false, begins = true; // quotes mean something where a field begins
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c != '"') continue;
            const bool two = i + 1 < text.size() && text[i + 1] == '"';
            if (two) ++i;
            quoted = two;
        } else {
            if (c == '\n') last = i;
            quoted = c == '"' && begins;
            begins = c == separator || c == '\n';
        }
    }
    return last == std::string_view::npos ? text.size() - 1 : last;
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
        if (!got && got.error().kind == base::ErrorKind::unreadable && begun_) { // what came before it is good
            damage_ = got.error().message;
            ended_ = true;
            break;
        }
        if (!got && translated_) return tl::unexpected(got.error()); // says whose it is
        if (!got) return base::fail(got.error().kind, fmt::format("{}: {}", name_, got.error().message));
        begun_ = begun_ || *got != 0;
        piece.size += *got;
        if (*got == 0) {
            quiet_ = goes_on(std::chrono::milliseconds(0));
            if (quiet_) return {};
            // told to stop it takes what has come by now, or waits in a file that took the name
            ended_ = !settings_.more || std::exchange(stopping_, true);
        } else if (settings_.more && piece.text().find('\n', piece.size - *got) != std::string_view::npos) {
            return {}; // a whole record is not kept waiting
        }
    }
    // many logs may be open at once, most of which have been read to their ends
    if (ended_) stream_.reset();
    return {};
}

bool LogFile::goes_on(std::chrono::milliseconds wait) { return settings_.more && settings_.more(wait); }

base::Result<LogFile> LogFile::open(std::string name, std::unique_ptr<base::ByteStream> bytes, Settings settings,
                                    const Kind* kind) {
    LogFile out;
    out.name_ = std::move(name);
    out.settings_ = std::move(settings);
    auto plain = decompressed(std::move(bytes));
    if (!plain) return base::fail(plain.error().kind, fmt::format("{}: {}", out.name_, plain.error().message));
    out.stream_ = std::move(*plain);
    Piece front;
    if (const auto filled = out.fill(front, piece_bytes); !filled) return tl::unexpected(filled.error());
    while (out.quiet_ && front.size == 0) { // nothing has been written yet
        static_cast<void>(out.goes_on(between_looks));
        if (const auto filled = out.fill(front, piece_bytes); !filled) return tl::unexpected(filled.error());
    }
    std::string head(front.text());
    const std::size_t head_bytes = head.size();
    if (head.starts_with("\xef\xbb\xbf")) head.erase(0, 3);
    if (const auto plain_text = check_encoding(out.name_, head); !plain_text) return tl::unexpected(plain_text.error());
    auto chosen = out.choose(kind, head);
    if (!chosen && !out.ended_ && kind_by_looks(head) == Kind::ndjson) { // its first record may be longer than that
        if (const auto filled = out.fill(front, max_line_bytes); !filled) return tl::unexpected(filled.error());
        head.append(front.text().substr(head_bytes));
        chosen = out.choose(kind, head);
    }
    if (!chosen) return tl::unexpected(chosen.error());
    if (out.settings_.format == nullptr && out.kind_ == Kind::ndjson) {
        auto there = check_fields(out.name_, out.settings_.mapping, head);
        if (!there) return tl::unexpected(there.error());
        out.notes_ = std::move(*there);
    }
    if (const auto prepared = out.prepare(std::move(head)); !prepared) return tl::unexpected(prepared.error());
    if (out.settings_.records) {
        if (out.settings_.format == nullptr || !out.settings_.format->details.empty()) return out;
        return base::fail(base::ErrorKind::usage,
                          fmt::format("{}: read as {} ({}), which has no call detail records; those that have are {}",
                                      out.name_, out.format(), out.why_, fmt::join(cdr_formats(), ", ")));
    }
    return out;
}

base::Result<void> LogFile::choose(const Kind* kind, std::string_view head) {
    if (settings_.format != nullptr) {
        const Kind looks = kind_by_looks(head);
        kind_ = settings_.format->takes(looks) ? looks : settings_.format->kinds.front();
        why_ = "as asked";
    } else if (kind != nullptr) {
        kind_ = *kind;
        why_ = "as asked";
    } else if (!settings_.mapping.columns.empty() && !settings_.refines) {
        const bool json = base::trim(head).empty() || kind_by_looks(head) == Kind::ndjson;
        kind_ = json ? Kind::ndjson : Kind::csv;
        why_ = kind_ == Kind::ndjson ? "its first line is JSON" : "its first line names columns";
    } else if (!base::trim(head).empty()) {
        Recognised found = recognise(head);
        if (found.format == nullptr && settings_.refines) return is_whole(settings_.mapping);
        if (found.format == nullptr) return tl::unexpected(not_recognised(name_, found, settings_.records));
        settings_.format = std::move(found.format);
        kind_ = found.kind;
        why_ = std::move(found.why);
    }
    return {};
}

// Puts what is needed between the log's bytes and lines that a reader takes.
base::Result<void> LogFile::prepare(std::string head) {
    const Format* format = settings_.format.get();
    const bool nested = format != nullptr && !format->records.empty();
    if (kind_ == Kind::ndjson && (needs_splitting(head) || nested)) {
        stream_ = objects_by_line(bytes_then(std::move(head), std::move(stream_)), nested);
        if (nested) stream_ = objects_inside(std::move(stream_), format->records);
        head.clear();
        ended_ = false;
    }
    if (kind_ == Kind::xml && format != nullptr) {
        stream_ = elements_by_line(bytes_then(std::move(head), std::move(stream_)),
                                   format->records.empty() ? "" : format->records.front(), format->items);
        head.clear();
        ended_ = false;
    }
    pending_ = std::move(head);
    if (kind_ == Kind::csv) return take_header();
    return {};
}

LogFile LogFile::whole(std::vector<OpenLog> rest) && {
    const bool gathers = settings_.format != nullptr && settings_.format->gathers() && !settings_.records;
    if (translated_ || !gathers) return std::move(*this);
    LogFile out;
    out.name_ = name_;
    out.why_ = why_;
    out.settings_ = settings_;
    out.translated_ = true;
    out.kind_ = kind_;
    out.stream_ = gathered(std::move(*this), std::move(rest), out.settings_);
    return out;
}

base::Result<void> LogFile::take_header() {
    const Format* format = settings_.format.get();
    separator_ = format == nullptr ? ',' : format->separator;
    // Whoever asks for commas may have exported with what a spreadsheet of theirs takes.
    const std::string_view first = std::string_view(pending_).substr(0, pending_.find('\n'));
    const bool named = settings_.columns.empty() && (format == nullptr || format->header);
    if (separator_ == ',' && (named || first.find(',') == std::string_view::npos))
        separator_ = separator_by_looks(first);
    if (!settings_.columns.empty()) {
        header_ = fmt::format("{}", fmt::join(settings_.columns, std::string(1, separator_)));
    } else if (format != nullptr && !format->header) {
        header_ = fmt::format("{}", fmt::join(format->columns, std::string(1, separator_)));
    } else {
        const std::size_t end = std::min(pending_.find('\n'), pending_.size());
        header_ = pending_.substr(0, end);
        pending_.erase(0, std::min(end + 1, pending_.size()));
        next_line_ = 1;
    }
    const auto reader = csv_reader(settings_, header_, separator_);
    if (!reader) return base::fail(reader.error().kind, fmt::format("{}: {}", name_, reader.error().message));
    return {};
}

std::unique_ptr<Reader> LogFile::reader() const {
    if (translated_) return translated_reader();
    switch (kind_) {
    case Kind::ndjson:
    case Kind::xml: return ndjson_reader(settings_);
    case Kind::lines: return lines_reader(settings_);
    case Kind::form: return form_reader(settings_);
    case Kind::csv: break;
    }
    auto out = csv_reader(settings_, header_, separator_);
    return out ? std::move(*out) : nullptr;
}

// How many of the bytes are whole records.
std::size_t LogFile::cut(std::string_view text) const {
    if (ended_) return text.size();
    std::size_t end = text.rfind('\n');
    if (end == std::string_view::npos) return 0;
    if (kind_ == Kind::csv && !translated_) { // a line's end between quotes is none
        if (count_of(text.substr(0, end), '"') % 2 != 0) end = last_row_end(text.substr(0, end + 1), separator_);
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
        piece.translated = translated_;
        line_ = next_line_;
        bytes_ += piece.size;
        next_line_ += count_of(piece.text(), '\n');
        return true;
    }
}

} // namespace callflow::logs

// Lines that a pattern takes apart, and lines that are form bodies.
#include "base/text.hpp"
#include "logs/columns.hpp"

#include <algorithm>

namespace callflow::logs {
namespace {

// Calls take(line, at) for each line of a piece that is not blank.
template <class Take> void each_line(std::string_view text, Take take) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!base::trim(line).empty()) take(line, static_cast<std::uint32_t>(at), end == text.size());
        at = end + 1;
    }
}

class LinesReader final : public Reader {
public:
    explicit LinesReader(const Settings& settings) : columns_(settings), pattern_(*settings.format->line) {
        const auto names = pattern_.names();
        groups_.resize(static_cast<std::size_t>(pattern_.group_count()) + 1);
        std::size_t column = 0;
        for (const Mapped& one : columns_.mapped()) {
            for (const auto& [number, name] : names)
                if (name == one.column) parts_.emplace_back(column, static_cast<std::size_t>(number));
            ++column;
        }
    }

    void read(Piece& piece, Sink& sink) override {
        columns_.begin(piece, base::find_invalid_utf8(piece.text()) != std::string_view::npos);
        each_line(piece.text(), [&](std::string_view line, std::uint32_t at, bool open) {
            // RE2 reads UTF-8
            std::string_view sound = line;
            if (base::find_invalid_utf8(line) != std::string_view::npos) {
                sound = piece.keep(from_latin1(line));
                sink.decoded(at);
            }
            if (!pattern_.captures(sound, groups_))
                return sink.skipped(open && piece.last ? Reason::torn : Reason::unreadable, at, line);
            columns_.clear();
            for (const auto& [column, group] : parts_) columns_[column] = groups_[group];
            columns_.emit(sink, at);
        });
    }

private:
    Columns columns_;
    base::Pattern pattern_;
    std::vector<std::string_view> groups_;
    std::vector<std::pair<std::size_t, std::size_t>> parts_; // columns and the groups that they are
};

class FormReader final : public Reader {
public:
    explicit FormReader(const Settings& settings) : columns_(settings) {}

    void read(Piece& piece, Sink& sink) override {
        columns_.begin(piece, base::find_invalid_utf8(piece.text()) != std::string_view::npos);
        each_line(piece.text(), [&](std::string_view line, std::uint32_t at, bool open) {
            if (line.find('=') == std::string_view::npos)
                return sink.skipped(open && piece.last ? Reason::torn : Reason::unreadable, at, line);
            columns_.clear();
            take(line, piece);
            columns_.emit(sink, at);
        });
    }

private:
    void take(std::string_view line, Piece& piece) {
        while (!line.empty()) {
            const std::size_t end = std::min(line.find('&'), line.size());
            const std::string_view pair = line.substr(0, end);
            line.remove_prefix(std::min(end + 1, line.size()));
            const std::size_t equals = std::min(pair.find('='), pair.size());
            std::size_t column = 0;
            for (const Mapped& one : columns_.mapped()) {
                const std::size_t here = column++;
                if (one.column != pair.substr(0, equals)) continue;
                std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
                if (value.find_first_of("%+") != std::string_view::npos) {
                    std::string plain = base::percent_decode(value, true).value_or(std::string(value));
                    if (base::find_invalid_utf8(plain) != std::string::npos) plain = from_latin1(plain);
                    value = piece.keep(std::move(plain));
                }
                columns_[here] = value;
            }
        }
    }

    Columns columns_;
};

} // namespace

std::unique_ptr<Reader> lines_reader(const Settings& settings) { return std::make_unique<LinesReader>(settings); }
std::unique_ptr<Reader> form_reader(const Settings& settings) { return std::make_unique<FormReader>(settings); }

std::string from_latin1(std::string_view bytes) {
    // what stands from 0x80 to 0x9f; U+FFFD where nothing does
    static constexpr std::array<char16_t, 32> windows{0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                                      0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
                                                      0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                                      0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};
    std::string out;
    out.reserve(bytes.size() + 8);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        base::append_utf8(out, byte >= 0x80 && byte < 0xa0 ? static_cast<char32_t>(windows[byte - 0x80u])
                                                           : static_cast<char32_t>(byte));
    }
    return out;
}

} // namespace callflow::logs

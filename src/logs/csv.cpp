// Lines of fields, RFC 4180's.
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "logs/columns.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fmt/format.h>

namespace callflow::logs {
namespace {

// Where a separator or a line's end stands next, at or behind `at`; eight bytes at a time.
std::size_t find_end(std::string_view text, std::size_t at, char separator) {
    constexpr std::uint64_t ones = 0x0101'0101'0101'0101u;
    constexpr std::uint64_t highs = 0x8080'8080'8080'8080u;
    const std::uint64_t separators = ones * static_cast<unsigned char>(separator);
    const std::uint64_t ends = ones * static_cast<unsigned char>('\n');
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, text.data() + at, 8);
        const std::uint64_t a = bytes ^ separators;
        const std::uint64_t b = bytes ^ ends;
        const std::uint64_t found = (((a - ones) & ~a) | ((b - ones) & ~b)) & highs; // exact up to the first
        if (found == 0) continue;
        if constexpr (std::endian::native == std::endian::little)
            return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
        break;
    }
    while (at < text.size() && text[at] != separator && text[at] != '\n') ++at;
    return at;
}

// Takes one field away from the front of a line that may have lines in its quotes. The field is a view where nothing is doubled in
// it, else `kept` has it. Hands back what stands behind the field: a separator, a line's end or nothing. `spilled`: its quotes hold a
// line's end and are closed where no field ends, so that a line before was torn within its quotes.
std::size_t take_field(std::string_view text, std::size_t at, char separator, Piece& piece, std::string_view& out,
                       bool& spilled) {
    if (at < text.size() && text[at] == '"') {
        bool doubled = false;
        std::size_t end = at + 1;
        for (;; end += 2) {
            end = text.find('"', end);
            if (end == std::string_view::npos) break;
            if (end + 1 >= text.size() || text[end + 1] != '"') break;
            doubled = true;
        }
        if (end != std::string_view::npos) {
            out = text.substr(at + 1, end - at - 1);
            const char behind = end + 1 < text.size() ? text[end + 1] : '\n';
            spilled =
                behind != separator && behind != '\n' && behind != '\r' && out.find('\n') != std::string_view::npos;
            if (doubled) {
                std::string plain;
                for (std::size_t i = 0; i < out.size(); ++i) {
                    plain += out[i];
                    if (out[i] == '"') ++i;
                }
                out = piece.keep(std::move(plain));
            }
            return find_end(text, end + 1, separator); // what stands behind the quotes is not theirs
        }
    }
    const std::size_t end = find_end(text, at, separator);
    out = text.substr(at, end - at);
    if (!out.empty() && out.back() == '\r') out.remove_suffix(1);
    return end;
}

std::string_view without_mark(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    return text;
}

class CsvReader final : public Reader {
public:
    CsvReader(const Settings& settings, std::string_view header, std::vector<int> leaves, std::size_t needed,
              std::size_t most, char separator)
        : columns_(settings), header_(header), leaves_(std::move(leaves)), needed_(needed), most_(most),
          all_(settings.format == nullptr || settings.format->header ? leaves_.size() : needed_),
          separator_(separator) {}

    void read(Piece& piece, Sink& sink) override {
        const std::string_view text = piece.text();
        columns_.begin(piece, base::find_invalid_utf8(text) != std::string_view::npos);
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t begin = at;
            if (text[at] == '\n' || (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n')) {
                ++at;
                continue;
            }
            if (!header_.empty() && text[at] == header_.front() && is_header(text.substr(at))) {
                at = std::min(text.find('\n', at), text.size() - 1) + 1;
                continue;
            }
            columns_.clear();
            std::size_t count = 0;
            bool open = false;    // quotes that nothing closes
            bool spilled = false; // or the next line does
            for (;; ++at) {
                std::string_view field;
                const char* const front = text.data() + at;
                at = take_field(text, at, separator_, piece, field, spilled);
                if (spilled) break;
                if (count < leaves_.size() && leaves_[count] >= 0)
                    columns_[static_cast<std::size_t>(leaves_[count])] = field;
                ++count;
                open = open || (field.data() == front && field.starts_with('"'));
                if (at >= text.size() || text[at] == '\n') break;
            }
            const auto place = static_cast<std::uint32_t>(begin);
            if (spilled || count > most_) {
                at = std::min(text.find('\n', begin), text.size() - 1) + 1;
                sink.skipped(Reason::unreadable, place, text.substr(begin, at - begin));
                continue;
            }
            const bool torn = at >= text.size() && piece.last;
            ++at;
            if (count < needed_ || (torn && (open || count < all_)))
                sink.skipped(torn ? Reason::torn : Reason::too_few, place,
                             text.substr(begin, std::min(at, text.size()) - begin));
            else
                columns_.emit(sink, begin);
        }
    }

private:
    // Tables that were joined, or the next one under the name of one that is followed, name their columns again.
    [[nodiscard]] bool is_header(std::string_view text) const {
        if (!text.starts_with(header_)) return false;
        text.remove_prefix(header_.size());
        return text.empty() || text.front() == '\n' || text.starts_with("\r\n");
    }

    Columns columns_;
    std::string header_;
    std::vector<int> leaves_; // per column of the log: which mapped one it is, -1 for none
    std::size_t needed_;      // as many columns must be there
    std::size_t most_;        // and no more
    std::size_t all_;         // and as many in a line without an end
    char separator_;
};

std::string no_column(std::string_view column, const std::vector<std::string_view>& names, std::string_view header) {
    const std::string_view nearest = base::nearest(column, names);
    return fmt::format("there is no column {} in the log{}: its first line names {}", base::quoted(column),
                       nearest.empty() ? std::string() : fmt::format(" (did you mean {}?)", base::printable(nearest)),
                       base::quoted(header.substr(0, header.find_first_of("\r\n")), 200));
}

} // namespace

base::Result<std::unique_ptr<Reader>> csv_reader(const Settings& settings, std::string_view header, char separator) {
    std::vector<std::string_view> names;
    Piece kept;
    header = without_mark(header);
    for (std::size_t at = 0;; ++at) {
        std::string_view name;
        bool spilled = false;
        at = take_field(header, at, separator, kept, name, spilled);
        names.push_back(base::trim(name));
        if (at >= header.size() || header[at] == '\n') break;
    }
    std::vector<int> leaves(names.size(), -1);
    const Mapping mapping = columns_of(settings);
    const std::size_t own =
        mapping.columns.size() - settings.mapping.columns.size(); // the format's; it knows several names for each
    std::size_t needed = 0;
    std::size_t found_of_call = 0;
    for (std::size_t leaf = 0; leaf < mapping.columns.size(); ++leaf) {
        const Mapped& one = mapping.columns[leaf];
        const auto found = std::ranges::find(names, one.column);
        if (found == names.end()) {
            if (leaf < own || (settings.table && one.kind != Mapped::Kind::meaning)) continue;
            return base::fail(base::ErrorKind::usage, no_column(one.column, names, header));
        }
        const auto index = static_cast<std::size_t>(found - names.begin());
        leaves[index] = static_cast<int>(leaf);
        // what may be left out at a line's end is not needed
        if (leaf >= own && one.kind == Mapped::Kind::meaning &&
            (settings.table || one.meaning == Meaning::call || one.meaning == Meaning::event ||
             one.meaning == Meaning::time))
            needed = std::max(needed, index + 1);
    }
    if (settings.format != nullptr) {
        for (const Slot& slot : slots_of(settings)) {
            if (slot.kind != Mapped::Kind::meaning || (slot.meaning != Meaning::call && slot.meaning != Meaning::group))
                continue;
            std::size_t first = names.size(); // of those that can say it
            for (const std::uint32_t column : slot.columns)
                if (const auto at = std::ranges::find(leaves, static_cast<int>(column)); at != leaves.end()) {
                    first = std::min(first, static_cast<std::size_t>(at - leaves.begin()) + 1);
                    ++found_of_call;
                }
            if (found_of_call != 0 && slot.meaning == Meaning::call) needed = std::max(needed, first);
        }
        if (found_of_call == 0 && settings.format->find(Meaning::address) == nullptr)
            return base::fail(
                base::ErrorKind::usage,
                no_column(settings.format->find(Meaning::call) != nullptr
                              ? settings.format->columns[settings.format->find(Meaning::call)->columns.front()]
                              : "call",
                          names, header));
    }
    // Of lines without a header all columns are known, and which record is half of one; the last two may be switched off.
    std::size_t most = static_cast<std::size_t>(-1);
    if (settings.records && settings.format != nullptr && !settings.format->header && settings.columns.empty()) {
        most = names.size();
        needed = std::max(needed, names.size() - std::min<std::size_t>(2, names.size()));
    }
    header = header.substr(0, header.find_first_of("\r\n"));
    return std::make_unique<CsvReader>(settings, header, std::move(leaves), needed, most, separator);
}

} // namespace callflow::logs

#include "service/cdr_intake.hpp"

#include "base/text.hpp"
#include "logs/format.hpp"
#include "logs/recognise.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <utility>

namespace callflow::service {
namespace {

constexpr std::size_t looked_at = std::size_t{4} << 20;   // of an item, for its names: some have a recording in them
constexpr std::size_t piece_bytes = std::size_t{4} << 20; // so many at a time; one item may be more

std::string_view without_blanks(std::string_view text) { return base::trim(text); }

} // namespace

CdrIntake::CdrIntake(logs::Settings settings) : settings_(std::move(settings)), given_(settings_.format != nullptr) {
    settings_.records = true;
    settings_.strict = true;
    choose(settings_.format);
    // Until something is recognised: what diallers push beside their records says what it is, in the same envelope.
    if (given_) return;
    static const auto usual = logs::find_format("enigma"); // read once: its description is YAML
    if (usual) choose(*usual);
}

void CdrIntake::choose(const std::shared_ptr<const logs::Format>& format) {
    settings_.format = format;
    reader_.reset();
    if (format != nullptr && format->takes(logs::Kind::ndjson) && format->records.empty())
        reader_ = logs::ndjson_reader(settings_);
}

// An object that the reader of lines takes as it is.
bool CdrIntake::is_plain(std::string_view item) const {
    return reader_ != nullptr && without_blanks(item).starts_with('{') && item.size() < logs::max_line_bytes;
}

CdrIntake::Read CdrIntake::read(std::span<const std::string> items) {
    Read out;
    out.items.resize(items.size());
    for (std::size_t at = 0; at < items.size();) {
        if (!given_ && !seen_) {
            const auto found = logs::recognise(std::string_view(items[at]).substr(0, looked_at));
            seen_ = found.format != nullptr && !found.format->details.empty();
            if (seen_) choose(found.format);
        }
        if (!is_plain(items[at])) {
            const auto index = static_cast<std::uint32_t>(at++);
            if (!read_as_looks(items[index], index, out)) read_alone(items[index], index, out);
            continue;
        }
        std::size_t end = at, size = 0;
        while (end < items.size() && is_plain(items[end]) && (end == at || size + items[end].size() < piece_bytes))
            size += items[end++].size() + 1;
        read_together(items.subspan(at, end - at), at, out);
        at = end;
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        CdrItem& item = out.items[i];
        if (item.records == 0 && item.other.empty() && item.problem.empty()) item.problem = "it holds no record";
    }
    return out;
}

void CdrIntake::read_together(std::span<const std::string> items, std::size_t first, Read& into) {
    std::size_t size = 0;
    for (const std::string& one : items) size += one.size() + 1;
    logs::Piece piece;
    piece.room = size + logs::piece_padding;
    piece.bytes = std::make_unique<char[]>(piece.room);
    std::vector<std::uint32_t> begins;
    for (const std::string& one : items) {
        begins.push_back(static_cast<std::uint32_t>(piece.size));
        char* const to = piece.bytes.get() + piece.size;
        std::memcpy(to, one.data(), one.size());
        // A line break stands between the parts of a JSON text or is a mistake; with a blank in its place both stay what they are.
        std::replace(to, to + one.size(), '\n', ' ');
        std::replace(to, to + one.size(), '\r', ' ');
        to[one.size()] = '\n';
        piece.size += one.size() + 1;
    }
    const auto index_of = [&](std::uint32_t at) {
        return static_cast<std::size_t>(std::ranges::upper_bound(begins, at) - begins.begin()) - 1;
    };
    std::vector<std::uint32_t> again; // what another format may take
    logs::CdrMaker maker(
        *settings_.format, settings_.codes.get(),
        {.cdr =
             [&](logs::Cdr& cdr, std::uint32_t at) {
                 const auto index = static_cast<std::uint32_t>(first + index_of(at));
                 into.records.push_back(std::move(cdr));
                 into.from.push_back(index);
                 ++into.items[index].records;
             },
         .other = [&](std::string_view type, std::uint32_t at) { into.items[first + index_of(at)].other = type; },
         .skipped =
             [&](logs::Reason reason, std::uint32_t at, std::string_view) {
                 into.items[first + index_of(at)].problem = logs::explain(reason);
                 again.push_back(static_cast<std::uint32_t>(index_of(at)));
             },
         .bad_time = [&](std::string_view, std::uint32_t) { ++into.bad_times; }});
    maker.begin(piece);
    reader_->read(piece, maker);
    if (given_) return;
    // Several kinds of records may share a list: what is none of this kind is looked at by itself.
    for (const std::uint32_t one : again) {
        if (into.items[first + one].records == 0)
            static_cast<void>(read_as_looks(items[one], static_cast<std::uint32_t>(first + one), into));
    }
    // in the order of their items
    if (!again.empty()) {
        std::vector<std::size_t> order(into.records.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::ranges::stable_sort(order, {}, [&](std::size_t i) { return into.from[i]; });
        Read sorted;
        for (const std::size_t i : order) {
            sorted.records.push_back(std::move(into.records[i]));
            sorted.from.push_back(into.from[i]);
        }
        into.records = std::move(sorted.records);
        into.from = std::move(sorted.from);
    }
}

// In the format that it looks like by itself, where that is another one than most have. Whether it was.
bool CdrIntake::read_as_looks(const std::string& item, std::uint32_t index, Read& into) {
    if (given_) return false;
    const auto found = logs::recognise(std::string_view(item).substr(0, looked_at));
    if (found.format == nullptr || found.format->details.empty()) return false;
    if (settings_.format != nullptr && found.format->name == settings_.format->name) return false;
    const auto before = std::exchange(settings_.format, found.format);
    into.items[index].problem.clear();
    read_alone(item, index, into);
    settings_.format = before;
    return true;
}

// As a file is read: lists, records over several lines, XML, lines of fields.
void CdrIntake::read_alone(const std::string& item, std::uint32_t index, Read& into) {
    CdrItem& out = into.items[index];
    const auto wrong = [&](std::string_view why) {
        if (out.problem.empty()) out.problem = why;
    };
    if (item.size() >= logs::max_line_bytes) return wrong(logs::explain(logs::Reason::too_long));
    auto file = logs::LogFile::open("the item", base::stream_over(item), settings_);
    if (!file) return wrong(file.error().message);
    const auto format = file->format_data();
    if (format == nullptr) return;
    const auto reader = file->reader();
    logs::CdrMaker maker(*format, settings_.codes.get(),
                         {.cdr =
                              [&](logs::Cdr& cdr, std::uint32_t) {
                                  into.records.push_back(std::move(cdr));
                                  into.from.push_back(index);
                                  ++out.records;
                              },
                          .other = [&](std::string_view type, std::uint32_t) { out.other = type; },
                          .skipped =
                              [&](logs::Reason reason, std::uint32_t, std::string_view) {
                                  // an item has no next line that could finish it
                                  wrong(
                                      logs::explain(reason == logs::Reason::torn ? logs::Reason::unreadable : reason));
                              },
                          .bad_time = [&](std::string_view, std::uint32_t) { ++into.bad_times; }});
    logs::Piece piece;
    for (;;) {
        const auto more = file->next(piece);
        if (!more) return wrong(more.error().message);
        if (file->take_too_long() != 0) wrong(logs::explain(logs::Reason::too_long));
        if (!file->take_damage().empty()) wrong(logs::explain(logs::Reason::damaged));
        if (!*more) return;
        maker.begin(piece);
        reader->read(piece, maker);
    }
}

} // namespace callflow::service

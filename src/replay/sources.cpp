#include "replay/sources.hpp"

#include "replay/collector.hpp"
#include "replay/window.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace callflow::replay {
namespace {

using logs::LogFile;

// The first time in a log; no_time where its first piece, which is left in the batch, has none.
Millis first_time(LogFile& file, Batch& batch) {
    const auto got = file.next(batch.piece);
    if (!got || !*got) return logs::no_time;
    const Options all;
    Spellings spellings;
    Collector collector(batch, all, spellings);
    file.reader()->read(batch.piece, collector);
    Millis first = logs::no_time;
    for (const Record& one : batch.records)
        if (one.time != logs::no_time && (first == logs::no_time || one.time < first)) first = one.time;
    return first;
}

base::Result<void> read_through(LogFile file) {
    logs::Piece piece;
    for (;;) {
        const auto got = file.next(piece);
        if (!got) return tl::unexpected(got.error());
        if (!*got) return {};
    }
}

// When it begins; what can be read only once keeps what was read of it.
void look_at_begin(Waiting& waiting, LogFile file) {
    Batch batch;
    waiting.begins = first_time(file, batch);
    if (!waiting.source.once) return;
    waiting.file = std::move(file);
    if (batch.piece.size != 0) waiting.front = std::move(batch.piece);
}

// Those of one format that have legs of calls, as one that begins with the first of them.
Waiting joined(std::vector<Waiting> parts) {
    std::ranges::stable_sort(parts, {}, &Waiting::begins);
    Waiting out{parts.front().source, parts.front().begins};
    std::vector<logs::OpenLog> rest;
    for (std::size_t i = 1; i < parts.size(); ++i) rest.push_back(std::move(parts[i].source.open));
    out.source.open = [first = std::move(parts.front().source.open),
                       rest = std::move(rest)]() -> base::Result<LogFile> {
        auto file = first();
        if (!file) return file;
        return std::move(*file).whole(rest);
    };
    return out;
}

} // namespace

base::Result<LogFile> Waiting::open() {
    if (file) return std::move(*std::exchange(file, std::nullopt));
    auto opened = source.open();
    if (!opened) return opened;
    return std::move(*opened).whole();
}

base::Result<std::deque<Waiting>> in_order(std::vector<Source> sources) {
    std::deque<Waiting> out;
    if (sources.size() == 1) {
        out.emplace_back(Waiting{std::move(sources.front())});
        return out;
    }
    std::map<std::string, std::vector<Waiting>, std::less<>> legs; // by format
    std::vector<Waiting> refer;
    for (Source& one : sources) {
        Waiting waiting{std::move(one)};
        auto file = waiting.source.open();
        if (!file) return tl::unexpected(file.error());
        const bool again = !waiting.source.once && !file->is_followed();
        const auto format = file->format_data();
        const bool refers = again && file->refers();
        LogFile whole = std::move(*file).whole();
        if (refers) {
            if (const auto read = read_through(std::move(whole)); !read) return tl::unexpected(read.error());
            refer.push_back(std::move(waiting));
            continue;
        }
        look_at_begin(waiting, std::move(whole));
        if (again && format != nullptr && format->summarises())
            legs[format->name].push_back(std::move(waiting));
        else
            out.push_back(std::move(waiting));
    }
    for (Waiting& one : refer) { // which are known by now
        auto file = one.open();
        if (!file) return tl::unexpected(file.error());
        look_at_begin(one, std::move(*file));
        out.push_back(std::move(one));
    }
    for (auto& [format, parts] : legs)
        out.push_back(parts.size() == 1 ? std::move(parts.front()) : joined(std::move(parts)));
    std::ranges::stable_sort(out, {}, &Waiting::begins);
    return out;
}

} // namespace callflow::replay

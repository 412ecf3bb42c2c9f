#include "base/text.hpp"
#include "cli/cdr.hpp"
#include "cli/cli.hpp"
#include "cli/log_options.hpp"
#include "cli/terminal.hpp"
#include "tracking/attempts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace callflow::cli {
namespace {

constexpr std::uint64_t shown_lines = 5; // of those that were skipped
constexpr std::size_t flush_bytes = std::size_t{1} << 20;

base::Result<std::unique_ptr<base::ByteStream>> open_bytes(Io& io, const std::string& path) {
    if (path == "-") return io.open_stdin();
    return io.files->open(path);
}

class FileRead {
public:
    FileRead(Io& io, CdrCounts& counts, const std::function<bool(logs::Cdr&)>& take)
        : io_(io), counts_(counts), take_(take) {}

    // Whether it is to go on with the next one.
    base::Result<bool> read(const std::string& name, const logs::Settings& settings, FormatNotes& notes) {
        auto bytes = open_bytes(io_, name);
        if (!bytes) return tl::unexpected(bytes.error());
        const std::string shown = name == "-" ? "stdin" : name;
        auto file = logs::LogFile::open(shown, std::move(*bytes), settings);
        if (!file) return tl::unexpected(file.error());
        notes.note(*file);
        const auto format = file->format_data();
        if (format == nullptr) return true; // nothing is in it
        const auto reader = file->reader();
        logs::CdrMaker maker(*format, settings.codes.get(),
                             {.cdr = [&](logs::Cdr& cdr, std::uint32_t) { record(cdr); },
                              .other = [&](std::string_view, std::uint32_t) { ++counts_.others; },
                              .skipped =
                                  [&](logs::Reason reason, std::uint32_t at, std::string_view) {
                                      const logs::Place place = logs::place_of(piece_, at, file->line());
                                      skipped(reason, fmt::format("{}:{}", base::printable(shown), place.line),
                                              place.text);
                                  },
                              .bad_time =
                                  [&](std::string_view text, std::uint32_t at) {
                                      bad_time(shown, logs::place_of(piece_, at, file->line()).line, text);
                                  }});
        while (go_on_) {
            const auto more = file->next(piece_);
            if (!more) return tl::unexpected(more.error());
            for (std::uint64_t left = file->take_too_long(); left != 0; --left)
                skipped(logs::Reason::too_long, base::printable(shown), {});
            if (const std::string damage = file->take_damage(); !damage.empty())
                skipped(logs::Reason::damaged, base::printable(shown), damage);
            if (!*more) break;
            maker.begin(piece_);
            reader->read(piece_, maker);
            piece_.kept.clear();
        }
        return go_on_;
    }

private:
    void record(logs::Cdr& cdr) {
        ++counts_.records;
        go_on_ = go_on_ && take_(cdr);
    }

    void skipped(logs::Reason reason, const std::string& where, std::string_view text) {
        ++counts_.skipped[static_cast<std::size_t>(reason)];
        if (counts_.skipped_in_all() > shown_lines) return;
        io_.err += fmt::format("{}: skipped, {}{}{}\n", where, logs::explain(reason), text.empty() ? "" : ": ",
                               base::printable(text, 60));
    }

    void bad_time(std::string_view shown, std::uint64_t line, std::string_view text) {
        if (++counts_.bad_times > shown_lines) return;
        io_.err += fmt::format("{}:{}: {} is no time that can be read: the record is taken without it\n",
                               base::printable(shown), line, base::quoted(base::printable(text, 60)));
    }

    Io& io_;
    CdrCounts& counts_;
    const std::function<bool(logs::Cdr&)>& take_;
    logs::Piece piece_;
    bool go_on_ = true;
};

// `3 records were skipped: 2 not in the log's format, 1 …`; empty where there are none.
std::string describe_skipped(const CdrCounts& counts) {
    const std::uint64_t all = counts.skipped_in_all();
    if (all == 0) return {};
    std::string out = fmt::format("{} record{} skipped", all, all == 1 ? " was" : "s were");
    char between = ':';
    for (std::size_t i = 0; i < counts.skipped.size(); ++i) {
        if (counts.skipped[i] == 0) continue;
        out += fmt::format("{} {} {}", between, counts.skipped[i], logs::explain(static_cast<logs::Reason>(i)));
        between = ',';
    }
    return out;
}

} // namespace

std::uint64_t CdrCounts::skipped_in_all() const {
    return std::accumulate(skipped.begin(), skipped.end(), std::uint64_t{0});
}

base::Result<CdrCounts> read_cdr_files(const Values& values, Io& io, const std::function<bool(logs::Cdr& cdr)>& take) {
    auto settings = cdr_settings(values, io);
    if (!settings) return tl::unexpected(settings.error());
    return read_cdr_files(std::move(*settings), values.written("from") || values.has("map"), values.all("FILE"), io,
                          take);
}

base::Result<CdrCounts> read_cdr_files(logs::Settings settings, bool asked, const std::vector<std::string>& files,
                                       Io& io, const std::function<bool(logs::Cdr& cdr)>& take) {
    settings.records = true;
    settings.strict = true; // a record that is half right is none
    CdrCounts counts;
    FormatNotes notes(io, asked);
    FileRead read(io, counts, take);
    for (const std::string& name : files) {
        const auto goes_on = read.read(name, settings, notes);
        if (!goes_on) return tl::unexpected(goes_on.error());
        if (!*goes_on) break;
    }
    if (const std::string text = describe_skipped(counts); !text.empty()) io.err += text + '\n';
    if (counts.bad_times != 0)
        io.err += fmt::format("{} record{} a time that cannot be read, and {} taken without it\n", counts.bad_times,
                              counts.bad_times == 1 ? " has" : "s have", counts.bad_times == 1 ? "was" : "were");
    if (counts.others != 0)
        io.err += fmt::format("{} record{} no call detail record{}\n", counts.others,
                              counts.others == 1 ? " is" : "s are", counts.others == 1 ? "" : "s");
    return counts;
}

ExitStatus cdr_read(const Values& values, Io& io) {
    std::string out;
    tracking::Attempts attempts;
    const bool to_file = values.has("output") && values.get("output") != "-";
    const auto counts = read_cdr_files(values, io, [&](logs::Cdr& cdr) {
        attempts.number(cdr);
        logs::append_cdr(to_file ? out : io.out, cdr);
        return to_file || io.out.size() < flush_bytes || !io.flush_out || io.flush_out();
    });
    if (!counts) return complain(io, "cdr", counts.error());
    ExitStatus status = ExitStatus::fine;
    if (to_file) status = deliver(values, io, out);
    if (values.has("strict") && counts->skipped_in_all() != 0) status = worst(status, ExitStatus::findings);
    return status;
}

} // namespace callflow::cli

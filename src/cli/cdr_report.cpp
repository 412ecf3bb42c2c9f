#include "report/cdr_report.hpp"

#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "cli/cdr.hpp"
#include "cli/cli.hpp"
#include "cli/terminal.hpp"
#include "tracking/store.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

base::Result<std::vector<tracking::CdrBy>> by_of(const Values& values) {
    std::vector<tracking::CdrBy> out;
    for (std::string_view text = values.get("by"); !text.empty();) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view word = base::trim(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
        const auto found = std::ranges::find(tracking::cdr_bys, word);
        if (found == tracking::cdr_bys.end()) {
            const std::string_view nearest = base::nearest(word, tracking::cdr_bys);
            return base::fail(base::ErrorKind::usage,
                              fmt::format("--by knows no {}{}: it divides by {}", base::quoted(word),
                                          nearest.empty() ? std::string() : fmt::format(" (did you mean {}?)", nearest),
                                          fmt::join(tracking::cdr_bys, ", ")));
        }
        const auto by = static_cast<tracking::CdrBy>(found - tracking::cdr_bys.begin());
        if (std::ranges::find(out, by) != out.end())
            return base::fail(base::ErrorKind::usage, fmt::format("--by has {} twice", word));
        out.push_back(by);
    }
    return out;
}

base::Result<void> read_store(const Values& values, tracking::CdrAccount& account) {
    auto store = tracking::open_store({.where = std::string(values.get("db")), .durable = false, .create = false});
    if (!store) return tl::unexpected(store.error());
    return (*store)->cdrs({}, [&](logs::Cdr& cdr) {
        account.add(cdr);
        return true;
    });
}

} // namespace

ExitStatus cdr_report(const Values& values, Io& io) {
    const auto by = by_of(values);
    if (!by) return complain(io, "cdr", by.error());
    const auto settings = cdr_settings(values, io);
    if (!settings) return complain(io, "cdr", settings.error());
    tracking::CdrAccount account(settings->zone);
    report::CdrRead read;
    if (values.has("db")) {
        if (const auto done = read_store(values, account); !done) return complain(io, "cdr", done.error());
    } else {
        const auto counts = read_cdr_files(values, io, [&](logs::Cdr& cdr) {
            account.add(cdr);
            return true;
        });
        if (!counts) return complain(io, "cdr", counts.error());
        read.others = counts->others;
        read.skipped = counts->skipped;
    }
    const tracking::CdrReport made = account.report(*by);
    std::string out;
    if (values.get("format") == "json")
        report::write_cdr_json(out, made, read);
    else if (values.get("format") == "csv")
        report::write_cdr_csv(out, made);
    else
        report::write_cdr_text(out, made, read);
    const bool skipped = std::ranges::any_of(read.skipped, [](std::uint64_t one) { return one != 0; });
    return worst(deliver(values, io, out), values.has("strict") && skipped ? ExitStatus::findings : ExitStatus::fine);
}

} // namespace callflow::cli

// Pool files, tables of addresses, files of visits and of calls: read without harm, and what was read is played, with the promise kept.
#include "base/files.hpp"
#include "doc/read.hpp"
#include "tracking/pools/simulate.hpp"
#include "tracking/pools/sweep.hpp"
#include "tracking/pools/visit_tables.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace callflow;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

constexpr const char* usual = R"(callflow-pool: 1
regions: {north: {numbers: ["+15550101", "+15550102"], ip: [198.51.100.0/24]}, south: {stock: 2}}
companies: {ours: {home: north, fallback: "+15550199"}, theirs: {home: south, static: {flyer: "+15550190"}}}
rules: {hold: 1h, quarantine: 1h..2h, keep_alive: 5m}
)";

std::optional<tracking::PoolFile> read(const std::string& text) {
    base::Sources sources;
    base::Diagnostics found;
    const base::FileId file = sources.add("pool.yaml", text);
    const auto document =
        doc::read_document(sources, file, found, {.bytes = 1 << 16, .nodes = 10'000, .alias_nodes = 1'000});
    if (!document) {
        require(found.has_errors());
        return std::nullopt;
    }
    auto out = tracking::read_pool(*document, found);
    require(out.has_value() || found.has_errors());
    for (const base::Diagnostic& one : found.items()) require(one.code != nullptr && one.where.end <= text.size());
    return out;
}

void play(const tracking::PoolFile& file, const tracking::VisitLog* log) {
    const auto outcome =
        tracking::simulate_pools(file, {.seed = 1, .log = log, .fixed = {}, .every = -1, .progress = nullptr});
    require(outcome.has_value());
    std::uint64_t shown = 0, ended = 0;
    for (const std::uint64_t one : outcome->shown_as) shown += one;
    for (const std::uint64_t one : outcome->ends) ended += one;
    require(shown == outcome->visits && ended == outcome->calls);
    if (log == nullptr) return;
    require(shown + outcome->unknown_shown == log->visits.size());
    if (log->has_calls) require(ended + outcome->calls_after == log->calls.size());
}

void check(const tracking::TableCounts& counts) {
    std::uint64_t skipped = 0;
    for (const auto& one : counts.skipped) skipped += one.second;
    require(counts.rows == counts.taken + skipped);
}

} // namespace

// The first byte says what the rest is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > 1 << 16) return 0;
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1); // NOLINT: bytes seen as characters
    if (data[0] == 'P') {
        auto file = read(text);
        if (!file) return 0;
        // small enough to be played at once
        std::uint64_t stock = 0;
        for (const auto& one : file->regions) stock += one.stock == tracking::unlimited ? 0 : one.stock;
        if (stock > 1'000) return 0;
        tracking::PoolSynthetic& visits = file->synthetic;
        visits.days = std::min(visits.days, 2u);
        visits.visits_per_day = std::min(visits.visits_per_day, 100.0);
        visits.bursts.resize(std::min<std::size_t>(visits.bursts.size(), 2));
        for (auto& one : visits.bursts) one.visits = std::min(one.visits, 100u);
        for (auto& one : file->regions) one.step = std::min(one.step, 100u);
        play(*file, nullptr);
        static_cast<void>(tracking::parse_sweep(text.substr(0, 100), *file));
        return 0;
    }
    auto file = read(usual);
    require(file.has_value());
    if (data[0] == 'I') {
        if (tracking::read_ip_lines("ranges.csv", text, *file) && file->ips.finish())
            static_cast<void>(file->ips.find(text.substr(0, 40)));
        return 0;
    }
    require(file->ips.finish().has_value());
    tracking::VisitTables tables(*file, {});
    const std::size_t cut = std::min(text.find('\0'), text.size());
    if (!tables.read_visits("visits", base::stream_over(text.substr(0, cut)))) return 0;
    if (cut < text.size() && !tables.read_calls("calls", base::stream_over(text.substr(cut + 1)))) return 0;
    check(tables.visits());
    check(tables.calls());
    const tracking::VisitLog log = tables.finish();
    if (log.last != tracking::no_time && log.last - log.first > 3650 * tracking::one_day) return 0;
    play(*file, &log);
    return 0;
}

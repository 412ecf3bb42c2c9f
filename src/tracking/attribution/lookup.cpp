#include "tracking/attribution/lookup.hpp"

#include "tracking/attribution/loader.hpp"
#include "tracking/attribution/match.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace callflow::tracking {
namespace {

base::Result<void> load(Store& store, Loader& loader, Table table, std::string_view column, const std::string& value) {
    const auto columns = columns_of(table);
    std::vector<std::pair<std::string_view, std::string_view>> cells(columns.size());
    return store.track({.table = table, .as_of = 0, .column = column, .value = value}, [&](const TrackRow& row) {
        for (std::size_t i = 0; i + 1 < columns.size(); ++i) cells[i].second = row.values[i];
        static_cast<void>(loader.take(table, cells));
        return true;
    });
}

} // namespace

base::Result<NumberOwner> look_up(Store& store, const Channels& channels, std::uint64_t number, Millis at,
                                  Millis window) {
    Data data;
    PhoneReader phones; // the store has E.164
    Loader loader(data, channels, phones, {});
    const std::string text = e164(number);
    if (const auto done = load(store, loader, Table::numbers, "number", text); !done)
        return tl::unexpected(done.error());
    if (const auto done = load(store, loader, Table::visits, "number_shown", text); !done)
        return tl::unexpected(done.error());
    loader.finish();
    NumberOwner out;
    const Id place = data.find_phone(number);
    if (place == no_id) return out;
    out.pooled = data.pooled(place);
    const NumberSpan* const span = data.span_at(place, at);
    if (span != nullptr) {
        out.holder = span->holder;
        out.owned = span->holder != Holder::nobody;
        out.state = data.words[span->state];
        out.company = data.companies[span->company];
        out.region = data.regions[span->region];
        out.flow = data.words[span->flow];
        if (span->since != NumberSpan().since) out.since = span->since;
    }
    const auto tell = [&](const Marks& marks) {
        out.source = data.words[marks.source];
        out.medium = data.words[marks.medium];
        out.campaign = data.words[marks.campaign];
        out.keyword = data.words[marks.term];
        out.channel = channels.channel(out.source, out.medium, out.campaign);
    };
    if (out.holder == Holder::fixed) {
        tell(data.marks[span->marks]);
        return out;
    }
    const Id visit = out.pooled && !out.owned ? no_id : shown_last(data, place, at);
    if (visit == no_id) return out;
    const Visit& one = data.visits[visit];
    if (span != nullptr && span->company != 0 && one.company != 0 && span->company != one.company) return out;
    if (!out.pooled) {
        out.owned = true;
        out.holder = Holder::company;
        out.company = data.companies[one.company];
        out.region = data.regions[one.region];
    }
    out.visit = data.visit_ids[visit];
    if (one.visitor != no_id) out.visitor = data.visitors[one.visitor];
    out.shown = std::min(one.last(), at);
    out.within = at - out.shown <= window;
    tell(data.marks[one.marks]);
    return out;
}

} // namespace callflow::tracking

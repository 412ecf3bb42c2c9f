#include "replay/collector.hpp"

#include "base/hash.hpp"

#include <algorithm>
#include <utility>

namespace callflow::replay {

namespace {

// A copy in two halves: what has only just been written so cannot be read as a whole without waiting for it.
std::string_view apart(const std::string_view& text) { return {text.data(), text.size()}; }

// Of what is kept.
constexpr std::size_t most = 10'000, longest = 200;

} // namespace

std::string_view Spellings::kept(std::string_view text, std::string_view& recent) {
    if (text.size() > longest) return text;
    auto found = all_.find(text);
    if (found == all_.end()) {
        if (all_.size() >= most) return text;
        found = all_.emplace(text).first;
    }
    recent = *found;
    return recent;
}

const Spelling& Spellings::kept(std::string_view actor, std::string_view event, const Spelling*& recent,
                                std::deque<Spelling>& passing) {
    const auto found = by_text_.find(std::pair(actor, event));
    if (found != by_text_.end()) return *(recent = found->second);
    const bool lasting = actor.size() <= longest && event.size() <= longest && names_.size() < most;
    Spelling& made =
        (lasting ? names_ : passing).emplace_back(Spelling{std::string(actor), std::string(event), lasting});
    if (!lasting) return made;
    by_text_.emplace(std::pair<std::string_view, std::string_view>(made.actor, made.event), &made);
    return *(recent = &made);
}

void Collector::event(const logs::Event& event) {
    const bool decoded = std::exchange(decoded_, false);
    const Millis before = batch_.reached;
    if (event.time != logs::no_time) { // one without a time comes with the one before
        if (batch_.last == logs::no_time) batch_.first = event.time;
        batch_.last = event.time;
        batch_.reached = std::max(before, event.time);
        batch_.least = std::min(batch_.least, event.time);
    }
    if (!options_.only.empty() && event.call != options_.only) return;
    const std::uint64_t call = base::stable_hash(event.call);
    if (options_.shards > 1 && call % options_.shards != options_.shard) return;
    if (event.time == logs::no_time || event.time_is_borrowed) ++batch_.timeless;
    if (batch_.last == logs::no_time) ++batch_.untimed;
    if (batch_.last < before) batch_.behind.emplace_back(batch_.records.size(), before);
    if (decoded) ++batch_.decoded;
    batch_.largest = std::max(batch_.largest, batch_.last);
    Record& out = batch_.records.emplace_back();
    out.call = call;
    out.time = batch_.last;
    out.sequence = event.sequence;
    out.id = apart(event.call);
    out.name = &spellings_.of(event.actor, event.event, batch_.names);
    out.state = options_.by == By::event ? apart(event.state) : spellings_.of(event.state);
    out.digits = apart(event.digits);
    const std::size_t more =
        event.address.size() | event.signal.size() | event.document.size() | event.input.size() | event.vars.size();
    if (more != 0 || event.of_record != logs::OfRecord::none || event.state_counts) take_more(event, out);
}

// What few records have.
void Collector::take_more(const logs::Event& event, Record& out) {
    const bool asked = event.event.empty() && (!event.address.empty() || !event.signal.empty());
    const bool nothing = !asked && event.of_record == logs::OfRecord::none && !event.state_counts &&
                         event.document.empty() && event.input.empty() && event.vars.empty();
    if (nothing) return; // where an event is named, its address is not asked
    Extra& extra = batch_.extras.emplace_back(Extra{event.address, event.signal, event.document});
    extra.of_record = event.of_record;
    extra.state_counts = event.state_counts;
    std::string known;
    for (const auto& [name, value] : event.input) append_known(known, "input." + std::string(name), value);
    for (const auto& [name, value] : event.vars) append_known(known, name, value);
    if (!known.empty()) extra.known = batch_.piece.keep(std::move(known));
    out.extra = &extra;
}

void Collector::skipped(logs::Reason reason, std::uint32_t at, std::string_view line) {
    decoded_ = false;
    // nobody's record is the business of one shard
    if (options_.shards > 1 && base::stable_hash(line) % options_.shards != options_.shard) return;
    batch_.skipped.emplace_back(reason, at);
}

} // namespace callflow::replay

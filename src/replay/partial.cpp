#include "replay/partial.hpp"

#include "base/codes.hpp"
#include "base/hash.hpp"
#include "doc/read.hpp"
#include "replay/archive.hpp"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <type_traits>

namespace callflow::replay {
namespace {

constexpr std::uint64_t version = 5;

template <class T, class U>
concept Of = std::same_as<std::remove_const_t<T>, U>;

} // namespace

constexpr std::size_t limit_of(Verdict) { return verdict_count; }

// --- the fields of everything, named once ----------------------------------------------------------------

template <class A> void visit(A& a, Of<Example> auto& one) {
    a("hash", one.hash);
    a("call", one.call);
    a("time", one.time);
}
template <class A> void visit(A& a, Of<StepKey> auto& one) {
    a("from", one.from);
    a("event", one.event);
    a("logged", one.logged);
    a("to", one.to);
    a("kind", one.kind);
}
template <class A> void visit(A& a, Of<StepCount> auto& one) {
    a("count", one.count);
    a("anew", one.anew);
    a("hangup", one.hangup);
    a("before", one.before);
}
template <class A> void visit(A& a, Of<Deviation> auto& one) {
    a("count", one.count);
    a("first", one.first);
    a("last", one.last);
    a("examples", one.examples);
}
template <class A> void visit(A& a, Of<VariantKey> auto& one) {
    a("events", one.events);
    a("verdict", one.verdict);
    a("level", one.level);
}
template <class A> void visit(A& a, Of<SkippedAt> auto& one) {
    a("file", one.file);
    a("line", one.line);
    a("text", one.text);
}
template <class A> void visit(A& a, Of<Skipped> auto& one) {
    a("count", one.count);
    a("first", one.first);
}
template <class A> void visit(A& a, Of<Account> auto& one) {
    a("records", one.records);
    a("events", one.events);
    a("nameless", one.nameless);
    a("late", one.late);
    a("decoded", one.decoded);
    a("timeless", one.timeless);
    a("skipped", one.skipped);
    a("first", one.first);
    a("last", one.last);
    a("calls", one.calls);
    a("verdicts", one.verdicts);
    a("abandoned", one.abandoned);
    a("unclear", one.unclear);
    a("answers", one.answers);
    a("lengths", one.lengths);
    a("steps", one.steps);
    a("stays", one.stays);
    a("deviations", one.deviations);
    a("digits", one.digits);
    a("ends", one.ends);
    a("variants", one.variants);
    a("variant_level", one.variant_level);
}
template <class A> void visit(A& a, Of<TimedPart> auto& one) {
    a("state", one.state);
    a("earliest", one.earliest);
    a("latest", one.latest);
    a("fired", one.fired);
}
template <class A> void visit(A& a, Of<OpenPart> auto& one) {
    a("call", one.call);
    a("first", one.first);
    a("last", one.last);
    a("since", one.since);
    a("set", one.set);
    a("way", one.way);
    a("counted", one.counted);
    a("verdict", one.verdict);
    a("events", one.events);
    a("hung_up", one.hung_up);
    a("left", one.left);
    a("answered", one.answered);
    a("summary", one.summary);
    a("timers", one.timers);
}
template <class A> void visit(A& a, Of<CarriedRecord> auto& one) {
    a("call", one.call);
    a("time", one.time);
    a("sequence", one.sequence);
    a("order", one.order);
    a("actor", one.actor);
    a("event", one.event);
    a("state", one.state);
    a("digits", one.digits);
    a("document", one.document);
    a("known", one.known);
    a("request", one.request);
    a("of_record", one.of_record);
    a("decided", one.decided);
    a("right", one.right);
    a("state_counts", one.state_counts);
    a("own_time", one.own_time);
    a("chain", one.chain);
}
template <class A> void visit(A& a, Of<EndedPart> auto& one) {
    a("hash", one.hash);
    a("ok", one.ok);
    a("set", one.set);
    a("time", one.time);
}
template <class A> void visit(A& a, Of<PartNote> auto& one) {
    a("id", one.id);
    a("shard", one.shard);
    a("shards", one.shards);
    a("first", one.first);
    a("last", one.last);
    a("calls", one.calls);
    a("adrift", one.adrift);
}
template <class A> void visit(A& a, Of<Partial> auto& one) {
    a("made_for", one.made_for);
    a("parts", one.parts);
    a("account", one.account);
    a("open", one.open);
    a("carried", one.carried);
    a("ended", one.ended);
}

void Partial::add(Partial other) {
    if (made_for.empty()) made_for = std::move(other.made_for);
    account.add(other.account);
    const auto join = [](auto& into, auto& from) {
        std::ranges::move(from, std::back_inserter(into));
        std::ranges::sort(into);
    };
    join(open, other.open);
    join(carried, other.carried);
    join(ended, other.ended);
    join(parts, other.parts);
}

const PartNote* given_twice(const std::vector<PartNote>& parts, const std::vector<PartNote>& all) {
    for (const PartNote& one : all)
        if (one.id != 0 && std::ranges::find(parts, one.id, &PartNote::id) != parts.end()) return &one;
    return nullptr;
}

namespace {

// Parts of one division by call overlap in time, and each has its calls whole.
bool side_by_side(const PartNote& a, const PartNote& b) {
    constexpr Millis minutes = 5 * 60'000;
    if (a.shards > 1 && a.shards == b.shards) return false;
    return a.first != logs::no_time && b.first != logs::no_time && a.first + minutes < b.last &&
           b.first + minutes < a.last;
}

// Calls that go on in another part before what this one has of them is over.
std::uint64_t torn_calls(const Partial& partial) {
    absl::flat_hash_map<std::uint64_t, Millis> until; // by the call's hash
    for (const OpenPart& one : partial.open) until[base::stable_hash(one.call)] = one.last;
    for (const EndedPart& one : partial.ended) until[one.hash] = one.time;
    absl::flat_hash_set<std::uint64_t> torn;
    for (const CarriedRecord& one : partial.carried) {
        const std::uint64_t call = base::stable_hash(one.call);
        const auto found = until.find(call);
        if (found != until.end() && one.time < found->second) torn.insert(call);
    }
    return torn.size();
}

// Calls that are over, or open since the same moment, in several parts.
std::uint64_t repeated_calls(const Partial& partial) {
    absl::flat_hash_map<std::uint64_t, int> ended;
    absl::flat_hash_map<std::pair<std::uint64_t, Millis>, int> open;
    for (const EndedPart& one : partial.ended) ++ended[one.hash];
    for (const OpenPart& one : partial.open) ++open[{base::stable_hash(one.call), one.first}];
    const auto again = [](const auto& one) { return one.second > 1; };
    return static_cast<std::uint64_t>(std::ranges::count_if(ended, again) + std::ranges::count_if(open, again));
}

// Of divisions by call those of which some parts are missing: `of 3 shards there are only 2`.
std::string missing_shards(const Partial& partial) {
    std::map<std::uint64_t, std::uint64_t> divisions;
    for (const PartNote& one : partial.parts) ++divisions[one.shards];
    std::string out;
    for (const auto& [shards, count] : divisions)
        if (count < shards)
            out += fmt::format("{}of {} shards there {} only {}", out.empty() ? "" : ", ", shards,
                               count == 1 ? "is" : "are", count);
    return out.empty() ? out : out + ": the report is of those";
}

} // namespace

std::string doubts(const Partial& partial) {
    // a few are calls that lost their first record, or records that came late
    const auto many = [](std::uint64_t some, std::uint64_t all) { return some * 20 > all; };
    std::string why;
    for (std::size_t i = 0; i < partial.parts.size() && why.empty(); ++i)
        for (std::size_t k = i + 1; k < partial.parts.size() && why.empty(); ++k) {
            const PartNote& one = partial.parts[i];
            const PartNote& other = partial.parts[k];
            const std::uint64_t adrift = one.adrift + other.adrift;
            if (side_by_side(one, other) && many(adrift, one.calls + other.calls))
                why = fmt::format("{} of {} calls in two parts of the same time begin in neither", adrift,
                                  one.calls + other.calls);
        }
    std::string missing = missing_shards(partial);
    if (const std::uint64_t repeated = repeated_calls(partial); repeated != 0) {
        return fmt::format("{} in several parts, and {} counted in each: do the parts overlap?{}{}",
                           repeated == 1 ? "1 call is" : fmt::format("{} calls are", repeated),
                           repeated == 1 ? "is" : "are", missing.empty() ? "" : " ", missing);
    }
    if (why.empty() && !missing.empty()) return missing;
    const std::uint64_t torn = torn_calls(partial);
    if (why.empty() && many(torn, partial.account.calls + partial.open.size()))
        why = torn == 1 ? std::string("a call goes on in one part before what another has of it is over")
                        : fmt::format("{} calls go on in one part before what another has of them is over", torn);
    if (!why.empty())
        why +=
            "; calls whose records stand in several parts of the same time are not put in order: divide logs by call "
            "or by time, or give them to one replay";
    return why;
}

std::string write_partial(const Partial& partial) {
    std::string out;
    base::JsonWriter json(out, base::JsonWriter::Layout::rows);
    json.begin_object().member("callflow_replay", version);
    ArchiveWriter writer(json);
    visit(writer, partial);
    json.end_object();
    out += '\n';
    return out;
}

base::Result<Partial> read_partial(const base::Sources& sources, base::FileId file, base::Diagnostics& diagnostics) {
    const base::Error unusable{base::ErrorKind::unreadable, "it is no part of a replay"};
    doc::Limits limits;
    limits.bytes = std::uint64_t{1} << 30;
    limits.nodes = 200'000'000;
    const auto document = doc::read_json(sources, file, diagnostics, limits);
    if (!document) return tl::unexpected(unusable);
    const doc::View root = document->root();
    const doc::View made_by = root.is_mapping() ? root.find("callflow_replay") : doc::View();
    Partial out;
    ArchiveReader reader(root);
    if (!made_by) {
        diagnostics.report(base::codes::replay_part, root.span(),
                           "this was not written by `callflow replay --partial`");
        return tl::unexpected(unusable);
    }
    std::uint64_t number = 0;
    reader.read(made_by, number);
    if (number != version) {
        diagnostics.report(base::codes::replay_part, made_by.span(),
                           "this part was written by another version of callflow");
        return tl::unexpected(unusable);
    }
    reader.read(root, out);
    if (!reader.good()) {
        diagnostics.report(base::codes::replay_part, reader.where(),
                           "this is not what `callflow replay --partial` writes here");
        return tl::unexpected(unusable);
    }
    constexpr Millis latest = Millis{1} << 61; // lengths are differences, which have to be numbers too
    const auto is_moment = [](Millis at) { return at >= -latest && at <= latest; };
    const auto is_open = [&](const OpenPart& one) { return is_moment(one.first) && is_moment(one.last); };
    const auto is_carried = [&](const CarriedRecord& one) {
        return is_moment(one.time) && (one.own_time == logs::no_time || is_moment(one.own_time));
    };
    if (!std::ranges::all_of(out.open, is_open) || !std::ranges::all_of(out.carried, is_carried)) {
        diagnostics.report(base::codes::replay_part, root.span(), "a call of this part has a time that is none");
        return tl::unexpected(unusable);
    }
    return out;
}

} // namespace callflow::replay

#include "cli/numbers_lookup.hpp"

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/track.hpp"
#include "tracking/attribution/lookup.hpp"
#include "tracking/attribution/phone.hpp"

#include <ctime>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

std::string time_text(tracking::Millis at) {
    return at == tracking::no_time ? std::string() : base::format_timestamp(at * 1'000'000);
}

std::string describe(std::uint64_t number, tracking::Millis at, const tracking::NumberOwner& owner) {
    std::string out;
    const auto line = [&](std::string_view what, std::string_view value) {
        if (!value.empty()) out += fmt::format("{:9} {}\n", what, base::printable(value));
    };
    line("number", tracking::e164(number));
    line("at", time_text(at));
    line("company", owner.company);
    line("region", owner.region);
    line("state", owner.state);
    line("since", time_text(owner.since));
    line("flow", owner.flow);
    if (!owner.pooled && !owner.owned) out += "it is in no pool, and was not shown to anybody\n";
    if (owner.pooled && !owner.owned) out += "it is nobody's then\n";
    line("visit", owner.visit);
    line("visitor", owner.visitor);
    line("shown", time_text(owner.shown));
    line("channel", owner.channel);
    line("source", owner.source);
    line("medium", owner.medium);
    line("campaign", owner.campaign);
    line("keyword", owner.keyword);
    if (!owner.visit.empty() && !owner.within) out += "that is longer ago than the window: the visit is not known\n";
    return out;
}

void write_json(std::string& out, std::uint64_t number, tracking::Millis at, const tracking::NumberOwner& owner) {
    base::JsonWriter json(out, base::JsonWriter::Layout::indented);
    const auto member = [&](std::string_view name, const std::string& value) {
        json.key(name);
        value.empty() ? json.null() : json.value(value);
    };
    json.begin_object().member("callflow_number", 1).member("number", tracking::e164(number));
    member("at", time_text(at));
    json.member("pooled", owner.pooled).member("owned", owner.owned);
    member("company", owner.company);
    member("region", owner.region);
    member("state", owner.state);
    member("since", time_text(owner.since));
    member("flow", owner.flow);
    json.key("visit");
    if (owner.visit.empty()) {
        json.null();
    } else {
        json.begin_object();
        member("id", owner.visit);
        member("visitor", owner.visitor);
        member("shown", time_text(owner.shown));
        json.member("within_window", owner.within).end_object();
    }
    member("channel", owner.channel);
    member("source", owner.source);
    member("medium", owner.medium);
    member("campaign", owner.campaign);
    member("keyword", owner.keyword);
    json.end_object();
    out += '\n';
}

} // namespace

ExitStatus numbers_lookup(const NumbersLookup& asked, std::string_view command, Io& io) {
    const auto usage = [&](std::string why) {
        return complain(io, command, base::Error{base::ErrorKind::usage, std::move(why)});
    };
    if (asked.db.empty()) return usage("lookup asks a store: --db");
    tracking::PhoneReader phones{std::string(asked.region)};
    const tracking::Phone phone = phones.read(asked.number);
    if (const auto state = phones.state(); !state) return complain(io, command, state.error());
    if (phone.kind != tracking::Phone::Kind::number)
        return usage(fmt::format("{} is no phone number; one without a country's code needs --region",
                                 base::quoted(asked.number)));
    const auto window = length_of("window", asked.window);
    if (!window) return complain(io, command, window.error());
    tracking::Millis at = 0;
    if (!asked.at.empty()) {
        const auto moment = base::parse_timestamp(asked.at);
        if (!moment)
            return usage(
                fmt::format("--at takes a moment such as 2026-01-31T00:00:00Z, not {}", base::quoted(asked.at)));
        at = *moment / 1'000'000;
    } else {
        timespec now{};
        static_cast<void>(::clock_gettime(CLOCK_REALTIME, &now));
        at = static_cast<tracking::Millis>(now.tv_sec) * 1000;
    }
    auto store = tracking::open_store({.where = std::string(asked.db), .durable = false, .create = false});
    if (!store) return complain(io, command, store.error());
    const auto owner = tracking::look_up(**store, tracking::Channels::usual(), phone.number, at, *window);
    if (!owner) return complain(io, command, owner.error());
    if (asked.format == "json")
        write_json(io.out, phone.number, at, *owner);
    else
        io.out += describe(phone.number, at, *owner);
    return owner->owned ? ExitStatus::fine : ExitStatus::findings;
}

} // namespace callflow::cli

#include "base/json_writer.hpp"
#include "report/masking.hpp"
#include "report/replay.hpp"

#include <algorithm>
#include <cmath>

namespace callflow::report {
namespace {

using base::JsonWriter;
using replay::Lengths;

double rounded(double number) { return std::round(number * 1e6) / 1e6; }
double share(std::uint64_t part, std::uint64_t all) {
    return all == 0 ? 0 : rounded(static_cast<double>(part) / static_cast<double>(all));
}

void write_time(JsonWriter& json, std::string_view name, replay::Millis time) {
    json.key(name);
    if (time == logs::no_time)
        json.null();
    else
        json.value(time_text(time));
}

void write_lengths(JsonWriter& json, std::string_view name, const Lengths& one) {
    json.key(name)
        .begin_object()
        .member("count", one.count)
        .member("sum", one.sum)
        .member("mean", static_cast<std::uint64_t>(std::llround(one.mean())));
    json.member("p50", one.p50).member("p90", one.p90).member("p99", one.p99).member("max", one.max).end_object();
}

void write_place(JsonWriter& json, const replay::Place& place) {
    if (place.line != 0) json.member("file", place.file).member("line", place.line);
}

void write_headline(JsonWriter& json, const replay::Headline& head, const ReplayOptions& options) {
    json.key("calls").begin_object().member("all", head.calls).member("followed", head.followed);
    json.member("followed_share", rounded(head.share()));
    for (const auto& [name, count] : {std::pair("answered", head.answered), std::pair("abandoned", head.abandoned),
                                      std::pair("unclear", head.unclear)}) {
        json.key(name);
        if (head.talks)
            json.value(count);
        else
            json.null();
    }
    json.end_object();
    json.key("verdicts").begin_object();
    for (std::size_t i = 0; i < replay::verdict_count; ++i)
        json.member(replay::to_string(static_cast<replay::Verdict>(i)), head.verdicts[i]);
    json.end_object();
    if (head.talks)
        write_lengths(json, "answer_ms", head.answer);
    else
        json.key("answer_ms").null();
    write_lengths(json, "length_ms", head.length);
    json.key("records").begin_object().member("read", head.records).member("events", head.events);
    json.member("nameless", head.nameless)
        .member("late", head.late)
        .member("decoded", head.decoded)
        .member("timeless", head.timeless);
    json.member("skipped", head.left_out());
    write_time(json, "first", head.first);
    write_time(json, "last", head.last);
    json.end_object();
    json.key("skipped").begin_array();
    for (std::size_t i = 0; i < head.skipped.size(); ++i) {
        const replay::Skipped& one = head.skipped[i];
        if (one.count == 0) continue;
        json.begin_object().member("reason", logs::to_string(static_cast<logs::Reason>(i))).member("count", one.count);
        json.key("first").begin_array();
        for (const replay::SkippedAt& at : one.first) {
            json.begin_object().member("file", at.file).member("line", at.line);
            json.member("text", options.show_numbers ? at.text : mask_line(at.text)).end_object();
        }
        json.end_array().end_object();
    }
    json.end_array();
}

void write_states(JsonWriter& json, const replay::Report& report) {
    json.key("states").begin_array();
    for (const replay::StateRow& one : report.states) {
        json.begin_object().member("state", one.state).member("several", replay::is_several(one.state));
        write_place(json, one.place);
        json.member("entered", one.entered).member("came", one.came).member("hung_up", one.hung_up);
        json.member("hung_up_share", share(one.hung_up, one.came));
        write_lengths(json, "before_hanging_up_ms", one.before);
        write_lengths(json, "stayed_ms", one.stayed);
        json.member("ended", one.ended).member("deviated", one.deviated);
        if (!one.prompt.empty()) json.member("prompt", one.prompt);
        json.key("left_by").begin_array();
        for (const auto& [event, count] : one.left)
            json.begin_object().member("event", event).member("count", count).end_object();
        json.end_array().end_object();
    }
    json.end_array();
    json.key("time_ms").begin_object().member("all", report.time).member("several", report.unknown_time);
    json.member("several_share", share(report.unknown_time, report.time)).end_object();
}

void write_digits(JsonWriter& json, const replay::Report& report) {
    json.key("digits").begin_array();
    for (const replay::DigitsRow& one : report.digits) {
        json.begin_object().member("state", one.state);
        write_place(json, one.place);
        json.member("pressed", one.pressed).member("wrong", one.wrong).member("silent", one.silent);
        json.member("retries", one.retries).key("keys").begin_array();
        for (const replay::DigitsRow::Keys& keys : one.keys)
            json.begin_object()
                .member("keys", keys.text)
                .member("count", keys.count)
                .member("wrong", keys.wrong)
                .end_object();
        json.end_array().end_object();
    }
    json.end_array();
}

void write_deviation(JsonWriter& json, const replay::DeviationRow& one) {
    json.begin_object()
        .member("kind", replay::to_string(one.kind))
        .member("state", one.state)
        .member("event", one.event);
    json.member("logged", one.logged).member("count", one.count);
    write_time(json, "first", one.first);
    write_time(json, "last", one.last);
    write_place(json, one.place);
    json.member("why", one.why).key("instead").begin_array();
    for (const std::string& event : one.instead) json.value(event);
    json.end_array().key("examples").begin_array();
    for (const replay::Example& example : one.examples) json.value(example.call);
    json.end_array().end_object();
}

void write_dead(JsonWriter& json, const replay::Report& report) {
    json.key("dead_states").begin_array();
    for (const replay::DeadRow& one : report.dead_states) {
        json.begin_object().member("state", one.state);
        write_place(json, one.place);
        json.end_object();
    }
    json.end_array().key("dead_transitions").begin_array();
    for (const replay::DeadRow& one : report.dead_transitions) {
        json.begin_object().member("state", one.state).member("event", one.event).member("to", one.to);
        write_place(json, one.place);
        json.end_object();
    }
    json.end_array().key("unknown_events").begin_array();
    for (const replay::UnknownRow& one : report.unknown) {
        json.begin_object().member("event", one.event).member("count", one.count);
        if (!one.nearest.empty()) json.member("nearest", one.nearest);
        json.end_object();
    }
    json.end_array();
}

void write_variants(JsonWriter& json, const replay::Report& report, std::size_t top) {
    json.key("variants").begin_object().member("all", report.variants.size()).member("calls", report.variant_calls);
    json.member("one_in", std::uint64_t{1} << report.variant_level).key("top").begin_array();
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < std::min(top, report.variants.size()); ++i) {
        const replay::VariantRow& one = report.variants[i];
        sum += one.count;
        json.begin_object().member("count", one.count).member("share", share(one.count, report.variant_calls));
        json.member("cumulative", share(sum, report.variant_calls)).member("verdict", replay::to_string(one.verdict));
        json.key("events").begin_array();
        for (const std::string& event : one.events) json.value(event);
        json.end_array().end_object();
    }
    json.end_array().end_object();
}

} // namespace

void write_replay_json(std::string& out, const replay::Report& report, const replay::Comparison* changes,
                       const ReplayOptions& options) {
    JsonWriter json(out, JsonWriter::Layout::rows);
    json.begin_object().member("callflow_replay_report", 1).member("flow", report.flow);
    write_headline(json, report.headline, options);
    write_states(json, report);
    write_digits(json, report);
    json.key("deviations").begin_array();
    for (const replay::DeviationRow& one : report.deviations) write_deviation(json, one);
    json.end_array();
    write_dead(json, report);
    write_variants(json, report, options.top);
    if (changes != nullptr) {
        json.key("baseline").begin_object().member("calls", changes->calls);
        if (!changes->nothing.empty()) json.member("nothing", changes->nothing);
        json.key("changes").begin_array();
        for (const replay::Change& one : changes->changes) {
            json.begin_object().member("what", one.what).member("where", one.where);
            json.member("before", rounded(one.before)).member("now", rounded(one.now)).end_object();
        }
        json.end_array().key("new_deviations").begin_array();
        for (const replay::DeviationRow& one : changes->fresh) write_deviation(json, one);
        json.end_array().key("gone_deviations").begin_array();
        for (const replay::DeviationRow& one : changes->gone) {
            json.begin_object().member("kind", replay::to_string(one.kind)).member("state", one.state);
            json.member("event", one.event).member("logged", one.logged).member("count", one.count).end_object();
        }
        json.end_array().end_object();
    }
    json.end_object();
    out += '\n';
}

} // namespace callflow::report

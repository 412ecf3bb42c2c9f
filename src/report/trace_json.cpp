#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "report/trace.hpp"

namespace callflow::report {
namespace {

using base::JsonWriter;

void write_values(JsonWriter& json, std::string_view name,
                  const std::vector<std::pair<std::string, expr::Value>>& values) {
    json.key(name).begin_object();
    for (const auto& [key, value] : values) json.key(key).raw(value.to_json());
    json.end_object();
}

void write_place(JsonWriter& json, const base::Span& where, const base::Sources& sources) {
    if (!where.valid() || where.file >= sources.size()) return;
    const base::Source& source = sources[where.file];
    const base::Position position = source.position(where.begin);
    json.member("file", source.name()).member("line", position.line);
}

void write_tried(JsonWriter& json, const scenario::TraceStep& step, const base::Sources& sources) {
    json.key("tried").begin_array();
    for (const scenario::TraceTried& tried : step.tried) {
        json.begin_object().member("event", tried.event).member("target", tried.target);
        json.member("held", tried.held).member("why", tried.why);
        if (!tried.failed.empty()) json.member("failed", tried.failed);
        write_values(json, "saw", tried.saw);
        write_place(json, tried.where, sources);
        json.end_object();
    }
    json.end_array();
}

void write_moves(JsonWriter& json, const scenario::TraceStep& step) {
    json.key("moves").begin_array();
    for (const scenario::TraceMove& move : step.moves) {
        json.begin_object().member("from", move.from).member("to", move.to);
        json.member("event", move.event).member("loopback", move.loopback);
        json.member("tried", move.tried).member("effects", move.effects).end_object();
    }
    json.end_array();
}

void write_pairs(JsonWriter& json, std::string_view key,
                 const std::vector<std::pair<std::string, std::string>>& pairs) {
    json.key(key).begin_array();
    for (const auto& [name, value] : pairs) json.begin_array().value(name).value(value).end_array();
    json.end_array();
}

void write_requests(JsonWriter& json, const std::vector<scenario::TraceRequest>& requests) {
    json.key("requests").begin_array();
    for (const scenario::TraceRequest& request : requests) {
        json.begin_object().member("provider", request.provider).member("method", request.method);
        json.member("url", request.url);
        write_pairs(json, "headers", request.headers);
        write_pairs(json, "form", request.form);
        json.member("body", request.body).end_object();
    }
    json.end_array();
}

void write_decoded(JsonWriter& json, const scenario::TraceDecoded& decoded) {
    json.key("decoded").begin_object().member("as", decoded.as).member("kind", decoded.kind);
    json.member("signal", decoded.signal).member("actor", decoded.actor).member("call_id", decoded.call_id);
    write_values(json, "call", decoded.call);
    json.end_object();
}

void write_effects(JsonWriter& json, const scenario::TraceStep& step) {
    json.key("effects").begin_array();
    for (const scenario::TraceEffect& effect : step.effects) {
        json.begin_object().member("kind", effect.kind).member("group", effect.group);
        if (effect.kind == "run") {
            json.member("run", effect.hook);
        } else {
            write_values(json, effect.kind, effect.fields);
        }
        if (!effect.requests.empty()) write_requests(json, effect.requests);
        json.end_object();
    }
    json.end_array();
}

void write_documents(JsonWriter& json, const scenario::TraceStep& step) {
    json.key("documents").begin_array();
    for (const scenario::TraceDocument& document : step.documents) {
        json.begin_object().member("provider", document.provider);
        json.member("content_type", document.content_type).member("body", document.body).end_object();
    }
    json.end_array();
}

// What happened at the provider: of the flow there is nothing to tell.
void write_moment(JsonWriter& json, const scenario::TraceStep& step, const scenario::TraceMoment& moment) {
    json.begin_object().member("step", step.number).member("kind", step.kind);
    json.member("call", step.call).member("at", base::format_duration(step.at));
    json.member("who", moment.who).member("party", moment.party).member("text", moment.text);
    if (step.kind == "heard") {
        json.member("sound", moment.sound);
        if (moment.until >= 0) json.member("until", base::format_duration(moment.until));
    }
    if (!moment.code.empty()) json.member("code", moment.code);
    if (step.kind == "error") json.member("stops", moment.stops);
    if (step.kind == "person") json.member("outcome", step.outcome).member("error", step.error);
    json.end_object();
}

void write_step(JsonWriter& json, const scenario::TraceStep& step, const base::Sources& sources) {
    if (!step.moment.empty()) {
        write_moment(json, step, step.moment.front());
        return;
    }
    json.begin_object().member("step", step.number).member("kind", step.kind);
    json.member("call", step.call).member("at", base::format_duration(step.at));
    json.member("event", step.event);
    write_values(json, "input", step.input);
    if (!step.failure.empty()) json.member("failure", step.failure);
    json.member("outcome", step.outcome).member("error", step.error);
    json.member("machine", step.machine);
    json.member("state_before", step.state_before).member("state", step.state);
    json.key("stack").begin_array();
    for (const std::string& state : step.stack) json.value(state);
    json.end_array();
    json.member("attempt", step.attempt);
    write_tried(json, step, sources);
    write_moves(json, step);
    if (!step.request.empty()) write_requests(json, step.request);
    for (const scenario::TraceDecoded& decoded : step.decoded) write_decoded(json, decoded);
    write_effects(json, step);
    write_values(json, "changed", step.changed);
    write_documents(json, step);
    json.member("ended", step.ended).member("end_outcome", step.end_outcome);
    json.end_object();
}

void write_legs(JsonWriter& json, const scenario::Trace& trace) {
    if (trace.legs.empty()) return;
    const auto moment = [&](std::string_view name, std::int64_t time) {
        if (time >= 0) json.member(name, base::format_duration(time));
    };
    json.key("legs").begin_array();
    for (const scenario::TraceLeg& leg : trace.legs) {
        json.begin_object().member("name", leg.name).member("platform", leg.platform);
        json.member("from", leg.from).member("to", leg.to);
        moment("began", leg.began);
        moment("answered", leg.answered);
        moment("ended", leg.ended);
        if (!leg.ended_by.empty()) json.member("ended_by", leg.ended_by);
        json.key("talks").begin_array();
        for (const scenario::TraceTalk& one : leg.talks) {
            json.begin_object().member("with", one.party);
            moment("from", one.from);
            moment("until", one.until);
            if (!one.through.empty()) json.member("through", one.through);
            json.end_object();
        }
        json.end_array().end_object();
    }
    json.end_array();
}

} // namespace

void write_trace_json(std::string& out, std::span<const scenario::Trace> traces, const base::Sources& sources) {
    JsonWriter json(out, JsonWriter::Layout::indented);
    json.begin_object().member("callflow_trace", 1).key("runs").begin_array();
    for (const scenario::Trace& trace : traces) {
        json.begin_object().member("flow", trace.flow).member("scenario", trace.scenario);
        json.member("now", base::format_timestamp(trace.now)).member("seed", trace.seed);
        json.key("providers").begin_array();
        for (const std::string& provider : trace.providers) json.value(provider);
        json.end_array().key("steps").begin_array();
        for (const scenario::TraceStep& step : trace.steps) write_step(json, step, sources);
        json.end_array();
        write_legs(json, trace);
        for (const scenario::TraceHangUps& one : trace.hang_ups) {
            json.key("hang_ups").begin_object().member("moments", one.moments).member("stuck", one.stuck).end_object();
        }
        json.end_object();
    }
    json.end_array().end_object();
    out += '\n';
}

} // namespace callflow::report

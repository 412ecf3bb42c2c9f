#include "report/replay_export.hpp"

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "report/markup.hpp"
#include "report/masking.hpp"
#include "report/replay.hpp"

#include <fmt/format.h>
#include <iterator>
#include <set>

namespace callflow::report {
namespace {

constexpr std::string_view begins = "call begins"; // as the format `xes` knows it
constexpr std::size_t whole = 100'000;             // code points of a text that is not cut

std::string actor_of(std::string_view event) {
    const std::size_t point = event.find('.');
    return point == std::string_view::npos ? std::string() : std::string(event.substr(0, point));
}

std::string escaped(std::string_view text) { return markup(text, whole); }

void xes_text(std::string& out, std::string_view margin, std::string_view key, std::string_view value) {
    fmt::format_to(std::back_inserter(out), "{}<string key=\"{}\" value=\"{}\"/>\n", margin, key, escaped(value));
}

std::string digits_of(replay::ShownDigits& digits, const replay::Seen& seen, bool show_numbers) {
    if (seen.digits.empty()) return {};
    if (auto careful = digits.text(seen.step.from, seen.step.event, seen.digits)) return std::move(*careful);
    return show_numbers ? std::string(seen.digits) : mask_numbers(std::string(seen.digits));
}

} // namespace

std::uint32_t CallExport::text(const std::string& text) {
    const auto [at, fresh] = numbers_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (fresh) texts_.push_back(text);
    return at->second;
}

void CallExport::add(const replay::Seen& seen) {
    auto at = ids_.find(seen.call);
    const bool named = !seen.step.event.empty();
    if (!named && at != ids_.end()) return;
    if (at == ids_.end()) {
        at = ids_.emplace(std::string(seen.call), calls_.size()).first;
        calls_.push_back({std::string(seen.call), {}});
    }
    Call& call = calls_[at->second];
    if (call.verdict == replay::Verdict::ok) call.verdict = seen.step.kind;
    const std::string name = !named          ? std::string(begins)
                             : show_numbers_ ? seen.step.event
                                             : mask_numbers(seen.step.event);
    call.events.push_back({seen.time, text(name), text(seen.step.from), text(seen.step.to), seen.step.kind,
                           digits_of(digits_, seen, show_numbers_)});
}

void CallExport::add(const replay::Fault& fault) {
    const auto at = ids_.find(fault.call);
    if (at == ids_.end()) return;
    Call& call = calls_[at->second];
    if (call.verdict == replay::Verdict::ok) call.verdict = fault.verdict;
}

void CallExport::write_xes(std::string& out) const {
    out +=
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<log xes.version=\"1.0\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n"
        "  <extension name=\"Concept\" prefix=\"concept\" uri=\"http://www.xes-standard.org/concept.xesext\"/>\n"
        "  <extension name=\"Time\" prefix=\"time\" uri=\"http://www.xes-standard.org/time.xesext\"/>\n"
        "  <extension name=\"Organizational\" prefix=\"org\" uri=\"http://www.xes-standard.org/org.xesext\"/>\n"
        "  <extension name=\"Lifecycle\" prefix=\"lifecycle\" uri=\"http://www.xes-standard.org/lifecycle.xesext\"/>\n"
        "  <global scope=\"trace\">\n    <string key=\"concept:name\" value=\"\"/>\n  </global>\n"
        "  <global scope=\"event\">\n    <string key=\"concept:name\" value=\"\"/>\n"
        "    <date key=\"time:timestamp\" value=\"1970-01-01T00:00:00Z\"/>\n  </global>\n"
        "  <classifier name=\"Event\" keys=\"concept:name\"/>\n";
    xes_text(out, "  ", "concept:name", machine_.flow().name);
    for (const Call& call : calls_) {
        out += "  <trace>\n";
        xes_text(out, "    ", "concept:name", call.id);
        xes_text(out, "    ", "verdict", replay::to_string(call.verdict));
        for (const Event& one : call.events) {
            out += "    <event>\n";
            xes_text(out, "      ", "concept:name", texts_[one.name]);
            fmt::format_to(std::back_inserter(out), "      <date key=\"time:timestamp\" value=\"{}\"/>\n",
                           time_text(one.time));
            xes_text(out, "      ", "lifecycle:transition", "complete");
            if (const std::string actor = actor_of(texts_[one.name]); !actor.empty())
                xes_text(out, "      ", "org:resource", actor);
            xes_text(out, "      ", "state_before", texts_[one.from]);
            xes_text(out, "      ", "state", texts_[one.to]);
            if (one.verdict != replay::Verdict::ok) xes_text(out, "      ", "verdict", replay::to_string(one.verdict));
            if (!one.digits.empty()) xes_text(out, "      ", "digits", one.digits);
            out += "    </event>\n";
        }
        out += "  </trace>\n";
    }
    out += "</log>\n";
}

void CallExport::write_ocel(std::string& out) const {
    base::JsonWriter json(out, base::JsonWriter::Layout::rows);
    std::set<std::string> names, actors;
    for (const Call& call : calls_)
        for (const Event& one : call.events) {
            names.insert(texts_[one.name]);
            if (std::string actor = actor_of(texts_[one.name]); !actor.empty()) actors.insert(std::move(actor));
        }
    const auto types = [&](std::initializer_list<std::string_view> attributes) {
        json.key("attributes").begin_array();
        for (const std::string_view one : attributes)
            json.begin_object().member("name", one).member("type", "string").end_object();
        json.end_array();
    };
    json.begin_object().key("objectTypes").begin_array();
    json.begin_object().member("name", "actor");
    types({});
    json.end_object().begin_object().member("name", "call");
    types({"verdict"});
    json.end_object().end_array().key("eventTypes").begin_array();
    for (const std::string& name : names) {
        json.begin_object().member("name", name);
        types({"state_before", "state", "verdict", "digits"});
        json.end_object();
    }
    json.end_array().key("objects").begin_array();
    for (const std::string& actor : actors)
        json.begin_object().member("id", "actor:" + actor).member("type", "actor").end_object();
    for (const Call& call : calls_) {
        json.begin_object().member("id", "call:" + call.id).member("type", "call").key("attributes").begin_array();
        json.begin_object().member("name", "verdict").member("time", time_text(call.events.front().time));
        json.member("value", replay::to_string(call.verdict)).end_object().end_array().end_object();
    }
    json.end_array().key("events").begin_array();
    std::uint64_t number = 0;
    for (const Call& call : calls_)
        for (const Event& one : call.events) {
            json.begin_object().member("id", fmt::format("e{}", ++number)).member("type", texts_[one.name]);
            json.member("time", time_text(one.time)).key("attributes").begin_array();
            const auto attribute = [&](std::string_view name, std::string_view value) {
                if (!value.empty()) json.begin_object().member("name", name).member("value", value).end_object();
            };
            attribute("state_before", texts_[one.from]);
            attribute("state", texts_[one.to]);
            attribute("verdict", replay::to_string(one.verdict));
            attribute("digits", one.digits);
            json.end_array().key("relationships").begin_array();
            json.begin_object().member("objectId", "call:" + call.id).member("qualifier", "happens in").end_object();
            if (const std::string actor = actor_of(texts_[one.name]); !actor.empty())
                json.begin_object().member("objectId", "actor:" + actor).member("qualifier", "done by").end_object();
            json.end_array().end_object();
        }
    json.end_array().end_object();
    out += '\n';
}

} // namespace callflow::report

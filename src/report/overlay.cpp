#include "report/overlay.hpp"

#include "base/json_writer.hpp"

#include <cmath>
#include <string_view>

namespace callflow::report {
namespace {

using base::JsonWriter;
using flow::Annotation;

std::string_view to_string(Annotation::Part part) {
    switch (part) {
    case Annotation::Part::state: return "state";
    case Annotation::Part::transition: return "transition";
    case Annotation::Part::guard: return "guard";
    case Annotation::Part::callback: return "callback";
    case Annotation::Part::response: return "response";
    }
    return {};
}

// Whole numbers without a point.
void write_numbers(JsonWriter& json, const std::vector<std::pair<std::string, double>>& numbers) {
    json.key("numbers").begin_object();
    for (const auto& [name, number] : numbers) {
        if (std::abs(number) < 9e15 && number == std::trunc(number))
            json.member(name, static_cast<std::int64_t>(number));
        else
            json.member(name, number);
    }
    json.end_object();
}

void write_changes(JsonWriter& json, const std::vector<flow::Change>& changes) {
    if (changes.empty()) return;
    json.key("changes").begin_array();
    for (const flow::Change& one : changes)
        json.begin_object().member("path", one.path).member("old", one.old).member("new", one.now).end_object();
    json.end_array();
}

void write_item(JsonWriter& json, const Annotation& item, const base::Sources& sources) {
    json.begin_object().member("part", to_string(item.part));
    const auto text = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) json.member(name, value);
    };
    text("body", item.body);
    text("state", item.state);
    text("event", item.event);
    text("to", item.to);
    text("text", item.text);
    if (item.where.file < sources.size()) {
        const base::Source& source = sources[item.where.file];
        const base::Position at = source.position(item.where.begin);
        json.member("file", source.name()).member("line", at.line).member("column", at.column);
    }
    json.member("count", item.count);
    json.key("marks").begin_array();
    for (const std::string& mark : item.marks) json.value(mark);
    json.end_array();
    write_numbers(json, item.numbers);
    if (!item.way.empty()) {
        json.key("way").begin_array();
        for (const std::string& event : item.way) json.value(event);
        json.end_array();
    }
    if (!item.steps.empty()) {
        json.key("steps").begin_array();
        for (const std::uint32_t step : item.steps) json.value(step);
        json.end_array();
    }
    text("was", item.was);
    write_changes(json, item.changes);
    json.end_object();
}

} // namespace

void write_overlay(std::string& out, std::span<const flow::Annotations> flows, const base::Sources& sources) {
    JsonWriter json(out, JsonWriter::Layout::indented);
    json.begin_object().member("callflow_overlay", 1);
    json.key("flows").begin_array();
    for (const flow::Annotations& one : flows) {
        json.begin_object().member("flow", one.flow).member("name", one.name).member("kind", one.kind);
        if (!one.old.empty()) json.member("old", one.old);
        write_changes(json, one.changes);
        write_numbers(json, one.numbers);
        json.key("items").begin_array();
        for (const Annotation& item : one.items) write_item(json, item, sources);
        json.end_array().end_object();
    }
    json.end_array().end_object();
    out.push_back('\n');
}

} // namespace callflow::report

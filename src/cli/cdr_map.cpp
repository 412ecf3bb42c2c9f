// What `cdr` reads: a format that has call detail records, or one that `--map` makes.
#include "base/edit_distance.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/cdr.hpp"
#include "cli/log_options.hpp"
#include "logs/format.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <vector>

namespace callflow::cli {
namespace {

base::Error usage(std::string message) { return {base::ErrorKind::usage, std::move(message)}; }

// A field of the record, and what of a format that is: of its `map`, of its `cdr`, or of both.
struct Field {
    std::string_view name, map, cdr;
};
constexpr Field fields[] = {
    {"call", "call", ""},
    {"key", "", "key"},
    {"group", "group", ""},
    {"start", "start", ""},
    {"answer", "answer", ""},
    {"end", "end", ""},
    {"duration", "duration", "duration"},
    {"talk", "talk", "talk"},
    {"ring", "", "ring"},
    {"ivr", "", "ivr"},
    {"hold", "", "hold"},
    {"wrapup", "", "wrapup"},
    {"disposition", "code", "disposition"},
    {"code", "", "code"},
    {"number", "", "client"},
    {"client", "", "client"},
    {"dialler", "", "dialler"},
    {"from", "", "from"},
    {"to", "", "to"},
    {"direction", "", "direction"},
    {"contact", "", "contact"},
    {"attempt", "", "attempt"},
    {"campaign", "", "campaign"},
    {"extension", "", "extension"},
    {"agent", "", "agent"},
    {"answered_by", "", "answered_by"},
    {"ended_by", "", "ended_by"},
    {"recording", "", "recording"},
    {"stage", "", "stage"},
    {"type", "", "type"},
};

using Columns = std::map<std::string_view, std::vector<std::string_view>>;

void section(base::JsonWriter& json, std::string_view name, const Columns& columns) {
    json.key(name).begin_object();
    for (const auto& [what, names] : columns) {
        json.key(what).begin_array();
        for (const std::string_view one : names) json.value(one);
        json.end_array();
    }
    json.end_object();
}

base::Result<std::shared_ptr<const logs::Format>> mapped(std::string_view text) {
    Columns map, cdr;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view part = base::trim(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos || equals + 1 == part.size())
            return tl::unexpected(usage(fmt::format("--map takes FIELD=COLUMN,…, not {}", base::quoted(part))));
        const std::string_view name = part.substr(0, equals);
        const auto* const field = std::ranges::find(fields, name, &Field::name);
        if (field == std::end(fields)) {
            std::vector<std::string_view> names;
            for (const Field& one : fields) names.push_back(one.name);
            const std::string_view nearest = base::nearest(name, names);
            return tl::unexpected(
                usage(fmt::format("--map: a call detail record has no {}{}; it has {}", base::quoted(name),
                                  nearest.empty() ? std::string() : fmt::format(" (did you mean {}?)", nearest),
                                  fmt::join(names, ", "))));
        }
        if (!field->map.empty()) map[field->map].push_back(part.substr(equals + 1));
        if (!field->cdr.empty()) cdr[field->cdr].push_back(part.substr(equals + 1));
    }
    if (!map.contains("call")) return tl::unexpected(usage("--map: which column has the call's id? call=COLUMN"));
    if (!map.contains("start") && !map.contains("end") && !cdr.contains("disposition") && !cdr.contains("code"))
        return tl::unexpected(
            usage("--map: how did the call end, or when was it? disposition=, code=, start= or end="));
    // A format's records are calls by what its map has, and call detail records by any detail.
    if (!map.contains("code") && cdr.contains("code")) map["code"] = cdr["code"];
    if (!cdr.contains("duration")) cdr["duration"] = {};
    std::string made;
    base::JsonWriter json(made);
    json.begin_object().member("name", "map").member("title", "what --map says");
    json.key("kind").begin_array().value("ndjson").value("csv").value("form").end_array();
    section(json, "map", map);
    section(json, "cdr", cdr);
    json.end_object();
    auto format = logs::read_format("--map", made);
    if (!format) return tl::unexpected(format.error());
    return std::make_shared<const logs::Format>(std::move(*format));
}

} // namespace

base::Result<logs::Settings> cdr_settings(const Values& values, Io& io) {
    const std::string_view from = values.get("from");
    const bool file = from.ends_with(".yaml") || from.ends_with(".yml");
    const auto known = logs::cdr_formats();
    if (from != "auto" && !file && std::ranges::find(known, from) == known.end()) {
        const std::string_view nearest = base::nearest(from, known);
        return tl::unexpected(usage(fmt::format(
            "there is no format {} of call detail records{}; there are {}", base::quoted(from),
            nearest.empty() ? std::string() : fmt::format(" (did you mean {}?)", nearest), fmt::join(known, ", "))));
    }
    auto out = reading_settings(values, io);
    if (!out || !values.has("map")) return out;
    if (from != "auto") return tl::unexpected(usage("--map says what columns mean where no --from does"));
    auto format = mapped(values.get("map"));
    if (!format) return tl::unexpected(format.error());
    out->format = std::move(*format);
    return out;
}

} // namespace callflow::cli

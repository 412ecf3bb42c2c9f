#include "cli/log_options.hpp"

#include "base/moment.hpp"
#include "base/text.hpp"
#include "logs/cel_conf.hpp"
#include "logs/outcomes.hpp"
#include "logs/sessions.hpp"
#include "replay/addresses.hpp"

#include <fmt/format.h>

namespace callflow::cli {
namespace {

constexpr std::uint64_t most_option_bytes = 1u << 20;

} // namespace

base::Result<std::shared_ptr<const logs::Format>> format_of(Io& io, std::string_view from) {
    if (!from.ends_with(".yaml") && !from.ends_with(".yml")) return logs::find_format(from);
    const auto text = io.files->read(std::string(from), most_option_bytes);
    if (!text) return tl::unexpected(text.error());
    auto read = logs::read_format(from, *text);
    if (!read) return tl::unexpected(read.error());
    return std::make_shared<const logs::Format>(std::move(*read));
}

base::Result<logs::Settings> reading_settings(const Values& values, Io& io) {
    logs::Settings out;
    const std::string_view from = values.get("from");
    if (from != "auto") {
        auto format = format_of(io, from);
        if (!format) return tl::unexpected(format.error());
        out.format = std::move(*format);
    }
    if (values.has("zone")) {
        out.zone = values.get("zone");
        if (!base::zone_offset(out.zone, 0))
            return base::fail(
                base::ErrorKind::usage,
                fmt::format("--zone takes a name such as Europe/Paris, UTC, or an offset such as +05:30, not {}",
                            base::quoted(out.zone)));
    }
    if (values.has("codes")) {
        const std::string path(values.get("codes"));
        const auto text = io.files->read(path, most_option_bytes);
        if (!text) return tl::unexpected(text.error());
        auto codes = logs::Codes::read(path, *text);
        if (!codes) return tl::unexpected(codes.error());
        out.codes = std::make_shared<const logs::Codes>(std::move(*codes));
    }
    if (values.has("columns")) out.columns = logs::split_columns(values.get("columns"));
    out.strict = values.has("strict");
    return out;
}

base::Result<logs::Settings> log_settings(const Values& values, Io& io, const flow::Flow& flow) {
    auto read = reading_settings(values, io);
    if (!read) return tl::unexpected(read.error());
    logs::Settings out = std::move(*read);
    const std::string_view from = values.get("from");
    const std::string_view map = values.get("map");
    if (!map.empty()) {
        auto mapping = logs::parse_mapping(map, true);
        if (!mapping) return tl::unexpected(mapping.error());
        out.mapping = std::move(*mapping);
        if (out.format == nullptr) {
            const auto whole = logs::is_whole(out.mapping);
            if (!whole && !out.columns.empty()) return tl::unexpected(whole.error());
            out.refines = !whole;
        }
    }
    if (values.has("cel-conf")) {
        const std::string path(values.get("cel-conf"));
        const auto text = io.files->read(path, most_option_bytes);
        if (!text) return tl::unexpected(text.error());
        auto columns = logs::read_cel_conf(path, *text);
        if (!columns) return tl::unexpected(columns.error());
        out.columns = std::move(*columns);
        if (from == "auto") {
            auto format = logs::find_format("asterisk-cel");
            if (!format) return tl::unexpected(format.error());
            out.format = std::move(*format);
        }
    }
    if (!out.columns.empty() && out.format == nullptr && map.empty())
        return base::fail(base::ErrorKind::usage,
                          "--columns names the columns of what? --from or --map says what they mean");
    out.sessions = std::make_shared<logs::SessionBook>();
    out.call_of = [&flow](std::string_view address) { return replay::call_in_address(flow, address); };
    return out;
}

void FormatNotes::note(const logs::LogFile& file) {
    if (!file.notes().empty() && warned_.size() < shown && warned_.insert(file.name()).second)
        for (const std::string& one : file.notes()) io_.err += fmt::format("{}\n", one);
    if (silent_ || file.why().empty() || told_.size() > shown || !told_.insert(file.name()).second) return;
    if (told_.size() > shown) {
        io_.err += "and so on for more logs\n";
        return;
    }
    io_.err += fmt::format("{}: read as {}: {}\n", base::printable(file.name()), file.format(), file.why());
}

} // namespace callflow::cli

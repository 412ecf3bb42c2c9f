#include "logs/mapping.hpp"

#include "base/edit_distance.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::logs {
namespace {

base::Error usage(std::string message) { return {base::ErrorKind::usage, std::move(message)}; }

base::Result<Mapped> read_one(std::string_view item) {
    const std::size_t equals = item.find('=');
    const std::string_view target = base::trim(item.substr(0, equals));
    const std::string_view column = equals == std::string_view::npos ? "" : base::trim(item.substr(equals + 1));
    if (target.empty() || column.empty())
        return tl::unexpected(usage(fmt::format(
            "--map takes MEANING=COLUMN, such as call=CallSid,event=name,time=ts, not {}", base::quoted(item))));
    Mapped out;
    out.column = column;
    for (const auto& [prefix, kind] :
         {std::pair{"input.", Mapped::Kind::input}, std::pair{"var.", Mapped::Kind::var}}) {
        if (!target.starts_with(prefix)) continue;
        out.kind = kind;
        out.name = target.substr(std::string_view(prefix).size());
        if (out.name.empty())
            return tl::unexpected(usage(fmt::format("--map {} names no {}", base::quoted(item),
                                                    kind == Mapped::Kind::var ? "var" : "input field")));
        return out;
    }
    const auto found = std::ranges::find(meanings, target);
    if (found == meanings.end()) {
        const std::string_view nearest = base::nearest(target, meanings);
        return tl::unexpected(usage(fmt::format(
            "--map knows no {}{}: it maps {}, input.NAME and var.NAME", base::quoted(target),
            nearest.empty() ? std::string() : fmt::format(" (did you mean {}?)", nearest), fmt::join(meanings, ", "))));
    }
    out.meaning = static_cast<Meaning>(found - meanings.begin());
    return out;
}

} // namespace

const std::string* Mapping::find(Meaning meaning) const {
    for (const Mapped& one : columns)
        if (one.kind == Mapped::Kind::meaning && one.meaning == meaning) return &one.column;
    return nullptr;
}

base::Result<Mapping> parse_mapping(std::string_view text, bool partial) {
    Mapping out;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        auto one = read_one(text.substr(0, comma));
        if (!one) return tl::unexpected(one.error());
        if (one->kind == Mapped::Kind::meaning && out.find(one->meaning) != nullptr)
            return tl::unexpected(
                usage(fmt::format("--map names {} twice", meanings[static_cast<std::size_t>(one->meaning)])));
        out.columns.push_back(std::move(*one));
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    }
    if (!partial)
        if (const auto whole = is_whole(out); !whole) return tl::unexpected(whole.error());
    return out;
}

base::Result<void> is_whole(const Mapping& mapping) {
    if (mapping.find(Meaning::call) == nullptr && mapping.find(Meaning::address) == nullptr)
        return tl::unexpected(usage(
            "--map must say which column names the call: call=COLUMN, or address=COLUMN where it stands in the flow's address"));
    if (mapping.find(Meaning::event) == nullptr && mapping.find(Meaning::address) == nullptr &&
        mapping.find(Meaning::signal) == nullptr)
        return tl::unexpected(usage(
            "--map must say which column names the event: event=COLUMN, or address=COLUMN for the address asked for"));
    return {};
}

} // namespace callflow::logs

#include "logs/cel_conf.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace callflow::logs {
namespace {

// What stands in a column, without what is around it.
std::string column_of(std::string_view text) {
    // from the innermost `${…}`; CSV_QUOTE and the like are around it
    const std::size_t open = text.rfind("${");
    if (open != std::string_view::npos) text = text.substr(open + 2, text.find('}', open) - open - 2);
    text = base::trim(text);
    while (text.starts_with('"')) text.remove_prefix(1);
    while (text.ends_with('"')) text.remove_suffix(1);
    std::string name = base::lowered(text);
    static constexpr std::pair<std::string_view, std::string_view> spellings[] = {
        {"callerid(name)", "cidname"},
        {"callerid(num)", "cidnum"},
        {"callerid(ani)", "cidani"},
        {"callerid(rdnis)", "cidrdnis"},
        {"callerid(dnid)", "ciddnid"},
        {"channel(exten)", "exten"},
        {"channel(context)", "context"},
        {"channel(channame)", "channame"},
        {"channel(name)", "channame"},
        {"channel(appname)", "appname"},
        {"channel(appdata)", "appdata"},
        {"channel(amaflags)", "amaflags"},
        {"channel(accountcode)", "accountcode"},
        {"channel(uniqueid)", "uniqueid"},
        {"channel(linkedid)", "linkedid"},
        {"channel(peer)", "peer"},
        {"channel(peeraccount)", "peeraccount"},
        {"channel(userfield)", "userfield"},
    };
    for (const auto& [written, column] : spellings)
        if (name == written) return std::string(column);
    return name;
}

// Commas between brackets and quotes are not between columns.
std::vector<std::string_view> parts_of(std::string_view line) {
    std::vector<std::string_view> out;
    std::size_t begin = 0;
    int depth = 0;
    for (std::size_t i = 0; i <= line.size(); ++i) {
        const char c = i < line.size() ? line[i] : ',';
        if (c == '{' || c == '(') ++depth;
        if ((c == '}' || c == ')') && depth > 0) --depth;
        if (c != ',' || (depth > 0 && i < line.size())) continue;
        out.push_back(line.substr(begin, i - begin));
        begin = i + 1;
    }
    return out;
}

} // namespace

base::Result<std::vector<std::string>> read_cel_conf(std::string_view name, std::string_view text) {
    bool mappings = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = base::trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.starts_with(';')) continue;
        if (line.starts_with('[')) {
            mappings = line.starts_with("[mappings]");
            continue;
        }
        line = line.substr(0, line.find(" ;")); // a comment
        const std::size_t arrow = line.find("=>");
        if (!mappings || arrow == std::string_view::npos) continue;
        std::vector<std::string> out;
        for (const std::string_view one : parts_of(line.substr(arrow + 2))) out.push_back(column_of(one));
        return out;
    }
    return base::fail(
        base::ErrorKind::usage,
        fmt::format("{}: there is no line `Master.csv => ${{CSV_QUOTE(${{eventtype}})}},…` below [mappings]", name));
}

std::vector<std::string> split_columns(std::string_view text) {
    std::vector<std::string> out;
    for (const std::string_view one : parts_of(text)) {
        std::string_view name = base::trim(one);
        if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"')) name = name.substr(1, name.size() - 2);
        out.emplace_back(name);
    }
    return out;
}

} // namespace callflow::logs

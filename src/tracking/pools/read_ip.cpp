// A table of addresses beside a pool file.
#include "base/text.hpp"
#include "tracking/pools/pool_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace callflow::tracking {

base::Result<void> read_ip_lines(std::string_view name, std::string_view text, PoolFile& file) {
    return read_ip_lines(name, text, file.ips, [&](const std::string& region) { return file.region(region); });
}

base::Result<void> read_ip_lines(std::string_view name, std::string_view text, IpTable& into,
                                 const std::function<std::uint32_t(const std::string& region)>& region_of) {
    std::size_t line = 0;
    const auto fail = [&](std::string_view why) {
        return base::fail(base::ErrorKind::usage, fmt::format("{}:{}: {}", base::printable(name), line, why));
    };
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view row = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++line;
        row = base::trim(row.substr(0, row.find('#')));
        if (row.empty()) continue;
        std::vector<std::string> fields;
        while (true) {
            const std::size_t comma = std::min(row.find(','), row.size());
            std::string_view field = base::trim(row.substr(0, comma));
            if (field.size() >= 2 && field.front() == '"' && field.back() == '"')
                field = field.substr(1, field.size() - 2);
            fields.emplace_back(field);
            if (comma == row.size()) break;
            row.remove_prefix(comma + 1);
        }
        if (fields.size() != 2 && fields.size() != 3) return fail("RANGE,REGION or FIRST,LAST,REGION was expected");
        auto range = parse_ip_range(fields.size() == 2 ? fields[0] : fields[0] + "-" + fields[1]);
        if (!range) {
            // the first line may be one of names
            if (line == 1 && fields[0].find_first_of(".:") == std::string::npos) continue;
            return fail(range.error().message);
        }
        range->region = region_of(fields.back());
        if (range->region == no_index) return fail(fmt::format("there is no region {}", base::quoted(fields.back())));
        into.add(*range);
    }
    return {};
}

} // namespace callflow::tracking

#include "tracking/pools/audit.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::tracking {

std::optional<PoolBreach> PoolAudit::shown(std::uint32_t number, std::uint32_t company, Millis start, Millis end) {
    ++steps_;
    Record& record = of(number);
    std::optional<PoolBreach> out;
    if (record.company != company) {
        if (record.company != no_index) {
            const Millis between = start - record.touched;
            ++passed_on_;
            if (least_ == no_time || between < least_) least_ = between;
            if (between < rules_.hold + rules_.quarantine_least || between <= rules_.hold)
                out = PoolBreach{number, record.company, company, record.touched, record.released, record.freed, start};
        }
        record = {company, no_time, no_time, no_time};
    }
    record.touched = std::max(record.touched, end);
    return out;
}

std::optional<PoolBreach> PoolAudit::called(std::uint32_t number, std::uint32_t reached, Millis at) {
    ++steps_;
    Record& record = of(number);
    if (record.company == no_index) return std::nullopt;
    const bool held = at - record.touched <= rules_.hold;
    if (held && reached != record.company)
        return PoolBreach{number, record.company, reached, record.touched, record.released, record.freed, at};
    if (reached == record.company && held) record.touched = std::max(record.touched, at);
    return std::nullopt;
}

std::string describe(const PoolBreach& breach, const PoolFile& file, std::string_view number) {
    const auto moment = [](Millis at) {
        return at == no_time ? std::string("never") : base::format_timestamp(at * 1'000'000);
    };
    const auto company = [&](std::uint32_t index) {
        return index == no_index ? std::string("nobody") : base::printable(file.companies[index].name);
    };
    return fmt::format(
        "number {}: last used by {} at {}, released {}, free {}, given to {} at {}, {} after; {} are promised",
        base::printable(number), company(breach.before), moment(breach.touched), moment(breach.released),
        moment(breach.freed), company(breach.after), moment(breach.at), format_length(breach.at - breach.touched),
        format_length(breach.after == no_index ? file.rules.hold : file.rules.hold + file.rules.quarantine_least));
}

} // namespace callflow::tracking

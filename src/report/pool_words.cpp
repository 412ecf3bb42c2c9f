// Numbers as the reports of pools write them.
#include "base/text.hpp"
#include "report/masking.hpp"
#include "report/pool_report.hpp"

#include <cmath>
#include <fmt/format.h>

namespace callflow::report {

std::string share_text(double share) {
    const double percent = share * 100;
    if (percent == 0) return "0 %";
    if (percent < 0.005) return "<0.01 %";
    return fmt::format("{:.{}f} %", percent, percent < 10 ? 2 : 1);
}

std::string money_text(std::int64_t millionths) {
    const std::int64_t cents = (millionths + 5'000) / 10'000;
    return fmt::format("{}.{:02}", cents / 100, cents % 100);
}

double rounded(double number) { return std::floor(number * 1e6 + 0.5) / 1e6; }

std::string moment_text(logs::Millis at) {
    return at == logs::no_time ? std::string() : base::format_timestamp(at * 1'000'000);
}

std::string breach_text(const PoolReport& report, std::size_t index) {
    return describe(report.outcome.first_breaches[index], report.file,
                    number_text(report, report.outcome.breach_numbers[index]));
}

std::string number_text(const PoolReport& report, std::string_view number) {
    return report.show_numbers || report.log == nullptr ? base::printable(number)
                                                        : mask_number(base::printable(number));
}

} // namespace callflow::report

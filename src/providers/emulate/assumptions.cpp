#include "providers/emulate/assumptions.hpp"

#include "base/edit_distance.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cassert>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace callflow::providers::emulate {

std::size_t Assumptions::index(std::string_view name) const {
    return static_cast<std::size_t>(std::ranges::find(table_, name, &AssumptionSpec::name) - table_.begin());
}

base::Result<void> Assumptions::set(std::string_view name, std::string_view value) {
    const std::size_t at = index(name);
    if (at == table_.size()) {
        std::vector<std::string_view> names;
        for (const AssumptionSpec& one : table_) names.push_back(one.name);
        const std::string_view near = base::nearest(name, names);
        return base::fail(base::ErrorKind::usage,
                          near.empty() ? fmt::format("nothing is assumed under the name {}; there are {}",
                                                     base::quoted(name), fmt::join(names, ", "))
                                       : fmt::format("nothing is assumed under the name {}: did you mean {}?",
                                                     base::quoted(name), base::quoted(near)));
    }
    const AssumptionSpec& spec = table_[at];
    if (spec.takes == AssumptionSpec::Takes::number) {
        constexpr std::int64_t most = 1'000'000;
        const auto number = base::parse_int(value);
        if (!number || *number < 0 || *number > most) {
            return base::fail(base::ErrorKind::usage,
                              fmt::format("{} is a number from 0 to {}, not {}", name, most, base::quoted(value)));
        }
    } else if (spec.takes == AssumptionSpec::Takes::length) {
        const auto length = base::parse_duration(value);
        if (!length || *length < 0) {
            return base::fail(base::ErrorKind::usage, fmt::format("{} is a length of time such as {}, not {}", name,
                                                                  spec.by_default, base::quoted(value)));
        }
    } else if (std::ranges::find(spec.values, value) == spec.values.end()) {
        return base::fail(base::ErrorKind::usage, fmt::format("{} is one of {}, not {}", name,
                                                              fmt::join(spec.values, ", "), base::quoted(value)));
    }
    values_[at].text = value;
    values_[at].set = true;
    return {};
}

std::string_view Assumptions::get(std::string_view name) {
    const std::size_t at = index(name);
    assert(at < table_.size());
    Value& value = values_[at];
    if (!value.used) {
        value.used = true;
        if (!table_[at].pervasive) fresh_.push_back(at);
    }
    return value.set ? std::string_view(value.text) : table_[at].by_default;
}

std::string_view Assumptions::peek(std::string_view name) const {
    const std::size_t at = index(name);
    assert(at < table_.size());
    return values_[at].set ? std::string_view(values_[at].text) : table_[at].by_default;
}

std::int64_t Assumptions::length(std::string_view name) {
    constexpr std::int64_t nanoseconds = 1'000'000;
    return base::parse_duration(get(name)).value_or(0) / nanoseconds;
}

std::int64_t Assumptions::number(std::string_view name) { return base::parse_int(get(name)).value_or(0); }

std::vector<std::pair<std::string, std::string>> Assumptions::take_used() {
    std::vector<std::pair<std::string, std::string>> out;
    for (const std::size_t at : fresh_) {
        out.emplace_back(table_[at].name, values_[at].set ? std::string_view(values_[at].text) : table_[at].by_default);
    }
    fresh_.clear();
    return out;
}

} // namespace callflow::providers::emulate

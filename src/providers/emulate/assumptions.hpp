// What a run takes for granted where nobody knows for certain how the provider behaves.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::providers::emulate {

// An uncertain fact. Rows are data, one table for each provider.
struct AssumptionSpec {
    std::string_view name; // `record_empty`
    std::string_view says; // one line: what is not known
    enum class Takes : std::uint8_t { word, length, number } takes = Takes::word;
    std::span<const std::string_view> values; // of a word: those it may take
    std::string_view by_default;              // `fall`; of a length `500ms`; of a number `100`
    std::string_view source;                  // where the doubt is written down: `twiml 4.4 G`
    bool pervasive = false;                   // nearly every run rests on it, so that none reports it
};

// The values of a run. Reading one counts as use, so that a run can say what it rests on.
class Assumptions {
public:
    explicit Assumptions(std::span<const AssumptionSpec> table) : table_(table), values_(table.size()) {}

    // Unknown names and values are errors that name the nearest, or those there are.
    [[nodiscard]] base::Result<void> set(std::string_view name, std::string_view value);
    // The value in force. The name must be in the table.
    [[nodiscard]] std::string_view get(std::string_view name);
    // As get, but no use: for a bound that matters only once it is reached.
    [[nodiscard]] std::string_view peek(std::string_view name) const;
    [[nodiscard]] bool is(std::string_view name, std::string_view value) { return get(name) == value; }
    // Of one that is a length, in milliseconds.
    [[nodiscard]] std::int64_t length(std::string_view name);
    // Of one that is a number, 0 to 1,000,000.
    [[nodiscard]] std::int64_t number(std::string_view name);
    // Name and value of what has been read since this was last asked, each once in a run, in the order of first use.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> take_used();
    [[nodiscard]] std::span<const AssumptionSpec> table() const { return table_; }

private:
    struct Value {
        std::string text; // empty: the default
        bool set = false, used = false;
    };
    [[nodiscard]] std::size_t index(std::string_view name) const;

    std::span<const AssumptionSpec> table_;
    std::vector<Value> values_;
    std::vector<std::size_t> fresh_;
};

} // namespace callflow::providers::emulate

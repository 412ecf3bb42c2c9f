// What a mapping makes of the values of one record. Private to logs.
#pragma once

#include "logs/reader.hpp"
#include "logs/time_text.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace callflow::logs {

// The values of the mapped columns of one record after the other, in the mapping's order.
class Columns {
public:
    explicit Columns(const Settings& settings) : mapped_(settings.mapping.columns), time_(settings.zone) {
        values_.resize(mapped_.size());
    }

    [[nodiscard]] const std::vector<Mapped>& mapped() const { return mapped_; }
    void clear() { values_.assign(values_.size(), std::string_view()); }
    // Views into the piece.
    std::string_view& operator[](std::size_t index) { return values_[index]; }
    // Hands the record on, or says why it is none.
    void emit(Sink& sink, std::size_t at);

private:
    std::vector<Mapped> mapped_;
    std::vector<std::string_view> values_;
    std::vector<std::pair<std::string_view, std::string_view>> input_, vars_;
    TimeReader time_;
};

} // namespace callflow::logs

// What a format makes of the values of one record. Private to logs.
#pragma once

#include "logs/format.hpp"
#include "logs/outcomes.hpp"
#include "logs/reader.hpp"
#include "logs/time_text.hpp"

#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::logs {

// Belongs to one thread.
class Shaper {
public:
    explicit Shaper(const Settings& settings);
    // `values` in the order of columns_of(settings). Hands the record on, or says why it is none.
    void emit(std::span<const std::string_view> values, Piece& piece, Sink& sink, std::uint32_t at);

private:
    [[nodiscard]] std::string_view value(const Slot& slot, std::span<const std::string_view> values,
                                         Piece& piece) const;
    bool take(const Slot& slot, std::string_view text, std::string_view& bad);
    [[nodiscard]] bool finish(Piece& piece, Sink& sink);
    void facts(std::string_view duration, std::string_view talk);

    std::shared_ptr<const Format> format_;
    std::vector<Slot> slots_;
    std::function<AddressCall(std::string_view)> call_of_;
    TimeReader time_;
    bool gathers_;
    bool records_; // whoever takes them tells what they are
    Event event_;
    CallFacts facts_;
    std::string_view duration_, talk_;
    bool refused_ = false;
    std::vector<std::pair<std::string_view, std::string_view>> input_, vars_;
    std::vector<std::pair<std::uint8_t, std::string_view>> details_;
};

// The format's slots with the mapping's in their places; the columns that they refer to are format.columns and, behind them, the
// mapping's.
[[nodiscard]] std::vector<Slot> slots_of(const Settings& settings);

} // namespace callflow::logs

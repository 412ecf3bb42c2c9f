// What a mapping makes of the values of one record. Private to logs.
#pragma once

#include "logs/reader.hpp"
#include "logs/shaper.hpp"
#include "logs/time_text.hpp"

#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::logs {

// The values of the mapped columns of one record after the other, in the order of columns_of(). They are written to where they belong.
class Columns {
public:
    explicit Columns(const Settings& settings);
    Columns(const Columns&) = delete;
    Columns& operator=(const Columns&) = delete;

    // Before the records of a piece. `mixed`: they may hold bytes that are no UTF-8.
    void begin(Piece& piece, bool mixed) {
        piece_ = &piece;
        mixed_ = mixed;
    }
    [[nodiscard]] const std::vector<Mapped>& mapped() const { return mapped_; }
    void clear() {
        for (std::string_view* one : places_) *one = {};
    }
    // Views into the piece.
    std::string_view& operator[](std::size_t index) { return *places_[index]; }
    // The same as a list, in which an index counts as it is.
    [[nodiscard]] std::string_view* const* places() const { return places_.data(); }
    // Hands the record on, or says why it is none.
    void emit(Sink& sink, std::size_t at);

private:
    void make_sound(Sink& sink, std::uint32_t at);
    bool call_by_address(Sink& sink);

    Piece* piece_ = nullptr;
    bool mixed_ = false;
    bool table_;
    std::vector<Mapped> mapped_;
    std::optional<Shaper> shaper_;         // of a format
    std::vector<std::string_view> values_; // of its columns
    std::function<AddressCall(std::string_view)> call_of_;
    std::vector<std::string_view*> places_; // of each
    Event event_;
    bool names_call_ = false; // a column does
    std::string_view time_text_, sequence_text_;
    std::vector<std::pair<std::string_view, std::string_view>> input_, vars_; // those that are mapped
    std::vector<std::pair<std::string_view, std::string_view>> given_input_, given_vars_;
    TimeReader time_;
};

} // namespace callflow::logs

// What a mapping makes of the values of one record. Private to logs.
#pragma once

#include "logs/reader.hpp"
#include "logs/time_text.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace callflow::logs {

// The values of the mapped columns of one record after the other, in the mapping's order. They are written to where they belong.
class Columns {
public:
    explicit Columns(const Settings& settings);
    Columns(const Columns&) = delete;
    Columns& operator=(const Columns&) = delete;

    [[nodiscard]] const std::vector<Mapped>& mapped() const { return mapped_; }
    void clear() {
        for (std::string_view* one : places_) *one = {};
    }
    // Views into the piece.
    std::string_view& operator[](std::size_t index) { return *places_[index]; }
    // Hands the record on, or says why it is none.
    void emit(Sink& sink, std::size_t at);

private:
    std::vector<Mapped> mapped_;
    std::vector<std::string_view*> places_; // of each
    Event event_;
    std::string_view time_text_, sequence_text_;
    std::vector<std::pair<std::string_view, std::string_view>> input_, vars_; // those that are mapped
    std::vector<std::pair<std::string_view, std::string_view>> given_input_, given_vars_;
    TimeReader time_;
};

} // namespace callflow::logs

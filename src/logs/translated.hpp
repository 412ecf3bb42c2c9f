// Events as lines of their own, between those who had to gather records and those who read pieces. Private to logs.
#pragma once

#include "logs/reader.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace callflow::logs {

// Whose an event is and when it was, which may be known later than what it was.
struct Whose {
    Millis time = no_time;
    std::int64_t sequence = 0;
    std::string_view call;
    bool time_is_borrowed = false;
};

// Append a line. `what` is of append_what(); `log` the name of one of several that are read as one.
void append_event(std::string& out, const Event& event);
void append_event(std::string& out, const Whose& whose, std::string_view what);
void append_what(std::string& out, const Event& event);
void append_skipped(std::string& out, Reason reason, std::uint64_t line, std::string_view log, std::string_view text);
void append_decoded(std::string& out, std::uint64_t line, std::string_view text);
// Reads them.
[[nodiscard]] std::unique_ptr<Reader> translated_reader();

} // namespace callflow::logs

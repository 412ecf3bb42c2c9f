// Events as lines of their own, between those who had to gather records and those who read pieces. Private to logs.
#pragma once

#include "logs/reader.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace callflow::logs {

// Appends a line.
void append_event(std::string& out, const Event& event);
void append_skipped(std::string& out, Reason reason, std::uint64_t line, std::string_view text);
void append_decoded(std::string& out, std::uint64_t line, std::string_view text);
// Reads them.
[[nodiscard]] std::unique_ptr<Reader> translated_reader();

} // namespace callflow::logs

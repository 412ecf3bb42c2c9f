// Source text and places in it.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::base {

using FileId = std::uint32_t;
inline constexpr FileId no_file = 0xffffffffu;

// A half-open range of byte offsets in one file. An empty span at an offset is a place between two bytes.
struct Span {
    FileId file = no_file;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    [[nodiscard]] bool valid() const { return file != no_file; }
    [[nodiscard]] std::uint32_t size() const { return end - begin; }
    friend bool operator==(const Span&, const Span&) = default;
};

// Line and column as people count them, both from 1. The column counts Unicode code points.
struct Position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    friend bool operator==(const Position&, const Position&) = default;
};

// One file's name (as the user wrote it, `-` for stdin) and bytes. Owns both; never changes.
class Source {
public:
    Source(std::string name, std::string text);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::string_view text() const { return text_; }
    // Position of a byte offset; offsets beyond the end give the end.
    [[nodiscard]] Position position(std::uint32_t offset) const;
    // Number of lines; an empty file has one.
    [[nodiscard]] std::uint32_t line_count() const { return static_cast<std::uint32_t>(starts_.size()); }
    // Text of a line (from 1) without its line break; empty beyond the end.
    [[nodiscard]] std::string_view line(std::uint32_t number) const;
    // Byte offset at which a line (from 1) begins.
    [[nodiscard]] std::uint32_t line_start(std::uint32_t number) const;

private:
    [[nodiscard]] std::uint32_t points_before(std::uint32_t offset) const;

    std::string name_;
    std::string text_;
    std::vector<std::uint32_t> starts_; // offset of each line's first byte
    // Of a text with a very long line: how many code points stand before each so many bytes, so that a column costs no walk along
    // the line.
    std::vector<std::uint32_t> points_;
};

// All files of one run. References stay valid while it lives.
class Sources {
public:
    FileId add(std::string name, std::string text);
    [[nodiscard]] const Source& operator[](FileId id) const { return files_[id]; }
    [[nodiscard]] std::size_t size() const { return files_.size(); }

private:
    std::deque<Source> files_;
};

} // namespace callflow::base

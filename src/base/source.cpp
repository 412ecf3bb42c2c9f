#include "base/source.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace callflow::base {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Offsets are 32 bits wide; readers refuse such files long before.
constexpr std::size_t max_offset = 0xfffffffeU;

std::uint32_t count_code_points(std::string_view text) {
    // Every byte but 10xxxxxx begins a code point. A plain loop, because compilers turn it into
    // vector code.
    std::uint32_t count = 0;
    for (const char c : text) count += static_cast<signed char>(c) >= -64 ? 1U : 0U;
    return count;
}

// How many bytes stand between two counts, and from which length on a line is counted so.
constexpr std::uint32_t stride = 4096;
constexpr std::uint32_t long_line = 4 * stride;

} // namespace

Source::Source(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
    if (text_.size() > max_offset) text_.resize(max_offset);
    starts_.push_back(0);
    const char* const begin = text_.data();
    const char* const end = begin + text_.size();
    for (const char* at = begin; at != end;) {
        const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
        if (found == nullptr) break;
        at = static_cast<const char*>(found) + 1;
        starts_.push_back(static_cast<std::uint32_t>(at - begin));
    }
    if (text_.size() < long_line) return;
    std::uint32_t longest = static_cast<std::uint32_t>(text_.size()) - starts_.back();
    for (std::size_t i = 1; i < starts_.size(); ++i) longest = std::max(longest, starts_[i] - starts_[i - 1]);
    if (longest < long_line) return;
    points_.push_back(0);
    for (std::size_t from = 0; from + stride <= text_.size(); from += stride)
        points_.push_back(points_.back() + count_code_points(std::string_view(text_).substr(from, stride)));
}

std::uint32_t Source::points_before(std::uint32_t offset) const {
    const std::uint32_t block = offset / stride;
    return points_[block] +
           count_code_points(std::string_view(text_).substr(std::size_t{block} * stride, offset % stride));
}

Position Source::position(std::uint32_t offset) const {
    offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
    const auto number = static_cast<std::uint32_t>(next - starts_.begin());
    std::uint32_t start = starts_[number - 1];
    // Editors do not show a byte order mark, so it takes no column.
    if (number == 1 && text_.starts_with(byte_order_mark)) {
        start = std::min(offset, static_cast<std::uint32_t>(byte_order_mark.size()));
    }
    if (!points_.empty()) return {number, points_before(offset) - points_before(start) + 1};
    const std::string_view before = std::string_view(text_).substr(start, offset - start);
    return {number, count_code_points(before) + 1};
}

std::string_view Source::line(std::uint32_t number) const {
    if (number == 0 || number > line_count()) return {};
    const std::size_t begin = starts_[number - 1];
    const std::size_t end = number < line_count() ? starts_[number] - 1 : text_.size();
    std::string_view text = std::string_view(text_).substr(begin, end - begin);
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

std::uint32_t Source::line_start(std::uint32_t number) const {
    if (number == 0) return 0;
    return number > line_count() ? static_cast<std::uint32_t>(text_.size()) : starts_[number - 1];
}

FileId Sources::add(std::string name, std::string text) {
    files_.emplace_back(std::move(name), std::move(text));
    return static_cast<FileId>(files_.size() - 1);
}

} // namespace callflow::base

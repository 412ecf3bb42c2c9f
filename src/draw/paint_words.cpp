#include "draw/paint_words.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::draw {
namespace {

using flow::Annotation;

bool has(const Annotation& item, std::string_view mark) {
    return std::ranges::find(item.marks, mark) != item.marks.end();
}

} // namespace

Mark mark_of(const Annotation& item) {
    struct Row {
        std::string_view word;
        Mark mark;
    };
    // Of several the first one here counts.
    static constexpr std::array<Row, 13> rows = {{{"removed", Mark::removed},
                                                  {"added", Mark::added},
                                                  {"rewired", Mark::rewired},
                                                  {"renamed", Mark::changed},
                                                  {"changed", Mark::changed},
                                                  {"deviation", Mark::deviating},
                                                  {"unknown", Mark::deviating},
                                                  {"refused", Mark::refused},
                                                  {"failed", Mark::refused},
                                                  {"uncovered", Mark::uncovered},
                                                  {"partly", Mark::partly},
                                                  {"covered", Mark::covered},
                                                  {"", Mark::none}}};
    for (const Row& row : rows) {
        if (!row.word.empty() && has(item, row.word)) return row.mark;
    }
    return Mark::none;
}

std::string words_of_change(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    const std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
    const std::size_t at = last.find('@');
    const std::string_view part = last.substr(0, std::min(last.find('['), at));
    const std::string_view attribute = at == std::string_view::npos ? std::string_view() : last.substr(at + 1);
    if (part == "say" && (attribute == "text" || attribute == "ssml" || attribute == "prompt")) return "words changed";
    return shortened(fmt::format("{}{}{} changed", part, attribute.empty() ? "" : " ", attribute), 40);
}

std::string duration_text(double milliseconds) {
    if (milliseconds < 1'000) return fmt::format("{:.0f} ms", milliseconds);
    if (milliseconds < 100'000) return fmt::format("{:.1f} s", milliseconds / 1'000);
    return fmt::format("{:.0f} min", milliseconds / 60'000);
}

Mark joined(Mark one, Mark other, bool first) {
    if (first || one == other) return other;
    const auto covering = [](Mark mark) {
        return mark == Mark::covered || mark == Mark::uncovered || mark == Mark::partly;
    };
    if (covering(one) && covering(other)) return Mark::partly;
    return other == Mark::none ? one : other;
}

} // namespace callflow::draw

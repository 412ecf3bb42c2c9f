#include "draw/metrics.hpp"

#include "base/text.hpp"

#include <array>

namespace callflow::draw {
namespace {

// Thousandths of the size, from the blank to the tilde.
constexpr std::array<short, 95> ascii = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584,
};
constexpr double bold_share = 1.06; // of Helvetica-Bold over Helvetica, over English text
constexpr double narrow = 620;      // a letter of other alphabets
constexpr double wide = 1'000;      // an ideograph, an emoji

double advance(char32_t point, std::string_view bytes) {
    if (point >= 0x20 && point < 0x7f) return ascii[point - 0x20];
    if (point == U'…') return 1'000;
    if (point == U'“' || point == U'”') return 333;
    if (point == U'→' || point == U'←' || point == U'↻' || point == U'×' || point == U'♪' || point == U'✉')
        return 1'000;
    if (point >= 0xa0 && point < 0x180) return 600;
    const std::size_t columns = base::display_width(bytes);
    return columns == 0 ? 0 : columns == 1 ? narrow : wide;
}

} // namespace

double text_width(std::string_view text, double size, Weight weight) {
    double sum = 0;
    std::size_t offset = 0;
    while (offset < text.size()) {
        const std::size_t before = offset;
        const char32_t point = base::decode_utf8(text, offset);
        sum += advance(point, text.substr(before, offset - before));
    }
    if (sum == 0 && !text.empty()) sum = narrow;
    return sum * size / 1'000 * (weight == Weight::bold ? bold_share : 1);
}

} // namespace callflow::draw

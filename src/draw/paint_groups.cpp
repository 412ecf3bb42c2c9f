#include "draw/paint_groups.hpp"

#include "draw/paint_words.hpp"

#include <algorithm>

namespace callflow::draw {

void GroupSum::add(const flow::Annotation& item, Mark mark) {
    count += item.count;
    covered += item.count > 0 ? 1 : 0;
    possible += possible_of(item);
    hang_ups += number_of(item, "hang_ups").value_or(0);
    deviations += number_of(item, "deviations").value_or(0);
    slowest = std::max(slowest, number_of(item, "p90_ms").value_or(-1));
    if (mark != Mark::none) ++marks[mark];
}

flow::Annotation GroupSum::as_one() const {
    flow::Annotation all;
    all.count = count;
    all.numbers = {{"possible", static_cast<double>(possible)}, {"hang_ups", hang_ups}, {"deviations", deviations}};
    if (slowest >= 0) all.numbers.emplace_back("p90_ms", slowest);
    return all;
}

} // namespace callflow::draw

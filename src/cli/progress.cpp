#include "cli/progress.hpp"

#include <cmath>
#include <fmt/format.h>

namespace callflow::cli {

Progress::Progress(Io& io, std::string_view noun, std::size_t all) : io_(io), noun_(noun), all_(all) {
    if (shown()) started_ = io_.seconds();
}

Progress::~Progress() {
    if (written_) io_.show_progress({});
}

void Progress::update(std::size_t done) {
    if (!shown()) return;
    const double passed = io_.seconds() - started_;
    if (passed < 0.5 || done == 0) return;
    const double rate = static_cast<double>(done) / passed;
    const double left = std::ceil(static_cast<double>(all_ - done) / rate);
    io_.show_progress(fmt::format("{} of {} {}, {:.0f} a second, {:.0f} s left", done, all_, noun_, rate, left));
    written_ = true;
}

} // namespace callflow::cli

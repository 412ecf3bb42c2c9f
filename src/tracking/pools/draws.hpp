// Random lengths and moments of a simulation, the same on every machine: additions, multiplications, divisions and square roots alone,
// which IEEE 754 has rounded alike everywhere, and no function of the C library that may differ in its last digit.
#pragma once

#include "base/random.hpp"

#include <cstdint>

namespace callflow::tracking {

// Natural logarithm of a positive, finite number; relative error below 1e-14.
[[nodiscard]] double steady_log(double x);
// e to the power of x; 0 below -700, the largest double beyond 700. Relative error below 1e-12.
[[nodiscard]] double steady_exp(double x);
// The share of a standard normal variable that is below x, and its inverse for 0 < p < 1. Absolute errors below 1e-9.
[[nodiscard]] double normal_share(double x);
[[nodiscard]] double normal_quantile(double p);

// Above 0 and below 1.
[[nodiscard]] inline double draw_share(base::Random& random) {
    return (static_cast<double>(random.next() >> 12) + 0.5) * 0x1.0p-52;
}
// Exponential with that mean; 0 or more.
[[nodiscard]] inline double draw_exponential(base::Random& random, double mean) {
    return -mean * steady_log(draw_share(random));
}

// Lengths whose logarithm is normal: `median` above 0, `spread` the standard deviation of the logarithm, above 0.
struct LogNormal {
    double median = 1;
    double spread = 1;

    [[nodiscard]] double draw(base::Random& random) const {
        return median * steady_exp(spread * normal_quantile(draw_share(random)));
    }
    // Density at x, and the share of lengths beyond x; x is 0 or more.
    [[nodiscard]] double density(double x) const;
    [[nodiscard]] double beyond(double x) const;
};

} // namespace callflow::tracking

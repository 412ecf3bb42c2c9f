#include "tracking/pools/draws.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace callflow::tracking {
namespace {

constexpr double ln2 = 0.693147180559945309417;
constexpr double root_two_pi = 2.50662827463100050242;

// 1/21, 1/19, … 1/3, 1: of the area tangent's series.
constexpr std::array<double, 11> odd_parts = {1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11,
                                              1.0 / 9,  1.0 / 7,  1.0 / 5,  1.0 / 3,  1.0};
// 1/14!, 1/13!, … 1/1!, 1/0!.
constexpr std::array<double, 15> inverse_factorials = [] {
    std::array<double, 15> out{};
    double factorial = 1;
    for (std::size_t k = 0; k < out.size(); ++k) {
        if (k > 0) factorial *= static_cast<double>(k);
        out[out.size() - 1 - k] = 1 / factorial;
    }
    return out;
}();

template <std::size_t N> double polynomial(const std::array<double, N>& factors, double x) {
    double out = factors[0];
    for (std::size_t i = 1; i < N; ++i) out = out * x + factors[i];
    return out;
}

// Acklam's rational approximation of the normal distribution's inverse (2003), relative error below 1.15e-9.
constexpr std::array<double, 6> a = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                                     1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
constexpr std::array<double, 6> b = {-5.447609879822406e+01, 1.615858368580409e+02,  -1.556989798598866e+02,
                                     6.680131188771972e+01,  -1.328068155288572e+01, 1.0};
constexpr std::array<double, 6> c = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                                     -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
constexpr std::array<double, 5> d = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                                     3.754408661907416e+00, 1.0};

} // namespace

double steady_log(double x) {
    int exponent = 0;
    double part = std::frexp(x, &exponent); // exact; 0.5 to 1
    if (part < 0.70710678118654752440) {
        part *= 2;
        --exponent;
    }
    const double s = (part - 1) / (part + 1); // at most 0.172
    const double square = s * s;
    return 2 * s * polynomial(odd_parts, square) + exponent * ln2;
}

double steady_exp(double x) {
    if (x < -700) return 0;
    if (x > 700) return std::numeric_limits<double>::max();
    const double whole = std::floor(x / ln2 + 0.5);
    const double rest = x - whole * ln2; // at most 0.35
    return std::ldexp(polynomial(inverse_factorials, rest), static_cast<int>(whole));
}

double normal_quantile(double p) {
    constexpr double low = 0.02425;
    if (p < low) {
        const double q = std::sqrt(-2 * steady_log(p));
        return polynomial(c, q) / polynomial(d, q);
    }
    if (p > 1 - low) return -normal_quantile(1 - p);
    const double q = p - 0.5;
    return polynomial(a, q * q) * q / polynomial(b, q * q);
}

// Near the middle the series of Marsaglia (2004); further out the continued fraction of Laplace.
double normal_share(double x) {
    if (x < 0) return 1 - normal_share(-x);
    const double density = steady_exp(-x * x / 2) / root_two_pi;
    if (x < 3) {
        double term = x, sum = x;
        for (int k = 3; term > sum * 1e-17 && k < 400; k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + sum * density;
    }
    double fraction = 0;
    for (int k = 60; k >= 1; --k) fraction = k / (x + fraction);
    return 1 - density / (x + fraction);
}

double LogNormal::density(double x) const {
    if (x <= 0) return 0;
    const double z = steady_log(x / median) / spread;
    return steady_exp(-z * z / 2) / (x * spread * root_two_pi);
}

double LogNormal::beyond(double x) const { return x <= 0 ? 1 : 1 - normal_share(steady_log(x / median) / spread); }

} // namespace callflow::tracking

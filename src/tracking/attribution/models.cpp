#include "tracking/attribution/models.hpp"

#include "tracking/attribution/money.hpp"

#include <algorithm>

namespace callflow::tracking {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr int unit_bits = 62;
constexpr int fraction_bits = 40;

constexpr std::uint64_t root(Wide of) {
    std::uint64_t out = 0;
    for (int bit = 62; bit >= 0; --bit) {
        const std::uint64_t next = out | (std::uint64_t{1} << bit);
        if (static_cast<Wide>(next) * next <= of) out = next;
    }
    return out;
}

// 2^-(1/2), 2^-(1/4), 2^-(1/8), …
constexpr std::array<std::uint64_t, fraction_bits> make_roots() {
    std::array<std::uint64_t, fraction_bits> out{};
    std::uint64_t last = std::uint64_t{1} << (unit_bits - 1); // 2^-1
    for (std::uint64_t& one : out) one = last = root(static_cast<Wide>(last) << unit_bits);
    return out;
}
constexpr auto roots = make_roots();

std::size_t last_non_direct(std::span<const Touch> touches) {
    for (std::size_t i = touches.size(); i-- > 0;)
        if (!touches[i].direct) return i;
    return touches.size() - 1;
}

} // namespace

std::optional<Model> model_named(std::string_view name) {
    const auto at = std::ranges::find(model_names, name);
    if (at == model_names.end()) return std::nullopt;
    return static_cast<Model>(at - model_names.begin());
}

std::uint64_t decayed(std::int64_t age, std::int64_t half_life) {
    const std::int64_t whole = age / half_life;
    if (whole > unit_bits) return 0;
    const auto rest = static_cast<std::uint64_t>(age % half_life);
    const auto fraction =
        static_cast<std::uint64_t>((static_cast<Wide>(rest) << fraction_bits) / static_cast<Wide>(half_life));
    std::uint64_t out = std::uint64_t{1} << unit_bits;
    for (int bit = 0; bit < fraction_bits; ++bit)
        if ((fraction >> (fraction_bits - 1 - bit) & 1) != 0)
            out =
                static_cast<std::uint64_t>(static_cast<Wide>(out) * roots[static_cast<std::size_t>(bit)] >> unit_bits);
    return out >> whole;
}

void divide(Model model, std::span<const Touch> touches, std::int64_t half_life, std::vector<Micro>& shares) {
    const std::size_t count = touches.size();
    shares.assign(count, 0);
    if (count == 0) return;
    const auto every = static_cast<Micro>(count);
    switch (model) {
    case Model::first: shares.front() = whole_credit; return;
    case Model::last: shares.back() = whole_credit; return;
    case Model::last_non_direct: shares[last_non_direct(touches)] = whole_credit; return;
    case Model::linear: std::ranges::fill(shares, whole_credit / every); break;
    case Model::position:
        if (count <= 2) {
            std::ranges::fill(shares, whole_credit / every);
            break;
        }
        std::ranges::fill(shares, whole_credit / 5 / (every - 2));
        shares.front() = whole_credit / 5 * 2;
        shares.back() = whole_credit / 5 * 2;
        break;
    case Model::time_decay: {
        // Ages count from the last touch: the same shares, and nothing becomes too small to be told from nothing all at once.
        const std::int64_t newest = touches.back().age;
        Wide sum = 0;
        for (const Touch& one : touches) sum += decayed(one.age - newest, half_life);
        for (std::size_t i = 0; i < count; ++i)
            shares[i] = static_cast<Micro>(static_cast<Wide>(decayed(touches[i].age - newest, half_life)) *
                                           static_cast<Wide>(whole_credit) / sum);
        break;
    }
    }
    Micro given = 0;
    for (const Micro one : shares) given += one;
    shares.back() += whole_credit - given;
}

void divide_amount(std::int64_t amount, std::span<const Micro> shares, std::vector<std::int64_t>& parts) {
    parts.assign(shares.size(), 0);
    if (shares.empty()) return;
    std::int64_t given = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        parts[i] = scaled(amount, shares[i], whole_credit);
        given += parts[i];
    }
    parts.back() += amount - given;
}

} // namespace callflow::tracking

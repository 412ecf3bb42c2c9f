// `each` in a response.
#include "base/random.hpp"
#include "engine/resolver.hpp"

#include <fmt/format.h>
#include <numeric>

namespace callflow::engine {
namespace {

// What all `each` of one response come to at most. No provider takes a document near as long, and a list
// that a caller or another service made must not fill the memory.
constexpr std::size_t max_repeated = 10'000;
constexpr std::size_t max_repeated_bytes = 16U << 20U;

std::size_t bytes_of(const flow::ResolvedVerb& verb) {
    std::size_t bytes = 0;
    for (const flow::ResolvedAttribute& one : verb.attributes) bytes += one.value.size();
    for (const flow::ResolvedVerb& child : verb.children) bytes += bytes_of(child);
    return bytes;
}

} // namespace

bool Resolver::repeat(const flow::Each& each, std::vector<flow::ResolvedVerb>& to, std::size_t& count) {
    const expr::Value list = each.in.evaluate(slots_);
    if (list.is_error()) return fail(std::string(list.as_string()), each.where);
    if (list.kind() != expr::Kind::list)
        return fail(fmt::format("each: {} is no list", to_string(list.kind())), each.where);
    const auto items = list.as_list();
    if (items.size() > max_repeated) {
        return fail(fmt::format("each: the list has {} items, and a response repeats at most {} times", items.size(),
                                max_repeated),
                    each.where);
    }
    if (own_.empty()) {
        own_.assign(call_.slots.begin(), call_.slots.end());
        slots_ = own_;
    }
    if (rounds_deep_++ == 0) repeated_where_ = each.where;
    for (const std::uint32_t index : order(each, items.size())) {
        if (++repeated_ > max_repeated) {
            return fail(fmt::format("each: the response repeats more than {} times", max_repeated), repeated_where_);
        }
        own_[each.slot] = items[index];
        if (!append(each.body, to, count)) return false;
    }
    --rounds_deep_;
    own_[each.slot] = {};
    return true;
}

bool Resolver::within_bounds(const flow::ResolvedVerb& made) {
    repeated_bytes_ += bytes_of(made);
    if (++repeated_ > max_repeated) {
        return fail(fmt::format("each: the response repeats more than {} times", max_repeated), repeated_where_);
    }
    return repeated_bytes_ <= max_repeated_bytes ||
           fail(fmt::format("each: its texts grow beyond {} MiB", max_repeated_bytes >> 20U), repeated_where_);
}

// Shuffled lists of one length come in the same order throughout a response, and whenever it is rendered
// again, so that what is heard first is also what is looked up first.
std::vector<std::uint32_t> Resolver::order(const flow::Each& each, std::size_t size) const {
    std::vector<std::uint32_t> indexes(size);
    std::iota(indexes.begin(), indexes.end(), 0U);
    if (each.shuffle) {
        std::uint64_t seed = base::mix_seed(14695981039346656037U, call_.seed); // FNV's offset
        seed = base::mix_seed(base::mix_seed(seed, call_.id), std::string_view("\0", 1));
        seed = base::mix_seed(base::mix_seed(seed, state_->name), std::string_view("\0", 1));
        base::Random random(base::mix_seed(seed, std::uint64_t{call_.attempt}));
        random.shuffle(std::span(indexes));
    }
    return indexes;
}

} // namespace callflow::engine

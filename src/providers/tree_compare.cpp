#include "providers/tree_compare.hpp"

#include "base/text.hpp"
#include "providers/align.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace callflow::providers {

namespace {

std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
    value *= 0x9e3779b97f4a7c15ULL;
    value ^= value >> 32U;
    return (seed ^ value) * 0xff51afd7ed558ccdULL + 1;
}

std::uint64_t hash(std::string_view text) { return std::hash<std::string_view>{}(text); }

void fill_fingerprints(Part& part) {
    std::uint64_t print = mix(part.scalar ? 1 : 2, hash(part.label));
    print = mix(print, hash(part.value));
    std::uint64_t members = 0; // a sum: their order means nothing
    for (Member& member : part.members) {
        fill_fingerprints(member.part);
        members += mix(hash(member.name), member.part.fingerprint);
    }
    print = mix(print, members);
    for (Part& item : part.items) {
        fill_fingerprints(item);
        print = mix(print, item.fingerprint);
    }
    part.fingerprint = print;
}

class Comparison {
public:
    Comparison(Show show, std::vector<Difference>& out) : show_(show), out_(&out) {}

    void parts(const Part& left, const Part& right);
    [[nodiscard]] std::string& path() { return path_; }

private:
    void only(const Part& part, bool in_left);
    void members(const Part& left, const Part& right);
    void items(const Part& left, const Part& right);
    template <class Work> void at(const std::string& place, const Work& work);

    Show show_;
    std::vector<Difference>* out_;
    std::string path_;
};

// Runs `work` one step deeper.
template <class Work> void Comparison::at(const std::string& place, const Work& work) {
    const std::size_t size = path_.size();
    path_ += place;
    work();
    path_.resize(size);
}

// `text` cut to what one line of a report can bear.
std::string one_line(std::string_view text) { return text.empty() ? "\"\"" : base::printable(text, 200); }

// What the other document does not have.
void Comparison::only(const Part& part, bool in_left) {
    std::string text = one_line(part.scalar ? part.shown : show_(part));
    at(part.place, [&] { out_->push_back({path_, in_left ? text : std::string(), in_left ? std::string() : text}); });
}

void Comparison::members(const Part& left, const Part& right) {
    const auto sorted = [](const Part& part) {
        std::vector<std::size_t> order(part.members.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::stable_sort(order, {},
                                 [&part](std::size_t i) -> const std::string& { return part.members[i].name; });
        return order;
    };
    const std::vector<std::size_t> lefts = sorted(left);
    const std::vector<std::size_t> rights = sorted(right);
    std::vector<const Part*> partner(left.members.size(), nullptr);
    std::vector<std::size_t> alone; // members of the right
    auto l = lefts.begin();
    for (const std::size_t r : rights) {
        const std::string& name = right.members[r].name;
        while (l != lefts.end() && left.members[*l].name < name) {
            ++l;
        }
        if (l != lefts.end() && left.members[*l].name == name) {
            partner[*l++] = &right.members[r].part;
        } else {
            alone.push_back(r);
        }
    }
    for (std::size_t i = 0; i < left.members.size(); ++i) {
        const Part& one = left.members[i].part;
        if (partner[i] == nullptr) {
            only(one, true);
        } else {
            at(one.place, [&] { parts(one, *partner[i]); });
        }
    }
    std::ranges::sort(alone);
    for (const std::size_t r : alone) {
        only(right.members[r].part, false);
    }
}

void Comparison::items(const Part& left, const Part& right) {
    std::vector<Pair> pairs = align(left.items, right.items);
    if (left.rearranged || right.rearranged) {
        std::ranges::stable_sort(pairs, {}, [&](const Pair& pair) {
            return pair.left != no_item ? left.items[pair.left].order : right.items[pair.right].order;
        });
    }
    for (const Pair& pair : pairs) {
        const Part* a = pair.left == no_item ? nullptr : &left.items[pair.left];
        const Part* b = pair.right == no_item ? nullptr : &right.items[pair.right];
        if (a != nullptr && b != nullptr) {
            at(a->place, [&] { parts(*a, *b); });
        } else if (a != nullptr) {
            only(*a, true);
        } else if (b != nullptr) {
            only(*b, false);
        }
    }
}

void Comparison::parts(const Part& left, const Part& right) {
    if (left.scalar != right.scalar || left.label != right.label) {
        const auto text = [this](const Part& part) { return one_line(part.scalar ? part.shown : show_(part)); };
        out_->push_back({path_, text(left), text(right)});
        return;
    }
    if (left.scalar) {
        if (left.value != right.value) {
            out_->push_back({path_, one_line(left.shown), one_line(right.shown)});
        }
        return;
    }
    members(left, right);
    items(left, right);
}

} // namespace

std::vector<Difference> compare_parts(Part& left, Part& right, Show show) {
    fill_fingerprints(left);
    fill_fingerprints(right);
    std::vector<Difference> out;
    Comparison comparison(show, out);
    comparison.path() = left.place;
    comparison.parts(left, right);
    return out;
}

} // namespace callflow::providers

#include "scenario/paths/walks.hpp"

#include "base/random.hpp"

#include <algorithm>
#include <unordered_set>

namespace callflow::scenario {

bool counts(Feature one, PathOptions::Cover cover) {
    switch (kind_of(one)) {
    case FeatureKind::state: return true;
    case FeatureKind::response:
    case FeatureKind::likewise:
    case FeatureKind::distinct:
    case FeatureKind::spoken: return cover == PathOptions::Cover::guards;
    default: return cover != PathOptions::Cover::states;
    }
}

namespace {

constexpr std::size_t farthest = 4;      // steps to something new, for which a walk is made longer
constexpr std::size_t longest_ever = 80; // steps of a walk

class Walker {
public:
    Walker(Search& search, const PathOptions& options) : search_(search), options_(options) {
        for (const auto* all : {&search.begun(), &search.found()})
            for (const auto& [one, where] : *all)
                if (counts(one, options.cover)) open_.insert(one);
    }

    std::vector<PathWalk> run() {
        std::vector<PathWalk> walks;
        for (const auto& [one, node] : sorted_beginnings()) {
            if (open_.contains(one)) walks.push_back(walk({}, node));
        }
        for (const auto& [one, edge] : deepest_first()) {
            if (!open_.contains(one)) continue;
            std::vector<std::uint32_t> way = {edge};
            std::uint32_t node = search_.edges()[edge].from;
            for (; search_.nodes()[node].by != flow::none; node = search_.edges()[way.back()].from)
                way.push_back(search_.nodes()[node].by);
            std::ranges::reverse(way);
            walks.push_back(walk(way, node));
            open_.erase(one); // whatever came of it
        }
        return needed(std::move(walks));
    }

private:
    std::vector<std::pair<Feature, std::uint32_t>> sorted_beginnings() const {
        return {search_.begun().begin(), search_.begun().end()};
    }

    std::vector<std::pair<Feature, std::uint32_t>> deepest_first() const {
        std::vector<std::pair<Feature, std::uint32_t>> all(search_.found().begin(), search_.found().end());
        const auto depth = [&](std::uint32_t edge) { return search_.nodes()[search_.edges()[edge].from].depth; };
        std::ranges::stable_sort(all, [&](const auto& a, const auto& b) {
            return depth(a.second) != depth(b.second) ? depth(a.second) > depth(b.second) : a.second < b.second;
        });
        return all;
    }

    void show(PathWalk& walk, const std::vector<Feature>& features) {
        for (const Feature one : features) {
            open_.erase(one);
            if (counts(one, options_.cover)) walk.shown.push_back(one);
        }
    }

    bool step(PathWalk& walk, engine::Call& call, const Stimulus& stimulus) {
        engine::Call next = call;
        const Happened happened = search_.apply(next, stimulus);
        if (!happened.possible || happened.stuck) {
            stuck_ = stuck_ || happened.stuck;
            if (!happened.possible) return false;
        }
        call = std::move(next);
        walk.steps.push_back(stimulus);
        show(walk, happened.features);
        if (waiting_machine(call) == flow::none) rested_ = walk.steps.size();
        return true;
    }

    PathWalk walk(const std::vector<std::uint32_t>& way, std::uint32_t node) {
        PathWalk made;
        stuck_ = false;
        rested_ = 0;
        const std::uint32_t world = search_.nodes()[node].world;
        made.world = search_.worlds()[world];
        std::vector<Feature> features;
        engine::Call call = search_.begin(made.world, features);
        show(made, features);
        for (const std::uint32_t edge : way)
            if (!stuck_) static_cast<void>(step(made, call, search_.edges()[edge].stimulus));
        while (!stuck_ && made.steps.size() < longest_ever) {
            const bool waits = waiting_machine(call) != flow::none;
            if (call.ended && !waits) break;
            if (!waits && made.steps.size() >= options_.longest) break;
            const std::vector<std::uint32_t> more = nearest(search_.node_of(call, world));
            if (more.empty()) {
                if (!waits) break;
                if (!answer_anyhow(made, call, world)) break;
                continue;
            }
            for (const std::uint32_t edge : more) {
                if (stuck_ || !step(made, call, search_.edges()[edge].stimulus)) break;
                if (search_.node_of(call, world) != search_.edges()[edge].to) break; // it went another way
            }
        }
        if (waiting_machine(call) != flow::none) made.steps.resize(rested_); // it asks again and again
        return made;
    }

    // A request is not left without an answer: the shortest way to where the call waits for none, else one answer.
    bool answer_anyhow(PathWalk& made, engine::Call& call, std::uint32_t world) {
        const std::uint32_t from = search_.node_of(call, world);
        std::vector<std::uint32_t> queue;
        if (from != flow::none) queue.push_back(from);
        std::map<std::uint32_t, std::uint32_t> came; // node: edge
        for (std::size_t i = 0; i < queue.size(); ++i) {
            for (const std::uint32_t edge : search_.nodes()[queue[i]].out) {
                const std::uint32_t to = search_.edges()[edge].to;
                if (to == from || search_.nodes()[to].stuck || !came.try_emplace(to, edge).second) continue;
                if (waiting_machine(search_.nodes()[to].call) != flow::none) {
                    queue.push_back(to);
                    continue;
                }
                std::uint32_t first = edge;
                while (search_.edges()[first].from != from) first = came.at(search_.edges()[first].from);
                return step(made, call, search_.edges()[first].stimulus);
            }
        }
        const std::vector<Stimulus> all = search_.stimuli(call);
        return !all.empty() && step(made, call, all.front());
    }

    // The shortest way to something that nobody has seen.
    std::vector<std::uint32_t> nearest(std::uint32_t from) const {
        if (from == flow::none) return {};
        std::vector<std::uint32_t> queue = {from};
        std::map<std::uint32_t, std::uint32_t> came; // node: edge
        for (std::size_t i = 0, level = 1, steps = 0; i < queue.size() && steps < farthest; ++i) {
            if (i == level) {
                level = queue.size();
                ++steps;
            }
            for (const std::uint32_t edge : search_.nodes()[queue[i]].out) {
                const Search::Edge& one = search_.edges()[edge];
                const bool news = std::ranges::any_of(one.features, [&](Feature each) { return open_.contains(each); });
                if (news) {
                    std::vector<std::uint32_t> way = {edge};
                    for (std::uint32_t at = one.from; at != from; at = search_.edges()[way.back()].from)
                        way.push_back(came.at(at));
                    std::ranges::reverse(way);
                    return way;
                }
                if (one.to != from && !search_.nodes()[one.to].stuck && came.try_emplace(one.to, edge).second)
                    queue.push_back(one.to);
            }
        }
        return {};
    }

    // Leaves out walks that show nothing which no other one shows, the shortest of them first.
    static std::vector<PathWalk> needed(std::vector<PathWalk> walks) {
        std::map<Feature, std::size_t> times;
        for (PathWalk& one : walks) {
            std::ranges::sort(one.shown);
            one.shown.erase(std::ranges::unique(one.shown).begin(), one.shown.end());
            for (const Feature each : one.shown) ++times[each];
        }
        std::vector<std::size_t> order(walks.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::ranges::stable_sort(order, {}, [&](std::size_t i) { return walks[i].steps.size(); });
        std::vector<bool> kept(walks.size(), true);
        for (const std::size_t i : order) {
            if (!std::ranges::all_of(walks[i].shown, [&](Feature one) { return times[one] > 1; })) continue;
            kept[i] = false;
            for (const Feature one : walks[i].shown) --times[one];
        }
        std::vector<PathWalk> left;
        for (std::size_t i = 0; i < walks.size(); ++i)
            if (kept[i]) left.push_back(std::move(walks[i]));
        if (left.empty() && !walks.empty()) left.push_back(std::move(walks.front()));
        return left;
    }

    Search& search_;
    const PathOptions& options_;
    std::unordered_set<Feature> open_; // what has to be shown still; looked up, never gone through
    bool stuck_ = false;
    std::size_t rested_ = 0; // steps after which the call did not wait for an answer
};

} // namespace

std::vector<PathWalk> covering_walks(Search& search, const PathOptions& options) {
    return Walker(search, options).run();
}

std::vector<PathWalk> random_walks(Search& search, const PathOptions& options) {
    std::vector<PathWalk> walks;
    for (std::size_t number = 0; number < options.walks; ++number) {
        base::Random random(base::mix_seed(options.seed, number));
        PathWalk walk;
        if (!search.worlds().empty() && number > 0)
            walk.world = search.worlds()[static_cast<std::size_t>(random.below(search.worlds().size()))];
        engine::Call call = search.begin(walk.world, walk.shown);
        std::size_t rested = 0; // steps after which the call did not wait for an answer
        for (std::size_t i = 0; walk.steps.size() < longest_ever && i < options.steps + 200; ++i) {
            const std::vector<Stimulus> all = search.stimuli(call);
            const bool waits = !all.empty() && all.front().kind == Stimulus::Kind::answer;
            if (all.empty() || (walk.steps.size() >= options.steps && !waits)) break;
            // Which event first, then what it brings: an event with many inputs is as likely as one with none.
            std::vector<std::size_t> first;
            for (std::size_t k = 0; k < all.size(); ++k)
                if (k == 0 || all[k].event != all[k - 1].event || all[k].kind != all[k - 1].kind) first.push_back(k);
            const auto group = static_cast<std::size_t>(random.below(first.size()));
            const std::size_t end = group + 1 < first.size() ? first[group + 1] : all.size();
            const std::size_t pick = first[group] + static_cast<std::size_t>(random.below(end - first[group]));
            engine::Call next = call;
            const Happened happened = search.apply(next, all[pick]);
            if (!happened.possible || happened.stuck) continue;
            call = std::move(next);
            walk.steps.push_back(all[pick]);
            if (waiting_machine(call) == flow::none) rested = walk.steps.size();
        }
        walk.steps.resize(rested);
        walks.push_back(std::move(walk));
    }
    return walks;
}

} // namespace callflow::scenario

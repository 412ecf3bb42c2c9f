#include "replay/align.hpp"

#include "replay/places.hpp"

#include <absl/container/flat_hash_map.h>
#include <algorithm>
#include <deque>

namespace callflow::replay {
namespace {

constexpr std::uint32_t max_edits = 3;
constexpr std::size_t max_nodes = 4'000;

struct Node {
    SetId set = 0;
    std::uint32_t at = 0; // events that are behind
    std::uint32_t edits = 0;
    std::uint32_t before = 0; // the node it was come from
    bool edited = false;
    Edit edit;
};

class Search {
public:
    Search(Sets& sets, Names& names, const engine::Machine& machine, std::span<const NameId> events, bool over)
        : sets_(sets), names_(names), machine_(machine), events_(events), over_(over) {}

    std::vector<Edit> from(SetId set) {
        Node first;
        first.set = set;
        nodes_.push_back(first);
        open_.push_back(0);
        while (!open_.empty() && nodes_.size() < max_nodes) {
            const std::uint32_t at = open_.front();
            open_.pop_front();
            const Node node = nodes_[at];
            const auto [known, fresh] = best_.try_emplace(std::uint64_t{node.set} << 32 | node.at, node.edits);
            if (!fresh) continue;
            if (node.at == events_.size() && (!over_ || sets_.may_be_over(node.set))) return way_to(at);
            expand(at, node);
        }
        return {};
    }

private:
    // Where an event leads; false where it does not fit.
    bool fits(SetId set, NameId name, SetId& to) {
        const Step step = sets_[sets_.step(set, name, 0, 0)];
        to = step.to;
        return step.fit == Fit::moved || step.fit == Fit::ignored;
    }
    void add(std::uint32_t before, SetId set, std::size_t at, const Edit* edit) {
        Node node;
        node.set = set;
        node.at = static_cast<std::uint32_t>(at);
        node.edits = nodes_[before].edits;
        node.before = before;
        if (edit != nullptr) {
            if (++node.edits > max_edits) return;
            node.edited = true;
            node.edit = *edit;
        }
        nodes_.push_back(node);
        const auto id = static_cast<std::uint32_t>(nodes_.size() - 1);
        if (edit != nullptr)
            open_.push_back(id);
        else
            open_.push_front(id);
    }
    void expand(std::uint32_t id, const Node& node) {
        SetId to = 0;
        const bool more = node.at < events_.size();
        if (more && fits(node.set, events_[node.at], to)) add(id, to, node.at + 1, nullptr);
        for (const NameId name : handled(node.set)) {
            const Edit edit{Edit::Kind::missing, node.at, name};
            if (fits(node.set, name, to) && to != node.set) add(id, to, node.at, &edit);
        }
        if (more && node.at + 1 < events_.size() && fits(node.set, events_[node.at + 1], to)) {
            SetId then = 0;
            const Edit edit{Edit::Kind::swapped, node.at, nameless};
            if (events_[node.at] != events_[node.at + 1] && fits(to, events_[node.at], then))
                add(id, then, node.at + 2, &edit);
        }
        const Edit edit{Edit::Kind::extra, node.at, nameless};
        if (more) add(id, node.set, node.at + 1, &edit);
    }
    const std::vector<NameId>& handled(SetId set) {
        const auto [found, fresh] = handled_.try_emplace(set);
        if (!fresh) return found->second;
        std::vector<flow::EventId> events;
        for (const Member& one : members_of(machine_, sets_.text(set)))
            if (!one.hung_up)
                for (const flow::EventId event : events_of(machine_, one.at)) events.push_back(event);
        std::vector<NameId> out;
        for (const flow::EventId event : events) {
            const flow::Event& spelled = machine_.flow().events[event];
            const NameId name = names_.of(spelled.actor, spelled.name);
            if (std::ranges::find(out, name) == out.end()) out.push_back(name);
        }
        return handled_[set] = std::move(out);
    }
    std::vector<Edit> way_to(std::uint32_t id) const {
        std::vector<Edit> out;
        for (; id != 0; id = nodes_[id].before)
            if (nodes_[id].edited) out.push_back(nodes_[id].edit);
        std::ranges::reverse(out);
        return out;
    }

    Sets& sets_;
    Names& names_;
    const engine::Machine& machine_;
    std::span<const NameId> events_;
    bool over_;
    std::vector<Node> nodes_;
    std::deque<std::uint32_t> open_; // those with fewer edits before those with more
    absl::flat_hash_map<std::uint64_t, std::uint32_t> best_;
    absl::flat_hash_map<SetId, std::vector<NameId>> handled_;
};

} // namespace

std::vector<Edit> align(Sets& sets, Names& names, const engine::Machine& machine, SetId from,
                        std::span<const NameId> events, bool over) {
    return Search(sets, names, machine, events, over).from(from);
}

} // namespace callflow::replay

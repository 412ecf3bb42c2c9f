#include "scenario/paths/search.hpp"

#include "base/random.hpp"
#include "flow/bodies.hpp"
#include "flow/graph.hpp"
#include "flow/responses.hpp"
#include "flow/uses.hpp"
#include "scenario/run.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {

using expr::Value;

namespace {

constexpr std::size_t patience = 1'500; // calls without anything new before it is given up
constexpr std::uint32_t deepest = 60;   // steps of a call

} // namespace

bool operator==(const Stimulus& a, const Stimulus& b) {
    return a.kind == b.kind && a.event == b.event && a.machine == b.machine && a.input == b.input &&
           a.answer.status == b.answer.status && a.answer.json == b.answer.json && a.answer.body == b.answer.body &&
           a.answer.fail == b.answer.fail && a.var == b.var && a.value == b.value;
}

Search::Search(const engine::Machine& machine, const PathOptions& options)
    : machine_(machine), flow_(machine.flow()), options_(options), inventor_(machine, options), map_(machine),
      leaves_(flow_.states.size()), outside_(flow::sent_from_outside(machine.flow())) {
    for (const expr::RecordSlot& one : flow_.scope.record_slots())
        if (one.path == "call.provider") provider_slot_ = one.slot;
    choose_events();
    choose_key();
    find_relevant_leaves();
}

std::string provider_of(const World& world, const PathOptions& options) {
    const auto named = world.find("call.provider");
    return named == world.end() ? options.providers.front() : named->second.to_text();
}

bool all_are_tropo(const PathOptions& options) {
    const auto& names = options.other_providers.empty() ? options.providers : options.other_providers;
    return std::ranges::all_of(names, [](const std::string& one) { return one == "tropo"; });
}

// Per state: what of the world its guards, its answer, and the states that it only passes through look at.
void Search::find_relevant_leaves() {
    std::map<std::string, std::uint32_t, std::less<>> numbers;
    for (std::uint32_t i = 0; i < inventor_.world().size(); ++i) numbers.emplace(inventor_.world()[i].path, i);
    if (numbers.empty()) return;
    std::vector<std::set<std::uint32_t>> own(flow_.states.size() + 1);
    flow::each_use(flow_, [&](const flow::Use& use) {
        auto& to = own[use.state == flow::none ? flow_.states.size() : use.state];
        for (const std::string& path : paths_read(*use.expression, inventor_.aliases())) {
            for (std::string_view part = path; !part.empty();) { // `vip.since` is of the leaf `vip`
                if (const auto leaf = numbers.find(part); leaf != numbers.end()) to.insert(leaf->second);
                const std::size_t dot = part.rfind('.');
                part = part.substr(0, dot == std::string_view::npos ? 0 : dot);
            }
        }
    });
    if (const auto language = numbers.find("language"); language != numbers.end()) {
        for (flow::StateId id = 0; id < flow_.states.size(); ++id)
            flow::each_verb(flow_.states[id].response, [&](const flow::Verb& verb) {
                if (!verb.prompt.empty()) own[id].insert(language->second);
            });
    }
    const auto gather = [&](const auto& self, flow::StateId id, int deep, std::set<std::uint32_t>& to) -> void {
        to.insert(own[id].begin(), own[id].end());
        if (deep == 0) return;
        const auto onward = [&](const flow::Branch& one) {
            if (one.kind != flow::Branch::Kind::state) return;
            self(self, one.target, flow_.states[one.target].response.present ? 0 : deep - 1, to);
        };
        for (const flow::Handler& one : flow_.states[id].on) flow::each_branch(one.branches, onward);
        flow::each_branch(flow_.states[id].next, onward);
    };
    for (flow::StateId id = 0; id < flow_.states.size(); ++id) {
        std::set<std::uint32_t> all = own.back();
        gather(gather, id, 3, all);
        leaves_[id].assign(all.begin(), all.end());
    }
}

bool Search::set_world(engine::Call& call, const World& world) const {
    for (const auto& [path, value] : world) {
        if (path == "now" || path.find('.') != std::string::npos) continue;
        if (!machine_.set_var(call, path, value)) return false;
    }
    for (const auto& [name, text] : options_.set) {
        const flow::Var* var = flow_.find_var(name);
        if (var == nullptr) continue;
        if (const auto value = expr::parse_plain(text, var->type))
            static_cast<void>(machine_.set_var(call, name, *value));
    }
    return true;
}

engine::Call Search::begin(const World& world, std::vector<Feature>& features) const {
    const CallSpec spec = call_of(world);
    const std::int64_t now = options_.now.value_or(moment_of(world));
    engine::Call call = new_call(machine_, spec, provider_of(world, options_), now);
    if (!spec.params.empty()) {
        std::vector<std::pair<Value, Value>> params;
        for (const PlainValue& one : spec.params) params.emplace_back(Value::string(one.name), one.value);
        call.slots[flow_.builtins.params] = Value::map(std::move(params));
    }
    static_cast<void>(set_world(call, world));
    const engine::Call before = call;
    engine::StepResult result;
    result.keep_trace = true;
    machine_.start(call, result);
    map_.of_step(result, call.slots, before, call, features);
    if (waiting_machine(call) == flow::none) map_.of_response(call, features);
    return call;
}

std::uint32_t Search::add_beginning(const World& world) {
    engine::Call probe = new_call(machine_, call_of(world), provider_of(world, options_), 0);
    if (!set_world(probe, world)) return flow::none; // a value that the var does not take
    const auto number = static_cast<std::uint32_t>(worlds_.size());
    worlds_.push_back(world);
    std::vector<Feature> features;
    engine::Call call = begin(world, features);
    const auto id = static_cast<std::uint32_t>(nodes_.size());
    bool news = false;
    for (const Feature one : features)
        if (!found_.contains(one) && begun_.emplace(one, id).second) news = true;
    by_key_.try_emplace(key(call, number), id);
    nodes_.push_back({std::move(call), number});
    const Rank rank = rank_of(nodes_[id].call);
    queues_[static_cast<std::size_t>(news ? Rank::news : rank)].push_back(id);
    return id;
}

// Whether something that guards look at has a value that it never had, or never had where the call stands.
Search::Rank Search::rank_of(const engine::Call& call) {
    Rank rank = Rank::rest;
    for (std::size_t i = 0; i < key_slots_.size(); ++i) {
        const std::uint64_t value = base::mix_seed(i, call.slots[key_slots_[i].slot].to_json());
        if (seen_.size() > 1'000'000) return rank;
        if (seen_.insert(value).second) rank = Rank::news;
        if (seen_.insert(base::mix_seed(value, std::uint64_t{call.configuration})).second && rank == Rank::rest)
            rank = Rank::elsewhere;
    }
    return rank;
}

std::uint32_t Search::node_of(const engine::Call& call, std::uint32_t world) const {
    const auto known = by_key_.find(key(call, world));
    return known == by_key_.end() ? flow::none : known->second;
}

std::uint32_t Search::follow(std::uint32_t from, const Stimulus& stimulus) {
    engine::Call call = nodes_[from].call;
    Happened happened = apply(call, stimulus);
    if (!happened.possible) return flow::none;
    if (happened.unanswered != flow::none) unanswered_.try_emplace(happened.unanswered, std::move(happened.error));
    bool news = false;
    for (const Feature one : happened.features) news = news || (!found_.contains(one) && !begun_.contains(one));
    const std::uint32_t world = nodes_[from].world;
    const std::string name = key(call, world);
    auto known = by_key_.find(name);
    const bool is_new = known == by_key_.end();
    const Rank rank = is_new ? rank_of(call) : Rank::rest;
    if (is_new && nodes_.size() >= options_.max_calls) {
        cut_off_ = true;
        if (!news) return flow::none;
    }
    const std::uint32_t to = is_new ? static_cast<std::uint32_t>(nodes_.size()) : known->second;
    if (is_new) {
        Node node{std::move(call), world};
        node.depth = nodes_[from].depth + 1;
        node.stuck = happened.stuck;
        node.by = static_cast<std::uint32_t>(edges_.size());
        nodes_.push_back(std::move(node));
        by_key_.emplace(name, to);
    } else if (!news) {
        for (const std::uint32_t edge : nodes_[from].out)
            if (edges_[edge].to == to) return to; // another way between the same two
    }
    const auto number = static_cast<std::uint32_t>(edges_.size());
    for (const Feature one : happened.features)
        if (!begun_.contains(one)) found_.try_emplace(one, number);
    edges_.push_back({from, to, stimulus, std::move(happened.features)});
    nodes_[from].out.push_back(number);
    if (is_new) queues_[static_cast<std::size_t>(news ? Rank::news : rank)].push_back(to);
    if (news) since_new_ = 0;
    return to;
}

void Search::expand(std::uint32_t id) {
    nodes_[id].looked_at = true;
    if (nodes_[id].stuck || nodes_[id].depth >= deepest) return;
    const engine::Call call = nodes_[id].call;
    for (const Stimulus& one : stimuli(call)) static_cast<void>(follow(id, one));
    if (!call.ended || nodes_[id].by == flow::none) vary_world(id);
}

// The same steps in another world; none where they lead nowhere there.
std::uint32_t Search::replay(std::uint32_t id, const World& world) {
    std::vector<Stimulus> steps;
    for (std::uint32_t at = id; nodes_[at].by != flow::none; at = edges_[nodes_[at].by].from)
        steps.push_back(edges_[nodes_[at].by].stimulus);
    const auto known = std::ranges::find(worlds_, world);
    std::uint32_t at = flow::none;
    if (known != worlds_.end()) {
        for (std::uint32_t i = 0; i < nodes_.size() && at == flow::none; ++i)
            if (nodes_[i].by == flow::none && nodes_[i].world == static_cast<std::uint32_t>(known - worlds_.begin()))
                at = i;
    } else {
        at = add_beginning(world);
    }
    for (auto step = steps.rbegin(); step != steps.rend() && at != flow::none; ++step) {
        const bool waits = waiting_machine(nodes_[at].call) != flow::none;
        if (waits != (step->kind == Stimulus::Kind::answer)) {
            if (waits) return flow::none;
            continue;
        }
        at = follow(at, *step);
    }
    return at;
}

// What is given to a call is tried where something looks at it, each value once for each place.
void Search::vary_world(std::uint32_t id) {
    std::vector<std::uint32_t> leaves;
    for (engine::Configuration at = nodes_[id].call.configuration; at != flow::none; at = machine_.outer(at))
        std::ranges::copy(leaves_[machine_.state_of(at)], std::back_inserter(leaves));
    if (nodes_[id].by == flow::none) std::ranges::copy(leaves_[flow_.bodies[0].initial], std::back_inserter(leaves));
    const engine::Configuration place = nodes_[id].call.configuration;
    const World own = worlds_[nodes_[id].world];
    const auto vary = [&](const World& world, const std::string& what) {
        if (nodes_.size() >= options_.max_calls || worlds_.size() > 400) return;
        if (!varied_.try_emplace(fmt::format("{} {}", place, what), true).second) return;
        const std::uint32_t there = replay(id, world);
        if ((there != flow::none && nodes_[there].call.configuration == place) || nodes_[id].call.ended) return;
        for (const auto& [path, value] : world) { // it cannot be so from the beginning, so it changes now
            const auto before = own.find(path);
            if (flow_.find_var(path) == nullptr || (before != own.end() && before->second == value)) continue;
            Stimulus set;
            set.kind = Stimulus::Kind::set;
            set.var = path;
            set.value = value;
            static_cast<void>(follow(id, set));
        }
    };
    const std::vector<WorldLeaf>& all = inventor_.world();
    for (const std::uint32_t leaf : leaves) {
        for (const Value& value : all[leaf].values) {
            World world = own;
            world.insert_or_assign(all[leaf].path, value);
            vary(world, fmt::format("{}={}", leaf, value.to_json()));
            for (const std::uint32_t other : leaves) { // guards that look at two
                if (other <= leaf) continue;
                for (std::size_t i = 0; i < std::min<std::size_t>(all[other].values.size(), 2); ++i) {
                    World both = world;
                    both.insert_or_assign(all[other].path, all[other].values[i]);
                    vary(both,
                         fmt::format("{}={} {}={}", leaf, value.to_json(), other, all[other].values[i].to_json()));
                }
            }
        }
    }
}

void Search::run() {
    static_cast<void>(add_beginning({}));
    for (;;) {
        const auto next = std::ranges::find_if(queues_, [](const auto& one) { return !one.empty(); });
        if (next == queues_.end()) return;
        std::deque<std::uint32_t>& queue = *next;
        const std::uint32_t id = queue.front();
        queue.pop_front();
        if (nodes_[id].looked_at) continue;
        if (++since_new_ > patience) {
            cut_off_ = true;
            return;
        }
        expand(id);
    }
}

} // namespace callflow::scenario

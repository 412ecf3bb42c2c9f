#include "engine/tables.hpp"

#include <algorithm>
#include <bit>

namespace callflow::engine {
namespace {

// Event ids are small numbers side by side; a multiplication spreads them over the upper bits.
std::size_t place(flow::EventId event, std::uint32_t bits) {
    return static_cast<std::size_t>((std::uint64_t{event} * 0x9e3779b97f4a7c15U) >> 32 >> (32 - bits));
}

} // namespace

std::span<const Candidate> Tables::Handlers::of(flow::EventId event) const {
    const auto found = std::ranges::lower_bound(groups, event, {}, &Group::event);
    if (found == groups.end() || found->event != event) return {};
    return {list.data() + found->first, found->count};
}

struct Tables::Wide {
    Handlers handlers;
    // Its events with an actor, under their bare event: (bare, with actor), sorted.
    std::vector<std::pair<flow::EventId, flow::EventId>> with_actor;
};

// Puts the runs together. Work and memory are linear in the flow, except that a state which handles
// a bare event has a run of its own for each actor under which the flow-wide `on:` names it too.
struct Tables::Builder {
    Tables& tables;
    const flow::Flow& flow;
    std::vector<Cell> cells = {}; // of the row that is being built
    std::vector<Wide> wides = {}; // per body

    [[nodiscard]] static Handlers group(const std::vector<flow::Handler>& on, bool flow_wide) {
        Handlers result;
        std::vector<const flow::Handler*> order;
        order.reserve(on.size());
        for (const flow::Handler& handler : on) order.push_back(&handler);
        std::ranges::sort(order, {}, [](const flow::Handler* handler) {
            return std::pair(handler->event, handler); // of one event in document order
        });
        for (const flow::Handler* handler : order) {
            if (result.groups.empty() || result.groups.back().event != handler->event)
                result.groups.push_back({handler->event, static_cast<std::uint32_t>(result.list.size()), 0});
            for (const flow::Branch& branch : handler->branches) result.list.push_back({handler, &branch, flow_wide});
            result.groups.back().count += static_cast<std::uint32_t>(handler->branches.size());
        }
        return result;
    }

    void append(std::span<const Candidate> candidates) {
        tables.list_.insert(tables.list_.end(), candidates.begin(), candidates.end());
    }

    // Own candidates, then the flow's; the actor's key before the bare one.
    void run(const Handlers* own, const Handlers& wide, flow::EventId event) {
        const auto first = static_cast<std::uint32_t>(tables.list_.size());
        const flow::EventId bare = tables.bare_[event];
        for (const Handlers* handlers : {own, &wide}) {
            if (handlers == nullptr) continue;
            append(handlers->of(event));
            if (bare != flow::none) append(handlers->of(bare));
        }
        finish(event, first);
    }

    void finish(flow::EventId event, std::uint32_t first) {
        const auto end = static_cast<std::uint32_t>(tables.list_.size());
        tables.runs_.push_back({first, end - first});
        cells.push_back({event, static_cast<std::uint32_t>(tables.runs_.size() - 1)});
    }

    void body(std::uint32_t index) {
        Wide& wide = wides.emplace_back();
        wide.handlers = group(flow.bodies[index].on, true);
        for (const Group& one : wide.handlers.groups) {
            run(nullptr, wide.handlers, one.event);
            if (tables.bare_[one.event] != flow::none) wide.with_actor.emplace_back(tables.bare_[one.event], one.event);
        }
        std::ranges::sort(wide.with_actor);
        flush(tables.states_ + index);
    }

    void state(flow::StateId id) {
        const flow::State& state = flow.states[id];
        if (state.final) return;
        tables.wide_[id] = tables.states_ + state.body;
        const Wide& wide = wides[state.body];
        const Handlers own = group(state.on, false);
        for (const Group& one : own.groups) {
            run(&own, wide.handlers, one.event);
            auto other = std::ranges::lower_bound(wide.with_actor, std::pair{one.event, 0U});
            for (; other != wide.with_actor.end() && other->first == one.event; ++other)
                if (own.of(other->second).empty()) run(&own, wide.handlers, other->second);
        }
        if (!state.next.empty()) {
            const auto first = static_cast<std::uint32_t>(tables.list_.size());
            for (const flow::Branch& branch : state.next) tables.list_.push_back({nullptr, &branch, false});
            finish(flow::next_event, first);
        }
        flush(id);
    }

    void flush(std::uint32_t row) {
        tables.fill_row(row, cells);
        cells.clear();
    }
};

Tables::Tables(const flow::Flow& flow)
    : states_(static_cast<std::uint32_t>(flow.states.size())), events_(static_cast<std::uint32_t>(flow.events.size())),
      runs_(1), rows_(flow.states.size() + flow.bodies.size()), wide_(flow.states.size(), flow::none) {
    index_names(flow);
    Builder builder{*this, flow};
    for (std::uint32_t body = 0; body < flow.bodies.size(); ++body) builder.body(body);
    for (flow::StateId state = 0; state < states_; ++state) builder.state(state);
    index_known(flow);
    make_dense();
}

void Tables::index_names(const flow::Flow& flow) {
    std::unordered_map<std::string_view, flow::EventId> bare;
    for (flow::EventId event = 0; event < events_; ++event)
        if (flow.events[event].actor.empty()) bare.emplace(flow.events[event].name, event);
    bare_.assign(events_, flow::none);
    for (flow::EventId event = 0; event < events_; ++event) {
        if (flow.events[event].actor.empty()) continue;
        const auto found = bare.find(flow.events[event].name);
        if (found != bare.end() && found->second != flow::next_event) bare_[event] = found->second;
    }
    signals_.assign(events_, flow::none);
    for (std::uint32_t index = 0; index < flow.signals.size(); ++index) {
        const flow::EventId event = flow.signals[index].event;
        if (event < events_ && signals_[event] == flow::none) signals_[event] = index;
    }
}

void Tables::index_known(const flow::Flow& flow) {
    std::vector<bool> handled(events_, false);
    const auto mark = [&](const std::vector<flow::Handler>& on) {
        for (const flow::Handler& handler : on) handled[handler.event] = true;
    };
    for (const flow::Body& body : flow.bodies) mark(body.on);
    for (const flow::State& state : flow.states) mark(state.on);
    for (flow::EventId event = 0; event < events_; ++event)
        if (handled[event]) names_.emplace_back(flow.events[event].name);
    std::ranges::sort(names_);
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
    known_.resize(events_);
    for (flow::EventId event = 0; event < events_; ++event)
        known_[event] = event == flow::next_event || knows_name(flow.events[event].name);
}

bool Tables::knows_name(std::string_view name) const { return std::ranges::binary_search(names_, name); }

void Tables::make_dense() {
    const std::uint64_t size = std::uint64_t{states_} * events_;
    constexpr std::uint64_t always = 1U << 16;
    // A hashed cell takes twice a dense one, and half of the hashed ones are free.
    if (size > std::max<std::uint64_t>(always, 8 * cells_.size())) return;
    std::vector<std::uint32_t> dense;
    dense.reserve(static_cast<std::size_t>(size));
    for (flow::StateId state = 0; state < states_; ++state)
        for (flow::EventId event = 0; event < events_; ++event) dense.push_back(find_run(state, event));
    dense_ = std::move(dense);
    cells_ = {};
}

std::uint32_t Tables::find_run(flow::StateId state, flow::EventId event) const {
    const std::uint32_t wide = wide_[state];
    if (wide == flow::none) return 0;
    if (const std::uint32_t run = find_cell(state, event); run != 0) return run;
    // The state says nothing about this actor: what it says about the bare event counts, and the
    // builder saw to it that the flow-wide part is the same then.
    const flow::EventId bare = bare_[event];
    if (bare != flow::none)
        if (const std::uint32_t run = find_cell(state, bare); run != 0) return run;
    if (const std::uint32_t run = find_cell(wide, event); run != 0) return run;
    return bare != flow::none ? find_cell(wide, bare) : 0;
}

std::uint32_t Tables::find_cell(std::uint32_t index, flow::EventId event) const {
    const Row row = rows_[index];
    if (row.empty) return 0;
    const std::size_t mask = (std::size_t{1} << row.bits) - 1;
    for (std::size_t at = place(event, row.bits);; at = (at + 1) & mask) {
        const Cell& cell = cells_[row.first + at];
        if (cell.run == 0) return 0;
        if (cell.event == event) return cell.run;
    }
}

// At least half of a row's cells stay free, so that a search ends soon.
void Tables::fill_row(std::uint32_t index, std::span<const Cell> cells) {
    if (cells.empty()) return;
    const auto bits = static_cast<std::uint32_t>(std::bit_width(2 * cells.size() - 1));
    rows_[index] = {static_cast<std::uint32_t>(cells_.size()), bits, false};
    const std::size_t mask = (std::size_t{1} << bits) - 1;
    cells_.resize(cells_.size() + mask + 1);
    for (const Cell& cell : cells) {
        std::size_t at = place(cell.event, bits);
        while (cells_[rows_[index].first + at].run != 0) at = (at + 1) & mask;
        cells_[rows_[index].first + at] = cell;
    }
}

} // namespace callflow::engine

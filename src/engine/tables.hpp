// What a configuration allows for an event, as tables. Private to the machine.
#pragma once

#include "engine/machine.hpp"
#include "flow/model.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace callflow::engine {

// (state, event) -> candidates. The cells of small flows stand side by side; where that would
// waste memory (many states, many events, few handlers) they are hashed.
class Tables {
public:
    explicit Tables(const flow::Flow& flow);

    // Candidates in the order in which they are tried; empty in a final state.
    [[nodiscard]] std::span<const Candidate> candidates(flow::StateId state, flow::EventId event) const {
        if (state >= states_ || event >= events_) return {};
        const std::uint32_t run =
            dense_.empty() ? find_run(state, event) : dense_[std::size_t{state} * events_ + event];
        return {list_.data() + runs_[run].first, runs_[run].count};
    }
    // Whether some state handles an event of that name under any actor, or none.
    [[nodiscard]] bool knows(flow::EventId event) const { return event < events_ && known_[event]; }
    [[nodiscard]] bool knows_name(std::string_view name) const;
    // Index of the signal that an event is, none where it is no signal.
    [[nodiscard]] std::uint32_t signal_of(flow::EventId event) const {
        return event < events_ ? signals_[event] : flow::none;
    }

private:
    struct Run { // a part of list_
        std::uint32_t first = 0;
        std::uint32_t count = 0;
    };
    struct Cell {
        flow::EventId event = flow::none;
        std::uint32_t run = 0; // 0: the cell is free
    };
    struct Row { // a small hash table of its own: what belongs together lies together
        std::uint32_t first = 0;
        std::uint32_t bits = 0; // it has 2^bits cells; none at all where it is empty
        bool empty = true;
    };
    // Candidates of one `on:`, by event: what the builder puts runs together from.
    struct Group {
        flow::EventId event = flow::none;
        std::uint32_t first = 0;
        std::uint32_t count = 0;
    };
    struct Handlers {
        std::vector<Candidate> list;
        std::vector<Group> groups; // by event
        [[nodiscard]] std::span<const Candidate> of(flow::EventId event) const;
    };
    struct Wide;    // a body's `on:`
    struct Builder; // tables.cpp

    [[nodiscard]] std::uint32_t find_run(flow::StateId state, flow::EventId event) const;
    [[nodiscard]] std::uint32_t find_cell(std::uint32_t row, flow::EventId event) const;
    void fill_row(std::uint32_t row, std::span<const Cell> cells);
    void index_names(const flow::Flow& flow);
    void index_known(const flow::Flow& flow);
    void make_dense();

    std::uint32_t states_ = 0;
    std::uint32_t events_ = 0;
    std::vector<Candidate> list_;
    std::vector<Run> runs_;               // [0] is empty
    std::vector<std::uint32_t> dense_;    // runs by state * events + event; empty: look in cells_
    std::vector<Cell> cells_;             // open addressing within a row
    std::vector<Row> rows_;               // of the states' own events, then of the bodies' `on:`
    std::vector<std::uint32_t> wide_;     // per state: its body's row, none in a final state
    std::vector<flow::EventId> bare_;     // per event with an actor: the bare one, else none
    std::vector<std::uint32_t> signals_;  // per event
    std::vector<bool> known_;             // per event
    std::vector<std::string_view> names_; // handled ones, sorted
};

} // namespace callflow::engine

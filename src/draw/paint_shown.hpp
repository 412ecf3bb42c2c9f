// Where a drawing shows what an overlay speaks of.
#pragma once

#include "draw/diagram.hpp"
#include "flow/annotations.hpp"
#include "flow/model.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace callflow::draw {

// Of a drawing whose nodes and labels stay where they are; nodes may be added at the end.
class Shown {
public:
    // `kind` of the overlay: "coverage" and "diff" are told otherwise than calls are.
    Shown(Diagram& diagram, const flow::Flow& flow, const std::string& kind);

    [[nodiscard]] std::optional<std::size_t> body_of(const flow::Annotation& item) const;
    // The box of a state, and the folded group that a state is in; `nowhere` where there is none.
    [[nodiscard]] std::size_t node_of(std::size_t body, const std::string& name) const;
    [[nodiscard]] std::size_t group_of(std::size_t body, const std::string& state) const;
    // The labels that show a transition. Tests count a place wherever it is taken; calls and differences are told by their states.
    [[nodiscard]] std::vector<Label*> labels_of(const flow::Annotation& item) const;
    // Of what is drawn where that is not the whole flow, the names; none where it is.
    [[nodiscard]] std::vector<std::string> drawn_alone() const;

    // The drawing's last node is that.
    void add(std::size_t body, const std::string& name);

private:
    struct Spot {
        base::FileId file;
        std::uint32_t begin;
        friend auto operator<=>(const Spot&, const Spot&) = default;
    };
    // Several states may have one place in common, which an anchor repeats.
    struct Found {
        Label* label;
        std::string state; // empty: of all states
    };
    void index(std::vector<Label>& labels, const std::string& state);

    Diagram& diagram_;
    bool coverage_, difference_;
    std::map<std::pair<std::size_t, std::string>, std::size_t> nodes_, groups_;
    std::map<Spot, std::vector<Found>> labels_;
    std::map<std::string, std::size_t> bodies_;
};

} // namespace callflow::draw

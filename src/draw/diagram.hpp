// What a drawing shows, before anything has a place: boxes, arrows and frames with their words. Every form of drawing (SVG, DOT,
// Mermaid, text) is made from it, so all of them say the same.
#pragma once

#include "base/source.hpp"
#include "flow/model.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::draw {

inline constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

// What an overlay says of a part, ready to be shown. `none` of the marks is said by colour alone.
enum class Mark : std::uint8_t {
    none,
    covered,
    uncovered,
    partly,
    added,
    removed,
    changed,
    rewired,
    deviating, // real calls did it, the flow does not know it
    refused,   // a simulated call tried it
};
[[nodiscard]] std::string_view to_string(Mark mark);

struct Paint {
    Mark mark = Mark::none;
    std::vector<std::uint32_t> steps; // of simulated calls: when it was come to, from 1
    std::vector<std::string> notes;   // counts and times as text: `12,034 calls`, `34 % hang up`
    double width = 0;      // of an arrow: 0 to 1 of the most taken one, by what is certain; 0 where nothing was counted
    double most_width = 0; // the same with what is merely possible; 0 where that is no more
    bool unsure = false;   // whether a count in the notes is from the least to the most
    int heat = -1;         // of a box: 0 (calm) to 4, by the share of hang-ups or by time; -1: not known
    [[nodiscard]] bool any() const { return mark != Mark::none || !steps.empty() || !notes.empty() || heat >= 0; }
};

// What a state is for; decides its colour and its mark.
enum class Role : std::uint8_t {
    say,      // the caller listens
    ask,      // the caller is asked for keys or words
    record,   // the caller is recorded
    connect,  // people talk, or one waits for them
    request,  // the application's services are asked
    sub_flow, // another flow goes on
    pass,     // nothing is heard: it goes on at once
    final,
};
[[nodiscard]] std::string_view to_string(Role role);

// Small signs for what a state does, in the order of its verbs.
enum class Icon : std::uint8_t {
    menu,
    record,
    dial,
    queue,
    conference,
    transfer,
    message,
    payment,
    stream,
    request,
    sub_flow,
    hang_up
};
[[nodiscard]] std::string_view to_string(Icon icon);

// One transition, as an author would say it.
struct Label {
    std::string event;   // `customer.press`, `1`, `after 30s: hold_over`; empty for `next:`
    std::string guard;   // without brackets: `vip && attempt < 2`, `else`; empty for none
    std::string subject; // of a switch's case without other conditions: what is compared; guard is `subject: value`
    std::string name;    // of the event, for scripts: `customer.press`, `next`
    std::string to;      // of the target: a state, `same`
    base::Span where;    // of its target, as coverage counts it
    // Those that it says in one: `1, 2`. Each as it would stand alone, this one's own words first; none where it is one.
    std::vector<Label> parts;
    Paint paint;
    std::string was;                  // of a rewired one: where it led
    std::vector<std::string> changes; // of a changed one: what is otherwise, a sentence each
    bool sum = false;                 // it says how many its parts are, not what
    bool jump = false;                // among a node's loops: it leads to a state that too many arrows would lead to
    [[nodiscard]] std::string text() const; // `event [guard]`
};

struct Node {
    enum class Kind : std::uint8_t {
        state,
        start, // where its body begins
        wide,  // what holds in every state of its body
        ghost, // a state that the flow does not have
        group, // a group folded into one box
    };
    Kind kind = Kind::state;
    std::string name;   // of the state; unique within its body
    std::string title;  // what stands in the box
    std::string detail; // second line of the title: the outcome of a final state, the flow that a sub-flow state names
    std::string description;
    Role role = Role::pass;
    bool initial = false;
    bool reachable = true;
    bool aside = false;             // kind `wide`: a dialplan, or a flow of another file
    std::vector<std::string> hears; // the first words, a line each, already cut
    std::string heard;              // the same in one line
    std::vector<Icon> icons;
    std::vector<Label> loops;         // transitions that stay, and jumps; of `wide`: its handlers, with `to`
    std::size_t jumps_here = 0;       // how many arrows to it are jumps
    std::vector<std::string> members; // of a group: its states
    flow::StateId state = flow::none;
    std::size_t body = 0;
    std::size_t frame = nowhere; // the innermost
    base::Span where;
    Paint paint;
};

struct Edge {
    enum class Kind : std::uint8_t {
        start,
        event,
        next,
        timer,
        wide, // from a note of what holds everywhere; a call that is handed over
    };
    Kind kind = Kind::event;
    std::size_t from = 0, to = 0; // nodes
    std::vector<Label> labels;    // one, or more where several transitions lead the same way
    bool reachable = true;
    Paint paint;
};

// A frame around nodes: a machine or sub-flow, or a `group:` within one.
struct Frame {
    enum class Kind : std::uint8_t { body, group };
    Kind kind = Kind::group;
    std::string title;
    std::size_t body = 0;
    std::size_t parent = nowhere;
    base::Span where;
};

struct Diagram {
    std::string title;
    std::string description;
    std::vector<Frame> frames;        // outer ones first
    std::vector<Node> nodes;          // states in order of declaration, body by body
    std::vector<Edge> edges;          // by where they leave
    std::vector<std::string> notices; // what an overlay says of the whole: `2,000 calls, 1,812 as the flow says`
    bool painted = false;
    bool red_is_slow = false; // boxes are coloured by how long calls stayed, not by how many hung up
};

struct Contents {
    bool groups = true;  // frames for `group:`
    bool expand = false; // what holds in every state as an arrow from each
    bool hears = true;
    bool collapse = false;      // each group as one box
    std::size_t body = nowhere; // this machine or sub-flow alone
    // States that as many arrows lead to are named in the boxes that they come from; the first arrow stays. 0: never; nowhere: 6
    // where there are more than 40 boxes.
    std::size_t hub = nowhere;
    std::size_t most_label = 44; // characters of an event on an arrow
    std::size_t most_guard = 88; // of a guard, which may take several lines
    std::size_t most_line = 34;  // characters of a line in a box
};

// The diagram of a flow. Nothing in it is escaped for any form of drawing.
[[nodiscard]] Diagram diagram_of(const flow::Flow& flow, const Contents& contents);

// Whether it would turn what stands around it backwards (Unicode's explicit directions): shown as U+FFFD.
[[nodiscard]] bool turns_text(char32_t point);

// At most `most` letters, of ideographs half as many, `…` at the end where something was left out; control characters become blanks, those that turn text
// become U+FFFD.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most);

} // namespace callflow::draw

#include "draw/diagram.hpp"

#include "draw/plan_labels.hpp"
#include "draw/states.hpp"
#include "draw/transitions.hpp"
#include "flow/graph.hpp"
#include "flow/sip_address.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace callflow::draw {
namespace {

using flow::BodyRole;

class Builder {
public:
    Builder(const flow::Flow& flow, const Contents& contents) : flow_(flow), contents_(contents) {
        constexpr std::size_t any = 100'000;
        diagram.title = shortened(flow.name, any);
        diagram.description = shortened(flow.description, any);
        node_of_state_.assign(flow.states.size(), nowhere);
        start_of_body_.assign(flow.bodies.size(), nowhere);
    }

    void build() {
        const std::vector<bool> reachable = flow::reachable(flow_);
        for (std::size_t body = 0; body < flow_.bodies.size(); ++body) {
            if (shown(body)) add_nodes(body, reachable);
        }
        for (std::size_t body = 0; body < flow_.bodies.size(); ++body) {
            if (shown(body)) add_edges(body);
        }
        if (contents_.body == nowhere && !flow_.dialplans.empty()) add_dialplans();
    }

    // What leads away from a folded group is of many states, of which nothing tells which.
    void sum_up_groups() {
        for (Edge& edge : diagram.edges) {
            if (diagram.nodes[edge.from].kind == Node::Kind::group) sum_up(edge.labels);
        }
    }

    // Beside others on one arrow, what needs no words alone needs some.
    void name_silent() {
        for (Edge& edge : diagram.edges) {
            if (edge.labels.size() < 2) continue;
            for (Label& label : edge.labels) {
                if (label.text().empty()) label.event = "goes on";
            }
        }
    }

    // What many arrows would lead to is named where they would begin.
    void fold_hubs() {
        std::size_t most = contents_.hub;
        if (most == 0 || (most == nowhere && diagram.nodes.size() <= 40)) return;
        if (most == nowhere) most = 6;
        std::vector<std::size_t> led_to(diagram.nodes.size(), 0);
        for (const Edge& edge : diagram.edges) ++led_to[edge.to];
        std::vector<bool> first(diagram.nodes.size(), true);
        std::vector<Edge> kept;
        for (Edge& edge : diagram.edges) {
            const bool fold = led_to[edge.to] > most && !first[edge.to] && edge.kind != Edge::Kind::start &&
                              edge.kind != Edge::Kind::wide;
            first[edge.to] = false;
            if (!fold) {
                kept.push_back(std::move(edge));
                continue;
            }
            ++diagram.nodes[edge.to].jumps_here;
            for (Label& label : edge.labels) {
                label.jump = true;
                label.to = diagram.nodes[edge.to].name;
                diagram.nodes[edge.from].loops.push_back(std::move(label));
            }
        }
        diagram.edges = std::move(kept);
    }

    Diagram diagram;

private:
    bool shown(std::size_t body) const { return contents_.body == nowhere || contents_.body == body; }

    void add_nodes(std::size_t id, const std::vector<bool>& reachable) {
        const flow::Body& body = flow_.bodies[id];
        const std::size_t frame = body_frame(id);
        if (body.initial != flow::none) {
            start_of_body_[id] = diagram.nodes.size();
            Node start;
            start.kind = Node::Kind::start;
            start.name = body.name;
            start.body = id;
            start.frame = frame;
            start.where = body.initial_where;
            diagram.nodes.push_back(std::move(start));
        }
        std::map<std::string, std::size_t> groups; // to its frame, or where it is one box to its node
        for (const flow::StateId state : body.states) {
            const std::string& group = flow_.states[state].group;
            if (contents_.collapse && !group.empty()) {
                auto [at, added] = groups.try_emplace(group, diagram.nodes.size());
                if (added) diagram.nodes.push_back(group_node(group, id, frame, flow_.states[state]));
                node_of_state_[state] = at->second;
                diagram.nodes[at->second].reachable |= reachable[state];
                diagram.nodes[at->second].members.push_back(flow_.states[state].name);
                continue;
            }
            Node node = node_of(flow_, state, contents_);
            node.reachable = reachable[state];
            node.frame = frame;
            if (contents_.groups && !group.empty()) {
                auto [at, added] = groups.try_emplace(group, diagram.frames.size());
                if (added) {
                    diagram.frames.push_back({.kind = Frame::Kind::group,
                                              .title = shortened(group, contents_.most_line),
                                              .body = id,
                                              .parent = frame,
                                              .where = flow_.states[state].where});
                }
                node.frame = at->second;
            }
            node_of_state_[state] = diagram.nodes.size();
            diagram.nodes.push_back(std::move(node));
        }
        for (const auto& [name, node] : groups) {
            if (!contents_.collapse) break;
            const std::size_t count = diagram.nodes[node].members.size();
            diagram.nodes[node].detail = count == 1 ? "1 state" : fmt::format("{} states", count);
        }
        if (!body.on.empty() && !contents_.expand) {
            Node wide;
            wide.kind = Node::Kind::wide;
            wide.name = body.name;
            wide.title = "in every state";
            wide.body = id;
            wide.frame = frame;
            wide.where = body.on.front().where;
            wide_of_body_[id] = diagram.nodes.size();
            diagram.nodes.push_back(std::move(wide));
        }
    }

    // The SIP side: a note for each of its plans, with its entries; dotted arrows are calls that change sides.
    void add_dialplans() {
        const std::size_t frame = diagram.frames.size();
        const auto written = std::ranges::find(flow_.dialplans, false, &flow::Dialplan::answers);
        if (written != flow_.dialplans.end())
            diagram.frames.push_back({.kind = Frame::Kind::body,
                                      .title = "SIP side",
                                      .body = 0,
                                      .parent = nowhere,
                                      .where = written->where});
        for (const flow::Dialplan& plan : flow_.dialplans)
            for (const flow::DialEntry& entry : plan.entries)
                for (const flow::DialTarget& target : entry.to) add_other_flow(target);
        for (const flow::Dialplan& plan : flow_.dialplans) {
            if (plan.answers) continue; // the transfers' own arrows say it
            const std::size_t node = diagram.nodes.size();
            Node note;
            note.kind = Node::Kind::wide;
            note.name = "dialplan " + plan.name;
            note.title = note.name;
            note.aside = true;
            note.frame = frame;
            note.where = plan.where;
            for (const flow::DialEntry& entry : plan.entries) note.loops.push_back(label_of(entry, contents_));
            diagram.nodes.push_back(std::move(note));
            for (const flow::DialEntry& entry : plan.entries)
                for (const flow::DialTarget& target : entry.to)
                    if (const std::size_t there = answering(target); there != nowhere)
                        edge(node, there, Edge::Kind::wide, true);
            if (plan.name != flow::dialplan_transfer) continue;
            for (flow::StateId id = 0; id < flow_.states.size(); ++id)
                for (const flow::Transfer& one : flow_.states[id].transfers)
                    if (one.via == flow::Via::http || one.via == flow::Via::refer)
                        edge(node_of_state_[id], node, Edge::Kind::wide, true);
        }
        for (flow::StateId id = 0; id < flow_.states.size(); ++id)
            for (const flow::Transfer& one : flow_.states[id].transfers)
                if (one.via == flow::Via::bridge) add_bridge(id, one);
    }

    // To a flow that answers at the address, as some entry says.
    void add_bridge(flow::StateId state, const flow::Transfer& transfer) {
        for (const flow::Dialplan& plan : flow_.dialplans)
            for (const flow::DialEntry& entry : plan.entries)
                for (const flow::DialTarget& target : entry.to) {
                    const std::size_t there = target.address.is_literal() ? answering(target) : nowhere;
                    if (there == nowhere) continue; // a phone, or an address that is not known before the call
                    const bool meant = std::ranges::any_of(transfer.to, [&](const expr::Template& to) {
                        return to.is_literal() && to.literal() == target.address.literal();
                    });
                    if (!meant) continue;
                    edge(node_of_state_[state], there, Edge::Kind::wide, true);
                    return;
                }
    }

    // A flow of another file is a box among those of its platform.
    void add_other_flow(const flow::DialTarget& target) {
        if (!flow::is_flow_file(target.flow) || other_flows_.contains(target.flow)) return;
        const std::string title = target.platform.empty() ? "other flows" : "on " + target.platform;
        const auto same = std::ranges::find(diagram.frames, title, &Frame::title);
        const auto frame = static_cast<std::size_t>(same - diagram.frames.begin());
        if (same == diagram.frames.end())
            diagram.frames.push_back(
                {.kind = Frame::Kind::body, .title = title, .body = 0, .parent = nowhere, .where = target.where});
        Node box;
        box.kind = Node::Kind::wide;
        box.aside = true;
        box.name = target.flow;
        box.title = "flow " + shortened(target.flow, contents_.most_line);
        box.frame = frame;
        box.where = target.where;
        other_flows_[target.flow] = diagram.nodes.size();
        diagram.nodes.push_back(std::move(box));
    }

    // Where a call that a dialplan sends to a flow goes on; nowhere for one to a phone.
    [[nodiscard]] std::size_t answering(const flow::DialTarget& target) const {
        if (const auto other = other_flows_.find(target.flow); other != other_flows_.end()) return other->second;
        if (target.body == flow::none || start_of_body_[target.body] == nowhere) return nowhere;
        return node_of_state_[flow_.bodies[target.body].initial];
    }

    // The provider on which a dialplan says that the body runs; empty where none does.
    [[nodiscard]] std::string platform_of(std::size_t body) const {
        for (const flow::Dialplan& plan : flow_.dialplans)
            for (const flow::DialEntry& entry : plan.entries)
                for (const flow::DialTarget& target : entry.to)
                    if (target.body == body && !target.platform.empty()) return target.platform;
        return {};
    }

    static Node group_node(const std::string& group, std::size_t body, std::size_t frame, const flow::State& first) {
        Node node;
        node.kind = Node::Kind::group;
        node.name = group;
        node.title = shortened(group, 40);
        node.body = body;
        node.frame = frame;
        node.where = first.where;
        node.reachable = false;
        return node;
    }

    std::size_t body_frame(std::size_t id) {
        if ((flow_.bodies.size() < 2 && flow_.dialplans.empty()) || contents_.body != nowhere) return nowhere;
        const flow::Body& body = flow_.bodies[id];
        const std::string name = shortened(body.role == BodyRole::main ? flow_.name : body.name, contents_.most_line);
        diagram.frames.push_back({.kind = Frame::Kind::body,
                                  .title = (body.role == BodyRole::machine ? "machine " : "flow ") + name +
                                           (platform_of(id).empty() ? "" : " on " + platform_of(id)),
                                  .body = id,
                                  .parent = nowhere,
                                  .where = body.where});
        return diagram.frames.size() - 1;
    }

    void add_edges(std::size_t id) {
        const flow::Body& body = flow_.bodies[id];
        if (start_of_body_[id] != nowhere) {
            edge(start_of_body_[id], node_of_state_[body.initial], Edge::Kind::start, true);
        }
        const std::vector<Way> wide = ways_of(flow_, body, contents_);
        if (const auto note = wide_of_body_.find(id); note != wide_of_body_.end()) {
            for (const Way& way : wide) {
                diagram.nodes[note->second].loops.push_back(way.label);
            }
        }
        for (const flow::StateId state : body.states) {
            add_ways(state, ways_of(flow_, flow_.states[state], contents_));
            if (contents_.expand && !flow_.states[state].final) add_ways(state, open_to(state, wide));
        }
        if (const auto note = wide_of_body_.find(id); note != wide_of_body_.end()) lead_from_note(note->second, wide);
    }

    // The note says where its events lead; an arrow shows it only where the state would be without one.
    void lead_from_note(std::size_t note, const std::vector<Way>& wide) {
        for (const Way& way : wide) {
            if (way.target == flow::none) continue;
            const std::size_t to = node_of_state_[way.target];
            const bool led_to =
                std::ranges::any_of(diagram.edges, [&](const Edge& one) { return one.to == to && one.from != note; });
            if (!led_to) edge(note, to, Edge::Kind::wide, true);
        }
    }

    // The flow-wide ways that the state's own handlers leave open.
    std::vector<Way> open_to(flow::StateId id, const std::vector<Way>& wide) const {
        std::vector<Way> open;
        for (const Way& way : wide) {
            const bool taken = std::ranges::any_of(flow_.states[id].on, [&](const flow::Handler& handler) {
                return flow_.events[handler.event].text() == way.label.name && flow::takes_always(handler);
            });
            if (!taken) open.push_back(way);
        }
        return open;
    }

    void add_ways(flow::StateId state, const std::vector<Way>& ways) {
        const std::size_t from = node_of_state_[state];
        Node& node = diagram.nodes[from];
        for (const Way& way : ways) {
            const std::size_t to = way.target == flow::none ? from : node_of_state_[way.target];
            if (to == from) {
                if (node.kind == Node::Kind::group) continue;
                Label loop = way.label;
                if (loop.text().empty()) loop.event = "again"; // `next: same`, or a sign without words
                if (loop.to.empty())
                    node.loops.push_back(std::move(loop));
                else
                    add_label(node.loops, std::move(loop));
                continue;
            }
            Edge& one = edge(from, to, way.kind, node.reachable);
            if (way.kind == Edge::Kind::event) one.kind = way.kind;
            add_label(one.labels, way.label);
        }
    }

    // The arrow between them, a new one where there was none.
    Edge& edge(std::size_t from, std::size_t to, Edge::Kind kind, bool reachable) {
        const auto [at, added] = edges_.try_emplace({from, to}, diagram.edges.size());
        if (added)
            diagram.edges.push_back(
                {.kind = kind, .from = from, .to = to, .labels = {}, .reachable = reachable, .paint = {}});
        return diagram.edges[at->second];
    }

    const flow::Flow& flow_;
    const Contents& contents_;
    std::vector<std::size_t> node_of_state_, start_of_body_;
    std::map<std::string, std::size_t> other_flows_; // nodes of flows of other files
    std::map<std::size_t, std::size_t> wide_of_body_;
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> edges_;
};

} // namespace

std::string Label::text() const {
    if (guard.empty()) return event;
    return event.empty() ? fmt::format("[{}]", guard) : fmt::format("{} [{}]", event, guard);
}

Diagram diagram_of(const flow::Flow& flow, const Contents& contents) {
    Builder builder(flow, contents);
    builder.build();
    builder.sum_up_groups();
    builder.name_silent();
    builder.fold_hubs();
    return std::move(builder.diagram);
}

} // namespace callflow::draw

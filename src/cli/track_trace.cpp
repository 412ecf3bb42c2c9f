#include "cli/track_trace.hpp"

#include "doc/form.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <span>

namespace callflow::cli {
namespace {

using scenario::TraceStep;
using tracking::Change;

std::string text_of(const std::vector<std::pair<std::string, expr::Value>>& fields, std::string_view name) {
    const auto at = std::ranges::find(fields, name, &std::pair<std::string, expr::Value>::first);
    return at == fields.end() ? std::string() : at->second.to_text();
}

std::string path_of(const TraceStep& row) {
    std::string path;
    for (const std::string& state : row.stack) path += (path.empty() ? "" : "/") + state;
    return path.empty() ? row.state : path;
}

std::string body_of(const scenario::TraceRequest& request) {
    return request.body.empty() ? doc::write_form(request.form) : request.body;
}

// `/menu` of `http://127.0.0.1:3000/menu?page=2`.
std::string place_of(std::string_view url) {
    if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
        const std::size_t path = url.find('/', scheme + 3);
        url = path == std::string_view::npos ? std::string_view("/") : url.substr(path);
    }
    return std::string(url.substr(0, url.find('?')));
}

bool is_over(std::string_view status) {
    constexpr std::string_view words[] = {"completed",  "busy",         "failed", "no-answer",
                                          "canceled",   "DISCONNECTED", "FAILED", "REJECTED",
                                          "REDIRECTED", "BUSY",         "TIMEOUT"};
    return std::ranges::find(words, status) != std::end(words);
}

// As `serve` has it of both providers.
std::string status_word(const std::string& status) {
    constexpr std::pair<std::string_view, std::string_view> words[] = {{"DISCONNECTED", "completed"},
                                                                       {"REDIRECTED", "completed"},
                                                                       {"FAILED", "failed"},
                                                                       {"REJECTED", "failed"},
                                                                       {"BUSY", "busy"},
                                                                       {"TIMEOUT", "no-answer"}};
    const auto* const known = std::ranges::find(words, status, &std::pair<std::string_view, std::string_view>::first);
    return known == std::end(words) ? status : std::string(known->second);
}

// The sessions of one trace, by the scenario's names of their calls.
class Tracker {
public:
    explicit Tracker(const scenario::Trace& trace) : trace_(trace) {}

    std::vector<Change> run() {
        for (const TraceStep& row : trace_.steps) {
            if (row.kind == "callback" && !row.request.empty() && !row.decoded.empty()) {
                if (row.decoded.front().kind != "status") failure_.erase(row.call); // it was gone on with
                take(row);
            }
            if (const auto at = by_call_.find(row.call); at != by_call_.end()) look(row, *changes_[at->second].session);
        }
        return std::move(changes_);
    }

private:
    void take(const TraceStep& row) {
        const scenario::TraceRequest& request = row.request.front();
        const scenario::TraceDecoded& decoded = row.decoded.front();
        auto at = by_call_.find(row.call);
        if (at == by_call_.end()) {
            Change change;
            change.call = decoded.call_id;
            change.anew = true;
            tracking::Session session;
            session.id = decoded.call_id;
            session.flow = trace_.flow;
            session.provider = request.provider;
            session.channel = "voice";
            session.direction = "inbound";
            session.began = trace_.now + row.at;
            session.method = request.method;
            session.address = request.url;
            session.body = body_of(request);
            change.session = std::move(session);
            by_call_.emplace(row.call, changes_.size());
            changes_.push_back(std::move(change));
            static_cast<void>(enter(row));
            learn(row, *changes_.back().session);
            return;
        }
        const std::string id = changes_[at->second].call;
        tracking::Session& session = *changes_[at->second].session;
        learn(row, session);
        tracking::Step step;
        step.session = id;
        step.number = ++session.steps;
        step.at = trace_.now + row.at;
        step.kind = decoded.kind;
        step.event = row.event;
        step.state_before = row.state_before.empty() ? place_[row.call] : row.state_before;
        step.state = enter(row);
        step.digits = text_of(row.input, "digits");
        step.speech = text_of(row.input, "speech");
        step.method = request.method;
        step.address = request.url;
        step.body = body_of(request);
        Change change;
        change.call = id;
        change.step = std::move(step);
        changes_.push_back(std::move(change));
    }

    // Where the call stands behind a request: in a state; of an application, which has none, at the address of the document that it
    // is given.
    std::string enter(const TraceStep& row) {
        std::string& place = place_[row.call];
        if (std::string state = path_of(row); !state.empty()) return state;
        if (!row.documents.empty() && is_own(row)) place = place_of(row.request.front().url);
        return place;
    }

    // Not about a leg that it has dialled, whose status is not the call's, and which hears other documents.
    [[nodiscard]] bool is_own(const TraceStep& row) const {
        const auto at = by_call_.find(row.call);
        return at != by_call_.end() && changes_[at->second].call == row.decoded.front().call_id;
    }

    // What a request says of the call.
    void learn(const TraceStep& row, tracking::Session& session) const {
        session.last = trace_.now + row.at;
        if (!is_own(row)) return;
        const auto& told = row.decoded.front().call;
        for (const auto& [name, field] :
             {std::pair("from", &session.from), std::pair("to", &session.to), std::pair("channel", &session.channel),
              std::pair("direction", &session.direction), std::pair("status", &session.status)}) {
            const bool settled = field == &session.status && session.ended_by == "error";
            if (std::string text = text_of(told, name); !text.empty() && !settled) *field = std::move(text);
        }
        const bool over = row.decoded.front().signal == "hangup" || is_over(session.status);
        if (over && session.ended == 0) session.ended = trace_.now + row.at;
    }

    // What became of it. Moments of the call's own leg tell its end also to an application that nobody tells.
    void look(const TraceStep& row, tracking::Session& session) {
        if (!row.moment.empty()) {
            const scenario::TraceMoment& moment = row.moment.front();
            if (moment.who != row.call) return;
            if (row.kind == "did") hung_up_[row.call] = moment.text.starts_with("hang_up");
            if (row.kind == "error" && moment.stops)
                failure_[row.call] = moment.code.empty() ? moment.text : moment.code + ": " + moment.text;
            if (row.kind != "status" || !is_over(moment.text)) return;
            session.status = status_word(moment.text);
            session.last = trace_.now + row.at;
            if (session.ended == 0) session.ended = session.last;
            if (const auto failure = failure_.find(row.call); failure != failure_.end() && session.ended_by.empty()) {
                // Whatever the provider calls that: nobody was served, and the flow came to no end.
                session.status = "failed";
                session.ended_by = "error";
                if (session.outcome.empty()) session.outcome = failure->second;
            }
            if (session.ended_by.empty()) session.ended_by = hung_up_[row.call] ? "caller" : "flow";
            if (session.ended_by == "caller" && session.left_in.empty()) session.left_in = session.state;
            return;
        }
        session.state = path_of(row);
        if (session.state.empty()) session.state = place_[row.call];
        if (session.ended_by != "error" || !row.end_outcome.empty()) session.outcome = row.end_outcome;
        const bool hung_up = !row.decoded.empty() && row.decoded.front().signal == "hangup";
        if (session.ended_by.empty() && (row.ended || session.ended != 0))
            session.ended_by = row.ended && !hung_up ? "flow" : "caller";
        if (session.ended_by == "caller" && session.left_in.empty())
            session.left_in = row.state_before.empty() ? session.state : row.state_before;
    }

    const scenario::Trace& trace_;
    std::vector<Change> changes_; // sessions before their steps
    std::map<std::string, std::size_t> by_call_;
    std::map<std::string, std::string> place_; // of calls of applications
    std::map<std::string, bool> hung_up_;      // whether that was the last thing that whoever calls did
    std::map<std::string, std::string>
        failure_; // of what the provider last tried to run of the application's, if it could not
};

// A session for each call that a provider made requests for, with a step for each request after its first; what is sensitive is
// hidden as in the trace. A call that the provider ended because the application's answer could not be had or run is `failed`, ended by
// `error`, with the provider's code and words for its outcome.
std::vector<Change> changes_of(const scenario::Trace& trace) { return Tracker(trace).run(); }

void rename(std::vector<Change*>& changes, const std::string& name) {
    for (Change* const change : changes) {
        change->call = name;
        if (change->session) change->session->id = name;
        if (change->step) change->step->session = name;
    }
}

// Whether the session of that name is stored, and whether it is this one, step by step.
enum class Stored : std::uint8_t { no, same, other };
base::Result<Stored> look_up(tracking::Store& store, const std::vector<Change*>& changes) {
    tracking::SessionQuery query;
    query.id = changes.front()->call;
    std::optional<tracking::Session> there;
    const auto read = store.sessions(query, [&](tracking::Session one) {
        there = std::move(one);
        return false;
    });
    if (!read) return tl::unexpected(read.error());
    if (!there) return Stored::no;
    if (there != changes.front()->session) return Stored::other;
    const auto steps = store.steps(query.id);
    if (!steps) return tl::unexpected(steps.error());
    const bool same =
        std::ranges::equal(*steps, std::span(changes).subspan(1),
                           [](const tracking::Step& a, const Change* b) { return b->step && a == *b->step; });
    return same ? Stored::same : Stored::other;
}

// Scenarios, and providers, are free to give their calls one id: none may push out what another has stored. The same session again is
// stored once, for scenarios are played again and again.
base::Result<void> give_name(tracking::Store& store, std::vector<Change>& all, const std::string& id,
                             std::set<std::string>& taken) {
    std::vector<Change*> own; // the session, then its steps
    for (Change& change : all)
        if (change.call == id) own.push_back(&change);
    for (int number = 1;; ++number) {
        const std::string name = number == 1 ? id : id + "/" + std::to_string(number);
        if (taken.contains(name)) continue;
        rename(own, name);
        const auto stored = look_up(store, own);
        if (!stored) return tl::unexpected(stored.error());
        if (*stored == Stored::other) continue;
        taken.insert(name);
        return {};
    }
}

} // namespace

bool wants_tracking(const Values& values) { return values.has("track") || values.get("track-calls") == "on"; }

base::Result<void> track(const Values& values, const std::vector<const scenario::Trace*>& traces) {
    if (!wants_tracking(values)) return {};
    auto store = tracking::open_store({.where = std::string(values.get("db")), .durable = true});
    if (!store) return tl::unexpected(store.error());
    std::vector<Change> all;
    std::set<std::string> taken; // in this run
    for (const scenario::Trace* const trace : traces) {
        std::vector<Change> changes = changes_of(*trace);
        std::vector<std::string> ids;
        for (const Change& change : changes)
            if (change.session) ids.push_back(change.call);
        for (const std::string& id : ids) {
            if (auto named = give_name(**store, changes, id, taken); !named) return named;
        }
        std::ranges::move(changes, std::back_inserter(all));
    }
    return (*store)->commit(all);
}

} // namespace callflow::cli

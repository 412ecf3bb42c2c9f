// Calls that a flow has had: who talked how long is told by the states that are marked `talk`.
#include "cli/track_sessions.hpp"

#include "cli/load.hpp"
#include "engine/machine.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace callflow::cli {
namespace {

using tracking::Session;
using tracking::Step;

constexpr std::int64_t nanoseconds = 1'000'000; // of a millisecond

// Which states are those in which people talk to each other, by their paths.
class TalkStates {
public:
    explicit TalkStates(const flow::Flow& flow) : machine_(flow), flow_(flow) {
        any_ = std::ranges::any_of(flow.states, &flow::State::talk);
    }
    [[nodiscard]] bool any() const { return any_; }
    [[nodiscard]] bool is(const std::string& path) const {
        const engine::Configuration at = path.empty() ? flow::none : machine_.find(path);
        return at != flow::none && flow_.states[machine_.state_of(at)].talk;
    }

private:
    engine::Machine machine_;
    const flow::Flow& flow_;
    bool any_ = false;
};

// Nanoseconds in such states, from the request that led there to the next one, or to the call's end.
std::int64_t talk_of(const TalkStates& states, const Session& session, const std::vector<Step>& steps) {
    std::int64_t talk = 0;
    tracking::Time at = session.began;
    std::string state = steps.empty() ? session.state : steps.front().state_before;
    const auto until = [&](tracking::Time time) {
        if (time > at && states.is(state)) talk += time - at;
        at = std::max(at, time);
    };
    for (const Step& step : steps) {
        until(step.at);
        state = step.state;
    }
    until(std::max(session.ended, session.last));
    return talk;
}

} // namespace

base::Result<void> read_sessions(const Values& values, Io& io, tracking::Store& store, tracking::Loader& loader,
                                 MalformedRows& malformed) {
    if (!values.has("flow"))
        return base::fail(
            base::ErrorKind::usage,
            "--calls-from sessions needs the flow that had the calls, for its states say where people talk: --flow");
    Inputs inputs;
    const UsableFlow usable = load_flow(values, io, inputs, std::string(values.get("flow")));
    if (!usable.usable()) return base::fail(base::ErrorKind::usage, "a flow with errors says nothing of its calls");
    const flow::Flow& flow = *usable.loaded.flow;
    const TalkStates states(flow);
    tracking::SessionQuery query;
    query.flow = flow.name;
    std::vector<Session> all;
    const auto read = store.sessions(query, [&](Session session) {
        all.push_back(std::move(session));
        return true;
    });
    if (!read) return read;
    std::ranges::reverse(all); // the oldest first
    for (const Session& session : all) {
        if (session.direction == "outbound") {
            loader.left_out();
            continue;
        }
        const auto steps = store.steps(session.id);
        if (!steps) return tl::unexpected(steps.error());
        tracking::Call call;
        call.start = session.began / nanoseconds;
        call.end = session.ended == 0 ? tracking::no_time : session.ended / nanoseconds;
        if (states.any()) {
            call.talk = talk_of(states, session, *steps) / nanoseconds;
            call.answered = call.talk > 0 ? tracking::Answered::yes : tracking::Answered::no;
        }
        if (const std::string_view why = loader.take(session.id, call, session.from, session.to); !why.empty())
            malformed.say(session.id, why, {});
    }
    return {};
}

} // namespace callflow::cli

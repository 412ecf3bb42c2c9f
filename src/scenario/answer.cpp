// What a step comes to: requests are answered, the response is rendered, and what went wrong is signalled.
#include "scenario/runner.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace callflow::scenario {
namespace {

// The provider waits for an answer, unless the call is over or it only told something.
bool wants_document(engine::Outcome outcome) {
    return outcome == engine::Outcome::moved || outcome == engine::Outcome::refused ||
           outcome == engine::Outcome::failed;
}

// The response of a state erred, so the step failed as a whole; signal `error` is fired where somebody handles it, and is part
// of what the step did. False where nobody does.
bool fire_error_signal(const Run& run, OpenCall& open, engine::StepResult& result) {
    for (const flow::Signal& signal : run.machine.flow().signals) {
        if (signal.spec->name != "error" || !run.machine.knows(signal.event)) continue;
        engine::Request request;
        request.event = signal.event;
        request.input.emplace_back("error", expr::Value::string(result.error.message));
        engine::StepResult after;
        after.keep_trace = true;
        run.machine.step(open.call, request, after);
        if (after.outcome != engine::Outcome::moved) return false;
        for (engine::Move& move : after.moves) move.tried += static_cast<std::uint32_t>(result.tried.size());
        std::move(after.tried.begin(), after.tried.end(), std::back_inserter(result.tried));
        result.moves = std::move(after.moves);
        result.effects = std::move(after.effects);
        result.machine = after.machine;
        return true;
    }
    return false;
}

} // namespace

void answer(Run& run, OpenCall& open, engine::Call before, engine::StepResult& result, base::Span where, bool told) {
    if (!settle_requests(run, open, before, result, where)) return;
    std::vector<TraceDocument> documents;
    engine::StepError error;
    const auto rendered = [&] {
        OpenCall room;
        const std::uint32_t whose = run.machine.answering(result.machine);
        // Nobody hears what is said after a hang-up, or to who only told something.
        return told || !wants_document(result.outcome) || open.call.hung_up ||
               render(run, seen(run, open, whose, room), documents, error);
    };
    bool done = rendered();
    if (!done && result.outcome == engine::Outcome::moved) {
        open.call = std::move(before);
        result.outcome = engine::Outcome::failed;
        result.moves.clear();
        result.effects.clear();
        result.error = error;
        if (fire_error_signal(run, open, result)) {
            engine::Call signalled = open.call;
            if (!settle_requests(run, open, signalled, result, where)) return;
            done = rendered();
        }
    }
    OpenCall room;
    TraceStep& trace = run.trace.steps.back();
    record(run, trace, seen(run, open, result.machine, room), result);
    if (!done && trace.error.empty()) {
        trace.error = error.message;
        trace.error_where = error.where;
    } else if (!done && error.message != trace.error) {
        trace.error.append(engine::handler_failed_too).append(error.message);
        // the state was entered, and has no answer
        const auto last = std::find_if(trace.tried.rbegin(), trace.tried.rend(),
                                       [](const TraceTried& one) { return one.held && one.failed.empty(); });
        if (last != trace.tried.rend()) last->failed = "taken, but its answer failed: " + error.message;
    }
    trace.documents = std::move(documents);
    keep_secrets(run, open, trace);
}

} // namespace callflow::scenario

// Requests of states, answered by mocks.
#include "base/codes.hpp"
#include "base/text.hpp"
#include "providers/effect_request.hpp"
#include "scenario/runner.hpp"
#include "scenario/sip_side.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {
namespace {

// The machine of a call that waits for an answer; none where no one does.
std::uint32_t waiting_machine(const engine::Call& call) {
    if (call.request.waits) return 0;
    for (std::uint32_t i = 0; i < call.beside.size(); ++i)
        if (call.beside[i].request.waits) return i + 1;
    return flow::none;
}

// The next answer of a state's mock; null where there is none left.
const MockAnswer* next_answer(Run& run, engine::Configuration at) {
    const std::vector<Mock>& mocks = run.scenario.mocks;
    run.mocked.resize(mocks.size(), 0);
    for (std::size_t i = 0; i < mocks.size(); ++i) {
        if (!run.machine.stands_in(at, mocks[i].state)) continue;
        const std::size_t turn = mocks[i].in_turn ? run.mocked[i]++ : 0;
        return turn < mocks[i].answers.size() ? &mocks[i].answers[turn] : nullptr;
    }
    return nullptr;
}

engine::Answer answer_of(const MockAnswer& mock) {
    engine::Answer answer;
    if (!mock.fail.empty()) return answer;
    answer.status = mock.status;
    answer.json = mock.json;
    answer.body = mock.body ? *mock.body : mock.json.is_absent() ? std::string() : mock.json.to_json();
    return answer;
}

TraceRequest request_of(const engine::OpenRequest& open) {
    const providers::OutgoingRequest made = providers::state_request(open.fields);
    return {{}, made.method, made.url, made.headers, made.form, made.body};
}

// Of requests that wait while another waits.
constexpr std::uint32_t most_waiting = 20;

// Whether a machine of the call waits for the answer to its request there.
bool waits_at(const engine::Call& call, std::uint32_t machine, engine::Configuration at) {
    const engine::OpenRequest& request = machine == 0 ? call.request : call.beside[machine - 1].request;
    return request.waits && at == (machine == 0 ? call.configuration : call.beside[machine - 1].configuration);
}

// The time that a request without an answer takes: timers fire on the way. False where one of them has moved the call away from
// its request, or where a pretend provider, which has a clock of its own, will see what comes of it.
bool wait_for_nothing(Run& run, OpenCall& open, std::uint32_t machine, engine::Configuration at, base::Span where) {
    const std::optional<flow::Request>& request = run.machine.flow().states[run.machine.state_of(at)].request;
    if (!request) return true;
    const engine::Time until = run.now + request->timeout;
    if (run.answers_provider) {
        open.unanswered = Unanswered{open.asked, machine, at, until, where};
        return false;
    }
    if (run.emulation || run.waiting >= most_waiting) return true;
    const auto waits = [&] { return waits_at(open.call, machine, at); };
    ++run.waiting;
    engine::Time due = 0;
    bool went_well = true;
    while (went_well && waits() && next_timer(run, until, due) != nullptr) went_well = wait_until(run, due, where);
    if (went_well && waits()) went_well = wait_until(run, until, where);
    --run.waiting;
    return went_well && waits();
}

// The call goes on with an answer, or with the want of one, whose row is `row`.
void take_answer(Run& run, OpenCall& open, std::uint32_t machine, const engine::Answer& answer,
                 const std::string& failure, TraceStep& row, engine::StepResult& result) {
    const engine::Configuration at =
        machine == 0 ? open.call.configuration : open.call.beside[machine - 1].configuration;
    const auto& asked = run.machine.flow().states[run.machine.state_of(at)].request;
    const bool transfer = asked && asked->hands_over;
    row.at = run.now - run.start;
    row.event = !transfer && answer.status / 100 == 2        ? "success"
                : transfer && engine::agrees(*asked, answer) ? "accepted"
                                                             : "failure";
    row.failure = failure;
    row.input.emplace_back("status", expr::Value::integer(answer.status));
    if (transfer) row.input.emplace_back("body", expr::Value::string(answer.body));
    if (!answer.json.is_absent()) row.input.emplace_back("json", answer.json);
    result = {};
    result.keep_trace = true;
    run.machine.answer(open.call, answer, result, machine);
}

} // namespace

bool is_unanswered(const OpenCall& open) {
    return open.unanswered && open.unanswered->number == open.asked &&
           waits_at(open.call, open.unanswered->machine, open.unanswered->at);
}

void time_out(Run& run, OpenCall& open) {
    const Unanswered over = *open.unanswered;
    open.unanswered.reset();
    OpenCall room;
    TraceStep& row = begin_trace(run, "request", seen(run, open, over.machine, room), over.where, over.machine);
    engine::Call before = open.call;
    engine::StepResult result;
    take_answer(run, open, over.machine, {}, "timeout", row, result);
    answer(run, open, std::move(before), result, over.where, over.told);
}

bool settle_requests(Run& run, OpenCall& open, engine::Call& before, engine::StepResult& result, base::Span where,
                     bool recorded) {
    for (std::uint32_t machine = waiting_machine(open.call); machine != flow::none;
         machine = waiting_machine(open.call)) {
        OpenCall room;
        if (!recorded) record(run, run.trace.steps.back(), seen(run, open, result.machine, room), result);
        recorded = false;
        if (is_unanswered(open)) return false;
        ++open.asked;
        const engine::OpenRequest& waiting = machine == 0 ? open.call.request : open.call.beside[machine - 1].request;
        const engine::Configuration at =
            machine == 0 ? open.call.configuration : open.call.beside[machine - 1].configuration;
        const std::string state = run.machine.path(at);
        OpenCall now;
        TraceStep& row = begin_trace(run, "request", seen(run, open, machine, now), where, machine);
        const auto& written = run.machine.flow().states[run.machine.state_of(at)].request;
        const bool hands_over = written && written->hands_over;
        std::optional<engine::Answer> moved; // by the SIP side
        if (hands_over) moved = refuse_barred(run, waiting);
        if (!moved) {
            row.request.push_back(request_of(waiting));
            row.sent = waiting.fields;
            row.sender = state;
        }
        const MockAnswer* mock = next_answer(run, at);
        if (hands_over && !moved && mock == nullptr) moved = ask_sip_side(run, waiting, written->accepted);
        if (mock == nullptr && !moved) {
            row.outcome = "failed";
            row.unmocked = true;
            if (hands_over) row.agreement = written->accepted;
            row.error = fmt::format("the request of state {} has no answer: nothing is sent in a simulation",
                                    base::quoted(state));
            keep_secrets(run, open, row);
            return false;
        }
        const std::size_t rows = run.trace.steps.size();
        if (!moved && mock->fail == "timeout" && !wait_for_nothing(run, open, machine, at, where)) return false;
        before = open.call;
        const engine::Answer answer = moved ? *moved : answer_of(*mock);
        // What happened in between has rows of its own.
        TraceStep& over = run.trace.steps.size() == rows
                              ? run.trace.steps.back()
                              : begin_trace(run, "request", seen(run, open, machine, now), where, machine);
        take_answer(run, open, machine, answer, moved ? std::string() : mock->fail, over, result);
    }
    return true;
}

} // namespace callflow::scenario

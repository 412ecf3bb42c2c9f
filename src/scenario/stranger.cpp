#include "scenario/stranger.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "scenario/emulation.hpp"
#include "scenario/sent.hpp"
#include "scenario/verify.hpp"
#include "syntax/read_flow.hpp"

#include <algorithm>
#include <cassert>
#include <fmt/format.h>

namespace callflow::scenario {
namespace {

using emulate::Answer;

constexpr engine::Time millisecond = 1'000'000;

std::string_view name_of(Step::Kind kind) {
    switch (kind) {
    case Step::Kind::event: return "event";
    case Step::Kind::callback: return "callback";
    case Step::Kind::set: return "set";
    case Step::Kind::redirect: return "redirect";
    case Step::Kind::flush: return "flush";
    case Step::Kind::person:
    case Step::Kind::wait:
    case Step::Kind::expect: break;
    }
    return {};
}

void not_seen(base::Diagnostics& diagnostics, base::Span where, std::string message, std::string help) {
    diagnostics.report(base::codes::not_from_outside, where, std::move(message)).help = std::move(help);
}

void verify_step(const Step& step, base::Diagnostics& diagnostics) {
    if (const std::string_view name = name_of(step.kind); !name.empty())
        not_seen(diagnostics, step.where, fmt::format("a step `{}` is nothing that a caller does", name),
                 "a real application is told what people do: `caller: {press: \"1\"}`, `wait: 5s`");
    if (!step.flow.empty())
        not_seen(diagnostics, step.flow_where, "a real application has no machines that are known from outside", {});
}

void verify_expect(const Expect& expect, base::Diagnostics& diagnostics) {
    constexpr std::string_view inner[] = {"state", "refused", "vars", "effects", "effects_include", "outcome"};
    for (const std::string_view key : inner) {
        const bool there =
            std::ranges::find(expect.places, key, &std::pair<std::string, base::Span>::first) != expect.places.end();
        if (there)
            not_seen(diagnostics, place_of(expect, key), fmt::format("`{}` cannot be seen from outside", key),
                     "of a real application one can expect `hears`, `asks`, `requests`, `response`, `status`, `ended`, "
                     "`legs`, `party`, `billed`, `elapsed`, `error` and `check`");
    }
}

// Whose documents are shown: those that are run, not what is said to a request that merely tells.
bool is_document(const emulate::Request& request, const Answer& answer) {
    return request.steers && answer.failure == Answer::Failure::none && answer.status >= 200 && answer.status < 300;
}

} // namespace

std::unique_ptr<flow::Flow> flow_of_stranger(std::string name) {
    base::Sources sources;
    base::Diagnostics diagnostics;
    const base::FileId file =
        sources.add("(application)", "callflow: 1\nname: application\ninitial: call\nstates: {call: {}}\n");
    const auto document = doc::read_yaml(sources, file, diagnostics);
    assert(document);
    auto flow = syntax::read_flow(*document, diagnostics);
    assert(flow != nullptr);
    flow->name = std::move(name);
    return flow;
}

void verify_stranger(flow::Flow& flow, Scenario& scenario, base::FileStore& files, const std::string& folder,
                     base::Diagnostics& diagnostics) {
    for (const Step& step : scenario.steps) {
        verify_step(step, diagnostics);
        verify_expect(step.expect, diagnostics);
    }
    verify_expect(scenario.expect, diagnostics);
    const auto given = [&](base::Span where, std::string_view key) {
        not_seen(diagnostics, where, fmt::format("`{}` is for a flow that is simulated", key),
                 "a real application has its own vars, and asks its own servers");
    };
    for (const PlainValue& one : scenario.given) given(one.key, "given");
    for (const Mock& one : scenario.mocks) given(one.where, "mocks");
    for (const CallSpec& one : scenario.calls) {
        if (!one.state.empty()) given(one.state_where, "state");
        for (const PlainValue& plain : one.vars) given(plain.key, "vars");
    }
    if (!diagnostics.has_errors()) verify(flow, scenario, files, folder, diagnostics);
}

Answer StrangerApplication::answer(const emulate::Request& request) {
    Emulation& on = *run_.emulation;
    show_moments(run_);
    run_.now = std::max(run_.now, on.base + request.at * millisecond);
    OpenCall* const open = call_of(run_, request.leg);
    if (open == nullptr) return run_.options.stranger->application->answer(request);
    open->known = true;
    Sent sent;
    sent.request = request.http;
    sent.request.url = off_site(run_, std::move(sent.request.url));
    if (request.kind != "upload") read_sent(run_, on.provider, *open, sent); // a file says nothing of the call
    OpenCall room;
    TraceStep& row = begin_trace(run_, "callback", seen(run_, *open, 0, room), on.where);
    const providers::OutgoingRequest& out = sent.request;
    row.emulated = true;
    row.request.push_back({std::string(on.provider.name), out.method, out.url, out.headers, out.form, out.body});
    if (sent.decoded) {
        row.input = sent.decoded->input;
        row.decoded.push_back({"request",
                               std::string(sent.decoded->kind),
                               std::string(sent.decoded->signal),
                               {},
                               sent.decoded->call_id,
                               sent.decoded->call});
    }
    Answer answer = run_.options.stranger->application->answer(request);
    if (is_document(request, answer))
        row.documents.push_back({std::string(on.provider.name), answer.content_type, answer.body});
    return answer;
}

} // namespace callflow::scenario

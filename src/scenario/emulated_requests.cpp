// A flow as the application of a pretend provider.
#include "base/text.hpp"
#include "base/url.hpp"
#include "doc/form.hpp"
#include "providers/barred.hpp"
#include "scenario/emulation.hpp"
#include "scenario/launch.hpp"
#include "scenario/sent.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace callflow::scenario {

using emulate::Answer;
using emulate::no_leg;
using expr::Value;

namespace {

constexpr engine::Time millisecond = 1'000'000;

Answer failure(int status) {
    Answer answer;
    answer.status = status;
    answer.content_type = "text/plain";
    return answer;
}

Answer with_document(TraceDocument document) {
    Answer answer;
    answer.content_type = std::move(document.content_type);
    answer.body = std::move(document.body);
    return answer;
}

// A document in which nothing is said.
Answer nothing_to_say(const providers::Provider& provider) {
    Answer answer;
    answer.content_type = provider.content_type;
    provider.render({}, answer.body, nullptr);
    return answer;
}

// The document of the call's state as it is.
Answer render_state(Run& run, const OpenCall& open, TraceStep* row) {
    OpenCall room;
    std::vector<TraceDocument> documents;
    engine::StepError error;
    const bool done = render(run, seen(run, open, 0, room), documents, error);
    if (!done && row != nullptr) {
        row->outcome = "failed";
        row->error = error.message;
        row->error_where = error.where;
    }
    if (!done || documents.empty()) return failure(500);
    if (row != nullptr) row->documents = documents;
    return with_document(std::move(documents.front()));
}

// What a server says to what the rows from `first` on tell.
Answer answer_of(Run& run, const OpenCall& open, std::size_t first, bool steers) {
    std::vector<TraceStep>& rows = run.trace.steps;
    for (std::size_t i = rows.size(); i > first; --i) {
        if (!rows[i - 1].documents.empty()) return with_document(rows[i - 1].documents.front());
    }
    const TraceStep& last = rows.back();
    if (last.foreign || last.outcome == "unknown") return failure(404);
    const bool handled = !steers && !last.moves.empty(); // signal `error` was, and nobody is to hear of it
    if (!last.error.empty() && !handled) return failure(500);
    if (!steers || open.call.hung_up || open.call.closed) {
        Answer answer;
        answer.status = 204;
        return answer;
    }
    return render_state(run, open, nullptr);
}

std::string field_text(const TraceEffect& effect, std::string_view name) {
    for (const auto& [field, value] : effect.fields) {
        if (field == name) return value.to_text();
    }
    return {};
}

std::string event_of(const TraceEffect& effect) {
    const std::string actor = field_text(effect, "actor");
    const std::string event = field_text(effect, "event");
    return actor.empty() || event.find('.') != std::string::npos ? event : actor + "." + event;
}

void want_redirect(Run& run, const TraceEffect& effect) {
    const std::string meant = field_text(effect, "call");
    for (std::size_t i = 0; i < run.calls.size(); ++i) {
        const OpenCall& open = run.calls[i];
        if (open.leg == no_leg || (open.call.id != meant && open.spec->name != meant)) continue;
        Wanted wanted{.call = i};
        const std::string status = field_text(effect, "status");
        if (!status.empty()) {
            wanted.update.emplace();
            wanted.update->status = status;
        } else {
            wanted.update = update_to(run, open, event_of(effect));
        }
        run.emulation->wanted.push_back(std::move(wanted));
        return;
    }
}

// A new call, where the scenario says who picks up: of several at one number whoever has not been called yet.
void want_call(Run& run, const TraceEffect& effect) {
    const std::string to = field_text(effect, "to");
    const auto expects = [&](const OpenCall& open) {
        const auto is_taken = [&](const Wanted& one) { return one.place && &run.calls[one.call] == &open; };
        return open.awaited && !open.known && open.spec->to == to &&
               std::ranges::none_of(run.emulation->wanted, is_taken);
    };
    const auto at = std::ranges::find_if(run.calls, expects);
    if (at == run.calls.end() || !providers::barred_number(to, run.options.barred).empty()) return;
    emulate::CallOptions options;
    options.id = at->spec->id;
    options.from = field_text(effect, "from");
    options.to = to;
    options.direction = emulate::CallOptions::Direction::outbound;
    options.address = on_site(field_text(effect, "address"));
    options.status_callback = on_site(entrance(run, *at));
    if (const auto time = base::parse_duration(field_text(effect, "timeout"))) options.ring = *time / millisecond;
    for (const TraceRequest& request : effect.requests) // what it was not asked for it does not do
        for (const auto& [name, value] : request.form)
            if (name == "MachineDetection" && value != "false") options.machine_detection = value;
    if (run.emulation->provider.sends_json) { // a session, whose document makes the call
        options.direction = emulate::CallOptions::Direction::token;
        options.address = options.status_callback;
        for (const TraceRequest& request : effect.requests) {
            for (const auto& [name, value] : request.form)
                if (name != "action" && name != "token") options.parameters.emplace_back(name, value);
        }
    }
    run.emulation->wanted.push_back(
        {.call = static_cast<std::size_t>(at - run.calls.begin()), .update = {}, .place = std::move(options)});
}

} // namespace

void read_sent(Run& run, const providers::Provider& provider, const OpenCall& open, Sent& sent) {
    const base::Span where = run.emulation->where;
    const providers::OutgoingRequest& request = sent.request;
    std::vector<doc::FormField> form;
    for (const auto& [name, value] : request.form) form.push_back({name, value, where, where});
    if (request.method == "GET" && form.empty() && request.body.empty()) {
        const std::size_t mark = request.url.find('?');
        std::string query = mark == std::string::npos ? std::string() : request.url.substr(mark + 1);
        const auto size = static_cast<std::uint32_t>(query.size());
        const base::FileId file = run.sources.add(fmt::format("({} request)", provider.name), std::move(query));
        base::Diagnostics ignored; // what is odd about it was the author's address already
        if (auto fields = doc::read_form(run.sources, {file, 0, size}, ignored)) form = std::move(*fields);
    }
    if (request.body.empty()) {
        decode(run, provider, {.form = form}, open, where, sent);
        return;
    }
    const base::FileId file = run.sources.add(fmt::format("({} request)", provider.name), request.body);
    const auto body = providers::read_request_body(run.sources, file, run.diagnostics);
    if (body) decode(run, provider, body->incoming(), open, where, sent);
}

void want_effects(Run& run, std::size_t first) {
    if (!run.emulation) return;
    for (std::size_t i = first; i < run.trace.steps.size(); ++i) {
        for (TraceEffect& effect : run.trace.steps[i].effects) {
            if (effect.group == "application" || std::exchange(effect.told, true)) continue;
            if (effect.kind == "redirect") want_redirect(run, effect);
            if (effect.kind == "originate") want_call(run, effect);
        }
    }
}

Answer FlowApplication::adopt(OpenCall& open) {
    open.adopted = false;
    OpenCall room;
    TraceStep& row = begin_trace(run_, "document", seen(run_, open, 0, room), run_.emulation->where);
    Answer answer = render_state(run_, open, &row);
    keep_secrets(run_, open, row);
    return answer;
}

namespace {

// Whether a request goes to somebody else's server.
bool is_elsewhere(const Run& run, const emulate::Request& request) {
    const std::string& url = request.http.url;
    const flow::Flow& flow = run.machine.flow();
    if (url.find("://") == std::string::npos || off_site(run, url) != url || flow.read_address(url)) return false;
    if (!request.steers) return true;
    const std::string_view host = base::split_url(url).authority;
    const auto serves = [&](const flow::AddressTemplate& own) { return base::split_url(own.text()).authority == host; };
    return !serves(flow.address) && std::ranges::none_of(flow.actors, [&](const flow::Actor& one) {
        return one.address && serves(*one.address);
    });
}

// A row for what goes to others, so that the trace has all requests.
void note_foreign(Run& run, const OpenCall& open, const emulate::Request& request) {
    OpenCall room;
    TraceStep& row =
        begin_trace(run, request.steers ? "others" : "verb", seen(run, open, 0, room), run.emulation->where);
    row.moment.push_back(
        {.who = open.spec->name, .text = fmt::format("{} to {}", request.kind, base::printable(request.http.url))});
    keep_secrets(run, open, row, {});
}

} // namespace

Answer FlowApplication::answer(const emulate::Request& request) {
    Emulation& on = *run_.emulation;
    show_moments(run_);
    OpenCall* const open = call_of(run_, request.leg);
    if (open == nullptr) return failure(404);
    run_.now = std::max(run_.now, on.base + request.at * millisecond);
    open->call.now = std::max(open->call.now, run_.now);
    if (open->adopted && request.steers && request.leg == open->leg) return adopt(*open);
    if (auto known = foreign_answer(run_, request.http.url)) {
        note_foreign(run_, *open, request);
        return std::move(*known);
    }
    if (is_elsewhere(run_, request)) {
        note_foreign(run_, *open, request);
        return request.steers ? unknown_answer(request.http.url) : Answer();
    }
    Sent sent;
    sent.request = request.http;
    sent.request.url = off_site(run_, std::move(sent.request.url));
    read_sent(run_, on.provider, *open, sent);
    if (!sent.decoded) return failure(400);
    const std::size_t first = run_.trace.steps.size();
    const flow::BodyId body = run_.options.flow;
    const bool nobody = reached_nobody(run_.machine, on.provider, *sent.decoded);
    const bool steers = request.steers && !nobody;
    sent.told = !steers;
    const std::uint32_t asked = open->asked;
    run_.answers_provider = true;
    providers::Arrival arrival =
        providers::arrival_of(run_.machine.flow(), sent.request.url, *sent.decoded, open->known);
    // `start:` is how a call begins in the flow, not in one of its sub-flows alone.
    if (body != 0 && arrival.means == providers::Arrival::Means::first &&
        run_.machine.flow().bodies[body].role == flow::BodyRole::sub_flow)
        arrival.event.clear();
    deliver(run_, on.provider, *open, std::move(sent), arrival, on.where,
            body == 0 ? flow::none : run_.machine.machine_of_body(body));
    run_.answers_provider = false;
    want_effects(run_, first);
    if (open->asked != asked && open->unanswered) open->unanswered->told = !steers;
    Answer answer = answer_now(*open, first, steers, steers || open->asked != asked);
    if (nobody && !answer.later && answer.status == 204) answer = nothing_to_say(on.provider);
    return answer;
}

// What a server says to what has just happened; `waits`: not before the request that the flow waits for is over.
Answer FlowApplication::answer_now(OpenCall& open, std::size_t first, bool steers, bool waits) {
    if (!waits || !is_unanswered(open)) return answer_of(run_, open, first, steers);
    Answer answer;
    answer.later = true;
    answer.took = (open.unanswered->until - run_.now + millisecond - 1) / millisecond;
    return answer;
}

Answer FlowApplication::finish(const emulate::Request& request) {
    Emulation& on = *run_.emulation;
    OpenCall* const open = call_of(run_, request.leg);
    if (open == nullptr) return failure(404);
    run_.now = std::max(run_.now, on.base + on.timeline.now() * millisecond);
    open->call.now = std::max(open->call.now, run_.now);
    Answer nothing;
    nothing.status = 204;
    if (!is_unanswered(*open)) { // something else has moved the call on
        if (!request.steers || open->call.hung_up || open->call.closed) return nothing;
        return render_state(run_, *open, nullptr);
    }
    if (run_.now < open->unanswered->until) return answer_now(*open, run_.trace.steps.size(), request.steers, true);
    const std::size_t first = run_.trace.steps.size();
    run_.answers_provider = true;
    time_out(run_, *open);
    run_.answers_provider = false;
    want_effects(run_, first);
    if (open->unanswered) open->unanswered->told = !request.steers; // by the next state's
    return answer_now(*open, first, request.steers, true);
}

} // namespace callflow::scenario

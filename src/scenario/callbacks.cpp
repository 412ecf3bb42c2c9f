// Steps of kind callback: requests as the provider sends them, decoded as a server would.
#include "base/codes.hpp"
#include "base/text.hpp"
#include "doc/form.hpp"
#include "scenario/launch.hpp"
#include "scenario/sent.hpp"
#include "scenario/verify.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace callflow::scenario {
namespace {

using expr::Value;
using Pairs = std::vector<std::pair<std::string, std::string>>;

Value text(std::string_view value) { return Value::string(value); }

std::string text_of(const PlainValue& plain) { return plain.unquoted ? plain.text : plain.value.to_text(); }

// What every request of the call says of it.
const providers::InputFields& info_of(OpenCall& open) {
    if (open.info.empty()) {
        open.info = {{"id", text(open.spec->id)},     {"from", text(open.spec->from)},
                     {"to", text(open.spec->to)},     {"direction", text(open.spec->direction)},
                     {"status", text("in-progress")}, {"channel", text(open.spec->channel)}};
    }
    return open.info;
}

// The same with what a provider puts into each: Twilio's requests name the account.
providers::InputFields told_of(OpenCall& open, const providers::Provider& provider) {
    providers::InputFields info = info_of(open);
    if (!provider.sends_json && providers::find_field(info, "account") == nullptr)
        info.emplace_back("account", text("AC00000000000000000000000000000000"));
    return info;
}

// The way to the innermost value of a document that holds a place: `result/actions/0/name`.
std::string way_to(doc::View node, base::Span place) {
    const auto holds = [&](doc::View one) { return one.span().begin <= place.begin && place.end <= one.span().end; };
    const auto joined = [](std::string name, const std::string& rest) {
        return rest.empty() ? name : name + "/" + rest;
    };
    for (const doc::Entry entry : doc::entries(node)) {
        if (holds(entry.value) || holds(entry.key))
            return joined(std::string(entry.key.text()), way_to(entry.value, place));
    }
    std::size_t index = 0;
    for (const doc::View item : doc::items(node)) {
        if (holds(item)) return joined(std::to_string(index), way_to(item, place));
        ++index;
    }
    return {};
}

// Where the author has written what stands at a place of the request made of it; the whole where he has not.
base::Span place_in(const CallbackBody& body, doc::View root, base::Span place) {
    std::string way = way_to(root, place);
    for (;;) {
        const auto at = std::ranges::find(body.places, way, &std::pair<std::string, base::Span>::first);
        if (at != body.places.end()) return at->second;
        const std::size_t slash = way.rfind('/');
        if (slash == std::string::npos) return body.where;
        way.resize(slash);
    }
}

} // namespace

// Decodes a request's body. Places of findings in one that was made of what somebody has written are those of that (`body`),
// in one that nobody has written those of the step.
void decode(Run& run, const providers::Provider& provider, providers::IncomingRequest incoming, const OpenCall& open,
            base::Span where, Sent& sent, const CallbackBody* body) {
    incoming.text = open.call.text;
    base::Diagnostics found;
    sent.decoded = provider.decode(incoming, found);
    for (base::Diagnostic& one : found.items()) {
        const bool shown = one.where.valid() && run.sources[one.where.file].name().front() != '(';
        if (!shown) one.where = body != nullptr ? place_in(*body, incoming.json, one.where) : where;
        run.passed = run.passed && one.severity != base::Severity::error;
        run.diagnostics.add(std::move(one));
    }
}

std::string entrance(const Run& run, const OpenCall& open) {
    return run.machine.address(open.call, {}, {}).value_or(std::string());
}

namespace {

// A body from a file, as it stands there.
void send_file(Run& run, const providers::Provider& provider, OpenCall& open, const CallbackBody& body, Sent& sent) {
    const std::string path = below(run.base_folder, body.file);
    auto bytes = run.files.read_regular(path, providers::max_request_bytes);
    if (!bytes) {
        run.failed(base::codes::missing_document, body.where, bytes.error().message);
        return;
    }
    const base::FileId file = run.sources.add(path, std::move(*bytes));
    const auto read = providers::read_request_body(run.sources, file, run.diagnostics);
    if (!read) {
        run.passed = false;
        return;
    }
    for (const doc::FormField& field : read->form) sent.request.form.emplace_back(field.name, field.value);
    if (read->json && provider.sends_json) {
        sent.request.body = providers::value_of_json(read->json->root()).to_json();
    } else if (read->json) { // parameters that somebody has written down so
        for (const doc::Entry one : doc::entries(read->json->root()))
            sent.request.form.emplace_back(one.key.text(), one.value.text());
    }
    sent.request.headers = {
        {"Content-Type", provider.sends_json ? "application/json" : "application/x-www-form-urlencoded"}};
    decode(run, provider, read->incoming(), open, body.where, sent);
}

// Fields of a form: what each request of the call has stands before them, and what a GET has in its address.
void send_form(Run& run, const providers::Provider& provider, OpenCall& open, const CallbackBody& body,
               const Step& step, Sent& sent) {
    Pairs given;
    std::vector<doc::FormField> form;
    for (const PlainValue& plain : body.fields) {
        given.emplace_back(plain.name, text_of(plain));
        form.push_back({plain.name, text_of(plain), plain.key, plain.where});
    }
    const base::FileId address = run.sources.add(fmt::format("({} address)", provider.name), step.url);
    const auto query = providers::read_request_query(run.sources, address, run.diagnostics);
    for (const doc::FormField& one : query) {
        if (std::ranges::find(form, one.name, &doc::FormField::name) != form.end()) continue;
        given.emplace_back(one.name, one.value);
        form.push_back({one.name, one.value, step.url_where, step.url_where});
    }
    base::Diagnostics ignored;
    const auto first_look = provider.decode({.form = form}, ignored);
    for (const PlainValue& plain : open.spec->params) {
        if (std::ranges::find(given, plain.name, &Pairs::value_type::first) == given.end())
            given.emplace_back(plain.name, text_of(plain));
    }
    const std::string_view kind = first_look ? first_look->kind : std::string_view();
    const providers::InputFields info = told_of(open, provider);
    sent.request =
        provider.encode({.kind = kind, .call_id = open.call.id, .input = {}, .call = info, .params = given}, {});
    std::vector<doc::FormField> whole;
    for (const auto& [name, value] : sent.request.form) {
        const auto at = std::ranges::find(form, name, &doc::FormField::name);
        whole.push_back(at != form.end() ? *at : doc::FormField{name, value, body.where, body.where});
    }
    if (!query.empty()) sent.request.method = "GET";
    decode(run, provider, {.form = whole}, open, body.where, sent);
}

// A JSON object; what it leaves out of who calls is put in.
void send_json(Run& run, const providers::Provider& provider, OpenCall& open, const CallbackBody& body, Sent& sent) {
    std::vector<std::pair<Value, Value>> root;
    for (const PlainValue& plain : body.fields) {
        std::vector<std::pair<Value, Value>> fields;
        const bool session = plain.name == "session";
        const bool known = session || plain.name == "result";
        if (known && plain.value.kind() == expr::Kind::map) {
            const auto given = plain.value.as_map();
            const std::string_view id = session ? "id" : "sessionId";
            if (plain.value.find(id) == nullptr) fields.emplace_back(text(id), text(open.call.id));
            fields.insert(fields.end(), given.begin(), given.end());
        }
        root.emplace_back(text(plain.name), fields.empty() ? plain.value : Value::map(std::move(fields)));
    }
    sent.request.headers = {{"Content-Type", "application/json"}};
    sent.request.body = Value::map(std::move(root)).to_json();
    const base::FileId file = run.sources.add(fmt::format("({} request)", provider.name), sent.request.body);
    base::Diagnostics ignored; // what we have written is sound, unless it is too deep
    const auto read = providers::read_request_body(run.sources, file, ignored);
    if (read && read->json) decode(run, provider, read->incoming(), open, body.where, sent, &body);
}

// Where the document in force has the provider send such a request. Empty where it does not say.
std::string waiting_address(Run& run, const providers::Provider& provider, const OpenCall& open,
                            const providers::DecodedRequest& request) {
    OpenCall room;
    std::vector<TraceDocument> documents;
    engine::StepError error;
    const std::uint32_t whose = run.machine.answering(run.step.machine);
    if (!render(run, seen(run, open, whose, room), documents, error) || documents.empty()) return {};
    const base::FileId file =
        run.sources.add(fmt::format("({} document)", provider.name), std::move(documents.front().body));
    std::string address = provider.waiting(run.sources, file, request);
    if (address == ".") address = open.address.empty() ? entrance(run, open) : open.address;
    return address;
}

// Takes over what a request says of the call.
void learn(Run& run, OpenCall& open, const providers::DecodedRequest& request) {
    (void)info_of(open);
    if (request.other_leg) return;
    for (const auto& [name, value] : request.call) {
        if (name == "id" || name == "started_at") continue;
        providers::put_field(open.info, name, value);
        run.machine.set_info(open.call, name, value);
    }
}

// A session that the flow has launched is told whom to call first; what it was launched for happens when they have picked up. False
// for any other request.
bool answer_launch(Run& run, OpenCall& open, const providers::Provider& provider, const providers::Arrival& arrival,
                   const providers::DecodedRequest& request, const engine::Request& fired) {
    const auto calls = launch_response(run.machine, open.call, provider, arrival, request, fired);
    if (!calls) return false;
    TraceStep& row = run.trace.steps.back();
    row.event.clear();
    engine::StepError error;
    if (!put_document(run, provider, *calls, row.documents, error)) {
        row.outcome = "failed";
        row.error = error.message;
    }
    open.address = row.request.front().url;
    keep_secrets(run, open, row);
    return true;
}

// What a request means happens to the call, whose row is the trace's last.
void arrive(Run& run, OpenCall& open, const providers::Provider& provider, const providers::Arrival& arrival,
            const providers::DecodedRequest& request, bool told, base::Span where, std::uint32_t machine) {
    using Means = providers::Arrival::Means;
    TraceStep& row = run.trace.steps.back();
    row.event = arrival.event;
    row.input = providers::input_of(arrival, request);
    if (arrival.means == Means::foreign) {
        row.outcome = "failed";
        row.foreign = true;
        row.error = fmt::format("{} is none of the flow's addresses", base::quoted(row.request.front().url));
        return;
    }
    open.known = true;
    const std::string url = row.request.front().url; // rows that follow move this one
    learn(run, open, request);
    const std::string event = event_text(run.machine.flow(), arrival.event);
    engine::Request fired = arrival.event.empty() ? engine::Request{} : run.machine.request(event);
    fired.input = row.input;
    fired.params = providers::params_of(arrival, request);
    fired.machine = machine;
    if (answer_launch(run, open, provider, arrival, request, fired)) return;
    if (arrival.event.empty()) {
        run.machine.bring(open.call, fired);
        OpenCall room;
        engine::StepError error;
        if (!told &&
            !render(run, seen(run, open, run.machine.answering(run.step.machine), room), row.documents, error)) {
            row.outcome = "failed";
            row.error = error.message;
            row.error_where = error.where;
        }
        keep_secrets(run, open, row);
    } else {
        run.step.machine = machine != flow::none ? machine : run.machine.machine_of(fired);
        engine::Call before = open.call;
        engine::StepResult result;
        result.keep_trace = true;
        run.machine.step(open.call, fired, result);
        answer(run, open, std::move(before), result, where, told);
    }
    if (!run.trace.steps.back().documents.empty()) open.address = url;
}

TraceStep& begin_row(Run& run, const providers::Provider& provider, const OpenCall& open,
                     providers::OutgoingRequest request, base::Span where) {
    OpenCall room;
    TraceStep& row = begin_trace(run, "callback", seen(run, open, run.step.machine, room), where, run.step.machine);
    row.request.push_back({std::string(provider.name), std::move(request.method), std::move(request.url),
                           std::move(request.headers), std::move(request.form), std::move(request.body)});
    return row;
}

} // namespace

void deliver(Run& run, const providers::Provider& provider, OpenCall& open, Sent sent,
             const providers::Arrival& arrival, base::Span where, std::uint32_t machine) {
    TraceStep& row = begin_row(run, provider, open, std::move(sent.request), where);
    row.emulated = open.leg != providers::emulate::no_leg;
    const providers::DecodedRequest& request = *sent.decoded;
    row.decoded.push_back({std::string(to_string(arrival.means)), std::string(request.kind),
                           std::string(request.signal), arrival.actor, request.call_id, request.call});
    arrive(run, open, provider, arrival, request, sent.told, where, machine);
}

namespace {

// The provider's first request, as it begins every call.
void begin_call(Run& run, const providers::Provider& provider, OpenCall& open, const Step& step) {
    providers::InputFields info = told_of(open, provider);
    providers::put_field(info, "status", text("ringing"));
    Pairs params;
    for (const PlainValue& plain : open.spec->params) params.emplace_back(plain.name, text_of(plain));
    Sent sent;
    sent.request = provider.encode(
        {.kind = "first", .call_id = open.call.id, .input = {}, .call = info, .params = params}, entrance(run, open));
    std::string bytes = sent.request.body.empty() ? doc::write_form(sent.request.form) : sent.request.body;
    const base::FileId file = run.sources.add(fmt::format("({} request)", provider.name), std::move(bytes));
    const auto read = providers::read_request_body(run.sources, file, run.diagnostics);
    if (read) decode(run, provider, read->incoming(), open, step.where, sent);
    if (!sent.decoded) return;
    const providers::Arrival arrival =
        providers::arrival_of(run.machine.flow(), sent.request.url, *sent.decoded, false);
    deliver(run, provider, open, std::move(sent), arrival, step.where, picked(run, step));
    // The call has been answered by then, and what the step expects is about the step.
    providers::put_field(open.info, "status", text("in-progress"));
    run.machine.set_info(open.call, "status", text("in-progress"));
    check(run, Expect{}, open, false);
    run.step.first_trace = run.trace.steps.size();
}

// Whether a request is about the call as a whole, so that the flow's own address is where it goes.
bool goes_to_entrance(const providers::DecodedRequest& request) {
    constexpr std::string_view kinds[] = {"first", "status", "machine", "fallback", "message"};
    return std::ranges::find(kinds, request.kind) != std::end(kinds);
}

// Whether the provider does not run what it is answered.
bool only_tells(const providers::Provider& provider, const providers::DecodedRequest& request) {
    return std::ranges::any_of(provider.requests(), [&](const providers::RequestKind& one) {
        return one.name == request.kind && !one.answered;
    });
}

} // namespace

void play_callback(Run& run, OpenCall& open, const Step& step) {
    const providers::Provider& provider = *providers::find_provider(run.providers.front());
    const CallbackBody* body = find_body(step, provider.name);
    if (body == nullptr) {
        run.failed(base::codes::missing_key, step.where,
                   fmt::format("the step does not say what {} sends", provider.name));
        return;
    }
    Sent sent;
    if (!body->file.empty())
        send_file(run, provider, open, *body, sent);
    else if (provider.sends_json)
        send_json(run, provider, open, *body, sent);
    else
        send_form(run, provider, open, *body, step, sent);
    if (!sent.decoded) return; // a finding says why

    const flow::Flow& flow = run.machine.flow();
    const providers::DecodedRequest& request = *sent.decoded;
    if (!open.known && !request.call_id.empty() && !request.other_leg) { // the provider's id is the call's
        (void)info_of(open);
        open.call.id = request.call_id;
        providers::put_field(open.info, "id", text(request.call_id));
        run.machine.set_info(open.call, "id", text(request.call_id));
    }
    const bool to_entrance = step.url.empty() && goes_to_entrance(request);
    sent.request.url = to_entrance ? entrance(run, open) : step.url;
    const bool first =
        !open.known && !request.over && !sent.request.url.empty() &&
        providers::arrival_of(flow, sent.request.url, request, false).means == providers::Arrival::Means::first;
    if (!open.known && !first) begin_call(run, provider, open, step);
    if (sent.request.url.empty()) sent.request.url = waiting_address(run, provider, open, request);
    if (sent.request.url.empty() && request.over) sent.request.url = entrance(run, open);
    if (sent.request.url.empty()) {
        TraceStep& row = begin_row(run, provider, open, sent.request, step.where);
        row.outcome = "failed";
        row.foreign = true;
        row.error = fmt::format("nothing in the document that state {} answers with asks for such a request",
                                base::quoted(row.state));
        return;
    }
    const providers::Arrival arrival = providers::arrival_of(flow, sent.request.url, request, open.known);
    sent.told = only_tells(provider, request);
    deliver(run, provider, open, std::move(sent), arrival, step.where, picked(run, step));
}

} // namespace callflow::scenario

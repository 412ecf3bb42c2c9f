#include "service/desk.hpp"

#include "base/text.hpp"
#include "doc/form.hpp"
#include "providers/barred.hpp"
#include "scenario/launch.hpp"

#include <algorithm>
#include <iterator>

namespace callflow::service {
namespace {

using expr::Value;
using Means = providers::Arrival::Means;

Value text(std::string_view value) { return Value::string(value); }

base::Result<Taken> unreadable(std::string why) { return base::fail(base::ErrorKind::unreadable, std::move(why)); }

// The form of a GET: all that stands behind the question mark.
std::vector<doc::FormField> read_query(base::Sources& sources, std::string_view target) {
    const std::size_t mark = target.find('?');
    if (mark == std::string_view::npos) return {};
    std::string query(target.substr(mark + 1));
    const auto size = static_cast<std::uint32_t>(query.size());
    const base::FileId file = sources.add("(query)", std::move(query));
    base::Diagnostics ignored;
    return doc::read_form(sources, {file, 0, size}, ignored).value_or(std::vector<doc::FormField>());
}

// The machine of a call that waits for an answer; none where no one does.
std::uint32_t waiting_machine(const engine::Call& call) {
    if (call.request.waits) return 0;
    for (std::uint32_t i = 0; i < call.beside.size(); ++i)
        if (call.beside[i].request.waits) return i + 1;
    return flow::none;
}

bool wants_document(engine::Outcome outcome) {
    return outcome == engine::Outcome::moved || outcome == engine::Outcome::refused ||
           outcome == engine::Outcome::failed;
}

// The provider has said that the call has come to its end, whichever way it tells.
bool is_over(const providers::DecodedRequest& request) {
    constexpr std::string_view words[] = {"completed", "busy", "failed", "no-answer", "canceled"};
    if (request.over) return true;
    if (request.other_leg) return false;
    const Value* const status = providers::find_field(request.call, "status");
    return status != nullptr && status->kind() == expr::Kind::string &&
           std::ranges::find(words, status->as_string()) != std::end(words);
}

void fail(Turn& turn, int status, std::string why) {
    turn.status = status;
    turn.content_type = "text/plain; charset=utf-8";
    turn.body = why + "\n";
    if (turn.error.empty()) turn.error = std::move(why);
}

void nothing(Turn& turn) {
    turn.status = 204;
    turn.content_type.clear();
    turn.body.clear();
}

// Whether a document that a flow ended with leaves its provider nothing to ask or tell. Twilio tells of a call's end where its number
// says so; Tropo speaks to addresses of its document alone, and to none of a session whose document has none.
bool is_last(const OpenCall& open, std::string_view body) {
    if (!open.call.ended || !open.provider->sends_json) return false;
    constexpr std::string_view naming[] = {"\"next\":", "\"url\":", "\"transcriptionOutURI\":"};
    return std::ranges::none_of(naming, [&](std::string_view key) { return body.find(key) != body.npos; });
}

void take_effects(Turn& turn) {
    std::move(turn.result.effects.begin(), turn.result.effects.end(), std::back_inserter(turn.effects));
    turn.result.effects.clear();
}

} // namespace

Desk::Desk(const engine::Machine& machine, DeskOptions options) : machine_(machine), options_(std::move(options)) {
    for (const flow::Signal& signal : machine.flow().signals)
        if (signal.spec->name == "error" && machine.knows(signal.event)) error_ = signal.event;
}

base::Result<Taken> Desk::read(const Incoming& incoming) const {
    base::Sources sources;
    base::Diagnostics found;
    std::optional<providers::RequestBody> body;
    std::vector<doc::FormField> query;
    if (incoming.body.empty()) {
        query = read_query(sources, incoming.target);
        if (query.empty()) return unreadable("it has no parameters");
    } else {
        body = providers::read_request_body(sources, sources.add("(request)", std::string(incoming.body)), found);
        if (!body)
            return unreadable(found.items().empty() ? "its body is neither a form nor JSON"
                                                    : found.items().front().message);
    }
    Taken taken;
    const bool json = body && body->json;
    for (const providers::Provider* const provider : providers::registry()) {
        if (provider->sends_json != json) continue;
        if (!options_.providers.empty() &&
            std::ranges::find(options_.providers, provider->name) == options_.providers.end())
            continue;
        base::Diagnostics said;
        auto decoded = provider->decode(body ? body->incoming() : providers::IncomingRequest{.form = query}, said);
        if (!decoded) {
            if (found.items().empty() && !said.items().empty()) found.add(std::move(said.items().front()));
            continue;
        }
        taken.provider = provider;
        taken.decoded = std::move(*decoded);
        for (const base::Diagnostic& one : said.items()) taken.warnings.push_back(one.message);
        break;
    }
    if (taken.provider == nullptr)
        return unreadable(found.items().empty() ? "it is no request of a provider that this flow is served to"
                                                : found.items().front().message);
    for (const providers::RequestKind& kind : taken.provider->requests())
        if (kind.name == taken.decoded.kind) taken.answered = kind.answered;
    taken.call_id = taken.decoded.call_id;
    if (const auto match = machine_.flow().read_address(incoming.target)) taken.named_id = match->call_id;
    if (const Value* const parent = providers::find_field(taken.decoded.call, "parent_id"))
        taken.parent_id = parent->to_text();
    taken.over = is_over(taken.decoded);
    return taken;
}

void Desk::give_to(Taken& taken, const std::string& call_id) {
    taken.decoded.other_leg = taken.decoded.other_leg || taken.call_id != call_id;
    taken.call_id = call_id;
    taken.over = is_over(taken.decoded);
}

OpenCall Desk::begin(const Taken& taken, engine::Time now, std::uint64_t seed, Turn& turn) const {
    std::vector<std::pair<std::string, Value>> info = {{"provider", text(taken.provider->name)},
                                                       {"direction", text("inbound")},
                                                       {"status", text("in-progress")},
                                                       {"channel", text("voice")}};
    if (!taken.decoded.other_leg) {
        for (const auto& [name, value] : taken.decoded.call)
            if (name != "id" && name != "started_at") providers::put_field(info, name, value);
    }
    info.emplace_back("started_at", Value::timestamp(now));
    OpenCall open;
    open.provider = taken.provider;
    open.call = machine_.new_call(taken.call_id, info, now);
    open.call.seed = seed;
    for (const auto& [name, value] : options_.set) {
        const flow::Var* var = machine_.flow().find_var(name);
        const auto typed = var != nullptr ? expr::parse_plain(value, var->type) : std::nullopt;
        if (typed) (void)machine_.set_var(open.call, name, *typed);
    }
    turn.began = true;
    turn.result.keep_trace = false;
    machine_.start(open.call, turn.result);
    take_effects(turn);
    turn.starting = asks(open, turn);
    return open;
}

void Desk::take(OpenCall& open, const Taken& taken, std::string_view target, engine::Time now, bool known,
                Turn& turn) const {
    const flow::Flow& flow = machine_.flow();
    open.call.now = std::max(open.call.now, now);
    turn.kind = taken.decoded.kind;
    turn.answered = taken.answered;
    turn.state_before = machine_.path(open.call.configuration);
    turn.state = turn.state_before;
    const providers::Arrival arrival = providers::arrival_of(flow, target, taken.decoded, known);
    turn.means = arrival.means;
    turn.event = arrival.event;
    if (arrival.means == Means::foreign) {
        fail(turn, 404, base::quoted(target, 400) + " is none of the flow's addresses");
        return;
    }
    if (taken.over) open.over = true;
    if (known && !taken.decoded.other_leg) {
        for (const auto& [name, value] : taken.decoded.call)
            if (name != "id" && name != "started_at") machine_.set_info(open.call, name, value);
    }
    engine::Request fired = arrival.event.empty() ? engine::Request{} : machine_.request(turn.event);
    fired.input = providers::input_of(arrival, taken.decoded);
    fired.params = providers::params_of(arrival, taken.decoded);
    turn.before = open.call;
    turn.settled = turn.effects.size();
    if (const auto calls =
            scenario::launch_response(machine_, open.call, *open.provider, arrival, taken.decoded, fired)) {
        turn.event.clear(); // it happens when they have picked up
        turn.result.outcome = engine::Outcome::moved;
        if (const auto done = write(*open.provider, *calls, turn); !done) fail(turn, 500, done.error().message);
        return;
    }
    if (arrival.event.empty()) {
        machine_.bring(open.call, fired);
        turn.result.outcome = engine::Outcome::moved;
        turn.result.machine = 0;
    } else {
        machine_.step(open.call, fired, turn.result);
        turn.outcome = engine::to_string(turn.result.outcome);
    }
    const bool nobody = scenario::reached_nobody(machine_, *open.provider, taken.decoded);
    turn.answered = turn.answered && !nobody;
    settle(open, turn);
    if (nobody && !turn.waits && turn.status == 204) (void)write(*open.provider, {}, turn);
}

void Desk::resume(OpenCall& open, const engine::Answer& given, engine::Time now, Turn& turn) const {
    turn.waits = false;
    open.call.now = std::max(open.call.now, now);
    turn.before = open.call;
    turn.settled = turn.effects.size();
    machine_.answer(open.call, given, turn.result, turn.asking);
    if (turn.starting) {
        take_effects(turn);
        turn.starting = asks(open, turn);
        return;
    }
    settle(open, turn);
}

// Whether somebody has to be asked first.
bool Desk::asks(const OpenCall& open, Turn& turn) const {
    turn.asking = waiting_machine(open.call);
    turn.waits = turn.asking != flow::none;
    if (!turn.waits) return false;
    const engine::OpenRequest& request =
        turn.asking == 0 ? open.call.request : open.call.beside[turn.asking - 1].request;
    turn.request = providers::state_request(request.fields);
    turn.destination.clear();
    for (const auto& [name, value] : request.fields)
        if (name == "destination") turn.destination = value.to_text();
    const engine::Configuration at =
        turn.asking == 0 ? open.call.configuration : open.call.beside[turn.asking - 1].configuration;
    if (const auto& asked = machine_.flow().states[machine_.state_of(at)].request) turn.patience = asked->timeout;
    return true;
}

// Until a request has to be made, or there is an answer.
void Desk::settle(OpenCall& open, Turn& turn) const {
    take_effects(turn);
    if (asks(open, turn)) return;
    answer(open, turn);
    if (turn.waits) return;
    take_effects(turn);
    turn.state = machine_.path(open.call.configuration);
}

base::Result<void> Desk::render(const OpenCall& open, std::uint32_t machine, Turn& turn) const {
    flow::ResolvedResponse response;
    const bool beside = !open.call.beside.empty();
    const auto done = beside ? machine_.respond(machine_.seen_by(open.call, machine), open.provider->name, response)
                             : machine_.respond(open.call, open.provider->name, response);
    if (!done) return done;
    return write(*open.provider, response, turn);
}

base::Result<void> Desk::write(const providers::Provider& provider, const flow::ResolvedResponse& response,
                               Turn& turn) const {
    if (std::string why = providers::barred_in(response, options_.barred); !why.empty())
        return base::fail(base::ErrorKind::usage, std::move(why));
    turn.status = 200;
    turn.content_type = provider.content_type;
    turn.body.clear();
    provider.render(response, turn.body, nullptr);
    return {};
}

// A response erred, so the step failed as a whole; somebody may handle that.
bool Desk::fire_error(OpenCall& open, Turn& turn) const {
    if (error_ == flow::none || turn.signalled) return false;
    turn.signalled = true;
    engine::Request request;
    request.event = error_;
    request.input.emplace_back("error", text(turn.error));
    machine_.step(open.call, request, turn.result);
    return turn.result.outcome == engine::Outcome::moved;
}

void Desk::answer(OpenCall& open, Turn& turn) const {
    engine::StepResult& result = turn.result;
    if (result.outcome == engine::Outcome::unknown) {
        fail(turn, 404, "no state handles " + base::quoted(turn.event));
        return;
    }
    if (result.outcome == engine::Outcome::failed && !result.error_signal && turn.error.empty())
        turn.error = result.error.message;
    const bool silent = !turn.answered || open.call.hung_up || open.call.closed;
    if (!wants_document(result.outcome) || open.call.hung_up) {
        if (silent) {
            nothing(turn);
            return;
        }
    }
    if (!turn.answered && (result.outcome != engine::Outcome::failed || result.error_signal)) {
        nothing(turn); // what is answered to who only tells is not run: a document would be a mistake
        return;
    }
    const auto rendered = render(open, machine_.answering(result.machine), turn);
    if (rendered) {
        turn.last = turn.answered && is_last(open, turn.body);
        open.over = open.over || turn.last;
        if (result.outcome == engine::Outcome::failed && !result.error_signal) fail(turn, 500, turn.error);
        return;
    }
    turn.error = turn.error.empty() ? rendered.error().message
                                    : turn.error + "; what handles it failed too: " + rendered.error().message;
    if (result.outcome == engine::Outcome::moved && !turn.signalled) {
        open.call = turn.before;
        turn.outcome = engine::to_string(engine::Outcome::failed);
        turn.effects.resize(turn.settled);
        if (fire_error(open, turn)) {
            settle(open, turn);
            return;
        }
    }
    fail(turn, 500, turn.error);
}

} // namespace callflow::service

// A provider's request, from the socket to its answer.
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "doc/form.hpp"
#include "providers/barred.hpp"
#include "providers/twilio/signature.hpp"
#include "service/flow_service.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::service {
namespace {

net::HttpResponse plain(unsigned status, std::string text) {
    return {
        .status = status, .headers = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = std::move(text) + "\n"};
}

net::HttpResponse response_of(Turn& turn) {
    net::HttpResponse response;
    response.status = static_cast<unsigned>(turn.status);
    if (!turn.content_type.empty()) response.headers.emplace_back("Content-Type", turn.content_type);
    response.body = std::move(turn.body);
    return response;
}

// As Tropo's requests are, which carry no signature; Twilio's are forms.
bool is_json(std::string_view body) { return base::trim(body).starts_with('{'); }

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

// What the access log has of a path, so that long ones do not fill the disk; no part of a character.
std::string_view logged_path(std::string_view target) {
    constexpr std::size_t most = 2000;
    const std::string_view path = path_of(target);
    if (path.size() <= most) return path;
    std::size_t end = most;
    while (end > most - 4 && (static_cast<unsigned char>(path[end]) & 0xc0U) == 0x80U) --end;
    return path.substr(0, end);
}

engine::Answer answer_of(const Reply& reply) {
    engine::Answer answer;
    answer.status = reply.status;
    answer.body = reply.body;
    const std::string_view start = base::trim(reply.body);
    if (start.empty() || (start.front() != '{' && start.front() != '[')) return answer;
    base::Sources sources;
    base::Diagnostics ignored; // what is no JSON has a body all the same
    const auto read = providers::read_request_body(sources, sources.add("(answer)", reply.body), ignored);
    if (read && read->json) answer.json = providers::value_of_json(read->json->root());
    return answer;
}

} // namespace

// What Twilio signs is the address that it asked, which a proxy may have changed on the way.
bool Service::is_genuine(const net::HttpRequest& request) const {
    const std::string_view signature = net::header(request.headers, providers::twilio::signature_header);
    if (signature.empty()) return false;
    std::string url = options.public_url;
    if (url.empty()) url = fmt::format("http://{}", net::header(request.headers, "Host"));
    url += request.target;
    std::vector<std::pair<std::string, std::string>> form;
    const std::string_view type = net::header(request.headers, "Content-Type");
    const bool is_form = request.method == "POST" && type.starts_with("application/x-www-form-urlencoded");
    if (is_form) {
        base::Sources sources;
        base::Diagnostics ignored;
        const auto size = static_cast<std::uint32_t>(request.body.size());
        const auto fields = doc::read_form(sources, {sources.add("(form)", request.body), 0, size}, ignored);
        if (!fields) return false;
        for (const doc::FormField& field : *fields) form.emplace_back(field.name, field.value);
    }
    // A body that is no form is signed by its digest in the address, or not at all.
    if (!is_form && !request.body.empty() && request.target.find("bodySHA256=") == std::string::npos) return false;
    return providers::twilio::is_signed(
        options.token,
        {.url = url, .form = form, .body = is_form ? std::string_view() : request.body, .signature = signature});
}

// A request that comes to no call has a line in the access log, too: of what it asked its path alone, for whatever is behind that may be
// secret, and not more of it than a line holds.
net::HttpServer::Answer Service::logging(const net::HttpRequest& request, std::shared_ptr<std::atomic<bool>> logged,
                                         net::HttpServer::Answer answer) {
    return [this, method = request.method, path = std::string(logged_path(request.target)), came = seams.now(),
            logged = std::move(logged), answer = std::move(answer)](net::HttpResponse response) {
        if (!logged->exchange(true)) {
            std::string out;
            base::JsonWriter json(out);
            json.begin_object().member("time", base::format_timestamp(came));
            for (const std::string_view name : {"call_id", "provider"}) json.member(name, "");
            json.member("method", method).member("url", path).member("body", "").member("status", response.status);
            for (const std::string_view name : {"kind", "event", "from_state", "state"}) json.member(name, "");
            json.member("took_us", (seams.now() - came) / 1000).end_object();
            if (!seams.access(out)) ++counts.unlogged;
        }
        answer(std::move(response));
    };
}

void Service::handle(net::HttpRequest request, net::HttpServer::Answer answer) {
    ++counts.requests;
    std::shared_ptr<std::atomic<bool>> logged;
    if (seams.access) {
        logged = std::make_shared<std::atomic<bool>>(false);
        answer = logging(request, logged, std::move(answer));
    }
    const std::string_view path = path_of(request.target);
    if (path == "/healthz") return answer(plain(200, "ok"));
    if (path == "/metrics") {
        return answer({.status = 200, .headers = {{"Content-Type", "text/plain; version=0.0.4"}}, .body = metrics()});
    }
    if (!rate.allows(request.peer, seams.now())) {
        ++counts.limited;
        if (logged) *logged = true; // counted only: whoever asks too often must not fill the disk either
        net::HttpResponse refused = plain(429, "too many requests");
        refused.headers.emplace_back("Retry-After", "1");
        return answer(std::move(refused));
    }
    if (request.method != "POST" && request.method != "GET") {
        ++counts.unreadable;
        net::HttpResponse refused = plain(405, "only GET and POST");
        refused.headers.emplace_back("Allow", "GET, POST");
        return answer(std::move(refused));
    }
    if (!options.token.empty() && !is_genuine(request) && !(options.allow_unsigned && is_json(request.body))) {
        ++counts.unsigned_;
        const bool hint = is_json(request.body) && !options.allow_unsigned;
        seams.say(fmt::format("refused: {} {} from {}: its signature is missing or wrong{}", request.method,
                              base::printable(path), request.peer,
                              hint ? "; Tropo signs nothing, and --allow-unsigned lets it in" : ""));
        return answer(plain(403, "the signature is missing or wrong"));
    }
    auto errant = std::make_shared<Errant>();
    errant->came = seams.now();
    errant->http = std::move(request);
    errant->answer = std::move(answer);
    errant->logged = std::move(logged);
    auto taken = desk.read({.method = errant->http.method, .target = errant->http.target, .body = errant->http.body});
    if (!taken) {
        ++counts.unreadable;
        seams.say(fmt::format("refused: {} {}: {}", errant->http.method, base::printable(path_of(errant->http.target)),
                              taken.error().message));
        return errant->answer(plain(400, taken.error().message));
    }
    errant->taken = std::move(*taken);
    Service& of = flow_for(*errant);
    of.take(errant);
}

// What has been read is this flow's, or nobody's.
void Service::take(const std::shared_ptr<Errant>& errant) {
    // A leg that a call has dialled asks for that call's sake: its address says so, or it names its parent.
    for (const std::string& other : {errant->taken.named_id, errant->taken.parent_id}) {
        if (other.empty() || other == errant->taken.call_id || !lines.find(other)) continue;
        Desk::give_to(errant->taken, std::string(other));
        break;
    }
    if (errant->taken.call_id.empty()) {
        ++counts.unreadable;
        return errant->answer(plain(400, "it does not say which call it is about"));
    }
    constexpr std::size_t longest_id =
        512; // providers' have 34 to 64; a database's index takes no more than some thousand
    if (errant->taken.call_id.size() > longest_id) {
        ++counts.unreadable;
        return errant->answer(plain(400, "the call's id is too long"));
    }
    // An address that is none of the flow's begins nothing.
    const auto arrival = providers::arrival_of(machine.flow(), errant->http.target, errant->taken.decoded, true);
    if (arrival.means == providers::Arrival::Means::foreign && !errant->elsewhere) {
        ++counts.foreign;
        return errant->answer(plain(404, "none of the flow's addresses"));
    }
    const auto line = lines.line(errant->taken.call_id);
    submit(line, [this, errant](const std::shared_ptr<Line>& of) { return begin(of, errant); });
}

bool Service::begin(const std::shared_ptr<Line>& line, const std::shared_ptr<Errant>& errant) {
    if (line->dropped) {
        submit(lines.line(errant->taken.call_id),
               [this, errant](const std::shared_ptr<Line>& of) { return begin(of, errant); });
        return true;
    }
    errant->known = line->known;
    // Nobody who need not sign speaks for a call whose provider does.
    if (line->known && line->open.provider != errant->taken.provider) {
        ++counts.unsigned_;
        errant->answer(plain(403, "the call is another provider's"));
        return true;
    }
    if (!line->known) {
        if (errant->taken.over) { // the end of a call that this service never had, or had long ago
            ++counts.late;
            line->dropped = true;
            lines.drop(errant->taken.call_id);
            answer_late(errant);
            return true;
        }
        line->open = desk.begin(errant->taken, errant->came, seams.draw(), errant->turn);
        line->known = true;
        if (errant->owner) line->marks = marks_of(*errant->owner);
        if (errant->owner && is_dead(*errant->owner)) ++counts.calls_to_dead_numbers;
        ++counts.calls_begun;
        alarm->set(errant->came + std::chrono::nanoseconds(options.forget_after).count(), "d" + errant->taken.call_id);
        if (errant->turn.waits) {
            ask(line, errant);
            return false;
        }
    }
    return go_on(line, errant);
}

// Nobody knows the call any more, but its session may be stored.
void Service::answer_late(const std::shared_ptr<Errant>& errant) {
    const expr::Value* const status = providers::find_field(errant->taken.decoded.call, "status");
    tracking::Change change;
    change.call = errant->taken.call_id;
    if (status != nullptr && !errant->taken.decoded.other_leg)
        change.late_end = tracking::LateEnd{status->to_text(), errant->came};
    const auto done = [errant](bool) { errant->answer({.status = 204, .headers = {}, .body = {}}); };
    if (!options.track || !change.late_end) return done(true);
    committer->put(std::move(change), done);
}

// The call is there, and stands in a state.
bool Service::go_on(const std::shared_ptr<Line>& line, const std::shared_ptr<Errant>& errant) {
    if (errant->elsewhere) errant->http.target = entrance(*line);
    errant->state = machine.state_of(line->open.call.configuration);
    if (masking.needs_before()) errant->before = line->open.call;
    desk.take(line->open, errant->taken, errant->http.target, errant->came, errant->known, errant->turn);
    if (errant->turn.waits) {
        ask(line, errant);
        return false;
    }
    return finish(line, errant);
}

// The flow asks somebody; the call is the job's until there is an answer.
void Service::ask(const std::shared_ptr<Line>& line, const std::shared_ptr<Errant>& errant) {
    const auto told = [this, line, errant](const Reply& reply) {
        const bool starting = errant->turn.starting;
        desk.resume(line->open, answer_of(reply), seams.now(), errant->turn);
        if (errant->turn.waits) return ask(line, errant);
        if (starting ? go_on(line, errant) : finish(line, errant)) carry_on(line);
    };
    // A SIP side that is asked to move the call to a number that is barred is not asked.
    if (const std::string why = providers::barred_number(errant->turn.destination, desk.barred()); !why.empty()) {
        seams.say(fmt::format("not sent: call {}: {}", base::printable(line->open.call.id), why));
        return told({.status = 0, .body = {}, .error = why});
    }
    sending->ask(errant->turn.request, std::chrono::nanoseconds(errant->turn.patience), told);
}

bool Service::finish(const std::shared_ptr<Line>& line, const std::shared_ptr<Errant>& errant) {
    Turn& turn = errant->turn;
    const Secrets secrets =
        masking.secrets_of(errant->state, turn.event, errant->before, line->open.call, errant->taken.decoded);
    if (turn.means == providers::Arrival::Means::foreign) ++counts.foreign;
    if (secrets.any() && !turn.error.empty()) { // errors quote the values that they are about
        turn.error = hide(secrets, std::move(turn.error));
        if (turn.status >= 400) turn.body = hide(secrets, std::move(turn.body));
    }
    if (turn.status >= 500) {
        ++counts.failed;
        seams.say(fmt::format("failed: {} in state {}: {}", base::printable(turn.event), turn.state, turn.error));
    }
    for (const std::string& warning : errant->taken.warnings)
        seams.say(fmt::format("odd: {} of call {}: {}", turn.kind, base::printable(line->open.call.id),
                              hide(secrets, warning)));
    carry_out(*line, turn.effects, secrets);
    fire_timers(*line);
    note_session(*line, *errant);
    tracking::Change change = change_of(*line, options.track, errant.get());
    Masked masked;
    if (change.step || change.session || seams.access)
        masked = Masking::mask(secrets, errant->taken.decoded, errant->http.target, errant->http.body);
    if (change.step) {
        change.step->digits = masked.digits;
        change.step->speech = masked.speech;
        change.step->address = masked.target;
        change.step->body = masked.body;
    } else if (change.session) {
        line->session.method = errant->http.method;
        line->session.address = masked.target;
        line->session.body = masked.body;
    }
    if (change.session) { // the first request goes with it until it is stored
        if (*line->stored) line->session.body.clear();
        change.session = line->session;
    }
    auto response = std::make_shared<net::HttpResponse>(response_of(turn));
    if (seams.access && !errant->logged->exchange(true) &&
        !seams.access(access_line(*line, *errant, masked, *response)))
        ++counts.unlogged;
    if (!errant->known) tell_hook(options.hook_start, "start", *line);
    if (line->open.over || line->open.call.closed) end(line);
    set_alarm(*line);
    const bool session = change.session.has_value();
    committer->put(std::move(change), [this, errant, response, session, kept = line->stored](bool stored) {
        if (!stored) ++counts.answered_unstored;
        if (stored && session) *kept = true;
        errant->answer(std::move(*response));
    });
    return true;
}

} // namespace callflow::service

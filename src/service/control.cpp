// What an application's own worker may do to calls: the steps `set`, `redirect` and `flush` of a scenario.
#include "base/ascii.hpp"
#include "base/edit_distance.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "flow/secrets.hpp"
#include "service/flow_service.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace callflow::service {
namespace {

using expr::Value;

net::HttpResponse say(unsigned status, std::string_view name, std::string_view text) {
    net::HttpResponse response{.status = status, .headers = {{"Content-Type", "application/json"}}, .body = {}};
    base::JsonWriter json(response.body);
    json.begin_object().member(name, text).end_object();
    response.body += '\n';
    return response;
}

net::HttpResponse wrong(unsigned status, std::string_view why) { return say(status, "error", why); }

// With the name that is nearest to what was asked for.
std::string unknown(std::string_view what, const std::string& name, const std::vector<std::string>& names) {
    const std::vector<std::string_view> known(names.begin(), names.end());
    const std::string_view near = base::nearest(name, known);
    return fmt::format("{} {}{}", what, base::quoted(name),
                       near.empty() ? "" : fmt::format(", did you mean {}?", base::quoted(near)));
}

// `/calls/ID/WORD` -> ID and WORD, decoded.
struct Route {
    std::string id, word;
    bool fits = false;
};
Route route_of(std::string_view target) {
    Route route;
    const std::string_view path = target.substr(0, target.find('?'));
    constexpr std::string_view start = "/calls";
    if (!path.starts_with(start)) return route;
    std::string_view rest = path.substr(start.size());
    if (rest.empty() || rest == "/") {
        route.fits = true;
        return route;
    }
    if (rest.front() != '/') return route;
    rest.remove_prefix(1);
    const std::size_t slash = rest.find('/');
    const auto id = base::percent_decode(rest.substr(0, slash), false);
    if (!id || id->empty()) return route;
    route.id = *id;
    if (slash != std::string_view::npos) route.word = rest.substr(slash + 1);
    route.fits = true;
    return route;
}

std::optional<Value> body_of(const net::HttpRequest& request) {
    base::Sources sources;
    base::Diagnostics ignored;
    const auto read = providers::read_request_body(sources, sources.add("(control)", request.body), ignored);
    if (!read || !read->json) return std::nullopt;
    Value value = providers::value_of_json(read->json->root());
    return value.kind() == expr::Kind::map ? std::optional(value) : std::nullopt;
}

std::string describe(const Service& service, const Line& line) {
    const flow::Flow& flow = service.machine.flow();
    const engine::Call& call = line.open.call;
    std::string out;
    base::JsonWriter json(out);
    json.begin_object()
        .member("id", call.id)
        .member("state", service.machine.path(call.configuration))
        .member("attempt", call.attempt)
        .member("ended", call.ended)
        .member("over", line.over);
    json.key("vars").begin_object();
    for (const flow::Var& var : flow.vars) {
        json.key(var.name);
        if (var.sensitive)
            json.value(flow::hidden_text);
        else
            json.raw(call.slots[var.slot].to_json());
    }
    json.end_object().end_object();
    out += '\n';
    return out;
}

// Sets vars, all of them or none.
net::HttpResponse set_vars(const Service& service, Line& line, const Value& body) {
    engine::Call changed = line.open.call;
    const flow::Flow& flow = service.machine.flow();
    for (const auto& [name, value] : body.as_map()) {
        if (const std::string var = name.to_text(); flow.find_var(var) == nullptr) {
            std::vector<std::string> names;
            for (const flow::Var& one : flow.vars) names.push_back(one.name);
            return wrong(422, unknown("no var", var, names));
        }
        if (auto done = service.machine.set_var(changed, name.to_text(), value); !done)
            return wrong(422, done.error().message);
    }
    line.open.call = std::move(changed);
    return {.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = describe(service, line)};
}

net::HttpResponse redirect(Service& service, Line& line, const Value& body) {
    const Value* const event = body.find("event");
    if (event == nullptr || event->kind() != expr::Kind::string) return wrong(422, "redirect takes {\"event\": NAME}");
    const engine::Request known = service.machine.request(event->as_string());
    if (known.event == flow::none) {
        std::vector<std::string> names;
        for (const flow::Event& one : service.machine.flow().events) names.push_back(one.text());
        return wrong(422, unknown("the flow has no event", std::string(event->as_string()), names));
    }
    std::string why;
    if (!service.send_redirect(line, event->as_string(), &why)) return wrong(409, why);
    return say(202, "sent", event->as_string());
}

net::HttpResponse flush(Service& service, Line& line, const Value& body) {
    using Group = engine::DeferredCallback::Group;
    const Value* const group = body.find("group");
    const std::string name = group == nullptr ? std::string() : group->to_text();
    constexpr std::pair<std::string_view, Group> groups[] = {
        {"before", Group::before}, {"after", Group::after}, {"failure", Group::failure}};
    const auto at = std::ranges::find(groups, name, &std::pair<std::string_view, Group>::first);
    if (at == std::end(groups)) return wrong(422, "flush takes {\"group\": \"before\", \"after\" or \"failure\"}");
    engine::StepResult result;
    service.machine.flush(line.open.call, at->second, result);
    if (result.outcome == engine::Outcome::failed) return wrong(500, result.error.message);
    service.carry_out(line, result.effects, service.masking.secrets_of(line.open.call));
    return {.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = describe(service, line)};
}

// A browser may be made to ask by somebody's page. It names the page's host then.
bool asks_this_machine(const net::HttpRequest& request) {
    std::string_view host = net::header(request.headers, "Host");
    if (host.starts_with('['))
        host = host.substr(0, host.find(']') + 1);
    else
        host = host.substr(0, host.find(':'));
    return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

// Nor can a page send this type elsewhere without being allowed to, as it can forms and plain text.
bool is_json(const net::HttpRequest& request) {
    std::string type(base::trim(net::header(request.headers, "Content-Type")));
    type = base::trim(std::string_view(type).substr(0, type.find(';')));
    for (char& c : type) c = base::to_lower(c);
    return type == "application/json";
}

net::HttpResponse not_by(std::string_view allowed) {
    net::HttpResponse response = wrong(405, fmt::format("only {}", allowed));
    response.headers.emplace_back("Allow", allowed);
    return response;
}

net::HttpResponse change(Service& service, Line& line, const std::string& word, const Value& body) {
    if (word == "set") return set_vars(service, line, body);
    if (word == "redirect") return redirect(service, line, body);
    return flush(service, line, body);
}

} // namespace

void Service::control(net::HttpRequest request, net::HttpServer::Answer answer) {
    if (!asks_this_machine(request))
        return answer(wrong(403, "this is for programs on this machine: the Host is localhost, 127.0.0.1 or [::1]"));
    const Route route = route_of(request.target);
    if (!route.fits)
        return answer(wrong(404, "there are /calls, /calls/ID, /calls/ID/set, /calls/ID/redirect and /calls/ID/flush"));
    const bool look = route.word.empty();
    if (!look && route.word != "set" && route.word != "redirect" && route.word != "flush")
        return answer(wrong(404, "a call takes set, redirect and flush"));
    if (look && request.method != "GET" && request.method != "HEAD") return answer(not_by("GET, HEAD"));
    if (!look && request.method != "POST") return answer(not_by("POST"));
    if (!look && !is_json(request))
        return answer(
            wrong(415, "send a JSON object with Content-Type: application/json; other types are refused, for a web "
                       "page in a browser on this machine could send them"));
    if (route.id.empty()) {
        net::HttpResponse response{.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = {}};
        base::JsonWriter json(response.body);
        json.begin_array();
        std::vector<std::string> ids;
        for (const Service* const one : all()) std::ranges::copy(one->lines.ids(), std::back_inserter(ids));
        std::ranges::sort(ids);
        for (const std::string& id : ids) json.value(id);
        json.end_array();
        response.body += '\n';
        return answer(std::move(response));
    }
    const auto body = look ? std::optional(Value()) : body_of(request);
    if (!body) return answer(wrong(400, "the body is a JSON object"));
    Service* const holder = holder_of(route.id);
    const auto line = holder == nullptr ? nullptr : holder->lines.find(route.id);
    if (!line) return answer(wrong(404, "no call " + base::quoted(route.id) + " is open"));
    submit(line, [holder, look, route, body = *body, answer](const std::shared_ptr<Line>& of) {
        if (!of->known || of->dropped) {
            answer(wrong(404, "no call " + base::quoted(route.id) + " is open"));
            return true;
        }
        if (look) {
            answer({.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = describe(*holder, *of)});
            return true;
        }
        auto response = std::make_shared<net::HttpResponse>(change(*holder, *of, route.word, body));
        holder->fire_timers(*of);
        holder->set_alarm(*of);
        holder->committer->put(holder->change_of(*of, false, nullptr),
                               [answer, response](bool) { answer(std::move(*response)); });
        return true;
    });
}

} // namespace callflow::service

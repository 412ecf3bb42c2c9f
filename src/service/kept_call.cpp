#include "service/kept_call.hpp"

#include "base/text.hpp"
#include "doc/read.hpp"
#include "service/kept_value.hpp"

#include <limits>

namespace callflow::service {
namespace {

using expr::Value;

constexpr std::int64_t version = 1;

// A state by its body's name and its own: `/menu`, `survey/ask`.
std::string state_text(const flow::Flow& flow, flow::StateId state) {
    return flow.bodies[flow.states[state].body].name + "/" + flow.states[state].name;
}

std::string body_text(const flow::Flow& flow, flow::BodyId body) { return flow.bodies[body].name; }

flow::BodyId find_body(const flow::Flow& flow, std::string_view name) {
    for (flow::BodyId body = 0; body < flow.bodies.size(); ++body)
        if (flow.bodies[body].name == name) return body;
    return flow::none;
}

flow::StateId find_state(const flow::Flow& flow, std::string_view text) {
    const std::size_t slash = text.rfind('/');
    if (slash == std::string_view::npos) return flow::none;
    const flow::BodyId body = find_body(flow, text.substr(0, slash));
    if (body == flow::none) return flow::none;
    for (const flow::StateId state : flow.bodies[body].states)
        if (flow.states[state].name == text.substr(slash + 1)) return state;
    return flow::none;
}

void write_fields(base::JsonWriter& json, const std::vector<std::pair<std::string, Value>>& fields) {
    json.begin_object();
    for (const auto& [name, value] : fields) {
        json.key(name);
        write_value(json, value);
    }
    json.end_object();
}

void write_timers(base::JsonWriter& json, const flow::Flow& flow, const std::vector<engine::RunningTimer>& timers) {
    if (timers.empty()) return;
    json.key("timers").begin_array();
    for (const engine::RunningTimer& timer : timers) {
        json.begin_object()
            .member("state", state_text(flow, timer.state))
            .member("index", timer.index)
            .member("depth", timer.depth)
            .member("due", timer.due)
            .end_object();
    }
    json.end_array();
}

void write_attempts(base::JsonWriter& json, const std::vector<std::uint32_t>& outer) {
    if (outer.empty()) return;
    json.key("outer_attempts").begin_array();
    for (const std::uint32_t one : outer) json.value(one);
    json.end_array();
}

void write_request(base::JsonWriter& json, const engine::OpenRequest& request) {
    if (!request.waits) return;
    json.key("request");
    write_fields(json, request.fields);
}

void write_deferred(base::JsonWriter& json, const flow::Flow& flow,
                    const std::vector<engine::DeferredCallback>& deferred) {
    if (deferred.empty()) return;
    json.key("deferred").begin_array();
    for (const engine::DeferredCallback& one : deferred) {
        json.begin_object().member("group", static_cast<std::int64_t>(one.group));
        if (one.state != flow::none) json.member("state", state_text(flow, one.state));
        json.member("body", body_text(flow, one.body)).member("before", one.before).member("index", one.index);
        json.key("transition");
        write_value(json, Value::list(one.transition));
        json.end_object();
    }
    json.end_array();
}

// Reads what keep() has written; the first thing that is wrong is kept.
class Reader {
public:
    explicit Reader(const engine::Machine& machine) : machine_(machine), flow_(machine.flow()) {}

    [[nodiscard]] const std::string& wrong() const { return wrong_; }
    void fail(std::string why) {
        if (wrong_.empty()) wrong_ = std::move(why);
    }
    [[nodiscard]] std::int64_t number(doc::View map, std::string_view key, std::int64_t fallback, std::int64_t low,
                                      std::int64_t high) {
        const doc::View node = map.find(key);
        if (!node) return fallback;
        const auto value = node.is_plain() ? base::parse_int(node.text()) : std::nullopt;
        if (value && *value >= low && *value <= high) return *value;
        fail(std::string(key) + " is not a number that it can be");
        return fallback;
    }
    [[nodiscard]] std::uint32_t index(doc::View map, std::string_view key, std::uint32_t fallback = 0) {
        return static_cast<std::uint32_t>(number(map, key, fallback, 0, std::numeric_limits<std::uint32_t>::max() - 1));
    }
    [[nodiscard]] engine::Time time(doc::View map, std::string_view key) {
        return number(map, key, 0, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
    }
    [[nodiscard]] static bool truth(doc::View map, std::string_view key) {
        const doc::View node = map.find(key);
        return node && node.is_plain() && node.text() == "true";
    }
    [[nodiscard]] static std::string text(doc::View map, std::string_view key) {
        const doc::View node = map.find(key);
        return node && node.is_scalar() ? std::string(node.text()) : std::string();
    }
    [[nodiscard]] flow::StateId state(doc::View map, std::string_view key) {
        const std::string name = text(map, key);
        const flow::StateId found = find_state(flow_, name);
        if (found == flow::none) fail("the flow has no state " + base::quoted(name));
        return found;
    }
    // The configuration of a machine, by its path.
    [[nodiscard]] engine::Configuration place(doc::View map, std::uint32_t machine) {
        const std::string path = text(map, "state");
        const std::string_view name = machine_.machine_name(machine);
        const engine::Configuration found = machine_.find(path, name.empty() ? flow::none : find_body(flow_, name));
        if (found == flow::none) fail("the flow has no state " + base::quoted(path));
        return found;
    }
    std::vector<std::uint32_t> attempts(doc::View map) {
        std::vector<std::uint32_t> outer;
        if (const doc::View list = map.find("outer_attempts")) {
            for (const doc::View item : doc::items(list)) {
                const auto value = item.is_plain() ? base::parse_int(item.text()) : std::nullopt;
                if (!value || *value < 0 || *value > std::numeric_limits<std::uint32_t>::max())
                    fail("outer_attempts are numbers");
                else
                    outer.push_back(static_cast<std::uint32_t>(*value));
            }
        }
        return outer;
    }
    // How many states stand around one, which attempts and timers have to agree with.
    [[nodiscard]] std::size_t depth(engine::Configuration at) const {
        std::size_t depth = 0;
        for (at = machine_.outer(at); at != flow::none; at = machine_.outer(at)) ++depth;
        return depth;
    }
    std::vector<engine::RunningTimer> timers(doc::View map, engine::Configuration at) {
        std::vector<engine::RunningTimer> timers;
        const doc::View list = map.find("timers");
        if (!list) return timers;
        for (const doc::View item : doc::items(list)) {
            engine::RunningTimer timer;
            timer.state = state(item, "state");
            timer.index = index(item, "index");
            timer.depth = index(item, "depth");
            timer.due = time(item, "due");
            if (!wrong_.empty()) break;
            // A timer that the flow has no more is nobody's.
            if (timer.index >= flow_.states[timer.state].timers.size() || timer.depth > depth(at)) continue;
            timers.push_back(timer);
        }
        return timers;
    }
    engine::OpenRequest request(doc::View map) {
        engine::OpenRequest request;
        const doc::View fields = map.find("request");
        if (!fields) return request;
        request.waits = true;
        for (const doc::Entry entry : doc::entries(fields)) {
            auto value = read_value(entry.value);
            if (!value)
                fail("request has a value that is none");
            else
                request.fields.emplace_back(entry.key.text(), std::move(*value));
        }
        return request;
    }
    std::vector<engine::DeferredCallback> deferred(doc::View map);
    void beside(doc::View map, engine::Call& call);

private:
    const engine::Machine& machine_;
    const flow::Flow& flow_;
    std::string wrong_;
};

std::vector<engine::DeferredCallback> Reader::deferred(doc::View map) {
    std::vector<engine::DeferredCallback> all;
    const doc::View list = map.find("deferred");
    if (!list) return all;
    for (const doc::View item : doc::items(list)) {
        engine::DeferredCallback one;
        one.group = static_cast<engine::DeferredCallback::Group>(number(item, "group", 0, 0, 2));
        one.body = find_body(flow_, text(item, "body"));
        if (one.body == flow::none) continue; // a callback of a body that is gone
        if (item.find("state")) one.state = state(item, "state");
        one.before = truth(item, "before");
        one.index = index(item, "index");
        if (!wrong_.empty()) break;
        const auto& callbacks = one.state != flow::none
                                    ? (one.before ? flow_.states[one.state].before : flow_.states[one.state].after)
                                    : (one.before ? flow_.bodies[one.body].before : flow_.bodies[one.body].after);
        if (one.index >= callbacks.size()) continue;
        const auto transition = read_value(item.find("transition"));
        if (!transition || transition->kind() != expr::Kind::list) {
            fail("a callback's transition is a list");
            break;
        }
        one.transition.assign(transition->as_list().begin(), transition->as_list().end());
        all.push_back(std::move(one));
    }
    return all;
}

void Reader::beside(doc::View map, engine::Call& call) {
    const doc::View list = map.find("beside");
    if (!list) return;
    for (const doc::View item : doc::items(list)) {
        const std::string name = text(item, "machine");
        for (std::uint32_t machine = 1; machine < machine_.machines(); ++machine) {
            if (machine_.machine_name(machine) != name) continue;
            engine::SideMachine& one = call.beside[machine - 1];
            one.configuration = place(item, machine);
            if (!wrong_.empty()) return;
            one.attempt = index(item, "attempt", 1);
            one.outer_attempts = attempts(item);
            one.outer_attempts.resize(depth(one.configuration), 1);
            one.ended = truth(item, "ended");
            one.outcome = text(item, "outcome");
            one.timers = timers(item, one.configuration);
            one.request = request(item);
        }
    }
}

} // namespace

CallKeeper::CallKeeper(const engine::Machine& machine) : machine_(machine), names_(engine::kept_names(machine.flow())) {
    for (std::size_t i = 0; i < names_.size(); ++i) by_name_.emplace(names_[i].text, i);
}

void CallKeeper::keep(const engine::Call& call, std::string& out) const {
    const flow::Flow& flow = machine_.flow();
    base::JsonWriter json(out);
    json.begin_object().member("version", version).member("id", call.id);
    json.member("state", machine_.path(call.configuration)).member("attempt", call.attempt);
    write_attempts(json, call.outer_attempts);
    for (const auto& [name, is] :
         {std::pair("started", call.started), std::pair("ended", call.ended), std::pair("hung_up", call.hung_up),
          std::pair("closed", call.closed), std::pair("text", call.text)})
        if (is) json.member(name, true);
    if (!call.outcome.empty()) json.member("outcome", call.outcome);
    if (call.seed != 0) json.member("seed", std::to_string(static_cast<std::int64_t>(call.seed)));
    if (call.alone != 0) json.member("alone", call.alone);
    json.member("now", call.now);
    json.key("names").begin_object();
    for (const engine::KeptName& name : names_) {
        if (call.slots[name.slot].is_absent()) continue;
        json.key(name.text);
        write_value(json, call.slots[name.slot]);
    }
    json.end_object();
    write_timers(json, flow, call.timers);
    write_request(json, call.request);
    write_deferred(json, flow, call.deferred);
    if (!call.beside.empty()) {
        json.key("beside").begin_array();
        for (std::size_t i = 0; i < call.beside.size(); ++i) {
            const engine::SideMachine& one = call.beside[i];
            json.begin_object().member("machine", machine_.machine_name(static_cast<std::uint32_t>(i + 1)));
            json.member("state", machine_.path(one.configuration)).member("attempt", one.attempt);
            write_attempts(json, one.outer_attempts);
            if (one.ended) json.member("ended", true);
            if (!one.outcome.empty()) json.member("outcome", one.outcome);
            write_timers(json, flow, one.timers);
            write_request(json, one.request);
            json.end_object();
        }
        json.end_array();
    }
    json.end_object();
}

base::Result<engine::Call> CallKeeper::recall(std::string_view text) const {
    base::Sources sources;
    base::Diagnostics found;
    const auto read = doc::read_json(sources, sources.add("(call)", std::string(text)), found, {.depth = 120});
    if (!read || !read->root().is_mapping()) return base::fail(base::ErrorKind::unreadable, "it is no kept call");
    const doc::View root = read->root();
    Reader reader(machine_);
    if (reader.number(root, "version", 0, 0, 1'000'000) != version)
        return base::fail(base::ErrorKind::unreadable, "it was kept by another version");

    engine::Call call = machine_.new_call(Reader::text(root, "id"), {}, reader.time(root, "now"));
    call.configuration = reader.place(root, 0);
    if (!reader.wrong().empty()) return base::fail(base::ErrorKind::unreadable, reader.wrong());
    call.attempt = reader.index(root, "attempt", 1);
    call.outer_attempts = reader.attempts(root);
    call.outer_attempts.resize(reader.depth(call.configuration), 1);
    call.started = Reader::truth(root, "started");
    call.ended = Reader::truth(root, "ended");
    call.hung_up = Reader::truth(root, "hung_up");
    call.closed = Reader::truth(root, "closed");
    call.text = Reader::truth(root, "text");
    call.outcome = Reader::text(root, "outcome");
    call.seed = static_cast<std::uint64_t>(base::parse_int(Reader::text(root, "seed")).value_or(0));
    call.alone = reader.index(root, "alone");
    call.timers = reader.timers(root, call.configuration);
    call.request = reader.request(root);
    call.deferred = reader.deferred(root);
    if (const doc::View names = root.find("names")) {
        for (const doc::Entry entry : doc::entries(names)) {
            const auto at = by_name_.find(entry.key.text());
            if (at == by_name_.end()) continue; // the flow does not read it any more
            auto value = read_value(entry.value);
            if (!value) {
                reader.fail(base::quoted(entry.key.text()) + " has a value that is none");
                break;
            }
            (void)engine::put_back(call, names_[at->second], *value); // of another type now: it begins anew
        }
    }
    reader.beside(root, call);
    if (!reader.wrong().empty()) return base::fail(base::ErrorKind::unreadable, reader.wrong());
    const flow::Flow& flow = machine_.flow();
    call.slots[flow.builtins.attempt] = Value::integer(call.attempt);
    call.slots[flow.builtins.state] = Value::string(flow.states[machine_.state_of(call.configuration)].name);
    return call;
}

} // namespace callflow::service

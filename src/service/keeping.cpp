// What outlives a request: the call, its session, its line of the access log; and when a call is forgotten.
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "service/flow_service.hpp"

#include <fmt/format.h>

namespace callflow::service {
namespace {

std::string text_of(const providers::InputFields& fields, std::string_view name) {
    const expr::Value* value = providers::find_field(fields, name);
    return value == nullptr ? std::string() : value->to_text();
}

} // namespace

// A call's line as text: the call, what is known of its session, and whose it is.
void Service::keep(const Line& line, std::string& out) const {
    const tracking::Session& session = line.session;
    base::JsonWriter json(out);
    json.begin_object().key("call");
    std::string call;
    if (line.open.over || line.open.call.closed) {
        engine::Call past = line.open.call;
        masking.forget(past);
        keeper.keep(past, call);
    } else {
        keeper.keep(line.open.call, call);
    }
    json.raw(call);
    if (line.open.over) json.member("over", true);
    if (!line.account.empty()) json.member("account", line.account);
    json.key("session").begin_object();
    for (const auto& [name, text] :
         {std::pair("from", &session.from), std::pair("to", &session.to), std::pair("channel", &session.channel),
          std::pair("direction", &session.direction), std::pair("status", &session.status),
          std::pair("ended_by", &session.ended_by), std::pair("left_in", &session.left_in)})
        if (!text->empty()) json.member(name, *text);
    json.member("began", session.began).member("last", session.last).member("ended", session.ended);
    json.member("steps", session.steps).end_object();
    if (!line.marks.empty()) {
        json.key("marks").begin_object();
        for (const auto& [name, text] : line.marks) json.member(name, text);
        json.end_object();
    }
    json.end_object();
}

base::Result<void> Service::recall(const tracking::KeptCall& kept, Line& line) const {
    const auto wrong = [](std::string why) { return base::fail(base::ErrorKind::unreadable, std::move(why)); };
    base::Sources sources;
    base::Diagnostics ignored;
    const base::FileId file = sources.add("(kept)", kept.text);
    const auto read = doc::read_json(sources, file, ignored, {.depth = 130});
    if (!read || !read->root().is_mapping()) return wrong("it is no kept call");
    const doc::View root = read->root();
    const doc::View call = root.find("call");
    if (!call) return wrong("it is no kept call");
    const base::Span where = call.span();
    auto open = keeper.recall(std::string_view(kept.text).substr(where.begin, where.end - where.begin));
    if (!open) return tl::unexpected(open.error());
    line.open.provider = providers::find_provider(kept.provider);
    if (line.open.provider == nullptr) return wrong("there is no provider " + base::quoted(kept.provider));
    line.open.call = std::move(*open);
    const auto text = [](doc::View map, std::string_view key) {
        const doc::View node = map ? map.find(key) : doc::View();
        return node && node.is_scalar() ? std::string(node.text()) : std::string();
    };
    line.open.over = text(root, "over") == "true";
    line.account = text(root, "account");
    const doc::View told = root.find("session");
    tracking::Session& session = line.session;
    session.id = kept.id;
    session.flow = kept.flow;
    session.provider = kept.provider;
    session.from = text(told, "from");
    session.to = text(told, "to");
    session.channel = text(told, "channel");
    session.direction = text(told, "direction");
    session.status = text(told, "status");
    session.ended_by = text(told, "ended_by");
    session.left_in = text(told, "left_in");
    session.began = base::parse_int(text(told, "began")).value_or(0);
    session.last = base::parse_int(text(told, "last")).value_or(0);
    session.ended = base::parse_int(text(told, "ended")).value_or(0);
    session.steps = static_cast<std::uint32_t>(base::parse_int(text(told, "steps")).value_or(0));
    for (const doc::Entry mark : doc::entries(root.find("marks")))
        line.marks.emplace_back(mark.key.text(), mark.value.text());
    line.known = true;
    *line.stored = true;
    line.over = line.open.over || line.open.call.closed;
    return {};
}

base::Result<std::size_t> Service::take_over(tracking::Store& store) {
    auto all = store.kept(machine.flow().name);
    if (!all) return tl::unexpected(all.error());
    std::size_t taken = 0;
    for (const tracking::KeptCall& kept : *all) {
        auto line = std::make_shared<Line>();
        if (const auto done = recall(kept, *line); !done) {
            ++counts.calls_not_taken_over;
            seams.say(fmt::format("call {} is not gone on with: {}", base::printable(kept.id), done.error().message));
            continue;
        }
        const bool gone = line->over;
        lines.put(kept.id, std::move(line));
        if (gone) {
            ++over;
            const std::scoped_lock lock(lingering_mutex);
            lingering.push_back(kept.id);
        }
        ++taken;
    }
    counts.calls_taken_over = taken;
    return taken;
}

void Service::try_later(std::chrono::milliseconds after, std::function<void()> job) {
    std::string number;
    {
        const std::scoped_lock lock(later_mutex);
        number = std::to_string(++later_number);
        later.emplace(number, std::move(job));
    }
    alarm->set(seams.now() + std::chrono::nanoseconds(after).count(), "l" + number);
}

void Service::note_session(Line& line, const Errant& errant) {
    tracking::Session& session = line.session;
    const providers::InputFields& told = errant.taken.decoded.call;
    const bool own = !errant.taken.decoded.other_leg;
    if (!errant.known) {
        session.id = line.open.call.id;
        session.flow = machine.flow().name;
        session.provider = line.open.provider->name;
        session.began = errant.came;
        session.channel = line.open.call.text ? "text" : "voice";
        session.direction = "inbound";
    } else {
        ++session.steps;
    }
    const auto take = [&](std::string& field, std::string_view name) {
        std::string text = own ? text_of(told, name) : std::string();
        if (!text.empty()) field = std::move(text);
    };
    take(session.from, "from");
    take(session.to, "to");
    take(session.direction, "direction");
    take(session.status, "status");
    take(line.account, "account");
    if (errant.turn.last) session.status = "completed";
    session.last = errant.came;
    session.state = machine.path(line.open.call.configuration);
    session.outcome = line.open.call.outcome;
    const engine::Call& call = line.open.call;
    if (session.ended_by.empty() && (call.ended || call.closed || line.open.over))
        session.ended_by = call.ended && !call.hung_up ? "flow" : "caller";
    if (session.ended_by == "caller" && session.left_in.empty()) session.left_in = errant.turn.state_before;
    if (session.ended == 0 && (line.open.over || call.hung_up || call.closed)) session.ended = errant.came;
}

tracking::Change Service::change_of(Line& line, bool track_step, const Errant* errant) {
    tracking::Change change;
    change.call = line.open.call.id;
    tracking::KeptCall kept{
        line.open.call.id, machine.flow().name, std::string(line.open.provider->name), {}, seams.now()};
    keep(line, kept.text);
    change.keep = std::move(kept);
    if (!track_step || errant == nullptr) return change;
    change.session = line.session;
    if (!errant->known) return change;
    tracking::Step step;
    step.session = line.open.call.id;
    step.number = line.session.steps;
    step.at = errant->came;
    step.kind = errant->turn.kind;
    step.event = errant->turn.event;
    step.state_before = errant->turn.state_before;
    step.state = errant->turn.state;
    step.method = errant->http.method;
    change.step = std::move(step);
    return change;
}

void Service::keep_all() {
    for (const std::string& id : lines.ids()) {
        const auto line = lines.find(id);
        if (line == nullptr) continue;
        submit(line, [this](const std::shared_ptr<Line>& of) {
            if (!of->known || of->dropped) return true;
            tracking::Change change = change_of(*of, false, nullptr);
            if (options.track) change.session = of->session;
            committer->put(std::move(change), [session = options.track, kept = of->stored](bool stored) {
                if (stored && session) *kept = true;
            });
            return true;
        });
    }
}

void Service::set_alarm(Line& line) {
    engine::Time due = 0;
    if (line.over || !machine.next_timer(line.open.call, due) || due == line.alarm) return;
    line.alarm = due; // one that was set before rings for nothing
    alarm->set(due, "t" + line.open.call.id);
}

// A call that is over stays for what comes late: a recording, a transcription, the same again.
void Service::end(const std::shared_ptr<Line>& line) {
    if (line->over) return;
    line->over = true;
    ++over;
    ++counts.calls_over;
    tell_hook(options.hook_end, "end", *line);
    alarm->set(seams.now() + std::chrono::nanoseconds(options.linger).count(), "d" + line->open.call.id);
    std::string oldest;
    {
        const std::scoped_lock lock(lingering_mutex);
        lingering.push_back(line->open.call.id);
        if (over > options.most_lingering) {
            oldest = std::move(lingering.front());
            lingering.pop_front();
        }
    }
    if (!oldest.empty()) alarm->set(seams.now(), "d" + oldest);
}

// `t` and a call: its timer is due; `d`: it may be forgotten; `l`: something is to be tried again.
void Service::ring(const std::string& what) {
    const std::string id = what.substr(1);
    if (what.front() == 'l') {
        std::function<void()> job;
        {
            const std::scoped_lock lock(later_mutex);
            const auto at = later.find(id);
            if (at == later.end()) return;
            job = std::move(at->second);
            later.erase(at);
        }
        job();
        return;
    }
    const auto line = lines.find(id);
    if (!line) return;
    const bool forget = what.front() == 'd';
    submit(line, [this, forget, id](const std::shared_ptr<Line>& of) {
        if (!of->known || of->dropped) return true;
        if (forget) {
            const engine::Time until = of->session.last + std::chrono::nanoseconds(options.forget_after).count();
            if (!of->over && seams.now() < until) {
                alarm->set(until, "d" + id);
                return true;
            }
            if (of->over) {
                --over;
                const std::scoped_lock lock(lingering_mutex);
                if (!lingering.empty() && lingering.front() == id) lingering.pop_front();
            } else {
                ++counts.calls_given_up;
            }
            of->dropped = true;
            lines.drop(id);
            tracking::Change change;
            change.call = id;
            change.forget = true;
            committer->put(std::move(change), {});
            return true;
        }
        const std::uint64_t before = counts.timers;
        fire_timers(*of);
        set_alarm(*of);
        if (counts.timers != before) committer->put(change_of(*of, false, nullptr), {});
        return true;
    });
}

std::string Service::access_line(const Line& line, const Errant& errant, const Masked& masked,
                                 const net::HttpResponse& response) const {
    const Turn& turn = errant.turn;
    std::string out;
    base::JsonWriter json(out);
    json.begin_object()
        .member("time", base::format_timestamp(errant.came))
        .member("call_id", line.open.call.id)
        .member("provider", line.open.provider->name)
        .member("method", errant.http.method)
        .member("url", masked.target)
        .member("body", masked.body)
        .member("status", response.status)
        .member("kind", turn.kind)
        .member("event", turn.event)
        .member("from_state", turn.state_before)
        .member("state", turn.state);
    if (!turn.outcome.empty()) json.member("outcome", turn.outcome);
    if (!turn.error.empty()) json.member("error", turn.error);
    json.member("took_us", (seams.now() - errant.came) / 1000);
    json.end_object();
    return out;
}

} // namespace callflow::service

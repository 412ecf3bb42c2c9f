#include "providers/twilio/emulate/exchange.hpp"

#include "base/moment.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "doc/form.hpp"
#include "providers/twilio/emulate/parts.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::providers::twilio::emulate {

namespace {

void judge_callback(World& world, const Request& request, const Answer& answer) {
    bool polite = answer.failure == Answer::Failure::none && (answer.status == 204 || answer.status == 200);
    if (polite && answer.status == 200 && !base::trim(answer.body).empty()) {
        const auto document = read_document(answer.body, {});
        polite = document && document->tree.root().name == "Response" &&
                 !Step{document.get(), &document->tree.root()}.first();
    }
    if (!polite)
        world.error(request.leg, "15003", "the answer to a status callback was neither 204 nor an empty response",
                    false);
}

constexpr Millis patience = 15'000;

} // namespace

bool Watch::wants(std::string_view event) const {
    return events.empty() ? event == "completed" : std::ranges::find(events, event) != events.end();
}

std::string seconds(Millis length) {
    constexpr Millis second = 1000;
    return std::to_string((length + second / 2) / second);
}

Exchange::Exchange(const Setup& setup)
    : Stage(setup, assumptions()), epoch_(setup.epoch), account_(world().make_id("AC")) {
    redirect_limit_ = base::parse_int(world().peek("redirect_limit")).value_or(0);
}

Exchange::~Exchange() { stop(); }

std::string Exchange::timestamp(Millis ago) const {
    static constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const base::DateTime at = base::date_time((wall() - ago) / 1000);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", days[static_cast<std::size_t>(at.day_of_week)],
                       at.day, months[static_cast<std::size_t>(at.month - 1)], at.year, at.hour, at.minute, at.second);
}

Request Exchange::compose(const Line& line, std::string_view kind, const std::string& address, std::string_view method,
                          const Form& adds, bool standard) const {
    Request out;
    out.kind = kind;
    out.leg = line.leg.id;
    out.http.method = method;
    Form& form = out.http.form;
    form.reserve(adds.size() + 12);
    if (standard && line.text) {
        form = line.parameters; // a message comes with what it came with at first
    } else if (standard) {
        form.emplace_back("CallSid", line.leg.call_id);
        form.emplace_back("AccountSid", account_);
        form.emplace_back("From", line.leg.from);
        form.emplace_back("To", line.leg.to);
        form.emplace_back("Caller", line.leg.from);
        form.emplace_back("Called", line.leg.to);
        form.emplace_back("CallStatus", line.leg.status);
        form.emplace_back("ApiVersion", "2010-04-01");
        form.emplace_back("Direction", line.direction);
        if (line.leg.parent != no_leg) form.emplace_back("ParentCallSid", leg(line.leg.parent).call_id);
        form.insert(form.end(), line.parameters.begin(), line.parameters.end());
    }
    form.insert(form.end(), adds.begin(), adds.end());
    out.http.url = address.substr(0, address.find('#'));
    if (!line.cookies.empty()) { // those that the call has been given
        if (std::string text = line.cookies.header_for(out.http.url, wall()); !text.empty())
            out.http.headers.emplace_back("Cookie", std::move(text));
    }
    if (method == "GET") {
        std::string query;
        for (const auto& [name, value] : form) {
            if (!query.empty()) query += '&';
            query += base::percent_encode(name) + '=' + base::percent_encode(value);
        }
        out.http.url = base::with_query(out.http.url, query);
        form.clear();
    } else {
        out.http.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    }
    return out;
}

void Exchange::tell(Request request) {
    const base::UrlParts parts = base::split_url(request.http.url);
    const std::string_view host = parts.authority.substr(parts.authority.rfind('@') + 1);
    // names of hosts have no underscores, and callbacks to such are refused
    const bool known = parts.scheme == "http" || parts.scheme == "https";
    if (!known || host.empty() || host.find('_') != std::string_view::npos) {
        world().error(request.leg, "11100", "the callback's address cannot be asked", false);
        return;
    }
    world().tell(std::move(request), patience, 0, judge_callback);
}

void Exchange::tell_last(Request request) {
    last_.push_back(std::move(request));
    if (telling_) return;
    telling_ = true;
    world().scheduler().spawn(tell_rest());
}

Task<void> Exchange::tell_rest() {
    Scheduler& scheduler = world().scheduler();
    while (scheduler.next_due() == now()) co_await scheduler.sleep(0);
    telling_ = false;
    for (Request& request : last_) tell(std::move(request));
    last_.clear();
}

void Exchange::progress(Line& line, std::string_view event) {
    Watch& watch = line.watch;
    if (watch.address.empty() || !watch.wants(event)) return;
    Form adds;
    if (event == "completed" && line.leg.status == "completed") {
        const bool from_begin = world().assume(line.leg.id, "call_duration_from") == "begin";
        const Millis since = from_begin || line.leg.answered == never ? line.leg.began : line.leg.answered;
        const Millis length = line.leg.ended - since;
        adds.emplace_back("CallDuration", seconds(length));
        constexpr Millis minute = 60'000;
        if (watch.numbered) adds.emplace_back("Duration", std::to_string((length + minute - 1) / minute));
    }
    if (watch.numbered) {
        if (watch.sequence < 0) watch.sequence = world().assume_number(line.leg.id, "sequence_first") - 1;
        adds.emplace_back("Timestamp", timestamp());
        adds.emplace_back("SequenceNumber", std::to_string(++watch.sequence));
        adds.emplace_back("CallbackSource", "call-progress-events");
    }
    tell(compose(line, "status", watch.address, watch.method, adds));
}

void Exchange::set_status(Line& line, std::string_view status) {
    line.leg.status = status;
    world().note(Moment::Kind::status, line.leg.id, std::string(status));
}

void Exchange::answer(Line& line) {
    if (line.leg.phase != Leg::Phase::ringing && line.leg.phase != Leg::Phase::queued) return;
    line.leg.phase = Leg::Phase::answered;
    line.leg.answered = now();
    set_status(line, "in-progress");
}

void Exchange::end(Line& line, std::string_view by, std::string_view status) {
    Leg& leg = line.leg;
    if (leg.phase == Leg::Phase::ended) return;
    line.limit.call_off();
    leg.phase = Leg::Phase::ended;
    leg.ended = now();
    leg.ended_by = by;
    leg.takes_keys = leg.takes_speech = leg.takes_message = leg.waits = false;
    set_status(line, status);
}

void Exchange::part(Line& one, Line& other) {
    for (Line* line : {&one, &other}) {
        if (line->leg.with == no_leg) continue;
        world().note(Moment::Kind::parted, line->leg.id).other = line->leg.with;
        line->leg.with = no_leg;
        line->leg.waits = false;
        line->talked_at = now();
    }
}

void Exchange::bridge(Line& one, Line& other) {
    for (auto [line, to] : {std::pair(&one, &other), std::pair(&other, &one)}) {
        line->leg.with = to->leg.id;
        line->talked_at = now();
        line->leg.waits = line->leg.phase != Leg::Phase::ended;
        world().note(Moment::Kind::bridged, line->leg.id).other = to->leg.id;
    }
}

void Exchange::pull(Line& line, std::string_view why) {
    line.pulled = true;
    line.pulled_for = why;
    wake(line);
}

bool Exchange::overhear(Line& line, const Event& event) {
    if (event.kind == Event::Kind::key && line.keys_may_be_extra &&
        world().assume(line.leg.id, "gather_extra_keys") == "next_gather")
        line.typed_ahead += event.key;
    return false;
}

bool Exchange::warn(Line& line, std::string_view code, std::string text) {
    const bool goes_on = world().assume(line.leg.id, "warnings_continue") == "yes";
    world().error(line.leg.id, std::string(code), std::move(text), !goes_on);
    return goes_on;
}

} // namespace callflow::providers::twilio::emulate

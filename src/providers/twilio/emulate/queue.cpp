// Queues (TwiML facts 4.6): who waits, what they hear, who takes them out, and how both go on.
#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "providers/twilio/emulate/parts.hpp"

#include <algorithm>

namespace callflow::providers::twilio::emulate {

namespace {

constexpr Millis second = 1000;
constexpr std::size_t longest_name = 64;
constexpr std::string_view taken = "taken", talked = "talked", too_long = "too_long";

// Somebody whose time in a queue is up leaves it, if they are there still.
Task<void> give_up(Exchange& x, Queue& queue, Member who, Millis until) {
    co_await x.world().scheduler().sleep(until - x.now());
    const bool waits = std::ranges::any_of(
        queue.members, [&](const Member& one) { return one.leg == who.leg && one.since == who.since; });
    if (waits) x.pull(x.line(who.leg), too_long);
}

void tell_taker(Exchange& x, const Line& line, Event::News news) {
    if (line.taken_by == no_leg) return;
    Event event;
    event.kind = Event::Kind::child;
    event.other = line.leg.id;
    event.news = news;
    x.line(line.taken_by).box.post(std::move(event));
}

// Somebody's time in a queue.
class Stay {
public:
    Stay(Exchange& x, Line& line, Step step, Queue& queue) : x_(x), line_(line), step_(step), queue_(queue) {}

    Task<void> wait() {
        begin();
        while (result_.empty()) {
            if (interrupted()) continue;
            if (!step_.has("waitUrl")) {
                co_await hear_music();
            } else if (step_.address("waitUrl").empty()) {
                co_await idle();
            } else {
                co_await listen();
            }
        }
        std::erase_if(queue_.members, [&](const Member& one) { return one.leg == line_.leg.id; });
        line_.in_queue = false;
        line_.leg.waits = false;
        if (result_ == taken) co_await talk();
    }

    Flow after() {
        Form adds;
        adds.emplace_back("QueueResult", result_);
        adds.emplace_back("QueueSid", queue_.sid);
        adds.emplace_back("QueueTime", seconds(waited_));
        const bool moved = result_.starts_with("redirected");
        const bool told = !moved || x_.world().assume(line_.leg.id, "queue_redirect_action") == "requested";
        if ((line_.interrupted() || ended_) && told) tell_action(x_, line_, step_, "enqueue", adds);
        if (ended_) return Flow::end;
        if (line_.interrupted()) return Flow::stop;
        return jump_or_fall(line_, step_, "enqueue", std::move(adds));
    }

private:
    void begin() {
        Member member;
        member.leg = line_.leg.id;
        since_ = member.since = x_.now();
        if (const Step task = step_.find("Task");
            task && task.has("priority") && x_.world().assume(line_.leg.id, "task_priority") == "first")
            member.priority = task.whole("priority", 0, 0);
        const auto behind =
            std::ranges::find_if(queue_.members, [&](const Member& one) { return one.priority < member.priority; });
        queue_.members.insert(behind, member);
        line_.in_queue = true;
        line_.left_queue = false;
        line_.taken_by = no_leg;
        line_.leg.waits = true;
        watch_task();
        if (queue_.awaiting.empty()) return;
        Event event;
        event.kind = Event::Kind::member;
        x_.line(queue_.awaiting.front()).box.post(std::move(event));
    }

    // A task that has a time of its own.
    void watch_task() {
        const Step task = step_.find("Task");
        if (!task || !task.has("timeout") || x_.world().assume(line_.leg.id, "task_timeout") != "leave") return;
        const Millis until = since_ + task.whole("timeout", 0, 1) * second;
        if (until > since_) x_.world().scheduler().spawn(give_up(x_, queue_, {line_.leg.id, since_}, until));
    }

    // What has interrupted the wait; true when something has.
    bool interrupted() {
        if (!line_.interrupted()) return false;
        if (line_.taken_by == no_leg) waited_ = x_.now() - since_;
        if (line_.pulled && line_.pulled_for == too_long && !line_.gone) {
            line_.pulled = false;
            result_ = "leave";
        } else if (line_.pulled) {
            line_.pulled = false;
            waited_ = x_.now() - since_;
            result_ = line_.gone ? "hangup" : taken;
            if (line_.gone) tell_taker(x_, line_, Event::News::ended);
            if (line_.gone) line_.taken_by = no_leg;
        } else {
            result_ = line_.gone ? "hangup" : line_.updated->status.empty() ? "redirected" : "hangup";
        }
        return true;
    }

    Task<void> idle() {
        while (!line_.interrupted()) {
            const std::optional<Event> event = co_await line_.box.next(never);
            if (event) x_.overhear(line_, *event);
        }
    }

    Task<void> hear_music() {
        const std::size_t heard = x_.world().hears(line_.leg.id, Sound::music, "default");
        co_await idle();
        x_.world().fell_silent(heard);
    }

    // The wait document once: its end is another request of it.
    Task<void> listen() {
        line_.jump = {};
        line_.jump.address = step_.address("waitUrl");
        line_.jump.method = step_.method("waitUrlMethod");
        line_.jump.kind = "queue_wait";
        Form& adds = line_.jump.adds;
        const auto at = std::ranges::find(queue_.members, line_.leg.id, &Member::leg);
        adds.emplace_back("QueuePosition", std::to_string(at - queue_.members.begin() + 1));
        adds.emplace_back("QueueSid", queue_.sid);
        adds.emplace_back("QueueTime", seconds(x_.now() - since_));
        adds.emplace_back("AvgQueueTime", seconds(queue_.taken == 0 ? 0 : queue_.waited / queue_.taken));
        adds.emplace_back("CurrentQueueSize", std::to_string(queue_.members.size()));
        adds.emplace_back("MaxQueueSize", std::to_string(step_.whole("maxQueueSize", 1000, 1)));
        const Flow flow = co_await run(x_, line_, Occasion::queue_wait);
        line_.leg.waits = true;
        if (flow == Flow::stop) co_return;
        if (flow == Flow::elsewhere) {
            if (x_.world().assume(line_.leg.id, "foreign_wait") == "music") {
                co_await hear_music();
            } else {
                co_await idle();
            }
            co_return;
        }
        waited_ = x_.now() - since_;
        if (flow == Flow::end && line_.left_queue) {
            result_ = "leave";
        } else if (flow == Flow::end) {
            result_ = "hangup";
            ended_ = true;
        } else if (flow == Flow::fail) {
            result_ = "error";
        } else if (!still()) {
            co_await x_.world().scheduler().sleep(never);
        }
    }

    // A wait document that takes no time would be asked for without end.
    bool still() {
        if (x_.now() != line_.still_at) line_.still = 0;
        line_.still_at = x_.now();
        if (++line_.still <= x_.world().setup().limits.documents_still) return true;
        x_.world().cut("a queue's wait document takes no time");
        return false;
    }

    // Whispered to, then connected with who has taken the line out.
    Task<void> talk() {
        Line& taker = x_.line(line_.taken_by);
        queue_.waited += waited_;
        ++queue_.taken;
        result_ = "bridged";
        if (!line_.whisper.address.empty()) {
            line_.jump = std::exchange(line_.whisper, {});
            const Flow flow = co_await run(x_, line_, Occasion::whisper);
            if (flow == Flow::elsewhere) static_cast<void>(x_.world().assume(line_.leg.id, "foreign_url"));
            if (flow == Flow::fail) result_ = "error";
        }
        bool bridged = false;
        if (!line_.interrupted() && !taker.interrupted() && result_ == "bridged") {
            bridged = true;
            x_.answer(taker);
            x_.bridge(line_, taker);
            tell_taker(x_, line_, Event::News::ready);
            co_await idle();
        }
        if (line_.pulled) line_.pulled = false;
        x_.part(line_, taker);
        if (line_.gone && !bridged) result_ = "hangup";
        if (line_.updated && line_.updated->status.empty())
            result_ = bridged ? "redirected-from-bridged" : "redirected";
        if (!bridged && result_ == "bridged") // who was to talk has gone meanwhile
            result_ = x_.world().assume(line_.leg.id, "whisper_abandoned_queue");
        tell_taker(x_, line_, Event::News::ended);
        line_.taken_by = no_leg;
    }

    Exchange& x_;
    Line& line_;
    Step step_;
    Queue& queue_;
    Millis since_ = 0, waited_ = 0;
    std::string result_;
    bool ended_ = false; // hung up by the wait document
};

Queue& queue_of(Exchange& x, const std::string& name) {
    Queue& queue = x.queues[name];
    if (queue.sid.empty()) queue.sid = x.make_id("QU");
    return queue;
}

// Somebody's talk with who is first in a queue.
class Taking {
public:
    Taking(Exchange& x, Line& line, Step step, Step noun, Queue& queue)
        : x_(x), line_(line), step_(step), noun_(noun), queue_(queue) {}

    // Until somebody is there, or patience ends.
    Task<bool> await_member() {
        const Millis until = x_.now() + step_.whole("timeout", 30, 5, 600) * second;
        if (queue_.members.empty() || !queue_.awaiting.empty()) queue_.awaiting.push_back(line_.leg.id);
        const auto mine = [&] { return queue_.awaiting.empty() || queue_.awaiting.front() == line_.leg.id; };
        bool late = false;
        while (!line_.interrupted() && !late && (queue_.members.empty() || !mine())) {
            const std::optional<Event> event = co_await line_.box.next(until);
            late = !event;
            if (event) x_.overhear(line_, *event);
        }
        std::erase(queue_.awaiting, line_.leg.id);
        const bool there = !line_.interrupted() && !late;
        if (!queue_.awaiting.empty() && queue_.members.size() > (there ? 1u : 0u)) wake_next();
        co_return there;
    }

    Task<void> talk() {
        const Member member = queue_.members.front();
        queue_.members.pop_front();
        Line& other = x_.line(member.leg);
        taken_ = member.leg;
        waited_ = x_.now() - member.since;
        other.taken_by = line_.leg.id;
        other.whisper = {};
        other.whisper.address = noun_.address("url");
        other.whisper.method = noun_.method();
        other.whisper.kind = "whisper";
        other.whisper.adds = {
            {"QueueSid", queue_.sid}, {"QueueTime", seconds(waited_)}, {"DequeingCallSid", line_.leg.call_id}};
        x_.pull(other, taken);
        Millis until = never;
        bool over = false;
        while (!over) {
            if (line_.interrupted()) x_.pull(other, talked);
            const std::optional<Event> event = co_await line_.box.next(until);
            if (!event) {
                until = never;
                x_.pull(other, talked);
            } else if (event->kind == Event::Kind::child && event->other == taken_) {
                over = event->news == Event::News::ended;
                if (!over) until = connected();
            } else if (event->kind == Event::Kind::key && event->key == '*' && line_.leg.takes_keys) {
                x_.pull(other, talked);
            } else {
                x_.overhear(line_, *event);
            }
        }
        length_ = bridged_at_ == never ? 0 : x_.now() - bridged_at_;
    }

    Outcome outcome(std::string_view result) const {
        Outcome out;
        const bool bridged = bridged_at_ != never;
        out.bridged = bridged;
        out.status = bridged ? "completed" : result == "queue-empty" ? "no-answer" : "failed";
        if (!bridged && line_.gone) out.status = x_.world().assume(line_.leg.id, "dial_hangup_status");
        out.adds.emplace_back("QueueSid", queue_.sid);
        out.adds.emplace_back("DequeueResult", result);
        if (taken_ == no_leg) return out;
        out.leg = taken_;
        out.adds.emplace_back("DialCallDuration", seconds(length_));
        out.adds.emplace_back("DequeuedCallSid", x_.line(taken_).leg.call_id);
        out.adds.emplace_back("DequeuedCallQueueTime", seconds(waited_));
        out.adds.emplace_back("DequeuedCallDuration", seconds(length_));
        return out;
    }
    [[nodiscard]] bool bridged() const { return bridged_at_ != never; }

private:
    Millis connected() {
        bridged_at_ = x_.now();
        line_.leg.takes_keys = step_.truth("hangupOnStar", false);
        return bridged_at_ + step_.whole("timeLimit", 14'400, 1) * second;
    }

    void wake_next() {
        Event event;
        event.kind = Event::Kind::member;
        x_.line(queue_.awaiting.front()).box.post(std::move(event));
    }

    Exchange& x_;
    Line& line_;
    Step step_, noun_;
    Queue& queue_;
    LegId taken_ = no_leg;
    Millis waited_ = 0, length_ = 0, bridged_at_ = never;
};

// Whether a task, if there is one, is JSON (6: 14221).
bool is_json(const Step& task) {
    base::Sources sources;
    base::Diagnostics found;
    return doc::read_json(sources, sources.add("task", task.content()), found).has_value();
}

} // namespace

Task<Flow> enqueue(Exchange& x, Line& line, Step step) {
    std::string name = step.content();
    if (name.empty() && step.has("workflowSid")) name = "workflow " + std::string(step.text("workflowSid"));
    if (name.empty()) co_return fail(x, line, step, "14204", "the queue has no name");
    if (name.size() > longest_name) co_return fail(x, line, step, "14205", "the queue's name is too long");
    if (const Step task = step.find("Task")) {
        if (!is_json(task)) co_return fail(x, line, step, "14221", "the task is no JSON");
        if (!check(x, line, task)) co_return Flow::fail;
    }
    Queue& queue = queue_of(x, name);
    if (queue.members.size() >= static_cast<std::size_t>(step.whole("maxQueueSize", 1000, 1))) {
        x.world().error(line.leg.id, "14207", "the queue is full", false);
        Form adds;
        adds.emplace_back("QueueResult", "queue-full");
        co_return jump_or_fall(line, step, "enqueue", std::move(adds));
    }
    Stay stay(x, line, step, queue);
    co_await stay.wait();
    co_return stay.after();
}

Task<Flow> leave(Exchange& x, Line& line, Step) {
    if (line.in_queue) {
        line.left_queue = true;
        co_return Flow::end;
    }
    if (x.world().assume(line.leg.id, "leave_outside_queue") == "fall") co_return Flow::fall;
    x.end(line, "hangup", "completed");
    co_return Flow::end;
}

Task<Flow> dial_queue(Exchange& x, Line& line, Step step, Step noun) {
    const std::string name = noun.content();
    if (name.empty()) co_return fail(x, line, step, "14212", "the queue has no name");
    if (name.size() > longest_name) co_return fail(x, line, step, "14213", "the queue's name is too long");
    Outcome outcome;
    if (x.queues.find(name) == x.queues.end() && x.world().assume(line.leg.id, "queue_unknown") == "queue-not-found") {
        outcome.status = "failed";
        outcome.adds.emplace_back("DequeueResult", "queue-not-found");
        co_return after_dial(x, line, step, "queue", outcome);
    }
    Taking taking(x, line, step, noun, queue_of(x, name));
    const bool there = co_await taking.await_member();
    if (there) co_await taking.talk();
    std::string_view result = taking.bridged() ? "bridged" : "queue-empty";
    if (there && !taking.bridged()) result = x.world().assume(line.leg.id, "whisper_abandoned_dequeue");
    outcome = taking.outcome(result);
    co_return after_dial(x, line, step, "queue", outcome);
}

} // namespace callflow::providers::twilio::emulate

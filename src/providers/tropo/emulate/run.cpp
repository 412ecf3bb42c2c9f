// A session from its first request to its last: documents, their steps, and the events that lead from one to the next.
#include "base/text.hpp"
#include "base/url.hpp"
#include "providers/emulate/encoding.hpp"
#include "providers/tropo/emulate/results.hpp"
#include "providers/tropo/emulate/steps.hpp"
#include "providers/tropo/emulate/tape.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::providers::tropo::emulate {

using doc::View;

namespace {

constexpr Millis patience = 15'000; // with an application; the pages name no limit
constexpr int most_redirects = 10;

// What picks up.
bool answers(std::string_view action) {
    constexpr auto all =
        std::to_array<std::string_view>({"answer", "ask", "conference", "record", "say", "startRecording", "transfer"});
    return std::ranges::find(all, action) != all.end();
}

// What a conversation by messages cannot do.
bool is_voice_only(std::string_view action) {
    return action == "transfer" || action == "record" || action == "conference";
}

Outcome failure(std::string text) {
    Outcome out;
    out.kind = Outcome::Kind::error;
    out.text = std::move(text);
    return out;
}

// What must be so before a step begins; picks up where it needs to. `done`: it may begin.
Outcome prepare(Session& session, const Step& step) {
    World& world = session.platform.world();
    Line& line = session.line;
    Outcome out;
    if (!step.problem.empty()) return failure(step.problem);
    if (!answers(step.action)) return out;
    if (!session.has_call) return failure(fmt::format("there is no call for {}", step.action));
    if (line.gone()) {
        out.kind = Outcome::Kind::hung_up;
        return out;
    }
    if (line.text && is_voice_only(step.action)) return failure(fmt::format("no {} by messages", step.action));
    if (line.leg.phase != Leg::Phase::ringing) return out;
    if (step.action == "transfer" && world.assume(line.leg.id, "transfer_while_ringing") == "error")
        return failure("transfer before the call was answered");
    answer_line(world, line);
    return out;
}

// reject and redirect: the call is over before it was answered.
Outcome turn_away(Session& session, const Step& step) {
    World& world = session.platform.world();
    Line& line = session.line;
    if (line.leg.phase != Leg::Phase::ringing)
        return failure(fmt::format("{} is only for a call that was not answered", step.action));
    const bool rejects = step.action == "reject";
    if (!rejects) {
        line.leg.redirected = text_in(step.value, "to");
        world.note(Moment::Kind::verb, line.leg.id, fmt::format("redirect to {}", line.leg.redirected));
    }
    const std::string_view state = world.assume(line.leg.id, rejects ? "reject_state" : "redirect_state");
    end_line(world, line, state, step.action);
    Outcome out;
    out.kind = Outcome::Kind::over;
    return out;
}

// What is passed without being played.
Outcome pass_over(Session& session, const Step& step) {
    World& world = session.platform.world();
    std::string what(step.action);
    if (step.action == "startRecording") {
        start_taping(session, step.value);
        for (const View url : each(field(step.value, "url")))
            what +=
                fmt::format(" {}", url.is_mapping() ? text_in(url, "url", text_in(url, "recordingURL")) : text_of(url));
    } else if (step.action == "generalLogSecurity") {
        what += fmt::format(" {}", text_of(step.value));
    }
    world.note(Moment::Kind::verb, session.line.leg.id, std::move(what));
    return {};
}

Task<Outcome> run_step(Session& session, const Step& step) {
    Outcome out = prepare(session, step);
    if (out.kind != Outcome::Kind::done) co_return out;
    const std::string_view action = step.action;
    if (action == "say") {
        out = co_await run_say(session, step.value);
    } else if (action == "ask") {
        out = co_await run_ask(session, session.line, step.value, session.entries);
    } else if (action == "wait") {
        out = co_await run_wait(session, session.line, step.value);
    } else if (action == "record") {
        out = co_await run_record(session, step.value);
    } else if (action == "transfer") {
        out = co_await run_transfer(session, step.value);
    } else if (action == "conference") {
        out = co_await run_conference(session, step.value);
    } else if (action == "call") {
        out = co_await run_call(session, step.value);
    } else if (action == "message") {
        out = co_await run_message(session, step.value);
    } else if (action == "hangup") {
        end_line(session.platform.world(), session.line, "DISCONNECTED", "hangup");
        out.kind = Outcome::Kind::event;
        out.text = "hangup";
    } else if (action == "reject" || action == "redirect") {
        out = turn_away(session, step);
    } else if (action == "stopRecording") {
        out = pass_over(session, step);
        co_await stop_taping(session);
    } else {
        out = pass_over(session, step);
    }
    co_return out;
}

// The event that a step's end fires; empty: the session ends without a word. What the document's end fires is not here.
std::string event_of(Session& session, Outcome out) {
    World& world = session.platform.world();
    Line& line = session.line;
    session.complete = out.kind == Outcome::Kind::event && out.text == "hangup";
    switch (out.kind) {
    case Outcome::Kind::failed: return "incomplete";
    case Outcome::Kind::hung_up: return line.leg.answered == never ? "" : "hangup"; // 487: the document is forgotten
    case Outcome::Kind::limit:
        static_cast<void>(world.assume(line.leg.id, "session_limit"));
        end_line(world, line, "DISCONNECTED", "limit");
        return "hangup";
    case Outcome::Kind::error:
        session.error = out.text;
        world.error(line.leg.id, "step", std::move(out.text), true);
        return "error";
    case Outcome::Kind::over: return {};
    default: return std::move(out.text);
    }
}

// Runs the steps. Hands back the event that the document ends with.
Task<std::string> run_document(Session& session) {
    Line& line = session.line;
    session.entries.clear();
    session.complete = true;
    session.error.clear();
    if (session.platform.world().peek("say_input") == "lost") drop_input(line);
    std::string event = "continue";
    const std::shared_ptr<const Page> page = session.page;
    for (session.step = 0; session.step < page->steps.size(); ++session.step) {
        const Step& step = page->steps[session.step];
        Outcome out = co_await run_step(session, step);
        const bool passed_over = out.kind == Outcome::Kind::failed && !truth_in(step.value, "required", true);
        if (out.kind == Outcome::Kind::done || passed_over) continue;
        event = event_of(session, std::move(out));
        break;
    }
    co_return event;
}

View handler_of(Session& session, std::string_view event) {
    if (!session.page) return {};
    const bool several = session.page->count(event) > 1;
    const bool last = several && session.platform.world().assume(session.line.leg.id, "duplicate_handlers") == "last";
    return session.page->handler(event, last);
}

// The call ends because nothing leads on.
void hang_up(Session& session, std::string_view why) {
    World& world = session.platform.world();
    if (session.has_call) {
        end_line(world, session.line, "DISCONNECTED", why);
    } else {
        const std::string status = session.line.leg.status;
        end_line(world, session.line, status, session.failed_by.empty() ? why : session.failed_by);
    }
}

// Fires an event: what its handler says is heard, and the address of its `next` is handed back; empty: nothing leads on, and the
// call is over.
Task<std::string> fire(Session& session, std::string event) {
    Line& line = session.line;
    World& world = session.platform.world();
    const std::string why = event == "error" ? "error" : "end_of_document";
    constexpr int rounds = 5; // event, continue, hangup, continue
    for (int round = 0; round < rounds && !event.empty(); ++round) {
        View handler = handler_of(session, event);
        const bool catches_all = !handler || event == "continue";
        if (!handler) handler = handler_of(session, "continue");
        if (session.has_call && !line.gone() && field(handler, "say")) {
            if (line.leg.phase == Leg::Phase::ringing) answer_line(world, line);
            std::vector<Prompt> prompts = prompts_of(world, line, field(handler, "say"));
            const Outcome out = co_await play_all(session, line, std::move(prompts), View());
            const bool broken = out.kind == Outcome::Kind::hung_up || out.kind == Outcome::Kind::limit;
            if (broken) {
                event = event_of(session, out);
                continue;
            }
        }
        const std::string_view next = text_in(handler, "next");
        if (event == "hangup" && catches_all && !next.empty())
            world.note(Moment::Kind::verb, line.leg.id, "no handler of hangup: continue gets its result").code =
                "hangup";
        if (!next.empty()) co_return std::string(next);
        if (handler && !catches_all) {
            event = "continue";
            continue;
        }
        if (line.gone()) break;
        const bool called = session.has_call;
        hang_up(session, why);
        event = called ? "hangup" : "";
    }
    hang_up(session, why);
    co_return std::string();
}

struct Fetched {
    std::shared_ptr<const Page> page; // null: there is none
    std::string address;              // that it came from, or did not
    std::string code, problem;
    bool elsewhere = false; // the address is somebody else's, and nobody knows what is there
};

// The same bytes from the same address mean the same: calls come by many a document more than once.
std::shared_ptr<const Page> read_again(Session& session, std::string body, const std::string& address,
                                       std::string& problem) {
    constexpr std::size_t small = 4096, most = 8;
    for (const auto& [bytes, page] : session.read_before) {
        if (bytes == body && page->address == address) return page;
    }
    if (body.size() > small) return read_page(std::move(body), address, problem);
    std::shared_ptr<const Page> page = read_page(body, address, problem);
    if (!page) return page;
    if (session.read_before.size() >= most) session.read_before.erase(session.read_before.begin());
    session.read_before.emplace_back(std::move(body), page);
    return page;
}

// A document of 2xx; redirections are followed with the same request.
Task<Fetched> fetch(Session& session, Request request) {
    World& world = session.platform.world();
    Fetched out;
    Answer answer;
    for (int hop = 0; hop <= most_redirects; ++hop) {
        out.address = request.http.url;
        Request copy = request;
        answer = co_await world.ask(std::move(copy), patience);
        const bool moved = answer.failure == Answer::Failure::none && answer.status >= 300 && answer.status < 400 &&
                           !answer.location.empty();
        if (!moved) break;
        request.http.url = base::resolve_url(out.address, answer.location);
    }
    if (answer.elsewhere) {
        out.elsewhere = true;
    } else if (answer.failure != Answer::Failure::none) {
        out.code = "http";
        out.problem = answer.failure == Answer::Failure::timeout ? "no answer in time" : "no answer";
    } else if (answer.status < 200 || answer.status >= 300) {
        out.code = "http";
        out.problem = fmt::format("the answer's status is {}", answer.status);
    } else {
        const std::string encoded = encoded_account(answer, answer.body);
        out.page = read_again(session, std::move(answer.body), out.address, out.problem);
        if (!out.page) out.problem += encoded;
        if (!out.page) out.code = "json";
    }
    co_return out;
}

// A document begins; false where too many have without anybody doing anything.
bool begin_document(Session& session, Fetched fetched) {
    World& world = session.platform.world();
    session.page = std::move(fetched.page);
    session.address = std::move(fetched.address);
    ++session.sequence;
    ++session.line.leg.documents;
    world.note(Moment::Kind::document, session.line.leg.id, session.address);
    ++session.unattended;
    if (session.unattended <= session.most_unattended) return true;
    static_cast<void>(world.assume(session.line.leg.id, "document_limit"));
    world.error(session.line.leg.id, "loop", "documents follow each other without a sound, and nobody does anything",
                true);
    end_line(world, session.line, "DISCONNECTED", "limit");
    return false;
}

// The session goes on with documents of somebody else's, of which nothing is known, until somebody hangs up.
Task<void> leave_for(Session& session, std::string address) {
    Line& line = session.line;
    if (line.gone()) co_return;
    World& world = session.platform.world();
    world.note(Moment::Kind::left, line.leg.id, address);
    line.leg.left = std::move(address);
    ++line.leg.documents;
    if (line.text || !session.has_call) co_return;
    if (line.leg.phase == Leg::Phase::ringing) answer_line(world, line);
    line.leg.waits = true;
    bool over = false;
    while (!line.gone() && !over) {
        const Event event = co_await next_event(line, never);
        over = event.kind == Event::Kind::limit;
    }
    if (over) {
        static_cast<void>(world.assume(line.leg.id, "session_limit"));
        end_line(world, line, "DISCONNECTED", "limit");
    }
}

// Where a document that cannot be had leads: the `error` handler of the one that named it, else its `continue`, unless either is
// the address that failed.
Task<std::string> after_failure(Session& session, Fetched fetched) {
    World& world = session.platform.world();
    session.entries.clear();
    session.complete = false;
    session.error = fetched.problem;
    world.error(session.line.leg.id, fetched.code, fmt::format("{}: {}", fetched.address, fetched.problem), true);
    const auto leads_back = [&](View handler) {
        const std::string_view next = text_in(handler, "next");
        return !next.empty() && base::resolve_url(session.address, next) == fetched.address;
    };
    View handler = handler_of(session, "error");
    if (!handler) handler = handler_of(session, "continue");
    std::string next;
    if (!session.page || leads_back(handler) || session.line.gone()) {
        const bool rang = session.line.leg.phase == Leg::Phase::ringing;
        end_line(world, session.line, rang ? "FAILED" : "DISCONNECTED", "error");
        co_return next;
    }
    next = co_await fire(session, "error");
    co_return next;
}

// Whether there is nobody left to run a document for.
bool is_forgotten(Session& session, bool was_gone) {
    if (!session.line.gone()) return false;
    if (!was_gone) return session.line.leg.answered == never;
    return session.platform.world().assume(session.line.leg.id, "hangup_response") != "executed";
}

} // namespace

Task<void> run_session(Session& session) {
    Request request = session_request(session);
    World& world = session.platform.world();
    while (true) {
        const bool was_gone = session.line.gone();
        Fetched fetched = co_await fetch(session, std::move(request));
        if (is_forgotten(session, was_gone)) break;
        std::string next;
        if (fetched.elsewhere) {
            co_await leave_for(session, std::move(fetched.address));
            break;
        }
        if (!fetched.page) {
            next = co_await after_failure(session, std::move(fetched));
        } else {
            const bool left = session.line.gone() && !was_gone;
            const Millis began = world.now();
            if (!begin_document(session, std::move(fetched))) break;
            std::string event = "hangup";
            if (!left) event = co_await run_document(session);
            if (event.empty()) break;
            next = co_await fire(session, std::move(event));
            if (world.now() > began) session.unattended = 0; // something was heard, or waited for
        }
        if (next.empty()) break;
        request = result_request(session, next);
    }
    hang_up(session, "end_of_document");
    co_await stop_taping(session);
    tell_record(session, session.line, session.record_address, session.record_label);
}

} // namespace callflow::providers::tropo::emulate

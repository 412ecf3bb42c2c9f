#include "base/text.hpp"
#include "report/trace.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace callflow::report {
namespace {

constexpr std::string_view margin = "            "; // of what stands below a step's first line

class Paint {
public:
    explicit Paint(bool color) : color_(color) {}
    [[nodiscard]] std::string bold(std::string_view text) const { return wrap(text, "1"); }
    [[nodiscard]] std::string dim(std::string_view text) const { return wrap(text, "2"); }
    [[nodiscard]] std::string red(std::string_view text) const { return wrap(text, "31"); }
    [[nodiscard]] std::string green(std::string_view text) const { return wrap(text, "32"); }

private:
    [[nodiscard]] std::string wrap(std::string_view text, std::string_view code) const {
        return color_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
    }
    bool color_;
};

std::string values(const std::vector<std::pair<std::string, expr::Value>>& fields, std::string_view between) {
    std::string text;
    for (const auto& [name, value] : fields) {
        if (!text.empty()) text += ", ";
        text += fmt::format("{}{}{}", name, between, base::printable(value.to_json(), 120));
    }
    return text;
}

std::string effect_text(const scenario::TraceEffect& effect) {
    if (effect.kind == "run") return effect.hook;
    if (effect.kind == "set") return fmt::format("set {}", values(effect.fields, " = "));
    if (effect.kind == "log" && effect.fields.size() == 1) {
        return fmt::format("log {}", base::printable(effect.fields.front().second.to_json(), 500));
    }
    return fmt::format("{} {{{}}}", effect.kind, values(effect.fields, ": "));
}

// `twilio: POST https://… Url=… Method=POST`
std::string request_text(const scenario::TraceRequest& request) {
    std::string text = fmt::format("{}{}{} {}", request.provider, request.provider.empty() ? "" : ": ", request.method,
                                   base::printable(request.url, 500));
    for (const auto& [name, value] : request.form) {
        text += fmt::format(" {}={}", base::printable(name, 60), base::printable(value, 200));
    }
    if (!request.body.empty()) text += " " + base::printable(request.body, 500);
    // those that an author wrote; a provider's own say nothing about the flow
    if (!request.provider.empty() || request.headers.empty()) return text;
    std::string headers;
    for (const auto& [name, value] : request.headers) {
        if (name == "Content-Type") continue; // the body shows what it is
        headers += fmt::format("{}{}: {}", headers.empty() ? " [" : ", ", base::printable(name, 60),
                               base::printable(value, 200));
    }
    return headers.empty() ? text : text + headers + "]";
}

// `taken for the event of its address (gather)`
std::string decoded_text(const scenario::TraceDecoded& decoded) {
    if (decoded.as == "request") return fmt::format("{} request", decoded.kind);
    std::string text = "taken for ";
    if (decoded.as == "event")
        text += "the event of its address";
    else if (decoded.as == "first")
        text += "the call's first request";
    else if (decoded.as == "signal")
        text += "signal " + decoded.signal;
    else if (decoded.as == "again")
        text += "nothing new";
    else
        text += "somebody else's";
    return fmt::format("{} ({})", text, decoded.kind);
}

// What was done to the call: the first line of a step.
std::string headline(const scenario::TraceStep& step, const Paint& paint) {
    const std::string state = fmt::format("{}", fmt::join(step.stack, "/"));
    std::string what = step.machine.empty() ? step.kind : step.machine + ": " + step.kind;
    if (!step.event.empty()) what += " " + base::printable(step.event);
    if (!step.failure.empty()) what += " by " + step.failure;
    std::string line = paint.bold(what);
    if (!step.input.empty()) line += paint.dim(fmt::format(" {{{}}}", values(step.input, ": ")));
    if (step.kind == "start") {
        line += ": in " + (step.moves.empty() ? state : step.moves.front().to);
        for (std::size_t i = 1; i < step.moves.size(); ++i) line += " -> " + step.moves[i].to;
        return line;
    }
    if (step.kind == "flush" && step.outcome.empty()) return line;
    if (step.kind == "set") return fmt::format("{} {}", line, values(step.changed, " = "));
    if (step.outcome == "moved") {
        line += ": " + (step.moves.empty() ? step.state_before : step.moves.front().from);
        for (const scenario::TraceMove& move : step.moves) line += fmt::format(" -> {}", move.to);
        return line;
    }
    if (step.outcome.empty()) return state.empty() ? line : fmt::format("{}: in {}", line, state);
    if (step.outcome == "ignored") return fmt::format("{}: {} in {}", line, step.outcome, state);
    if (step.outcome == "ended") return fmt::format("{}: the call ends in {}", line, state);
    if (step.outcome == "refused" && !step.moves.empty()) {
        line += ": " + step.moves.front().from;
        for (const scenario::TraceMove& move : step.moves) line += fmt::format(" -> {}", move.to);
        return line + paint.red(", whose outcome is refused");
    }
    // Of a failed step the moves are those of signal `error`.
    const std::string& before = step.moves.empty() ? state : step.state_before;
    line += fmt::format(": {} in {}", paint.red(step.outcome), before);
    for (const scenario::TraceMove& move : step.moves)
        line += fmt::format("{} -> {}", &move == &step.moves.front() ? ", error" : "", move.to);
    return line;
}

// `caller hears "Hello." for 400ms`
std::string heard_text(const scenario::TraceStep& step, const scenario::TraceMoment& moment, const Paint& paint) {
    std::string what = moment.sound == "speech" ? paint.green(fmt::format("\"{}\"", base::printable(moment.text, 500)))
                       : moment.sound == "file" ? base::printable(moment.text, 500)
                       : moment.sound == "beep" ? "a beep"
                                                : moment.sound;
    if (moment.until > step.at) what += paint.dim(" for " + base::format_duration(moment.until - step.at));
    return "hears " + what;
}

// What happened at the provider, in a line: who, and what.
std::string moment_text(const scenario::TraceStep& step, const Paint& paint) {
    const scenario::TraceMoment& moment = step.moment.front();
    const std::string text = base::printable(moment.text, 500);
    const std::string who =
        paint.bold(moment.party.empty() ? moment.who : fmt::format("{} {}", moment.who, base::printable(moment.party)));
    if (step.kind == "began" && moment.code == "launched") return fmt::format("{}: a session is launched", who);
    if (step.kind == "began") return fmt::format("{} {}", who, moment.party.empty() ? "calls" : "is rung");
    if (step.kind == "status") return fmt::format("{} is {}", who, text);
    if (step.kind == "heard") return fmt::format("{} {}", who, heard_text(step, moment, paint));
    if (step.kind == "asked") return fmt::format("{} is asked for {}", who, text);
    if (step.kind == "did") return fmt::format("{}: {}", who, paint.bold(text));
    if (step.kind == "verb") return fmt::format("{}", paint.dim("platform: " + text));
    if (step.kind == "others") return fmt::format("others are asked: {}", text);
    if (step.kind == "left") return fmt::format("{} goes on at {}, where nobody knows what happens", who, text);
    if (step.kind == "assumed") return paint.dim(fmt::format("assumed: {} = {}", moment.code, text));
    if (step.kind == "message") return paint.dim(fmt::format("{} <-> sip: {}", who, text));
    if (step.kind == "bridged") return fmt::format("{} hears {} now", who, text);
    if (step.kind == "parted") return fmt::format("{} hears {} no longer", who, text);
    if (step.kind == "conference")
        return moment.code == "started" || moment.code == "ended"
                   ? fmt::format("conference \"{}\" has {}", text, moment.code)
                   : fmt::format("{} has {} conference \"{}\"{}", who, moment.code.substr(0, moment.code.find(' ')),
                                 text, moment.code == "joined muted" ? ", muted" : "");
    if (step.kind == "fault") return paint.red(fmt::format("fault: {} request {}", text, moment.code));
    if (step.kind == "person") return fmt::format("{}: {}", who, paint.red(fmt::format("cannot {}", text)));
    if (step.kind == "error") {
        const std::string_view what = moment.stops ? "error" : "warning";
        return paint.red(fmt::format("{}{}{}: {}", what, moment.code.empty() ? "" : " ", moment.code, text));
    }
    return paint.red(text);
}

// What a failed condition looked at: ` (n = 3, input.digits is empty)`.
std::string saw_text(const scenario::TraceTried& tried) {
    std::string text;
    for (const auto& [name, value] : tried.saw) {
        text += text.empty() ? " (" : ", ";
        text += name;
        text += value.is_absent() ? " is empty" : " = " + base::printable(value.to_json(), 120);
    }
    return text.empty() ? text : text + ")";
}

// The candidates and effects of each move in turn, and last what belongs to none.
void write_account(std::string& out, const scenario::TraceStep& step, const Paint& paint) {
    auto to = std::back_inserter(out);
    std::size_t tried = 0;
    std::size_t effects = 0;
    const auto until = [&](std::size_t last_tried, std::size_t last_effect) {
        for (; tried < last_tried; ++tried) {
            const scenario::TraceTried& one = step.tried[tried];
            const std::string mark = !one.failed.empty() ? paint.red("failed: " + base::printable(one.failed, 500))
                                     : one.held          ? paint.green("taken")
                                                         : "not taken";
            fmt::format_to(to, "{}{} -> {}: {}{}\n", margin, one.event, one.target, mark,
                           one.why.empty() ? "" : paint.dim(": " + one.why + saw_text(one)));
        }
        for (; effects < last_effect; ++effects) {
            const scenario::TraceEffect& one = step.effects[effects];
            fmt::format_to(to, "{}{} {}\n", margin, paint.dim(one.group + ":"), effect_text(one));
            for (const scenario::TraceRequest& request : one.requests)
                fmt::format_to(to, "{}  {}\n", margin, paint.dim(request_text(request)));
        }
    };
    const bool redirected = !step.effects.empty() && step.effects.front().group == "application";
    until(0, redirected ? 1 : 0); // what set off all the rest
    for (const scenario::TraceMove& move : step.moves)
        until(std::min(move.tried, step.tried.size()), std::min(move.effects, step.effects.size()));
    until(step.tried.size(), step.effects.size());
}

void write_step(std::string& out, const scenario::TraceStep& step, bool name_calls, const TraceOptions& options,
                const Paint& paint) {
    auto to = std::back_inserter(out);
    if (!step.moment.empty()) {
        fmt::format_to(to, "{:>3}  {:<6} {}\n", step.number, base::format_duration(step.at), moment_text(step, paint));
        if (!step.error.empty() && step.kind != "error") // which says it already
            fmt::format_to(to, "{}{}\n", margin, base::printable(step.error, 500));
        return;
    }
    const std::string call = name_calls ? step.call + ": " : "";
    fmt::format_to(to, "{:>3}  {:<6} {}{}\n", step.number, base::format_duration(step.at), call, headline(step, paint));
    if (!step.error.empty()) {
        fmt::format_to(to, "{}{} {}\n", margin, paint.red("error:"), base::printable(step.error, 500));
    }
    for (const scenario::TraceRequest& request : step.request) {
        if (step.emulated) { // what it brought stands in the first line
            fmt::format_to(to, "{}{}: {} {}\n", margin, request.provider, request.method,
                           base::printable(request.url, 500));
            continue;
        }
        fmt::format_to(to, "{}{}\n", margin, request_text(request));
    }
    for (const scenario::TraceDecoded& decoded : step.decoded) {
        fmt::format_to(to, "{}{}\n", margin, paint.dim(decoded_text(decoded)));
    }
    write_account(out, step, paint);
    if (options.documents) {
        for (const scenario::TraceDocument& document : step.documents) {
            fmt::format_to(to, "{}{}\n", margin, paint.dim(document.provider + " answers:"));
            std::string_view rest = document.body;
            while (!rest.empty()) {
                const std::size_t end = std::min(rest.find('\n'), rest.size());
                fmt::format_to(to, "{}  {}\n", margin, base::printable(rest.substr(0, end), 2000));
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
    }
    if (step.ended && !step.end_outcome.empty()) {
        fmt::format_to(to, "{}outcome: {}\n", margin, paint.bold(step.end_outcome));
    }
}

bool has_several_calls(const scenario::Trace& trace) {
    for (const scenario::TraceStep& step : trace.steps) {
        if (step.call != trace.steps.front().call) return true;
    }
    return false;
}

// Whether the same scenario stands among the traces for another provider.
bool shown_again(std::span<const scenario::Trace> traces, const scenario::Trace& trace) {
    const auto at = static_cast<std::size_t>(&trace - traces.data());
    const auto same = [&](std::size_t other) {
        return other < traces.size() && traces[other].scenario == trace.scenario &&
               traces[other].providers != trace.providers;
    };
    return same(at + 1) || (at > 0 && same(at - 1));
}

// Per leg who talked to whom and when, then how long each platform was connected.
void write_legs(std::string& out, const scenario::Trace& trace) {
    if (trace.legs.empty()) return;
    const auto since = [](std::int64_t time) { return base::format_duration(time); };
    const std::int64_t last = trace.steps.empty() ? 0 : trace.steps.back().at;
    std::vector<std::pair<std::string, std::int64_t>> connected;
    out += "     legs:\n";
    for (const scenario::TraceLeg& leg : trace.legs) {
        out += fmt::format("       {} ({}): {}", base::printable(leg.name), leg.platform, since(leg.began));
        out += leg.ended < 0 ? std::string(" on") : fmt::format(" to {}", since(leg.ended));
        if (leg.answered < 0) out += ", never answered";
        for (const scenario::TraceTalk& one : leg.talks)
            out += fmt::format(", with {}{} {}{}", base::printable(one.party),
                               one.through.empty() ? "" : fmt::format(" through {}", base::printable(one.through)),
                               since(one.from), one.until < 0 ? " on" : " to " + since(one.until));
        out += '\n';
        auto at = std::ranges::find(connected, leg.platform, [](const auto& one) { return one.first; });
        if (at == connected.end()) at = connected.emplace(connected.end(), leg.platform, 0);
        if (leg.answered >= 0) at->second += (leg.ended < 0 ? std::max(last, leg.answered) : leg.ended) - leg.answered;
    }
    out += "     connected:";
    for (const auto& [platform, time] : connected)
        out += fmt::format("{} {} {}", &platform == &connected.front().first ? "" : ",", platform, since(time));
    out += '\n';
}

} // namespace

void write_trace_text(std::string& out, std::span<const scenario::Trace> traces, const TraceOptions& options) {
    const Paint paint(options.color);
    bool first = true;
    for (const scenario::Trace& trace : traces) {
        if (!first) out += '\n';
        first = false;
        out += paint.bold(trace.flow);
        if (!trace.scenario.empty()) out += ": " + base::printable(trace.scenario);
        if (shown_again(traces, trace)) out += paint.dim(fmt::format(" ({})", fmt::join(trace.providers, ", ")));
        if (trace.drawn) out += paint.dim(fmt::format(" (seed {})", trace.seed));
        out += '\n';
        const bool name_calls = has_several_calls(trace);
        for (const scenario::TraceStep& step : trace.steps) {
            write_step(out, step, name_calls, options, paint);
        }
        write_legs(out, trace);
        for (const scenario::TraceHangUps& one : trace.hang_ups) {
            const std::string text = fmt::format("hung up at {} moment{}, {} of them in a state that is not final",
                                                 one.moments, one.moments == 1 ? "" : "s", one.stuck);
            out += one.stuck > 0 ? paint.red(text) : paint.green(text);
            out += '\n';
        }
    }
}

} // namespace callflow::report

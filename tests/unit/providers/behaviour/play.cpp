#include "base/text.hpp"
#include "providers/behaviour/row.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>

namespace callflow::providers::testing {

using namespace emulate;
using doc::View;

namespace {

std::string text_at(View map, std::string_view key, std::string_view otherwise = {}) {
    const View found = map && map.is_mapping() ? map.find(key) : View();
    return std::string(found && found.is_scalar() ? found.text() : otherwise);
}

Millis millis_at(View map, std::string_view key, Millis otherwise) {
    const View found = map ? map.find(key) : View();
    return found ? millis_of(found.text()) : otherwise;
}

std::vector<std::pair<std::string, std::string>> pairs_of(View map) {
    std::vector<std::pair<std::string, std::string>> out;
    if (map) {
        for (const doc::Entry one : doc::entries(map)) out.emplace_back(one.key.text(), one.value.text());
    }
    return out;
}

CallOptions options_of(const Provider& provider, View call) {
    CallOptions out;
    const std::string direction = text_at(call, "direction", "inbound");
    if (direction == "outbound") out.direction = CallOptions::Direction::outbound;
    if (direction == "token") out.direction = CallOptions::Direction::token;
    const auto full = [&](std::string_view key, std::string_view otherwise) {
        const std::string path = text_at(call, key, otherwise);
        return path.empty() || path.find("://") != std::string::npos ? path : std::string(site) + path;
    };
    out.from = text_at(call, "from", "+15551230000");
    out.to = text_at(call, "to", "+15557654321");
    out.sip = text_at(call, "fromKind") == "sip";
    out.text = text_at(call, "channel", "VOICE") == "TEXT";
    out.network = text_at(call, "network");
    out.message = text_at(call, "initialText");
    out.address = full("url", provider.sends_json ? "/start" : "/voice");
    out.method = text_at(call, "voiceMethod", "POST");
    out.fallback = full("fallbackUrl", "");
    out.fallback_method = text_at(call, "fallbackMethod", "POST");
    out.status_callback = full("statusCallback", "");
    out.status_method = text_at(call, "statusCallbackMethod", "POST");
    if (const View events = call ? call.find("statusCallbackEvent") : View()) {
        if (events.is_sequence()) {
            for (const View one : doc::items(events)) out.status_events.emplace_back(one.text());
        } else {
            std::string_view rest = events.text();
            while (!rest.empty()) {
                const std::size_t end = std::min(rest.find(' '), rest.size());
                if (end > 0) out.status_events.emplace_back(rest.substr(0, end));
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
    }
    out.ring = millis_at(call, "timeout", out.ring);
    out.machine_detection = text_at(call, "machineDetection");
    out.machine_timeout = millis_at(call, "machineDetectionTimeout", out.machine_timeout);
    out.asynchronous_detection = text_at(call, "asyncAmd") == "true";
    out.detection_callback = full("asyncAmdStatusCallback", "");
    out.parameters = pairs_of(call ? call.find("parameters") : View());
    out.sip_headers = pairs_of(call ? call.find("headers") : View());
    return out;
}

// One person's line of time, or (nobody's) one step.
struct Line {
    std::string call, who, target;
    std::vector<View> steps;
    std::size_t next = 0;
    Millis last = never;                    // when the previous step was done; `never`: none was
    std::optional<std::uint32_t> documents; // of a step under way that lets time pass: how many there were
};

bool is_nobody(std::string_view who) { return who == "signal" || who == "update" || who == "close" || who == "refer"; }
bool is_place(std::string_view key) { return key == "call" || key == "target" || key == "at" || key == "after"; }

std::vector<Line> lines_of(View persons, const std::string& first_call) {
    std::vector<Line> out;
    if (!persons) return out;
    for (const View step : doc::items(persons)) {
        Line line;
        line.call = text_at(step, "call", first_call);
        line.target = text_at(step, "target");
        for (const doc::Entry one : doc::entries(step)) {
            if (!is_place(one.key.text())) line.who = one.key.text();
            if (!is_place(one.key.text()) && one.value.is_mapping()) {
                line.call = text_at(one.value, "call", line.call);
                line.target = text_at(one.value, "target", line.target);
            }
        }
        const bool nobody = is_nobody(line.who);
        const auto same = std::ranges::find_if(out, [&](const Line& other) {
            return !nobody && other.call == line.call && other.who == line.who && other.target == line.target;
        });
        Line& mine = same != out.end() ? *same : out.emplace_back(std::move(line));
        mine.steps.push_back(step);
    }
    return out;
}

Act act_of(View action) {
    Act act;
    if (action.is_scalar()) {
        act.kind = find_act(action.text()).value_or(Act::Kind::listen);
        return act;
    }
    for (const doc::Entry one : doc::entries(action)) {
        if (const auto kind = find_act(one.key.text())) {
            act.kind = *kind;
            const bool lasts = *kind == Act::Kind::leave_message || *kind == Act::Kind::voicemail;
            const bool timed = base::parse_duration(one.value.text()).has_value();
            if (lasts && timed) act.length = millis_of(one.value.text());
            if (*kind == Act::Kind::leave_message && !timed && one.value.text() != "true") act.text = one.value.text();
            if (*kind == Act::Kind::press || *kind == Act::Kind::speak) act.text = one.value.text();
        }
    }
    if (const View given = action.find("confidence")) act.confidence = base::parse_double(given.text());
    if (const View given = action.find("lasts")) act.length = millis_of(given.text());
    act.meaning = text_at(action, "meaning");
    act.beep = text_at(action, "beep", "true") == "true";
    return act;
}

class Player {
public:
    Player(const Provider& provider, View row, Played& played) : provider_(provider), row_(row), played_(played) {
        const View calls = row.find("calls");
        if (calls) {
            for (const doc::Entry one : doc::entries(calls)) waiting_.emplace_back(one.key.text(), one.value);
        } else {
            waiting_.emplace_back("caller", row.find("call"));
        }
        played.first = waiting_.front().first;
        lines_ = lines_of(row.find("person"), played.first);
    }

    void run() {
        Emulator& emulator = *played_.emulator;
        while (true) {
            while (emulator.advance(emulator.now())) {
            }
            if (place_due() || act_due()) continue;
            const Millis until = next_due();
            if (emulator.advance(until)) continue;
            if (until == never || emulator.now() < until) return;
        }
    }

private:
    Millis begins(View call) const { return call ? millis_at(call, "at", 0) : 0; }

    bool place_due() {
        for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
            if (begins(at->second) > played_.emulator->now()) continue;
            const LegId leg = played_.emulator->place(options_of(provider_, at->second));
            if (leg == no_leg) played_.trouble.push_back("the call " + at->first + " could not be placed");
            played_.calls[at->first] = leg;
            waiting_.erase(at);
            return true;
        }
        return false;
    }

    // Whose step it is; no_leg while there is nobody.
    LegId leg_of(const Line& line) const {
        const auto call = played_.calls.find(line.call);
        if (call == played_.calls.end()) return no_leg;
        const bool own = line.target.empty() || played_.emulator->leg(call->second).to == line.target;
        if (line.who != "callee" && own) return call->second;
        for (LegId id = 0; id < played_.emulator->leg_count(); ++id) {
            const Leg& leg = played_.emulator->leg(id);
            const bool meant = line.target.empty() || leg.to == line.target;
            if (leg.parent == call->second && meant && leg.phase != Leg::Phase::ended) return id;
        }
        return no_leg;
    }

    // When a step with a time of its own is due; nullopt for one without.
    std::optional<Millis> due(const Line& line, LegId id) const {
        const View step = line.steps[line.next];
        const View action = step.find(line.who);
        const auto given = [&](std::string_view key) {
            const View beside = action && action.is_mapping() ? action.find(key) : View();
            return beside ? beside : step.find(key);
        };
        if (const View at = given("at")) return millis_of(at.text());
        const View after = given("after");
        if (!after) return std::nullopt;
        if (line.last != never) return line.last + millis_of(after.text());
        return id == no_leg ? never : played_.emulator->leg(id).began + millis_of(after.text());
    }

    Millis next_due() const {
        Millis until = never;
        for (const auto& [name, call] : waiting_) until = std::min(until, begins(call));
        for (const Line& line : lines_) {
            if (line.next == line.steps.size()) continue;
            const auto at = due(line, leg_of(line));
            if (at && *at > played_.emulator->now()) until = std::min(until, *at);
        }
        return until;
    }

    bool act_due() {
        for (Line& line : lines_) {
            if (line.next == line.steps.size()) continue;
            const LegId id = leg_of(line);
            const auto at = due(line, id);
            if (at && *at > played_.emulator->now()) continue;
            if (is_nobody(line.who)) {
                change(line, id);
                return true;
            }
            if (id != no_leg && step_done(line, id, at.has_value())) return true;
        }
        return false;
    }

    void done(Line& line) {
        ++line.next;
        line.last = played_.emulator->now();
        line.documents.reset();
    }

    void change(Line& line, LegId id) {
        const View what = line.steps[line.next].find(line.who);
        Update update;
        if (line.who == "signal") {
            update.signal = what.text();
        } else if (line.who == "refer") {
            update.refer = what.text();
        } else if (line.who == "close") {
            update.close = true;
            if (what.text() != "true") update.handoff = what.text();
        } else {
            update.address = text_at(what, "url");
            if (!update.address.empty() && update.address.find("://") == std::string::npos)
                update.address.insert(0, site);
            update.status = text_at(what, "status");
            update.document = text_at(what, "twiml");
        }
        if (id == no_leg) {
            played_.trouble.push_back("there is no call " + line.call + " yet for a " + line.who);
        } else if (played_.emulator->leg(id).phase != Leg::Phase::ended) { // else it is without effect
            if (const auto changed = played_.emulator->update(id, update); !changed)
                played_.trouble.push_back(line.who + ": " + changed.error().message);
        }
        done(line);
    }

    bool step_done(Line& line, LegId id, bool timed) {
        const Leg& leg = played_.emulator->leg(id);
        const Act act = act_of(line.steps[line.next].find(line.who));
        const bool over = leg.phase == Leg::Phase::ended;
        switch (act.kind) {
        case Act::Kind::listen:
            if (!over && !leg.waits) return false;
            done(line);
            return true;
        case Act::Kind::stay_silent:
            if (!line.documents) line.documents = leg.documents;
            if (!over && *line.documents == leg.documents) return false;
            done(line);
            return true;
        case Act::Kind::press:
            if (!timed && !leg.takes_keys) return false;
            break;
        case Act::Kind::speak:
            if (!timed && !leg.takes_speech && !leg.takes_message) return false;
            break;
        case Act::Kind::leave_message:
            if (!timed && !leg.takes_message) return false;
            break;
        case Act::Kind::hang_up: break;
        case Act::Kind::dial: // a call begins when the row says
            done(line);
            return true;
        default:
            if (leg.phase != Leg::Phase::ringing) return false;
        }
        if (const auto acted = played_.emulator->act(id, act); !acted && !timed)
            played_.trouble.push_back(std::string(act_name(act.kind)) + ": " + acted.error().message);
        done(line);
        return true;
    }

    const Provider& provider_;
    View row_;
    Played& played_;
    std::vector<std::pair<std::string, View>> waiting_; // calls still to be placed
    std::vector<Line> lines_;
};

} // namespace

Millis millis_of(std::string_view text) {
    constexpr std::int64_t nanoseconds = 1'000'000;
    const auto time = base::parse_duration(text);
    if (!time) FAIL("the row has a time without a unit: " << text);
    return *time / nanoseconds;
}

std::string short_address(std::string_view address) {
    if (address.starts_with(site) && (address.size() == site.size() || address[site.size()] == '/'))
        address.remove_prefix(site.size());
    return std::string(address);
}

Answer Script::answer_of(View written, std::string_view address) {
    Answer out;
    out.content_type = provider_.content_type;
    if (!written || written.is_null()) return out;
    if (written.is_sequence()) {
        std::size_t& turn = asked_[std::string(address)];
        View chosen;
        std::size_t index = 0;
        for (const View one : doc::items(written)) {
            if (index++ > turn) break;
            chosen = one;
        }
        ++turn;
        return answer_of(chosen, address);
    }
    if (written.is_scalar()) {
        out.body = written.text();
        return out;
    }
    out.status = static_cast<int>(base::parse_int(text_at(written, "status", "200")).value_or(200));
    if (const View type = written.find("type")) out.content_type = type.text();
    out.body = text_at(written, "body");
    out.location = text_at(written, "location");
    out.headers = pairs_of(written.find("headers"));
    out.took = millis_at(written, "delay", 0);
    out.elsewhere = text_at(written, "elsewhere") == "true";
    if (text_at(written, "timeout") == "true") out.failure = Answer::Failure::timeout;
    const auto pad = static_cast<std::size_t>(base::parse_int(text_at(written, "pad", "0")).value_or(0));
    if (pad > out.body.size()) {
        const bool comment = !provider_.sends_json;
        out.body += comment ? "<!--" : "";
        out.body.append(pad - out.body.size() - (comment ? 3 : 0), comment ? 'x' : ' ');
        out.body += comment ? "-->" : "";
    }
    return out;
}

View Script::find(const std::string& address, std::string_view method, std::string& key) const {
    View best;
    std::size_t length = 0;
    for (const doc::Entry one : doc::entries(documents_)) {
        const std::string written = short_address(one.key.text());
        const std::string_view rest =
            address.starts_with(written) ? std::string_view(address).substr(written.size()) : std::string_view("-");
        const bool grown = method == "GET" && rest.starts_with('&') && written.find('?') != std::string::npos;
        const bool fits = rest.empty() || grown || rest.starts_with('?') || rest.starts_with('#');
        if (!fits || (best && written.size() < length)) continue;
        best = one.value;
        length = written.size();
        key = written;
    }
    return best;
}

Answer Script::answer(const Request& request) {
    std::string key;
    if (const View found = find(short_address(request.http.url), request.http.method, key))
        return answer_of(found, key);
    Answer out;
    out.status = 404;
    out.content_type = "text/plain";
    return out;
}

Played play_row(const Provider& provider, View row) {
    Played played;
    played.script = std::make_unique<Script>(provider, row.find("documents"));
    Setup setup;
    setup.application = played.script.get();
    setup.assume = pairs_of(row.find("assume"));
    if (const View media = row.find("media")) {
        for (const doc::Entry one : doc::entries(media)) {
            Recording recording;
            if (one.value.is_scalar()) recording.length = millis_of(one.value.text());
            if (one.value.is_mapping())
                recording.status = static_cast<int>(base::parse_int(text_at(one.value, "status", "200")).value_or(200));
            setup.media.add(std::string(one.key.text()), recording);
        }
    }
    played.emulator = provider.emulator->make(setup);
    Player(provider, row, played).run();
    if (!played.emulator->cut_off().empty()) played.trouble.push_back("cut off: " + played.emulator->cut_off());
    return played;
}

} // namespace callflow::providers::testing

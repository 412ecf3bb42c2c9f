#include "providers/tropo/emulate/results.hpp"

#include "base/ascii.hpp"
#include "base/json_writer.hpp"
#include "base/moment.hpp"
#include "base/url.hpp"

#include <fmt/format.h>

namespace callflow::providers::tropo::emulate {

namespace {

using base::JsonWriter;

void append_padded(std::string& out, std::int64_t number, int digits) {
    char text[8];
    for (int i = digits; i-- > 0; number /= 10) text[i] = static_cast<char>('0' + number % 10);
    out.append(text, static_cast<std::size_t>(digits));
}

// ISO 8601 with milliseconds, always three of them. Every result has some: fmt takes ten times as long.
std::string timestamp(std::int64_t wall) {
    constexpr std::int64_t second = 1000;
    const std::int64_t part = (wall % second + second) % second;
    const base::DateTime at = base::date_time((wall - part) / second);
    const std::pair<std::int64_t, char> fields[] = {
        {at.month, '-'}, {at.day, '-'}, {at.hour, 'T'}, {at.minute, ':'}, {at.second, ':'}};
    std::string out;
    append_padded(out, at.year, 4);
    for (const auto& [number, before] : fields) {
        out += before;
        append_padded(out, number, 2);
    }
    out += '.';
    append_padded(out, part, 3);
    out += 'Z';
    return out;
}

bool is_sip(std::string_view party) { return party.starts_with("sip:") || party.starts_with("sips:"); }

// Numbers of the telephone network have no `+` but in `e164Id`.
std::string_view as_id(std::string_view party) { return party.starts_with('+') ? party.substr(1) : party; }

void write_party(JsonWriter& json, std::string_view name, std::string_view party, const CallOptions& options) {
    const bool sip = is_sip(party) || (options.sip && name == "from");
    const bool number = party.starts_with('+');
    json.key(name).begin_object().member("id", as_id(party)).member("name", "unknown");
    json.member("channel", options.text ? "TEXT" : "VOICE");
    const std::string_view usual = options.text ? (sip ? "JABBER" : "SMS") : (sip ? "SIP" : "PSTN");
    json.member("network", options.network.empty() ? usual : std::string_view(options.network));
    if (number) json.member("e164Id", party);
    json.end_object();
}

std::string as_uri(std::string_view party) {
    return is_sip(party) ? std::string(party) : fmt::format("sip:{}@sip.tropo.example", party);
}

// Those that every call has, then the caller's own.
void write_headers(JsonWriter& json, const Session& session) {
    const CallOptions& options = session.options;
    const auto given = [&](std::string_view name) {
        for (const auto& [one, value] : options.sip_headers)
            if (base::same_ignoring_case(one, name)) return true;
        return false;
    };
    const auto usual = [&](std::string_view name, const std::string& value) {
        if (!given(name)) json.member(name, value);
    };
    json.key("headers").begin_object();
    usual("Call-ID", session.line.call_id);
    usual("CSeq", "1 INVITE");
    usual("From", fmt::format("<{}>", as_uri(options.from)));
    usual("To", fmt::format("<{}>", as_uri(options.to)));
    usual("Request URI", as_uri(options.to));
    if (!options.sip_call_id.empty())
        usual("x-sbc-call-id", options.sip_call_id); // the border makes a Call-ID of its own
    for (std::size_t i = 0; i < options.sip_headers.size(); ++i) {
        const std::string& name = options.sip_headers[i].first;
        std::string value = options.sip_headers[i].second;
        bool before = false; // repeated ones stand in one
        for (std::size_t k = 0; k < options.sip_headers.size(); ++k) {
            if (k == i || !base::same_ignoring_case(options.sip_headers[k].first, name)) continue;
            before = before || k < i;
            if (k > i) value += "\r\n" + options.sip_headers[k].second;
        }
        if (!before) json.member(name, value);
    }
    json.end_object();
}

void write_session(Session& session, std::string& out) {
    const CallOptions& options = session.options;
    World& world = session.platform.world();
    JsonWriter json(out);
    json.begin_object().key("session").begin_object();
    json.member("id", session.id).member("accountId", "10000").member("applicationId", "20000");
    if (session.has_call) json.member("callId", session.line.call_id);
    json.member("timestamp", timestamp(world.wall())).member("userType", session.has_call ? "HUMAN" : "NONE");
    json.key("initialText");
    if (options.message.empty())
        json.null();
    else
        json.value(options.message);
    if (session.has_call) {
        write_party(json, "to", options.to, options);
        write_party(json, "from", options.from, options);
        if (!options.text) write_headers(json, session);
    } else {
        const auto given = [&](std::string_view name) {
            for (const auto& [one, value] : options.parameters)
                if (one == name) return true;
            return false;
        };
        json.key("parameters").begin_object();
        if (!given("token")) json.member("token", "{token}");
        if (!given("action")) json.member("action", "create");
        for (const auto& [name, value] : options.parameters) json.member(name, value);
        json.end_object();
    }
    json.end_object().end_object();
}

// What Tropo's recognizer hands over, as far as its shape is known: keys are `dtmf-1`.
std::string nlsml(const Entry& entry) {
    std::string input;
    for (const char key : entry.meant->interpretation) {
        if (!entry.by_keys) break;
        if (!input.empty()) input += ' ';
        input += "dtmf-";
        input += key;
    }
    if (!entry.by_keys) {
        for (const char c : entry.meant->utterance) {
            if (c == '<')
                input += "&lt;";
            else if (c == '&')
                input += "&amp;";
            else
                input += c;
        }
    }
    std::string out = "<?xml version=\"1.0\"?>\r\n<result>\r\n    <interpretation confidence=\"";
    out += std::to_string(entry.confidence);
    out += entry.by_keys ? "\">\r\n      <input mode=\"dtmf\">" : "\">\r\n      <input mode=\"speech\">";
    out += input;
    out += "</input>\r\n    </interpretation>\r\n</result>\r\n";
    return out;
}

void write_entry(JsonWriter& json, const Entry& entry, std::int64_t wall) {
    const auto text = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) json.member(name, value);
    };
    json.begin_object();
    text("name", entry.name);
    if (entry.attempts > 0) json.member("attempts", entry.attempts);
    json.member("disposition", entry.disposition);
    if (entry.meant) {
        json.member("confidence", entry.confidence).member("interpretation", entry.meant->interpretation);
        json.member("utterance", entry.meant->utterance).member("value", entry.meant->value);
        text("concept", entry.meant->idea);
        json.member("xml", nlsml(entry));
    }
    if (entry.kind == Entry::Kind::record) {
        text("value", entry.url);
        json.key("url");
        if (entry.url.empty())
            json.null();
        else
            json.value(entry.url);
        text("uploadStatus", entry.uploaded);
        json.member("duration", entry.duration);
    } else if (entry.kind == Entry::Kind::dial) {
        json.member("duration", entry.duration).member("connectedDuration", entry.connected);
        json.member("calledid", as_id(entry.called));
        text("userType", entry.user_type);
    }
    json.member("timestamp", timestamp(wall)).end_object();
}

std::string_view state_of(const Session& session) { return session.line.leg.status; }

void begin_result(JsonWriter& json, Session& session) {
    const Millis lasted = session.platform.world().now() - session.began;
    json.begin_object().key("result").begin_object().member("sessionId", session.id);
    if (!session.line.call_id.empty()) json.member("callId", session.line.call_id);
    if (!state_of(session).empty()) json.member("state", state_of(session));
    json.member("sessionDuration", lasted / 1000).member("sequence", session.sequence);
}

void write_result(Session& session, std::string& out) {
    JsonWriter json(out);
    begin_result(json, session);
    json.member("complete", session.complete).key("error");
    if (session.error.empty())
        json.null();
    else
        json.value(session.error);
    if (!session.line.leg.to.empty()) json.member("calledid", as_id(session.line.leg.to));
    if (!session.user_type.empty()) json.member("userType", session.user_type);
    const std::int64_t begin = session.platform.world().wall() - session.platform.world().now();
    if (session.entries.size() == 1) {
        write_entry(json.key("actions"), session.entries.front(), begin + session.entries.front().at);
    } else if (!session.entries.empty()) {
        json.key("actions").begin_array();
        for (const Entry& entry : session.entries) write_entry(json, entry, begin + entry.at);
        json.end_array();
    }
    json.end_object().end_object();
}

// As decode() tells kinds apart: by the last action.
std::string_view kind_of(const Session& session) {
    if (session.entries.empty()) {
        const std::string_view state = state_of(session);
        return state == "DISCONNECTED" || state == "REDIRECTED" ? "hangup" : "next";
    }
    switch (session.entries.back().kind) {
    case Entry::Kind::record: return "record";
    case Entry::Kind::dial: return "dial";
    default: return "gather";
    }
}

Request make_request(Session& session, std::string_view kind, std::string address) {
    Request request;
    request.kind = kind;
    request.leg = session.line.leg.id;
    request.http.url = std::move(address);
    request.http.headers = {{"Content-Type", "application/json"}};
    constexpr std::size_t usual_size = 1000;
    request.http.body.reserve(usual_size);
    return request;
}

} // namespace

Request session_request(Session& session) {
    Request request = make_request(session, "first", session.options.address);
    request.first = true;
    write_session(session, request.http.body);
    return request;
}

Request result_request(Session& session, std::string_view address) {
    Request request = make_request(session, kind_of(session), base::resolve_url(session.address, address));
    write_result(session, request.http.body);
    return request;
}

Request upload_request(Session& session, std::string_view address, std::string_view method, std::string_view file) {
    Request request = make_request(session, "upload", std::string(address));
    request.http.method = method;
    request.http.headers = {{"Content-Type", "multipart/form-data"}};
    request.http.form = {{"filename", std::string(file)}};
    request.steers = false;
    return request;
}

Request notice_request(Session& session, std::string_view kind, std::string address) {
    Request request = make_request(session, kind, std::move(address));
    request.steers = false;
    return request;
}

Request connect_request(Session& session, std::string_view address, std::string_view called) {
    Request request = make_request(session, "next", base::resolve_url(session.address, address));
    JsonWriter json(request.http.body);
    begin_result(json, session);
    json.member("calledid", as_id(called)).end_object().end_object();
    return request;
}

} // namespace callflow::providers::tropo::emulate

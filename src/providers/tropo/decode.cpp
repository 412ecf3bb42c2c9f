// Tropo's bodies: `session` begins a call, `result` is everything after that, in the spellings of all its generations.
#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "providers/tropo/requests.hpp"
#include "providers/tropo/tropo.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace callflow::providers::tropo {
namespace {

using expr::Value;

// Keys as a caller presses them, blanks between them left out; empty where the text is something else.
std::string keys_of(std::string_view text) {
    std::string keys;
    for (const char c : text) {
        if (c == ' ') continue;
        if ((c < '0' || c > '9') && c != '*' && c != '#') return {};
        keys += c;
    }
    return keys;
}

// Where a recording is: that of an upload, by the web or another way.
bool is_place(std::string_view text) {
    constexpr std::array<std::string_view, 5> schemes = {"http://", "https://", "ftp://", "ftps://", "sftp://"};
    return std::ranges::any_of(schemes, [&](std::string_view scheme) { return text.starts_with(scheme); });
}

class Decoder {
public:
    Decoder(bool text, base::Diagnostics& diagnostics) : text_(text), diagnostics_(diagnostics) {}

    std::optional<DecodedRequest> decode(doc::View root) {
        const doc::View session = root.is_mapping() ? root.find("session") : doc::View();
        const doc::View result = root.is_mapping() ? root.find("result") : doc::View();
        if (session && session.is_mapping()) {
            read_session(session);
        } else if (result && result.is_mapping()) {
            read_result(result);
        } else {
            diagnostics_.report(base::codes::no_request, root.span(), "this holds neither a session nor a result")
                .help = "write `{session: {id: …}}` for a call's first request, `{result: {state: ANSWERED, …}}` later";
            return std::nullopt;
        }
        out_.params = value_of_json(root);
        return std::move(out_);
    }

private:
    // A text, also where it is written as a number; empty for null, and for what is no scalar.
    static std::string_view text_of(doc::View node) {
        return node && node.is_scalar() ? node.text() : std::string_view();
    }
    void put_text(InputFields& fields, std::string_view name, std::string_view text) {
        if (!text.empty()) put_field(fields, name, Value::string(text));
    }
    // A number of seconds, or of anything else, also where it is written as text.
    void put_whole(std::string_view name, doc::View node) {
        const std::string_view text = text_of(node);
        if (text.empty()) return;
        if (const auto number = base::parse_int(text)) {
            put_field(out_.input, name, Value::integer(*number));
        } else if (const auto real = base::parse_double(text); real && std::abs(*real) < 1e15) {
            put_field(out_.input, name, Value::integer(std::llround(*real)));
        } else {
            diagnostics_.report(base::codes::bad_request_value, node.span(),
                                fmt::format("this is a number, not {}", base::quoted(text)));
        }
    }

    const Meaning* known(std::span<const Meaning> words, doc::View node, std::string_view what) {
        const std::string_view text = text_of(node);
        if (text.empty()) return nullptr;
        const Meaning* found = find_meaning(words, text);
        if (found != nullptr) return found;
        auto& finding = diagnostics_.report(base::codes::unknown_request_value, node.span(),
                                            fmt::format("{} is not known to be {}", what, base::quoted(text)));
        std::vector<std::string_view> all;
        for (const Meaning& one : words) all.push_back(one.word);
        const std::string_view near = base::nearest(text, all);
        finding.help =
            near.empty() ? fmt::format("it is {}", fmt::join(all, ", ")) : fmt::format("did you mean `{}`?", near);
        return nullptr;
    }
    // What is not known is passed on as it came.
    std::string_view meaning_of(std::span<const Meaning> words, doc::View node, std::string_view what) {
        const Meaning* found = known(words, node, what);
        return found != nullptr ? found->meaning : text_of(node);
    }

    void read_session(doc::View session) {
        out_.kind = "first";
        out_.begins = true;
        out_.call_id = text_of(session.find("id"));
        put_text(out_.call, "id", out_.call_id);
        put_text(out_.call, "account", text_of(session.find("accountId")));
        const doc::View from = session.find("from");
        const doc::View to = session.find("to");
        put_text(out_.call, "from", party(from));
        put_text(out_.call, "to", party(to));
        if (const doc::View channel = from ? field(from, "channel") : field(to, "channel"); channel)
            put_text(out_.call, "channel", meaning_of(channels(), channel, "the channel"));
        if (const auto name = text_of(field(from, "name")); name != "unknown")
            put_text(out_.input, "caller_name", name);
        // A session that the application began has nobody yet.
        put_text(out_.call, "direction", from ? "inbound" : "outbound-api");
        if (from) {
            put_text(out_.call, "status", "ringing");
            put_text(out_.input, "call_status", "ringing");
        }
        if (const auto begun = base::parse_timestamp(text_of(session.find("timestamp"))))
            put_field(out_.call, "started_at", Value::timestamp(*begun));
        known(user_types(), session.find("userType"), "userType");
        put_text(out_.input, "text", text_of(session.find("initialText")));
        put_text(out_.input, "subject", text_of(session.find("subject")));
        read_media(session.find("initialMedia"));
        read_headers(session.find("headers"));
        const doc::View launched = session.find("parameters");
        out_.event = text_of(field(launched, "event"));
        if (!launched || from || to) return;
        for (const doc::Entry one : doc::entries(launched))
            if (one.value.is_scalar()) out_.launch.emplace_back(one.key.text(), one.value.text());
        // Whom it is to call, and who is shown to them: as a call that Twilio has made says of itself.
        put_text(out_.call, "to", text_of(field(launched, "to")));
        put_text(out_.call, "from", text_of(field(launched, "from")));
    }

    static doc::View field(doc::View node, std::string_view name) {
        return node && node.is_mapping() ? node.find(name) : doc::View();
    }
    // Numbers of the telephone network have their `+` only in the newer field.
    static std::string_view party(doc::View node) {
        const std::string_view number = text_of(field(node, "e164Id"));
        return number.empty() ? text_of(field(node, "id")) : number;
    }

    void read_media(doc::View media) {
        std::vector<Value> urls;
        const auto add = [&](doc::View one) {
            const std::string_view url = text_of(one.is_mapping() ? one.find("media") : one);
            if (!url.empty()) urls.push_back(Value::string(url));
        };
        if (!media || media.is_null()) return;
        if (media.is_sequence())
            for (const doc::View one : doc::items(media)) add(one);
        else
            add(media);
        if (!urls.empty()) put_field(out_.input, "media", Value::list(std::move(urls)));
    }

    // An object, or in 2010 a list of {key, value}.
    void read_headers(doc::View headers) {
        std::vector<std::pair<Value, Value>> entries;
        const auto add = [&](std::string_view name, doc::View value) {
            if (!name.empty() && value && value.is_scalar())
                entries.emplace_back(Value::string(name), Value::string(value.text()));
        };
        if (!headers) return;
        for (const doc::Entry one : doc::entries(headers)) add(one.key.text(), one.value);
        for (const doc::View one : doc::items(headers)) add(text_of(field(one, "key")), field(one, "value"));
        if (!entries.empty()) put_field(out_.input, "sip_headers", Value::map(std::move(entries)));
    }

    void read_result(doc::View result) {
        out_.call_id = text_of(result.find("sessionId"));
        put_text(out_.call, "id", out_.call_id);
        doc::View state = result.find("state");
        if (text_of(state).empty()) state = result.find("callState");
        if (const std::string_view status = meaning_of(states(), state, "the state"); !status.empty()) {
            put_text(out_.call, "status", status);
            put_text(out_.input, "call_status", status);
        }
        const Meaning* meaning = find_meaning(states(), text_of(state));
        if (meaning != nullptr) out_.signal = meaning->signal;
        out_.over = meaning != nullptr && meaning->signal == "hangup";
        out_.complete = text_of(result.find("complete")) != "false";
        put_text(out_.input, "error", text_of(result.find("error")));
        // As Twilio tells it: once the call is over.
        if (!out_.signal.empty()) put_whole("call_duration", result.find("sessionDuration"));
        read_user_type(result.find("userType"));
        read_actions(result.find("actions"));
        if (out_.signal == "failed") read_refusal();
        if (out_.kind.empty()) out_.kind = out_.over ? "hangup" : "next";
        if (out_.signal.empty() && find_meaning(user_types(), answered_by_) != nullptr &&
            find_meaning(user_types(), answered_by_)->word == "MACHINE")
            out_.signal = "machine";
    }

    // A call that the session has placed itself, and that came to nothing: the action says why, as Twilio's status does.
    void read_refusal() {
        const Value* const outcome = find_field(out_.input, "dial_status");
        if (outcome == nullptr || (outcome->as_string() != "busy" && outcome->as_string() != "no-answer")) return;
        out_.signal = outcome->as_string() == "busy" ? "busy" : "no_answer";
        put_field(out_.call, "status", *outcome);
        put_field(out_.input, "call_status", *outcome);
    }

    // Spelt so in real payloads, otherwise in the documentation of libraries.
    static std::string_view called(doc::View node) {
        for (const std::string_view name : {"calledid", "calledID", "calledId"})
            if (const std::string_view number = text_of(node.find(name)); !number.empty()) return number;
        return {};
    }

    void read_user_type(doc::View type) {
        if (text_of(type).empty()) return;
        put_text(out_.input, "answered_by", meaning_of(user_types(), type, "userType"));
        answered_by_ = text_of(type);
    }

    // One object, a list, or nothing at all.
    void read_actions(doc::View actions) {
        if (!actions) return;
        std::vector<std::string_view> names;
        if (actions.is_mapping()) read_action(actions, names);
        for (const doc::View one : doc::items(actions)) {
            if (one.is_mapping()) {
                read_action(one, names);
            } else {
                diagnostics_.report(base::codes::bad_request_value, one.span(), "an action is an object");
            }
        }
    }

    void read_action(doc::View action, std::vector<std::string_view>& names) {
        const std::string_view name = text_of(action.find("name"));
        if (!name.empty() && std::ranges::find(names, name) != names.end()) {
            diagnostics_.report(base::codes::bad_request_value, action.find("name").span(),
                                fmt::format("two actions are called {}: the later one counts", base::quoted(name)));
        }
        names.push_back(name);
        const Meaning* disposition = known(dispositions(), action.find("disposition"), "the disposition");
        out_.kind = kind_of(action, name, disposition != nullptr ? disposition->meaning : std::string_view());
        if (out_.kind == "record") {
            const doc::View url = action.find("url");
            put_text(out_.input, "recording_url", text_of(text_of(url).empty() ? action.find("value") : url));
            put_whole("recording_duration", action.find("duration"));
            put_text(out_.input, "upload_status", text_of(action.find("uploadStatus")));
        } else if (out_.kind == "dial") {
            put_text(out_.input, "dial_status",
                     disposition != nullptr ? disposition->meaning : text_of(action.find("disposition")));
            put_whole("dial_duration", action.find("connectedDuration"));
            put_text(out_.input, "dial_to", called(action));
            read_user_type(action.find("userType"));
        } else {
            put_text(out_.input, "concept", text_of(action.find("concept")));
            read_answer(action);
        }
    }

    // An action does not say what it is, but each has fields that no other has.
    static std::string_view kind_of(doc::View action, std::string_view name, std::string_view outcome) {
        const auto has = [&](std::string_view key) { return action.find(key).exists(); };
        if (has("url") || has("uploadStatus")) return "record";
        if (has("connectedDuration") || has("calledid") || has("calledID") || has("calledId")) return "dial";
        if (has("interpretation") || has("utterance") || has("concept")) return "gather";
        // What was said is a word of its grammar, a recording's value is where it is.
        if (name == "record" || is_place(text_of(action.find("value")))) return "record";
        const bool dials = name == "transfer" || name == "dial" || name == "call";
        // nobody is asked in vain without an attempt, and only who is rung is busy
        const bool rang = outcome == "busy" || (outcome != "completed" && !outcome.empty() && !has("attempts"));
        return dials || rang || (has("duration") && !has("attempts")) ? "dial" : "gather";
    }

    // Keys are digits. Of what was said the words are `speech`, and the number that a grammar of digits made of it is
    // `digits` too.
    void read_answer(doc::View action) {
        std::string_view said = text_of(action.find("utterance"));
        if (said.empty()) said = text_of(action.find("value"));
        const std::string keys = keys_of(said);
        const std::string meant = keys_of(text_of(action.find("interpretation")));
        if (text_) put_text(out_.input, "text", said);
        if (!keys.empty()) {
            put_text(out_.input, "digits", meant.empty() ? keys : meant);
        } else {
            if (!text_) put_text(out_.input, "speech", said);
            put_text(out_.input, "digits", meant);
        }
        const doc::View confidence = action.find("confidence");
        if (text_of(confidence).empty()) return;
        if (const auto percent = base::parse_double(text_of(confidence))) {
            put_field(out_.input, "confidence", Value::real(*percent / 100));
        } else {
            diagnostics_.report(base::codes::bad_request_value, confidence.span(),
                                fmt::format("this is a number, not {}", base::quoted(confidence.text())));
        }
    }

    bool text_;
    base::Diagnostics& diagnostics_;
    DecodedRequest out_;
    std::string_view answered_by_;
};

} // namespace

std::optional<DecodedRequest> decode(const IncomingRequest& request, base::Diagnostics& diagnostics) {
    if (!request.json) {
        const base::Span where = request.form.empty() ? base::Span() : request.form.front().key;
        diagnostics.report(base::codes::no_request, where, "this is no JSON, which is what Tropo sends");
        return std::nullopt;
    }
    return Decoder(request.text, diagnostics).decode(request.json);
}

} // namespace callflow::providers::tropo

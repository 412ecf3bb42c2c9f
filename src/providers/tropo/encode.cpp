// Bodies as Tropo would send them now, fields in the order of its pages: one action as an object, `state`, headers as an object.
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "providers/tropo/requests.hpp"
#include "providers/tropo/tropo.hpp"

#include <cmath>

namespace callflow::providers::tropo {
namespace {

using base::JsonWriter;
using expr::Value;

class Encoder {
public:
    Encoder(const Happening& happening, std::string& out) : happening_(happening), json_(out) {}

    void encode() {
        json_.begin_object();
        if (happening_.kind == "first") {
            session();
        } else {
            result();
        }
        json_.end_object();
    }

private:
    [[nodiscard]] const Value* input(std::string_view name) const { return find_field(happening_.input, name); }
    [[nodiscard]] std::string input_text(std::string_view name) const { return text_of(input(name)); }
    [[nodiscard]] std::string call_text(std::string_view name) const {
        return text_of(find_field(happening_.call, name));
    }
    static std::string text_of(const Value* value) { return value == nullptr ? std::string() : value->to_text(); }

    // A member, where there is something to be said.
    void text(std::string_view name, const std::string& value) {
        if (!value.empty()) json_.member(name, value);
    }
    void whole(std::string_view name, std::string_view field) {
        const Value* value = input(field);
        if (value != nullptr && value->kind() == expr::Kind::integer) json_.member(name, value->as_integer());
    }

    void party(std::string_view name, const std::string& id, const std::string& called) {
        const bool messages = call_text("channel") == "text";
        const bool sip = id.starts_with("sip:") || id.find('@') != std::string::npos;
        json_.key(name).begin_object().member("id", id).member("name", called.empty() ? "unknown" : called);
        json_.member("channel", messages ? "TEXT" : "VOICE");
        json_.member("network", sip ? (messages ? "JABBER" : "SIP") : messages ? "SMS" : "PSTN").end_object();
    }

    void session() {
        const bool launched = call_text("direction").starts_with("outbound");
        json_.key("session").begin_object().member("id", happening_.call_id);
        text("accountId", call_text("account"));
        json_.member("callId", happening_.call_id);
        text("timestamp", call_text("started_at"));
        json_.member("userType", launched ? "NONE" : "HUMAN").key("initialText");
        if (const std::string said = input_text("text"); said.empty())
            json_.null();
        else
            json_.value(said);
        text("subject", input_text("subject"));
        if (!launched) {
            party("to", call_text("to"), {});
            party("from", call_text("from"), input_text("caller_name"));
        }
        media();
        if (const Value* headers = input("sip_headers"); headers != nullptr && headers->kind() == expr::Kind::map) {
            json_.key("headers").begin_object();
            for (const auto& [name, value] : headers->as_map()) json_.member(name.to_text(), value.to_text());
            json_.end_object();
        }
        if (launched) {
            json_.key("parameters").begin_object().member("token", "{token}").member("action", "create");
            for (const auto& [name, value] : happening_.params) json_.member(name, value);
            json_.end_object();
        }
        json_.end_object();
    }

    void media() {
        const Value* all = input("media");
        if (all == nullptr || all->kind() != expr::Kind::list) return;
        json_.key("initialMedia").begin_array();
        for (const Value& one : all->as_list())
            json_.begin_object().member("status", "success").member("media", one.to_text()).end_object();
        json_.end_array();
    }

    [[nodiscard]] std::string_view state() const {
        if (happening_.kind == "hangup") return "DISCONNECTED";
        std::string status = input_text("call_status");
        if (status.empty()) status = call_text("status");
        const Meaning* word = find_word(states(), status);
        return word == nullptr ? "ANSWERED" : word->word;
    }

    void result() {
        const bool over = happening_.kind == "hangup";
        json_.key("result").begin_object().member("sessionId", happening_.call_id);
        json_.member("callId", happening_.call_id).member("state", state());
        const Value* lasted = input("call_duration");
        const bool counted = lasted != nullptr && lasted->kind() == expr::Kind::integer;
        json_.member("sessionDuration", counted ? lasted->as_integer() : 0).member("sequence", 1);
        json_.member("complete", happening_.complete && !over).key("error");
        if (const std::string error = input_text("error"); error.empty())
            json_.null();
        else
            json_.value(error);
        const Meaning* who = find_word(user_types(), input_text("answered_by"));
        if (who != nullptr && !who->meaning.empty()) json_.member("userType", who->word);
        action();
        for (const auto& [name, value] : happening_.params) json_.member(name, value);
        json_.end_object();
    }

    void action() {
        if (happening_.kind == "gather") {
            begin_action("ask");
            answer();
        } else if (happening_.kind == "record") {
            begin_action("record");
            text("url", input_text("recording_url"));
            whole("duration", "recording_duration");
            text("uploadStatus", input_text("upload_status"));
        } else if (happening_.kind == "dial") {
            const Meaning* how = find_word(dispositions(), input_text("dial_status"));
            json_.key("actions").begin_object().member("name", "transfer");
            if (how != nullptr && !how->meaning.empty()) json_.member("disposition", how->word);
            whole("connectedDuration", "dial_duration");
            text("calledid", input_text("dial_to"));
        } else {
            return;
        }
        json_.end_object();
    }

    void begin_action(std::string_view name) {
        json_.key("actions").begin_object().member("name", name).member("attempts", 1);
        json_.member("disposition", happening_.complete ? "SUCCESS" : "TIMEOUT");
    }

    // What was pressed is said as it is; of what was spoken the number, where there is one, is the interpretation.
    void answer() {
        const std::string digits = input_text("digits");
        std::string said = input_text("speech");
        if (said.empty()) said = input_text("text");
        if (const Value* sure = input("confidence"); sure != nullptr && sure->kind() == expr::Kind::real)
            percent(sure->as_real() * 100);
        if (digits.empty() && said.empty()) return;
        json_.member("interpretation", digits.empty() ? said : digits);
        json_.member("utterance", said.empty() ? digits : said);
        const std::string concept_of = input_text("concept");
        text("concept", concept_of);
        json_.member("value", !concept_of.empty() ? concept_of : said.empty() ? digits : said);
    }
    void percent(double value) {
        json_.key("confidence");
        if (value == std::floor(value) && std::abs(value) < 1e9)
            json_.value(static_cast<std::int64_t>(value));
        else
            json_.value(value);
    }

    const Happening& happening_;
    JsonWriter json_;
};

} // namespace

OutgoingRequest encode(const Happening& happening, std::string_view address) {
    OutgoingRequest request;
    request.url = address;
    request.headers = {{"Content-Type", "application/json"}};
    Encoder(happening, request.body).encode();
    return request;
}

} // namespace callflow::providers::tropo

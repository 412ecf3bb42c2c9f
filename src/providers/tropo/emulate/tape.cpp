#include "providers/tropo/emulate/tape.hpp"

#include "base/json_writer.hpp"
#include "base/url.hpp"
#include "providers/tropo/emulate/results.hpp"

#include <fmt/format.h>

namespace callflow::providers::tropo::emulate {

using doc::View;

namespace {

constexpr Millis upload_patience = 60'000; // an upload takes longer than a document
constexpr Millis notice_patience = 15'000;

bool is_http(std::string_view address) { return address.starts_with("http://") || address.starts_with("https://"); }

} // namespace

std::vector<Upload> uploads_of(View action) {
    std::vector<Upload> out;
    for (const View url : each(field(action, "url"))) {
        Upload one;
        one.address = url.is_mapping() ? text_in(url, "url", text_in(url, "recordingURL")) : text_of(url);
        one.method = text_in(url, "method", text_in(action, "method", "POST"));
        out.push_back(std::move(one));
    }
    return out;
}

std::string file_name(World& world, std::string_view format) {
    const std::string_view ending = format.ends_with("mp3") ? "mp3" : format.ends_with("au") ? "au" : "wav";
    return fmt::format("{}.{}", world.make_id(""), ending);
}

Task<bool> upload(Session& session, const std::vector<Upload>& to, std::string file, bool later) {
    World& world = session.platform.world();
    bool good = true;
    for (const Upload& one : to) {
        if (!is_http(one.address)) {
            world.note(Moment::Kind::verb, session.line.leg.id, fmt::format("sends {} to {}", file, one.address));
            continue;
        }
        Request request = upload_request(session, one.address, one.method == "PUT" ? "PUT" : "POST", file);
        if (later) {
            world.tell(std::move(request), upload_patience);
            continue;
        }
        const Answer answer = co_await world.ask(std::move(request), upload_patience);
        if (answer.failure != Answer::Failure::none || answer.status < 200 || answer.status >= 300) good = false;
    }
    co_return good;
}

std::vector<Transcript> transcripts_of(View action) {
    std::vector<Transcript> out;
    for (const View one : each(field(action, "transcription"))) {
        Transcript wanted;
        wanted.address = text_in(one, "url");
        wanted.id = text_in(one, "id");
        out.push_back(std::move(wanted));
    }
    return out;
}

void transcribe(Session& session, const std::vector<Transcript>& wanted, std::string_view text) {
    World& world = session.platform.world();
    const LegId leg = session.line.leg.id;
    for (const Transcript& one : wanted) {
        world.note(Moment::Kind::verb, leg, fmt::format("transcribes it for {}", one.address));
        const std::string address = base::resolve_url(session.address, one.address);
        if (!is_http(address) || world.assume(leg, "transcription") == "never") continue;
        Request request = notice_request(session, "transcribed", address);
        base::JsonWriter json(request.http.body);
        json.begin_object().key("result").begin_object().member("guid", world.make_id(""));
        if (!one.id.empty()) json.member("identifier", one.id);
        json.member("transcription", text).end_object().end_object();
        world.tell(std::move(request), notice_patience);
    }
}

void start_taping(Session& session, View action) {
    Taping taping;
    taping.to = uploads_of(action);
    taping.format = text_in(action, "format");
    taping.later = truth_in(action, "asyncUpload", false);
    taping.transcript = text_in(action, "transcriptionOutURI");
    taping.transcript_id = text_in(action, "transcriptionID");
    session.taping = std::move(taping);
}

Task<void> stop_taping(Session& session) {
    if (!session.taping) co_return;
    const Taping taping = std::move(*session.taping);
    session.taping.reset();
    static_cast<void>(
        co_await upload(session, taping.to, file_name(session.platform.world(), taping.format), taping.later));
    if (taping.transcript.empty()) co_return;
    transcribe(session, {{taping.transcript, taping.transcript_id}}, "");
}

void tell_record(Session& session, const Line& leg, const std::string& address, const std::string& label) {
    World& world = session.platform.world();
    if (address.empty() || world.assume(session.line.leg.id, "cdr_webhook") == "never") return;
    const std::string whole = base::resolve_url(session.address, address);
    if (!is_http(whole)) return;
    Request request = notice_request(session, "call_record", whole);
    base::JsonWriter json(request.http.body);
    json.begin_object().member("name", label).member("resource", leg.text ? "sms" : "call");
    json.member("event", "cdrCreated").key("data").begin_object();
    json.member("sessionId", session.id).member("callId", leg.call_id);
    if (!label.empty()) json.member("label", label);
    json.member("from", leg.leg.from).member("to", leg.leg.to);
    const Millis talked = leg.leg.answered == never ? 0 : leg.leg.ended - leg.leg.answered;
    json.member("duration", talked / 1000).end_object().end_object();
    world.tell(std::move(request), notice_patience);
}

} // namespace callflow::providers::tropo::emulate

// What leaves the platform of a recording and of a call's end: uploads, transcriptions, call detail records.
#pragma once

#include "providers/tropo/emulate/session.hpp"

namespace callflow::providers::tropo::emulate {

// Where an action's `url` (a text, an object, or a list of those) sends a recording.
[[nodiscard]] std::vector<Upload> uploads_of(doc::View action);
// Sends a recording of that name everywhere; `later`: nobody waits for it. False where somebody waited and it was not taken.
// What goes anywhere but to http(s) is noted only.
[[nodiscard]] Task<bool> upload(Session& session, const std::vector<Upload>& to, std::string file, bool later);
// A name for a recording of that format (`audio/mp3`).
[[nodiscard]] std::string file_name(World& world, std::string_view format);

// Who wants a text of a recording, behind what else happens at this moment; see the assumption `transcription`.
struct Transcript {
    std::string address, id;
};
[[nodiscard]] std::vector<Transcript> transcripts_of(doc::View action);
void transcribe(Session& session, const std::vector<Transcript>& wanted, std::string_view text);

// startRecording: from now on, until `stop_taping` or the call's end.
void start_taping(Session& session, doc::View action);
[[nodiscard]] Task<void> stop_taping(Session& session);

// A detail record of a leg that is over, to the `callbackUrl` of the action that dialled it; see the assumption `cdr_webhook`.
void tell_record(Session& session, const Line& leg, const std::string& address, const std::string& label);

} // namespace callflow::providers::tropo::emulate

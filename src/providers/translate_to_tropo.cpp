// TwiML as Tropo says it. Which verb becomes which action is the renderer's business; here is what Twilio does by itself and Tropo
// does not.
#include "providers/translate.hpp"

#include <algorithm>

namespace callflow::providers {

namespace {

using flow::ResolvedVerb;

class Translator {
public:
    explicit Translator(base::Diagnostics& lost) : lost_(lost) {}

    void verb(ResolvedVerb& one) {
        lose_extra(one, lost_);
        const std::string_view name = one.spec->name;
        if (name == "gather") gather(one);
        if (name == "record") record(one);
        if (name == "conference") conference(one);
        if (name == "redirect") redirect(one);
        for (ResolvedVerb& child : one.children) verb(child);
    }

private:
    // An action that is left out, or empty, is the document itself.
    void same_document(ResolvedVerb& one) {
        const std::string* action = one.find("action");
        if (action != nullptr && !action->empty()) return;
        lose(one, "action",
             "Twilio asks for the same document again; Tropo has to be told its address, and without it ends the call",
             lost_);
        take(one, "action");
    }

    void gather(ResolvedVerb& one) {
        const std::string* timeout = one.find("timeout");
        if (timeout != nullptr && *timeout == "auto") {
            lose(one, "timeout", "a timeout that Twilio chooses becomes its usual 5 seconds", lost_);
            take(one, "timeout");
        }
        give(one, "timeout", "5"); // Tropo waits for 30 s
        same_document(one);
    }

    void record(ResolvedVerb& one) {
        const std::string* written = one.find("transcribe");
        give(one, "maxLength", written != nullptr && *written == "true" ? "120" : "3600"); // Tropo: 30 s
        if (one.find("finishOnKey") == nullptr) {
            lose(one, "finishOnKey", "Twilio ends a recording at any key, Tropo at #", lost_);
        }
        same_document(one);
    }

    void conference(ResolvedVerb& one) {
        give(one, "beep", "true");
        const std::string* wait = one.find("waitUrl");
        if (wait == nullptr) {
            lose(one, "waitUrl", "Twilio plays music until a conference begins, Tropo is silent", lost_);
        } else if (wait->empty()) {
            take(one, "waitUrl");
        }
    }

    void redirect(const ResolvedVerb& one) {
        const std::string* url = one.find("url");
        if (url != nullptr && url->empty()) {
            lose(one, "url", "Twilio asks for the same document again; Tropo has to be told its address", lost_);
        }
    }

    base::Diagnostics& lost_;
};

} // namespace

flow::ResolvedResponse tropo_from_twilio(const flow::ResolvedResponse& response, base::Diagnostics& lost) {
    flow::ResolvedResponse out = response;
    Translator translator(lost);
    for (ResolvedVerb& one : out.verbs) translator.verb(one);
    return out;
}

} // namespace callflow::providers

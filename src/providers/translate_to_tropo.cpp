// TwiML as Tropo says it. Which verb becomes which action is the renderer's business; here is what Twilio does by itself and Tropo
// does not.
#include "doc/xml.hpp"
#include "providers/translate.hpp"
#include "providers/tropo/attempts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers {

namespace {

using flow::ResolvedVerb;

class Translator {
public:
    explicit Translator(base::Diagnostics& lost) : lost_(lost) {}

    void verb(ResolvedVerb& one) {
        lose_extra(one, lost_);
        const std::string_view name = one.spec->name;
        if (name == "say") say(one);
        if (name == "gather") gather(one);
        if (name == "record") record(one);
        if (name == "conference") conference(one);
        if (name == "hangup" || name == "reject") parameters(one);
        if (name == "dial") {
            same_document(one);
            tropo_targets(one, lost_);
        }
        for (ResolvedVerb& child : one.children) verb(child);
    }

private:
    // An action that is empty is the document itself, as one that is left out: the courses of the documents tell.
    static void same_document(ResolvedVerb& one) {
        const std::string* action = one.find("action");
        if (action != nullptr && action->empty()) take(one, "action");
    }

    // What Twilio reads out sign by sign would be SSML on Tropo, which takes it for that by how it begins.
    static void say(ResolvedVerb& one) {
        const std::string* text = one.find("text");
        if (text == nullptr || !text->starts_with("<speak")) return;
        std::string escaped;
        doc::append_xml_text(escaped, *text);
        take(one, "text");
        give(one, "ssml", escaped);
    }

    void gather(ResolvedVerb& one) {
        const std::string* timeout = one.find("timeout");
        if (timeout != nullptr && *timeout == "auto") {
            lose(one, "timeout", "a timeout that Twilio chooses becomes its usual 5 seconds", lost_);
            take(one, "timeout");
        }
        give(one, "timeout", "5"); // Tropo waits for 30 s
        const std::string* input = one.find("input");
        if (input != nullptr && input->find("speech") != std::string::npos && one.find("hints") != nullptr)
            lose(one, "hints", "Twilio takes whatever is said, and hints help it; Tropo takes only what its list holds",
                 lost_);
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

    void parameters(ResolvedVerb& one) {
        for (const ResolvedVerb& child : one.children)
            lose(child, {}, fmt::format("a {} of {} is lost", child.spec->name, one.spec->name), lost_);
        one.children.clear();
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

    base::Diagnostics& lost_;
};

bool has_address(const ResolvedVerb& one, std::string_view attribute) {
    const std::string* given = one.find(attribute);
    return given != nullptr && !given->empty();
}

// Whether what follows is never reached: an address is asked whatever comes of the verb.
bool always_leaves(const ResolvedVerb& one) {
    const std::string* on_empty = one.find("actionOnEmptyResult");
    const bool answers = one.spec->name == "gather" && on_empty != nullptr && *on_empty == "true";
    return answers || (one.spec->action_always && one.find("action") != nullptr);
}

// Verbs that Twilio never reaches, which Tropo would: its handlers know no dead ends.
void drop_unreached(std::vector<ResolvedVerb>& verbs, base::Diagnostics& lost) {
    const auto leaves = std::ranges::find_if(verbs, always_leaves);
    if (leaves == verbs.end() || leaves + 1 == verbs.end()) return;
    lose(leaves[1], {},
         fmt::format("what stands behind this {} is left out: Twilio never reaches it", leaves->spec->name), lost);
    verbs.erase(leaves + 1, verbs.end());
}

// How a document ends once a gather or record has an address. A handler cannot end the call, and one that asks for its own
// document has to be told its address: the courses of the documents tell what becomes of either.
void drop_ending(std::vector<ResolvedVerb>& verbs) {
    const auto end = std::ranges::find_if(verbs, [](const ResolvedVerb& one) { return one.spec->ends_document; });
    if (end == verbs.end()) return;
    const std::string_view name = end->spec->name;
    const bool same = name == "redirect" && !has_address(*end, "url");
    const bool addressed = std::any_of(verbs.begin(), end, [](const ResolvedVerb& one) {
        return (one.spec->name == "gather" || one.spec->name == "record") && has_address(one, "action");
    });
    if (same || (name == "hangup" && addressed)) verbs.erase(end, verbs.end());
}

} // namespace

flow::ResolvedResponse tropo_from_twilio(const flow::ResolvedResponse& response, base::Diagnostics& lost) {
    flow::ResolvedResponse out = response;
    Translator translator(lost);
    drop_unreached(out.verbs, lost);
    drop_ending(out.verbs);
    tropo::join_attempts(out.verbs);
    for (ResolvedVerb& one : out.verbs) translator.verb(one);
    return out;
}

} // namespace callflow::providers

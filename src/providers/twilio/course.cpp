// Which way TwiML takes a call: its verbs go to an address of their own, or fall through to the next one (Twilio's pages on
// Gather, Record, Dial and Redirect).
#include "providers/twilio/twilio.hpp"

#include <algorithm>
#include <array>

namespace callflow::providers::twilio {

namespace {

using flow::ResolvedVerb;
using End = Course::End;

bool is_passed(std::string_view name) {
    constexpr auto passed = std::to_array<std::string_view>({"echo", "pause", "start", "stop", "wait"});
    return std::ranges::find(passed, name) != passed.end();
}

// Whom a dial calls that any platform can call.
bool calls_somebody(const ResolvedVerb& dial) {
    const auto usual = [](const ResolvedVerb& noun) {
        return noun.spec->name == "number" || noun.spec->name == "sip" || noun.spec->name == "conference";
    };
    return dial.find("number") != nullptr || std::ranges::any_of(dial.children, usual);
}

bool is_conference(const ResolvedVerb& dial) {
    return dial.children.size() == 1 && dial.children.front().spec->name == "conference";
}

class Builder {
public:
    Course build(const flow::ResolvedResponse& response) {
        at_ = add({});
        for (const ResolvedVerb& verb : response.verbs) {
            if (!step(verb)) break;
        }
        return std::move(out_);
    }

private:
    std::uint32_t add(Course::Node node) {
        out_.nodes.push_back(std::move(node));
        return static_cast<std::uint32_t>(out_.nodes.size() - 1);
    }

    // False where nothing behind the verb is reached.
    bool step(const ResolvedVerb& verb) {
        const std::string_view name = verb.spec->name;
        Course::Node& here = out_.nodes[at_];
        if (name == "say" || name == "play") {
            hear(verb, here);
            return true;
        }
        if (is_passed(name) || (name == "message" && verb.find("action") == nullptr)) return true;
        const bool turn = name == "gather" || name == "record" || (name == "dial" && calls_somebody(verb));
        if (turn) return this->turn(verb);
        here.end = name == "redirect" ? End::asks : name == "hangup" || name == "reject" ? End::hangs : End::other;
        const std::string* url = name == "redirect" ? verb.find("url") : nullptr;
        if (url != nullptr) here.address = *url;
        return false;
    }

    bool turn(const ResolvedVerb& verb) {
        const std::string* action = verb.find("action");
        const std::string* on_empty = verb.find("actionOnEmptyResult");
        const bool dial = verb.spec->name == "dial";
        const bool jumps = !dial || action != nullptr; // without an action a gather asks for its own document
        const bool record = verb.spec->name == "record";
        const bool always = dial ? jumps : on_empty != nullptr && *on_empty == "true";
        if (!dial) hear(verb, out_.nodes[at_]);
        const std::uint32_t from = at_;
        std::uint32_t asks = Course::nowhere;
        if (jumps) asks = add({.end = End::asks, .address = action == nullptr ? std::string() : *action});
        if (!always) at_ = add({});
        Course::Node& here = out_.nodes[from];
        here.end = End::turn;
        here.verb = &verb;
        here.done = jumps ? asks : at_;
        // A recording of silence is one too; only what is not a moment long falls through.
        here.nothing = is_conference(verb) ? Course::nowhere : always || record ? asks : at_;
        return !always;
    }

    Course out_;
    std::uint32_t at_ = 0;
};

} // namespace

Course course(const flow::ResolvedResponse& response) { return Builder().build(response); }

} // namespace callflow::providers::twilio

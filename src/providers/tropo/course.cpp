// Which way a Tropo document takes a call: step by step, then to what handles `continue`; where a required step fails, to what
// handles `incomplete`. An event that nothing handles is `continue`'s (Tropo's documentation of `on`).
#include "providers/tropo/fold.hpp"
#include "providers/tropo/heard.hpp"
#include "providers/tropo/tropo.hpp"

#include <algorithm>
#include <array>

namespace callflow::providers::tropo {

namespace {

using flow::ResolvedVerb;
using End = Course::End;

bool is_passed(std::string_view name) {
    constexpr auto passed = std::to_array<std::string_view>(
        {"answer", "choices", "generalLogSecurity", "message", "pause", "startRecording", "stopRecording", "wait"});
    return std::ranges::find(passed, name) != passed.end();
}

// The first one counts; null where there is none.
const ResolvedVerb* handler_of(const std::vector<ResolvedVerb>& verbs, std::string_view event) {
    const auto handles = [&](const ResolvedVerb& one) {
        const std::string* of = one.spec->name == "on" ? one.find("event") : nullptr;
        return of != nullptr && *of == event;
    };
    const auto at = std::ranges::find_if(verbs, handles);
    return at == verbs.end() ? nullptr : &*at;
}

class Builder {
public:
    Course build(const std::vector<ResolvedVerb>& verbs) {
        at_ = add({});
        failed_ = add({});
        lead_on(verbs, "incomplete", out_.nodes[failed_]);
        for (const ResolvedVerb& verb : verbs) {
            if (verb.spec->name != "on" && !step(verb)) return std::move(out_);
        }
        lead_on(verbs, "continue", out_.nodes[at_]);
        return std::move(out_);
    }

private:
    std::uint32_t add(Course::Node node) {
        out_.nodes.push_back(std::move(node));
        return static_cast<std::uint32_t>(out_.nodes.size() - 1);
    }

    static void lead_on(const std::vector<ResolvedVerb>& verbs, std::string_view event, Course::Node& node) {
        const ResolvedVerb* handler = handler_of(verbs, event);
        if (handler != nullptr) hear(*handler, node);
        const std::string* next = handler == nullptr ? nullptr : handler->find("next");
        if (next != nullptr && !next->empty()) {
            node.end = End::asks;
            node.address = *next;
        } else if (event != "continue") {
            lead_on(verbs, "continue", node);
        }
    }

    void turn(std::uint32_t at, const ResolvedVerb& verb, std::uint32_t done, std::uint32_t nothing) {
        Course::Node& node = out_.nodes[at];
        node.end = End::turn;
        node.verb = &verb;
        node.done = done;
        node.nothing = nothing;
    }

    // False where nothing behind the verb is reached.
    bool step(const ResolvedVerb& verb) {
        const std::string_view name = verb.spec->name;
        Course::Node& here = out_.nodes[at_];
        if (name == "say" || name == "play") {
            hear(verb, here);
            return true;
        }
        if (is_passed(name)) return true;
        if (!has_outcome(verb)) {
            here.end = name == "hangup" || name == "reject" ? End::hangs : End::other;
            return false;
        }
        const bool conference = verb.children.size() == 1 && verb.children.front().spec->name == "conference";
        const std::string* required = (conference ? verb.children.front() : verb).find("required");
        if (name != "dial") hear(verb, here);
        const std::uint32_t after = add({});
        // An ask tries again when nothing came.
        const std::int64_t attempts = verb.spec->name == "gather" ? attempts_of(verb) : 1;
        for (std::int64_t attempt = 1; attempt < attempts; ++attempt) {
            const std::uint32_t again = add({});
            for (const ResolvedVerb* said : said_after_silence(verb, attempt)) hear(*said, out_.nodes[again]);
            turn(at_, verb, after, again);
            at_ = again;
        }
        turn(at_, verb, after,
             conference                                    ? Course::nowhere
             : required != nullptr && *required == "false" ? after
                                                           : failed_);
        at_ = after;
        return true;
    }

    Course out_;
    std::uint32_t at_ = 0;
    std::uint32_t failed_ = 0;
};

} // namespace

Course course(const flow::ResolvedResponse& response) { return Builder().build(response.verbs); }

} // namespace callflow::providers::tropo

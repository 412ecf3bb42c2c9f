// Tropo's handlers of a whole document as what TwiML has: addresses of verbs, and what stands behind them.
#include "base/text.hpp"
#include "providers/translate.hpp"
#include "providers/tropo/fold.hpp"
#include "providers/tropo/heard.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <optional>

namespace callflow::providers {

namespace {

using flow::ResolvedVerb;
using Verbs = std::vector<ResolvedVerb>;

// What happens when a document is over: what is said, then the next one. Empty: the call ends.
struct Closing {
    Verbs says;
    std::string next;
    base::Span where;

    [[nodiscard]] bool same(const Closing& other) const {
        return says.empty() && other.says.empty() && next == other.next;
    }
};

// Takes the first handler of an event out, the one that counts.
std::optional<Closing> take_handler(Verbs& verbs, std::string_view event, base::Diagnostics& lost) {
    const auto at = std::ranges::find_if(verbs, [&](const ResolvedVerb& one) {
        const std::string* of = one.spec->name == "on" ? one.find("event") : nullptr;
        return of != nullptr && *of == event;
    });
    if (at == verbs.end()) return std::nullopt;
    const std::string* next = at->find("next");
    Closing out{.says = {}, .next = next == nullptr ? std::string() : *next, .where = at->where};
    for (ResolvedVerb& child : at->children) {
        const std::string_view name = child.spec->name;
        if (name == "say" || name == "play") {
            out.says.push_back(std::move(child));
        } else {
            lose(child, {}, fmt::format("{} in the handler of {} is lost", base::quoted(name), base::quoted(event)),
                 lost);
        }
    }
    lose_extra(*at, lost);
    verbs.erase(at);
    return out;
}

void append(Verbs& out, const Closing& closing) {
    out.insert(out.end(), closing.says.begin(), closing.says.end());
    if (closing.next.empty()) return;
    ResolvedVerb redirect;
    redirect.spec = flow::find_verb("redirect");
    redirect.where = closing.where;
    give(redirect, "url", closing.next);
    out.push_back(std::move(redirect));
}

bool is_required(const ResolvedVerb& verb) {
    const std::string* given = verb.find("required");
    return given == nullptr || *given != "false";
}

bool is_conference(const ResolvedVerb& verb) {
    return verb.children.size() == 1 && verb.children.front().spec->name == "conference";
}

// What has no place behind a gather that leaves the document when something comes of it.
void lose_behind(const ResolvedVerb& one, const ResolvedVerb& turn, base::Diagnostics& lost) {
    const std::string_view name = one.spec->name;
    if (name == "say" || name == "play" || name == "wait" || one.spec->ends_document) return; // the course tells
    lose(one, {},
         fmt::format("{} is lost: on Twilio what comes of the {} before leaves the document", base::quoted(name),
                     turn.spec->name),
         lost);
}

struct Document {
    Verbs steps; // those from `behind` on follow the last one that waits for somebody, which is at `turn`
    std::size_t turn = 0;
    std::size_t behind = 0;
    bool ends = false; // a step ends the call
    Closing done, failed;
};

// A gather or record: its address is asked when something came, what is behind it when nothing did.
Verbs behind_input(Document& all, base::Diagnostics& lost) {
    ResolvedVerb& turn = all.steps[all.turn];
    const bool required = is_required(turn);
    Verbs out;
    if (required) {
        for (std::size_t i = all.behind; i < all.steps.size(); ++i) lose_behind(all.steps[i], turn, lost);
    } else {
        out.assign(all.steps.begin() + static_cast<std::ptrdiff_t>(all.behind), all.steps.end());
    }
    const Closing& then = required ? all.failed : all.done;
    const bool ends = !required && all.ends;
    const bool answers = out.empty() && !ends && then.says.empty() && !then.next.empty() && then.next == all.done.next;
    if (answers && turn.spec->name == "gather") {
        give(turn, "actionOnEmptyResult", "true");
    } else if (!ends) {
        append(out, then);
    }
    return out;
}

// A dial's address is asked whatever comes of it.
Verbs behind_dial(Document& all) {
    ResolvedVerb& turn = all.steps[all.turn];
    const bool last = all.behind == all.steps.size() && !all.ends;
    if (last && all.done.says.empty() && !all.done.next.empty()) {
        give(turn, "action", all.done.next);
        return {};
    }
    Verbs out(all.steps.begin() + static_cast<std::ptrdiff_t>(all.behind), all.steps.end());
    const bool rescued = last && all.done.says.empty() && is_required(turn) && !is_conference(turn);
    if (!all.ends) append(out, rescued ? all.failed : all.done);
    return out;
}

// An ask that tries several times is as many gathers, the next reached when nothing came of the one before. Says for what did not
// match stay with the first, where the renderer reports them: Twilio takes whatever is typed.
void add_attempts(ResolvedVerb ask, Verbs& out) {
    constexpr std::int64_t most = 5; // beyond, the number stays and is reported
    const std::int64_t attempts = ask.spec->name == "gather" ? tropo::attempts_of(ask) : 1;
    if (attempts < 2 || attempts > most) {
        out.push_back(std::move(ask));
        return;
    }
    take(ask, "attempts");
    for (std::int64_t attempt = 0; attempt < attempts; ++attempt) {
        ResolvedVerb one = ask;
        if (attempt > 0) {
            one.children.clear();
            for (const ResolvedVerb* said : tropo::said_after_silence(ask, attempt)) one.children.push_back(*said);
            for (ResolvedVerb& said : one.children) take(said, "event");
        } else {
            std::erase_if(one.children, [](const ResolvedVerb& said) {
                const std::string* event = said.find("event");
                return event != nullptr && event->find("timeout") != std::string::npos;
            });
        }
        if (attempt + 1 < attempts) {
            take(one, "required");
            give(one, "required", "false");
        }
        out.push_back(std::move(one));
    }
}

} // namespace

Verbs without_handlers(Verbs verbs, base::Diagnostics& lost) {
    Document all;
    const std::optional<Closing> done = take_handler(verbs, "continue", lost);
    const std::optional<Closing> failed = take_handler(verbs, "incomplete", lost);
    all.done = done.value_or(Closing{});
    all.failed = failed.value_or(all.done);
    if (failed && failed->next.empty()) { // then it is `continue`'s
        all.failed.says.insert(all.failed.says.end(), all.done.says.begin(), all.done.says.end());
        all.failed.next = all.done.next;
    }
    Verbs others;
    std::size_t turns = 0;
    for (ResolvedVerb& one : verbs) {
        if (one.spec->name == "on") {
            others.push_back(std::move(one));
            continue;
        }
        all.ends = all.ends || one.spec->ends_document;
        const bool turn = tropo::has_outcome(one) && !all.ends;
        if (turn && one.spec->name != "dial" && !all.done.next.empty()) give(one, "action", all.done.next);
        add_attempts(std::move(one), all.steps);
        if (turn) {
            all.turn = all.steps.size() - 1;
            ++turns;
        }
    }
    Verbs tail;
    if (turns == 0) {
        if (!all.ends) append(tail, all.done);
    } else {
        all.behind = all.turn + 1;
        tail = all.steps[all.turn].spec->name == "dial" ? behind_dial(all) : behind_input(all, lost);
        all.steps.resize(all.behind);
    }
    for (Verbs* more : {&tail, &others}) {
        std::ranges::move(*more, std::back_inserter(all.steps));
    }
    return std::move(all.steps);
}

} // namespace callflow::providers

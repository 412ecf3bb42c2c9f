// Whether a row is written as README.md of the tables says: what is not is named, with its line, instead of being passed over.
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "providers/behaviour/row.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <span>

namespace callflow::providers::testing {

using doc::View;

namespace {

using Known = std::span<const std::string_view>;

constexpr auto row_keys = std::to_array<std::string_view>(
    {"row", "fact", "call", "calls", "assume", "media", "documents", "person", "expect"});
constexpr auto call_keys = std::to_array<std::string_view>({"direction",
                                                            "from",
                                                            "to",
                                                            "url",
                                                            "at",
                                                            "voiceMethod",
                                                            "fallbackUrl",
                                                            "fallbackMethod",
                                                            "statusCallback",
                                                            "statusCallbackMethod",
                                                            "statusCallbackEvent",
                                                            "timeout",
                                                            "machineDetection",
                                                            "machineDetectionTimeout",
                                                            "asyncAmd",
                                                            "asyncAmdStatusCallback",
                                                            "fromKind",
                                                            "channel",
                                                            "network",
                                                            "headers",
                                                            "parameters",
                                                            "initialText"});
constexpr auto answer_keys = std::to_array<std::string_view>(
    {"status", "type", "body", "location", "delay", "timeout", "elsewhere", "pad", "headers"});
constexpr auto beside_keys =
    std::to_array<std::string_view>({"at", "after", "confidence", "lasts", "beep", "meaning", "call", "target"});
constexpr auto expect_keys =
    std::to_array<std::string_view>({"requests", "heard", "legs", "answered", "status", "state", "elapsed", "ended_by",
                                     "error", "warnings", "assumed"});
constexpr auto request_keys = std::to_array<std::string_view>(
    {"to", "call", "method", "at", "params", "absent", "session", "result", "body", "headers"});
constexpr auto heard_keys = std::to_array<std::string_view>({"say", "play", "beep", "wait", "at", "until", "by"});
constexpr auto leg_keys = std::to_array<std::string_view>({"to", "from", "status", "ringing", "answered", "ended"});
constexpr auto update_keys = std::to_array<std::string_view>({"url", "status", "twiml"});
constexpr auto who_words = std::to_array<std::string_view>({"caller", "callee", "signal", "update", "close", "refer"});

class Shape {
public:
    Shape(const base::Sources& sources, Lines& wrong) : sources_(sources), wrong_(wrong) {}

    void row(View row) {
        if (!keys("a row", row, row_keys)) return;
        if (row.find("call") && row.find("calls")) say(row.find("calls"), "there are both `call` and `calls`");
        if (const View call = row.find("call")) keys("a call", call, call_keys);
        if (const View calls = row.find("calls")) {
            for (const doc::Entry one : doc::entries(calls)) {
                keys("a call", one.value, call_keys);
                time_in(one.value, "at");
            }
        }
        if (const View media = row.find("media")) {
            for (const doc::Entry one : doc::entries(media)) {
                if (one.value.is_scalar()) time(one.value);
            }
        }
        if (const View documents = row.find("documents")) {
            for (const doc::Entry one : doc::entries(documents)) answer(one.value);
        }
        if (const View person = row.find("person")) {
            if (!person.is_sequence()) say(person, "`person` is no list");
            for (const View one : doc::items(person)) step(one);
        }
        const View given = row.find("expect");
        if (given) {
            expect(given);
        } else {
            say(row, "the row expects nothing");
        }
    }

private:
    void say(View at, std::string_view what) { wrong_.push_back(fmt::format("line {}: {}", line_of(at), what)); }

    [[nodiscard]] std::uint32_t line_of(View at) const {
        return at && at.span().valid() ? sources_[at.span().file].position(at.span().begin).line : 0;
    }

    bool keys(std::string_view what, View map, Known known) {
        if (map.is_null()) return true;
        if (!map.is_mapping()) {
            say(map, fmt::format("{} is no mapping", what));
            return false;
        }
        for (const doc::Entry one : doc::entries(map)) {
            if (std::ranges::find(known, one.key.text()) != known.end()) continue;
            const std::string_view near = base::nearest(one.key.text(), known);
            say(one.key, fmt::format("{} has no key `{}`{}", what, one.key.text(),
                                     near.empty() ? "" : fmt::format("; there is `{}`", near)));
        }
        return true;
    }

    void time(View value) {
        if (!base::parse_duration(value.text())) say(value, fmt::format("`{}` is no time", value.text()));
    }
    void time_in(View map, std::string_view key) {
        const View value = map.is_mapping() ? map.find(key) : View();
        if (value && value.text() != "never") time(value);
    }

    void answer(View value) {
        for (const View one : doc::items(value)) answer(one);
        if (!value.is_mapping()) return;
        keys("an answer", value, answer_keys);
        time_in(value, "delay");
    }

    void step(View step) {
        if (!step.is_mapping()) {
            say(step, "a step is `{WHO: ACTION}`");
            return;
        }
        std::size_t who = 0;
        for (const doc::Entry one : doc::entries(step)) {
            const std::string_view key = one.key.text();
            if (key == "at" || key == "after") time(one.value);
            if (std::ranges::find(beside_keys, key) != beside_keys.end()) continue;
            if (std::ranges::find(who_words, key) == who_words.end()) {
                say(one.key,
                    fmt::format("nobody is called `{}`; there are caller, callee, signal, update, close, refer", key));
                continue;
            }
            ++who;
            if (key == "update") keys("an update", one.value, update_keys);
            if (key == "caller" || key == "callee") action(one.value);
        }
        if (who != 1) say(step, "a step has not one of caller, callee, signal, update, close, refer");
    }

    void action(View action) {
        if (action.is_scalar()) {
            if (!emulate::find_act(action.text())) say(action, fmt::format("nobody can `{}`", action.text()));
            return;
        }
        std::size_t acts = 0;
        for (const doc::Entry one : doc::entries(action)) {
            const std::string_view key = one.key.text();
            const bool act = emulate::find_act(key).has_value();
            if (act) ++acts;
            const bool lasts = key == "voicemail";
            if (key == "at" || key == "after" || key == "lasts" || (lasts && one.value.text() != "true"))
                time(one.value);
            if (!act && std::ranges::find(beside_keys, key) == beside_keys.end())
                say(one.key, fmt::format("nobody can `{}`", key));
        }
        if (acts != 1) say(action, "a step has not one action");
    }

    void expect(View expect) {
        if (!keys("`expect`", expect, expect_keys)) return;
        for (const View one : list(expect, "requests")) {
            if (!keys("a request", one, request_keys)) continue;
            time_in(one, "at");
            if (!one.find("to")) say(one, "a request has no `to`");
        }
        for (const View one : list(expect, "heard")) {
            if (one.is_scalar() || !keys("what is heard", one, heard_keys)) continue;
            time_in(one, "at");
            time_in(one, "until");
        }
        for (const View one : list(expect, "legs")) {
            keys("a leg", one, leg_keys);
            for (const std::string_view key : {"ringing", "answered", "ended"}) time_in(one, key);
        }
        for (const std::string_view key : {"answered", "elapsed"}) {
            const View given = expect.find(key);
            if (!given) continue;
            if (given.is_scalar()) time_in(expect, key);
            for (const doc::Entry one : doc::entries(given)) time_in(given, one.key.text());
        }
        for (const std::string_view key : {"warnings", "assumed"}) list(expect, key);
    }

    doc::items list(View map, std::string_view key) {
        const View value = map.find(key);
        if (value && !value.is_sequence()) say(value, fmt::format("`{}` is no list", key));
        return doc::items(value && value.is_sequence() ? value : View());
    }

    const base::Sources& sources_;
    Lines& wrong_;
};

} // namespace

Lines shape_of_row(const base::Sources& sources, View row) {
    Lines wrong;
    Shape(sources, wrong).row(row);
    return wrong;
}

} // namespace callflow::providers::testing

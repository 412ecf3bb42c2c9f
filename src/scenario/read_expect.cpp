#include "base/codes.hpp"
#include "base/text.hpp"
#include "scenario/read_context.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::scenario {
namespace {

constexpr std::array<std::string_view, 6> effect_kinds = {"run", "set", "log", "webhook", "redirect", "originate"};

// `notify_team`, `{run: notify_team}`, `{redirect: {call: x}}`.
std::optional<ExpectedEffect> read_effect(doc::View node, ReadContext& context) {
    ExpectedEffect effect;
    effect.where = node.span();
    if (node.is_scalar()) {
        effect.kind = "run";
        effect.hook = node.text();
        return effect;
    }
    if (!node.is_mapping() || node.size() != 1) {
        context.bad_value(node, "an effect is a hook's name or a mapping with one key",
                          "write `notify_team`, or `{redirect: {call: other}}`");
        return std::nullopt;
    }
    const doc::View key = node.first_child();
    const doc::View value = key.next();
    effect.kind = key.text();
    bool known = false;
    for (const std::string_view kind : effect_kinds) known = known || kind == effect.kind;
    if (!known) {
        context.unknown_key(key, effect_kinds, "an effect");
        return std::nullopt;
    }
    if (effect.kind == "run") {
        auto hook = context.text(value, "a hook");
        if (!hook) return std::nullopt;
        effect.hook = std::move(*hook);
    } else {
        effect.fields = context.values(value, "an effect's fields");
    }
    return effect;
}

std::vector<ExpectedEffect> read_effects(doc::View node, ReadContext& context) {
    std::vector<ExpectedEffect> effects;
    if (!node.is_sequence()) {
        if (auto effect = read_effect(node, context)) effects.push_back(std::move(*effect));
        return effects;
    }
    for (const doc::View item : doc::items(node)) {
        if (auto effect = read_effect(item, context)) effects.push_back(std::move(*effect));
    }
    return effects;
}

// `https://api.example.com/accounts`, `{url: "…", json: {…}}`.
ExpectedRequest read_request(doc::View node, ReadContext& context) {
    constexpr std::array<std::string_view, 8> known = {"state",   "method", "url",  "query",
                                                       "headers", "json",   "form", "body"};
    ExpectedRequest request;
    request.where = node.span();
    if (!node.is_mapping()) {
        request.text = context.text(node, "a request").value_or("");
        return request;
    }
    request.fields = context.values(node, "a request");
    std::erase_if(request.fields, [](const PlainValue& one) { return one.name.starts_with("x-"); });
    for (const doc::Entry entry : doc::entries(node))
        if (std::ranges::find(known, entry.key.text()) == known.end())
            context.unknown_key(entry.key, known, "a request");
    return request;
}

ExpectedRequests read_sends(doc::View node, ReadContext& context) {
    ExpectedRequests sends{node.is_sequence(), {}};
    if (!sends.exact) sends.requests.push_back(read_request(node, context));
    if (sends.exact)
        for (const doc::View item : doc::items(node)) sends.requests.push_back(read_request(item, context));
    return sends;
}

void read_effects_key(doc::View node, Expect& expect, ReadContext& context) {
    if (!node.is_mapping()) {
        expect.effects = read_effects(node, context);
        return;
    }
    std::vector<std::pair<std::string, std::int64_t>> counts;
    for (const doc::Entry entry : doc::entries(node)) {
        if (const auto count = context.integer(entry.value, "a count of effects")) {
            counts.emplace_back(std::string(entry.key.text()), *count);
        }
    }
    expect.effect_counts = std::move(counts);
}

void read_response(doc::View node, Expect& expect, ReadContext& context) {
    if (node.is_mapping()) {
        for (const doc::Entry entry : doc::entries(node)) {
            if (auto path = context.text(entry.value, "a document")) {
                expect.response.push_back({std::string(entry.key.text()), std::move(*path), entry.value.span()});
            }
        }
        return;
    }
    if (auto path = context.text(node, "a document")) {
        expect.response.push_back({"", std::move(*path), node.span()});
    }
}

void read_error(doc::View node, Expect& expect, ReadContext& context) {
    if (node.is_plain() && (node.text() == "true" || node.text() == "false")) {
        expect.any_error = node.text() == "true";
        return;
    }
    expect.error = context.text(node, "error");
}

// A text alone is contained in one; a list is exactly these.
ExpectedTexts read_texts(doc::View node, std::string_view what, ReadContext& context) {
    return {node.is_sequence(), context.texts(node, what)};
}

// A whole number alone, or texts; where `named`, a mapping counts each.
void read_counted(doc::View node, std::string_view what, bool named, std::optional<ExpectedTexts>& texts,
                  std::optional<ExpectedCounts>& counts, ReadContext& context) {
    if (named && node.is_mapping()) {
        counts.emplace();
        for (const doc::Entry entry : doc::entries(node)) {
            if (const auto count = context.integer(entry.value, "a count"))
                counts->named.emplace_back(std::string(entry.key.text()), *count);
        }
    } else if (node.is_plain() && base::parse_int(node.text())) {
        counts = ExpectedCounts{base::parse_int(node.text()), {}};
    } else {
        texts = read_texts(node, what, context);
    }
}

// Minutes, or a length of time that is some.
std::optional<std::int64_t> read_minutes(doc::View node, ReadContext& context) {
    constexpr std::int64_t minute = 60'000'000'000;
    if (node.is_scalar()) {
        if (const auto number = base::parse_int(node.text()); number && *number >= 0) return number;
        if (const auto time = base::parse_duration(node.text()); time && *time >= 0 && *time % minute == 0)
            return *time / minute;
    }
    context.bad_value(node, "what is billed is a number of whole minutes", "write `billed: 2` or `billed: 2m`");
    return std::nullopt;
}

// `{tropo: 21s, sip: 1m}`
void read_connected(doc::View node, Expect& expect, ReadContext& context) {
    constexpr std::array<std::string_view, 3> platforms = {"twilio", "tropo", "sip"};
    if (!context.mapping(node, "connected")) return;
    for (const doc::Entry entry : doc::entries(node)) {
        if (std::ranges::find(platforms, entry.key.text()) == platforms.end()) {
            context.unknown_key(entry.key, platforms, "what was connected");
        } else if (const auto time = context.duration(entry.value, "how long legs were connected")) {
            expect.connected.emplace_back(std::string(entry.key.text()), *time);
        }
    }
}

// What only an emulated call has.
bool read_heard_key(std::string_view key, doc::View value, Expect& expect, ReadContext& context) {
    if (key == "hears")
        expect.hears = read_texts(value, key, context);
    else if (key == "asks")
        expect.asks = read_texts(value, key, context);
    else if (key == "requests")
        read_counted(value, key, true, expect.requests, expect.request_counts, context);
    else if (key == "legs")
        read_counted(value, key, false, expect.legs, expect.leg_counts, context);
    else if (key == "status")
        expect.status = context.text(value, key);
    else if (key == "billed")
        expect.billed = read_minutes(value, context);
    else if (key == "connected")
        read_connected(value, expect, context);
    else if (key == "party")
        expect.party = read_texts(value, key, context);
    else if (key == "left")
        expect.left = context.text(value, key);
    else
        return false;
    return true;
}

// False when there is no such key.
bool read_key(doc::Entry entry, Expect& expect, ReadContext& context) {
    const std::string_view key = entry.key.text();
    const doc::View value = entry.value;
    if (key == "state")
        expect.state = context.text(value, "state");
    else if (key == "refused")
        expect.refused = context.boolean(value, "refused");
    else if (key == "error")
        read_error(value, expect, context);
    else if (key == "vars")
        expect.vars = context.values(value, "vars");
    else if (key == "response")
        read_response(value, expect, context);
    else if (key == "effects")
        read_effects_key(value, expect, context);
    else if (key == "effects_include")
        expect.effects_include = read_effects(value, context);
    else if (key == "sends")
        expect.sends = read_sends(value, context);
    else if (key == "ended")
        expect.ended = context.boolean(value, "ended");
    else if (key == "outcome")
        expect.outcome = context.text(value, "outcome");
    else if (key == "check") {
        expect.check = context.text(value, "check").value_or("");
        expect.check_where = value.span();
    } else if (key == "elapsed")
        expect.elapsed = context.duration(value, "elapsed");
    else
        return read_heard_key(key, value, expect, context);
    return true;
}

} // namespace

Expect read_expect(doc::View node, ReadContext& context) {
    Expect expect;
    expect.where = node.span();
    if (!context.mapping(node, "expect")) return expect;
    expect.present = true;
    for (const doc::Entry entry : doc::entries(node)) {
        expect.places.emplace_back(std::string(entry.key.text()), entry.value.span());
        if (read_key(entry, expect, context)) continue;
        context.other_key(entry.key, Mapping::expect, "expect");
    }
    return expect;
}

} // namespace callflow::scenario

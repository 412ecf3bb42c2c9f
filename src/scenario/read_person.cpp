// What people do, what goes wrong, and what is taken for granted, as scenarios write it.
#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "scenario/read_context.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::scenario {
namespace {

using providers::emulate::Act;
using Kind = Act::Kind;

constexpr std::int64_t millisecond = 1'000'000;
constexpr std::int64_t usual_message = 5'000; // milliseconds

std::vector<std::string_view> act_words(bool alone) {
    std::vector<std::string_view> words;
    for (const KeySpec& key : keys_of(Mapping::person)) {
        if (is_act(key) && (!alone || key.takes == Takes::flag || key.takes == Takes::message))
            words.push_back(key.name);
    }
    return words;
}

// `hang_up`; what has to say more is told how.
void read_word(doc::View node, PersonAct& person, ReadContext& context) {
    const std::string_view word = node.text();
    const auto kind = providers::emulate::find_act(word);
    const KeySpec* key = find_key(Mapping::person, word);
    if (kind && key != nullptr && (key->takes == Takes::flag || key->takes == Takes::message)) {
        person.act.kind = *kind;
        if (*kind == Kind::leave_message) person.act.length = usual_message;
        return;
    }
    const std::vector<std::string_view> words = act_words(true);
    std::string help;
    if (kind)
        help = fmt::format("say what: `{{{}: {}}}`", word,
                           *kind == Kind::press   ? "\"1#\""
                           : *kind == Kind::refer ? "\"sip:desk@example.com\""
                                                  : "\"yes please\"");
    else if (const std::string_view near = base::nearest(word, words); !near.empty())
        help = fmt::format("did you mean `{}`?", near);
    else
        help = fmt::format("write one of {}, or `{{press: \"1\"}}`", fmt::join(words, ", "));
    context.bad_value(node, fmt::format("a person cannot do {}", base::quoted(word)), std::move(help));
}

void read_keys(doc::View node, Act& act, ReadContext& context) {
    const auto keys = context.text(node, "press");
    if (!keys) return;
    act.text = *keys;
    if (keys->empty() || keys->find_first_not_of("0123456789*#ABCD") != std::string::npos)
        context.bad_value(node, fmt::format("a phone has no such keys: {}", base::quoted(*keys)),
                          "keys are 0 to 9, *, #, and A to D");
}

// `true`, `12s`, or the words.
void read_message(doc::View node, Act& act, ReadContext& context) {
    if (node.is_plain() && node.text() == "true") {
        if (act.kind == Kind::leave_message) act.length = usual_message;
        return;
    }
    const auto text = context.text(node, act_name(act.kind));
    if (!text) return;
    const auto length = base::parse_duration(*text);
    if (length && *length >= 0)
        act.length = *length / millisecond;
    else
        act.text = *text;
}

void read_act(const KeySpec& key, doc::View value, PersonAct& person, ReadContext& context) {
    person.act.kind = *providers::emulate::find_act(key.name);
    if (key.takes == Takes::pressed) {
        read_keys(value, person.act, context);
    } else if (key.takes == Takes::message) {
        read_message(value, person.act, context);
    } else if (key.takes == Takes::text) {
        person.act.text = context.text(value, key.name).value_or("");
    } else if (!value.is_scalar() || value.text() != "true") {
        context.bad_value(value, fmt::format("{} is true or not there", base::quoted(key.name)),
                          fmt::format("write `{{{}: true}}`, or `{}` alone", key.name, key.name));
    }
}

// How it is done; whether it goes with what is done.
bool read_manner(std::string_view key, doc::View value, PersonAct& person, ReadContext& context) {
    Act& act = person.act;
    const bool spoken = act.kind == Kind::speak;
    if (key == "after") {
        if (const auto time = context.duration(value, key)) act.after = *time / millisecond;
        return true;
    }
    if (key == "to") {
        person.line = context.text(value, key).value_or("");
        return true;
    }
    if (key == "lasts") {
        if (const auto time = context.duration(value, key)) act.length = *time / millisecond;
        return spoken || act.kind == Kind::leave_message || act.kind == Kind::voicemail;
    }
    if (key == "confidence") {
        act.confidence = context.fraction(value, key);
        return spoken;
    }
    if (key == "meaning") {
        act.meaning = context.text(value, key).value_or("");
        return spoken;
    }
    act.beep = context.boolean(value, key).value_or(true);
    return act.kind == Kind::voicemail;
}

} // namespace

bool looks_like_person(doc::View node) {
    const std::vector<std::string_view> words = act_words(false);
    const auto known = [&](std::string_view word) { return std::ranges::find(words, word) != words.end(); };
    if (node.is_scalar()) return known(node.text());
    if (!node.is_mapping()) return false;
    bool any = false;
    for (const doc::Entry one : doc::entries(node)) any = any || known(one.key.text());
    return any;
}

PersonAct read_person(doc::Entry entry, ReadContext& context) {
    PersonAct person;
    person.who = entry.key.text();
    person.who_where = entry.key.span();
    person.where = entry.value.span();
    const doc::View node = entry.value;
    if (node.is_scalar() && !node.is_null()) {
        read_word(node, person, context);
        return person;
    }
    if (!context.mapping(node, fmt::format("what the {} does", person.who))) return person;
    doc::View done;
    for (const doc::Entry one : doc::entries(node)) {
        const KeySpec* key = find_key(Mapping::person, one.key.text());
        if (key == nullptr || !is_act(*key)) continue;
        if (done.exists()) {
            context.diagnostics()
                .report(base::codes::conflicting_keys, one.key.span(), "a person does one thing in a step")
                .help = "write a step for each";
            continue;
        }
        done = one.key;
        read_act(*key, one.value, person, context);
    }
    if (!done.exists()) {
        context.diagnostics().report(base::codes::missing_key, node.span(), "the step does not say what is done").help =
            fmt::format("add one of {}", fmt::join(act_words(false), ", "));
    }
    for (const doc::Entry one : doc::entries(node)) {
        const KeySpec* key = find_key(Mapping::person, one.key.text());
        if (key == nullptr)
            context.other_key(one.key, Mapping::person, fmt::format("what the {} does", person.who));
        else if (!is_act(*key) && !read_manner(key->name, one.value, person, context) && done.exists())
            context.diagnostics().report(
                base::codes::conflicting_keys, one.key.span(),
                fmt::format("{} does not go with {}", base::quoted(key->name), base::quoted(done.text())));
    }
    return person;
}

namespace {

constexpr std::array<std::pair<std::string_view, FaultSpec::What>, 7> fault_names = {{
    {"duplicate", FaultSpec::What::duplicate},
    {"late", FaultSpec::What::late},
    {"lost", FaultSpec::What::lost},
    {"reordered", FaultSpec::What::reordered},
    {"timeout", FaultSpec::What::timeout},
    {"unreachable", FaultSpec::What::unreachable},
    {"error", FaultSpec::What::error},
}};

void read_fault_key(doc::Entry entry, FaultSpec& fault, int& kinds, ReadContext& context) {
    const std::string_view key = entry.key.text();
    const doc::View value = entry.value;
    const auto natural = [&](std::optional<std::uint32_t>& into) {
        const auto number = context.integer(value, key);
        if (number && *number > 0 && *number <= 1'000'000)
            into = static_cast<std::uint32_t>(*number);
        else if (number)
            context.bad_value(value, fmt::format("{} is a number from 1", key));
    };
    for (const auto& [name, what] : fault_names) {
        if (name != key) continue;
        ++kinds;
        fault.what = what;
        fault.of = context.text(value, key).value_or("any");
        return;
    }
    if (key == "by") {
        fault.by = context.duration(value, key).value_or(fault.by);
    } else if (key == "status") {
        const auto status = context.integer(value, key);
        if (status && (*status < 100 || *status > 599))
            context.bad_value(value, "an HTTP status lies between 100 and 599", "write `status: 503`");
        fault.status = static_cast<int>(status.value_or(fault.status));
    } else if (key == "step") {
        natural(fault.step);
    } else if (key == "times") {
        natural(fault.times);
    } else if (key == "chance") {
        fault.chance = context.fraction(value, key);
    } else {
        context.other_key(entry.key, Mapping::fault, "a fault");
    }
}

} // namespace

std::string_view fault_name(FaultSpec::What what) {
    for (const auto& [name, one] : fault_names) {
        if (one == what) return name;
    }
    return {};
}

std::vector<FaultSpec> read_faults(doc::View node, ReadContext& context) {
    std::vector<FaultSpec> faults;
    if (!node.is_sequence()) {
        context.diagnostics().report(base::codes::wrong_type, node.span(), "faults must be a list").help =
            "write `faults: [{lost: status}]`";
        return faults;
    }
    for (const doc::View item : doc::items(node)) {
        if (!context.mapping(item, "a fault")) continue;
        FaultSpec fault;
        fault.by = 5'000 * millisecond;
        fault.where = item.span();
        int kinds = 0;
        for (const doc::Entry entry : doc::entries(item)) read_fault_key(entry, fault, kinds, context);
        if (kinds == 1) {
            faults.push_back(std::move(fault));
            continue;
        }
        context.diagnostics()
            .report(kinds == 0 ? base::codes::missing_key : base::codes::conflicting_keys, item.span(),
                    kinds == 0 ? "the fault does not say what goes wrong" : "a fault is one thing that goes wrong")
            .help = "write one of `duplicate`, `late`, `lost`, `reordered`, `timeout`, `unreachable`, `error`, with an "
                    "event, a kind of request, or `any`";
    }
    return faults;
}

std::vector<Assumed> read_assume(doc::View node, ReadContext& context) {
    std::vector<Assumed> assumed;
    if (!context.mapping(node, "assume")) return assumed;
    for (const doc::Entry entry : doc::entries(node)) {
        if (auto value = context.text(entry.value, "an assumption"))
            assumed.push_back({std::string(entry.key.text()), std::move(*value), entry.value.span()});
    }
    return assumed;
}

std::vector<std::pair<std::string, std::int64_t>> read_media(doc::View node, ReadContext& context) {
    std::vector<std::pair<std::string, std::int64_t>> media;
    if (!context.mapping(node, "media")) return media;
    for (const doc::Entry entry : doc::entries(node)) {
        if (const auto length = context.duration(entry.value, "how long a file lasts"))
            media.emplace_back(std::string(entry.key.text()), *length);
    }
    return media;
}

} // namespace callflow::scenario

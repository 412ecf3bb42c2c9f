#include "base/json_writer.hpp"
#include "providers/tropo/attempts.hpp"
#include "providers/tropo/destination.hpp"
#include "providers/tropo/fields.hpp"
#include "providers/tropo/plan.hpp"
#include "providers/tropo/raw.hpp"
#include "providers/tropo/tropo.hpp"
#include "providers/unaddressed.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::providers::tropo {

namespace {

using flow::ResolvedResponse;
using flow::ResolvedVerb;

constexpr std::string_view no_keys = "no way to play keys";
constexpr std::string_view no_keys_help = "play a file of the tones, or send keys to a dialled number with sendDigits";

class Renderer {
public:
    Renderer(std::string& out, base::Diagnostics* diagnostics)
        : json_(out, base::JsonWriter::Layout::rows), findings_("Tropo", diagnostics), fields_(json_, findings_) {}

    void document(const ResolvedResponse& response);

private:
    void step(const ResolvedVerb& verb, bool may_fail);
    bool special(const ResolvedVerb& verb, bool may_fail);
    bool message(const ResolvedVerb& verb);
    void handler(std::string_view event, const std::string_view* next, std::span<const ResolvedVerb> verbs);
    void check_handled(const ResolvedVerb& verb);

    base::JsonWriter json_;
    Findings findings_;
    FieldWriter fields_;
    bool text_ = false;                // a conversation by text messages
    std::vector<std::string> handled_; // events that steps of the author's own handle
};

// Whether a verb whose steps follow must let them run also when nothing comes of it: TwiML falls
// through to the next verb after a silent gather or record, and after any dial without an action,
// where Tropo would skip the rest of the document.
bool falls_through(const ResolvedVerb& verb) {
    const std::string_view name = verb.spec->name;
    if (name == "dial" || name == "message") {
        return outcome_address(verb) == nullptr;
    }
    return verb.spec->waits_for_caller;
}

// Handlers are collected before the first step is run, wherever they stand.
bool is_handler(const ResolvedVerb& verb) { return verb.spec->name == "on"; }

const ResolvedVerb* only_conference(const ResolvedVerb& verb) {
    const bool only = verb.spec->name == "dial" && verb.children.size() == 1;
    return only && verb.children.front().spec->name == "conference" ? &verb.children.front() : nullptr;
}

// Whether somebody is there whom a transfer can call.
bool calls_somebody(const ResolvedVerb& dial) {
    return dial.find("number") != nullptr || std::ranges::any_of(dial.children, [](const ResolvedVerb& noun) {
               const auto has_uri = [](const ResolvedVerb& one) { return one.find("uri") != nullptr; };
               return noun.spec->name == "number" || has_uri(noun) || std::ranges::any_of(noun.children, has_uri);
           });
}

// Whether it could be written without `to`: in a conversation by text, where it is a say.
bool Renderer::message(const ResolvedVerb& verb) {
    if (verb.find("to") != nullptr || verb.find("recipients") != nullptr) {
        return false;
    }
    if (!text_) {
        findings_.not_on_provider(verb, "no message to nobody: in a call it has to be said to whom",
                                  "name the caller: `to: \"{{ call.from }}\"`");
        return true;
    }
    json_.begin_object().key("say").begin_array();
    fields_.message_say(verb);
    json_.end_array().end_object();
    return true;
}

// Steps that are not one action with the verb's own fields.
bool Renderer::special(const ResolvedVerb& verb, bool may_fail) {
    const std::string_view name = verb.spec->name;
    if (name == "generalLogSecurity") { // a word, no object
        const std::string* value = verb.content();
        json_.begin_object().member(name, value == nullptr ? std::string_view("none") : std::string_view(*value));
        json_.end_object();
        return true;
    }
    if (name == "raw") {
        write_raw(verb, json_, findings_, handled_);
        return true;
    }
    if (text_ && (name == "record" || name == "dial")) {
        findings_.not_on_provider(verb, fmt::format("no {} in a conversation by text", verb.word()),
                                  "a condition can tell: `if: call.channel == \"voice\"`");
        return true;
    }
    if (name == "message") {
        return message(verb);
    }
    if (const ResolvedVerb* noun = only_conference(verb)) {
        json_.begin_object().key("conference").begin_object();
        fields_.conference(verb, *noun, may_fail);
        json_.end_object().end_object();
        return true;
    }
    if (name == "dial" && !calls_somebody(verb)) {
        (void)dial_addresses(verb, findings_); // says why
        return true;
    }
    return false;
}

void Renderer::step(const ResolvedVerb& verb, bool may_fail) {
    const std::string_view name = verb.spec->name;
    if (special(verb, may_fail)) {
        return;
    }
    const Row* row = find_row(*verb.spec);
    const bool is_null = row != nullptr && row->bare && verb.attributes.empty();
    if (row == nullptr || (row->fields.empty() && !row->bare)) {
        findings_.not_on_provider(verb, fmt::format("no {}", verb.word()),
                                  row == nullptr ? std::string_view() : row->support.instead);
        return;
    }
    if (row->support.element == "say" && !is_heard(verb)) {
        findings_.not_on_provider(verb, no_keys, no_keys_help);
        return;
    }
    if (name == "on") {
        if (const std::string* event = verb.find("event")) {
            handled_.push_back(*event);
        }
    }
    json_.begin_object().key(row->support.element);
    if (is_null || (row->bare && row->fields.empty() && verb.find("extra") == nullptr)) {
        json_.null();
        fields_.note_left_out(verb, *row);
    } else if (is_heard(verb)) {
        json_.begin_array();
        fields_.says(verb);
        json_.end_array();
    } else {
        json_.begin_object();
        fields_.fields(verb, *row, may_fail);
        json_.end_object();
    }
    json_.end_object();
    if (name == "record" && verb.find("url") == nullptr && verb.find("destinations") == nullptr) {
        findings_.not_on_provider(verb, "no place to keep a recording: record needs a `url`",
                                  "say where it is sent: `tropo: {url: \"https://…\"}`");
    }
}

// A handler can speak and go on, nothing else.
void Renderer::check_handled(const ResolvedVerb& verb) {
    if (is_heard(verb) || is_handler(verb)) {
        return;
    }
    if (verb.spec->name == "pause") {
        findings_.left_out_there(verb, "a pause after a verb with an address");
        return;
    }
    const Row* row = find_row(*verb.spec);
    const bool known = row != nullptr && !row->support.element.empty();
    findings_.not_on_provider(verb,
                              fmt::format("no {}{}", verb.spec->name, known ? " after a verb with an address" : ""),
                              known ? std::string_view("give it a state of its own and go there with `next:`")
                              : row == nullptr ? std::string_view()
                                               : row->support.instead);
}

void Renderer::handler(std::string_view event, const std::string_view* next, std::span<const ResolvedVerb> verbs) {
    bool speaks = false;
    if (std::ranges::find(handled_, event) != handled_.end()) {
        next = nullptr;
        verbs = {};
    }
    for (const ResolvedVerb& verb : verbs) {
        speaks = speaks || is_heard(verb);
        check_handled(verb);
    }
    if (next == nullptr && !speaks) {
        return;
    }
    json_.begin_object().key("on").begin_object().member("event", event);
    if (next != nullptr) {
        json_.member("next", *next);
    }
    if (speaks) {
        json_.key("say").begin_array();
        for (const ResolvedVerb& verb : verbs) {
            if (is_heard(verb)) {
                fields_.says(verb);
            }
        }
        json_.end_array();
    }
    json_.end_object().end_object();
}

// Names of handlers that Tropo raises by itself, which no signal of an application can be told from.
bool is_reserved(std::string_view event) {
    constexpr std::array<std::string_view, 4> reserved = {"continue", "incomplete", "hangup", "error"};
    return std::ranges::find(reserved, event) != reserved.end();
}

void Renderer::document(const ResolvedResponse& response) {
    text_ = response.text;
    const Plan plan = make_plan(response, findings_);
    const std::span<const ResolvedVerb> verbs(response.verbs);
    if (plan.redirect != nullptr) {
        fields_.note_left_out(*plan.redirect, *find_row(*plan.redirect->spec));
    }
    json_.begin_object().key("tropo").begin_array();
    for (std::size_t i = 0; i < plan.steps; ++i) {
        const bool last = std::ranges::all_of(verbs.subspan(i + 1, plan.steps - i - 1), is_handler);
        step(verbs[i], !last && falls_through(verbs[i]));
    }
    for (const ResolvedVerb& verb : verbs.subspan(plan.steps)) {
        if (is_handler(verb)) {
            step(verb, false);
        }
    }
    handler("continue", plan.next ? &*plan.next : nullptr, {});
    handler("incomplete", plan.incomplete ? &*plan.incomplete : nullptr,
            verbs.subspan(plan.steps, plan.reachable - plan.steps));
    // Of the other signals Tropo only raises these two by itself.
    for (const flow::ResolvedSignal& signal : response.signals) {
        if (!response.final && (signal.signal == "hangup" || signal.signal == "error")) {
            const std::string_view address = signal.address;
            handler(signal.signal, &address, {});
        }
    }
    // A live session is interrupted by a signal of the event's name.
    for (const flow::ResolvedInterrupt& interrupt : response.interrupts) {
        const std::string_view address = interrupt.address;
        if (!is_reserved(interrupt.event)) handler(interrupt.event, &address, {});
    }
    json_.end_array().end_object();
}

} // namespace

void render(const flow::ResolvedResponse& whole, std::string& out, base::Diagnostics* diagnostics) {
    const auto addressed = without_unaddressed(whole, Findings("Tropo", diagnostics));
    const flow::ResolvedResponse& response = addressed ? *addressed : whole;
    const auto asks = [](const ResolvedVerb& one) { return one.spec->name == "gather"; };
    if (std::ranges::count_if(response.verbs, asks) < 2) {
        Renderer(out, diagnostics).document(response);
    } else {
        ResolvedResponse joined = response;
        join_attempts(joined.verbs);
        Renderer(out, diagnostics).document(joined);
    }
    out.push_back('\n');
}

} // namespace callflow::providers::tropo

#include "providers/tropo/check_together.hpp"

#include "base/ascii.hpp"
#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "providers/tropo/actions.hpp"
#include "providers/tropo/check_parties.hpp"
#include "providers/tropo/check_prompts.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <vector>

namespace callflow::providers::tropo {

namespace {

namespace codes = base::codes;
using base::Severity;
using doc::View;

bool is_text(View value) { return value && value.is_scalar() && !value.is_plain(); }
std::string_view text_of(View value) { return is_text(value) ? value.text() : std::string_view(); }
bool lists(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

// --- fields beside others

base::Diagnostic& pair(base::Diagnostics& diagnostics, base::Span where, std::string message,
                       Severity severity = Severity::warning) {
    base::Diagnostic& found = diagnostics.report(codes::tropo_pair, where, std::move(message));
    found.severity = severity;
    return found;
}

void check_mask(View ask, base::Diagnostics& diagnostics) {
    const View mask = ask.find("maskTemplate");
    const View log = ask.find("asrLogSecurity");
    if (!is_text(mask)) {
        if (text_of(log) == "mask") {
            pair(diagnostics, log.span(), "asrLogSecurity masks nothing without a maskTemplate").help =
                R"(write "maskTemplate": "XXDD-": D shows a digit, X hides one, - hides any number)";
        }
        return;
    }
    if (mask.text().find_first_not_of("DX-") != std::string_view::npos) {
        diagnostics
            .report(codes::tropo_value, mask.span(),
                    fmt::format("maskTemplate of ask holds D, X and -, not {}", base::quoted(mask.text())))
            .help = "D shows a digit, X hides one, - hides one or more";
    } else if (text_of(log) != "mask") {
        pair(diagnostics, mask.span(), "maskTemplate means nothing without asrLogSecurity mask");
    } else if (const View choices = ask.find("choices"); choices && choices.is_mapping()) {
        const std::string_view grammar = base::trim(text_of(choices.find("value")));
        const bool digits =
            grammar.starts_with('[') || grammar.find_first_not_of("0123456789*#, ") == std::string_view::npos;
        if (!digits && grammar.find("://") == std::string_view::npos) {
            pair(diagnostics, mask.span(), "only digits are masked: of words nothing is logged", Severity::note);
        }
    }
}

void check_recognizer(View ask, base::Diagnostics& diagnostics) {
    const View given = ask.find("recognizer");
    if (!is_text(given)) return;
    const std::string_view text = given.text();
    const std::size_t dash = text.find('-');
    const auto letters = [](std::string_view part, std::size_t least, std::size_t most) {
        return part.size() >= least && part.size() <= most && std::ranges::all_of(part, base::is_letter);
    };
    if (dash != std::string_view::npos && letters(text.substr(0, dash), 2, 3) && letters(text.substr(dash + 1), 2, 4))
        return;
    diagnostics
        .report(codes::tropo_value, given.span(),
                fmt::format("recognizer of ask is a language, not {}", base::quoted(text)))
        .help = "it is written en-us";
}

// Of choices in a record or a transfer only the key that ends them counts.
void check_terminator(View action, std::string_view name, base::Diagnostics& diagnostics) {
    const View choices = action.find("choices");
    if (!choices || !choices.is_mapping()) return;
    for (const doc::Entry entry : doc::entries(choices)) {
        if (entry.key.text() != "value" && entry.key.text() != "mode") continue;
        pair(diagnostics, entry.key.span(), fmt::format("{} of a {} means nothing", entry.key.text(), name),
             Severity::note)
            .help = "of its choices only the terminator counts";
        return;
    }
}

void check_signals(View action, std::string_view name, base::Diagnostics& diagnostics) {
    const View signals = action.find("allowSignals");
    if (!signals || (is_text(signals) && signals.text().empty())) return;
    if (signals.is_sequence() && signals.size() == 0) return;
    const View choices = action.find("choices");
    const bool ends = action.find("terminator") || action.find("exitTone") ||
                      (choices && choices.is_mapping() && choices.find("terminator"));
    if (ends) return;
    pair(diagnostics, signals.span(), fmt::format("no signal interrupts a {} that has no terminator", name),
         Severity::note);
}

// `[ANY]` is for what is written: where the document shows that the call is one by voice, it fails there.
void check_free_text(View steps, base::Diagnostics& diagnostics) {
    constexpr std::array<std::string_view, 4> by_voice = {"conference", "record", "startRecording", "transfer"};
    View voice;
    View any;
    bool swallows = false;
    for (const View value : doc::items(steps)) {
        if (!value.is_mapping() || value.size() == 0) continue;
        const View key = value.first_child();
        const View fields = value.find(key.text());
        const bool has_fields = fields && fields.is_mapping();
        if (lists(by_voice, key.text())) voice = key;
        if (key.text() == "call" && has_fields) {
            if (text_of(fields.find("channel")) == "TEXT") return;
            voice = key;
        }
        const View choices = key.text() == "ask" && has_fields ? fields.find("choices") : View();
        const View grammar = choices && choices.is_mapping() ? choices.find("value") : View();
        const std::string_view text = base::trim(text_of(grammar));
        const bool mode = grammar && choices.find("mode") && text_of(choices.find("mode")) != "any"; // said already
        if (text.size() != 5 || base::edit_distance(text, "[ANY]", 0) != 0 || mode) continue;
        any = grammar;
        const View say = fields.find("say");
        swallows = say && say.is_mapping() && base::trim(text_of(say.find("value"))).empty();
    }
    // Without a word it takes away the text that a conversation began with.
    if (!any || (swallows && !voice)) return;
    base::Diagnostic& found = diagnostics.report(codes::tropo_grammar, any.span(),
                                                 "[ANY] takes what is written, and fails in a call by voice");
    found.help = "for a call write [1-20 DIGITS], or the words that may be said";
    if (voice)
        found.notes.push_back({voice.span(), fmt::format("{} is for calls by voice", voice.text())});
    else
        found.severity = Severity::note;
}

} // namespace

void check_fields(std::string_view shape, View value, base::Diagnostics& diagnostics) {
    if (shape == "say") {
        check_value(value, diagnostics);
        return;
    }
    if (shape == "introduction") check_introduction(value, diagnostics);
    if (shape == "ask" || shape == "record") check_attempts(value, shape, diagnostics);
    if (shape == "ask" || shape == "record" || shape == "message" || shape == "on")
        check_prompts(value.find("say"), shape, diagnostics);
    if (shape == "ask") {
        check_mask(value, diagnostics);
        check_recognizer(value, diagnostics);
    } else if (shape == "record") {
        check_terminator(value, shape, diagnostics);
    } else if (shape == "transfer") {
        check_terminator(value, shape, diagnostics);
        check_signals(value, shape, diagnostics);
    } else if (shape == "conference") {
        check_signals(value, shape, diagnostics);
    }
    check_parties(shape, value, diagnostics);
}

void check_said(View say, base::Diagnostics& diagnostics) {
    check_prompts(say, "say", diagnostics);
    const View value = say.find("value");
    if (!is_text(value) || !base::trim(value.text()).empty() || say.find("media")) return;
    diagnostics.report(codes::tropo_missing, value.span(), "a say of nothing").severity = Severity::warning;
}

void check_handler(View handler, std::string_view action, base::Diagnostics& diagnostics) {
    constexpr std::array<std::string_view, 4> document = {"continue", "incomplete", "error", "hangup"};
    constexpr std::array<std::string_view, 2> transfer = {"ring", "connect"};
    constexpr std::array<std::string_view, 2> conference = {"join", "leave"};
    constexpr std::array<std::string_view, 4> doing = {"ask", "message", "wait", "post"};
    const View event = handler.find("event");
    if (!is_text(event)) return;
    const std::string_view name = event.text();
    const bool inner = lists(transfer, name) || lists(conference, name);
    const auto report = [&](View where, std::string message) -> base::Diagnostic& {
        return diagnostics.report(codes::tropo_order, where.span(), std::move(message));
    };
    if (action.empty()) {
        if (inner) {
            report(event,
                   fmt::format("{} happens only inside a {}", name, lists(transfer, name) ? "transfer" : "conference"));
            return;
        }
        for (const std::string_view known : document) {
            if (known == name || base::edit_distance(known, name, 0) != 0) continue;
            report(event, fmt::format("{} is no event of Tropo's, so it is a signal", base::quoted(name))).help =
                fmt::format("names are case-sensitive: it is called {}", base::quoted(known));
        }
        for (const std::string_view field : doing) {
            const View given = handler.find(field);
            if (!given) continue;
            report(given, fmt::format("a handler of the document cannot {}", field == "post" ? "post anything" : field))
                .help = "that is for a transfer's connect";
        }
        if (name == "continue" && !handler.find("next") && !handler.find("say")) {
            report(event, "a continue without next does nothing: the call ends there").severity = Severity::note;
        }
        return;
    }
    const auto own = action == "transfer" ? std::span<const std::string_view>(transfer) : conference;
    if (!lists(own, name)) {
        report(event, fmt::format("{} has no event {}", action, base::quoted(name))).help =
            fmt::format("it has {} and {}", own[0], own[1]);
        return;
    }
    for (const std::string_view field : doing) {
        const View given = handler.find(field);
        if (!given || name == "connect") continue;
        report(given, fmt::format("a handler of {} only says something", name)).help =
            action == "transfer" ? "questions and the like are for connect" : std::string();
    }
    if (const View next = handler.find("next")) {
        report(next, fmt::format("a handler inside a {} leads nowhere else", action)).help =
            "where the call goes afterwards is the document's continue or incomplete";
    }
}

void check_order(View steps, base::Diagnostics& diagnostics) {
    constexpr std::array<std::string_view, 7> answering = {"answer", "ask",      "conference",    "record",
                                                           "say",    "transfer", "startRecording"};
    constexpr std::array<std::string_view, 3> spoken = {"conference", "record", "transfer"};
    View end;
    View answered; // by this document
    View live;     // answered, or made by it
    View text;     // a call by text
    const auto report = [&](View where, std::string message) -> base::Diagnostic& {
        return diagnostics.report(codes::tropo_order, where.span(), std::move(message));
    };
    check_free_text(steps, diagnostics);
    for (const View value : doc::items(steps)) {
        if (!value.is_mapping() || value.size() == 0) continue;
        const View key = value.first_child();
        const std::string_view name = key.text();
        if (name == "on" || find_shape(name) == nullptr) continue;
        if (end) {
            report(key, fmt::format("{} is never run", name))
                .notes.push_back({end.span(), fmt::format("the document ends with {}", end.text())});
            return;
        }
        const View fields = value.find(name);
        if ((name == "redirect" || name == "reject") && live) {
            base::Diagnostic& found = report(key, fmt::format("a call that was answered cannot be {}ed", name));
            found.severity = Severity::error; // an error event
            found.notes.push_back({live.span(), fmt::format("{} is before it", live.text())});
        }
        if (name == "call" && answered) {
            base::Diagnostic& found = report(key, "a call is made only where the session has none yet");
            found.help = "transfer brings somebody else into this call";
            found.notes.push_back({answered.span(), fmt::format("{} is part of one", answered.text())});
        }
        if (name == "choices") report(key, "choices by themselves do nothing").help = "they stand in an ask";
        if (text && lists(spoken, name)) {
            base::Diagnostic& found = report(key, fmt::format("a conversation by text has no {}", name));
            found.severity = Severity::error; // an error event
            found.notes.push_back({text.span(), "it is made here"});
        }
        const bool call = name == "call" && fields && fields.is_mapping();
        if (call && text_of(fields.find("channel")) == "TEXT") text = key;
        if (name == "hangup" || name == "reject" || name == "redirect") end = key;
        const bool answers = lists(answering, name);
        if (!answered && answers) answered = key;
        if (!live && (answers || call)) live = key;
    }
}

} // namespace callflow::providers::tropo

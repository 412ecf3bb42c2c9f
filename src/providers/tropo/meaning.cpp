#include "providers/tropo/meaning.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "providers/phone.hpp"
#include "providers/tropo/tropo.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <vector>

namespace callflow::providers::tropo {

namespace {

struct Default {
    std::string_view action; // empty: any
    std::string_view object; // the action again for its own fields; empty: any
    std::string_view key;
    std::string_view value;
};

constexpr Default own(std::string_view action, std::string_view key, std::string_view value) {
    return {action, action, key, value};
}

constexpr auto defaults = std::to_array<Default>({
    {"", "", "required", "true"},
    {"", "", "promptLogSecurity", "none"},
    {"", "choices", "mode", "any"},
    {"", "choices", "terminator", "#"},
    own("ask", "attempts", "1"),
    own("ask", "bargein", "true"),
    own("ask", "interdigitTimeout", "5"),
    own("ask", "minConfidence", "30"),
    own("ask", "sensitivity", "0.5"),
    own("ask", "speechCompleteTimeout", "0.5"),
    own("ask", "speechIncompleteTimeout", "0.5"),
    own("ask", "timeout", "30"),
    // What is called has no voice yet. Elsewhere a voice that is left out is the call's, which an earlier document may have set.
    own("call", "voice", "allison"),
    own("message", "voice", "allison"),
    own("call", "channel", "VOICE"),
    own("call", "timeout", "30"),
    own("call", "answerOnMedia", "false"),
    own("call", "machineDetection", "false"),
    own("conference", "mute", "false"),
    own("conference", "playTones", "false"),
    own("conference", "joinPrompt", "false"),
    own("conference", "leavePrompt", "false"),
    own("message", "channel", "VOICE"),
    own("message", "timeout", "30"),
    own("message", "answerOnMedia", "false"),
    own("record", "attempts", "1"),
    own("record", "asyncUpload", "false"),
    own("record", "bargein", "true"),
    own("record", "beep", "true"),
    own("record", "format", "audio/wav"),
    own("record", "maxSilence", "5"),
    own("record", "maxTime", "30"),
    own("record", "method", "POST"),
    own("record", "timeout", "30"),
    own("record", "interdigitTimeout", "5"),
    {"record", "transcription", "emailFormat", "omit"},
    {"record", "url", "method", "POST"},
    own("startRecording", "asyncUpload", "false"),
    own("startRecording", "method", "POST"),
    {"startRecording", "url", "method", "POST"},
    own("transfer", "timeout", "30"),
    own("transfer", "answerOnMedia", "false"),
    own("transfer", "interdigitTimeout", "5"),
    own("transfer", "ringRepeat", "1"),
    own("transfer", "playTones", "true"),
    own("transfer", "machineDetection", "false"),
});

// `[5 digits]`, `[5  DIGITS]`; `[1 DIGIT]` and `[1 DIGITS]`. Blanks around commas and parentheses of
// a list.
std::string normal_grammar(std::string_view text) {
    std::string out;
    const bool bracket = base::trim(text).starts_with('[');
    for (const char c : base::trim(text)) {
        const bool separates = c == ',' || c == '(' || c == ')' || c == '[' || c == ']';
        if (c == ' ' && (out.empty() || std::string_view(" ,([").find(out.back()) != std::string_view::npos)) {
            continue;
        }
        if (separates && !out.empty() && out.back() == ' ') {
            out.pop_back();
        }
        out.push_back(bracket ? base::to_lower(c) : c);
    }
    if (bracket && out.ends_with("digits]")) {
        out.erase(out.size() - 2, 1);
    }
    return out;
}

// `nomatch:2 timeout`: any of them.
std::string sorted_words(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::string_view rest = base::trim(text); !rest.empty();) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        words.push_back(rest.substr(0, end));
        rest = base::trim(rest.substr(end));
    }
    std::ranges::sort(words);
    const auto repeated = std::ranges::unique(words);
    words.erase(repeated.begin(), repeated.end());
    return fmt::format("{}", fmt::join(words, " "));
}

} // namespace

bool may_be_list(std::string_view key) {
    constexpr auto keys =
        std::to_array<std::string_view>({"say", "on", "to", "url", "transcription", "allowSignals", "media"});
    return std::ranges::find(keys, key) != keys.end();
}

bool is_bare_action(std::string_view action) {
    return action == "hangup" || action == "reject" || action == "stopRecording" || action == "answer";
}

bool is_ignored(std::string_view action, std::string_view object, std::string_view key) {
    return object == "choices" && (action == "record" || action == "transfer") && (key == "value" || key == "mode");
}

std::string_view present_name(std::string_view object, std::string_view key) {
    if (object != "conference" && object != "transfer") return key;
    return key == "sendTones" ? "playTones" : key == "exitTone" ? "terminator" : key;
}

std::string normal_text(std::string_view object, std::string_view key, std::string_view text) {
    if (key == "voice") {
        return base::lowered(text); // Java and PHP write `allison`, C# `Allison`
    }
    // A number without a scheme is called all the same, and libraries leave that of an address out too.
    const bool address = object == "transfer" && text.starts_with("sip:") && text.find('@') != std::string_view::npos;
    const bool number = text.starts_with("tel:") && (key == "to" || key == "from");
    if ((key == "to" && address) || number) text.remove_prefix(4);
    if (key == "to" || key == "from") return normal_phone_number(text);
    if (object == "say" && key == "event") return sorted_words(text);
    if (object == "choices" && key == "value" && text.find("://") == std::string_view::npos) {
        return normal_grammar(text);
    }
    return std::string(text);
}

std::string normal_number(std::string_view number) {
    if (const auto whole = base::parse_int(number)) {
        return fmt::format("{}", *whole);
    }
    const auto value = base::parse_double(number);
    return value ? fmt::format("{}", *value) : std::string(number);
}

bool is_default(std::string_view action, std::string_view object, std::string_view key, std::string_view normal) {
    const bool text = normal.starts_with('"');
    normal.remove_prefix(text ? 1 : 0);
    const bool word =
        normal != "true" && normal != "false" && normal.find_first_not_of("0123456789.") != std::string_view::npos;
    return text == word && std::ranges::any_of(defaults, [&](const Default& one) {
               return one.key == key && one.value == normal && (one.action.empty() || one.action == action) &&
                      (one.object.empty() || one.object == object);
           });
}

// Of a field that holds the attribute as it is.
std::string_view default_of(const flow::VerbSpec& verb, std::string_view attribute) {
    const Row* row = find_row(verb);
    if (row == nullptr) return {};
    for (const Field& field : row->fields) {
        if (field.attribute != attribute || field.how > How::words) continue;
        const std::string_view action = row->support.element;
        const auto known = [&](const Default& one) {
            return one.key == field.name && (one.action.empty() || one.action == action) &&
                   (one.object.empty() || one.object == action);
        };
        const auto* at = std::ranges::find_if(defaults, known);
        if (at != defaults.end()) return at->value;
    }
    return {};
}

} // namespace callflow::providers::tropo

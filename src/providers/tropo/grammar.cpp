#include "providers/tropo/grammar.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace callflow::providers::tropo {

namespace {

using flow::ResolvedVerb;

struct Input {
    bool keys = true; // TwiML's default
    bool speech = false;
};

Input read_input(const ResolvedVerb& gather) {
    const std::string* input = gather.find("input");
    if (input == nullptr) {
        return {};
    }
    const bool speech = input->find("speech") != std::string::npos;
    return {.keys = !speech || input->find("dtmf") != std::string::npos, .speech = speech};
}

std::vector<std::string_view> split_hints(std::string_view text) {
    std::vector<std::string_view> hints;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const std::string_view hint = base::trim(text.substr(0, comma));
        if (!hint.empty()) {
            hints.push_back(hint);
        }
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    }
    return hints;
}

// Twilio's numDigits is a most: a finishing key or a pause ends the input before. A grammar of n digits is fulfilled by n only,
// so that a finishing key the author names asks for a range; without one the n are most likely meant.
std::string digits_grammar(const ResolvedVerb& gather, const Findings& findings) {
    const std::string* digits = gather.find("numDigits");
    if (digits == nullptr) {
        return "[1-20 DIGITS]";
    }
    const std::string_view count = base::trim(*digits);
    if (count == "1") {
        return "[1 DIGIT]";
    }
    const std::string* finish = gather.find("finishOnKey");
    if (finish != nullptr && !finish->empty()) {
        return fmt::format("[1-{} DIGITS]", count);
    }
    if (!findings.silent()) {
        findings.left_out_there(gather, fmt::format("typing fewer than {} keys, and a pause,", count),
                                fmt::format("say which is meant: `tropo: {{choices: \"[{0} DIGITS]\"}}`, or "
                                            "`\"[1-{0} DIGITS]\"` where fewer will do",
                                            count));
    }
    return fmt::format("[{} DIGITS]", count);
}

std::string list_grammar(const std::vector<std::string_view>& hints, bool with_digits) {
    std::string out;
    const auto add = [&out](std::string_view word) {
        out += out.empty() ? "" : ", ";
        out += word;
    };
    for (const std::string_view hint : hints) {
        add(hint);
    }
    for (char digit = '0'; with_digits && digit <= '9'; ++digit) {
        const std::string_view word(&digit, 1);
        if (std::ranges::find(hints, word) == hints.end()) {
            add(word);
        }
    }
    return out;
}

} // namespace

Grammar make_grammar(const ResolvedVerb& gather, const Findings& findings) {
    const Input input = read_input(gather);
    const std::string* hints = gather.find("hints");
    const std::string* digits = gather.find("numDigits");
    const std::string_view mode = !input.speech ? "dtmf" : input.keys ? "any" : "speech";
    if (const std::string* own = gather.find("choices")) {
        return {*own, mode == "any" ? std::string_view() : mode}; // which Tropo does anyway
    }
    if (!input.speech) {
        if (hints != nullptr) {
            findings.left_out(gather, "hints", "this gather listens to keys only");
        }
        return {digits_grammar(gather, findings), mode};
    }
    const auto words = hints == nullptr ? std::vector<std::string_view>() : split_hints(*hints);
    if (words.empty()) {
        findings.not_on_provider(gather, "no free speech: it only understands what a list holds",
                                 "list what may be said in `hints`");
        // how many keys are pressed means nothing where nobody listens to keys
        return {input.keys ? digits_grammar(gather, findings) : "[1-20 DIGITS]", mode};
    }
    const bool one_key = input.keys && digits != nullptr && base::trim(*digits) == "1";
    if (input.keys && !one_key) {
        findings.left_out_there(gather, "typing several digits where words may be said");
    }
    return {list_grammar(words, one_key), mode};
}

} // namespace callflow::providers::tropo

// What a Tropo document says: which of it is ever heard, and how.
#include "providers/tropo/check_prompts.hpp"

#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "doc/fragment.hpp"
#include "flow/ssml.hpp"

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
bool lists(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

// A scalar, or each of a list.
template <typename Do> void each(View value, Do&& look) {
    if (!value) return;
    if (!value.is_sequence()) {
        look(value);
        return;
    }
    for (const View one : doc::items(value)) look(one);
}

// `timeout`, `nomatch:2`, several with blanks between.
void check_event(View event, std::span<const std::string_view> known, std::string_view action,
                 base::Diagnostics& diagnostics) {
    std::string_view rest = base::trim(event.text());
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
        const std::string_view word = rest.substr(0, end);
        rest = base::trim(rest.substr(end));
        const std::size_t colon = word.find(':');
        const std::string_view name = word.substr(0, colon);
        const bool counted = colon == std::string_view::npos || base::parse_int(word.substr(colon + 1)).value_or(0) > 0;
        if (lists(known, name) && counted) continue;
        base::Diagnostic& found = diagnostics.report(
            codes::tropo_value, event.span(), fmt::format("no failure of {} is called {}", action, base::quoted(word)));
        const std::string_view near = lists(known, name) ? name : base::nearest(name, known);
        found.help = !counted       ? fmt::format("behind the colon stands which failure it is, {}:2", near)
                     : near.empty() ? fmt::format("it can be {}", fmt::join(known, ", "))
                                    : fmt::format("did you mean {}?", base::quoted(near));
        return;
    }
}

// An element of SSML in a text that is no SSML; empty where there is none.
std::string_view markup_in(std::string_view text) {
    for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        const std::string_view rest = text.substr(at + 1);
        const std::string_view name = rest.substr(0, rest.find_first_of(" \t\r\n/>"));
        if (name.size() < rest.size() && flow::find_ssml(name) != nullptr) return name;
    }
    return {};
}

// The greatest failure that is followed by another attempt.
std::int64_t heard_failures(View action) {
    const View attempts = action.find("attempts");
    if (!attempts || !attempts.is_scalar()) return 0;
    const auto number = base::parse_double(attempts.text());
    return number ? static_cast<std::int64_t>(std::clamp(*number, 1.0, 1e6)) - 1 : 0;
}

} // namespace

void check_attempts(View action, std::string_view name, base::Diagnostics& diagnostics) {
    const std::int64_t most = heard_failures(action);
    each(action.find("say"), [&](View say) {
        const View event = say.is_mapping() ? say.find("event") : View();
        if (!is_text(event)) return;
        std::string_view rest = base::trim(event.text());
        bool heard = rest.empty();
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
            const std::string_view word = rest.substr(0, end);
            rest = base::trim(rest.substr(end));
            const std::size_t colon = word.find(':');
            const std::string_view failure = word.substr(0, colon);
            if (failure != "timeout" && (failure != "nomatch" || name != "ask")) return; // no failure at all
            const auto which = colon == std::string_view::npos ? std::optional<std::int64_t>(1)
                                                               : base::parse_int(word.substr(colon + 1));
            heard = heard || !which || *which <= most;
        }
        if (heard) return;
        base::Diagnostic& found = diagnostics.report(
            codes::tropo_order, event.span(),
            fmt::format("this is never heard: the {} makes {} attempt{}, and says it before the next one", name,
                        most + 1, most == 0 ? "" : "s"));
        found.severity = Severity::note;
        found.help = "raise its `attempts`, or leave the say out";
    });
}

void check_introduction(View detection, base::Diagnostics& diagnostics) {
    // Tropo: what answers is told from 4 s or more of an introduction; shorter ones always find a person. A word is
    // taken for 0.4 s.
    constexpr std::ptrdiff_t least_words = 10;
    const View text = detection.find("introduction");
    if (!is_text(text) || text.text().find("://") != std::string_view::npos || text.text().starts_with("<speak"))
        return;
    std::ptrdiff_t words = 0;
    bool inside = false;
    for (const char c : text.text()) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        words += !blank && !inside ? 1 : 0;
        inside = !blank;
    }
    if (words >= least_words || words == 0) return;
    diagnostics
        .report(codes::tropo_value, text.span(),
                fmt::format("an introduction of {} word{} is over before 4 seconds, and finds a person always", words,
                            words == 1 ? "" : "s"))
        .help = "let it last 4 seconds or more, or write \"machineDetection\": true, which listens to the silence";
}

void check_prompts(View say, std::string_view action, base::Diagnostics& diagnostics) {
    constexpr std::array<std::string_view, 2> failures = {"timeout", "nomatch"};
    const std::span<const std::string_view> known =
        action == "ask" ? std::span<const std::string_view>(failures) : std::span(failures).first(1);
    each(say, [&](View one) {
        if (!one.is_mapping() || !is_text(one.find("event"))) return;
        if (action == "ask" || action == "record") {
            check_event(one.find("event"), known, action, diagnostics);
            return;
        }
        diagnostics
            .report(codes::tropo_order, one.find("event").span(), "nothing fails here, so the say is for no event")
            .help = "the says of an ask or a record answer timeout and nomatch";
    });
}

void check_value(View say, base::Diagnostics& diagnostics) {
    const View value = say.find("value");
    if (!is_text(value)) return;
    const std::string_view text = base::trim(value.text());
    const bool address = text.starts_with("http://") || text.starts_with("https://");
    if (address && text.find_first_of(" \t\r\n") != std::string_view::npos) {
        diagnostics
            .report(codes::tropo_address, value.span(), fmt::format("an address has no blank: {}", base::quoted(text)))
            .help = "what begins with http:// is played, not said";
    }
    const bool ssml = text.starts_with("<speak");
    if (!ssml) {
        const std::string_view element = address ? std::string_view() : markup_in(text);
        if (!element.empty())
            diagnostics.report(codes::tropo_value, value.span(), fmt::format("<{}> is read out as it is", element))
                .help = "a text with SSML stands in <speak>…</speak>";
        return;
    }
    std::vector<doc::FragmentElement> elements;
    if (const auto problem = doc::read_mixed(text, {}, elements)) {
        diagnostics
            .report(codes::tropo_value, value.span(), fmt::format("the SSML cannot be read: {}", problem->message))
            .help = problem->help;
    }
}

} // namespace callflow::providers::tropo

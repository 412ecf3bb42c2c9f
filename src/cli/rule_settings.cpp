#include "cli/rule_settings.hpp"

#include "base/ascii.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "cli/suggest.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

std::string plain(std::string_view word) {
    std::string out(word);
    for (char& c : out) {
        c = base::to_lower(c);
        if (c == '_' || c == '-') c = ' ';
    }
    return out;
}

// How narrow a selector is that means the finding; 0 where it does not.
int narrowness(std::string_view selector, const ListedCode& code) {
    constexpr int whole = 100;
    const std::string word = plain(selector);
    if (word == "all") return 1;
    if (word == plain(code.category)) return 2;
    if (word == plain(code.code->name)) return whole;
    const std::string number = plain(code.code->code);
    if (word.size() < 2 || !number.starts_with(word)) return 0;
    return word.size() == number.size() ? whole : static_cast<int>(word.size());
}

int narrowest(std::span<const std::string> selectors, const ListedCode& code) {
    int most = 0;
    for (const std::string& one : selectors) most = std::max(most, narrowness(one, code));
    return most;
}

// Every word of the texts, which have commas between them.
std::vector<std::string> words_of(const std::vector<std::string>& texts) {
    std::vector<std::string> out;
    for (std::string_view text : texts) {
        while (!text.empty()) {
            const std::size_t comma = std::min(text.find(','), text.size());
            if (const std::string_view word = base::trim(text.substr(0, comma)); !word.empty()) out.emplace_back(word);
            text.remove_prefix(std::min(comma + 1, text.size()));
        }
    }
    return out;
}

base::Result<std::vector<std::string>> selectors_of(const Values& values, std::string_view option) {
    std::vector<std::string> words = words_of(values.all(option));
    for (const std::string& word : words) {
        if (is_selector(word)) continue;
        const std::string near = nearest_selector(word);
        return base::fail(base::ErrorKind::usage,
                          fmt::format("--{}: there is no rule {}{}", option, base::quoted(word),
                                      near.empty() ? "" : fmt::format(", did you mean {}?", base::quoted(near))));
    }
    return words;
}

} // namespace

RuleDecision decide(std::span<const RuleLayer* const> layers, const ListedCode& code) {
    RuleDecision out;
    for (const RuleLayer* layer : layers) {
        const int ignored = narrowest(layer->ignore, code);
        const int selected = layer->select ? narrowest(*layer->select, code) : 0;
        if (layer->select) out.wanted = selected > ignored;
        if (!layer->select && ignored > 0) out.wanted = false;
        int most = 0;
        for (const auto& [selector, severity] : layer->severity) {
            const int narrow = narrowness(selector, code);
            if (narrow == 0 || narrow < most) continue;
            most = narrow;
            out.severity = severity;
        }
    }
    return out;
}

bool is_selector(std::string_view selector) {
    if (base::trim(selector).empty()) return false;
    const std::vector<ListedCode> all = listed_codes();
    return std::ranges::any_of(all, [&](const ListedCode& one) { return narrowness(selector, one) > 0; });
}

std::string nearest_selector(std::string_view word) {
    const std::vector<ListedCode> all = listed_codes();
    std::vector<std::string_view> words = categories();
    for (const ListedCode& one : all) {
        words.push_back(one.code->name);
        words.push_back(one.code->code);
    }
    return std::string(base::nearest(word, words));
}

std::optional<base::Severity> severity_of(std::string_view word) {
    for (const auto one : {base::Severity::note, base::Severity::warning, base::Severity::error})
        if (word == base::to_string(one)) return one;
    return std::nullopt;
}

std::vector<std::string_view> categories() {
    std::vector<std::string_view> out;
    for (const ListedCode& one : listed_codes())
        if (std::ranges::find(out, one.category) == out.end()) out.push_back(one.category);
    return out;
}

base::Result<RuleLayer> rules_of(const Values& values) {
    RuleLayer out;
    auto select = selectors_of(values, "select");
    if (!select) return tl::unexpected(select.error());
    if (values.has("select")) out.select = std::move(*select);
    auto ignore = selectors_of(values, "ignore");
    if (!ignore) return tl::unexpected(ignore.error());
    out.ignore = std::move(*ignore);
    for (const std::string& word : words_of(values.all("severity"))) {
        const std::size_t equals = word.find('=');
        const std::string selector(base::trim(std::string_view(word).substr(0, equals)));
        const auto severity = equals == std::string::npos
                                  ? std::nullopt
                                  : severity_of(base::trim(std::string_view(word).substr(equals + 1)));
        if (!severity)
            return base::fail(
                base::ErrorKind::usage,
                fmt::format("--severity takes RULE=note, RULE=warning or RULE=error, not {}", base::quoted(word)));
        if (!is_selector(selector)) {
            const std::string near = nearest_selector(selector);
            return base::fail(base::ErrorKind::usage,
                              fmt::format("--severity: there is no rule {}{}", base::quoted(selector),
                                          near.empty() ? "" : fmt::format(", did you mean {}?", base::quoted(near))));
        }
        out.severity.emplace_back(selector, *severity);
    }
    return out;
}

} // namespace callflow::cli

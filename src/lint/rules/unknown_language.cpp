#include "base/ascii.hpp"
#include "base/text.hpp"
#include "base/words.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace callflow::lint::rules {
namespace {

// ISO 639 codes of languages that some provider speaks or understands.
constexpr std::string_view known =
    " af am ar arb as az be bg bn bs ca ceb cmn cs cy da de el en es et eu fa fi fil fr ga gl gsw gu ha he hi hr hu hy id is it "
    "iw ja jv ka kk km kn ko ky lb lo lt lv mi mk ml mn mr ms mt my nb ne nl nn no or pa pl ps pt ro ru rw si sk sl sn so sq sr st "
    "su sv sw ta te tg th tl tn tr ts uk ur uz ve vi wuu xh yo yue zh zu ";

bool is_known(std::string_view tag) {
    std::string primary = base::lowered(tag.substr(0, tag.find('-')));
    return base::has_word(known, primary);
}

bool is_tag(std::string_view text) {
    return text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
           std::string_view::npos;
}

// Of `en-USA` and `de-DEU` a provider makes nothing: behind the language stand a script of four letters, a region of two letters or three
// digits, a variant of five or more, and in Chinese, Arabic and sign languages a second language of three small letters.
bool has_a_region(std::string_view tag) {
    bool right = true;
    for (bool first = true; !tag.empty(); first = false) {
        const std::size_t end = std::min(tag.find('-'), tag.size());
        const std::string_view part = tag.substr(0, end);
        const bool digits = std::ranges::all_of(part, base::is_digit);
        const bool small = std::ranges::all_of(part, base::is_lower);
        if (!first) right = right && (part.size() == 3 ? digits || small : part.size() >= 2 && !digits);
        tag.remove_prefix(std::min(end + 1, tag.size()));
    }
    return right;
}

// `en-US` for `en-us`: the language in small letters, a region of two letters in capital ones, the rest as it is.
std::string spelled(std::string_view tag) {
    std::string out(tag);
    std::size_t begin = 0;
    for (bool first = true; begin <= out.size(); first = false) {
        const std::size_t end = std::min(out.find('-', begin), out.size());
        for (std::size_t i = begin; i < end && (first || end - begin == 2); ++i)
            out[i] = first ? base::to_lower(out[i]) : base::to_upper(out[i]);
        begin = end + 1;
    }
    return out;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    std::set<std::pair<base::FileId, std::uint32_t>> seen; // what `defaults` give stands in many verbs
    for (const Survey::Placed& one : context.survey.verbs()) {
        if (!is(*one.verb, "say") && !is(*one.verb, "gather")) continue;
        const auto language = literal(*one.verb, "language");
        if (!language ||
            (is_tag(*language) && is_known(*language) && has_a_region(*language) && spelled(*language) == *language))
            continue;
        const base::Span where = find_attribute(*one.verb, "language")->where;
        if (!seen.emplace(where.file, where.begin).second) continue;
        std::string tag(*language);
        std::ranges::replace(tag, '_', '-');
        tag = spelled(tag);
        auto& finding =
            diagnostics.report(page, where, fmt::format("no language is called {}", base::quoted(*language)));
        if (!is_tag(tag) || !is_known(tag) || !has_a_region(tag)) {
            finding.help = "write its tag, as in `en-US`";
            continue;
        }
        finding.help = fmt::format("write {}", base::quoted(tag));
        finding.edits.push_back({where, tag});
    }
}

} // namespace

extern const Rule unknown_language;
const Rule unknown_language{
    .page = {.code = "CF6016",
             .name = "unknown_language",
             .severity = base::Severity::warning,
             .summary = "A language that is none",
             .why = "Providers know languages by tags such as `en-US` and `es-MX`. With another spelling Twilio says "
                    "the text in the voice's own language and logs a warning; a caller hears Spanish read out as if "
                    "it were English.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [say: {text: "Buenos días", language: es_MX}]
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [say: {text: "Buenos días", language: es-MX}]
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
vars: {language: en_US}
states:
  menu:
    response: [{say: {text: "Good morning", language: "{{ language }}"}}, {say: {text: "早晨", language: yue-Hant-HK}}]
    next: done
  done: {response: [say: {text: Goodbye, language: cmn-CN}], final: true}
)",
             .fixable = true},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules

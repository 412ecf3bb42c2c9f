#include "providers/twilio/voices.hpp"

#include "base/ascii.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "base/words.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <span>
#include <utility>
#include <vector>

namespace callflow::providers::twilio {

namespace {

// Amazon's voices by their names there, without accents, which Twilio takes as well.
constexpr auto polly = std::to_array<std::string_view>({
    "Aditi",    "Adriano", "Amy",      "Andres",  "Aria",    "Arlet",   "Arthur",   "Astrid",    "Ayanda",    "Bianca",
    "Brian",    "Burcu",   "Camila",   "Carla",   "Carmen",  "Celine",  "Chantal",  "Conchita",  "Cristiano", "Daniel",
    "Danielle", "Dora",    "Elin",     "Emma",    "Enrique", "Ewa",     "Filiz",    "Gabrielle", "Geraint",   "Giorgio",
    "Gregory",  "Gwyneth", "Hala",     "Hannah",  "Hans",    "Hiujin",  "Ida",      "Ines",      "Isabelle",  "Ivy",
    "Jacek",    "Jan",     "Jasmine",  "Jitka",   "Joanna",  "Joey",    "Justin",   "Kajal",     "Karl",      "Kazuha",
    "Kendra",   "Kevin",   "Kimberly", "Laura",   "Lea",     "Liam",    "Lisa",     "Liv",       "Lotte",     "Lucia",
    "Lupe",     "Mads",    "Maja",     "Marlene", "Mathieu", "Matthew", "Maxim",    "Mia",       "Miguel",    "Mizuki",
    "Naja",     "Niamh",   "Nicole",   "Ola",     "Olivia",  "Pedro",   "Penelope", "Raveena",   "Remi",      "Ricardo",
    "Ruben",    "Russell", "Ruth",     "Sabrina", "Salli",   "Seoyeon", "Sergio",   "Sofie",     "Stephen",   "Suvi",
    "Takumi",   "Tatyana", "Thiago",   "Tomoko",  "Vicki",   "Vitoria", "Zayd",     "Zeina",     "Zhiyu",
});
static_assert(std::ranges::is_sorted(polly));
constexpr auto engines = std::to_array<std::string_view>({"Generative", "Long-Form", "Neural"});

// ISO 639-1, and the languages of three letters that telephone providers speak.
constexpr std::string_view languages =
    " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et"
    " eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl"
    " km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj"
    " om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to"
    " tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu arb cmn fil hsb iw yue ";

// ISO 3166, and Google's XA for Arabic in general.
constexpr std::string_view regions =
    " AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF"
    " CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH"
    " GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW"
    " KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG"
    " NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN"
    " SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XA YE"
    " YT ZA ZM ZW ";

// Where the language of a text without a region is most likely meant to be spoken.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> usual_regions = {{{"en", "US"},
                                                                                         {"zh", "CN"},
                                                                                         {"pt", "BR"},
                                                                                         {"ja", "JP"},
                                                                                         {"ko", "KR"},
                                                                                         {"sv", "SE"},
                                                                                         {"da", "DK"},
                                                                                         {"he", "IL"},
                                                                                         {"hi", "IN"}}};

bool all_of(std::string_view text, char first, char last) {
    return std::ranges::all_of(text, [&](char c) { return c >= first && c <= last; });
}
bool is_region(std::string_view text) {
    return (text.size() == 2 && all_of(text, 'A', 'Z')) || (text.size() == 3 && all_of(text, '0', '9'));
}
// `Latn`; and parts of a region, `WLS`.
bool is_script(std::string_view text) {
    return text.size() == 4 && all_of(text.substr(0, 1), 'A', 'Z') && all_of(text.substr(1), 'a', 'z');
}
bool is_part(std::string_view text) { return text.size() == 3 && all_of(text, 'A', 'Z'); }

std::string without_accents(std::string_view text) {
    // Those of the voices' names.
    constexpr std::array<std::pair<std::string_view, char>, 8> accents = {
        {{"é", 'e'}, {"è", 'e'}, {"ê", 'e'}, {"ó", 'o'}, {"í", 'i'}, {"ú", 'u'}, {"á", 'a'}, {"ñ", 'n'}}};
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto* found = std::ranges::find_if(
            accents, [&](const auto& one) { return text.substr(at, one.first.size()) == one.first; });
        out += found == accents.end() ? text[at] : found->second;
        at += found == accents.end() ? 1 : found->first.size();
    }
    return out;
}

Doubt doubt_polly(std::string_view name) {
    const std::size_t dash = name.find('-');
    const std::string person = without_accents(name.substr(0, dash));
    if (!std::ranges::binary_search(polly, std::string_view(person))) {
        const std::string_view near = base::nearest(person, polly);
        const std::string tail(dash == std::string_view::npos ? std::string_view() : name.substr(dash));
        return {"an unknown value",
                near.empty() ? "Polly has no such voice that callflow knows"
                             : fmt::format("did you mean 'Polly.{}{}'?", near, base::printable(tail)),
                !near.empty()};
    }
    if (dash == std::string_view::npos) return {};
    const std::string_view engine = name.substr(dash + 1);
    if (std::ranges::find(engines, engine) != engines.end()) return {};
    const std::string_view near = base::nearest(engine, engines);
    return {"an unknown value",
            near.empty() ? fmt::format("behind the name stands {}", fmt::join(engines, ", "))
                         : fmt::format("did you mean 'Polly.{}-{}'?", person, near),
            !near.empty()};
}

// Languages that are spoken in few countries, and those. What is spoken all over the world is not here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 22> at_home = {{
    {"bg", " BG "},
    {"cs", " CZ "},
    {"cy", " GB "},
    {"da", " DK GL "},
    {"de", " AT BE CH DE IT LI LU "},
    {"el", " CY GR "},
    {"fi", " FI "},
    {"he", " IL "},
    {"hu", " HU "},
    {"is", " IS "},
    {"it", " CH IT SM VA "},
    {"ja", " JP "},
    {"ko", " KP KR "},
    {"lt", " LT "},
    {"lv", " LV "},
    {"nb", " NO "},
    {"nl", " AW BE NL SR "},
    {"pl", " PL "},
    {"sk", " SK "},
    {"sv", " FI SE "},
    {"th", " TH "},
    {"vi", " VN "},
}};

Doubt doubt_home(std::string_view language, std::string_view region) {
    const auto* home = std::ranges::find(at_home, language, &std::pair<std::string_view, std::string_view>::first);
    if (home == at_home.end() || base::has_word(home->second, region)) return {};
    const auto* usual =
        std::ranges::find(usual_regions, language, &std::pair<std::string_view, std::string_view>::first);
    std::string upper(language);
    for (char& c : upper) c = static_cast<char>(c - ('a' - 'A'));
    const bool own = base::has_word(home->second, upper);
    const std::string likely(usual != usual_regions.end() ? usual->second
                             : own                        ? std::string_view(upper)
                                                          : home->second.substr(1, 2));
    return {"an unknown value", fmt::format("did you mean '{}-{}'?", language, likely), true};
}

// A language in its right spelling: Twilio's are those of a region, but for a few of three letters.
Doubt doubt_region(std::span<const std::string_view> parts) {
    if (parts.size() == 1) {
        if (parts.front().size() > 2) return {};
        const auto* usual =
            std::ranges::find(usual_regions, parts.front(), &std::pair<std::string_view, std::string_view>::first);
        std::string region(usual == usual_regions.end() ? std::string_view() : usual->second);
        std::string upper(parts.front());
        for (char& c : upper) c = static_cast<char>(c - ('a' - 'A'));
        if (region.empty() && base::has_word(regions, upper)) region = upper;
        return {"an unknown value",
                region.empty() ? std::string("a language is written with its region: en-US")
                               : fmt::format("a region stands behind it: {}-{}", parts.front(), region),
                true};
    }
    for (const std::string_view part : parts.subspan(1)) {
        if (part.size() != 2 || base::has_word(regions, part)) continue;
        return {"an unknown value",
                part == "UK" && parts.front() == "en" ? "did you mean 'en-GB'?"
                                                      : fmt::format("there is no region {}", base::printable(part)),
                true};
    }
    return parts.size() == 2 && parts[1].size() == 2 ? doubt_home(parts[0], parts[1]) : Doubt();
}

} // namespace

Doubt doubt_voice(std::string_view voice) {
    if (voice.starts_with("Polly.")) return doubt_polly(voice.substr(6));
    if (voice.starts_with("ElevenLabs.")) return {};
    if (voice.starts_with("Google.")) {
        const std::string_view rest = voice.substr(7);
        const std::size_t first = rest.find('-');
        const std::size_t second = first == std::string_view::npos ? first : rest.find('-', first + 1);
        if (second != std::string_view::npos && doubt_language(rest.substr(0, second)).message.empty()) return {};
        return {"an unknown value", "a voice of Google begins with its language: Google.en-US-Standard-C", true};
    }
    const std::size_t dot = voice.find('.');
    const std::string_view name = dot == std::string_view::npos ? voice : voice.substr(dot + 1);
    const std::string_view person = name.substr(0, name.find('-'));
    const std::string_view near = base::nearest(person, polly);
    const bool same = near.size() == person.size() && base::edit_distance(near, person, 0) == 0;
    return {"an unknown value",
            same ? fmt::format("did you mean 'Polly.{}{}'?", near, base::printable(name.substr(person.size())))
                 : std::string("voices begin with Polly. or Google."),
            true};
}

Doubt doubt_language(std::string_view language) {
    std::vector<std::string_view> parts;
    for (std::string_view rest = language;;) {
        const std::size_t dash = rest.find('-');
        parts.push_back(rest.substr(0, dash));
        if (dash == std::string_view::npos) break;
        rest.remove_prefix(dash + 1);
    }
    std::string primary = base::lowered(parts.front());
    const bool known = base::has_word(languages, primary);
    if (!known) return {"an unknown value", "a language is written en-US, es-MX", true};
    std::string right = primary;
    bool well = primary == parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const std::string_view part = parts[i];
        std::string upper(part);
        std::ranges::transform(upper, upper.begin(), base::to_upper);
        const bool fits = is_region(part) || is_script(part) || is_part(part);
        if (!fits && !is_region(upper)) return {"an unknown value", "a language is written en-US, es-MX", true};
        well = well && fits;
        right += fmt::format("-{}", fits ? std::string(part) : upper);
    }
    if (!well) return {"an unknown value", fmt::format("did you mean '{}'?", right), true};
    return doubt_region(parts);
}

} // namespace callflow::providers::twilio

#include "flow/ssml.hpp"

#include "flow/vocabulary_parts.hpp"

#include <algorithm>

namespace callflow::flow {
namespace {

using attributes::choice;
using attributes::required;
using attributes::text;
using Names = std::string_view[];

constexpr Names strengths = {"none", "x-weak", "weak", "medium", "strong", "x-strong"};
constexpr Names levels = {"strong", "moderate", "reduced"};
constexpr Names alphabets = {
    "ipa", "x-sampa", "x-amazon-pinyin", "x-amazon-jyutping", "x-amazon-pron-kana", "x-amazon-yomigana"};
constexpr Names kinds = {"characters", "spell-out", "cardinal", "number",  "ordinal",   "digits",   "fraction",
                         "unit",       "date",      "time",     "address", "expletive", "telephone"};
constexpr Names formats = {"mdy", "dmy", "ymd", "md", "dm", "ym", "my", "d", "m", "y", "yyyymmdd"};

constexpr AttributeSpec break_attributes[] = {choice("strength", strengths, "how long"),
                                              text("time", "how long, `100ms` or `1s`")};
constexpr AttributeSpec emphasis_attributes[] = {choice("level", levels, "how much")};
constexpr AttributeSpec lang_attributes[] = {required(text("xml:lang", "the language, `fr-FR`"))};
constexpr AttributeSpec phoneme_attributes[] = {choice("alphabet", alphabets, "how the sounds are written"),
                                                required(text("ph", "the sounds"))};
constexpr AttributeSpec prosody_attributes[] = {text("volume", "how loud"), text("rate", "how fast"),
                                                text("pitch", "how high")};
constexpr AttributeSpec say_as_attributes[] = {required(choice("interpret-as", kinds, "what it is")),
                                               choice("format", formats, "of a date: the order of its parts")};
constexpr AttributeSpec sub_attributes[] = {required(text("alias", "what is said instead"))};
constexpr AttributeSpec w_attributes[] = {text("role", "which word it is, of several that are written alike")};

constexpr Names everything = {"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"};
constexpr Names in_p = {"break", "emphasis", "lang", "phoneme", "prosody", "s", "say-as", "sub", "w"};
constexpr Names in_s = {"break", "emphasis", "lang", "phoneme", "prosody", "say-as", "sub", "w"};
constexpr Names in_w = {"break", "emphasis", "phoneme", "prosody", "say-as", "sub"};

constexpr SsmlElement elements[] = {
    {"break", break_attributes, {}, false, "a pause"},
    {"emphasis", emphasis_attributes, in_s, true, "words that are stressed"},
    {"lang", lang_attributes, everything, true, "words of another language"},
    {"p", {}, in_p, true, "a paragraph, with a pause behind it"},
    {"phoneme", phoneme_attributes, {}, true, "a word by its sounds"},
    {"prosody", prosody_attributes, everything, true, "words that are louder, faster or higher"},
    {"s", {}, in_s, true, "a sentence, with a pause behind it"},
    {"say-as", say_as_attributes, {}, true, "what is read out as a date, digits and the like"},
    {"sub", sub_attributes, {}, true, "a short form with what is said instead"},
    {"w", w_attributes, in_w, true, "a word by the part it plays"},
};
static_assert(std::ranges::is_sorted(elements, {}, &SsmlElement::name));

} // namespace

std::span<const SsmlElement> ssml_elements() { return elements; }

const SsmlElement* find_ssml(std::string_view name) {
    const auto* at = std::ranges::lower_bound(elements, name, {}, &SsmlElement::name);
    return at != std::end(elements) && at->name == name ? at : nullptr;
}

} // namespace callflow::flow

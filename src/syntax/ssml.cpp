#include "syntax/ssml.hpp"

#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "flow/ssml.hpp"
#include "syntax/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace {

using doc::FragmentElement;
using flow::AttributeSpec;
using flow::SsmlElement;

template <class Named> std::vector<std::string_view> names_of(std::span<const Named> all) {
    std::vector<std::string_view> names;
    for (const Named& one : all) {
        names.push_back(one.name);
    }
    return names;
}

std::string nearest_help(std::string_view word, std::span<const std::string_view> names) {
    const std::string_view near = base::nearest(word, names);
    return near.empty() ? fmt::format("known are {}", listed(names, " and ")) : fmt::format("did you mean `{}`?", near);
}

SsmlProblem unknown_element(const FragmentElement& one) {
    SsmlProblem problem{one.begin, one.end, fmt::format("there is no SSML element {}", base::quoted(one.name)), {}};
    problem.help = one.name == "speak" ? "leave it out: it is written around the text where the provider wants it"
                                       : nearest_help(one.name, names_of(flow::ssml_elements()));
    return problem;
}

SsmlProblem check_place(const std::vector<FragmentElement>& elements, const FragmentElement& one) {
    if (one.parent == FragmentElement::outside) {
        return {};
    }
    const FragmentElement& around = elements[one.parent];
    const SsmlElement* parent = flow::find_ssml(around.name);
    if (parent == nullptr || std::ranges::find(parent->children, one.name) != parent->children.end()) {
        return {};
    }
    return {one.begin, one.end, fmt::format("<{}> cannot stand in <{}>", one.name, around.name),
            parent->children.empty() ? fmt::format("<{}> holds no elements", around.name)
                                     : fmt::format("<{}> holds {}", around.name, listed(parent->children, " and "))};
}

bool is_time(std::string_view text) {
    const bool milliseconds = text.ends_with("ms");
    if (!milliseconds && !text.ends_with('s')) {
        return false;
    }
    const auto number = base::parse_double(text.substr(0, text.size() - (milliseconds ? 2 : 1)));
    return number && *number >= 0;
}

SsmlProblem check_attribute(const SsmlElement& element, const FragmentElement::Attribute& given, bool has_hole) {
    const auto spec = std::ranges::find(element.attributes, given.name, &AttributeSpec::name);
    if (spec == element.attributes.end()) {
        const std::vector<std::string_view> names = names_of(element.attributes);
        return {given.begin, std::max(given.end, given.begin + 1),
                fmt::format("<{}> has no attribute {}", element.name, base::quoted(given.name)),
                names.empty() ? std::string("it has none") : nearest_help(given.name, names)};
    }
    const std::uint32_t end = std::max(given.end, given.begin + 1);
    if (has_hole) {
        return {};
    }
    if (element.name == "break" && given.name == "time" && !is_time(given.value)) {
        return {given.begin, end, fmt::format("{} is no length of time", base::quoted(given.value)),
                "write seconds, `1s`, or milliseconds, `100ms`"};
    }
    if (spec->values.empty() || std::ranges::find(spec->values, given.value) != spec->values.end()) {
        return {};
    }
    return {given.begin, end, fmt::format("{} is no known value of `{}`", base::quoted(given.value), given.name),
            nearest_help(given.value, spec->values), true};
}

} // namespace

SsmlProblem check_ssml(const std::vector<FragmentElement>& elements, const FragmentElement& one,
                       std::span<const std::uint32_t> holes) {
    const SsmlElement* element = flow::find_ssml(one.name);
    if (element == nullptr) {
        return unknown_element(one);
    }
    SsmlProblem problem = check_place(elements, one);
    if (problem.begin != problem.end) {
        return problem;
    }
    if (one.has_text && !element->holds_text) {
        return {one.begin, one.end, fmt::format("<{}> holds no text", one.name),
                fmt::format("write `<{}/>`, and the text behind it", one.name)};
    }
    for (const FragmentElement::Attribute& given : one.attributes) {
        const auto hole = std::ranges::lower_bound(holes, given.begin);
        problem = check_attribute(*element, given, hole != holes.end() && *hole < given.end);
        if (problem.begin != problem.end) {
            return problem;
        }
    }
    for (const AttributeSpec& spec : element->attributes) {
        if (spec.required &&
            std::ranges::find(one.attributes, spec.name, &FragmentElement::Attribute::name) == one.attributes.end()) {
            return {one.begin, one.end, fmt::format("<{}> needs its {}", one.name, spec.name),
                    fmt::format("write `<{} {}=\"…\">`", one.name, spec.name), true};
        }
    }
    return {};
}

} // namespace callflow::syntax

// Pages for what stands in documents: whoever reads one knows its elements, not the vocabulary's verbs.
#include "base/edit_distance.hpp"
#include "cli/explain.hpp"
#include "cli/layout.hpp"
#include "flow/ssml.hpp"
#include "providers/provider.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

using providers::Provider;

bool same_letters(std::string_view a, std::string_view b) {
    return a.size() == b.size() && base::edit_distance(a, b, 0) == 0;
}

// `Sms`, `Message` of `Sms, Message`.
template <typename Do> void each_element(const providers::VerbSupport& support, Do&& look) {
    if (support.element == providers::as_it_is) return;
    for (std::string_view rest = support.element; !rest.empty();) {
        const std::string_view one = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), one.size() + 2));
        look(one);
    }
}

// An element or a part of one provider, with what it is.
struct Meaning {
    std::string name;
    std::string text;
    std::vector<const flow::VerbSpec*> verbs;
};

std::string kind_in(const Provider& provider) { return provider.sends_json ? "action or field" : "element"; }

void add_elements(const Provider& provider, std::string_view name, std::vector<Meaning>& out) {
    Meaning found;
    std::vector<std::string> verbs;
    for (const providers::VerbSupport& support : provider.verbs) {
        each_element(support, [&](std::string_view element) {
            const flow::VerbSpec* verb = flow::find_verb(support.verb);
            if (!same_letters(element, name) || verb == nullptr) return;
            found.name = element;
            found.verbs.push_back(verb);
            verbs.push_back(fmt::format("`{}`", verb->name));
        });
    }
    if (found.verbs.empty()) return;
    found.text = fmt::format("{}: the {} `{}` is what {} {} {}.", provider.title, kind_in(provider), found.name,
                             found.verbs.size() == 1 ? "the verb or noun" : "the verbs and nouns",
                             fmt::join(verbs, ", "), found.verbs.size() == 1 ? "becomes" : "become");
    out.push_back(std::move(found));
}

void add_parts(const Provider& provider, std::string_view name, std::vector<Meaning>& out) {
    for (const providers::PartName& part : provider.parts) {
        if (!same_letters(part.name, name)) continue;
        Meaning& found = out.emplace_back();
        found.name = part.name;
        found.verbs.push_back(flow::find_verb(part.verb));
        found.text = part.attribute.empty()
                         ? fmt::format("{}: `{}` stands in `{}` around what each `{}` becomes.", provider.title,
                                       part.name, part.inside, part.verb)
                         : fmt::format("{}: `{}` stands in `{}` and is what `{}` of `{}` becomes.", provider.title,
                                       part.name, part.inside, part.attribute, part.verb);
    }
}

std::vector<Meaning> meanings(std::string_view name) {
    std::vector<Meaning> out;
    for (const Provider* provider : providers::registry()) {
        add_elements(*provider, name, out);
        add_parts(*provider, name, out);
    }
    return out;
}

std::string ssml_page(const flow::SsmlElement& element, const PageStyle& style) {
    std::string out = fmt::format("{} (element of SSML)\n", style.heading(element.name));
    std::string given;
    for (const flow::AttributeSpec& one : element.attributes) {
        if (one.required) given += fmt::format(" {}=\"…\"", one.name);
    }
    const std::string example = element.holds_text ? fmt::format("<{0}{1}>words</{0}>", element.name, given)
                                                   : fmt::format("<{}{}/>", element.name, given);
    append_paragraph(
        out, fmt::format("{}, in a text that is said: `say: {{ssml: 'One {} two'}}`.", element.summary, example));
    out += '\n';
    if (!element.children.empty()) append_paragraph(out, fmt::format("Inside: {}.", fmt::join(element.children, ", ")));
    if (!element.holds_text) append_paragraph(out, "It takes no text.");
    std::vector<std::string_view> around;
    for (const flow::SsmlElement& one : flow::ssml_elements()) {
        if (std::ranges::find(one.children, element.name) != one.children.end()) around.push_back(one.name);
    }
    append_paragraph(out, fmt::format("It stands in the text itself, and in {}.", fmt::join(around, ", ")));
    if (!element.attributes.empty()) out += fmt::format("\n{}\n", style.heading("Attributes"));
    for (const flow::AttributeSpec& one : element.attributes) {
        out += fmt::format("  {}: {}\n", one.name, one.summary);
        append_paragraph(out, type_of(one), 6);
        if (one.required) append_paragraph(out, "required", 6);
    }
    return out;
}

} // namespace

std::string element_page(std::string_view name, const PageStyle& style) {
    if (const flow::SsmlElement* element = flow::find_ssml(name)) return ssml_page(*element, style);
    const flow::VerbSpec* own = flow::find_verb(name);
    std::vector<Meaning> found = meanings(name);
    // On the page of a verb only what is called so and is another verb's.
    if (own != nullptr) {
        std::erase_if(found, [&](const Meaning& one) { return std::ranges::find(one.verbs, own) != one.verbs.end(); });
    }
    if (found.empty()) return {};
    std::string out;
    if (own == nullptr) {
        out = fmt::format("{} (in a provider's documents)\n", style.heading(found.front().name));
        out += '\n';
    }
    for (const Meaning& one : found) append_paragraph(out, one.text);
    if (own != nullptr) return out;
    std::vector<const flow::VerbSpec*> said;
    for (const Meaning& one : found) {
        for (const flow::VerbSpec* verb : one.verbs) {
            if (std::ranges::find(said, verb) != said.end()) continue;
            said.push_back(verb);
            out += "\n" + verb_page(*verb, style);
        }
    }
    return out;
}

std::vector<std::string_view> element_names() {
    std::vector<std::string_view> out;
    const auto add = [&](std::string_view name) {
        const auto is_verb = [&](const flow::VerbSpec& one) { return same_letters(one.name, name); };
        if (std::ranges::none_of(flow::vocabulary(), is_verb) && std::ranges::find(out, name) == out.end())
            out.push_back(name);
    };
    for (const Provider* provider : providers::registry()) {
        for (const providers::VerbSupport& support : provider->verbs) each_element(support, add);
        for (const providers::PartName& part : provider->parts) add(part.name);
    }
    for (const flow::SsmlElement& one : flow::ssml_elements()) add(one.name);
    std::ranges::sort(out);
    return out;
}

} // namespace callflow::cli

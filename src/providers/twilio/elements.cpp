#include "providers/twilio/elements.hpp"

#include "base/ascii.hpp"
#include "flow/ssml.hpp"

#include <algorithm>
#include <array>

namespace callflow::providers::twilio {

namespace {

constexpr auto leaves = std::to_array<Leaf>({
    {"Application", "ApplicationSid", "sid"},
    {"Client", "Identity", "identity"},
    {"Message", "Body", "text"},
    {"Message", "Media", "media"},
});

// `ConversationRelay` for the verb conversationRelay: of several verbs that become one element, the one that is read back.
bool is_namesake(std::string_view verb, std::string_view element) {
    return verb.size() == element.size() && verb.front() == base::to_lower(element.front()) &&
           verb.substr(1) == element.substr(1);
}

// Whether the element has an attribute for that of its verb: what is its text, or an element inside it, is none.
bool is_attribute(const Element& element, const flow::AttributeSpec& attribute) {
    const auto& taken = element.row->support.attributes;
    const bool inside = std::ranges::any_of(
        leaves, [&](const Leaf& one) { return one.parent == element.name && one.attribute == attribute.name; });
    return attribute.name != element.row->text && !inside && attribute.type != flow::AttributeType::ssml &&
           attribute.type != flow::AttributeType::prompt && std::ranges::find(taken, attribute.name) != taken.end();
}

// What follows from the table, so that reading a document need not look for it again and again.
void complete(Element& one) {
    one.in_response = one.spec->in_response && one.spec->inside.empty();
    one.has_leaves = std::ranges::find(leaves, one.name, &Leaf::parent) != leaves.end();
    one.ssml = flow::find_attribute(*one.spec, "ssml");
    for (const std::string_view attribute : one.row->support.attributes) {
        const flow::AttributeSpec* spec = flow::find_attribute(*one.spec, attribute, "twilio");
        if (spec != nullptr && is_attribute(one, *spec)) one.taken.push_back(spec);
    }
}

std::vector<Element> make_elements() {
    std::vector<Element> out;
    for (const VerbSupport& one : support()) {
        const flow::VerbSpec* spec = flow::find_verb(one.verb);
        if (one.element.empty() || one.element == as_it_is || spec == nullptr) continue;
        for (std::string_view rest = one.element; !rest.empty();) { // `Sms, Message`
            const std::string_view name = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(rest.size(), name.size() + 2));
            Element& element = out.emplace_back();
            element.name = name;
            element.row = find_row(*spec);
            element.spec = spec;
        }
    }
    std::ranges::sort(out, {},
                      [](const Element& one) { return std::pair(one.name, !is_namesake(one.spec->name, one.name)); });
    const auto again = std::ranges::unique(out, {}, &Element::name);
    out.erase(again.begin(), again.end());
    std::ranges::for_each(out, complete);
    return out;
}

const std::vector<Element>& elements() {
    static const std::vector<Element> all = make_elements();
    return all;
}

// Of each letter the elements that begin with it.
std::span<const Element> elements_with(char first) {
    constexpr std::size_t letters = 26;
    static const std::array<std::span<const Element>, letters> all = [] {
        std::array<std::span<const Element>, letters> out;
        for (std::size_t i = 0; i < letters; ++i) {
            const auto of = std::ranges::equal_range(elements(), static_cast<char>('A' + i), {},
                                                     [](const Element& one) { return one.name.front(); });
            out[i] = {of.begin(), of.end()};
        }
        return out;
    }();
    return base::is_upper(first) ? all[static_cast<std::size_t>(first - 'A')] : std::span<const Element>();
}

std::string_view element_of(std::string_view verb) {
    const flow::VerbSpec* spec = flow::find_verb(verb);
    const Row* row = spec == nullptr ? nullptr : find_row(*spec);
    return row == nullptr ? std::string_view() : row->support.element.substr(0, row->support.element.find(','));
}

// Of SSML, which may stand in what is said.
bool is_ssml(std::string_view name) { return flow::find_ssml(name) != nullptr; }

} // namespace

const Element* find_element(std::string_view name) {
    if (name.empty()) return nullptr;
    const auto some = elements_with(name.front());
    const auto at = std::ranges::find(some, name, &Element::name);
    return at == some.end() ? nullptr : &*at;
}

const flow::AttributeSpec* Element::find(std::string_view attribute) const {
    const auto at = std::ranges::find(taken, attribute, &flow::AttributeSpec::name);
    return at == taken.end() ? nullptr : *at;
}

std::span<const std::string_view> response_elements() {
    static const std::vector<std::string_view> all = [] {
        std::vector<std::string_view> out;
        for (const Element& one : elements()) {
            if (one.in_response) out.push_back(one.name);
        }
        return out;
    }();
    return all;
}

std::vector<std::string_view> elements_inside(const Element& parent) {
    std::vector<std::string_view> out;
    for (const std::string_view verb : parent.spec->children) {
        if (!nests_prompt(parent)) break;
        const std::string_view name = element_of(verb);
        if (!name.empty()) out.push_back(name);
    }
    for (const Leaf& leaf : leaves) {
        if (leaf.parent == parent.name) out.push_back(leaf.name);
    }
    return out;
}

// What a record or a message says is written beside it, or is its text.
bool nests_prompt(const Element& parent) { return !parent.row->prompt_before && parent.spec->name != "message"; }

const Leaf* find_leaf(std::string_view parent, std::string_view child) {
    const auto* at =
        std::ranges::find_if(leaves, [&](const Leaf& one) { return one.parent == parent && one.name == child; });
    return at == leaves.end() ? nullptr : at;
}

bool is_simple_name(std::string_view name) {
    const auto letter = [](char c) { return base::is_letter(c) || c == '_'; };
    return !name.empty() && letter(name.front()) && std::ranges::all_of(name, [&](char c) {
        return letter(c) || base::is_digit(c) || c == '-' || c == '.' || c == ':';
    });
}

bool is_group(std::string_view parent, std::string_view child) { return parent == "Sip" && child == "Headers"; }

bool is_known(std::string_view name) {
    return find_element(name) != nullptr || is_ssml(name) || name == "Headers" ||
           std::ranges::find(leaves, name, &Leaf::name) != leaves.end();
}

} // namespace callflow::providers::twilio

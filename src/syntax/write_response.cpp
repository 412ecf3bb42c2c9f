#include "syntax/write_response.hpp"

#include "syntax/write_values.hpp"

#include <algorithm>

namespace callflow::syntax {

namespace {

using flow::ResolvedAttribute;
using flow::ResolvedVerb;
using Kind = YamlNode::Kind;

constexpr std::size_t line_width = 110;

// --- verbs -> nodes

YamlNode noun_value(const ResolvedVerb& noun, std::string_view around, std::string_view provider);
YamlNode verb_item(const ResolvedVerb& verb, std::string_view provider);

bool is_own(const flow::VerbSpec& verb, const flow::AttributeSpec& attribute) {
    return !attribute.provider.empty() && flow::find_attribute(verb, attribute.name) != &attribute;
}

YamlNode marked(YamlNode node, const ResolvedVerb& verb, const flow::AttributeSpec* attribute) {
    node.verb = &verb;
    node.attribute = attribute;
    return node;
}

// Whether all nouns of a kind stand together, so that each kind can be a key.
bool stand_by_kind(const ResolvedVerb& verb) {
    std::vector<const flow::VerbSpec*> kinds;
    for (const ResolvedVerb& one : verb.children) {
        if (flow::find_attribute(*verb.spec, one.spec->name) != nullptr) return false; // the key is an attribute's
        if (!kinds.empty() && kinds.back() == one.spec) continue;
        if (std::ranges::find(kinds, one.spec) != kinds.end()) return false;
        kinds.push_back(one.spec);
    }
    return true;
}

void add_nouns(const ResolvedVerb& verb, std::string_view provider, YamlNode& out) {
    if (!stand_by_kind(verb)) {
        YamlNode list;
        list.kind = Kind::list;
        list.lines = true;
        for (const ResolvedVerb& one : verb.children) {
            YamlNode item;
            item.kind = Kind::map;
            item.entries.emplace_back(one.spec->name, noun_value(one, verb.spec->name, provider));
            list.items.push_back(marked(std::move(item), one, nullptr));
        }
        out.entries.emplace_back(flow::nouns_key, std::move(list));
        return;
    }
    for (std::size_t i = 0; i < verb.children.size();) {
        const flow::VerbSpec* kind = verb.children[i].spec;
        YamlNode list;
        list.kind = Kind::list;
        for (; i < verb.children.size() && verb.children[i].spec == kind; ++i) {
            list.items.push_back(noun_value(verb.children[i], verb.spec->name, provider));
        }
        YamlNode value = list.items.size() == 1 ? std::move(list.items.front()) : std::move(list);
        out.entries.emplace_back(kind->name, std::move(value));
    }
}

void add_prompt(const ResolvedVerb& verb, std::string_view provider, YamlNode& out) {
    YamlNode list;
    list.kind = Kind::list;
    list.lines = true;
    for (const ResolvedVerb& one : verb.children) list.items.push_back(verb_item(one, provider));
    out.entries.emplace_back(verb.spec->prompt_key, std::move(list));
}

// The keys of a verb or noun: its content first, what only one provider has behind the others, then what stands inside.
YamlNode keys_of(const ResolvedVerb& verb, std::string_view content, std::string_view provider) {
    YamlNode out;
    out.kind = Kind::map;
    YamlNode own;
    own.kind = Kind::map;
    for (const bool first : {true, false}) {
        for (const ResolvedAttribute& one : verb.attributes) {
            if ((one.spec->name == content) != first) continue;
            YamlNode value = marked(attribute_value(*one.spec, one.value), verb, one.spec);
            YamlNode& into = is_own(*verb.spec, *one.spec) ? own : out;
            into.entries.emplace_back(one.spec->name, std::move(value));
        }
    }
    if (!own.entries.empty()) out.entries.emplace_back(provider, std::move(own));
    if (verb.children.empty()) return out;
    if (verb.spec->prompt_key.empty()) {
        add_nouns(verb, provider, out);
    } else {
        add_prompt(verb, provider, out);
    }
    return out;
}

// Null where the content alone does not say it all.
const ResolvedAttribute* only_content(const ResolvedVerb& verb, std::string_view content) {
    const bool only = verb.children.empty() && verb.attributes.size() == 1;
    return only && verb.attributes.front().spec->name == content && !is_own(*verb.spec, *verb.attributes.front().spec)
               ? &verb.attributes.front()
               : nullptr;
}

YamlNode value_of(const ResolvedVerb& verb, std::string_view content, std::string_view provider) {
    if (const ResolvedAttribute* own = only_content(verb, content)) {
        YamlNode value = attribute_value(*own->spec, own->value);
        // Braces and brackets of JSON would be keys of the verb.
        if (value.kind == Kind::scalar) return marked(std::move(value), verb, own->spec);
    }
    return keys_of(verb, content, provider);
}

YamlNode noun_value(const ResolvedVerb& noun, std::string_view around, std::string_view provider) {
    const flow::InsideSpec* inside = flow::find_inside(around, noun.spec->name);
    return value_of(noun, inside != nullptr ? inside->content : noun.spec->content, provider);
}

// The number of `dial: "+15551230000"`.
const ResolvedVerb* only_noun(const ResolvedVerb& verb) {
    const std::string_view content = verb.spec->content;
    if (content.empty() || flow::find_attribute(*verb.spec, content) != nullptr || !verb.attributes.empty() ||
        verb.children.size() != 1) {
        return nullptr;
    }
    const ResolvedVerb& noun = verb.children.front();
    return noun.spec->name == content && only_content(noun, noun.spec->content) != nullptr ? &noun : nullptr;
}

YamlNode verb_item(const ResolvedVerb& verb, std::string_view provider) {
    if (verb.attributes.empty() && verb.children.empty()) {
        return marked(YamlNode::scalar(std::string(verb.spec->name)), verb, nullptr);
    }
    YamlNode out;
    out.kind = Kind::map;
    const ResolvedVerb* noun = only_noun(verb);
    out.entries.emplace_back(verb.spec->name, noun != nullptr ? noun_value(*noun, verb.spec->name, provider)
                                                              : value_of(verb, verb.spec->content, provider));
    return marked(std::move(out), verb, nullptr);
}

// --- nodes -> text

class Layout {
public:
    explicit Layout(WrittenResponse& out) : out_(out) {}

    void item(const YamlNode& node, std::uint32_t indent, std::uint32_t top) {
        top_ = top;
        out_.text.append(indent, ' ');
        out_.text += "- ";
        block(node, indent + 2);
    }

private:
    // An item of a list in brackets that needs no braces: `[say: Hello]`.
    static bool is_pair(const YamlNode& node) {
        return node.entries.size() == 1 && node.entries.front().second.kind == Kind::scalar;
    }

    // How many columns it takes in one line, more than a line has where it cannot stand in one.
    static std::size_t width(const YamlNode& node) {
        const bool one_item =
            node.items.size() == 1 && (node.items.front().kind == Kind::scalar || is_pair(node.items.front()));
        std::size_t all = node.lines && !one_item ? line_width + 1 : node.text.size() + 2;
        for (const auto& [key, value] : node.entries) all += key.size() + 4 + width(value);
        for (const YamlNode& one : node.items) all += 2 + width(one);
        return all;
    }

    std::size_t open(const YamlNode& node) {
        if (node.verb == nullptr) return out_.parts.size();
        const auto begin = static_cast<std::uint32_t>(out_.text.size());
        out_.parts.push_back({begin, begin, top_, node.verb, node.attribute});
        return out_.parts.size() - 1;
    }
    void close(const YamlNode& node, std::size_t part) {
        if (node.verb != nullptr) out_.parts[part].end = static_cast<std::uint32_t>(out_.text.size());
    }

    void inline_entry(const YamlNode::Entry& entry) {
        const std::size_t part = open(entry.second);
        out_.text += entry.first;
        out_.text += ": ";
        inside_line(entry.second);
        close(entry.second, part);
    }

    void inside_line(const YamlNode& node) {
        if (node.kind == Kind::scalar) {
            out_.text += node.text;
            return;
        }
        const bool map = node.kind == Kind::map;
        out_.text += map ? '{' : '[';
        bool first = true;
        const auto comma = [&] {
            if (!first) out_.text += ", ";
            first = false;
        };
        for (const YamlNode::Entry& one : node.entries) {
            comma();
            inline_entry(one);
        }
        for (const YamlNode& one : node.items) {
            comma();
            const std::size_t part = open(one);
            is_pair(one) && node.lines ? inline_entry(one.entries.front()) : inside_line(one);
            close(one, part);
        }
        out_.text += map ? '}' : ']';
    }

    // The value of a key that stands at `indent`.
    void value(const YamlNode& node, std::uint32_t indent) {
        const std::size_t line = out_.text.size() - out_.text.rfind('\n') - 1;
        const bool empty = node.entries.empty() && node.items.empty();
        if (node.kind == Kind::scalar || empty || line + 1 + width(node) <= line_width) {
            out_.text += ' ';
            inside_line(node);
            out_.text += '\n';
            return;
        }
        out_.text += '\n';
        if (node.kind == Kind::map) {
            out_.text.append(indent + 2, ' ');
            entries(node, indent + 2);
            return;
        }
        for (const YamlNode& one : node.items) {
            out_.text.append(indent + 2, ' ');
            out_.text += "- ";
            block(one, indent + 4);
        }
    }

    // Entries a line each; the first one's column has been reached.
    void entries(const YamlNode& node, std::uint32_t indent) {
        bool first = true;
        for (const auto& [key, inner] : node.entries) {
            if (!first) out_.text.append(indent, ' ');
            first = false;
            const std::size_t part = open(inner);
            out_.text += key;
            out_.text += ':';
            value(inner, indent);
            close(inner, part);
        }
    }

    // An item of a list, behind its hyphen.
    void block(const YamlNode& node, std::uint32_t indent) {
        const std::size_t part = open(node);
        if (node.kind == Kind::map && !node.entries.empty()) {
            entries(node, indent);
        } else {
            inside_line(node);
            out_.text += '\n';
        }
        close(node, part);
    }

    WrittenResponse& out_;
    std::uint32_t top_ = 0;
};

} // namespace

WrittenResponse write_response(const std::vector<ResolvedVerb>& verbs, std::string_view provider,
                               std::uint32_t indent) {
    WrittenResponse out;
    Layout layout(out);
    for (std::size_t i = 0; i < verbs.size(); ++i) {
        layout.item(verb_item(verbs[i], provider), indent, static_cast<std::uint32_t>(i));
    }
    return out;
}

} // namespace callflow::syntax

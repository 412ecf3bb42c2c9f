// TwiML back into verbs.
#include "base/codes.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "doc/xml_tree.hpp"
#include "providers/twilio/elements.hpp"
#include "providers/twilio/meaning.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::twilio {

namespace {

using doc::XmlAttribute;
using doc::XmlNode;
using flow::ResolvedVerb;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Line breaks and runs of blanks in what is spoken are layout.
std::string one_line_of(std::string_view text) {
    std::string out(text);
    char* const begin = out.data();
    const char* const end = begin + out.size();
    const char* at = begin;
    for (bool blank = false; at != end; ++at) { // mostly it is one line already
        if (is_blank(*at) && (blank || *at != ' ')) break;
        blank = *at == ' ';
    }
    char* to = begin + (at - begin);
    for (; at != end; ++at) {
        const char written = is_blank(*at) ? ' ' : *at;
        if (written != ' ' || to == begin || to[-1] != ' ') *to++ = written;
    }
    out.resize(static_cast<std::size_t>(to - begin));
    return out;
}

class Parser {
public:
    Parser(const doc::XmlTree& tree, std::string_view source) : tree_(tree), source_(source) {}

    ParsedDocument document();

private:
    ResolvedVerb verb(const XmlNode& node, const Element& element);
    void attributes(const XmlNode& node, const Element& element, ResolvedVerb& out);
    void children(const XmlNode& node, const Element& element, ResolvedVerb& out);
    void child(const XmlNode& node, const XmlNode& one, const Element& element, ResolvedVerb& out);
    void text(const XmlNode& node, const Element& element, std::string_view given, base::Span where, std::size_t before,
              ResolvedVerb& out);
    bool leaf(const XmlNode& one, const Element& element, ResolvedVerb& out);
    bool spoken_markup(const XmlNode& node, const Element& element, ResolvedVerb& out);
    ResolvedVerb raw(const XmlNode& node) const;
    void lose(std::string what, base::Span where) { out_.lost.push_back({std::move(what), where}); }
    [[nodiscard]] std::string text_in(const XmlNode& node) const;
    void say_channel();

    const doc::XmlTree& tree_;
    std::string_view source_;
    ParsedDocument out_;
};

void Parser::attributes(const XmlNode& node, const Element& element, ResolvedVerb& out) {
    const auto given = tree_.attributes_of(node);
    out.attributes.reserve(given.size() + 1);
    std::string extra;
    base::Span where;
    base::JsonWriter json(extra);
    for (const XmlAttribute& one : given) {
        const flow::AttributeSpec* spec = element.find(one.name);
        if (spec == nullptr) {
            if (means_nothing(one.name)) continue;
            if (!is_simple_name(one.name)) {
                lose(fmt::format("attribute {} of {}", base::quoted(one.name), node.name), one.key);
                continue;
            }
            if (extra.empty()) json.begin_object();
            json.member(one.name, one.value);
            where = one.where;
            continue;
        }
        out.attributes.push_back({spec, std::string(one.value), one.where});
    }
    if (extra.empty()) return;
    json.end_object();
    out.attributes.push_back({flow::extra_spec("twilio"), std::move(extra), where});
}

// The element's own text. A verb without such an attribute has a noun of that name, a Dial's number: it stands behind as many
// others as are `before` it.
void Parser::text(const XmlNode& node, const Element& element, std::string_view given, base::Span where,
                  std::size_t before, ResolvedVerb& out) {
    const std::string_view whole = given;
    given = base::trim(given);
    const std::string_view name = element.row->text;
    if (given.empty()) {
        const flow::AttributeSpec* own = flow::find_attribute(*element.spec, name);
        // of a Redirect: the same document again
        if (own != nullptr && element.name == "Redirect") out.attributes.push_back({own, {}, where});
        // says nothing, and stays what it is
        if (own != nullptr && element.name == "Say") out.attributes.push_back({own, " ", where});
        return;
    }
    if (name.empty()) {
        lose(fmt::format("text {} in {}", base::quoted(given), node.name), where);
        return;
    }
    const flow::AttributeSpec* spec = flow::find_attribute(*element.spec, name);
    const auto there = std::ranges::find(out.attributes, spec, &flow::ResolvedAttribute::spec);
    if (spec != nullptr && there != out.attributes.end()) {
        if (element.name ==
            "Message") { // words beside its Body are not thrown away: compare() takes them together as well
            const bool first = where.begin < there->where.begin;
            there->value = base::trim(first ? std::string(whole) + there->value : there->value + std::string(whole));
            return;
        }
        lose(fmt::format("text {} in {}", base::quoted(given), node.name), where);
        return;
    }
    if (spec != nullptr) {
        const bool spoken = spec->type == flow::AttributeType::spoken;
        out.attributes.push_back({spec, spoken ? one_line_of(given) : std::string(given), where});
        return;
    }
    if (const flow::VerbSpec* noun = flow::find_verb(name)) {
        ResolvedVerb& child = *out.children.emplace(out.children.begin() + static_cast<std::ptrdiff_t>(before));
        child.spec = noun;
        child.where = where;
        child.attributes.push_back({flow::find_attribute(*noun, noun->content), std::string(given), where});
    }
}

std::string Parser::text_in(const XmlNode& node) const {
    std::string out;
    for (const XmlNode* one = tree_.first_child(node); one != nullptr; one = tree_.next(*one)) out += one->text;
    return std::string(base::trim(out));
}

// An element that is an attribute of the verb around it. Of several, the values stand beside each other.
bool Parser::leaf(const XmlNode& one, const Element& element, ResolvedVerb& out) {
    const Leaf* leaf = element.has_leaves ? find_leaf(element.name, one.name) : nullptr;
    if (leaf == nullptr) return false;
    const flow::AttributeSpec* spec = flow::find_attribute(*element.spec, leaf->attribute);
    if (spec == nullptr) return false;
    const auto before = std::ranges::find(out.attributes, spec, &flow::ResolvedAttribute::spec);
    if (before == out.attributes.end()) {
        out.attributes.push_back({spec, text_in(one), one.inside});
    } else if (spec->type == flow::AttributeType::list) {
        before->value += " " + text_in(one);
    } else {
        lose(fmt::format("a second {} in {}", one.name, element.name), one.name_span());
    }
    return true;
}

// What is said with SSML in it is one attribute, as it stands there.
bool Parser::spoken_markup(const XmlNode& node, const Element& element, ResolvedVerb& out) {
    if (element.ssml == nullptr) return false;
    const XmlNode* one = tree_.first_child(node);
    while (one != nullptr && !one->is_element()) one = tree_.next(*one);
    if (one == nullptr) return false;
    const std::string_view inside = source_.substr(node.inside.begin, node.inside.size());
    out.attributes.push_back({element.ssml, one_line_of(base::trim(inside)), node.inside});
    return true;
}

void Parser::child(const XmlNode& node, const XmlNode& one, const Element& element, ResolvedVerb& out) {
    if (is_group(node.name, one.name)) {
        for (const XmlNode* inner = tree_.first_child(one); inner != nullptr; inner = tree_.next(*inner)) {
            if (inner->is_element()) child(node, *inner, element, out);
        }
        return;
    }
    if (leaf(one, element, out)) return;
    const Element* known = find_element(one.name);
    const auto& taken = element.spec->children;
    if (known == nullptr || !nests_prompt(element) || std::ranges::find(taken, known->spec->name) == taken.end()) {
        lose(fmt::format("{} in {}", one.name, node.name), one.name_span());
        return;
    }
    out.children.push_back(verb(one, *known));
}

void Parser::children(const XmlNode& node, const Element& element, ResolvedVerb& out) {
    if (spoken_markup(node, element, out)) return;
    const XmlNode* first = tree_.first_child(node);
    if (first != nullptr && first->next == doc::no_xml_node && !first->is_element()) { // mostly
        text(node, element, first->text, first->where, 0, out);
        return;
    }
    std::string all;
    base::Span where = node.inside;
    std::size_t before = 0;
    std::size_t elements = 0;
    for (const XmlNode* one = first; one != nullptr; one = tree_.next(*one)) elements += one->is_element() ? 1U : 0U;
    out.children.reserve(elements);
    for (const XmlNode* one = first; one != nullptr; one = tree_.next(*one)) {
        if (one->is_element()) {
            child(node, *one, element, out);
        } else if (!base::trim(one->text).empty()) {
            if (all.empty()) {
                where = one->where;
                before = out.children.size();
            }
            all += one->text;
        }
    }
    text(node, element, all, where, before, out);
}

ResolvedVerb Parser::verb(const XmlNode& node, const Element& element) {
    ResolvedVerb out;
    out.spec = element.spec;
    out.where = node.name_span();
    attributes(node, element, out);
    children(node, element, out);
    return out;
}

// An element that no verb is for, as it stands there.
ResolvedVerb Parser::raw(const XmlNode& node) const {
    ResolvedVerb out;
    out.spec = flow::find_verb("raw");
    out.where = node.name_span();
    const flow::AttributeSpec* spec = flow::find_attribute(*out.spec, "twiml");
    out.attributes.push_back(
        {spec, std::string(source_.substr(node.where.begin, node.end - node.where.begin)), node.where});
    return out;
}

// With a Message and nothing that belongs to a call it answers a text message.
void Parser::say_channel() {
    const auto neutral = [](const ResolvedVerb& one) {
        return one.spec->name == "redirect" || one.spec->name == "raw";
    };
    bool text = false;
    for (const XmlNode* one = tree_.first_child(tree_.root()); one != nullptr; one = tree_.next(*one)) {
        text = text || one->name == "Message";
        if (one->name == "Sms") return;
    }
    out_.response.text = text && std::ranges::all_of(out_.response.verbs, [&](const ResolvedVerb& one) {
                             return one.spec->name == "message" || neutral(one);
                         });
}

ParsedDocument Parser::document() {
    const XmlNode& root = tree_.root();
    out_.response.where = root.name_span();
    std::size_t count = 0;
    for (const XmlNode* one = tree_.first_child(root); one != nullptr; one = tree_.next(*one)) ++count;
    out_.response.verbs.reserve(count);
    for (const XmlNode* one = tree_.first_child(root); one != nullptr; one = tree_.next(*one)) {
        if (!one->is_element()) {
            if (!base::trim(one->text).empty()) lose("text between verbs", one->where);
            continue;
        }
        const Element* known = find_element(one->name);
        const bool stands = known != nullptr && known->in_response;
        out_.response.verbs.push_back(stands ? verb(*one, *known) : raw(*one));
        out_.whole.push_back({one->where.file, one->where.begin, one->end});
    }
    for (const XmlAttribute& one : tree_.attributes_of(root)) {
        if (!means_nothing(one.name)) lose(fmt::format("attribute {} of Response", base::quoted(one.name)), one.key);
    }
    say_channel();
    return std::move(out_);
}

} // namespace

std::optional<ParsedDocument> parse(const base::Sources& sources, base::FileId file, base::Diagnostics& diagnostics) {
    const auto tree = doc::read_xml_tree(sources, file, diagnostics);
    if (!tree) return std::nullopt;
    if (tree->root().name != "Response") {
        diagnostics.report(base::codes::twiml_root, tree->root().name_span(),
                           fmt::format("the root is <{}>, not <Response>", base::printable(tree->root().name)));
        return std::nullopt;
    }
    return Parser(*tree, sources[file].text()).document();
}

} // namespace callflow::providers::twilio

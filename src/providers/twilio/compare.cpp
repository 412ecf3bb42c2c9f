// TwiML documents by meaning. No difference make: layout, the declaration, comments, the order of
// attributes, CDATA or escapes, blanks around texts (and within what is spoken), the spellings of
// meaning.hpp, an attribute that says what Twilio does anyway, and a Dial's number as text or as a
// Number noun, which behave alike, as a Message's Body and a
// Client's Identity do.
#include "base/text.hpp"
#include "doc/xml.hpp"
#include "providers/tree_compare.hpp"
#include "providers/twilio/meaning.hpp"
#include "providers/twilio/twilio.hpp"

#include <fmt/format.h>
#include <map>
#include <pugixml.hpp>

namespace callflow::providers::twilio {

namespace {

constexpr std::string_view text_label = "#text";

std::string collapse(std::string_view text) {
    std::string out;
    bool blank = false;
    for (const char c : base::trim(text)) {
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            blank = true;
            continue;
        }
        if (blank) {
            out.push_back(' ');
            blank = false;
        }
        out.push_back(c);
    }
    return out;
}

Part text_part(std::string_view element, std::string_view text) {
    Part part;
    part.label = text_label;
    part.scalar = true;
    part.shown = base::trim(text);
    part.value = is_spoken(element)  ? collapse(text)
                 : element == "Task" ? normal_json(part.shown)
                                     : normal_content(element, part.shown);
    return part;
}

Part number_part(std::string_view text, std::size_t index) {
    Part part;
    part.place = fmt::format("/Number[{}]", index);
    part.label = "Number";
    part.items.push_back(text_part("Number", text));
    return part;
}

// What may also stand in the element by itself: a Message's text, a Client's name.
bool is_content(std::string_view parent, const pugi::xml_node& child) {
    const std::string_view name = child.name();
    const bool content = (parent == "Message" && name == "Body") || (parent == "Client" && name == "Identity");
    return content && !child.first_attribute();
}

class Reader {
public:
    [[nodiscard]] Part element(const pugi::xml_node& node, std::string place) const;

private:
    static void attributes(const pugi::xml_node& node, Part& part);
    void children(const pugi::xml_node& node, Part& part) const;
};

void Reader::attributes(const pugi::xml_node& node, Part& part) {
    for (const pugi::xml_attribute attribute : node.attributes()) {
        if (means_nothing(attribute.name()) || part.label == "Response") {
            continue;
        }
        std::string value = normal_value(node.name(), attribute.name(), attribute.value());
        if (is_default(node.name(), attribute.name(), value)) {
            continue;
        }
        const auto other = [&node](const char* name) { return std::string_view(node.attribute(name).value()); };
        if (means_nothing_beside(node.name(), attribute.name(), other)) continue;
        if (!value.empty() && value == dependent_default(node.name(), attribute.name(), other)) continue;
        Part one;
        one.place = fmt::format("@{}", attribute.name());
        one.scalar = true;
        one.value = std::move(value);
        one.shown = attribute.value();
        part.members.push_back({attribute.name(), std::move(one)});
    }
}

// Text may come in pieces, with comments between them.
void Reader::children(const pugi::xml_node& node, Part& part) const {
    std::map<std::string, std::size_t, std::less<>> counts;
    std::string text;
    const auto flush = [&] {
        if (!base::trim(text).empty()) {
            part.items.push_back(part.label == "Dial" ? number_part(text, ++counts["Number"])
                                                      : text_part(part.label, text));
        }
        text.clear();
    };
    for (const pugi::xml_node child : node.children()) {
        if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
            text += child.value();
        } else if (is_content(part.label, child)) {
            text += child.text().get();
        } else if (child.type() == pugi::node_element) {
            flush();
            const std::size_t index = ++counts[child.name()];
            part.items.push_back(element(child, fmt::format("/{}[{}]", child.name(), index)));
        }
    }
    flush();
}

Part Reader::element(const pugi::xml_node& node, std::string place) const {
    Part part;
    part.place = std::move(place);
    part.label = node.name();
    attributes(node, part);
    children(node, part);
    return part;
}

// `<Say loop="2">Hello</Say>`, in normal form.
std::string show(const Part& part) {
    std::string out = "<" + part.label;
    for (const Member& member : part.members) {
        out += " " + member.name + "=\"";
        doc::append_xml_attribute(out, member.part.shown);
        out += "\"";
    }
    if (part.items.empty()) {
        return out + "/>";
    }
    out += ">";
    for (const Part& item : part.items) {
        if (item.scalar) {
            doc::append_xml_text(out, item.value);
        } else {
            out += show(item);
        }
    }
    return out + "</" + part.label + ">";
}

} // namespace

std::optional<std::vector<Difference>> compare(const base::Sources& sources, base::FileId left, base::FileId right,
                                               base::Diagnostics& diagnostics) {
    const auto one = doc::read_xml(sources, left, diagnostics);
    const auto other = doc::read_xml(sources, right, diagnostics);
    if (!one || !other) {
        return std::nullopt;
    }
    const Reader reader;
    const auto read = [&reader](const doc::XmlDocument& document) {
        const pugi::xml_node root = document.tree().document_element();
        return reader.element(root, root.name());
    };
    Part a = read(*one);
    Part b = read(*other);
    return compare_parts(a, b, show);
}

} // namespace callflow::providers::twilio

#include "base/text.hpp"
#include "check_tree.hpp"
#include "doc/plain_xml.hpp"
#include "doc/xml.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <pugixml.hpp>
#include <string>

using namespace callflow;

namespace {

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

bool inside(base::Span span, std::string_view text) { return span.begin <= span.end && span.end <= text.size(); }

void check(const doc::XmlDocument& document, const pugi::xml_node& node, std::string_view text) {
    if (node.type() == pugi::node_element) {
        const base::Span tag = document.span(node);
        require(tag.valid() && inside(tag, text) && text[tag.begin] == '<' && text[tag.end - 1] == '>');
        for (const pugi::xml_attribute& attribute : node.attributes()) {
            const base::Span value = document.attribute_span(node, attribute.name());
            require(value.begin > tag.begin && value.end < tag.end && value.begin <= value.end);
            require(text[value.end] == text[value.begin - 1]);
        }
        require(inside(document.attribute_span(node, "no such attribute"), text));
    }
    for (const pugi::xml_node& child : node.children()) {
        check(document, child, text);
    }
}

// What the escaping functions write is read back as what they were given.
void check_escaping(const std::string& text) {
    std::string xml = "<a b=\"";
    const bool attribute = doc::append_xml_attribute(xml, text);
    xml += "\">x";
    const bool content = doc::append_xml_text(xml, text);
    xml += "</a>";
    base::Sources sources;
    const base::FileId file = sources.add("escaped.xml", xml);
    base::Diagnostics found;
    const auto document = doc::read_xml(sources, file, found);
    require(document.has_value() && attribute == content);
    if (content) {
        const pugi::xml_node root = document->tree().document_element();
        require(text.find('\0') == std::string::npos);
        require(text == root.attribute("b").value() && "x" + text == root.text().get());
    }
}

bool same_node(const doc::XmlNode& a, const doc::XmlNode& b) {
    return a.name == b.name && a.text == b.text && a.where == b.where && a.inside == b.inside && a.end == b.end &&
           a.parent == b.parent && a.first_child == b.first_child && a.next == b.next &&
           a.first_attribute == b.first_attribute && a.attribute_count == b.attribute_count;
}

bool same_attribute(const doc::XmlAttribute& a, const doc::XmlAttribute& b) {
    return a.name == b.name && a.value == b.value && a.key == b.key && a.where == b.where;
}

// What the quick way takes is XML, and gives the tree that expat's events give.
void check_judge(const base::Source& source, base::FileId file, const doc::XmlLimits& limits) {
    if (base::find_invalid_utf8(source.text()) != std::string_view::npos) return;
    doc::XmlTree quick;
    if (!doc::read_plain_xml(quick, source.text(), file, limits)) return;
    base::Diagnostics found;
    const auto judged = doc::judge_xml_tree(source, file, found, limits);
    require(judged.has_value() && std::ranges::equal(quick.nodes, judged->nodes, same_node) &&
            std::ranges::equal(quick.attributes, judged->attributes, same_attribute));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    base::Sources sources;
    const base::FileId file = sources.add("fuzz.xml", bytes);
    base::Diagnostics found;
    doc::XmlLimits limits;
    limits.nodes = 10000;
    const auto document = doc::read_xml(sources, file, found, limits);
    doc::check_findings(found, sources[file].text(), file, document.has_value());
    if (document) {
        check(*document, document->tree(), sources[file].text());
    }
    check_judge(sources[file], file, limits);
    check_escaping(bytes);
    return 0;
}

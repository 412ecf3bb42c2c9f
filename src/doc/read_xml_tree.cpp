#include "doc/plain_xml.hpp"
#include "doc/xml_stream.hpp"
#include "doc/xml_tree.hpp"
#include "doc/xml_tree_builder.hpp"

#include <algorithm>

namespace callflow::doc {
namespace {

using std::uint32_t;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Expat's events into the builder; it hands out decoded values, whose places have to be looked for.
class Events final : public XmlEvents {
public:
    Events(XmlTree& tree, std::string_view source, base::FileId file) : builder_(tree, source, file), source_(source) {}

    void start(const char* name, const char** attributes, base::Span tag) override {
        const auto name_size = static_cast<uint32_t>(std::string_view(name).size());
        builder_.open(tag.begin, name_size);
        add_attributes(tag.begin + 1 + name_size, attributes);
        builder_.opened(tag.end);
    }
    void end(base::Span tag) override { builder_.close(tag.begin, tag.end); }
    void text(std::string_view piece, base::Span where) override { builder_.text(piece, where.begin, where.end); }
    void comment(const char*) override {}
    void instruction(const char*, const char*) override {}

private:
    // The tag is well-formed: <name (blanks name blanks = blanks quote value quote)* blanks [/]>, and expat gives the
    // attributes in the order of the document.
    void add_attributes(uint32_t at, const char** attributes) {
        const char* const source = source_.data();
        for (; *attributes != nullptr; attributes += 2) {
            const auto name_size = static_cast<uint32_t>(std::string_view(attributes[0]).size());
            while (is_space(source[at])) ++at;
            std::size_t quote = at + name_size;
            while (source[quote] != '"' && source[quote] != '\'') ++quote;
            const std::size_t close = source_.find(source[quote], quote + 1);
            builder_.attribute(at, name_size, static_cast<uint32_t>(quote + 1), static_cast<uint32_t>(close));
            const std::string_view value = attributes[1];
            if (source_.substr(quote + 1, close - quote - 1) != value) builder_.decoded_value(value);
            at = static_cast<uint32_t>(close + 1);
        }
    }

    XmlTreeBuilder builder_;
    std::string_view source_;
};

XmlTree empty_tree(std::string_view text) {
    XmlTree tree;
    constexpr std::size_t most = 1u << 18;
    tree.nodes.reserve(std::min<std::size_t>(text.size() / 32 + 8, most));
    tree.attributes.reserve(std::min<std::size_t>(text.size() / 40 + 8, most));
    return tree;
}

} // namespace

const XmlAttribute* XmlTree::find(const XmlNode& node, std::string_view attribute) const {
    const auto all = attributes_of(node);
    const auto found = std::ranges::find(all, attribute, &XmlAttribute::name);
    return found == all.end() ? nullptr : &*found;
}

std::optional<XmlTree> judge_xml_tree(const base::Source& source, base::FileId file, base::Diagnostics& diagnostics,
                                      const XmlLimits& limits) {
    XmlTree tree = empty_tree(source.text());
    Events events(tree, source.text(), file);
    if (!stream_checked_xml(source, file, events, diagnostics, limits)) return std::nullopt;
    return tree;
}

std::optional<XmlTree> read_xml_tree(const base::Sources& sources, base::FileId file, base::Diagnostics& diagnostics,
                                     const XmlLimits& limits) {
    const base::Source& source = sources[file];
    if (!check_xml_bytes(source, file, diagnostics, limits)) return std::nullopt;
    XmlTree tree = empty_tree(source.text());
    if (read_plain_xml(tree, source.text(), file, limits)) return tree;
    return judge_xml_tree(source, file, diagnostics, limits);
}

} // namespace callflow::doc

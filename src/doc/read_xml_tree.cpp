#include "doc/xml_stream.hpp"
#include "doc/xml_tree.hpp"

#include <algorithm>
#include <utility>

namespace callflow::doc {
namespace {

using std::uint32_t;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_blank(std::string_view text) { return std::ranges::all_of(text, is_space); }

class Builder final : public XmlEvents {
public:
    Builder(XmlTree& tree, std::string_view source) : tree_(tree), source_(source) {}

    void start(const char* name, const char** attributes, base::Span tag) override {
        XmlNode& node = add();
        node.where = tag;
        node.name = source_.substr(tag.begin + 1, std::string_view(name).size());
        node.first_attribute = static_cast<uint32_t>(tree_.attributes.size());
        add_attributes(node, attributes);
        node.inside = {tag.file, tag.end, tag.end};
        node.end = tag.end;
        open_ = static_cast<uint32_t>(tree_.nodes.size() - 1);
        last_.push_back(no_xml_node);
    }

    void end(base::Span tag) override {
        flush_text();
        XmlNode& node = tree_.nodes[open_];
        if (tag.begin >= node.where.end) { // else it closes itself
            node.inside.end = tag.begin;
            node.end = tag.end;
        }
        open_ = node.parent;
        last_.pop_back();
    }

    // Pieces that stand in the source one behind the other as they are meant need no copy.
    void text(std::string_view piece, base::Span where) override {
        // Line ends, entities and character references come by themselves; of all else expat hands on the bytes.
        const bool as_it_stands = piece.size() == where.size() && piece.front() == source_[where.begin];
        if (!has_text_) {
            has_text_ = true;
            copied_ = false;
            text_place_ = {where.file, where.begin, where.begin};
        }
        if (!copied_ && !(as_it_stands && where.begin == text_place_.end)) {
            text_ = source_.substr(text_place_.begin, text_place_.size());
            copied_ = true;
        }
        if (copied_) {
            text_.append(piece);
        }
        text_place_.end = where.end;
    }
    void comment(const char*) override {}
    void instruction(const char*, const char*) override {}

private:
    XmlNode& add() {
        flush_text();
        return append();
    }

    XmlNode& append() {
        const auto index = static_cast<uint32_t>(tree_.nodes.size());
        if (open_ != no_xml_node) {
            uint32_t& before = last_.back();
            (before == no_xml_node ? tree_.nodes[open_].first_child : tree_.nodes[before].next) = index;
            before = index;
        }
        XmlNode& node = tree_.nodes.emplace_back();
        node.parent = open_;
        return node;
    }

    std::string_view keep(std::string_view decoded) { return tree_.decoded.emplace_back(decoded); }

    void flush_text() {
        if (!has_text_) {
            return;
        }
        has_text_ = false;
        const std::string_view said = copied_ ? text_ : source_.substr(text_place_.begin, text_place_.size());
        if (is_blank(said)) {
            return;
        }
        XmlNode& node = append();
        node.where = node.inside = text_place_;
        node.end = text_place_.end;
        node.text = copied_ ? keep(said) : said;
    }

    // The tag is well-formed: <name (blanks name blanks = blanks quote value quote)* blanks [/]>, and expat gives the
    // attributes in the order of the document.
    void add_attributes(XmlNode& node, const char** attributes) {
        const char* const source = source_.data();
        uint32_t at = node.where.begin + 1 + static_cast<uint32_t>(node.name.size());
        for (; *attributes != nullptr; attributes += 2) {
            const std::string_view name = attributes[0];
            const std::string_view value = attributes[1];
            while (is_space(source[at])) {
                ++at;
            }
            XmlAttribute& one = tree_.attributes.emplace_back();
            one.key = {node.where.file, at, at + static_cast<uint32_t>(name.size())};
            one.name = source_.substr(at, name.size());
            std::size_t quote = one.key.end;
            while (source[quote] != '"' && source[quote] != '\'') {
                ++quote;
            }
            const std::size_t close = source_.find(source[quote], quote + 1);
            one.where = {node.where.file, static_cast<uint32_t>(quote + 1), static_cast<uint32_t>(close)};
            const std::string_view raw = source_.substr(quote + 1, close - quote - 1);
            one.value = raw == value ? raw : keep(value);
            at = static_cast<uint32_t>(close + 1);
            ++node.attribute_count;
        }
    }

    XmlTree& tree_;
    std::string_view source_;
    uint32_t open_ = no_xml_node;
    std::vector<uint32_t> last_; // the last child so far of each open element
    // Expat hands text out in pieces.
    bool has_text_ = false;
    bool copied_ = false; // into text_; else it is what the source has at text_place_
    std::string text_;
    base::Span text_place_;
};

} // namespace

const XmlAttribute* XmlTree::find(const XmlNode& node, std::string_view attribute) const {
    const auto all = attributes_of(node);
    const auto found = std::ranges::find(all, attribute, &XmlAttribute::name);
    return found == all.end() ? nullptr : &*found;
}

std::optional<XmlTree> read_xml_tree(const base::Sources& sources, base::FileId file, base::Diagnostics& diagnostics,
                                     const XmlLimits& limits) {
    XmlTree tree;
    const std::string_view text = sources[file].text();
    constexpr std::size_t most = 1u << 18;
    tree.nodes.reserve(std::min<std::size_t>(text.size() / 32 + 8, most));
    tree.attributes.reserve(std::min<std::size_t>(text.size() / 40 + 8, most));
    Builder builder(tree, text);
    if (!stream_xml(sources, file, builder, diagnostics, limits)) {
        return std::nullopt;
    }
    return tree;
}

} // namespace callflow::doc

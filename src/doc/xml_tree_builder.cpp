#include "doc/xml_tree_builder.hpp"

#include <algorithm>

namespace callflow::doc {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_blank(std::string_view text) { return std::ranges::all_of(text, is_space); }

} // namespace

XmlNode& XmlTreeBuilder::append() {
    const auto index = static_cast<std::uint32_t>(tree_.nodes.size());
    XmlNode& node = tree_.nodes.emplace_back();
    if (open_ != no_xml_node) {
        std::uint32_t& before = last_.back();
        (before == no_xml_node ? tree_.nodes[open_].first_child : tree_.nodes[before].next) = index;
        before = index;
    }
    node.parent = open_;
    return node;
}

void XmlTreeBuilder::open(std::uint32_t begin, std::uint32_t name_size) {
    flush_text();
    XmlNode& node = append();
    node.where = {file_, begin, begin};
    node.name = {source_.data() + begin + 1, name_size};
    node.first_attribute = static_cast<std::uint32_t>(tree_.attributes.size());
    open_ = static_cast<std::uint32_t>(tree_.nodes.size() - 1);
    last_.push_back(no_xml_node);
}

void XmlTreeBuilder::attribute(std::uint32_t name, std::uint32_t name_size, std::uint32_t value,
                               std::uint32_t value_end) {
    const char* const source = source_.data();
    XmlAttribute& one = tree_.attributes.emplace_back();
    one.key = {file_, name, name + name_size};
    one.name = {source + name, name_size};
    one.where = {file_, value, value_end};
    one.value = {source + value, value_end - value};
    ++tree_.nodes[open_].attribute_count;
}

void XmlTreeBuilder::opened(std::uint32_t end) {
    XmlNode& node = tree_.nodes[open_];
    node.where.end = node.end = end;
    node.inside = {file_, end, end};
}

void XmlTreeBuilder::close(std::uint32_t begin, std::uint32_t end) {
    flush_text();
    XmlNode& node = tree_.nodes[open_];
    if (begin >= node.where.end) { // else it closes itself
        node.inside.end = begin;
        node.end = end;
    }
    open_ = node.parent;
    last_.pop_back();
}

// Pieces that stand in the source one behind the other as they are meant need no copy.
void XmlTreeBuilder::text(std::string_view piece, std::uint32_t begin, std::uint32_t end) {
    // What is not meant as it stands, a line end, an entity or a character reference, is a piece by itself.
    const bool as_it_stands = piece.size() == end - begin && piece.front() == source_[begin];
    if (!has_text_) {
        has_text_ = true;
        copied_ = false;
        text_place_ = {file_, begin, begin};
    }
    if (!copied_ && !(as_it_stands && begin == text_place_.end)) {
        text_ = source_.substr(text_place_.begin, text_place_.size());
        copied_ = true;
    }
    if (copied_) text_.append(piece);
    text_place_.end = end;
}

void XmlTreeBuilder::flush_text() {
    if (!has_text_) return;
    has_text_ = false;
    const std::string_view said = copied_ ? text_ : source_.substr(text_place_.begin, text_place_.size());
    if (is_blank(said)) return;
    XmlNode& node = append();
    node.where = node.inside = text_place_;
    node.end = text_place_.end;
    node.text = copied_ ? keep(said) : said;
}

} // namespace callflow::doc

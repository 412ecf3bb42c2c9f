#include "doc/tree.hpp"

#include "doc/scalar_map.hpp"

#include <algorithm>
#include <functional>

namespace callflow::doc {
namespace {

// Offset of a text that is a slice of the source, or npos.
std::size_t slice_offset(std::string_view source, std::string_view text) {
    const std::less_equal<const char*> at_most;
    const bool inside = text.data() != nullptr && at_most(source.data(), text.data()) &&
                        at_most(text.data() + text.size(), source.data() + source.size());
    return inside ? static_cast<std::size_t>(text.data() - source.data()) : std::string_view::npos;
}

// A copy made for an alias shares its text with the node it was copied from, and that one knows where the text was written.
const Node& original(const std::vector<Node>& nodes, NodeId id) {
    const Node& node = nodes[id];
    if (!node.from_alias) {
        return node;
    }
    const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const Node& other) {
        return !other.from_alias && other.kind == Kind::scalar && other.text.data() == node.text.data();
    });
    return found == nodes.end() ? node : *found;
}

} // namespace

std::size_t View::size() const {
    const Node& n = node();
    return n.kind == Kind::mapping ? n.child_count / 2 : n.kind == Kind::sequence ? n.child_count : 0;
}

View View::find(std::string_view key) const {
    for (const Entry entry : entries(*this)) {
        if (entry.key.is_scalar() && entry.key.text() == key) {
            return entry.value;
        }
    }
    return {};
}

entries::entries(View mapping) : first_(mapping && mapping.is_mapping() ? mapping.first_child() : View()) {}

items::items(View sequence) : first_(sequence && sequence.is_sequence() ? sequence.first_child() : View()) {}

const base::Source& Document::source_of(base::FileId place) const {
    const auto at = std::find_if(joined.begin(), joined.end(), [&](const Joined& one) { return one.file == place; });
    return at == joined.end() ? *source : *at->source;
}

const std::vector<Comment>& Document::comments_of(base::FileId place) const {
    const auto at = std::find_if(joined.begin(), joined.end(), [&](const Joined& one) { return one.file == place; });
    return at == joined.end() ? comments : at->comments;
}

base::Span Document::source_span(NodeId scalar, std::uint32_t begin, std::uint32_t end) const {
    const Node& node = original(nodes, scalar);
    const auto size = static_cast<std::uint32_t>(node.text.size());
    begin = std::min(begin, size);
    end = std::clamp(end, begin, size);
    const base::FileId place = node.span.file;
    const std::string_view source_text = source_of(place).text();
    if (node.kind != Kind::scalar) {
        return {place, node.span.begin, node.span.begin};
    }
    if (const std::size_t slice = slice_offset(source_text, node.text); slice != std::string_view::npos) {
        const auto at = static_cast<std::uint32_t>(slice);
        return {place, at + begin, at + end};
    }
    base::Span span{place, node.span.begin, node.span.begin};
    bool started = false;
    for (const Piece& piece : map_scalar(source_text, node.span, node.style, node.text)) {
        const std::uint32_t piece_end = piece.decoded + piece.length;
        if (!started && begin < piece_end) {
            span.begin = span.end = piece.begin + (piece.verbatim ? begin - piece.decoded : 0);
            started = true;
        }
        if (!started) {
            span.begin = span.end = piece.end; // beyond the last byte so far
        } else if (end > begin && end > piece.decoded && piece.length != 0) {
            span.end = piece.verbatim ? piece.begin + std::min(end - piece.decoded, piece.length) : piece.end;
        }
    }
    span.begin = std::min(span.begin, node.span.end);
    span.end = std::clamp(span.end, span.begin, node.span.end);
    return span;
}

std::optional<Comment> Document::trailing_comment(NodeId scalar) const {
    const Node& node = nodes[scalar];
    if (node.kind != Kind::scalar || node.style != Style::plain || node.from_alias) {
        return std::nullopt;
    }
    const std::vector<Comment>& all = comments_of(node.span.file);
    const auto found =
        std::lower_bound(all.begin(), all.end(), node.span.end,
                         [](const Comment& comment, std::uint32_t at) { return comment.span.begin < at; });
    if (found == all.end()) {
        return std::nullopt;
    }
    const std::string_view between =
        source_of(node.span.file).text().substr(node.span.end, found->span.begin - node.span.end);
    if (between.find_first_not_of(" \t") != std::string_view::npos) {
        return std::nullopt;
    }
    return *found;
}

} // namespace callflow::doc

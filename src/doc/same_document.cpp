#include "doc/same_document.hpp"

#include "base/text.hpp"
#include "doc/read.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::doc {
namespace {

bool same_node(const Node& left, const Node& right, bool quoted) {
    const Style style = quoted ? Style::double_quoted : left.style;
    return left.kind == right.kind && style == right.style && left.from_alias == right.from_alias &&
           left.anchor == right.anchor && left.parent == right.parent && left.next == right.next &&
           left.text == right.text;
}

std::string_view comment_text(const Document& document, const Comment& comment) {
    const std::string_view text = document.source->text().substr(comment.span.begin, comment.span.size());
    return text.substr(0, text.find_last_not_of(" \t\r") + 1);
}

base::Result<void> differs(const Document& document, std::uint32_t at, std::string_view what) {
    const base::Position place = document.source->position(at);
    return base::fail(base::ErrorKind::internal,
                      fmt::format("line {}, column {}: {} would not stay the same", place.line, place.column, what));
}

} // namespace

base::Result<void> check_same(const Document& before, std::string_view text, const std::vector<bool>& quoted) {
    base::Sources sources;
    base::Diagnostics found;
    Limits limits;
    limits.merge = false;
    const base::FileId file = sources.add(before.source->name(), std::string(text));
    const std::optional<Document> after = read_yaml(sources, file, found, limits);
    if (!after || found.has_errors()) {
        const std::string reason = found.empty() ? std::string() : found.items().front().message;
        return base::fail(base::ErrorKind::internal, fmt::format("the result could not be read: {}", reason));
    }
    // A copy of an alias is written once, where it was copied from.
    const auto is_quoted = [&](NodeId id) {
        const Node& node = after->nodes[id];
        return quoted[id] || (node.from_alias && node.style == Style::double_quoted);
    };
    const std::size_t nodes = std::min(before.nodes.size(), after->nodes.size());
    for (NodeId id = 0; id < nodes; ++id) {
        if (!same_node(before.nodes[id], after->nodes[id], is_quoted(id))) {
            return differs(before, before.nodes[id].span.begin, "a value");
        }
    }
    if (before.nodes.size() != after->nodes.size()) {
        return differs(before, nodes < before.nodes.size() ? before.nodes[nodes].span.begin : 0,
                       "the number of values");
    }
    const std::size_t comments = std::min(before.comments.size(), after->comments.size());
    for (std::size_t i = 0; i < comments; ++i) {
        if (comment_text(before, before.comments[i]) != comment_text(*after, after->comments[i])) {
            return differs(before, before.comments[i].span.begin, "a comment");
        }
    }
    if (before.comments.size() != after->comments.size()) {
        return differs(before, 0, "the number of comments");
    }
    return {};
}

} // namespace callflow::doc

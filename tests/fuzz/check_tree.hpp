// What must hold of every tree a reader returns, whatever the bytes were.
#pragma once

#include "doc/read.hpp"
#include "doc/scalar_map.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace callflow::doc {

class TreeCheck {
public:
    TreeCheck(const Document& document, base::FileId file)
        : document_(document), source_(document.source->text()), file_(file) {}

    void run() const {
        require(!document_.nodes.empty(), "no root");
        check(0, 0);
        std::uint32_t before = 0;
        for (const Comment& comment : document_.comments) {
            check_span(comment.span);
            require(comment.span.begin >= before, "comments out of order");
            require(source_[comment.span.begin] == '#', "comment without #");
            before = comment.span.end;
        }
    }

    void check_span(base::Span span) const {
        require(span.file == file_ && span.begin <= span.end && span.end <= source_.size(), "span outside");
    }

private:
    static void require(bool holds, const char* what) {
        if (!holds) {
            std::fprintf(stderr, "broken: %s\n", what);
            std::abort();
        }
    }

    void check(NodeId id, std::uint32_t depth) const {
        const Node& node = document_.nodes[id];
        check_span(node.span);
        require(depth <= 201, "too deep");
        std::uint32_t count = 0;
        std::uint32_t before = node.span.begin;
        for (NodeId child = node.first_child; child != no_node; child = document_.nodes[child].next) {
            const Node& inner = document_.nodes[child];
            ++count;
            require(inner.parent == id, "parent");
            if (!node.from_alias && !inner.from_alias && !inner.merged && inner.span.begin >= before) {
                require(inner.span.end <= node.span.end, "child outside");
                before = inner.span.end;
            }
            check(child, depth + 1);
        }
        require(count == node.child_count, "count");
        require(node.kind != Kind::mapping || count % 2 == 0, "half an entry");
        require(node.kind == Kind::scalar || node.text.empty(), "text");
        if (node.kind == Kind::scalar && !node.from_alias) {
            check_scalar(id, node);
        }
    }

    void check_scalar(NodeId id, const Node& node) const {
        const std::size_t size = node.text.size();
        const std::size_t step = size / 64 + 1; // each look scans the scalar again
        std::uint32_t before = node.span.begin;
        for (std::size_t i = 0; i <= size; i += step) {
            const auto place = static_cast<std::uint32_t>(i);
            const std::uint32_t at = document_.source_span(id, place, place).begin;
            require(at >= before && at <= node.span.end, "source_span");
            before = at;
        }
        check_span(document_.source_span(id, 0, static_cast<std::uint32_t>(size)));
        const char* begin = source_.data();
        if (node.text.data() >= begin && node.text.data() <= begin + source_.size()) {
            return; // a slice
        }
        std::size_t decoded = 0;
        for (const Piece& piece : map_scalar(source_, node.span, node.style, node.text)) {
            require(piece.decoded == decoded && piece.begin <= piece.end, "pieces");
            decoded += piece.length;
            require(!piece.verbatim ||
                        node.text.substr(piece.decoded, piece.length) == source_.substr(piece.begin, piece.length),
                    "verbatim");
        }
        require(decoded == size, "the pieces do not make the text");
    }

    const Document& document_;
    std::string_view source_;
    base::FileId file_;
};

// The findings of a file: places inside it, and some error where there is no tree.
inline void check_findings(const base::Diagnostics& found, std::string_view source, base::FileId file, bool has_tree) {
    for (const base::Diagnostic& diagnostic : found.items()) {
        const base::Span span = diagnostic.where;
        if (diagnostic.code == nullptr || diagnostic.message.empty() || span.file != file || span.begin > span.end ||
            span.end > source.size()) {
            std::abort();
        }
    }
    if (!has_tree && !found.has_errors()) {
        std::abort();
    }
}

} // namespace callflow::doc

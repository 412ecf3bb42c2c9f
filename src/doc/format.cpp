#include "doc/format.hpp"

#include "base/text.hpp"
#include "doc/read.hpp"
#include "doc/same_document.hpp"
#include "doc/yaml_scalars.hpp"
#include "doc/yaml_tokens.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace callflow::doc {
namespace {

// The line of a token: its first token.
std::size_t line_of(const std::vector<Token>& tokens, std::size_t token) {
    while (token > 0 && !tokens[token].first) {
        --token;
    }
    return token;
}

// Puts a blank line before the line at a source offset, and before the comments right above it.
void set_apart(std::vector<Token>& tokens, const Document& document, std::uint32_t offset) {
    const auto behind = std::upper_bound(tokens.begin(), tokens.end(), offset,
                                         [](std::uint32_t at, const Token& token) { return at < token.begin; });
    if (behind == tokens.begin()) {
        return;
    }
    std::size_t line = line_of(tokens, static_cast<std::size_t>(behind - tokens.begin()) - 1);
    const std::uint32_t indent = tokens[line].indent;
    const auto is_comment = [&](std::size_t i) {
        return tokens[i].kind == TokenKind::comment && tokens[i].first && !tokens[i].continuation;
    };
    while (line > 0 && !tokens[line].blank && is_comment(line - 1) && tokens[line - 1].indent == indent) {
        --line;
    }
    if (line == 0) {
        return;
    }
    const Token& before = tokens[line - 1];
    if (before.kind != TokenKind::scalar || !keeps_breaks(document, before.node)) {
        tokens[line].blank = true;
    }
}

void set_entries_apart(std::vector<Token>& tokens, const Document& document, NodeId collection) {
    const std::vector<Node>& nodes = document.nodes;
    const Node& node = nodes[collection];
    if (node.style != Style::block || node.from_alias) {
        return;
    }
    const std::string_view text = document.source->text();
    bool several_before = false; // the entry before takes several lines
    for (NodeId entry = node.first_child; entry != no_node;) {
        const NodeId last = node.kind == Kind::mapping ? nodes[entry].next : entry;
        const std::uint32_t begin = nodes[entry].span.begin;
        const std::uint32_t end = std::max(begin, nodes[last].span.end);
        const bool several = text.substr(begin, end - begin).find('\n') != std::string_view::npos;
        if (entry != node.first_child && (several || several_before)) {
            set_apart(tokens, document, begin);
        }
        several_before = several;
        entry = nodes[last].next;
    }
}

// A comment behind code, in what is written.
struct Trailing {
    std::size_t at = 0;        // after the code, before the blanks
    std::size_t paragraph = 0; // blank lines before it
    std::size_t width = 0;     // columns of the code
    std::size_t column = 0;    // columns before it in the source
    bool alone = false;        // a continuation: no code before it
};

class Writer {
public:
    Writer(const Document& document, const std::vector<Token>& tokens, const std::vector<bool>& quoted)
        : document_(document), text_(document.source->text()), tokens_(tokens), quoted_(quoted) {
        out_.reserve(text_.size() + text_.size() / 8 + 64);
    }

    // Nothing where there would be more than can be read again: deep indentation makes a long text of many short lines.
    std::optional<std::string> write() {
        for (std::size_t i = 0; i < tokens_.size() && !full_; ++i) {
            const Token& token = tokens_[i];
            if (token.first) {
                begin_line(i);
            } else if (token.kind != TokenKind::comment) {
                out_.append(blanks_before(i), ' ');
            }
            append(token);
            full_ = full_ || out_.size() > most_bytes;
        }
        if (full_) {
            return std::nullopt;
        }
        const bool unfinished = !tokens_.empty() && tokens_.back().kind == TokenKind::scalar &&
                                text_.size() == tokens_.back().end && ends_unfinished(document_, tokens_.back().node);
        if (!unfinished) {
            out_ += '\n';
        }
        return aligned();
    }

private:
    void begin_line(std::size_t i) {
        const Token& token = tokens_[i];
        least_inner_ = 0;
        paragraph_ += token.blank ? 1 : 0;
        if (i > 0) {
            out_.append(token.blank ? 2 : 1, '\n');
        }
        if (!token.continuation) {
            out_.append(token.indent, ' ');
        }
    }

    [[nodiscard]] std::size_t blanks_before(std::size_t i) const {
        const TokenKind kind = tokens_[i].kind;
        const TokenKind before = tokens_[i - 1].kind;
        if (before == TokenKind::open || kind == TokenKind::comma || kind == TokenKind::close) {
            return 0;
        }
        // The names of aliases and anchors may hold a colon.
        const bool name = before == TokenKind::alias || before == TokenKind::anchor;
        return kind == TokenKind::colon && before != TokenKind::question && !name ? 0 : 1;
    }

    void append(const Token& token) {
        if (token.kind == TokenKind::scalar) {
            append_scalar_of(token);
            return;
        }
        if (token.kind == TokenKind::anchor && !token.in_brackets) {
            least_inner_ = static_cast<std::uint32_t>(out_.size() - (out_.find_last_of('\n') + 1)) + 2;
        }
        std::string_view written = text_.substr(token.begin, token.end - token.begin);
        if (token.kind == TokenKind::comment) {
            written = written.substr(0, written.find_last_not_of(" \t\r") + 1);
            if (!token.first || token.continuation) {
                note_trailing(token);
            }
        }
        out_ += written;
    }

    void append_scalar_of(const Token& token) {
        const Style style = document_.nodes[token.node].style;
        const bool quoted = quoted_[token.node] || style == Style::single_quoted || style == Style::double_quoted;
        const std::uint32_t inner = quoted ? token.inner : std::max(token.inner, least_inner_);
        const std::string_view written = text_.substr(token.begin, token.end - token.begin);
        const auto breaks = static_cast<std::uint64_t>(std::count(written.begin(), written.end(), '\n'));
        if (out_.size() + written.size() + breaks * inner > most_bytes) {
            full_ = true;
        } else if (quoted_[token.node]) {
            append_double_quoted(out_, document_, token.node, token.inner);
        } else {
            append_scalar(out_, document_, token.node, inner);
        }
    }

    void note_trailing(const Token& token) {
        const std::size_t begin = out_.find_last_of('\n') + 1;
        Trailing comment;
        comment.at = out_.size();
        comment.paragraph = paragraph_;
        comment.width = base::display_width(std::string_view(out_).substr(begin));
        comment.column = base::display_width(text_.substr(token.begin - token.column, token.column));
        comment.alone = token.first;
        trailing_.push_back(comment);
    }

    // Two blanks before a comment behind code; where those of a paragraph stood in one column, they do so again.
    [[nodiscard]] std::string aligned() const {
        std::string result;
        result.reserve(out_.size() + trailing_.size() * 4);
        std::size_t done = 0;
        for (std::size_t i = 0; i < trailing_.size();) {
            std::size_t end = i;
            std::size_t widest = 0;
            do {
                widest = std::max(widest, trailing_[end].alone ? 0 : trailing_[end].width);
                ++end;
            } while (end < trailing_.size() && trailing_[end].paragraph == trailing_[i].paragraph &&
                     trailing_[end].column == trailing_[i].column);
            for (; i < end; ++i) {
                result.append(out_, done, trailing_[i].at - done);
                result.append(widest + 2 - trailing_[i].width, ' ');
                done = trailing_[i].at;
            }
        }
        return result.append(out_, done);
    }

    const Document& document_;
    std::string_view text_;
    const std::vector<Token>& tokens_;
    const std::vector<bool>& quoted_;
    static constexpr std::uint64_t most_bytes = Limits{}.bytes;
    std::string out_;
    bool full_ = false;
    std::vector<Trailing> trailing_;
    // Of a scalar without quotes behind an anchor: yaml-cpp reads its further lines only where they are deeper than that.
    std::uint32_t least_inner_ = 0;
    std::size_t paragraph_ = 0;
};

// Quotes would make a text of it.
bool is_null_word(const Node& node) {
    return node.style == Style::plain &&
           (node.text == "~" || node.text == "null" || node.text == "Null" || node.text == "NULL");
}

// The scalars to write in double quotes.
std::vector<bool> to_quote(const Document& document, const std::vector<NodeId>& wanted) {
    std::vector<bool> quoted(document.nodes.size(), false);
    for (const NodeId id : wanted) {
        const Node& node = document.nodes[id];
        const bool can = node.style == Style::plain || node.style == Style::single_quoted;
        quoted[id] = node.kind == Kind::scalar && !node.from_alias && can && !is_null_word(node);
    }
    return quoted;
}

} // namespace

base::Result<std::string> format_yaml(const Document& document, const Wishes& wishes) {
    auto tokens = tokens_of(document);
    if (!tokens) {
        return tl::unexpected(tokens.error());
    }
    set_indents(*tokens, document);
    for (const NodeId collection : wishes.spaced) {
        set_entries_apart(*tokens, document, collection);
    }
    const std::vector<bool> quoted = to_quote(document, wishes.quoted);
    std::optional<std::string> text = Writer(document, *tokens, quoted).write();
    if (!text) {
        return base::fail(base::ErrorKind::unreadable,
                          fmt::format("the result would have more than {} bytes", Limits{}.bytes));
    }
    if (auto same = check_same(document, *text, quoted); !same) {
        return tl::unexpected(same.error());
    }
    return std::move(*text);
}

} // namespace callflow::doc

#include "doc/yaml_tokens.hpp"

#include "base/text.hpp"
#include "doc/bytes.hpp"
#include "doc/yaml_scan.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::doc {
namespace {

class Tokens {
public:
    explicit Tokens(const Document& document)
        : document_(document), text_(document.source->text()), scan_(*document.source, document.file),
          cursor_(byte_order_mark(text_)) {
        tokens_.reserve(text_.size() / 6 + 16);
    }

    base::Result<std::vector<Token>> read() {
        for (NodeId id = 0; id < document_.nodes.size(); ++id) {
            const Node& node = document_.nodes[id];
            const bool copied = node.from_alias && node.parent != no_node && document_.nodes[node.parent].from_alias;
            if (copied || (node.kind != Kind::scalar && !node.from_alias)) {
                continue;
            }
            if (node.span.begin < cursor_ || !read_gap(node.span.begin)) {
                return lost(std::min(cursor_, node.span.begin));
            }
            add(node.from_alias ? TokenKind::alias : TokenKind::scalar, node.span.end, node.from_alias ? no_node : id);
            const std::string_view written = text_.substr(node.span.begin, node.span.size());
            if (const std::size_t line = written.rfind('\n'); line != std::string_view::npos) {
                line_ = node.span.begin + static_cast<std::uint32_t>(line + 1);
            }
        }
        if (!read_gap(static_cast<std::uint32_t>(text_.size()))) {
            return lost(cursor_);
        }
        find_continuations();
        return std::move(tokens_);
    }

private:
    static base::Result<std::vector<Token>> lost(std::uint32_t at) {
        return base::fail(base::ErrorKind::internal, fmt::format("the text at byte {} is not understood", at));
    }

    void add(TokenKind kind, std::uint32_t end, NodeId node = no_node) {
        Token token;
        token.kind = kind;
        token.first = tokens_.empty() || breaks_ > 0;
        token.blank = !tokens_.empty() && breaks_ > 1;
        token.begin = cursor_;
        token.end = end;
        token.column = cursor_ - line_;
        token.node = node;
        tokens_.push_back(token);
        cursor_ = end;
        breaks_ = 0;
    }

    // What stands between scalars, up to `end`. False for what cannot stand there; the cursor is at it.
    bool read_gap(std::uint32_t end) {
        while (cursor_ < end) {
            const char c = text_[cursor_];
            const auto one = [&](TokenKind kind) { add(kind, cursor_ + 1); };
            switch (c) {
            case '\n':
                line_ = ++cursor_;
                ++breaks_;
                break;
            case ' ':
            case '\t':
            case '\r': ++cursor_; break;
            case '#': add(TokenKind::comment, scan_.line_end(cursor_)); break;
            case '&': add(TokenKind::anchor, scan_.word_end(cursor_)); break;
            case '?': one(TokenKind::question); break;
            case ':': one(TokenKind::colon); break;
            case ',': one(TokenKind::comma); break;
            case '[':
            case '{': one(TokenKind::open); break;
            case ']':
            case '}': one(TokenKind::close); break;
            case '-':
            case '.':
                if (cursor_ == line_ && end - cursor_ >= 3 && text_.substr(cursor_, 3) == std::string(3, c)) {
                    add(TokenKind::marker, cursor_ + 3);
                } else if (c == '-') {
                    one(TokenKind::dash);
                } else {
                    return false;
                }
                break;
            case '%':
                if (cursor_ != line_) {
                    return false;
                }
                add(TokenKind::directive, directive_end());
                break;
            default: return false;
            }
        }
        return cursor_ == end;
    }

    [[nodiscard]] std::uint32_t directive_end() const {
        const std::string_view line = text_.substr(cursor_, scan_.line_end(cursor_) - cursor_);
        const std::size_t size = std::min(line.find(" #"), line.size());
        const std::size_t last = line.substr(0, size).find_last_not_of(" \t");
        return cursor_ + static_cast<std::uint32_t>(last + 1);
    }

    // Terminal columns before a token on its line.
    [[nodiscard]] std::size_t shown_column(const Token& token) const {
        return base::display_width(text_.substr(token.begin - token.column, token.column));
    }

    void find_continuations() {
        for (std::size_t i = 1; i < tokens_.size(); ++i) {
            const Token& above = tokens_[i - 1];
            Token& token = tokens_[i];
            token.continuation = token.kind == TokenKind::comment && token.first && !token.blank &&
                                 above.kind == TokenKind::comment && (!above.first || above.continuation) &&
                                 shown_column(above) == shown_column(token);
        }
    }

    const Document& document_;
    std::string_view text_;
    YamlScan scan_;
    std::vector<Token> tokens_;
    std::uint32_t cursor_ = 0;
    std::uint32_t line_ = 0;   // where the cursor's line begins
    std::uint32_t breaks_ = 0; // line breaks since the last token
};

} // namespace

base::Result<std::vector<Token>> tokens_of(const Document& document) { return Tokens(document).read(); }

} // namespace callflow::doc

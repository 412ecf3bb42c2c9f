// Where lines begin: two blanks for each block that is open.
#include "doc/yaml_tokens.hpp"

#include <algorithm>

namespace callflow::doc {
namespace {

constexpr std::uint32_t step = 2;

class Indents {
public:
    Indents(std::vector<Token>& tokens, const Document& document) : tokens_(tokens), text_(document.source->text()) {}

    void run() {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            Token& token = tokens_[i];
            if (brackets_ > 0 && token.kind != TokenKind::marker) {
                in_brackets(i);
            } else {
                in_block(i);
            }
            if (token.kind == TokenKind::open) {
                ++brackets_;
            } else if (token.kind == TokenKind::close && brackets_ > 0) {
                --brackets_;
            }
        }
        place_comments(0, 0, 0);
    }

private:
    enum class Entry : std::uint8_t { item, key };

    // A block that is open. Its entries stand in one column.
    struct Block {
        Entry entry = Entry::key;
        std::uint32_t column = 0; // in the source
        std::uint32_t indent = 0; // as it shall be
    };

    // Where a value stands that belongs to the innermost block.
    [[nodiscard]] std::uint32_t value_indent() const { return blocks_.empty() ? 0 : blocks_.back().indent + step; }

    // Lines in brackets stand deeper than the key they belong to, the closing bracket too: YAML wants it so.
    void in_brackets(std::size_t i) {
        Token& token = tokens_[i];
        token.in_brackets = true;
        std::uint32_t closing = 0;
        if (token.first && token.kind == TokenKind::close) {
            for (std::size_t k = i; k < tokens_.size() && tokens_[k].kind == TokenKind::close; ++k) {
                if (k > i && tokens_[k].first) {
                    break;
                }
                ++closing;
            }
        }
        token.indent = value_indent() + step * (brackets_ - std::min(closing, brackets_));
        token.inner = value_indent() + step * (brackets_ + 1);
    }

    void in_block(std::size_t i) {
        Token& token = tokens_[i];
        leading_ = leading_ || token.first;
        switch (token.kind) {
        case TokenKind::comment:
            // Where it belongs, the next line tells.
            if (token.first && !token.continuation) {
                comments_.push_back(i);
            }
            return;
        case TokenKind::marker:
        case TokenKind::directive:
            place_comments(0, 0, 0);
            blocks_.clear();
            brackets_ = 0;
            leading_ = true;
            break_after_marker(i);
            return;
        case TokenKind::dash: enter(Entry::item, token); return;
        case TokenKind::question: enter(Entry::key, token); return;
        case TokenKind::colon:
            if (leading_ && token.first) {
                enter(Entry::key, token);
            } else {
                leading_ = false;
            }
            return;
        default: break;
        }
        if (leading_ && (is_key(i) || is_lone_key(i))) {
            enter(Entry::key, token);
        } else if (token.first) {
            token.indent = value_indent();
            place_comments(token.column, token.indent, blocks_.size());
        }
        leading_ = false;
        token.inner = std::max(value_indent(), step);
    }

    // A mapping or list cannot begin behind `---` if its second line is to stand where the first does.
    void break_after_marker(std::size_t i) {
        if (i + 1 >= tokens_.size() || tokens_[i].kind != TokenKind::marker) {
            return;
        }
        Token& next = tokens_[i + 1];
        if (!next.first && (next.kind == TokenKind::dash || next.kind == TokenKind::question || is_key(i + 1))) {
            next.first = true;
        }
    }

    // Whether the tokens from `i` on are a key with its colon: `&anchor key:`.
    [[nodiscard]] bool is_key(std::size_t i) const {
        std::size_t at = i;
        const auto follows = [&](std::size_t k) { return k < tokens_.size() && !tokens_[k].first; };
        while (tokens_[at].kind == TokenKind::anchor) {
            if (!follows(++at)) {
                return false;
            }
        }
        if (tokens_[at].kind == TokenKind::scalar || tokens_[at].kind == TokenKind::alias) {
            const Token& scalar = tokens_[at];
            const bool one_line =
                text_.substr(scalar.begin, scalar.end - scalar.begin).find('\n') == std::string_view::npos;
            return one_line && follows(at + 1) && tokens_[at + 1].kind == TokenKind::colon;
        }
        return at > i && tokens_[at].kind == TokenKind::colon; // an anchor alone
    }

    // The parser lets a key pass that has no colon, where no value is awaited or none can stand.
    [[nodiscard]] bool is_lone_key(std::size_t i) const {
        if (!tokens_[i].first || blocks_.empty()) {
            return false;
        }
        return tokens_[i].column <= blocks_.back().column || !awaits_value(i);
    }

    [[nodiscard]] bool awaits_value(std::size_t i) const {
        while (i > 0 && tokens_[i - 1].kind == TokenKind::comment) {
            --i;
        }
        const TokenKind before = i == 0 ? TokenKind::marker : tokens_[i - 1].kind;
        return before != TokenKind::scalar && before != TokenKind::alias && before != TokenKind::close;
    }

    // An entry begins at `token`: of an open block, where one stands in that column, else of a new one.
    void enter(Entry entry, Token& token) {
        while (!blocks_.empty() && blocks_.back().column > token.column) {
            blocks_.pop_back();
        }
        // A list may stand in the column of the key it belongs to.
        if (!blocks_.empty() && blocks_.back().column == token.column && blocks_.back().entry == Entry::item &&
            entry == Entry::key) {
            blocks_.pop_back();
        }
        const std::size_t kept = blocks_.size();
        const bool open = !blocks_.empty() && blocks_.back().column == token.column && blocks_.back().entry == entry;
        if (!open) {
            blocks_.push_back({entry, token.column, value_indent()});
        }
        token.indent = blocks_.back().indent;
        token.inner = value_indent();
        if (token.first) {
            place_comments(token.column, token.indent, kept);
        } else {
            previous_ = blocks_;
        }
    }

    // Comments on lines of their own before a line that stands at `column`, shall stand at `indent` and leaves the first `kept` of
    // the blocks before it open. They stand as that line does, or, deeper in the source, end a block that is closed.
    void place_comments(std::uint32_t column, std::uint32_t indent, std::size_t kept) {
        for (const std::size_t i : comments_) {
            Token& comment = tokens_[i];
            comment.indent = indent;
            std::size_t block = previous_.size();
            while (block > kept && previous_[block - 1].column > comment.column) {
                --block;
            }
            if (block > kept && comment.column > column) {
                comment.indent = previous_[block - 1].indent;
            }
        }
        comments_.clear();
        previous_ = blocks_;
    }

    std::vector<Token>& tokens_;
    std::string_view text_;
    std::vector<Block> blocks_;
    std::vector<Block> previous_; // as they were after the line before
    std::vector<std::size_t> comments_;
    std::uint32_t brackets_ = 0;
    bool leading_ = true; // nothing but indicators stood on this line so far
};

} // namespace

void set_indents(std::vector<Token>& tokens, const Document& document) { Indents(tokens, document).run(); }

} // namespace callflow::doc

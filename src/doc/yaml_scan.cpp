#include "doc/yaml_scan.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace callflow::doc {
namespace {

constexpr std::string_view word_ends = " \t\r\n,[]{}";

bool is_word(char c) { return base::is_alphanumeric(c) || c == '-'; }

// End of the tag's characters from `at` on. What else stands there is the value, even without a blank.
std::size_t tag_end(std::string_view text, std::size_t at) {
    const auto hex = [&](std::size_t i) {
        return i < text.size() && std::string_view("0123456789abcdefABCDEF").find(text[i]) != std::string_view::npos;
    };
    while (at < text.size()) {
        if (is_word(text[at]) || std::string_view("#;/?:@&=+$_.~*'()").find(text[at]) != std::string_view::npos) {
            ++at;
        } else if (text[at] == '%' && hex(at + 1) && hex(at + 2)) {
            at += 3;
        } else {
            break;
        }
    }
    return at;
}

std::uint32_t narrow(std::size_t n) { return static_cast<std::uint32_t>(n); }

} // namespace

std::uint32_t YamlScan::line_end(std::uint32_t at) const {
    const std::size_t end = std::min(text_.find('\n', at), text_.size());
    return narrow(end > at && end < text_.size() && text_[end - 1] == '\r' ? end - 1 : end);
}

std::uint32_t YamlScan::column(std::uint32_t at) const {
    const std::size_t before = at == 0 ? std::string_view::npos : text_.find_last_of('\n', at - 1);
    return at - narrow(before == std::string_view::npos ? 0 : before + 1);
}

void YamlScan::add_comment(std::uint32_t at, std::uint32_t end) {
    std::uint32_t before = at;
    while (before > 0 && (text_[before - 1] == ' ' || text_[before - 1] == '\t')) {
        --before;
    }
    comments.push_back({{file_, at, end}, before == 0 || text_[before - 1] == '\n'});
}

void YamlScan::advance_to(std::uint32_t target) {
    while (cursor_ < target) {
        switch (text_[cursor_]) {
        case '#': {
            const std::uint32_t end = line_end(cursor_);
            add_comment(cursor_, end);
            cursor_ = end;
            break;
        }
        // A `#` inside a property or a directive's word begins no comment.
        case '&':
        case '!': cursor_ = std::min(word_end(cursor_), target); break;
        case '%': {
            const std::uint32_t end = line_end(cursor_);
            const std::size_t blank = text_.substr(0, end).find(" #", cursor_);
            cursor_ = std::min(blank == std::string_view::npos ? end : narrow(blank), target);
            break;
        }
        default: ++cursor_; break;
        }
    }
}

std::uint32_t YamlScan::word_end(std::uint32_t at) const {
    if (is(at, '!') && is(at + 1, '<')) {
        return narrow(std::min(text_.find('>', at), text_.size() - 1) + 1);
    }
    if (is(at, '!')) {
        std::size_t handle = at + 1;
        while (handle < text_.size() && is_word(text_[handle])) {
            ++handle;
        }
        return narrow(tag_end(text_, is(narrow(handle), '!') ? handle + 1 : handle));
    }
    return std::max(at + 1, narrow(std::min(text_.find_first_of(word_ends, at), text_.size())));
}

std::uint32_t YamlScan::skip_space(std::uint32_t at) const {
    while (at < text_.size()) {
        const char c = text_[at];
        if (c == '#') {
            at = line_end(at);
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            ++at;
        } else {
            break;
        }
    }
    return at;
}

Properties YamlScan::properties(std::uint32_t at, bool anchor, bool tag) const {
    Properties found{{}, at, at};
    while ((anchor && is(found.content, '&')) || (tag && is(found.content, '!'))) {
        found.end = word_end(found.content);
        if (is(found.content, '!')) {
            found.tag = {file_, found.content, found.end};
            tag = false;
        } else {
            anchor = false;
        }
        found.content = skip_space(found.end);
    }
    return found;
}

std::uint32_t YamlScan::after_indicator(char indicator) const {
    const std::uint32_t at = skip_space(cursor_);
    return is(at, indicator) ? at + 1 : cursor_;
}

std::uint32_t YamlScan::closing_bracket(char bracket) const {
    std::uint32_t at = skip_space(cursor_);
    while (at < text_.size() && text_[at] != bracket) {
        at = skip_space(at + 1);
    }
    return std::min(at + 1, narrow(text_.size()));
}

std::uint32_t YamlScan::null_word(std::uint32_t at) const {
    for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
        const std::size_t end = at + word.size();
        if (text_.substr(std::min<std::size_t>(at, text_.size()), word.size()) == word &&
            (end >= text_.size() || std::string_view(" \t\r\n,[]{}:?").find(text_[end]) != std::string_view::npos)) {
            return narrow(word.size());
        }
    }
    return 0;
}

} // namespace callflow::doc

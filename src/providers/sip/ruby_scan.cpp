#include "providers/sip/ruby_scan.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace callflow::providers::sip {

namespace {

// `req.URI.User`, `$1`, `:end`: what `end` is no word of its own in.
bool is_of_name(char c) {
    return base::is_alphanumeric(c) || std::string_view("_.$@?!:").find(c) != std::string_view::npos;
}

} // namespace

bool RubyScan::next() {
    if (begun_) ++at_;
    begun_ = true;
    while (at_ < text_.size()) {
        const char c = text_[at_];
        if (c == '"' || c == '\'') {
            at_ = behind_quoted(at_ + 1, c);
        } else if (c == '/' && begins_pattern()) {
            at_ = behind_quoted(at_ + 1, c);
        } else if (text_.substr(at_).starts_with("%r{")) {
            at_ = std::min(end_of_braces(text_, at_ + 3) + 1, text_.size());
        } else {
            deep_ += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
            deep_ = std::max(deep_, 0);
            return true;
        }
    }
    return false;
}

// A text may have texts of its own in what is put in: `"#{$~["a"]}"`.
std::size_t RubyScan::behind_quoted(std::size_t from, char close) const {
    int put_in = 0;
    for (std::size_t i = from; i < text_.size(); ++i) {
        if (text_[i] == '\\') {
            ++i;
        } else if (close == '"' && text_.substr(i).starts_with("#{")) {
            ++put_in;
            ++i;
        } else if (put_in > 0) {
            put_in -= text_[i] == '}' ? 1 : 0;
        } else if (text_[i] == close) {
            return i + 1;
        }
    }
    return text_.size();
}

// Behind a value it divides.
bool RubyScan::begins_pattern() const {
    const std::string_view before = base::trim(text_.substr(0, at_));
    if (before.empty() || std::string_view("(,=~|&!;{[").find(before.back()) != std::string_view::npos) return true;
    constexpr std::string_view words[] = {"when", "if",  "elsif", "unless", "and",
                                          "or",   "not", "then",  "while",  "until"};
    return std::ranges::any_of(words, [&](std::string_view word) {
        return before.ends_with(word) &&
               (before.size() == word.size() || !is_of_name(before[before.size() - word.size() - 1]));
    });
}

bool RubyScan::is_word(std::string_view word) const {
    const std::string_view rest = text_.substr(at_);
    return rest.starts_with(word) && (at_ == 0 || !is_of_name(text_[at_ - 1])) &&
           (rest.size() == word.size() || !is_of_name(rest[word.size()]));
}

std::size_t find_outside(std::string_view text, std::string_view mark) {
    for (RubyScan scan(text); scan.next();)
        if (text.substr(scan.at()).starts_with(mark)) return scan.at();
    return std::string_view::npos;
}

std::size_t find_between(std::string_view text, char mark) {
    for (RubyScan scan(text); scan.next();)
        if (scan.mark() == mark && !scan.inside()) return scan.at();
    return std::string_view::npos;
}

// `%r{^2\d{2}$}` has braces of its own.
std::size_t end_of_braces(std::string_view text, std::size_t begin) {
    int deep = 1;
    for (std::size_t i = begin; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '{')
            ++deep;
        else if (text[i] == '}' && --deep == 0)
            return i;
    }
    return text.size();
}

std::string_view without_comment(std::string_view line) {
    for (RubyScan scan(line); scan.next();)
        if (scan.mark() == '#') return line.substr(0, scan.at());
    return line;
}

std::vector<std::string_view> statements_of(std::string_view line) {
    std::vector<std::string_view> out;
    std::size_t begin = 0;
    const auto cut = [&](std::size_t end, std::size_t next) {
        if (const std::string_view one = base::trim(line.substr(begin, end - begin)); !one.empty()) out.push_back(one);
        begin = next;
    };
    for (RubyScan scan(line); scan.next();) {
        const std::size_t at = scan.at();
        if (scan.inside() || at < begin) continue;
        if (scan.mark() == ';') cut(at, at + 1);
        if (scan.is_word("then")) cut(at, at + 4);
        if (scan.is_word("when") || scan.is_word("elsif")) cut(at, at);
        for (const std::string_view word : {"else", "end"}) {
            if (!scan.is_word(word)) continue;
            cut(at, at);
            cut(at + word.size(), at + word.size());
        }
    }
    cut(line.size(), line.size());
    return out;
}

bool goes_on(std::string_view line) {
    line = base::trim(without_comment(line));
    return line.ends_with(',') || line.ends_with('+') || line.ends_with("&&") || line.ends_with("||");
}

} // namespace callflow::providers::sip

// Straight from bytes to nodes: no tokens, and no copy of a text that stands in the source as it is meant.
#include "doc/plain_json.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "doc/tree_builder.hpp"

#include <array>
#include <cstring>
#include <string>
#include <utility>

namespace callflow::doc {
namespace {

using std::uint32_t;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Bytes at which a text cannot simply go on: quote, backslash, control characters.
constexpr std::array<bool, 256> stops = [] {
    std::array<bool, 256> out{};
    for (std::size_t i = 0; i < 0x20; ++i) out[i] = true;
    out['"'] = out['\\'] = true;
    return out;
}();
bool stops_text(char c) { return stops[static_cast<unsigned char>(c)]; }

// The value of four hexadecimal digits, or beyond 0xffff.
uint32_t hexadecimal(const char* at) {
    uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = base::hex_value(at[i]);
        if (digit < 0) return 0x10000; // a NUL ends the loop before the text is left
        value = value * 16 + static_cast<uint32_t>(digit);
    }
    return value;
}

// A Source keeps its text in a std::string: behind the last byte stands a NUL, which no token goes across. So nothing here asks
// how long the text is, but for where the document ends.
class Reader {
public:
    Reader(Document& document, base::Diagnostics& diagnostics, const Limits& limits, uint32_t begin)
        : document_(document), builder_(document, diagnostics, limits), text_(document.source->text()),
          at_(text_.data() + begin) {}

    bool run() {
        do {
            if (!value()) return false;
        } while (!done_);
        skip();
        return place() == text_.size();
    }

private:
    [[nodiscard]] uint32_t place(const char* at) const { return static_cast<uint32_t>(at - text_.data()); }
    [[nodiscard]] uint32_t place() const { return place(at_); }

    void skip() {
        while (is_blank(*at_)) ++at_;
    }

    // A node from `from` to here.
    bool add(Kind kind, Style style, const char* from, std::string_view text) {
        return builder_.add(kind, style, {document_.file, place(from), place()}, text) != no_node;
    }

    // One value, and all that may follow it up to where the next one begins.
    bool value() {
        skip();
        switch (*at_) {
        case '{': return open(Kind::mapping, '}');
        case '[': return open(Kind::sequence, ']');
        case '"': return text() && go_on();
        case 't': return word("true") && go_on();
        case 'f': return word("false") && go_on();
        case 'n': return word("null") && go_on();
        default: return number() && go_on();
        }
    }

    bool open(Kind kind, char closing) {
        if (!add(kind, Style::flow, at_, {})) return false;
        ++at_;
        skip();
        if (*at_ == closing) return close() && go_on();
        return kind == Kind::sequence || key();
    }

    bool close() {
        ++at_;
        builder_.close(place(), false);
        return true;
    }

    // Behind a value: closing brackets, then a comma (and a key) or the end.
    bool go_on() {
        for (;;) {
            const NodeId around = builder_.innermost();
            if (around == no_node) return done_ = true;
            const bool mapping = builder_[around].kind == Kind::mapping;
            skip();
            if (*at_ == ',') {
                ++at_;
                return !mapping || key();
            }
            if (*at_ != (mapping ? '}' : ']')) return false;
            close();
        }
    }

    bool key() {
        skip();
        if (*at_ != '"' || !text()) return false;
        skip();
        return *at_++ == ':';
    }

    bool word(std::string_view word) {
        const char* const from = at_;
        if (text_.substr(place(), word.size()) != word) return false;
        at_ += word.size();
        const bool null = word.front() == 'n';
        return add(null ? Kind::null : Kind::scalar, Style::plain, from, null ? std::string_view() : word_of(from));
    }

    [[nodiscard]] std::string_view word_of(const char* from) const {
        return {from, static_cast<std::size_t>(at_ - from)};
    }

    bool number() {
        // So long a number, or one with such an exponent, may be out of range.
        constexpr std::ptrdiff_t longest = 200;
        constexpr std::ptrdiff_t most_digits = 2;
        const char* const from = at_;
        if (*at_ == '-') ++at_;
        if (*at_ == '0' ? base::is_digit(at_[1]) : !base::is_digit(*at_)) return false;
        digits();
        if (*at_ == '.') {
            ++at_;
            if (digits() == 0) return false;
        }
        if (*at_ == 'e' || *at_ == 'E') {
            ++at_;
            if (*at_ == '+' || *at_ == '-') ++at_;
            const std::ptrdiff_t exponent = digits();
            if (exponent == 0 || exponent > most_digits) return false;
        }
        return at_ - from <= longest && add(Kind::scalar, Style::plain, from, word_of(from));
    }

    std::ptrdiff_t digits() {
        const char* const from = at_;
        while (base::is_digit(*at_)) ++at_;
        return at_ - from;
    }

    // A text with its quotes, here at the first of them.
    bool text() {
        const char* const from = at_++;
        while (!stops_text(*at_)) ++at_;
        std::string_view said(from + 1, static_cast<std::size_t>(at_ - from - 1));
        if (*at_ != '"') {
            std::string decoded(said);
            if (!decode(decoded)) return false;
            said = builder_.keep(std::move(decoded));
        }
        ++at_;
        return add(Kind::scalar, Style::double_quoted, from, said);
    }

    // The rest of a text with escapes, up to its closing quote.
    bool decode(std::string& out) {
        while (*at_ != '"') {
            if (*at_ != '\\' || !escape(out)) return false;
            const char* const from = at_;
            while (!stops_text(*at_)) ++at_;
            out.append(from, at_);
        }
        return true;
    }

    bool escape(std::string& out) {
        constexpr std::string_view names = "\"\\/bfnrt";
        constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
        ++at_;
        if (const std::size_t known = names.find(*at_); known != std::string_view::npos) {
            out += meant[known];
            ++at_;
            return true;
        }
        return *at_ == 'u' && character(out);
    }

    bool character(std::string& out) {
        uint32_t code = hexadecimal(at_ + 1);
        at_ += 5;
        if (code >= 0xd800 && code < 0xe000) {
            const bool pair = code < 0xdc00 && at_[0] == '\\' && at_[1] == 'u';
            const uint32_t second = pair ? hexadecimal(at_ + 2) : 0;
            if (second < 0xdc00 || second > 0xdfff) return false;
            code = 0x10000 + ((code - 0xd800) << 10) + (second - 0xdc00);
            at_ += 6;
        } else if (code > 0xffff) {
            return false;
        }
        base::append_utf8(out, code);
        return true;
    }

    Document& document_;
    TreeBuilder builder_;
    std::string_view text_;
    const char* at_;
    bool done_ = false; // the outermost value is
};

} // namespace

bool read_plain_json(Document& document, base::Diagnostics& diagnostics, const Limits& limits, uint32_t begin) {
    return Reader(document, diagnostics, limits, begin).run();
}

} // namespace callflow::doc

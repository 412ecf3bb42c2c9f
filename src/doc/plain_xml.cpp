// Straight from bytes to the tree: of what stands in the source as it is meant nothing is copied.
#include "doc/plain_xml.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "doc/xml_tree_builder.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace callflow::doc {
namespace {

using std::uint32_t;

enum : std::uint8_t {
    blank = 1,
    name_start = 2,
    name_part = 4,
    stops_text = 8,  // a text cannot simply go on there
    stops_value = 16 // nor an attribute's value
};

constexpr std::array<std::uint8_t, 256> classes = [] {
    std::array<std::uint8_t, 256> out{};
    const auto add = [&](std::string_view characters, int what) {
        for (const char c : characters) {
            std::uint8_t& at = out[static_cast<unsigned char>(c)];
            at = static_cast<std::uint8_t>(at | what);
        }
    };
    for (std::size_t i = 0; i < 0x20; ++i) out[i] = stops_text | stops_value;
    out['\n'] = out['\t'] = stops_value;
    add(" \t\r\n", blank);
    add("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_:", name_start | name_part);
    add("0123456789.-", name_part);
    add("<&", stops_text | stops_value);
    add("\"'", stops_value);
    add("]", stops_text);                  // perhaps of `]]>`
    add("\xef", stops_text | stops_value); // perhaps of U+FFFE and U+FFFF, which are no characters
    return out;
}();
bool is(char c, int what) { return (classes[static_cast<unsigned char>(c)] & what) != 0; }

// How documents begin. Whatever else may be said there is left to expat.
constexpr auto declarations = std::to_array<std::string_view>({
    R"(<?xml version="1.0" encoding="UTF-8"?>)",
    R"(<?xml version="1.0" encoding="utf-8"?>)",
    R"(<?xml version='1.0' encoding='UTF-8'?>)",
    R"(<?xml version='1.0' encoding='utf-8'?>)",
    R"(<?xml version="1.0"?>)",
});

struct Entity {
    std::string_view name;
    char character;
};
constexpr auto entities = std::to_array<Entity>({
    {"amp;", '&'},
    {"lt;", '<'},
    {"gt;", '>'},
    {"quot;", '"'},
    {"apos;", '\''},
});

// A Source keeps its text in a std::string: behind the last byte stands a NUL, which nothing here goes across. So nobody asks how
// long the text is, but for where the document ends.
class Reader {
public:
    Reader(XmlTree& tree, std::string_view text, base::FileId file, const XmlLimits& limits)
        : builder_(tree, text, file), tree_(tree), limits_(limits), text_(text), at_(text.data()) {}

    bool run() {
        for (const std::string_view one : declarations) {
            if (text_.starts_with(one)) {
                at_ += one.size();
                break;
            }
        }
        if (!around() || *at_ != '<' || !element()) return false;
        while (depth_ != 0) {
            if (*at_ == '<' ? !markup() : !text()) return false;
        }
        return around() && place(at_) == text_.size();
    }

private:
    [[nodiscard]] uint32_t place(const char* at) const { return static_cast<uint32_t>(at - text_.data()); }
    [[nodiscard]] uint32_t place() const { return place(at_); }
    [[nodiscard]] bool count() { return ++nodes_ <= limits_.nodes; }

    void skip() {
        while (is(*at_, blank)) ++at_;
    }

    // Blanks and comments around the root.
    bool around() {
        for (skip(); at_[0] == '<' && at_[1] == '!'; skip()) {
            if (!comment()) return false;
        }
        return true;
    }

    bool markup() {
        if (at_[1] == '/') return end_tag();
        return at_[1] == '!' ? comment() : element();
    }

    // At `<!`, of a comment or of something else.
    bool comment() {
        if (at_[2] != '-' || at_[3] != '-' || !count()) return false;
        const char* const begin = at_ + 4;
        const std::size_t found = text_.find("--", place(begin));
        if (found == std::string_view::npos || text_.data()[found + 2] != '>') return false;
        at_ = text_.data() + found + 3;
        const auto strange = [](char c) {
            return c == '\xef' || (static_cast<unsigned char>(c) < 0x20 && !is(c, blank));
        };
        return std::none_of(begin, text_.data() + found, strange);
    }

    // Its length; 0 where there is none.
    uint32_t name() {
        const char* const from = at_;
        if (!is(*at_, name_start)) return 0;
        while (is(*at_, name_part)) ++at_;
        return static_cast<uint32_t>(at_ - from);
    }

    bool element() {
        const uint32_t begin = place();
        ++at_;
        const uint32_t name_size = name();
        if (name_size == 0 || depth_ >= limits_.depth || !count()) return false;
        ++depth_;
        builder_.open(begin, name_size);
        const std::size_t first = tree_.attributes.size();
        for (;;) {
            const bool apart = is(*at_, blank);
            skip();
            if (*at_ == '>' || *at_ == '/') break;
            if (!apart || !attribute(first)) return false;
        }
        const bool closes = *at_ == '/';
        at_ += closes ? 1 : 0;
        if (*at_++ != '>') return false;
        builder_.opened(place());
        if (closes) close(place());
        return true;
    }

    void close(uint32_t begin) {
        builder_.close(begin, place());
        --depth_;
    }

    bool end_tag() {
        const uint32_t begin = place();
        const std::string_view open = builder_.open_name();
        at_ += 2;
        if (std::strncmp(at_, open.data(), open.size()) != 0) return false;
        at_ += open.size();
        skip();
        if (*at_++ != '>') return false;
        close(begin);
        return true;
    }

    // `first` is the tag's first attribute.
    bool attribute(std::size_t first) {
        constexpr std::size_t most = 24; // each is compared with those before it
        const char* const from = at_;
        const uint32_t size = name();
        const std::string_view key(from, size);
        const auto begin = tree_.attributes.begin() + static_cast<std::ptrdiff_t>(first);
        const bool again =
            std::any_of(begin, tree_.attributes.end(), [&](const XmlAttribute& one) { return one.name == key; });
        if (size == 0 || again || tree_.attributes.size() - first >= most) return false;
        skip();
        if (*at_++ != '=') return false;
        skip();
        const char quote = *at_++;
        if (quote != '"' && quote != '\'') return false;
        const char* const value = at_;
        while (!is(*at_, stops_value)) ++at_;
        if (*at_ == quote) {
            builder_.attribute(place(from), size, place(value), place());
        } else {
            std::string decoded(value, at_);
            if (!decode(quote, decoded)) return false;
            builder_.attribute(place(from), size, place(value), place());
            if (decoded != std::string_view(value, static_cast<std::size_t>(at_ - value)))
                builder_.decoded_value(decoded);
        }
        ++at_;
        return true;
    }

    // The rest of a value in which something stands for something else, up to the quote.
    bool decode(char quote, std::string& out) {
        while (*at_ != quote) {
            if (is(*at_, blank)) { // a line end is one blank, however it is written
                at_ += at_[0] == '\r' && at_[1] == '\n' ? 2 : 1;
                out += ' ';
            } else if (*at_ == '&') {
                if (!reference(out)) return false;
            } else if (*at_ == '\xef' ? no_character() : *at_ == '<' || static_cast<unsigned char>(*at_) < 0x20) {
                return false;
            } else {
                out += *at_++;
            }
        }
        return true;
    }

    // At a byte 0xEF.
    [[nodiscard]] bool no_character() const { return at_[1] == '\xbf' && (at_[2] == '\xbe' || at_[2] == '\xbf'); }

    // What `&…;` stands for.
    bool reference(std::string& out) {
        ++at_;
        if (*at_ == '#') return number(out);
        const std::string_view rest = text_.substr(place(), 5);
        const auto* const found =
            std::ranges::find_if(entities, [&](const Entity& one) { return rest.starts_with(one.name); });
        if (found == entities.end()) return false;
        out += found->character;
        at_ += found->name.size();
        return true;
    }

    bool number(std::string& out) {
        ++at_;
        const bool hexadecimal = *at_ == 'x';
        at_ += hexadecimal ? 1 : 0;
        constexpr int most = 7; // digits
        uint32_t code = 0;
        for (int i = 0; *at_ != ';' || i == 0; ++i, ++at_) {
            const int digit = base::hex_value(*at_);
            if (i == most || digit < 0 || (digit > 9 && !hexadecimal)) return false;
            code = code * (hexadecimal ? 16 : 10) + static_cast<uint32_t>(digit);
        }
        ++at_;
        const bool control = code < 0x20 && code != '\t' && code != '\n' && code != '\r';
        const bool surrogate = code >= 0xd800 && code < 0xe000;
        if (control || surrogate || code == 0xfffe || code == 0xffff || code > 0x10ffff) return false;
        base::append_utf8(out, code);
        return true;
    }

    // Text up to the next `<`.
    bool text() {
        if (!count()) return false;
        while (*at_ != '<') {
            const char* const from = at_;
            if (!verbatim()) return false;
            if (at_ != from) {
                builder_.text({from, static_cast<std::size_t>(at_ - from)}, place(from), place());
            } else if (*at_ == '\r') {
                at_ += at_[1] == '\n' ? 2 : 1;
                builder_.text("\n", place(from), place());
            } else if (*at_ == '&') {
                std::string decoded;
                if (!reference(decoded)) return false;
                builder_.text(decoded, place(from), place());
            } else {
                return false; // a control character
            }
        }
        return true;
    }

    // Goes on to what does not stand for itself. False where something stands that may not.
    bool verbatim() {
        for (;; ++at_) {
            while (!is(*at_, stops_text)) ++at_;
            if (*at_ == ']' ? at_[1] == ']' && at_[2] == '>' : *at_ == '\xef' && no_character()) return false;
            if (*at_ != ']' && *at_ != '\xef') return true;
        }
    }

    XmlTreeBuilder builder_;
    XmlTree& tree_;
    const XmlLimits& limits_;
    std::string_view text_;
    const char* at_;
    uint32_t depth_ = 0;
    uint32_t nodes_ = 0; // elements, texts and comments, as expat tells them
};

} // namespace

bool read_plain_xml(XmlTree& tree, std::string_view text, base::FileId file, const XmlLimits& limits) {
    return Reader(tree, text, file, limits).run();
}

} // namespace callflow::doc

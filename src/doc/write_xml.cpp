#include "base/text.hpp"
#include "doc/xml.hpp"

#include <array>

namespace callflow::doc {
namespace {

using std::string_view;

constexpr string_view replacement = "\xef\xbf\xbd"; // U+FFFD

// What a byte is written as: `plain` itself, `forbidden` a replacement, `check` the first of a character to look at.
enum class Byte : unsigned char { plain, amp, less, greater, quote, tab, line_feed, carriage_return, forbidden, check };

constexpr std::array<Byte, 256> make_table(bool attribute) {
    std::array<Byte, 256> table{};
    for (std::size_t c = 0; c < 0x20; ++c) {
        table[c] = Byte::forbidden;
    }
    table['\t'] = attribute ? Byte::tab : Byte::plain;
    table['\n'] = attribute ? Byte::line_feed : Byte::plain;
    table['\r'] = Byte::carriage_return;
    table['&'] = Byte::amp;
    table['<'] = Byte::less;
    table['>'] = Byte::greater;
    table['"'] = attribute ? Byte::quote : Byte::plain;
    table[0xef] = Byte::check; // U+FFFE and U+FFFF begin so
    return table;
}

constexpr std::array<Byte, 256> text_table = make_table(false);
constexpr std::array<Byte, 256> attribute_table = make_table(true);

constexpr string_view escape_of(Byte kind) {
    switch (kind) {
    case Byte::amp: return "&amp;";
    case Byte::less: return "&lt;";
    case Byte::greater: return "&gt;";
    case Byte::quote: return "&quot;";
    case Byte::tab: return "&#9;";
    case Byte::line_feed: return "&#10;";
    case Byte::carriage_return: return "&#13;";
    default: return replacement;
    }
}

// `text` is valid UTF-8.
bool append_valid(std::string& out, string_view text, const std::array<Byte, 256>& table) {
    bool good = true;
    std::size_t run = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const Byte kind = table[static_cast<unsigned char>(text[i])];
        if (kind == Byte::plain) {
            continue;
        }
        if (kind == Byte::check &&
            (text.substr(i, 2) != "\xef\xbf" || static_cast<unsigned char>(text[i + 2]) < 0xbe)) {
            i += 2;
            continue;
        }
        out += text.substr(run, i - run);
        out += escape_of(kind);
        good = good && kind != Byte::forbidden && kind != Byte::check;
        i += kind == Byte::check ? 2 : 0;
        run = i + 1;
    }
    out += text.substr(std::min(run, text.size()));
    return good;
}

bool append(std::string& out, string_view text, const std::array<Byte, 256>& table) {
    bool good = true;
    for (;;) {
        const std::size_t bad = base::find_invalid_utf8(text);
        good = append_valid(out, text.substr(0, bad), table) && good;
        if (bad == string_view::npos) {
            return good;
        }
        out += replacement;
        good = false;
        text.remove_prefix(bad + 1);
    }
}

} // namespace

bool append_xml_text(std::string& out, string_view text) { return append(out, text, text_table); }

bool append_xml_attribute(std::string& out, string_view text) { return append(out, text, attribute_table); }

} // namespace callflow::doc

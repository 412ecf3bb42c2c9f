#include "base/json_writer.hpp"

#include "base/utf8.hpp"

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>

namespace callflow::base {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

// Whether a byte can be copied as it is: printable ASCII without quote and backslash.
constexpr std::array<bool, 256> make_plain_table() {
    std::array<bool, 256> table{};
    for (std::size_t c = 0x20; c < 0x80; ++c) {
        table[c] = c != '"' && c != '\\';
    }
    return table;
}
constexpr std::array<bool, 256> plain = make_plain_table();

// Whether all eight bytes of a word are plain. Each term sets a byte's highest bit for a byte it
// does not like; a borrow may set it for the byte above one, too, which does no harm as the answer
// is "no" anyway.
bool all_plain(std::uint64_t word) {
    const auto zero_bytes = [](std::uint64_t w) { return (w - utf8::low_bits) & ~w; };
    const std::uint64_t below_blank = (word - utf8::low_bits * 0x20U) & ~word;
    const std::uint64_t quotes = zero_bytes(word ^ (utf8::low_bits * '"'));
    const std::uint64_t backslashes = zero_bytes(word ^ (utf8::low_bits * '\\'));
    return ((word | below_blank | quotes | backslashes) & utf8::high_bits) == 0;
}

// Offset of the first byte from `at` that cannot be copied as it is.
std::size_t skip_copyable(std::string_view text, std::size_t at) {
    for (;;) {
        while (text.size() - at >= 8 && all_plain(utf8::load_word(text, at))) {
            at += 8;
        }
        while (at < text.size() && plain[static_cast<unsigned char>(text[at])]) {
            ++at;
        }
        if (at == text.size() || static_cast<unsigned char>(text[at]) < 0x80) {
            return at;
        }
        const std::size_t length = utf8::sequence_length(text, at);
        if (length == 0) {
            return at;
        }
        at += length;
    }
}

void append_escaped(std::string& out, char c) {
    switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    default: break;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
        out += "\xEF\xBF\xBD"; // U+FFFD
        return;
    }
    out += "\\u00";
    out.push_back(hex_digits[byte >> 4U]);
    out.push_back(hex_digits[byte & 0x0fU]);
}

} // namespace

void append_json_string(std::string& out, std::string_view text) {
    out.push_back('"');
    std::size_t done = 0;
    for (;;) {
        const std::size_t stop = skip_copyable(text, done);
        out.append(text, done, stop - done);
        if (stop == text.size()) {
            break;
        }
        append_escaped(out, text[stop]);
        done = stop + 1;
    }
    out.push_back('"');
}

void JsonWriter::new_line() {
    out_->push_back('\n');
    out_->append(std::size_t{2} * depth_, ' ');
}

void JsonWriter::before_value() {
    if (after_key_) {
        after_key_ = false;
        return;
    }
    if (comma_) {
        out_->push_back(',');
    }
    if (layout_ == Layout::compact || depth_ == 0) {
        return;
    }
    if (layout_ == Layout::indented) {
        new_line();
    } else if (depth_ == 2) {
        out_->append("\n  ");
    } else if (comma_) {
        out_->push_back(' ');
    }
}

JsonWriter& JsonWriter::begin(char bracket) {
    before_value();
    out_->push_back(bracket);
    comma_ = false;
    ++depth_;
    return *this;
}

JsonWriter& JsonWriter::end(char bracket) {
    assert(depth_ != 0 && !after_key_);
    --depth_;
    if (layout_ == Layout::indented && comma_) {
        new_line();
    } else if (layout_ == Layout::rows && depth_ == 1 && comma_) {
        out_->push_back('\n');
    }
    out_->push_back(bracket);
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    assert(depth_ != 0 && !after_key_);
    before_value();
    append_json_string(*out_, name);
    out_->push_back(':');
    if (layout_ != Layout::compact) {
        out_->push_back(' ');
    }
    after_key_ = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    before_value();
    append_json_string(*out_, text);
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::literal(std::string_view text) {
    before_value();
    out_->append(text);
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t number) {
    std::array<char, 24> digits{};
    const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return literal({digits.data(), static_cast<std::size_t>(result.ptr - digits.data())});
}

JsonWriter& JsonWriter::unsigned_integer(std::uint64_t number) {
    std::array<char, 24> digits{};
    const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return literal({digits.data(), static_cast<std::size_t>(result.ptr - digits.data())});
}

JsonWriter& JsonWriter::value(double number) {
    if (!std::isfinite(number)) {
        return null();
    }
    std::array<char, 40> digits{};
    char* end = std::to_chars(digits.data(), digits.data() + 32, number).ptr;
    const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
    if (text.find_first_of(".e") == std::string_view::npos) {
        *end++ = '.';
        *end++ = '0';
    }
    return literal({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

} // namespace callflow::base

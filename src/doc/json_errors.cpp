#include "doc/json_errors.hpp"

#include "base/ascii.hpp"
#include "base/codes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>

namespace callflow::doc {
namespace {

using std::string_view;
using std::uint32_t;

bool is_word(char c) { return base::is_digit(c) || c == '_' || c == '-' || c == '+' || c == '.' || base::is_letter(c); }

class Judge {
public:
    Judge(const base::Source& source, base::FileId file, const JsonFailure& failure, base::Diagnostics& diagnostics)
        : text_(source.text()), file_(file), failure_(failure), diagnostics_(diagnostics) {}

    void speak() {
        const uint32_t at = skip_json_space(text_, failure_.cursor);
        if (failure_.root_done) {
            say(at, "text after the end of the document");
        } else if (failure_.opened == base::no_file) {
            at_value(at);
        } else if (failure_.after_key) {
            if (current(at) == ':') {
                at_value(skip_json_space(text_, at + 1));
            } else {
                say(at, "`:` is expected after the key");
            }
        } else if (!failure_.has_children) {
            at_item(at);
        } else if (current(at) == ',') {
            const uint32_t next = skip_json_space(text_, at + 1);
            if (current(next) == '}' || current(next) == ']') {
                base::Diagnostic& found = say(at, "a comma before the closing bracket");
                found.help = "leave it out; JSON has no trailing commas";
                found.edits.push_back({{file_, at, at + 1}, ""});
            } else {
                at_item(next);
            }
        } else {
            at_separator(at);
        }
    }

private:
    [[nodiscard]] char current(uint32_t at) const { return at < text_.size() ? text_[at] : '\0'; }
    [[nodiscard]] bool at_end(uint32_t at) const { return at >= text_.size(); }
    [[nodiscard]] char bracket() const { return failure_.in_mapping ? '}' : ']'; }

    base::Diagnostic& say(uint32_t at, std::string message, std::string help = {}) {
        const auto size = static_cast<uint32_t>(text_.size());
        base::Diagnostic& found = diagnostics_.report(
            base::codes::syntax_error, {file_, std::min(at, size), std::min(at + 1, size)}, std::move(message));
        found.help = std::move(help);
        return found;
    }

    void not_closed() {
        say(failure_.opened,
            fmt::format("the {} `{}` is not closed: opened here", failure_.in_mapping ? "mapping" : "list",
                        current(failure_.opened)),
            fmt::format("add `{}` where it ends", bracket()));
    }

    void at_separator(uint32_t at) {
        if (at_end(at)) {
            not_closed();
        } else if (failure_.cursor >= 2 && base::is_digit(text_[failure_.cursor - 1]) && leading_zero()) {
            say(failure_.cursor - 1, "a number cannot begin with 0", "quote it if the digits are meant as a text");
        } else if (!comment(at)) {
            say(at, fmt::format("`,` or `{}` is expected here", bracket()))
                .notes.push_back({{file_, failure_.opened, failure_.opened + 1},
                                  failure_.in_mapping ? "the mapping begins here" : "the list begins here"});
        }
    }

    [[nodiscard]] bool leading_zero() const {
        uint32_t begin = failure_.cursor;
        while (begin > 0 && base::is_digit(text_[begin - 1])) {
            --begin;
        }
        return text_[begin] == '0' && failure_.cursor - begin > 1;
    }

    void at_item(uint32_t at) {
        if (at_end(at)) {
            not_closed();
        } else if (!failure_.in_mapping) {
            at_value(at);
        } else if (current(at) == '"') {
            in_string(at);
        } else if (!comment(at) && !single_quotes(at)) {
            say(at, "a key in double quotes is expected here",
                is_word(current(at)) ? "write \"" + word(at) + "\"" : "");
        }
    }

    [[nodiscard]] std::string word(uint32_t at) const {
        uint32_t end = at;
        while (end < text_.size() && is_word(text_[end])) {
            ++end;
        }
        return base::printable(text_.substr(at, end - at), 40);
    }

    bool comment(uint32_t at) {
        const bool found =
            current(at) == '#' || (current(at) == '/' && (current(at + 1) == '/' || current(at + 1) == '*'));
        if (found) {
            say(at, "JSON has no comments", "leave it out, or write the file as YAML");
        }
        return found;
    }

    bool single_quotes(uint32_t at) {
        if (current(at) == '\'') {
            say(at, "JSON has no single quotes", "write double quotes");
        }
        return current(at) == '\'';
    }

    void at_value(uint32_t at) {
        const char c = current(at);
        if (at_end(at)) {
            say(at, "a value is missing at the end of the file");
        } else if (c == '"') {
            in_string(at);
        } else if (comment(at) || single_quotes(at)) {
            return;
        } else if (base::is_digit(c) || c == '-' || c == '+' || c == '.') {
            const bool zero = c == '0' || (c == '-' && current(at + 1) == '0');
            const bool finite = json_number_end(text_, at) - at < 20;
            say(at, fmt::format("{} is no number in JSON", base::quoted(word(at))),
                zero || finite
                    ? "digits, one point with digits after it, an exponent; quote it if it is meant as a text"
                    : "it is out of range; quote it if it is meant as a text");
        } else if (is_word(c)) {
            say(at, fmt::format("{} is no value in JSON", base::quoted(word(at))), "a text needs double quotes");
        } else {
            say(at, "a value is expected here");
        }
    }

    void in_string(uint32_t begin) {
        for (uint32_t at = begin + 1; at < text_.size(); ++at) {
            const char c = text_[at];
            if (c == '"') {
                say(at, "this text cannot be read");
                return;
            }
            if (static_cast<unsigned char>(c) < 0x20) {
                say(at, c == '\n' || c == '\r' ? "a text ends on its own line" : "a control character in a text",
                    c == '\n' || c == '\r' ? "close the quote, or write \\n" : fmt::format("write \\u{:04x}", c));
                return;
            }
            if (c == '\\') {
                if (!escape(at)) {
                    return;
                }
                ++at;
            }
        }
        say(begin, "the quote opened here is never closed", "close it where the text ends");
    }

    // Whether the escape at `at` is good; complains if not.
    bool escape(uint32_t& at) {
        const char c = current(at + 1);
        if (c != 'u') {
            const bool known = c != '\0' && string_view("\"\\/bfnrt").find(c) != string_view::npos;
            if (!known) {
                say(at, "unknown escape", "write \\\\ for a backslash");
            }
            return known;
        }
        const auto unit = [&](uint32_t place) {
            const string_view digits = text_.substr(std::min<std::size_t>(place, text_.size()), 4);
            const bool good =
                digits.size() == 4 && digits.find_first_not_of("0123456789abcdefABCDEF") == string_view::npos;
            return good ? std::stoi(std::string(digits), nullptr, 16) : -1;
        };
        const int first = unit(at + 2);
        const bool high = first >= 0xd800 && first < 0xdc00;
        const int second = high && current(at + 6) == '\\' && current(at + 7) == 'u' ? unit(at + 8) : -1;
        if (first < 0) {
            say(at, "\\u takes four hexadecimal digits");
        } else if ((high && (second < 0xdc00 || second > 0xdfff)) || (first >= 0xdc00 && first < 0xe000)) {
            say(at, "half of a pair of surrogates", "write the character itself, or both halves");
            return false;
        }
        at += high ? 10 : 4;
        return first >= 0;
    }

    string_view text_;
    base::FileId file_;
    const JsonFailure& failure_;
    base::Diagnostics& diagnostics_;
};

} // namespace

uint32_t skip_json_space(string_view text, uint32_t at) {
    return static_cast<uint32_t>(std::min(text.find_first_not_of(" \t\r\n", at), text.size()));
}

uint32_t json_number_end(string_view text, uint32_t at) {
    return static_cast<uint32_t>(std::min(text.find_first_not_of("+-.0123456789eE", at), text.size()));
}

void report_json_failure(const base::Source& source, base::FileId file, const JsonFailure& failure,
                         base::Diagnostics& diagnostics) {
    Judge(source, file, failure, diagnostics).speak();
}

} // namespace callflow::doc

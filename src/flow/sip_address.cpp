#include "flow/sip_address.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::flow {

namespace {

// A name or an address with a port: what needs no escaping behind an `@`.
bool is_host(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return base::is_letter(c) || base::is_digit(c) || std::string_view(".-:[]_").find(c) != std::string_view::npos;
    });
}

std::string_view without_scheme(std::string_view address) {
    for (const std::string_view scheme : {"sips:", "sip:", "tel:"})
        if (address.starts_with(scheme)) return address.substr(scheme.size());
    return address;
}

// `%31` is `1` to whoever reads an address. Unlike base::percent_decode a malformed escape stays as it is, so that a number cannot hide
// behind one.
std::string decoded(std::string_view text) {
    const auto value = base::hex_value;
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool coded = text[i] == '%' && i + 2 < text.size() && value(text[i + 1]) >= 0 && value(text[i + 2]) >= 0;
        out += coded ? static_cast<char>(value(text[i + 1]) * 16 + value(text[i + 2])) : text[i];
        if (coded) i += 2;
    }
    return out;
}

} // namespace

bool is_sip_address(std::string_view text) { return text.starts_with("sip:") || text.starts_with("sips:"); }

bool is_phone_number(std::string_view text) {
    if (text.starts_with("tel:")) text.remove_prefix(4);
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto fits = [](char c) {
        return base::is_digit(c) || c == ' ' || c == '-' || c == '.' || c == '(' || c == ')';
    };
    return std::ranges::any_of(text, base::is_digit) && std::ranges::all_of(text, fits);
}

std::string_view sip_user(std::string_view address) {
    const std::string_view rest = without_scheme(address);
    const std::size_t at = rest.find('@');
    if (at != std::string_view::npos) return rest.substr(0, std::min(at, rest.find_first_of(";:")));
    return is_sip_address(address) ? std::string_view() : rest.substr(0, rest.find(';'));
}

std::string_view sip_host(std::string_view address) {
    const std::size_t at = address.find('@');
    std::string_view rest = at != std::string_view::npos ? address.substr(at + 1)
                            : is_sip_address(address)    ? without_scheme(address)
                                                         : std::string_view();
    return rest.substr(0, rest.find_first_of(";?>"));
}

std::string escape_sip(std::string_view value) {
    constexpr std::string_view marks = "-_.!~*'()+#";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : value) {
        if (base::is_digit(c) || base::is_letter(c) || marks.find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

std::string header_value(std::string_view value) {
    std::string out;
    for (const char c : value) {
        const bool breaks = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        if (!breaks)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    return std::string(base::trim(out));
}

std::vector<std::pair<std::string, std::string>> sip_headers(std::string_view address) {
    std::vector<std::pair<std::string, std::string>> out;
    for (std::size_t at = address.find('?'); at != std::string_view::npos; at = address.find('&')) {
        address.remove_prefix(at + 1);
        const std::string_view one = address.substr(0, address.find('&'));
        const std::size_t equals = std::min(one.find('='), one.size());
        if (equals == 0) continue;
        out.emplace_back(decoded(one.substr(0, equals)),
                         header_value(decoded(one.substr(std::min(equals + 1, one.size())))));
    }
    return out;
}

bool breaks_header(std::string_view address) {
    const std::size_t query = address.find('?');
    return query != std::string_view::npos && decoded(address.substr(query)).find_first_of("\r\n") != std::string::npos;
}

std::string wrong_with_address(std::string_view address) {
    if (address.empty()) return "it is empty";
    if (address.find_first_of("\r\n") != std::string_view::npos)
        return "a line break would add lines to the message that it is sent in";
    if (std::ranges::any_of(address, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
        return "it has a control character in it";
    if (!is_sip_address(address)) {
        if (address.find_first_of("&;") != std::string_view::npos)
            return "`&` and `;` would add parameters to what it is put into";
        return {};
    }
    if (address.find_first_of(" \t<>\"") != std::string_view::npos)
        return "blanks, quotes and angle brackets have no place in a SIP address";
    const std::string_view host = sip_host(address);
    if (host.empty()) return "it has no host: `sip:user@host`";
    const std::size_t at = address.find('@');
    if (at != std::string_view::npos && address.substr(0, at).find_first_of("&;?") != std::string_view::npos)
        return "`&`, `;` and `?` cannot stand before the `@`; parameters stand behind the host";
    if (at != std::string_view::npos && address.find('@', at + 1) != std::string_view::npos &&
        address.find('@', at + 1) < std::min(address.find('?'), address.find(';')))
        return "it has two `@`";
    if (breaks_header(address)) return "a line break in a header would add headers of its own";
    return {};
}

std::string_view calls_nobody(std::string_view address) {
    if (base::trim(without_scheme(address)).empty()) return "it is empty";
    const bool number = address.find('@') == std::string_view::npos && !is_sip_address(address);
    if (number && sip_user(address).find_first_not_of("+-.() \t") == std::string_view::npos) return "it has no digit";
    const bool user = address.find('@') == std::string_view::npos || !sip_user(address).empty();
    return user ? std::string_view() : "nobody stands before the `@`";
}

std::string uncallable(std::string_view address) {
    std::string why = wrong_with_address(address);
    return why.empty() ? std::string(calls_nobody(address)) : why;
}

bool append_address(const expr::Template& address, std::span<const expr::Value> slots, std::string& out,
                    std::string& why) {
    if (address.is_literal()) {
        out += address.literal();
        return true;
    }
    for (const expr::Template::Part& part : address.parts()) {
        if (part.expression.empty()) {
            out += part.literal;
            continue;
        }
        const expr::Value value = part.expression.evaluate(slots);
        if (value.is_error()) {
            why = value.as_string();
            return false;
        }
        const std::string text = value.to_text();
        // A whole address may come from a value; then it has to be one.
        if (address.is_single_expression() && is_sip_address(text)) {
            why = wrong_with_address(text);
            if (!why.empty()) return false;
            out += text;
            continue;
        }
        out += escape_sip(text);
    }
    return true;
}

bool append_uri(const expr::Template& address, std::span<const expr::Value> slots, std::string& out, std::string& why) {
    // A user or host is one by itself; where no `@` is written, a value may be a whole address.
    const bool parts = is_sip_address(address.text()) && std::ranges::any_of(address.parts(), [](const auto& part) {
                           return part.expression.empty() && part.literal.find('@') != std::string::npos;
                       });
    bool host = false, query = false;
    const std::size_t begin = out.size();
    for (const expr::Template::Part& part : address.parts()) {
        if (part.expression.empty()) {
            out += part.literal;
            host = host || part.literal.find('@') != std::string::npos;
            query = query || part.literal.find('?') != std::string::npos;
        } else {
            const expr::Value value = part.expression.evaluate(slots);
            if (value.is_error()) {
                why = value.as_string();
                return false;
            }
            const std::string text = value.to_text();
            if (query)
                out += base::percent_encode(header_value(text));
            else
                out += !parts || (host && is_host(text)) ? text : escape_sip(text);
        }
        if (out.size() - begin > expr::max_template_output) {
            why = "the address grows beyond 1 MiB";
            return false;
        }
    }
    const std::string_view made = std::string_view(out).substr(begin);
    const bool breaks = made.find_first_of("\r\n") != std::string_view::npos;
    const std::string wrong = breaks || is_sip_address(made) ? wrong_with_address(made) : std::string();
    if (wrong.empty()) return true;
    why = fmt::format("{} cannot be called: {}", base::quoted(made), wrong);
    return false;
}

namespace {

// The digits that are dialled, `+` before them where it is written: of a number however it is spelled, with pauses and an extension behind
// it as well. Empty where a name stands.
std::string dialled_digits(std::string_view address) {
    std::string lower = base::lowered(address.substr(0, 5));
    for (const std::string_view scheme : {"sips:", "sip:", "tel:"})
        if (lower.starts_with(scheme)) {
            address.remove_prefix(scheme.size());
            break;
        }
    std::string out;
    for (const char c : decoded(address.substr(0, address.find('@')))) {
        if (base::is_letter(c) || c == ';' || c == ':') break;
        if (base::is_digit(c) || (c == '+' && out.empty())) out += c;
    }
    return out;
}

} // namespace

bool has_prefix(std::string_view number, std::span<const std::string> prefixes) {
    std::string digits = dialled_digits(number);
    std::string national; // ten digits are a number of North America's, which its platforms dial as such
    for (const std::string_view exit : {"+", "011", "00", ""}) // a carrier takes these for `+`
        if (digits.starts_with(exit)) {
            if (exit.empty() && digits.size() == 10) national = "1" + digits;
            digits.erase(0, exit.size());
            break;
        }
    return std::ranges::any_of(prefixes, [&](const std::string& prefix) {
        const std::string begin = dialled_digits(prefix);
        const std::string_view plain = std::string_view(begin).substr(begin.starts_with('+') ? 1 : 0);
        return !plain.empty() && (digits.starts_with(plain) || national.starts_with(plain));
    });
}

bool is_flow_file(std::string_view name) {
    return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
}

} // namespace callflow::flow

#include "syntax/headers.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "flow/sip_address.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;

// RFC 9110: a field's name is one token, and a value is one line; of SIP's likewise (RFC 3261, 7.3).
void check_headers(Input& in, View headers) {
    static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    const auto in_token = [](char c) { return base::is_alphanumeric(c) || marks.find(c) != std::string_view::npos; };
    for (const doc::Entry one : doc::entries(headers)) {
        const std::string_view name = one.key.text();
        if (name.empty() || !std::ranges::all_of(name, in_token))
            in.report(codes::bad_value, one.key.span(), fmt::format("{} is no name of a header", base::quoted(name)))
                .help = "a name is letters, digits and hyphens: `X-Call-Id`";
        if (one.value.is_scalar()) check_header_value(in, one.value.text(), one.value.span());
    }
}

void check_header_lines(Input& in, View headers) {
    for (const doc::Entry one : doc::entries(headers)) {
        check_header_value(in, one.key.text(), one.key.span());
        if (one.value.is_scalar()) check_header_value(in, one.value.text(), one.value.span());
    }
}

void check_header_value(Input& in, std::string_view value, base::Span where) {
    if (value.find_first_of("\r\n") != std::string_view::npos)
        in.report(codes::bad_value, where, "a header is one line").help = "take the line break out";
}

void check_uri_headers(Input& in, View uri) {
    if (flow::is_sip_address(uri.text()) && flow::breaks_header(uri.text()))
        in.report(codes::bad_value, uri.span(), "a header behind `?` is one line").help =
            "take the line break out, which `%0D` or `%0A` is";
}

} // namespace callflow::syntax

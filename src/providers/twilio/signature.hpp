// X-Twilio-Signature: how Twilio shows that a request is its own (facts from the helper libraries' validators).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace callflow::providers::twilio {

inline constexpr std::string_view signature_header = "X-Twilio-Signature";

using FormFields = std::span<const std::pair<std::string, std::string>>;

// The header's value: base64 of HMAC-SHA1 by the account's token over the address as it is asked, query included, and, of a POSTed
// form, each name followed by its value; names in order of their bytes, of one that is repeated its distinct values in order. A
// GET and a JSON body have no form. The address is taken without its fragment and without `user:password@`, which the receiver
// never sees.
[[nodiscard]] std::string sign(std::string_view token, std::string_view url, FormFields form);

// The address to which a body that is no form is posted: `bodySHA256`, the body's digest in hex, stands in its query.
[[nodiscard]] std::string with_body_digest(std::string_view url, std::string_view body);

// A request as it arrived.
struct SignedRequest {
    std::string_view url;       // as the sender asked it: scheme, host, port where one was written, path, query
    FormFields form;            // of a POST that is a form
    std::string_view body = {}; // of one that is not; looked at where the address has `bodySHA256`
    std::string_view signature; // the header's value
};

// Whether the signature is right by that token: the address is tried as it is, without its port and with the usual one of its
// scheme, for proxies change it. With `bodySHA256` in the address the body has to be the one that was signed.
[[nodiscard]] bool is_signed(std::string_view token, const SignedRequest& request);

} // namespace callflow::providers::twilio

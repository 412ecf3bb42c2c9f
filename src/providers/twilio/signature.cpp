#include "providers/twilio/signature.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"
#include "base/url.hpp"

#include <algorithm>
#include <vector>

namespace callflow::providers::twilio {
namespace {

constexpr std::string_view digest_field = "bodySHA256";

// An authority without user and password.
std::string_view host_and_port(std::string_view authority) {
    const std::size_t at = authority.rfind('@');
    return at == std::string_view::npos ? authority : authority.substr(at + 1);
}

std::string_view without_port(std::string_view host) {
    const std::size_t bracket = host.rfind(']');
    const std::size_t colon = host.rfind(':');
    const bool has_port = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    return has_port ? host.substr(0, colon) : host;
}

enum class Port { as_it_is, none, usual };

std::string address_of(std::string_view url, Port port) {
    const base::UrlParts parts = base::split_url(url);
    std::string out;
    if (parts.has_scheme) out.append(parts.scheme).append(":");
    if (parts.has_authority) {
        const std::string_view whole = host_and_port(parts.authority);
        out += "//";
        out += port == Port::as_it_is ? whole : without_port(whole);
        if (port == Port::usual) out += parts.scheme == "https" ? ":443" : ":80";
    }
    out += parts.path;
    if (parts.has_query) out.append("?").append(parts.query);
    return out;
}

std::string mac(std::string_view token, std::string address, FormFields form) {
    std::vector<std::pair<std::string_view, std::string_view>> fields(form.begin(), form.end());
    std::ranges::sort(fields);
    const auto repeated = std::ranges::unique(fields);
    fields.erase(repeated.begin(), repeated.end());
    for (const auto& [name, value] : fields) address.append(name).append(value);
    return base::base64(base::bytes_of(base::hmac_sha1(token, address)));
}

// The digest that an address gives for its body; has_digest tells an empty one from none.
std::string_view digest_in(std::string_view url, bool& has_digest) {
    std::string_view query = base::split_url(url).query;
    has_digest = false;
    while (!query.empty()) {
        const std::string_view field = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(field.size() + 1, query.size()));
        if (!field.starts_with(digest_field) || field.size() == digest_field.size() ||
            field[digest_field.size()] != '=')
            continue;
        has_digest = true;
        return field.substr(digest_field.size() + 1);
    }
    return {};
}

} // namespace

std::string sign(std::string_view token, std::string_view url, FormFields form) {
    return mac(token, address_of(url, Port::as_it_is), form);
}

std::string with_body_digest(std::string_view url, std::string_view body) {
    return base::with_query(url, std::string(digest_field) + "=" + base::hex(base::bytes_of(base::sha256(body))));
}

bool is_signed(std::string_view token, const SignedRequest& request) {
    bool has_digest = false;
    const std::string_view digest = digest_in(request.url, has_digest);
    if (has_digest && !base::same_secret(digest, base::hex(base::bytes_of(base::sha256(request.body))))) return false;
    const FormFields form = has_digest ? FormFields() : request.form;
    bool same = false;
    for (const Port port : {Port::as_it_is, Port::none, Port::usual})
        same = base::same_secret(mac(token, address_of(request.url, port), form), request.signature) || same;
    return same;
}

} // namespace callflow::providers::twilio
